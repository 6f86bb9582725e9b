"""The MySQL engine on a real MariaDB: types, keys, limits, and nothing can be changed."""

from decimal import Decimal

import pytest

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
