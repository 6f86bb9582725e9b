"""Tables of days hold their rows, counted out or listed."""

from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from boardroom.semantic.compiler.day_table import MOST_LISTED, Row, day_table
from boardroom.semantic.compiler.dialect import to_sql


def rows_in_duckdb(rows: list[Row]) -> list[tuple[object, ...]]:
    columns = [f"c{index}" for index in range(len(rows[0]))]
    table = day_table(rows, name="_days", columns=columns, dialect="duckdb")
    select = exp.Select(expressions=[exp.Star()])
    select.set("from_", exp.From(this=table))
    return sorted(duckdb.sql(to_sql(select, "duckdb")).fetchall())


def run(first: date, size: int, step: int, *ahead: int) -> list[Row]:
    days = [first + timedelta(days=step * n) for n in range(size)]
    return [(day, *(day + timedelta(days=more) for more in ahead)) for day in days]


days = st.dates(date(1970, 1, 1), date(2060, 1, 1))
runs = st.builds(run, days, st.integers(1, 150), st.integers(1, 40), st.integers(-800, 800))


@given(st.lists(runs, min_size=1, max_size=4))
def test_a_table_has_its_rows_however_it_is_written(parts: list[list[Row]]) -> None:
    rows = [row for part in parts for row in part]
    assert rows_in_duckdb(rows) == sorted(tuple(row) for row in rows)


@pytest.mark.parametrize(("size", "counted"), [(MOST_LISTED - 1, False), (MOST_LISTED, True)])
def test_a_long_even_table_is_counted_out(size: int, *, counted: bool) -> None:
    rows = run(date(2024, 1, 1), size, 1)
    table = day_table(rows, name="_days", columns=["day"], dialect="duckdb")
    assert isinstance(table, exp.Table) is counted


def test_moments_are_listed() -> None:
    rows = [(datetime(2024, 1, 1) + timedelta(days=n),) for n in range(3 * MOST_LISTED)]  # noqa: DTZ001  # wall time, as in a DateTime field
    assert rows_in_duckdb(list(rows)) == rows
