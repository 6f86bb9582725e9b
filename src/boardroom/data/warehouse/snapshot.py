"""One state of the data that a whole page is computed on, whichever engine holds it.

``data.metrics`` takes a snapshot, compiles against its versions and runs the statements on it.
Engines that know versions (DuckDB over Delta) implement ``SnapshotEngine``; for live databases a
thin stand-in reads what is there when asked.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from boardroom.data.warehouse.engine import Engine, Limits, TableInfo

if TYPE_CHECKING:
    import pyarrow as pa


class Snapshot(Protocol):
    """The tables as they were at one moment. Thread-safe."""

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


@runtime_checkable
class SnapshotEngine(Protocol):
    """An engine that can hold on to one state of the data."""

    def snapshot(self) -> Snapshot:
        """The newest committed state."""
        ...


class LiveSnapshot:
    """Stands in for a snapshot of a database that changes underneath: tables as last listed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.tables: Mapping[str, TableInfo] = engine.tables()
        self.rollup_origins: Mapping[str, str] = {}

    def bounds(self, table: str, column: str) -> tuple[object, object] | None:
        """Always None: a live database must be asked."""
        del table, column
        return None

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run SELECTs one after the other."""
        return self._engine.query_many(statements, limits=limits)


def take_snapshot(engine: Engine) -> Snapshot:
    """The newest state of ``engine``."""
    return engine.snapshot() if isinstance(engine, SnapshotEngine) else LiveSnapshot(engine)
