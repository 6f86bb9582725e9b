"""What columns are taken for: roles, units, directions, personal data."""

import pytest

from boardroom.semantic.model import Field
from tests.unit.semantic.propose.memory import MemoryEngine, propose

ROWS = 200


def _field(column: str, sql: str, *, table: str = "facts") -> Field:
    """The field proposed for one computed column beside an id; ``i`` counts the rows."""
    engine = MemoryEngine()
    engine.add(table, f'SELECT i AS id, {sql} AS "{column}" FROM range({ROWS}) AS t(i)')
    model = propose(engine).model
    return model.datasets[0].fields[1]


@pytest.mark.parametrize(
    ("column", "sql", "role"),
    [
        ("zip_code", "10000 + i", "dimension"),
        ("year_built", "1950 + i % 60", "dimension"),
        ("month", "1 + i % 12", "attribute"),
        ("latitude", "40.5 + i / 100.0", "attribute"),
        ("customer_id", "i % 40", "key"),
        ("job_level", "i % 5", "dimension"),
        ("is_active", "i % 2", "dimension"),
        ("price", "9.99 + i", "measure"),
        ("quantity", "i % 7", "measure"),
        ("region", "'north' || i % 4", "dimension"),
        ("comment", "repeat('words of a comment ', 6) || i", "attribute"),
        ("created_at", "TIMESTAMP '2024-01-01' + INTERVAL 1 HOUR * i", "time"),
    ],
)
def test_roles_follow_names_and_values(column: str, sql: str, role: str) -> None:
    assert _field(column, sql).role == role


@pytest.mark.parametrize(
    ("column", "sql", "unit", "direction"),
    [
        ("revenue", "i * 10.5", "currency", "up"),
        ("cost_usd", "i * 3.5", "USD", "down"),
        ("churn_rate", "(i % 10) / 100.0", "percent", "down"),
        ("resolution_time_hours", "i % 48", "hours", "down"),
        ("satisfaction_score", "1 + i % 5", "score", "up"),
        ("weight_kg", "i / 3.0", "kg", None),
        ("clicks", "i", "count", "up"),
        ("error_count", "i % 30", "count", "down"),
        ("age", "20 + i % 60", "years", None),
    ],
)
def test_measures_have_unit_and_direction(
    column: str, sql: str, unit: str, direction: str | None
) -> None:
    field = _field(column, sql)
    assert (field.unit, field.direction) == (unit, direction)


@pytest.mark.parametrize(
    ("column", "sql", "pii"),
    [
        ("contact", "'p' || i || '@example.org'", "email"),
        ("phone_number", "'+49 30 ' || i", "phone"),
        ("customer_name", "'Ann Lee ' || chr(65 + (i % 26)::INT)", "name"),
        ("birth_date", "DATE '1980-01-01' + i::INT", "birth date"),
        ("password_hash", "'x' || i", "secret"),
    ],
)
def test_personal_data_is_marked(column: str, sql: str, pii: str) -> None:
    field = _field(column, sql)
    assert field.pii == pii
    assert field.hidden == (pii == "secret")


def test_a_small_dimension_has_its_values_most_frequent_first() -> None:
    field = _field("segment", "CASE WHEN i % 3 = 0 THEN 'small' ELSE 'large' END")
    assert field.values == ("large", "small")


def test_states_and_countries_can_be_called_by_name_or_code() -> None:
    states = _field("state", "['CA', 'NY', 'TX'][1 + i % 3]")
    assert states.aliases["California"] == "CA"
    countries = _field("country", "['Germany', 'France'][1 + i % 2]")
    assert countries.aliases["DE"] == "Germany"


def test_a_column_without_values_is_left_aside_with_a_note() -> None:
    engine = MemoryEngine()
    engine.add("facts", "SELECT i AS id, NULL::VARCHAR AS remarks FROM range(9) AS t(i)")
    proposal = propose(engine)
    assert proposal.model.datasets[0].fields[1].role == "attribute"
    assert any("no row has a value" in note.text for note in proposal.notes)


def test_every_item_says_why_it_is_there() -> None:
    engine = MemoryEngine()
    engine.add("orders", "SELECT i AS order_id, i * 1.5 AS amount FROM range(50) AS t(i)")
    model = propose(engine).model
    reasons = [
        *(dataset.confidence for dataset in model.datasets),
        *(field.confidence for field in model.datasets[0].fields),
        *(metric.confidence for metric in model.metrics),
    ]
    assert all(reason is not None and reason.why for reason in reasons)
    assert all(0 < reason.score <= 1 for reason in reasons if reason)
