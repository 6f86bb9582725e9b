"""What every live database owes, on real PostgreSQL and MariaDB: one state per snapshot, clear
refusals in seconds, and no password in any message."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from boardroom.data.warehouse.engine import Limits
from boardroom.data.warehouse.live_engine import LiveEngine
from boardroom.data.warehouse.open_engine import open_live_engine
from boardroom.data.warehouse.server import server_of
from boardroom.errors import (
    BoardroomError,
    LimitError,
    QueryError,
    SourceError,
    UnavailableError,
    UsageError,
)
from boardroom.settings import Settings
from tests.unit.data.warehouse.mysql_shell import run_statements

COUNT = "SELECT COUNT(*) AS n FROM sales"
SECRET = "gehe:im/ge@heim"
SECRET_IN_URL = "gehe%3Aim%2Fge%40heim"


@dataclass(frozen=True)
class Database:
    """A database with the table ``sales`` of three rows, its engine, and a way to change it."""

    url: str
    engine: LiveEngine
    execute: Callable[[str], None]
    end_others: Callable[[], None]

    def count(self) -> int:
        return int(self.engine.query(COUNT).to_pylist()[0]["n"])


@pytest.fixture(params=["postgresql", "mysql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "mysql":
        pytest.importorskip("pymysql")
        url = request.getfixturevalue("mysql_database")
        execute = _mysql_execute(url)
        end_others = _mysql_kill(url)
    else:
        url = request.getfixturevalue("postgres_database")
        execute = _postgres_execute(url)
        terminate = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        end_others = partial(execute, terminate)
    execute("CREATE TABLE sales (id int)")
    execute("INSERT INTO sales VALUES (1), (2), (3)")
    engine = open_live_engine(url, Settings())
    yield Database(url, engine, execute, end_others)
    engine.close()


def _mysql_execute(url: str) -> Callable[[str], None]:
    return lambda statement: run_statements(url, statement)


def _mysql_kill(url: str) -> Callable[[], None]:
    def kill() -> None:
        pymysql = pytest.importorskip("pymysql")
        parts = urlsplit(url)
        with closing(
            pymysql.connect(
                host=parts.hostname,
                port=parts.port,
                user=parts.username,
                password=parts.password,
                database=parts.path.strip("/"),
            )
        ) as connection:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT id FROM information_schema.processlist "
                "WHERE id <> CONNECTION_ID() AND db = DATABASE()"
            )
            for (number,) in cursor.fetchall():
                cursor.execute(f"KILL {number}")

    return kill


def _postgres_execute(url: str) -> Callable[[str], None]:
    dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")

    def execute(statement: str) -> None:
        connection: Any = dbapi.connect(url, autocommit=True)
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


def test_a_held_snapshot_does_not_see_what_is_written_meanwhile(database: Database) -> None:
    with database.engine.hold() as snapshot:
        before = snapshot.query_many([COUNT])[0].to_pylist()
        database.execute("INSERT INTO sales VALUES (4)")
        assert snapshot.query_many([COUNT])[0].to_pylist() == before == [{"n": 3}]
        assert database.count() == 4
    assert database.count() == 4


def test_an_error_does_not_end_the_snapshot(database: Database) -> None:
    with database.engine.hold() as snapshot:
        assert snapshot.query_many([COUNT])[0].to_pylist() == [{"n": 3}]
        database.execute("INSERT INTO sales VALUES (4)")
        with pytest.raises(QueryError):
            snapshot.query_many(["SELECT nothing FROM sales"])
        with pytest.raises(LimitError):
            snapshot.query_many(["SELECT * FROM sales"], limits=Limits(rows=1))
        assert snapshot.query_many([COUNT])[0].to_pylist() == [{"n": 3}]


def test_a_snapshot_ends_with_its_block(database: Database) -> None:
    with database.engine.hold() as snapshot:
        pass
    with pytest.raises(QueryError, match="no longer held"):
        snapshot.query_many([COUNT])


def test_nothing_can_be_written_in_a_snapshot(database: Database) -> None:
    with database.engine.hold() as snapshot:
        connection: Any = snapshot._held()
        with pytest.raises(database.engine._driver.errors):
            connection._execute("INSERT INTO sales VALUES (9)")
    assert database.count() == 3


def test_a_connection_that_broke_is_replaced(database: Database) -> None:
    assert database.count() == 3
    database.end_others()
    assert database.count() == 3


def test_a_server_that_breaks_off_is_unavailable(database: Database) -> None:
    with database.engine.hold() as snapshot:
        snapshot.query_many([COUNT])
        database.end_others()
        with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:\d+/test_\d+ does not answer"):
            snapshot.query_many([COUNT])
    assert database.count() == 3


def test_rows_of_a_large_statement_limit_are_not_cut_in_silence(database: Database) -> None:
    many = " UNION ALL ".join(["SELECT id FROM sales"] * 4)
    with pytest.raises(LimitError, match="more than 10 rows"):
        database.engine.query(many, limits=Limits(rows=10))
    counted = f"WITH q AS ({many}) SELECT COUNT(*) AS n FROM q WHERE id IN (SELECT id FROM sales)"
    assert database.engine.query(counted, limits=Limits(rows=1)).to_pylist() == [{"n": 12}]


def _answer(url: str) -> BoardroomError:
    """The error of the first query, which must come within seconds and not name the password."""
    began = time.monotonic()
    with pytest.raises(BoardroomError) as caught:
        open_live_engine(url, Settings()).query("SELECT 1 AS one")
    assert time.monotonic() - began < 10
    for part in (SECRET, SECRET_IN_URL, "geheim"):
        assert part not in str(caught.value)
    return caught.value


def _with(url: str, *, login: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.hostname}:{parts.port}"))


def test_a_refused_user_is_told_at_once(database: Database) -> None:
    error = _answer(_with(database.url, login=f"nobody:{SECRET_IN_URL}"))
    assert isinstance(error, SourceError)
    assert "127.0.0.1" in error.message
    assert "'nobody'" in error.message
    assert "password" in str(error.hint)


def test_a_missing_database_is_told_at_once(database: Database) -> None:
    error = _answer(database.url + "_nowhere")
    assert isinstance(error, SourceError)
    assert "_nowhere" in error.message


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_never_speaks_is_given_up(scheme: str) -> None:
    pytest.importorskip("pymysql")
    pytest.importorskip("adbc_driver_postgresql")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        url = f"{scheme}://ann:{SECRET_IN_URL}@127.0.0.1:{port}/shop?connect_timeout=2"
        error = _answer(url)
    assert isinstance(error, UnavailableError)
    assert f"127.0.0.1:{port}/shop does not answer" in error.message


@pytest.mark.parametrize("password", ["geheim@home", "geheim/1", "geheim#1", "geheim?1"])
def test_a_password_with_plain_signs_is_refused_without_showing_it(password: str) -> None:
    with pytest.raises(UsageError, match="cannot be read") as caught:
        server_of(f"mysql://ann:{password}@host/shop", product="MySQL", port=3306)
    assert "%40" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_the_drivers_words_lose_the_password() -> None:
    server = server_of(f"mysql://ann:{SECRET_IN_URL}@host/shop", product="MySQL", port=3306)
    assert server.told(f"no\n way:  {SECRET}") == "no way: ***"
    assert SECRET not in repr(server)
