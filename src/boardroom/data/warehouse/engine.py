"""The small protocol behind which every database that answers queries stands.

Implemented by the DuckDB engine over the Delta lake, and by PostgreSQL, MySQL and Spark for
workspaces
that sit on their own database; used by ``data.metrics`` and ``data.profile`` only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from boardroom.semantic.context import Dialect
from boardroom.semantic.profile import ForeignKeyHint

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class TableInfo:
    """A table the engine can read.

    Attributes:
        name: what datasets call it in ``source``.
        columns: column name → the engine's own type name, in order.
        version: changes whenever its rows change; equal versions mean equal rows. Empty = cannot
            know.
        loaded_at: when this version was written; None = live.
    """

    name: str
    columns: Mapping[str, str]
    version: str = ""
    loaded_at: datetime | None = None
    rows: int | None = None
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKeyHint, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one statement; reaching one raises ``LimitError``."""

    rows: int | None = None
    timeout_seconds: float | None = 60.0


class Engine(Protocol):
    """Answers read-only SQL in its dialect. Thread-safe."""

    @property
    def dialect(self) -> Dialect:
        """Which SQL it speaks."""
        ...

    def tables(self) -> Mapping[str, TableInfo]:
        """All readable tables by name, as of now (one consistent snapshot)."""
        ...

    def query(self, sql: str, *, limits: Limits | None = None) -> "pa.Table":
        """Run one SELECT. Raises: LimitError, UnavailableError, QueryError (the engine's own
        message)."""
        ...

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run several SELECTs on one snapshot of the data."""
        ...

    def close(self) -> None:
        """Release connections and memory."""
        ...
