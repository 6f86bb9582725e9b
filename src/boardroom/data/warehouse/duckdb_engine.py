"""DuckDB in memory, reading the lake's Delta tables: the engine of every workspace that loads its
data.

Each process has its own database, which owns nothing but views. A statement runs on a cursor whose
temporary views show one ``Snapshot`` of the lake, so that a page is consistent while a load
commits. External access is off but for the warehouse folders, the configuration is locked, and only
SELECT statements run at all (asked of DuckDB's own parser). Called by ``data.metrics`` and
``data.profile``.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from boardroom.data.warehouse.delta_files import DeltaFolder, DeltaVersion
from boardroom.data.warehouse.duckdb_check import refuse_harm
from boardroom.data.warehouse.duckdb_errors import translate
from boardroom.data.warehouse.duckdb_views import literal, quote, view_sql
from boardroom.data.warehouse.engine import Engine, Limits, TableInfo
from boardroom.data.warehouse.watchdog import Watchdog
from boardroom.semantic.profile import ForeignKeyHint
from boardroom.settings import Settings

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ROLLUP_PREFIX = "rollup__"
"""Rollup tables appear under this prefix and are not listed among the tables."""

_BATCH_ROWS = 65_536
_MAX_CURSORS = 4
_MAX_CHECKED = 4_096


class LakeFolder(Protocol):
    """What the engine needs of the lake: where its tables are."""

    @property
    def root(self) -> Path:
        """The folder with one Delta table per sub-folder; rollups stand in ``rollups`` beside
        it."""
        ...


class LakeSnapshot:
    """The lake and its rollups at one moment, read through the engine that took it."""

    def __init__(
        self,
        engine: "DuckDbEngine",
        lake: Mapping[str, DeltaVersion],
        rollups: Mapping[str, DeltaVersion],
    ) -> None:
        self._engine = engine
        self._lake = lake
        self.state = lake, rollups
        self.versions: Mapping[str, DeltaVersion] = {
            **lake,
            **{ROLLUP_PREFIX + name: version for name, version in rollups.items()},
        }
        self.tables: Mapping[str, TableInfo] = {name: _info(v) for name, v in lake.items()}
        self.rollup_origins: Mapping[str, str] = {
            ROLLUP_PREFIX + name: str(version.details.get("origin", ""))
            for name, version in rollups.items()
        }

    def bounds(self, table: str, column: str) -> tuple[object, object] | None:
        """Smallest and largest value of a date or timestamp column, from the files' statistics."""
        version = self._lake.get(table)
        return None if version is None else version.bounds.get(column)

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run SELECTs on this state, several at a time. Raises as ``Engine.query``."""
        return self._engine.run(self, statements, limits=limits)


class DuckDbEngine(Engine):
    """Answers SELECTs over the lake. Thread-safe; close it to free its memory.

    Args:
        lake: whose ``root`` holds the tables.
        settings: memory, threads and default limits.
    """

    def __init__(self, lake: LakeFolder, settings: Settings) -> None:
        self._settings = settings
        self._lake = DeltaFolder(lake.root.resolve())
        self._rollups = DeltaFolder(lake.root.resolve().parent / "rollups")
        self._refreshing = threading.Lock()
        self._latest: LakeSnapshot | None = None
        self._database = _open_database(settings, (self._lake.root, self._rollups.root))
        self._checked: set[str] = set()
        self._cursors = _CursorPool(self._database)
        self._watchdog = Watchdog()
        self._threads = ThreadPoolExecutor(max_workers=_MAX_CURSORS, thread_name_prefix="duckdb")

    @property
    def dialect(self) -> Literal["duckdb"]:
        """Which SQL it speaks."""
        return "duckdb"

    def snapshot(self) -> LakeSnapshot:
        """The newest committed state of lake and rollups; the same object while nothing changed."""
        with self._refreshing:
            found = self._lake.read(), self._rollups.read()
            if self._latest is None or found != self._latest.state:
                self._latest = LakeSnapshot(self, *found)
            return self._latest

    @contextmanager
    def hold(self) -> Iterator[LakeSnapshot]:
        """As ``snapshot``, which needs no release: files of a version stay until a clean-up."""
        yield self.snapshot()

    def run(
        self, snapshot: LakeSnapshot, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run SELECTs on ``snapshot``, a few at a time; results in the order of ``statements``."""
        bounds = limits or Limits.of(self._settings)
        if len(statements) == 1:
            return [self._run_one(snapshot, statements[0], bounds)]
        running = [self._threads.submit(self._run_one, snapshot, sql, bounds) for sql in statements]
        try:
            return [item.result() for item in running]
        finally:
            for item in running:
                item.cancel()

    def close(self) -> None:
        """Stop and forget everything; the engine cannot be used afterwards."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._watchdog.close()
        self._cursors.close()
        self._database.close()

    def _run_one(self, snapshot: LakeSnapshot, sql: str, limits: Limits) -> "pa.Table":
        with (
            self._cursors.borrow() as cursor,
            self._watchdog.over(cursor.connection.interrupt, limits.timeout_seconds) as expired,
        ):
            try:
                cursor.show(snapshot.versions, sql)
                self._check(cursor.connection, sql)
                return _fetch(cursor.connection.execute(sql), limits)
            except _foreign_errors() as exc:
                raise translate(exc, timed_out=expired.is_set(), limits=limits) from exc

    def _check(self, connection: "duckdb.DuckDBPyConnection", sql: str) -> None:
        """Look at each statement once; the tree of a text does not change."""
        if sql in self._checked:
            return
        refuse_harm(connection, sql)
        if len(self._checked) >= _MAX_CHECKED:
            self._checked.clear()
        self._checked.add(sql)


class _Cursor:
    """A connection of its own with temporary views of one snapshot's tables, made when named."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        self.connection = connection
        self._shown: dict[str, DeltaVersion] = {}

    def show(self, versions: Mapping[str, DeltaVersion], sql: str) -> None:
        """Make the views that ``sql`` names those of ``versions``, touching only what changed."""
        text = sql.lower()
        for name in [name for name in self._shown if name not in versions and _names(text, name)]:
            self.connection.execute(f"DROP VIEW IF EXISTS temp.main.{quote(name)}")
            del self._shown[name]
        for name, version in versions.items():
            known = self._shown.get(name)
            current = known is not None and known.version == version.version
            if not current and _names(text, name):
                self.connection.execute(
                    f"CREATE OR REPLACE TEMPORARY VIEW {quote(name)} AS {view_sql(version)}"
                )
                self._shown[name] = version


def _names(text: str, table: str) -> bool:
    """Whether a statement in small letters may name ``table``, quoted or not."""
    return not table.isascii() or quote(table)[1:-1].lower() in text or table.lower() in text


class _CursorPool:
    """Cursors that are free; more are made when all are busy, and kept up to a bound."""

    def __init__(self, database: "duckdb.DuckDBPyConnection") -> None:
        self._database = database
        self._free: list[_Cursor] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self) -> Iterator[_Cursor]:
        with self._lock:
            cursor = self._free.pop() if self._free else _Cursor(self._database.cursor())
        healthy = False
        try:
            yield cursor
            healthy = True
        finally:
            with self._lock:
                keep = healthy and len(self._free) < _MAX_CURSORS
                if keep:
                    self._free.append(cursor)
            if not keep:
                cursor.connection.close()

    def close(self) -> None:
        with self._lock:
            for cursor in self._free:
                cursor.connection.close()
            self._free.clear()


def _open_database(settings: Settings, folders: Sequence[Path]) -> "duckdb.DuckDBPyConnection":
    """An empty in-memory database that reaches only ``folders`` and cannot be reconfigured."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }
    if settings.threads:
        config["threads"] = settings.threads
    if settings.memory_limit_mb:
        config["memory_limit"] = f"{settings.memory_limit_mb}MiB"
    database = duckdb.connect(":memory:", config=config)
    allowed = ", ".join(literal(str(folder) + "/") for folder in folders)
    for statement in (
        "SET TimeZone = 'UTC'",
        "SET parquet_metadata_cache = true",
        "SET enable_progress_bar = false",
        "SET temp_directory = ''",
        f"SET allowed_directories = [{allowed}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        database.execute(statement)
    return database


def _fetch(result: Any, limits: Limits) -> "pa.Table":
    """The result as one Arrow table, stopping as soon as it has too many rows."""
    reader = result.to_arrow_reader(_BATCH_ROWS)
    return limits.collect(reader, reader.schema)


def _foreign_errors() -> tuple[type[Exception], ...]:
    import duckdb
    import pyarrow as pa

    return (duckdb.Error, pa.ArrowException, MemoryError)


def _info(version: DeltaVersion) -> TableInfo:
    return TableInfo(
        name=version.name,
        columns=version.columns,
        version=version.version,
        loaded_at=version.loaded_at,
        rows=version.rows,
        primary_key=_texts(version.details.get("primary_key")),
        foreign_keys=tuple(
            ForeignKeyHint(
                columns=_texts(key["columns"]),
                to_table=str(key["to_table"]),
                to_columns=_texts(key["to_columns"]),
            )
            for key in cast("list[dict[str, object]]", version.details.get("foreign_keys") or [])
        ),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(cast("list[str]", value or []))
