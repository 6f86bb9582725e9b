"""Looks over the typed rows of a load and says what is odd about them; removes nothing.

Called by ``load_table`` on the scratch database, in a few passes whatever the number of rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.data.sources.report import Finding
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.staging import Stage

COLUMNS_A_QUERY = 50
SAMPLE_ROWS = 100_000
NULL_SHARE = 0.5
FEW_ROWS = 20
MOST_COLUMNS = 500
LIKELY_KEYS = 3
NEARLY_UNIQUE = 0.95
_KEY_NAME = re.compile(r"(^|_)(id|key|code|no|nr|number|uuid|guid)$")
_TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Counts of one column.

    Attributes:
        filled: rows with a value.
        distinct: about how many distinct values there are in ``looked_at`` rows.
        newest: latest value of dates and times as ISO text; empty for other columns.
    """

    name: str
    type: str
    filled: int
    distinct: int
    looked_at: int
    newest: str


def column_facts(stage: Stage, table: str, types: Mapping[str, str]) -> dict[str, Facts]:
    """Filled and (approximately) distinct values and the latest time of each column."""
    names = list(types)
    rows = stage.count(table)
    stride = max(1, rows // SAMPLE_ROWS)
    some_rows = f"FILTER (rowid % {stride} = 0)" if stride > 1 else ""
    result: dict[str, Facts] = {}
    for start in range(0, len(names), COLUMNS_A_QUERY):
        some = names[start : start + COLUMNS_A_QUERY]
        terms: list[str] = []
        for name in some:
            column = quoted(name)
            plain = types[name] in _TIMES
            terms.append(f"count({column}), approx_count_distinct({column}) {some_rows}")
            terms.append(f"max({column})::VARCHAR" if plain else "NULL")
        row = stage.rows(f"SELECT {', '.join(terms)} FROM {quoted(table)}")[0]
        for position, name in enumerate(some):
            filled, distinct, high = row[position * 3 : position * 3 + 3]
            result[name] = Facts(
                name=name,
                type=types[name],
                filled=int(str(filled)),
                distinct=int(str(distinct)),
                looked_at=rows if stride == 1 else -(-rows // stride),
                newest=str(high or ""),
            )
    return result


def time_column(facts: Mapping[str, Facts], *, rows: int) -> str | None:
    """The first date or time column that is filled nearly everywhere; rows are sorted by it."""
    for name, one in facts.items():
        if one.type in _TIMES and one.filled >= rows * 0.9 and one.filled:
            return name
    return None


def is_sorted(stage: Stage, table: str, column: str) -> bool:
    """Whether the rows already lie in the order of ``column``, without gaps in it."""
    name = quoted(column)
    found = stage.rows(
        f"SELECT coalesce(bool_and(this IS NOT NULL AND coalesce(last <= this, true)), true) "
        f"FROM (SELECT {name} AS this, lag({name}) OVER () AS last FROM {quoted(table)})"
    )
    return bool(found[0][0])


def find_oddities(
    stage: Stage,
    table: str,
    facts: Mapping[str, Facts],
    *,
    today: date,
    keys: Sequence[str],
) -> tuple[Finding, ...]:
    """What a reader of the rows should know.

    Args:
        today: dates after it are reported.
        keys: what the source or the user calls the key; empty = a column that looks like one.
    """
    rows = stage.count(table)
    if not rows:
        return (Finding(kind="empty_table", text="there are no rows", count=0),)
    found: list[Finding] = []
    for one in facts.values():
        found += _of_column(stage, table, one, rows=rows, today=today)
    found += _duplicates(stage, table, facts, keys=keys, rows=rows)
    found += _gaps(stage, table, facts, rows=rows)
    return tuple(found)


def _of_column(stage: Stage, table: str, one: Facts, *, rows: int, today: date) -> list[Finding]:
    found: list[Finding] = []
    empty = rows - one.filled
    if not one.filled:
        text = f"{one.name} has no values"
        return [Finding(kind="empty_column", column=one.name, text=text, count=rows)]
    if empty > rows * NULL_SHARE and rows >= FEW_ROWS:
        text = f"{one.name} is empty in {empty} of {rows} rows ({100 * empty / rows:.0f} %)"
        found.append(Finding(kind="mostly_empty", column=one.name, text=text, count=empty))
    if one.distinct == 1 and one.filled >= FEW_ROWS and _is_constant(stage, table, one.name):
        text = f"{one.name} has the same value in every filled row"
        found.append(Finding(kind="constant_column", column=one.name, text=text, count=one.filled))
    if one.type in _TIMES and one.newest[:10] > today.isoformat():
        condition = f"{quoted(one.name)} > DATE '{today.isoformat()}' + 1"
        if one.type == "DATE":
            condition = f"{quoted(one.name)} > DATE '{today.isoformat()}'"
        count = _count(stage, table, condition)
        if count:
            text = f"{one.name} lies in the future in {count} rows, up to {one.newest[:10]}"
            found.append(Finding(kind="future_dates", column=one.name, text=text, count=count))
    return found


def _is_constant(stage: Stage, table: str, name: str) -> bool:
    column = quoted(name)
    return bool(stage.rows(f"SELECT min({column}) = max({column}) FROM {quoted(table)}")[0][0])


def _duplicates(
    stage: Stage, table: str, facts: Mapping[str, Facts], *, keys: Sequence[str], rows: int
) -> list[Finding]:
    """Keys that occur twice, and rows that are copies of another."""
    found = _duplicate_keys(stage, table, [key for key in keys if key in facts])
    unique = bool(keys) and not found
    for position, one in enumerate(facts.values()):
        if unique or position >= LIKELY_KEYS:
            break
        if one.filled < rows or one.distinct < one.looked_at * 0.8:
            continue
        distinct = _distinct(stage, table, one.name)
        unique = distinct == rows
        if not keys and not unique and _KEY_NAME.search(one.name):
            nearly = distinct >= rows * NEARLY_UNIQUE
            found += _duplicate_keys(stage, table, [one.name] if nearly else [])
            break
    if not unique and len(facts) <= MOST_COLUMNS:
        found += _duplicate_rows(stage, table, facts, rows=rows)
    return found


def _duplicate_keys(stage: Stage, table: str, named: Sequence[str]) -> list[Finding]:
    if not named:
        return []
    columns = ", ".join(quoted(key) for key in named)
    filled = " AND ".join(f"{quoted(key)} IS NOT NULL" for key in named)
    repeated, extra = stage.rows(
        f"SELECT count(*), coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n "
        f"FROM {quoted(table)} WHERE {filled} GROUP BY {columns} HAVING count(*) > 1)"
    )[0]
    count = int(str(extra))
    if not count:
        return []
    text = (
        f"{', '.join(named)} should be unique, but {repeated} values occur more than once "
        f"({count} rows too many); nothing was removed"
    )
    return [Finding(kind="duplicate_keys", column=named[0], text=text, count=count)]


def _duplicate_rows(
    stage: Stage, table: str, facts: Mapping[str, Facts], *, rows: int
) -> list[Finding]:
    columns = ", ".join(quoted(name) for name in facts)
    distinct = stage.rows(f"SELECT count(DISTINCT hash({columns})) FROM {quoted(table)}")[0][0]
    count = rows - int(str(distinct))
    if not count:
        return []
    text = f"{count} rows are exact copies of another row; nothing was removed"
    return [Finding(kind="duplicate_rows", text=text, count=count)]


def _distinct(stage: Stage, table: str, name: str) -> int:
    """Distinct values; for one that only grows from row to row that is the number of rows."""
    grows, rows = stage.rows(
        f"SELECT bool_and(this IS NOT NULL AND coalesce(last < this, true)), count(*) FROM "
        f"(SELECT {quoted(name)} AS this, lag({quoted(name)}) OVER () AS last "
        f"FROM {quoted(table)})"
    )[0]
    if grows:
        return int(str(rows))
    found = stage.rows(f"SELECT count(DISTINCT {quoted(name)}) FROM {quoted(table)}")
    return int(str(found[0][0]))


def _gaps(stage: Stage, table: str, facts: Mapping[str, Facts], *, rows: int) -> list[Finding]:
    """Days without rows in a table that otherwise has rows on nearly every day."""
    name = time_column(facts, rows=rows)
    if name is None:
        return []
    present, first, last = stage.rows(
        f"SELECT count(DISTINCT {quoted(name)}::DATE), min({quoted(name)})::DATE, "
        f"max({quoted(name)})::DATE FROM {quoted(table)} WHERE isfinite({quoted(name)})"
    )[0]
    if not isinstance(first, date) or not isinstance(last, date):
        return []
    span = (last - first).days + 1
    missing = span - int(str(present))
    if missing <= 0 or span < 10 or missing > span * 0.2:
        return []
    text = f"{name} has no rows on {missing} of the {span} days from {first} to {last}"
    return [Finding(kind="time_gaps", column=name, text=text, count=missing)]


def _count(stage: Stage, table: str, condition: str) -> int:
    return int(str(stage.rows(f"SELECT count(*) FROM {quoted(table)} WHERE {condition}")[0][0]))
