"""Text as other programs write it reads back equal, whatever the values are."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.data.sources.column_format import ColumnFormat, format_pattern, value_sql
from boardroom.data.sources.csv_dialect import Dialect, Layout, find_dialect, find_layout
from boardroom.data.sources.csv_records import read_records
from boardroom.data.sources.decide import decide
from boardroom.data.sources.masks import Mask, read_date, read_number

LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
ROWS = st.lists(st.lists(LETTERS, min_size=3, max_size=3), min_size=1, max_size=20)


@given(rows=ROWS, delimiter=st.sampled_from(",;\t|"))
def test_records_written_by_another_program_read_back_equal(
    rows: list[list[str]], delimiter: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    layout = Layout(
        dialect=Dialect(delimiter=delimiter), labels=("a", "b", "c"), header_line=0, skip_lines=0
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        records = list(read_records(path, layout))
    kept = [list(record.fields) for record in records if not record.reason]
    told = [record for record in records if record.reason]
    if not told:
        assert kept == rows
    # A value that itself holds whole records looks like a quote never closed: told, never lost.
    assert {record.reason for record in told} <= {"bad_quotes", "too_few_fields", "too_many_fields"}


AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
MARKS = st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (".", "")])


@settings(max_examples=60)
@given(amounts=st.lists(AMOUNTS, min_size=3, max_size=20), marks=MARKS)
def test_amounts_in_any_notation_are_read_exactly(
    amounts: list[Decimal], marks: tuple[str, str]
) -> None:
    point, group = marks
    texts = [_written(amount, point, group) for amount in amounts]
    masks = [_mask(text) for text in texts]
    decision = decide(masks, orders={}, decimal_mark=point)
    assert decision.form.kind in ("decimal", "integer")
    query = f"SELECT {value_sql(decision.form, 'v')} FROM (SELECT unnest($1::VARCHAR[]) AS v)"
    found = [row[0] for row in duckdb.execute(query, [texts]).fetchall()]
    assert found == amounts


def _written(amount: Decimal, point: str, group: str) -> str:
    text = f"{amount:,.2f}"
    return text.replace(",", "\1").replace(".", point).replace("\1", group)


def _mask(text: str) -> Mask:
    shape = "".join("9" if sign.isdigit() else sign for sign in text)
    bare = text.lstrip("-")
    zero = bare[:1] == "0"
    return Mask(
        shape=shape,
        count=1,
        leading_zero=zero and bare[1:2].isdigit(),
        zero_point=zero and bare[1:2] in (".", ","),
        example=text,
    )


@pytest.mark.parametrize(
    ("shape", "readable"),
    [
        ("9,999.99", True), ("9.999,99", True), ("9 999", True), ("$9.99", True),
        ("(9,999)", True), ("99 %", True), ("EUR 9,99", True), ("99.99.9999", False),
        ("9-9-9", False), ("ABC 999", False), ("9,,9", False), ("9a", False), ("", False),
    ],
)  # fmt: skip
def test_shapes_are_numbers_or_they_are_not(shape: str, *, readable: bool) -> None:
    assert (read_number(Mask(shape=shape, count=1)) is not None) is readable


@pytest.mark.parametrize(
    ("shape", "family"),
    [
        ("9999-99-99", "iso"), ("9999-99-99 99:99:99", "iso"), ("9999-99-99T99:99:99Z", "iso"),
        ("99/99/9999", "numeric"), ("9.9.99", "numeric"), ("99/99/9999 9:99 PM", "numeric"),
        ("9 Jan 9999", "fixed"), ("Monday, 9 January 9999", "fixed"), ("9999/99/99", "fixed"),
        ("99-99/9999", None), ("9 Foo 9999", None), ("99:99", None), ("9999", None),
    ],
)  # fmt: skip
def test_shapes_are_dates_or_they_are_not(shape: str, family: str | None) -> None:
    found = read_date(Mask(shape=shape, count=1))
    assert (found.family if found else None) == family


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","), ("a;b\n1,5;2,5\n", ";"), ("a\tb\n1,5\t2\n", "\t"),
        ("a|b\n1|2\n", "|"), ('a;b\n"x;y";"z,w"\n', ";"), ("only\none\n", ","),
    ],
)  # fmt: skip
def test_the_delimiter_is_the_one_that_makes_a_regular_table(text: str, delimiter: str) -> None:
    assert find_dialect(text.splitlines()).delimiter == delimiter


def test_a_header_is_found_below_a_title() -> None:
    lines = ["Report,", "", "id,name,on", "1,x,2024-01-01", "2,y,2024-01-02"]
    layout = find_layout(lines, Dialect())
    assert (layout.labels, layout.header_line, layout.skip_lines, layout.preamble) == (
        ("id", "name", "on"), 3, 3, 1,
    )  # fmt: skip


def test_a_date_format_matches_only_what_it_is_meant_for() -> None:
    form = ColumnFormat(kind="date", formats=("%d/%m/%Y",))
    texts = ["05/02/2010", "5/2/2010", "05/02/10", "05/02/2010 x", "31/02/2010", "2010-02-05"]
    query = f"SELECT {value_sql(form, 'v')}::VARCHAR FROM (SELECT unnest($1::VARCHAR[]) AS v)"
    found = [row[0] for row in duckdb.execute(query, [texts]).fetchall()]
    assert found == ["2010-02-05", "2010-02-05", None, None, None, None]
    assert format_pattern("%Y%m%d") == r"\d{8}"
