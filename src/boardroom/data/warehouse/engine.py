"""The small protocol behind which every database that answers queries stands.

Reading means holding one state of the data: ``Engine.hold`` gives a ``Snapshot``, and all other
ways to ask are made of it. Implemented by the DuckDB engine over the Delta lake, and by
``live_engine`` for workspaces that sit on their own database; used by ``data.metrics`` and
``data.profile`` only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from boardroom.errors import LimitError
from boardroom.semantic.context import Dialect
from boardroom.semantic.profile import ForeignKeyHint
from boardroom.settings import Settings

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
        held: whether its rows stay the same while a snapshot is held.
    """

    name: str
    columns: Mapping[str, str]
    version: str = ""
    loaded_at: datetime | None = None
    rows: int | None = None
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKeyHint, ...] = ()
    held: bool = True


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one statement; reaching one raises ``LimitError``."""

    rows: int | None = None
    timeout_seconds: float | None = 60.0

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits of a query that has none of its own."""
        return cls(rows=settings.max_result_rows, timeout_seconds=settings.query_timeout_seconds)

    def collect(self, batches: "Iterable[pa.RecordBatch]", schema: "pa.Schema") -> "pa.Table":
        """The batches as one table, reading no further once there are too many rows.

        Raises:
            LimitError: there are more than ``rows`` rows.
        """
        import pyarrow as pa

        kept, total = [], 0
        for batch in batches:
            total += batch.num_rows
            if self.rows is not None and total > self.rows:
                raise LimitError(
                    f"the query returns more than {self.rows:,} rows",
                    hint="Give a limit, a shorter range or fewer groups.",
                )
            kept.append(batch)
        return pa.Table.from_batches(kept, schema=schema)

    def too_slow(self) -> LimitError:
        """The error of a statement that took longer than ``timeout_seconds``."""
        return LimitError(
            f"the query took longer than {self.timeout_seconds or 0:g} s and was stopped",
            hint="Ask for a shorter range, or raise BOARDROOM_QUERY_TIMEOUT_SECONDS.",
        )


class Snapshot(Protocol):
    """The tables as they were at one moment. Thread-safe; not for use after it was held."""

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        """Readable tables by name."""
        ...

    @property
    def rollup_origins(self) -> Mapping[str, str]:
        """Rollup table → the text its builder left in it (from which data it was computed)."""
        ...

    def bounds(self, table: str, column: str) -> tuple[object, object] | None:
        """Smallest and largest value of a plain date or timestamp column, if known without a
        scan."""
        ...

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run SELECTs on this state. Raises as ``Engine.query``."""
        ...


class Readable(Protocol):
    """What profiling needs of an engine."""

    @property
    def dialect(self) -> Dialect:
        """Which SQL it speaks."""
        ...

    def tables(self) -> Mapping[str, TableInfo]:
        """All readable tables by name, as of now."""
        ...

    def query(self, sql: str, *, limits: Limits | None = None) -> "pa.Table":
        """Run one SELECT."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A snapshot as something to profile."""

    dialect: Dialect
    snapshot: Snapshot

    def tables(self) -> Mapping[str, TableInfo]:
        """The tables of the snapshot."""
        return self.snapshot.tables

    def query(self, sql: str, *, limits: Limits | None = None) -> "pa.Table":
        """Run one SELECT on the snapshot. Raises as ``Engine.query``."""
        return self.snapshot.query_many([sql], limits=limits)[0]


class Engine(Protocol):
    """Answers read-only SQL in its dialect. Thread-safe."""

    @property
    def dialect(self) -> Dialect:
        """Which SQL it speaks."""
        ...

    def hold(self) -> AbstractContextManager[Snapshot]:
        """The newest committed state of the data, kept until the end of the block."""
        ...

    def close(self) -> None:
        """Release connections and memory."""
        ...

    @contextmanager
    def reading(self) -> Iterator[Readable]:
        """One state of the data for many questions, kept until the end of the block."""
        with self.hold() as snapshot:
            yield _Held(dialect=self.dialect, snapshot=snapshot)

    def tables(self) -> Mapping[str, TableInfo]:
        """All readable tables by name, as of now."""
        with self.hold() as snapshot:
            return snapshot.tables

    def query(self, sql: str, *, limits: Limits | None = None) -> "pa.Table":
        """Run one SELECT on the newest state.

        Raises:
            LimitError: too many rows, too slow, or out of memory.
            UnavailableError: the server does not answer.
            SourceError: it does not let us in.
            StorageError: a file of the warehouse cannot be read.
            QueryError: not one SELECT, or the engine's own complaint.
        """
        return self.query_many([sql], limits=limits)[0]

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run several SELECTs on one state of the data. Raises as ``query``."""
        with self.hold() as snapshot:
            return snapshot.query_many(statements, limits=limits)
