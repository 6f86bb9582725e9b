"""The PostgreSQL engine on a real server: types, keys, limits, and nothing can be changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from boardroom.data.warehouse.engine import Limits
from boardroom.data.warehouse.live_engine import LiveEngine
from boardroom.data.warehouse.open_engine import open_live_engine
from boardroom.errors import LimitError, QueryError, UnavailableError
from boardroom.semantic.profile import ForeignKeyHint
from boardroom.settings import Settings

dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")

SCHEMA = """
CREATE TABLE customers (id int PRIMARY KEY, "Name" text)
CREATE TABLE orders (id int, line int, customer_id int REFERENCES customers (id),
  amount numeric(12, 2),
  price money, wide numeric, token uuid, note json, PRIMARY KEY (id, line))
CREATE SCHEMA finance
CREATE TABLE finance.budget (month date PRIMARY KEY, amount numeric)
CREATE VIEW large AS SELECT * FROM orders WHERE amount > 100
CREATE TABLE "a.b" (id int)
CREATE TABLE "Odd ""Näme" ("Größe x" int, "select" date, "UPPER" timestamptz, wall timestamp)
INSERT INTO "Odd ""Näme" VALUES (1, 'infinity', '-infinity', '0044-03-15 12:00 BC')
INSERT INTO "Odd ""Näme" VALUES (2, '2024-01-01', '2024-01-01 00:30+02', '2024-01-01 00:30')
CREATE TABLE parts (id int, day date) PARTITION BY RANGE (day)
CREATE TABLE parts_2024 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
INSERT INTO parts VALUES (1, '2024-02-01'), (2, '2024-03-01')
CREATE MATERIALIZED VIEW sums AS SELECT count(*) AS n FROM parts
INSERT INTO customers VALUES (1, 'Ann'), (2, NULL)
INSERT INTO orders VALUES (1, 1, 1, 0.10, 12.5, 'NaN', '00000000-0000-0000-0000-000000000001', '{}')
INSERT INTO orders VALUES (1, 2, 1, 0.20, NULL, 123456789012345678901234567890.5, NULL, NULL)
"""  # fmt: skip


@pytest.fixture
def engine(postgres_database: str) -> Iterator[LiveEngine]:
    connection: Any = dbapi.connect(postgres_database, autocommit=True)
    with connection, connection.cursor() as cursor:
        for statement in SCHEMA.replace(",\n", ", ").replace("\n  ", " ").strip().split("\n"):
            cursor.execute(statement)
    engine = open_live_engine(postgres_database, Settings())
    yield engine
    engine.close()


def test_tables_of_all_schemas_are_listed_with_their_types(engine: LiveEngine) -> None:
    tables = engine.tables()
    found = {"customers", "orders", "finance.budget", "large", 'Odd "Näme', "parts", "sums"}
    assert set(tables) == found
    assert tables["orders"].columns["amount"] == "numeric(12,2)"
    assert tables["orders"].version == ""


def test_declared_keys_are_known(engine: LiveEngine) -> None:
    orders = engine.tables()["orders"]
    assert orders.primary_key == ("id", "line")
    assert orders.foreign_keys == (
        ForeignKeyHint(columns=("customer_id",), to_table="customers", to_columns=("id",)),
    )


def test_numbers_are_exact_decimals(engine: LiveEngine) -> None:
    row = engine.query("SELECT SUM(amount) AS a, SUM(price) AS p, AVG(line) AS v FROM orders")
    assert row.to_pylist() == [{"a": Decimal("0.30"), "p": Decimal("12.50"), "v": Decimal("1.5")}]


def test_a_nan_is_null_and_a_wide_number_is_kept(engine: LiveEngine) -> None:
    rows = engine.query("SELECT wide FROM orders ORDER BY line").to_pylist()
    assert rows == [{"wide": None}, {"wide": Decimal("123456789012345678901234567890.5")}]


def test_endless_dates_are_none_and_instants_are_in_utc(engine: LiveEngine) -> None:
    rows = engine.query('SELECT * FROM "Odd ""Näme" ORDER BY 1').to_pylist()
    wall = datetime.fromisoformat("2024-01-01T00:30")
    moment = datetime(2023, 12, 31, 22, 30, tzinfo=UTC)
    assert rows == [
        {"Größe x": 1, "select": None, "UPPER": None, "wall": None},
        {"Größe x": 2, "select": date(2024, 1, 1), "UPPER": moment, "wall": wall},
    ]


def test_partitions_and_stored_views_are_counted_once(engine: LiveEngine) -> None:
    sql = "SELECT (SELECT count(*) FROM parts) AS a, (SELECT n FROM sums) AS b"
    assert engine.query(sql).to_pylist() == [{"a": 2, "b": 2}]


def test_uuid_and_json_come_as_text(engine: LiveEngine) -> None:
    rows = engine.query("SELECT token, note FROM orders ORDER BY line").to_pylist()
    assert rows[0] == {"token": "00000000-0000-0000-0000-000000000001", "note": "{}"}


def test_an_empty_result_keeps_its_columns(engine: LiveEngine) -> None:
    table = engine.query("SELECT id, amount FROM orders WHERE FALSE")
    assert (table.num_rows, table.column_names) == (0, ["id", "amount"])


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM orders",
        "DROP TABLE orders",
        "CREATE TABLE x (a int)",
        "INSERT INTO customers VALUES (9, 'x')",
        "SELECT * FROM orders FOR UPDATE",
        "SELECT setval('s', 1)",
        "COMMIT; DELETE FROM orders",
        "SET TRANSACTION READ WRITE; DELETE FROM orders",
        "WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "COPY orders TO PROGRAM 'cat'",
        "SELECT nothing FROM orders",
    ],
)
def test_nothing_can_be_changed_even_without_the_guard(engine: LiveEngine, sql: str) -> None:
    with pytest.raises((QueryError, LimitError)):
        engine.query(sql)
    assert engine.query("SELECT COUNT(*) AS n FROM orders").to_pylist() == [{"n": 2}]


def test_a_session_setting_does_not_outlive_its_batch(engine: LiveEngine) -> None:
    engine.query("SELECT set_config('default_transaction_read_only', 'off', false)")
    with pytest.raises(QueryError):
        engine.query("DELETE FROM orders")
    engine.query("SELECT set_config('statement_timeout', '0', false)")
    with pytest.raises(LimitError):
        engine.query("SELECT pg_sleep(5)", limits=Limits(timeout_seconds=0.2))


def test_a_committed_transaction_cannot_be_used_to_write(engine: LiveEngine) -> None:
    with pytest.raises(QueryError):
        engine.query_many(["COMMIT", "DELETE FROM orders"])
    assert engine.query("SELECT COUNT(*) AS n FROM orders").to_pylist() == [{"n": 2}]


def test_too_many_rows_are_refused_and_the_connection_goes_on(engine: LiveEngine) -> None:
    with pytest.raises(LimitError, match="more than 10 rows"):
        engine.query("SELECT * FROM generate_series(1, 1000000)", limits=Limits(rows=10))
    assert engine.query("SELECT 1 AS one").to_pylist() == [{"one": 1}]


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1"):
        open_live_engine("postgresql://u:secret@127.0.0.1:1/x", Settings()).query("SELECT 1")
