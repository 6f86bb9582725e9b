"""The Spark engine on a local session: types, limits, and nothing can be changed."""

from decimal import Decimal
from typing import Any

import pytest

from boardroom.data.warehouse.engine import Limits
from boardroom.data.warehouse.live_engine import LiveEngine
from boardroom.data.warehouse.spark_driver import SparkDriver
from boardroom.errors import LimitError, QueryError
from boardroom.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture
def engine(spark_session: Any) -> LiveEngine:
    spark_session.sql(
        "SELECT id, CAST('0.10' AS DECIMAL(12, 2)) AS amount FROM range(100)"
    ).createOrReplaceTempView("engine_orders")
    return LiveEngine(SparkDriver(spark_session), Settings())


def test_tables_are_listed_with_their_types(engine: LiveEngine) -> None:
    table = engine.tables()["engine_orders"]
    assert table.columns == {"id": "bigint", "amount": "decimal(12,2)"}
    assert table.version == ""


def test_a_sum_of_decimals_is_exact(engine: LiveEngine) -> None:
    rows = engine.query("SELECT SUM(amount) AS a FROM engine_orders").to_pylist()
    assert rows == [{"a": Decimal("10.00")}]


def test_too_many_rows_are_refused(engine: LiveEngine) -> None:
    with pytest.raises(LimitError, match="more than 10 rows"):
        engine.query("SELECT * FROM engine_orders", limits=Limits(rows=10))


def test_a_slow_query_is_stopped(engine: LiveEngine) -> None:
    slow = "SELECT SUM(SQRT(a.id + b.id)) AS s FROM range(900000) a CROSS JOIN range(900000) b"
    with pytest.raises(LimitError, match="longer than 1 s"):
        engine.query(slow, limits=Limits(timeout_seconds=1))
    assert engine.query("SELECT 1 AS one").to_pylist() == [{"one": 1}]


@pytest.mark.parametrize(
    "sql",
    [
        "DROP VIEW engine_orders",
        "CREATE TABLE x (a INT)",
        "INSERT INTO engine_orders VALUES (1, 2)",
        "SET spark.sql.runSQLOnFiles = true",
        "SELECT 1; SELECT 2",
        "SELECT * FROM csv.`/etc/passwd`",
        "SELECT * FROM text.`/etc/passwd`",
        "SELECT java_method('java.lang.System', 'getenv', 'HOME')",
        "SELECT reflect('java.lang.System', 'getProperty', 'user.home')",
        "SELECT TRANSFORM(id) USING 'cat' FROM engine_orders",
        "FROM engine_orders INSERT INTO x SELECT *",
        "SHOW TABLES",
        "DESCRIBE engine_orders",
        "EXPLAIN SELECT 1",
        "SELECT nothing FROM engine_orders",
    ],
)
def test_nothing_can_be_changed_even_without_the_guard(engine: LiveEngine, sql: str) -> None:
    with pytest.raises(QueryError):
        engine.query(sql)
    rows = engine.query("SELECT COUNT(*) AS n FROM engine_orders").to_pylist()
    assert rows == [{"n": 100}]
