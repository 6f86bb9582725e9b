"""Profiles measured in a real DuckDB: exact where it matters, few statements, any types."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from boardroom.data import profile
from boardroom.data.profile import (
    EngineProbe,
    datatype_of,
    measure_expression,
    profile_tables,
)
from boardroom.data.warehouse.engine import Limits
from boardroom.errors import LimitError, QueryError
from boardroom.semantic.completion import Measured
from boardroom.semantic.profile import ColumnProfile
from boardroom.semantic.propose.propose import propose_model
from tests.unit.semantic.propose.memory import MemoryEngine


class CountingEngine(MemoryEngine):
    """Also counts the statements."""

    def __init__(self) -> None:
        super().__init__()
        self.statements = 0

    def query(self, sql: str, *, limits: Limits | None = None) -> pa.Table:
        self.statements += 1
        return super().query(sql, limits=limits)

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> list[pa.Table]:
        return [self.query(sql, limits=limits) for sql in statements]


def _columns(select: str) -> dict[str, ColumnProfile]:
    engine = MemoryEngine()
    engine.add("facts", select)
    return {column.name: column for column in profile_tables(engine)[0].columns}


@pytest.mark.parametrize(
    ("stored", "datatype"),
    [
        ("VARCHAR", "String"),
        ("character varying(20)", "String"),
        ("BIGINT", "Integer"),
        ("DECIMAL(18,2)", "Decimal"),
        ("double precision", "Float"),
        ("timestamp without time zone", "DateTime"),
        ("TIMESTAMP WITH TIME ZONE", "DateTimeTz"),
        ("date", "Date"),
        ("BOOLEAN", "Boolean"),
        ("tinyint(1)", "Boolean"),
        ("BLOB", "Opaque"),
        ("STRUCT(a INTEGER)", "Opaque"),
        ("INTEGER[]", "Opaque"),
    ],
)
def test_type_names_of_engines_become_logical_types(stored: str, datatype: str) -> None:
    assert datatype_of(stored) == datatype


def test_counts_extremes_and_shares_are_exact() -> None:
    column = _columns("SELECT CASE WHEN i < 90 THEN i - 10 END AS v FROM range(100) AS t(i)")["v"]
    assert (column.rows, column.nulls, column.distinct) == (100, 10, 90)
    assert (column.minimum, column.maximum) == ("-10", "79")
    assert column.negative_share == pytest.approx(10 / 90)
    assert column.integer_share == 1.0


def test_an_estimated_count_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    select = "SELECT i % 400 AS code FROM range(5000) AS t (i)"
    assert _columns(select)["code"].distinct_text == "400"
    monkeypatch.setattr(profile, "BIG_ROWS", 1000)
    column = _columns(select)["code"]
    assert column.distinct_text == f"about {column.distinct}"


def test_frequent_values_come_most_frequent_first() -> None:
    column = _columns("SELECT CASE WHEN i < 7 THEN 'b' ELSE 'a' END AS v FROM range(10) AS t(i)")
    assert column["v"].top == (("b", 7), ("a", 3))
    assert column["v"].mean_length == 1.0


def test_at_most_fifty_values_are_kept() -> None:
    columns = _columns("SELECT 'v' || i AS v FROM range(9000) AS t(i)")
    assert len(columns["v"].top) == 50
    assert columns["v"].distinct == 9000


def test_an_empty_table_and_strange_names_and_types_are_measured() -> None:
    engine = MemoryEngine()
    engine.add("nothing", "SELECT 1 AS a, 'x' AS b LIMIT 0")
    engine.add("odd name", 'SELECT 1 AS "a ""b""", \'x\'::BLOB AS c, [1] AS d, TIME \'10:00\' AS e')
    tables = {table.name: table for table in profile_tables(engine)}
    assert tables["nothing"].rows == 0
    assert [column.datatype for column in tables["odd name"].columns] == [
        "Integer",
        "Opaque",
        "Opaque",
        "Time",
    ]


def test_a_table_costs_three_statements_however_many_columns_it_has() -> None:
    engine = CountingEngine()
    engine.add(
        "wide", f"SELECT {', '.join(f'i % {n + 2} AS c{n}' for n in range(18))} FROM range(50) t(i)"
    )
    profile_tables(engine)
    assert engine.statements == 3


def test_the_probe_answers_and_remembers() -> None:
    engine = CountingEngine()
    engine.add("orders", "SELECT i AS id, (i % 7)::VARCHAR AS customer FROM range(50) AS t(i)")
    engine.add("customers", "SELECT i AS id FROM range(5) AS t(i)")
    probe = EngineProbe(engine)
    assert probe.is_unique("orders", ["id"])
    assert not probe.is_unique("orders", ["customer"])
    found = probe.inclusion("orders", ["customer"], "customers", ["id"])
    assert (found.values, found.matched) == (7, 5)
    assert found.rows_matched_share == pytest.approx(36 / 50)
    assert probe.count("orders", "REGEXP_LIKE(customer, '^[0-2]$')") == 22
    asked = engine.statements
    assert probe.is_unique("orders", ["id"])
    assert engine.statements == asked


class SlowEngine(MemoryEngine):
    """Gives up joins and wide keys, as an engine does that a limit stops."""

    def query(self, sql: str, *, limits: Limits | None = None) -> pa.Table:
        if "LEFT JOIN" in sql:
            raise LimitError("the query took longer than 60 seconds and was stopped")
        return super().query(sql, limits=limits)


def test_a_check_that_takes_too_long_costs_one_join_and_not_the_model() -> None:
    engine = SlowEngine()
    engine.add("orders", "SELECT i AS id, i % 7 AS customer_id FROM range(50) AS t(i)")
    engine.add("customers", "SELECT i AS id, 'c' || i AS name FROM range(7) AS t(i)")
    found = EngineProbe(engine).inclusion("orders", ["customer_id"], "customers", ["id"])
    assert (found.matched, found.measured) == (0, False)
    proposal = propose_model(profile_tables(engine), EngineProbe(engine), name="shop")
    assert {item.name for item in proposal.model.datasets} == {"orders", "customers"}
    assert not proposal.model.relationships
    told = {(note.where, note.text) for note in proposal.notes}
    why = "no join to customers.id: to check it takes longer than a question may"
    assert ("orders.customer_id", why) in told


def test_rows_with_an_empty_key_are_not_unique() -> None:
    engine = MemoryEngine()
    engine.add("facts", "SELECT NULLIF(i, 3) AS id FROM range(9) AS t(i)")
    assert not EngineProbe(engine).is_unique("facts", ["id"])


@pytest.mark.parametrize(
    ("sql", "measured"),
    [
        ("LOWER(town)", Measured(datatype="String", values=("bonn", "ulm"))),
        ("size > 5", Measured(datatype="Boolean", values=("true", "false"))),
        ("size * 10", Measured(datatype="Integer")),
        ("DATE '2026-01-01'", Measured(datatype="Date", values=("2026-01-01",))),
    ],
)
def test_an_expression_is_measured_as_a_column_would_be(sql: str, measured: Measured) -> None:
    engine = MemoryEngine()
    towns = "['Bonn', 'Bonn', 'Ulm', NULL][1 + range % 4]"
    engine.add("shops", f"SELECT range AS size, {towns} AS town FROM range(60)")

    assert measure_expression(engine, "shops", sql) == measured


def test_an_expression_that_the_engine_refuses_is_not_measured() -> None:
    class Refusing(MemoryEngine):
        def query(self, sql: str, *, limits: Limits | None = None) -> pa.Table:
            raise QueryError("there is no such column")

    assert measure_expression(Refusing(), "shops", "nothing") is None
