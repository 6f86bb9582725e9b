"""Spark over the wire: the contract's questions to a real Spark Connect server, and its death."""

import time
from collections.abc import Iterator, Mapping

import pytest

from boardroom.data.warehouse.open_engine import open_live_engine
from boardroom.errors import UnavailableError
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.result import Result
from boardroom.settings import Settings
from tests.contract.engines import SETTINGS, duckdb_engine
from tests.contract.questions import QUESTIONS
from tests.contract.shop import shop_tables
from tests.contract.test_engines import check, service
from tests.spark_connect import SparkConnectServer

pytestmark = [
    pytest.mark.slow,
    # gRPC's channel closes its sockets when it is collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def server(spark_ready: None) -> Iterator[SparkConnectServer]:
    with SparkConnectServer.started() as server:
        _fill(server.url)
        yield server


def _fill(url: str) -> None:
    """The shop as tables of the server."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote(url).create()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    for name, table in shop_tables().items():
        session.createDataFrame(table).write.saveAsTable(name)
    session.stop()


@pytest.fixture(scope="module")
def measure(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    metrics = service(duckdb_engine(tmp_path_factory.mktemp("connect")))
    queries = list(QUESTIONS.values())
    answers = dict(zip(QUESTIONS, metrics.run_many(queries, principal=LOCAL_ADMIN), strict=True))
    metrics.close()
    return answers


def test_a_connect_server_answers_alike(
    server: SparkConnectServer, measure: Mapping[str, Result]
) -> None:
    check(open_live_engine(server.url, SETTINGS), "spark", measure)


def test_an_answer_says_that_rows_may_move_and_instants_are_known(
    server: SparkConnectServer,
) -> None:
    engine = open_live_engine(server.url, Settings())
    assert engine.tables()["orders"].columns["paid_at"] == "timestamp with time zone"
    metrics = service(engine)
    (caveat,) = (
        item
        for item in metrics.run(QUESTIONS["total"], principal=LOCAL_ADMIN).caveats
        if item.kind == "moving"
    )
    assert "orders" in caveat.text
    metrics.close()


def test_a_server_that_died_is_unavailable_within_seconds(server: SparkConnectServer) -> None:
    engine = open_live_engine(server.url, Settings())
    assert engine.query("SELECT 1 AS one").to_pylist() == [{"one": 1}]
    server.kill()
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(UnavailableError, match=f"127.0.0.1:{server.port} does not answer"):
            engine.query("SELECT 2 AS two")
        assert time.monotonic() - began < 30
