"""The engines on which every soundness answer is computed."""

import importlib
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from boardroom.semantic.context import Dialect
from tests.soundness.world import Row, SqlEngine

_schema_number = count(1)


class DuckEngine:
    """An in-memory DuckDB whose session's own time zone must not matter."""

    dialect: Dialect = "duckdb"

    def __init__(self) -> None:
        self._connection = importlib.import_module("duckdb").connect()
        self.execute("SET TimeZone = 'Asia/Kolkata'")
        self.execute("SET threads = 1")

    def execute(self, sql: str) -> None:
        self._connection.execute(sql)

    def fetch(self, sql: str) -> list[Row]:
        return rows_of(self._connection.execute(sql).to_arrow_table())

    def close(self) -> None:
        self._connection.close()


class PostgresEngine:
    """A schema of its own in the test database."""

    dialect: Dialect = "postgres"

    def __init__(self, url: str) -> None:
        dbapi = importlib.import_module("adbc_driver_postgresql.dbapi")
        self._connection = dbapi.connect(url, autocommit=True)
        schema = f"soundness_{next(_schema_number)}"
        self.execute(f"CREATE SCHEMA {schema}")
        self.execute(f"SET search_path TO {schema}")
        self.execute("SET TIME ZONE 'Asia/Kolkata'")

    def execute(self, sql: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)

    def fetch(self, sql: str) -> list[Row]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return rows_of(cursor.fetch_arrow_table())

    def close(self) -> None:
        self._connection.close()


def rows_of(found: Any) -> list[Row]:
    """Rows of an Arrow table; PostgreSQL's numerics, which arrive as opaque text, as decimals."""
    columns = []
    for column in found.columns:
        if "numeric" in str(column.type):
            columns.append([_number(value) for value in column.to_pylist()])
        else:
            columns.append(column.to_pylist())
    return list(zip(*columns, strict=True))


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def opened(request: pytest.FixtureRequest) -> SqlEngine:
    """The engine of the fixture's parameter; PostgreSQL is skipped where it is missing."""
    if request.param == "duckdb":
        return DuckEngine()
    return PostgresEngine(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[SqlEngine]:
    """DuckDB and PostgreSQL in turn, empty."""
    found = opened(request)
    yield found
    found.close()


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def lasting(request: pytest.FixtureRequest) -> Iterator[SqlEngine]:
    """As ``engine``, for tables that all tests of a module only read."""
    found = opened(request)
    yield found
    found.close()
