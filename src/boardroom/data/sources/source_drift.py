"""Finds out whether rows that a cursor does not look at again are still those of the source.

Called by ``load_table`` after a load by cursor. Below the cursor the source and the table must have
as many rows and equal sums of every whole or decimal number; a deleted, late or changed row shows.
A row that changed at the source since it was read has moved beyond the cursor, where the next load
finds it: where rows have keys, it is no drift.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal, InvalidOperation

from boardroom.data.sources.incremental import Increment
from boardroom.data.sources.report import Finding
from boardroom.data.sources.server_state import ServerState, Totals
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.warehouse.lake import LakeTable


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
    with _state(table, spec) as state:
        there = state.totals(increment.below)
        names = {name: label for name, label in _labels(stored).items() if label in there[1]}
        here = _stored_totals(stored, increment, list(names))
        if increment.keys and not _agree(there, here, names, rejected=rejected):
            labels = _all_labels(stored)
            keys = state.keys([labels[key] for key in increment.keys], increment.since)
            here = _stored_totals(stored, increment, list(names), but=keys)
    if _agree(there, here, names, rejected=rejected):
        return ()
    other = _other_sums(there, here, names)
    told = f"{there[0]} rows there, {here[0]} here"
    if there[0] == here[0]:
        told = f"as many rows, but other sums of {', '.join(other)}"
    text = (
        f"rows older than {increment.column} {increment.newest} were deleted, added or changed at "
        f"the source after they were loaded ({told}); load the table whole: "
        f"boardroom load {spec.name} --full"
    )
    return (Finding(kind="source_drift", text=text, count=abs(there[0] - here[0])),)


def _agree(there: Totals, here: Totals, names: Mapping[str, str], *, rejected: int) -> bool:
    missing = there[0] - here[0]
    return 0 <= missing <= rejected and (bool(rejected) or not _other_sums(there, here, names))


def _other_sums(there: Totals, here: Totals, names: Mapping[str, str]) -> list[str]:
    return [name for name, label in names.items() if not _equal(here[1][name], there[1][label])]


def _state(table: SourceTable, spec: SourceSpec) -> AbstractContextManager[ServerState]:
    if table.kind == "mysql":
        from boardroom.data.sources.mysql_reader import mysql_state

        return mysql_state(table, spec)
    from boardroom.data.sources.postgres_reader import postgres_state

    return postgres_state(table, spec)


def _all_labels(stored: LakeTable) -> dict[str, str]:
    """Name → label of all columns."""
    labels = stored.details.get("labels", {})
    return {n: str(label) for n, label in labels.items()} if isinstance(labels, Mapping) else {}


def _labels(stored: LakeTable) -> dict[str, str]:
    """Name → label of the columns whose sums are exact."""
    labels, types = _all_labels(stored), stored.details.get("types", {})
    if not isinstance(types, Mapping):
        return {}
    exact = [n for n, kind in types.items() if kind == "BIGINT" or kind.startswith("DECIMAL")]
    return {name: labels.get(name, name) for name in exact}


def _stored_totals(
    stored: LakeTable,
    increment: Increment,
    names: list[str],
    *,
    but: Sequence[Sequence[object]] = (),
) -> Totals:
    """What the stored rows below the cursor add up to, without those whose keys are in ``but``."""
    import duckdb
    import pyarrow as pa

    if not stored.files:
        return 0, {}
    column = quoted(increment.column)
    where = f"({column} IS NULL OR {column} < {literal(increment.newest)})"
    terms = ", ".join(["count(*)", *(f"sum({quoted(name)})::VARCHAR" for name in names)])
    with duckdb.connect(config={"autoload_known_extensions": False}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        if but:
            columns = [pa.array(values, pa.string()) for values in zip(*but, strict=True)]
            moved = pa.table(columns, names=[f"k{n}" for n in range(len(columns))])
            connection.register("moved", moved)
            same = [f"k{n} = {quoted(key)}::VARCHAR" for n, key in enumerate(increment.keys)]
            where += f" AND NOT EXISTS (FROM moved WHERE {' AND '.join(same)})"
        found = connection.execute(
            f"SELECT {terms} FROM read_parquet($files, union_by_name = true) AS stored "
            f"WHERE {where}",
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
