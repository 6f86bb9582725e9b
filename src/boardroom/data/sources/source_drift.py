"""Finds out whether rows that a cursor does not look at again are still those of the source.

Called by ``load_table`` after a load by cursor. Below the cursor the source and the table must have
as many rows and equal sums of every whole or decimal number; a deleted, late or changed row shows.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from boardroom.data.sources.incremental import Increment
from boardroom.data.sources.report import Finding
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.warehouse.lake import LakeTable

Totals = tuple[int, Mapping[str, str]]
"""Rows, and label → sum as the database prints it."""


def find_source_drift(
    table: SourceTable,
    spec: SourceSpec,
    stored: LakeTable,
    increment: Increment,
    *,
    rejected: int,
) -> tuple[Finding, ...]:
    """One finding when source and table differ below the cursor; none when they agree.

    Args:
        stored: the table as it is after the load.
        rejected: rows quarantined so far, which the source has and the table has not; some may lie
            at or beyond the cursor.

    Raises:
        UnavailableError: the server does not answer.
        SourceError: it refuses.
    """
    rows, sums = _source_totals(table, spec, increment.below)
    labels = _labels(stored)
    own_rows, own_sums = _stored_totals(
        stored, increment, [n for n, t in labels.items() if t in sums]
    )
    names = [name for name, total in own_sums.items() if not _equal(total, sums[labels[name]])]
    missing = rows - own_rows
    if 0 <= missing <= rejected and (rejected or not names):
        return ()
    told = f"{rows} rows there, {own_rows} here"
    if rows == own_rows:
        told = f"as many rows, but other sums of {', '.join(names)}"
    text = (
        f"rows older than {increment.column} {increment.newest} were deleted, added or changed at "
        f"the source after they were loaded ({told}); load the table whole: "
        f"boardroom load {spec.name} --full"
    )
    return (Finding(kind="source_drift", text=text, count=abs(missing)),)


def _source_totals(table: SourceTable, spec: SourceSpec, condition: str) -> Totals:
    if table.kind == "mysql":
        from boardroom.data.sources.mysql_reader import mysql_totals

        return mysql_totals(table, spec, condition)
    from boardroom.data.sources.postgres_reader import postgres_totals

    return postgres_totals(table, spec, condition)


def _labels(stored: LakeTable) -> dict[str, str]:
    """Name → label of the columns whose sums are exact."""
    labels, types = stored.details.get("labels", {}), stored.details.get("types", {})
    if not isinstance(labels, Mapping) or not isinstance(types, Mapping):
        return {}
    exact = [n for n, kind in types.items() if kind == "BIGINT" or kind.startswith("DECIMAL")]
    return {name: str(labels.get(name, name)) for name in exact}


def _stored_totals(stored: LakeTable, increment: Increment, names: list[str]) -> Totals:
    import duckdb

    if not stored.files:
        return 0, {}
    column = quoted(increment.column)
    below = f"{column} IS NULL OR {column} < {literal(increment.newest)}"
    terms = ", ".join(["count(*)", *(f"sum({quoted(name)})::VARCHAR" for name in names)])
    with duckdb.connect(config={"autoload_known_extensions": False}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(
            f"SELECT {terms} FROM read_parquet($files, union_by_name = true) WHERE {below}",
            {"files": list(stored.files)},
        ).fetchall()[0]
    return int(found[0]), dict(zip(names, map(str, found[1:]), strict=True))


def _equal(one: str, other: str) -> bool:
    """Whether two sums agree; one that is no finite number says nothing."""
    try:
        values = [Decimal(0) if text == "None" else Decimal(text) for text in (one, other)]
    except InvalidOperation:
        return True
    return not all(value.is_finite() for value in values) or values[0] == values[1]
