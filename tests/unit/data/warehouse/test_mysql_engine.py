"""The MySQL engine on a real MariaDB: types, keys, limits, and nothing can be changed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from boardroom.data.profile import profile_tables
from boardroom.data.warehouse.engine import Limits
from boardroom.data.warehouse.live_engine import LiveEngine
from boardroom.data.warehouse.open_engine import open_live_engine
from boardroom.errors import LimitError, QueryError, UnavailableError
from boardroom.semantic.profile import ForeignKeyHint
from boardroom.settings import Settings
from tests.unit.data.warehouse.mysql_shell import run_statements

pytest.importorskip("connectorx")

SCHEMA = """
CREATE TABLE customers (id int PRIMARY KEY, name varchar(20));
CREATE TABLE orders (id int, line int, customer_id int, amount decimal(12, 2), wide decimal(38, 10),
  PRIMARY KEY (id, line), CONSTRAINT buyer FOREIGN KEY (customer_id) REFERENCES customers (id));
INSERT INTO customers VALUES (1, 'Ann'), (2, NULL);
INSERT INTO orders VALUES (1, 1, 1, 0.10, 1234567890123456789012345678.0123456789);
INSERT INTO orders VALUES (1, 2, 1, 0.20, NULL), (2, 1, 2, 10, NULL);
"""


@pytest.fixture
def engine(mysql_database: str) -> LiveEngine:
    run_statements(mysql_database, SCHEMA)
    return open_live_engine(mysql_database, Settings())


def test_tables_are_listed_with_types_and_declared_keys(engine: LiveEngine) -> None:
    tables = engine.tables()
    assert set(tables) == {"customers", "orders"}
    assert tables["orders"].columns["amount"] == "decimal(12,2)"
    assert tables["orders"].primary_key == ("id", "line")
    assert tables["orders"].foreign_keys == (
        ForeignKeyHint(columns=("customer_id",), to_table="customers", to_columns=("id",)),
    )


def test_decimals_keep_all_their_digits(engine: LiveEngine) -> None:
    rows = engine.query("SELECT SUM(amount) AS a, MAX(wide) AS w, SUM(id) AS i FROM orders")
    wide = Decimal("1234567890123456789012345678.0123456789")
    assert rows.to_pylist() == [{"a": Decimal("10.30"), "w": wide, "i": Decimal(4)}]


def test_the_order_of_rows_is_kept(engine: LiveEngine) -> None:
    rows = engine.query("SELECT amount FROM orders ORDER BY amount DESC").to_pylist()
    assert [row["amount"] for row in rows] == [Decimal("10.00"), Decimal("0.20"), Decimal("0.10")]


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM orders", "DROP TABLE orders", "SELECT 1; DELETE FROM orders", "SET @a = 1", "",
     "SELECT * FROM orders) AS q; DELETE FROM orders; SELECT * FROM (SELECT 1", "nonsense",
     "SELECT nothing FROM orders", "CALL x()", "SELECT * FROM orders INTO OUTFILE '/tmp/x'"],
)  # fmt: skip
def test_nothing_can_be_changed_even_without_the_guard(engine: LiveEngine, sql: str) -> None:
    with pytest.raises(QueryError):
        engine.query(sql)
    assert engine.query("SELECT COUNT(*) AS n FROM orders").to_pylist() == [{"n": 3}]


def test_what_the_driver_hands_over_as_text_keeps_its_value(engine: LiveEngine) -> None:
    rows = engine.query(
        "SELECT 18446744073709551615 AS big, CAST('2024-02-03' AS DATE) AS day, "
        "CAST(0.1 AS DOUBLE) AS share, TIME '838:59:59' AS long_time, NULL AS nothing, "
        "x'00ff' AS raw, "
        "'a\\\\b''€' AS word"
    ).to_pylist()
    assert rows == [
        {
            "big": 18446744073709551615,
            "day": date(2024, 2, 3),
            "share": 0.1,
            "long_time": "838:59:59",
            "nothing": None,
            "raw": b"\x00\xff",
            "word": "a\\b'€",
        }
    ]


def test_impossible_dates_are_none_and_instants_are_in_utc(
    engine: LiveEngine, mysql_database: str
) -> None:
    run_statements(
        mysql_database,
        "SET sql_mode = '', time_zone = '+02:00'; CREATE TABLE `Odd ``Zeiten` (`Größe x` date, "
        "wall datetime, moment timestamp NULL, single float, flags bit(5)); "
        "INSERT INTO `Odd ``Zeiten` VALUES "
        "('0000-00-00', '2024-01-01 00:30', '2024-01-01 00:30', 16777215, 21), "
        "('2024-00-10', '0000-00-00', NULL, 1234567.8, 1)",
    )
    rows = engine.query("SELECT * FROM `Odd ``Zeiten` ORDER BY single DESC").to_pylist()
    assert [row["Größe x"] for row in rows] == [None, None]
    assert [row["wall"] for row in rows] == [datetime.fromisoformat("2024-01-01T00:30"), None]
    assert rows[0]["moment"] == datetime(2023, 12, 31, 22, 30, tzinfo=UTC)
    assert [row["flags"] for row in rows] == [21, 1]
    assert [row["single"] for row in rows] == [16777215.0, 1234567.75]
    types = engine.tables()["Odd `Zeiten"].columns
    assert (types["wall"], types["moment"]) == ("datetime", "timestamp with time zone")


def test_a_small_number_is_no_flag_and_a_table_without_transactions_is_not_held(
    engine: LiveEngine, mysql_database: str
) -> None:
    run_statements(
        mysql_database,
        "CREATE TABLE votes (stars tinyint(1), liked tinyint(1)) ENGINE=Aria; "
        "INSERT INTO votes VALUES (5, 1), (1, 0), (NULL, NULL)",
    )
    profile = next(item for item in profile_tables(engine) if item.name == "votes")
    assert [item.datatype for item in profile.columns] == ["Integer", "Boolean"]
    held = {name: info.held for name, info in engine.tables().items()}
    assert held == {"customers": True, "orders": True, "votes": False}


def test_too_many_rows_and_too_long_are_refused(engine: LiveEngine) -> None:
    with pytest.raises(LimitError, match="more than 2 rows"):
        engine.query("SELECT * FROM orders", limits=Limits(rows=2))
    with pytest.raises(LimitError, match=r"0\.2 s"):
        engine.query("SELECT SLEEP(3) AS s", limits=Limits(timeout_seconds=0.2))


def test_a_server_that_is_not_there_is_unavailable() -> None:
    engine = open_live_engine("mysql://u:secret@127.0.0.1:1/x", Settings())
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1") as caught:
        engine.query("SELECT 1")
    assert "secret" not in str(caught.value)
