"""Fixtures for what stands outside the package: databases, Spark, a browser, evaluation data.

A fixture skips, in plain words, where its thing is missing; pytest's summary counts the skips, and
with ``BOARDROOM_FORBID_SKIPS=1`` (CI) any skip fails the run.
"""

import contextlib
import gc
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.mariadb import MariaServer, find_mariadb
from tests.postgres import PostgresServer, find_postgres_binaries
from tests.redis_server import find_redis, started_redis

ROOT = Path(__file__).resolve().parent.parent
EVAL_DATA = Path(os.environ.get("BOARDROOM_EVAL_DATA", ROOT.parent / "shared" / "data"))
MARKER_BY_FIXTURE = {
    "browser_page": "browser",
    "eval_data": "evaldata",
    "mysql_database": "mysql",
    "postgres_database": "postgres",
    "postgres_url": "postgres",
    "redis_url": "redis",
    "spark_ready": "spark",
    "spark_session": "spark",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

for _name in [name for name in os.environ if name.startswith("BOARDROOM_LANGUAGE_MODEL")]:
    del os.environ[_name]  # A developer's own model is not asked by tests.


def _stay_inside(event: str, arguments: tuple[Any, ...]) -> None:
    """Let nothing that a test runs in this process connect to another machine."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0])
    if host not in {"localhost", "::1", "", "0.0.0.0"} and not host.startswith("127."):
        raise RuntimeError(f"a test wants to connect to {host!r}, outside of this machine")


sys.addaudithook(_stay_inside)

# The same examples every time; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with what its fixtures need."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKER_BY_FIXTURE:
                item.add_marker(MARKER_BY_FIXTURE[fixture])
        if "spark_session" in getattr(item, "fixturenames", ()):
            # py4j drops sockets without closing them.
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that passed by skipping, where skips are forbidden."""
    if not os.environ.get("BOARDROOM_FORBID_SKIPS"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    forbidden = [report for report in skipped if not _may_be_skipped(report)]
    if reporter and forbidden and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"\n{len(forbidden)} tests were skipped, and skips are forbidden here.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _may_be_skipped(report: pytest.TestReport) -> bool:
    """Only the evaluation data may be missing, and only when its folder is."""
    return "evaldata" in report.keywords and not EVAL_DATA.is_dir()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings and terminal of whoever runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith("BOARDROOM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture(scope="session")
def eval_data() -> Path:
    """The folder of real data sets beside the project, or where BOARDROOM_EVAL_DATA says."""
    if not EVAL_DATA.is_dir():
        pytest.skip("no evaluation data: set BOARDROOM_EVAL_DATA to its folder")
    return EVAL_DATA


_database_number = count(1)


@pytest.fixture(scope="session")
def _mysql_server() -> Iterator[MariaServer]:
    program = find_mariadb()
    if program is None:
        pytest.skip("no MariaDB server: sudo apt-get install mariadb-server")
    with MariaServer.started(program) as server:
        yield server


@pytest.fixture
def mysql_database(_mysql_server: MariaServer) -> str:
    """URL of a fresh, empty MariaDB database for one test."""
    return _mysql_server.create_database(f"test_{next(_database_number)}")


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[PostgresServer]:
    binaries = find_postgres_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries: sudo apt-get install postgresql")
    with PostgresServer.started(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(_postgres_server: PostgresServer) -> str:
    """URL of a database on a private PostgreSQL server, shared by the whole session."""
    return _postgres_server.create_database("shared")


@pytest.fixture
def postgres_database(_postgres_server: PostgresServer) -> str:
    """URL of a fresh, empty PostgreSQL database for one test."""
    return _postgres_server.create_database(f"test_{next(_database_number)}")


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    program = find_redis()
    if program is None:
        pytest.skip("no Redis server: sudo apt-get install redis-server")
    with started_redis(program) as url:
        yield url


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """URL of an empty database on a private Redis server."""
    from redis import Redis

    with Redis.from_url(_redis_server) as client:
        client.flushall()
    return _redis_server


@pytest.fixture(scope="session")
def spark_ready() -> None:
    """That Spark can be started here."""
    pytest.importorskip("pyspark.sql", reason="no pyspark: python3 tools/bootstrap.py --with-spark")
    if not _has_java():
        pytest.skip("no Java 17: sudo apt-get install openjdk-17-jre-headless")


@pytest.fixture(scope="session")
def spark_session(spark_ready: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A local ``pyspark.sql.SparkSession`` with one core, in UTC."""
    from pyspark import sql

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            sql.SparkSession.builder.master("local[1]")
            .appName("boardroom-tests")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark")))
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        yield session
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            session.stop()
            gc.collect()


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else "java"
    with contextlib.suppress(OSError):
        return subprocess.run([java, "-version"], capture_output=True, check=False).returncode == 0
    return False


@pytest.fixture(scope="session")
def _browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: make setup")
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        pytest.skip("no Chromium: sudo apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def browser_page(_browser: Any) -> Iterator[Any]:
    """A fresh Playwright ``Page`` in headless Chromium, 1280 × 900, without cookies or cache."""
    context = _browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
