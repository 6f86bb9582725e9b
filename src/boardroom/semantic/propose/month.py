"""A moment made of year and month columns, for tables without a date (budgets, plans)."""

from dataclasses import replace

from boardroom.semantic.profile import ColumnProfile
from boardroom.semantic.propose.hidden import quoted
from boardroom.semantic.propose.naming import unique_name
from boardroom.semantic.propose.view import Column, Reading, Table

_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def with_month(table: Table) -> Table:
    """The table with a date field for the first of each month, when it has only year and month."""
    if table.of_kind("time"):
        return table
    year = next((c for c in table.columns if _is_year(c)), None)
    month = next((sql for c in table.columns if (sql := _month_sql(c))), None)
    if year is None or month is None:
        return table
    sql = f"CAST({_whole(year)} || '-' || {month} || '-01' AS DATE)"
    profile = _profile(year, sql)
    reading = Reading(
        kind="time",
        role="time",
        score=0.8,
        why="the first day of the month that the year and month columns name",
        concept="event",
        weight=0.9,
    )
    column = Column(
        profile=profile,
        name=unique_name("month_start", (c.name for c in table.columns)),
        words=("month", "start"),
        sql=sql,
        datatype="Date",
        reading=reading,
    )
    return replace(table, columns=(*table.columns, column))


def _is_year(column: Column) -> bool:
    return (
        "year" in column.words
        and column.null_share == 0
        and column.reading.kind in {"calendar", "category"}
        and all(
            text.split(".")[0].isdigit() and len(text.split(".")[0]) == 4
            for text, _ in column.profile.top
        )
        and bool(column.profile.top)
    )


def _whole(column: Column) -> str:
    return f"CAST(CAST({quoted(column.profile.name)} AS INTEGER) AS VARCHAR)"


def _month_sql(column: Column) -> str:
    """Two digits of a month column, given as a number or by name; empty when it is none."""
    if "month" not in column.words or column.null_share > 0 or not column.profile.top:
        return ""
    texts = [text.strip().lower() for text, _ in column.profile.top]
    if column.datatype == "String":
        if not all(text[:3] in _NAMES for text in texts):
            return ""
        cases = " ".join(
            f"WHEN '{name}' THEN '{number:02d}'" for number, name in enumerate(_NAMES, start=1)
        )
        return f"CASE LOWER(SUBSTRING({quoted(column.profile.name)}, 1, 3)) {cases} END"
    if column.reading.kind != "calendar":
        return ""
    return f"LPAD({_whole(column)}, 2, '0')"


def _profile(year: Column, name: str) -> ColumnProfile:
    texts = sorted(text.split(".")[0] for text, _ in year.profile.top)
    return replace(
        year.profile,
        name=name,
        datatype="Date",
        distinct=year.profile.distinct * 12,
        minimum=f"{texts[0]}-01-01",
        maximum=f"{texts[-1]}-12-01",
        top=(),
    )
