"""The quarantine: rows kept out of a table, with file, line, reason and raw text.

Written by ``load_table`` beside the lake, one parquet file per load and named in the table's
details; read back by ``read_rejects``.
"""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from boardroom.data.sources.sql_text import literal
from boardroom.data.sources.staging import REJECTS, Stage
from boardroom.data.warehouse.lake import Lake
from boardroom.errors import StorageError

if TYPE_CHECKING:
    import pyarrow as pa


def rejects_folder(lake: Lake, table: str) -> Path:
    """Where the rejects of ``table`` lie."""
    return lake.root.parent / "rejects" / table


def store_rejects(stage: Stage, lake: Lake, table: str) -> str:
    """Write what the load rejected; returns the file's name, empty when there is nothing.

    Raises:
        StorageError: it cannot be written.
    """
    if not stage.count(REJECTS):
        return ""
    folder = rejects_folder(lake, table)
    name = f"{uuid.uuid4().hex}.parquet"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        message = f"{folder} cannot be made: {exc.strerror}"
        raise StorageError(message, hint="Check free space and permissions.") from exc
    stage.run(f"COPY {REJECTS} TO {literal(str(folder / name))} (FORMAT parquet)")
    return name


def count_rejects(stage: Stage) -> dict[str, int]:
    """Reason → rows rejected in this load, most first."""
    rows = stage.rows(f"SELECT reason, count(*) FROM {REJECTS} GROUP BY 1 ORDER BY 2 DESC, 1")
    return {str(reason): int(str(count)) for reason, count in rows}


def read_rejects(lake: Lake, table: str) -> "pa.Table":
    """All rows quarantined from the current version of ``table``.

    One row per kept-out row: ``file``, ``line`` (1-based; NULL where unknown), ``reason``,
    ``column_name`` and ``detail`` of the first bad cell, ``raw`` text.

    Raises:
        NotFoundError: there is no such table.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = cast("Sequence[str]", lake.table(table).details.get("rejects", ()))
    files = [rejects_folder(lake, table) / name for name in names]
    found = [pq.read_table(file) for file in files if file.exists()]
    return pa.concat_tables(found) if found else _empty()


def remove_unused_rejects(lake: Lake, table: str, details: Mapping[str, object]) -> None:
    """Delete the files that the current version does not name; the caller holds the lock."""
    used = set(cast("Sequence[str]", details.get("rejects", ())))
    folder = rejects_folder(lake, table)
    if folder.is_dir():
        for file in folder.glob("*.parquet"):
            if file.name not in used:
                file.unlink(missing_ok=True)


def _empty() -> "pa.Table":
    import pyarrow as pa

    text = pa.string()
    fields = {"file": text, "line": pa.int64(), "reason": text}
    return pa.schema(fields | {"column_name": text, "detail": text, "raw": text}).empty_table()
