"""Loads from a database only what is new since the last load, by a column that only grows.

Called by ``load_table`` when the source names a ``cursor``. Rows at or after the newest stored
value are read again, so that late rows of the same instant are not missed; with key columns changed
rows replace old ones, without them only rows not stored yet are added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from boardroom.data.sources.naming import identifier
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import Stage
from boardroom.data.sources.typed_rows import TYPED
from boardroom.data.warehouse.lake import LakeTable
from boardroom.errors import SourceError

FRESH = "fresh"


@dataclass(frozen=True, kw_only=True)
class Increment:
    """What to read of a table.

    Attributes:
        column: identifier of the cursor column in the lake.
        newest: the newest stored value of the cursor, as text.
        since: SQL condition for the source: its cursor is at or after the newest stored value.
        below: the opposite condition: what the load does not look at.
        keys: identifiers of the key columns; empty = rows are only ever added.
    """

    column: str
    newest: str
    since: str
    below: str
    keys: tuple[str, ...]


def plan_increment(table: SourceTable, spec: SourceSpec, before: LakeTable) -> Increment | None:
    """What to read of ``table``; None = everything, because no cursor is named or nothing stored.

    Raises:
        SourceError: the cursor names a column that the table does not have.
    """
    cursor = spec.cursor.get(table.name) or spec.cursor.get("*", "")
    if not cursor:
        return None
    labels = cast("Mapping[str, str]", before.details.get("labels", {}))
    name = next((n for n, label in labels.items() if cursor in (n, label)), "")
    if not name:
        if spec.cursor.get(table.name) is None:
            return None
        message = f"{table.name!r} has no column {cursor!r} to load by"
        raise SourceError(message, hint=f"Its columns: {', '.join(labels)}.")
    newest = _newest(before, name)
    if newest is None:
        return None
    keys = spec.keys.get(table.name) or before.primary_key
    quote = "`" if table.kind == "mysql" else '"'
    source = f"{quote}{labels[name]}{quote}"
    return Increment(
        column=name,
        newest=newest,
        since=f"{source} >= {literal(newest)}",
        below=f"({source} < {literal(newest)} OR {source} IS NULL)",
        keys=tuple(identifier(key, fallback=key) for key in keys),
    )


def _newest(before: LakeTable, name: str) -> str | None:
    import duckdb

    if not before.files:
        return None
    with duckdb.connect(config={"autoload_known_extensions": False}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(
            f"SELECT max({quoted(name)})::VARCHAR FROM read_parquet($files, union_by_name = true)",
            {"files": list(before.files)},
        ).fetchone()
    return None if found is None or found[0] is None else str(found[0])


def keep_only_fresh(stage: Stage, before: LakeTable, increment: Increment) -> int:
    """Fill the scratch table ``fresh`` with typed rows that are not stored alike; returns how many.

    With keys there is one row per key: the one with the newest cursor.
    """
    files = ", ".join(literal(file) for file in before.files)
    names = ", ".join(quoted(name) for name in before.schema.names)
    column = quoted(increment.column)
    source = f"read_parquet([{files}], union_by_name = true)"
    newest = f"(SELECT max({column}) FROM {source})"
    stored = f"SELECT {names} FROM {source} WHERE {column} >= {newest}"
    last = ""
    if increment.keys:
        keys = ", ".join(quoted(key) for key in increment.keys)
        last = f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {column} DESC) = 1"
        stored = f"SELECT {names} FROM {source}"
    every = "" if increment.keys else "ALL"
    stage.run(
        f"CREATE TABLE {FRESH} AS (SELECT {names} FROM {TYPED} {last}) EXCEPT {every} ({stored})"
    )
    return stage.count(FRESH)


def rows_with_fresh_sql(before: LakeTable, increment: Increment) -> str:
    """SQL for all rows of the next version: the stored ones, but those with a fresh row's key, and
    the fresh ones."""
    files = ", ".join(literal(file) for file in before.files)
    names = ", ".join(quoted(name) for name in before.schema.names)
    stored = f"SELECT {names} FROM read_parquet([{files}], union_by_name = true) AS stored"
    if increment.keys:
        same = " AND ".join(f"fresh.{quoted(key)} = stored.{quoted(key)}" for key in increment.keys)
        stored += f" WHERE NOT EXISTS (SELECT 1 FROM {FRESH} AS fresh WHERE {same})"
    return f"{stored} UNION ALL SELECT {names} FROM {FRESH}"
