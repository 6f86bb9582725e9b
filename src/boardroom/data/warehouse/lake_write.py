"""Writes one Delta commit: overwrite, append, merge or replace; called by the lake, locked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from boardroom.data.warehouse.lake_log import DETAILS_KEY, last_version
from boardroom.errors import StorageError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import CommitProperties

Mode = Literal["overwrite", "append", "merge", "replace"]

BATCH_ROWS = 122_880
ROW_GROUP_ROWS = 3 * BATCH_ROWS
FILE_BYTES = 256 * 1024 * 1024

_CONFIGURATION: "dict[str, str | None]" = {
    "delta.logRetentionDuration": "interval 3650 days",
    # Opening a table reads every commit since the last checkpoint: half a millisecond each.
    "delta.checkpointInterval": "10",
}


@dataclass(frozen=True, kw_only=True)
class WriteOptions:
    """How ``Lake.write`` writes.

    Attributes:
        mode: ``overwrite`` all rows; ``append`` rows (new columns are added, missing are NULL);
            ``merge`` by ``keys`` (update the known, insert the new); ``replace`` the rows for which
            ``where`` holds.
        sort_by: columns to sort the written rows by; none = as they come.
        keys: key columns of a merge.
        where: SQL condition over the table's columns, for ``replace``.
        details: JSON-ready notes to store with the version; None keeps those of the version before.
    """

    mode: Mode = "overwrite"
    sort_by: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    where: str = ""
    details: Mapping[str, object] | None = None


def write_commit(
    path: Path,
    rows: "pa.Table | pa.RecordBatchReader",
    *,
    options: WriteOptions,
    details: Mapping[str, object],
) -> None:
    """Commit ``rows`` to the table in ``path``; a table that does not exist yet is made."""
    from deltalake import WriterProperties, write_deltalake

    rows = _sorted(rows, options.sort_by)
    exists = last_version(path) is not None
    properties = commit_properties(details)
    writer = WriterProperties(compression="SNAPPY", max_row_group_size=ROW_GROUP_ROWS)
    if exists and options.mode == "merge":
        _merge(path, rows, keys=options.keys, properties=properties)
    elif exists and options.mode == "append":
        write_deltalake(
            path,
            rows,
            mode="append",
            schema_mode="merge",
            target_file_size=FILE_BYTES,
            writer_properties=writer,
            commit_properties=properties,
        )
    else:
        replace = exists and options.mode == "replace"
        write_deltalake(
            path,
            rows,
            mode="overwrite",
            schema_mode=None if replace else "overwrite",
            predicate=options.where if replace else None,
            configuration=None if exists else _CONFIGURATION,
            target_file_size=FILE_BYTES,
            writer_properties=writer,
            commit_properties=properties,
        )


def commit_properties(details: Mapping[str, object]) -> "CommitProperties":
    """What a commit carries beside its rows."""
    from deltalake import CommitProperties

    return CommitProperties(custom_metadata={DETAILS_KEY: json.dumps(details)})


def _merge(
    path: Path,
    rows: "pa.Table | pa.RecordBatchReader",
    *,
    keys: tuple[str, ...],
    properties: "CommitProperties",
) -> None:
    from deltalake import DeltaTable

    if not keys:
        raise UsageError(f"a merge into {path.name!r} needs key columns", hint="Give `keys`.")
    merger = DeltaTable(path).merge(
        rows,
        predicate=" AND ".join(f'target."{key}" = source."{key}"' for key in keys),
        source_alias="source",
        target_alias="target",
        merge_schema=True,
        commit_properties=properties,
    )
    merger.when_matched_update_all().when_not_matched_insert_all().execute()


def _sorted(
    rows: "pa.Table | pa.RecordBatchReader", sort_by: tuple[str, ...]
) -> "pa.Table | pa.RecordBatchReader":
    if not sort_by:
        return rows
    import duckdb

    order = ", ".join(f'"{column}"' for column in sort_by)
    return duckdb.connect().from_arrow(rows).order(order).to_arrow_reader(BATCH_ROWS)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Translate what the disk and the Delta library raise."""
    from deltalake.exceptions import DeltaError

    try:
        yield
    except (DeltaError, OSError) as exc:
        text = str(exc)
        full = "No space left" in text or "File too large" in text or "quota" in text.lower()
        reason = "the disk is full" if full else text.splitlines()[0][:300] if text else repr(exc)
        message = f"{path} cannot be written: {reason}"
        hint = "Free some space and load again." if full else "Check the folder's permissions."
        raise StorageError(message, hint=hint) from exc
