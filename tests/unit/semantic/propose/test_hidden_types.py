"""Dates and numbers hidden in text and integers; what is ambiguous stays as it is, with a note."""

import pytest

from boardroom.semantic.model import Field
from boardroom.semantic.propose.view import Note
from tests.unit.semantic.propose.memory import MemoryEngine, propose

DAY = "DATE '2024-01-09' + i::INT"


def _propose(column: str, sql: str) -> tuple[Field, list[object], tuple[Note, ...]]:
    """The field of a computed column, its values read as proposed, and the notes."""
    engine = MemoryEngine()
    sql = sql.replace("DAY", DAY)
    engine.add("facts", f'SELECT i AS id, {sql} AS "{column}" FROM range(40) AS t(i)')
    proposal = propose(engine)
    field = proposal.model.datasets[0].fields[1]
    read = engine.query(f'SELECT {field.expression.sql} AS v FROM facts ORDER BY "id" LIMIT 1')
    return field, read.column("v").to_pylist(), proposal.notes


@pytest.mark.parametrize(
    ("column", "sql", "datatype", "first"),
    [
        ("day", "strftime(DAY, '%Y-%m-%d')", "Date", "2024-01-09"),
        ("at", "strftime(DAY, '%Y-%m-%d %H:%M:%S')", "DateTime", "2024-01-09 00:00:00"),
        ("day", "strftime(DAY, '%d/%m/%Y')", "Date", "2024-01-09"),
        ("day", "strftime(DAY, '%m/%d/%Y')", "Date", "2024-01-09"),
        ("day", "strftime(DAY, '%d.%m.%y')", "Date", "2024-01-09"),
        ("seen", "strftime(DAY, '%m/%d/%Y %H:%M')", "DateTime", "2024-01-09 00:00:00"),
        ("order_date", "CAST(strftime(DAY, '%Y%m%d') AS BIGINT)", "Date", "2024-01-09"),
        ("month", "CAST(strftime(DAY, '%Y%m') AS BIGINT)", "Date", "2024-01-01"),
        ("amount", "'1' || i || '.25'", "Decimal", "10.250000"),
        ("amount", "CASE WHEN i = 3 THEN ' ' ELSE '1' || i || '.5' END", "Decimal", "10.500000"),
        ("pieces", "'' || (i + 7)", "Integer", "7"),
    ],
)  # fmt: skip
def test_types_hidden_in_text_and_integers_are_found(
    column: str, sql: str, datatype: str, first: str
) -> None:
    field, values, _ = _propose(column, sql)
    assert field.datatype == datatype
    assert str(values[0]) == first


def test_seconds_since_1970_are_an_instant() -> None:
    field, _, _ = _propose("created_at", "1704067200 + 3600 * i")
    assert field.datatype == "DateTimeTz"


def test_days_and_months_that_cannot_be_told_apart_stay_text() -> None:
    field, _, notes = _propose("day", "'0' || (1 + i % 9) || '/0' || (1 + i % 7) || '/2024'")
    assert field.datatype == "String"
    assert any("cannot be told apart" in note.text for note in notes)


def test_day_first_and_month_first_dates_in_one_column_stay_text() -> None:
    field, _, notes = _propose("day", "CASE WHEN i % 2 = 0 THEN '25/03/2024' ELSE '03/25/2024' END")
    assert field.datatype == "String"
    assert any("both day-first and month-first" in note.text for note in notes)


def test_codes_of_digits_stay_text() -> None:
    field, _, _ = _propose("zip_code", "'0' || (1000 + i)")
    assert field.datatype == "String"


def test_one_bad_value_keeps_the_column_as_text() -> None:
    field, _, _ = _propose("day", "CASE WHEN i = 17 THEN 'soon' ELSE '2024-01-01' END")
    assert field.datatype == "String"


def test_year_and_month_columns_place_a_table_without_a_date() -> None:
    engine = MemoryEngine()
    engine.add(
        "budget",
        "SELECT 2023 + i // 12 AS year, 1 + i % 12 AS month, 100 + i AS amount "
        "FROM range(24) AS t(i)",
    )
    dataset = propose(engine).model.datasets[0]
    assert dataset.time is not None
    sql = dataset.field_by_name["month_start"].expression.sql
    days = engine.query(f"SELECT MIN({sql}) AS a, MAX({sql}) AS b FROM budget").to_pylist()[0]
    assert [str(day) for day in days.values()] == ["2023-01-01", "2024-12-01"]
