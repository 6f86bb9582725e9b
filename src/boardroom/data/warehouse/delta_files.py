"""The Delta tables of a folder as lists of Parquet files: what a reading engine must know of each
version.

One sub-folder per table. Looking for news costs two file-system calls per table, so that an engine
can ask before every batch of queries. Used by the DuckDB engine and the rollup store; writing is
``warehouse.lake``'s.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from boardroom.data.arrow_rows import cells_of
from boardroom.data.warehouse.lake_log import read_details
from boardroom.errors import StorageError

_LOG = "_delta_log"
_SIMPLE_TYPES: Mapping[str, str] = {
    "string": "VARCHAR",
    "long": "BIGINT",
    "integer": "INTEGER",
    "short": "SMALLINT",
    "byte": "TINYINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "binary": "BLOB",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "timestamp_ntz": "TIMESTAMP",
}


Span = tuple[Any, Any]
"""Smallest and largest value of a column in one file."""


@dataclass(frozen=True, kw_only=True)
class DeltaVersion:
    """One version of one table.

    Attributes:
        name: the folder's name.
        version: unique over the table's life, also when it was dropped and made anew.
        number: the Delta version number.
        files: absolute paths of the Parquet files that make up the version.
        columns: name → DuckDB type, in the table's order.
        partition_columns: columns whose values stand in the path instead of in the files.
        rows: total of the files' row counts; None when a writer left it out.
        bounds: date or timestamp column → (smallest, largest) over all files, where every file says
            so.
        spans: the same columns → (smallest, largest) of each file, in the order of ``files``; None
            where a file does not say or holds NULLs.
        details: what the lake's writer noted in the commit (keys, rollup origins), JSON-ready.
    """

    name: str
    version: str
    number: int
    files: tuple[str, ...]
    columns: Mapping[str, str]
    partition_columns: tuple[str, ...] = ()
    loaded_at: datetime | None = None
    rows: int | None = None
    bounds: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    spans: Mapping[str, tuple[Span | None, ...]] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """What the file system shows of a version; equal marks mean nothing was committed in
    between."""

    inode: int
    changed_ns: int
    next_commit: str


class DeltaFolder:
    """The tables under one folder, remembered until their log changes. Not thread-safe: the caller
    locks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, tuple[_Mark, DeltaVersion]] = {}

    def read(self) -> Mapping[str, DeltaVersion]:
        """The newest version of every table, by name, in name order.

        Raises:
            StorageError: a table cannot be read, or uses a Delta feature that would make the
                numbers wrong.
        """
        root = str(self.root)
        found: dict[str, tuple[_Mark, DeltaVersion]] = {}
        for name in self._folder_names():
            known, folder = self._known.get(name), f"{root}/{name}"
            if known is not None and _unchanged(folder, known[0]):
                found[name] = known
            elif os.path.isdir(f"{folder}/{_LOG}"):
                found[name] = _open(Path(folder))
        self._known = found
        return {name: version for name, (_, version) in found.items()}

    def _folder_names(self) -> list[str]:
        try:
            with os.scandir(self.root) as entries:
                names = [entry.name for entry in entries if entry.is_dir()]
        except FileNotFoundError:
            return []
        except OSError as exc:
            raise StorageError(
                f"cannot read the warehouse folder {str(self.root)!r}: {exc.strerror}"
            ) from exc
        return sorted(name for name in names if name[0] not in "._")


def _unchanged(folder: str, mark: _Mark) -> bool:
    """Whether the log's folder is untouched; the second look covers clocks too coarse to show a
    commit."""
    log = f"{folder}/{_LOG}"
    try:
        status = os.stat(log)
    except OSError:
        return False
    same = (status.st_ino, status.st_mtime_ns) == (mark.inode, mark.changed_ns)
    return same and not os.path.exists(f"{log}/{mark.next_commit}")


def _open(folder: Path) -> tuple[_Mark, DeltaVersion]:
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    log = os.stat(folder / _LOG)
    try:
        table = DeltaTable(str(folder))
        _refuse_unreadable(table, folder)
        version = _describe(table, folder)
    except (DeltaError, OSError) as exc:
        raise StorageError(
            f"the warehouse table {folder.name!r} cannot be read: {exc}",
            hint="Load its source again; `boardroom doctor` checks the whole warehouse.",
        ) from exc
    mark = _Mark(
        inode=log.st_ino, changed_ns=log.st_mtime_ns, next_commit=f"{version.number + 1:020d}.json"
    )
    return mark, version


def _refuse_unreadable(table: Any, folder: Path) -> None:
    """Reading the files alone is only right when no feature changes what they mean."""
    features = set(table.protocol().reader_features or ())
    mapped = table.metadata().configuration.get("delta.columnMapping.mode", "none") != "none"
    deleting = "deletionVectors" in features and len(table.deletion_vectors().read_all()) > 0
    if mapped or deleting:
        what = "column mapping" if mapped else "deletion vectors"
        raise StorageError(
            f"the Delta table {folder.name!r} uses {what}, which Boardroom does not read",
            hint="Rewrite the table without that feature, or query it through Spark.",
        )


def _describe(table: Any, folder: Path) -> DeltaVersion:
    import pyarrow as pa

    metadata = table.metadata()
    details = read_details(folder, table.version())
    # Unlike pa.table(), a stream does not load pandas where that is installed (0.4 s).
    actions = pa.RecordBatchReader.from_stream(table.get_add_actions(flatten=True)).read_all()
    columns = {item.name: duckdb_type(item.type) for item in table.schema().fields}
    timed = [name for name, kind in columns.items() if kind.startswith(("DATE", "TIMESTAMP"))]
    return DeltaVersion(
        name=folder.name,
        version=f"{metadata.id[:8]}.{table.version()}",
        number=table.version(),
        files=tuple(str(folder / unquote(path)) for path in actions.column("path").to_pylist()),
        columns=columns,
        partition_columns=tuple(metadata.partition_columns),
        loaded_at=_loaded_at(table, details),
        rows=_total_rows(actions),
        bounds={name: pair for name in timed if (pair := _bounds(actions, name))},
        spans={name: _spans(actions, name) for name in timed},
        details=details,
    )


def _loaded_at(table: Any, details: Mapping[str, object]) -> datetime | None:
    """When the version was written, as the lake noted it or else as the commit itself says."""
    noted = details.get("loaded_at")
    if isinstance(noted, str):
        return datetime.fromisoformat(noted)
    history = table.history(1)
    stamp = history[0].get("timestamp") if history else None
    return None if stamp is None else datetime.fromtimestamp(stamp / 1000, tz=UTC)


def duckdb_type(delta_type: Any) -> str:
    """DuckDB's name of a Delta column type; nested ones are read as DuckDB finds them."""
    text = str(getattr(delta_type, "type", delta_type))
    if text.startswith("decimal"):
        return text.upper()
    return _SIMPLE_TYPES.get(text, "")


def _total_rows(actions: Any) -> int | None:
    counts = actions.column("num_records")
    if counts.null_count:
        return None
    return int(sum(counts.to_pylist()))


def _bounds(actions: Any, column: str) -> Span | None:
    """Smallest and largest value of ``column``, when each file with values in it states both."""
    rows, nulls = _cells(actions, "num_records"), _cells(actions, f"null_count.{column}")
    lows, highs = _cells(actions, f"min.{column}"), _cells(actions, f"max.{column}")
    known = [pair for pair in zip(lows, highs, strict=True) if None not in pair]
    empty = sum(
        1
        for low, high, missing, count in zip(lows, highs, nulls, rows, strict=True)
        if (low is None or high is None) and count is not None and missing == count
    )
    if not known or len(known) + empty < len(lows):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _spans(actions: Any, column: str) -> tuple[Span | None, ...]:
    """Smallest and largest value in each file that has no NULLs there."""
    lows, highs = _cells(actions, f"min.{column}"), _cells(actions, f"max.{column}")
    nulls = _cells(actions, f"null_count.{column}")
    return tuple(
        None if low is None or high is None or missing != 0 else (low, high)
        for low, high, missing in zip(lows, highs, nulls, strict=True)
    )


def _cells(actions: Any, name: str) -> list[Any]:
    """A column of the file list; all None where the table keeps no such statistic."""
    if name not in actions.column_names:
        return [None] * int(actions.num_rows)
    return cells_of(actions.column(name))
