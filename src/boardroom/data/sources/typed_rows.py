"""From staged text to typed rows: casts every column, and sets rows with a bad cell aside.

Called by ``load_table``. A row is kept whole or quarantined whole, with the file, line and raw text
it came from; no cell is ever silently emptied.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boardroom.data.sources.column_format import (
    ColumnFormat,
    cast_sql,
    is_null_word,
    sql_type,
    value_sql,
)
from boardroom.data.sources.infer import Inference
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import REJECTS, Column, Part, Stage, Staged

TYPED = "typed"
BAD = "bad_rows"
DETAIL_CHARS = 200


def column_types(stage: Stage, staged: Staged, inference: Inference) -> dict[str, str]:
    """Column → SQL type as read now; ``NULL`` for a column without any value."""
    rows = stage.rows(f"DESCRIBE {quoted(staged.table)}")
    described = {str(row[0]): str(row[1]) for row in rows}
    filled = _filled(stage, staged)
    result: dict[str, str] = {}
    for column in staged.columns:
        if not filled[column.name]:
            result[column.name] = "NULL"
        elif column.text:
            result[column.name] = sql_type(inference.formats[column.name])
        else:
            result[column.name] = described[column.name]
    return result


def _filled(stage: Stage, staged: Staged) -> dict[str, int]:
    result: dict[str, int] = {}
    names = [column.name for column in staged.columns]
    for start in range(0, len(names), 200):
        some = names[start : start + 200]
        terms = ", ".join(f"count({quoted(name)})" for name in some)
        row = stage.rows(f"SELECT {terms} FROM {quoted(staged.table)}")[0]
        result.update((name, int(str(count))) for name, count in zip(some, row, strict=True))
    staged.always_filled = any(count == staged.rows for count in result.values())
    return result


def make_typed_rows(
    stage: Stage, staged: Staged, *, inference: Inference, types: Mapping[str, str]
) -> None:
    """Fill the scratch table ``typed`` with the good rows, and ``rejects`` with the bad ones.

    Args:
        types: column → SQL type of the next version; columns not staged become NULL.
    """
    _find_bad_rows(stage, staged, inference)
    known = {column.name: column for column in staged.columns}
    terms: list[str] = []
    for name, kind in types.items():
        column = known.get(name)
        if column is None:
            terms.append(f"CAST(NULL AS {kind}) AS {quoted(name)}")
        else:
            terms.append(f"{_typed_sql(column, kind, inference)} AS {quoted(name)}")
    bad = stage.count(BAD)
    if not bad and _is_typed(stage, staged, types):
        stage.run(f"ALTER TABLE {quoted(staged.table)} RENAME TO {TYPED}")
        return
    kept = f"WHERE rowid NOT IN (SELECT row FROM {BAD})" if bad else ""
    stage.run(
        f"CREATE TABLE {TYPED} AS SELECT {', '.join(terms)} FROM {quoted(staged.table)} {kept}"
    )
    if bad:
        _store_bad_rows(stage, staged)
    stage.run(f"DROP TABLE {quoted(staged.table)}")


def _is_typed(stage: Stage, staged: Staged, types: Mapping[str, str]) -> bool:
    """Whether the staged table is the typed one already."""
    if any(column.text for column in staged.columns):
        return False
    rows = stage.rows(f"DESCRIBE {quoted(staged.table)}")
    return [(str(row[0]), str(row[1])) for row in rows] == list(types.items())


def _typed_sql(column: Column, kind: str, inference: Inference) -> str:
    name = quoted(column.name)
    if not column.text:
        return f"CAST({name} AS {kind})"
    if kind == "VARCHAR":
        return f"nullif({name}, '')"
    form = inference.formats[column.name]
    read = cast_sql if column.name in inference.clean else value_sql
    value = read(form, name)
    return value if sql_type(form) == kind else f"CAST({value} AS {kind})"


def _find_bad_rows(stage: Stage, staged: Staged, inference: Inference) -> None:
    """Fill ``bad_rows`` with row number, reason and first bad column."""
    stage.run(f"CREATE TABLE {BAD} (row BIGINT, reason VARCHAR, column_name VARCHAR)")
    if staged.delimited and len(staged.columns) > 1:
        _find_total_rows(stage, staged)
    if staged.delimited and len(staged.columns) > 1 and not staged.always_filled:
        filled = _first_value(staged)
        stage.run(
            f"INSERT INTO {BAD} SELECT rowid, 'empty_row', NULL "
            f"FROM {quoted(staged.table)} WHERE {filled} IS NULL"
        )
    tests = [
        (name, _is_bad(inference.formats[name], quoted(name)))
        for name, count in inference.bad.items()
        if count
    ]
    if not tests:
        return
    which = " ".join(f"WHEN {test} THEN {literal(name)}" for name, test in tests)
    stage.run(
        f"INSERT INTO {BAD} SELECT rowid, 'bad_value', CASE {which} END "
        f"FROM {quoted(staged.table)} WHERE rowid NOT IN (SELECT row FROM {BAD}) "
        f"AND ({' OR '.join(test for _, test in tests)})"
    )


def _first_value(staged: Staged) -> str:
    """SQL for the first value of a row, as text; NULL for an empty row."""
    values = (f"nullif({quoted(column.name)}::VARCHAR, '')" for column in staged.columns)
    return f"coalesce({', '.join(values)})"


def _find_total_rows(stage: Stage, staged: Staged) -> None:
    """A last row that begins with «Total» would be counted twice; it is no row of data."""
    last = ", ".join(str(part.end - 1) for part in staged.parts if part.end > part.first + 1)
    if last:
        stage.run(
            f"INSERT INTO {BAD} SELECT rowid, 'total_row', NULL FROM {quoted(staged.table)} "
            f"WHERE rowid IN ({last}) AND regexp_full_match(lower(trim({_first_value(staged)})), "
            "'(grand |sub)?totals?:?|sum:?|summe:?|gesamt:?|(gesamt)?summe:?')"
        )


def _is_bad(form: ColumnFormat, column: str) -> str:
    return f"(NOT {is_null_word(form, column)} AND {value_sql(form, column)} IS NULL)"


@dataclass(frozen=True, slots=True)
class _Bad:
    row: int
    reason: str
    column: str | None
    value: str | None
    raw: str


def _store_bad_rows(stage: Stage, staged: Staged) -> None:
    for part in staged.parts:
        bad = _bad_rows(stage, staged, part)
        if bad:
            _store(stage, staged, part, bad)


def _bad_rows(stage: Stage, staged: Staged, part: Part) -> list[_Bad]:
    names = [column.name for column in staged.columns]
    value = " ".join(f"WHEN {literal(name)} THEN {quoted(name)}::VARCHAR" for name in names)
    raw = ", ".join(f"coalesce({quoted(name)}::VARCHAR, '')" for name in names)
    rows = stage.rows(
        f"SELECT b.row - {part.first}, b.reason, b.column_name, "
        f"CASE b.column_name {value} ELSE NULL END, concat_ws(',', {raw}) "
        f"FROM {BAD} b JOIN {quoted(staged.table)} s ON s.rowid = b.row "
        f"WHERE b.row >= {part.first} AND b.row < {part.end} ORDER BY b.row"
    )
    return [
        _Bad(
            row=int(str(row)),
            reason=str(reason),
            column=None if column is None else str(column),
            value=None if value is None else str(value),
            raw=str(raw),
        )
        for row, reason, column, value, raw in rows
    ]


def _store(stage: Stage, staged: Staged, part: Part, bad: Sequence[_Bad]) -> None:
    import pyarrow as pa

    locator = staged.locators.get(part.origin)
    places = locator([one.row for one in bad]) if locator else {}
    details = [
        None if one.value is None else f"{one.column}: {one.value[:DETAIL_CHARS]!r}" for one in bad
    ]
    batch = pa.table(
        {
            "file": pa.array([part.origin] * len(bad), pa.string()),
            "line": pa.array([places.get(one.row, (None, ""))[0] for one in bad], pa.int64()),
            "reason": pa.array([one.reason for one in bad], pa.string()),
            "column_name": pa.array([one.column for one in bad], pa.string()),
            "detail": pa.array(details, pa.string()),
            "raw": pa.array(
                [(places.get(one.row, (0, ""))[1] or one.raw)[:100_000] for one in bad], pa.string()
            ),
        }
    )
    stage.insert(REJECTS, batch)


def stored_rows_sql(files: Sequence[str], types: Mapping[str, str], stored: set[str]) -> str:
    """SQL for the rows of a table's current version, cast to the types of the next one."""
    listed = ", ".join(literal(file) for file in files)
    terms = ", ".join(
        f"CAST({quoted(name) if name in stored else 'NULL'} AS {kind}) AS {quoted(name)}"
        for name, kind in types.items()
    )
    return f"SELECT {terms} FROM read_parquet([{listed}], union_by_name = true)"


def rounded_column(stage: Stage, relation: str, exact: Mapping[str, str]) -> str:
    """The first column of SQL ``relation`` in which some number is another one as a double.

    Args:
        exact: column → its type, of the columns that are to become doubles.
    """
    for name, kind in exact.items():
        column = quoted(name)
        changed = f"TRY_CAST(CAST({column} AS DOUBLE) AS {kind}) IS DISTINCT FROM {column}"
        if stage.rows(f"SELECT 1 FROM {relation} WHERE {changed} LIMIT 1"):
            return name
    return ""


def exact_rows_sql(
    staged: Staged, inference: Inference, now: Mapping[str, str], types: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """SQL for the staged numbers that are exact and are to become doubles, and their types."""
    exact = {
        name: kind for name, kind in now.items() if _is_exact(kind) and types[name] == "DOUBLE"
    }
    columns = {column.name: column for column in staged.columns}
    terms = [
        f"{_typed_sql(columns[name], exact[name], inference)} AS {quoted(name)}" for name in exact
    ]
    return f"(SELECT {', '.join(terms) or 'NULL'} FROM {quoted(staged.table)})", exact


def _is_exact(kind: str) -> bool:
    return kind == "BIGINT" or kind.startswith("DECIMAL")


def content_digest(stage: Stage, types: Mapping[str, str]) -> str:
    """A digest of the typed rows whatever their order; equal digests mean equal content."""
    columns = ", ".join(quoted(name) for name in types)
    count, total, mixed = stage.rows(
        f"SELECT count(*), sum(hash({columns})::HUGEINT), bit_xor(hash({columns})) FROM {TYPED}"
    )[0]
    kinds = hashlib.blake2b(repr(list(types.items())).encode(), digest_size=8).hexdigest()
    return f"{kinds}:{count}:{total}:{mixed}"
