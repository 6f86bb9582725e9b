"""The scratch database of one table's load: DuckDB in memory, spilling to the workspace's disk.

Readers fill its tables; inference, quality and the write read them. It is bounded in memory, its
statements stop when the load is cancelled, and everything in it is gone when it is closed.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.data.sources.column_format import ColumnFormat
from boardroom.data.sources.progress import Task
from boardroom.data.sources.report import Finding
from boardroom.data.sources.sql_text import quoted
from boardroom.errors import SourceError, StorageError
from boardroom.semantic.profile import ForeignKeyHint

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

REJECTS = "rejects"
BATCH_ROWS = 122_880


Locator = Callable[[Iterable[int]], Mapping[int, tuple[int, str]]]
"""Row numbers inside one file → line and raw text of each."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a staged table.

    Attributes:
        name: identifier, also its name in the scratch database.
        label: header in the source.
        text: True = text whose type is to be inferred; False = the source's own type.
        fixed_text: text that the source itself calls text: only dates may be read from it.
    """

    name: str
    label: str
    text: bool = True
    fixed_text: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """The rows that one file gave: ``first`` ≤ rowid < ``end``."""

    origin: str
    first: int
    end: int
    rejected: int = 0


@dataclass(kw_only=True)
class Staged:
    """What was read for one table: a table of the scratch database and what is known of it.

    Attributes:
        table: its name there; rows in the order of the source.
        parts: which rows came from which file.
        findings: what the readers had to decide.
        unread: files that could not be read.
        locators: origin → finds line and raw text of its rows by their 0-based numbers.
        primary_key, foreign_keys: what the source declares.
        formats: how columns that were typed while being read were written.
        null_words: how many values of theirs were words for «no value».
        delimited: rows come from text that people and programs export: the last one may be a
            total, and some may be empty.
        always_filled: whether some column has a value in every row, so that no row is empty.
    """

    table: str
    columns: tuple[Column, ...]
    parts: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    locators: dict[str, Locator] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKeyHint, ...] = ()
    formats: dict[str, ColumnFormat] = field(default_factory=dict)
    null_words: dict[str, int] = field(default_factory=dict)
    delimited: bool = False
    always_filled: bool = False

    @property
    def rows(self) -> int:
        """Rows staged, rejects excluded."""
        return sum(part.end - part.first for part in self.parts)

    @property
    def rejected(self) -> int:
        """Rows that did not even become records."""
        return sum(part.rejected for part in self.parts)


class Stage:
    """A scratch database; use as ``with open_stage(...) as stage``."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", folder: Path, task: Task) -> None:
        self.connection = connection
        self.folder = folder
        self.task = task

    def run(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> None:
        """Run a statement for its effect."""
        self.task.check()
        with translated():
            self.connection.execute(sql, parameters)

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[object, ...]]:
        """Run a query and fetch all of its (few) rows."""
        self.task.check()
        with translated():
            return self.connection.execute(sql, parameters).fetchall()

    def insert(self, table: str, batch: "pa.Table", columns: str = "") -> None:
        """Append Arrow rows to ``table`` by position; ``columns`` are the ones they fill."""
        self.task.check()
        with translated():
            self.connection.register("incoming", batch)
            target = f"{quoted(table)} ({columns})" if columns else quoted(table)
            self.connection.execute(f"INSERT INTO {target} SELECT * FROM incoming")
            self.connection.unregister("incoming")

    def stream(self, sql: str) -> "pa.RecordBatchReader":
        """The result of ``sql`` in batches; ends with an error when the load is cancelled."""
        import pyarrow as pa

        self.task.check()
        with translated():
            source = self.connection.execute(sql).to_arrow_reader(BATCH_ROWS)

        def batches() -> "Iterator[pa.RecordBatch]":
            for batch in source:
                self.task.check()
                yield batch

        return pa.RecordBatchReader.from_batches(source.schema, batches())

    def count(self, table: str) -> int:
        """Rows of a scratch table."""
        found = self.rows(f"SELECT count(*) FROM {quoted(table)}")[0][0]
        return int(str(found))


@contextmanager
def open_stage(scratch: Path, *, task: Task, memory_limit_mb: int = 2048) -> Iterator[Stage]:
    """A fresh scratch database whose files lie under ``scratch`` until it is closed.

    Raises:
        StorageError: ``scratch`` cannot be written.
    """
    import duckdb

    try:
        scratch.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(scratch)
        folder = Path(tempfile.mkdtemp(prefix=f"load-{os.getpid()}-", dir=scratch))
    except OSError as exc:
        message = f"{scratch} cannot be written: {exc.strerror}"
        raise StorageError(message, hint="Free some space or check its permissions.") from exc
    connection = duckdb.connect(
        config={
            "memory_limit": f"{memory_limit_mb}MB",
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    task.watch(connection)
    try:
        stage = Stage(connection, folder, task)
        stage.run("SET TimeZone = 'UTC'")
        stage.run(
            f"CREATE TABLE {REJECTS} (file VARCHAR, line BIGINT, reason VARCHAR, "
            "column_name VARCHAR, detail VARCHAR, raw VARCHAR)"
        )
        yield stage
    finally:
        task.unwatch(connection)
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(scratch: Path) -> None:
    """Remove what loads left behind whose processes were killed."""
    for folder in scratch.glob("load-*-*"):
        owner = folder.name.split("-")[1]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def translated() -> Iterator[None]:
    """Turn what DuckDB raises into our own errors."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as exc:
        message = f"the load ran out of memory: {_first_line(exc)}"
        raise StorageError(message, hint="Raise BOARDROOM_MEMORY_LIMIT_MB.") from exc
    except duckdb.IOException as exc:
        text = _first_line(exc)
        if "No space left" in text or "max_temp_directory_size" in text:
            raise StorageError(f"the disk is full: {text}", hint="Free some space.") from exc
        raise SourceError(text, hint="Check the file; the last good data stays.") from exc
    except duckdb.Error as exc:
        raise SourceError(_first_line(exc), hint="The last good data stays.") from exc


def _first_line(exc: Exception) -> str:
    return (str(exc).strip().splitlines() or [repr(exc)])[0][:500]
