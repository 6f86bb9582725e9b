"""Golden cases: query → SQL for DuckDB, PostgreSQL and Spark, and equal rows on all three.

The files beside this one hold the cases, one file per concern of the compiler. After a wanted
change run ``UPDATE_GOLDEN=1 pytest tests/golden`` and read the diff.
"""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import Dialect
from boardroom.semantic.query_json import query_from_json
from tests.golden.shop import HERE, shop_context, shop_model, table_statements

UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))
DIALECTS: tuple[Dialect, ...] = ("duckdb", "postgres", "spark")
FILES = sorted(path for path in HERE.glob("*.yml") if path.name != "shop.yml")

Rows = list[tuple[object, ...]]


COMPILER = Compiler(shop_model())


def compiled(case: Mapping[str, Any], dialect: Dialect) -> str:
    """The case's SQL as the compiler writes it now."""
    return COMPILER.compile(query_from_json(case["query"]), shop_context(dialect)).sql


def write_anew(path: Path) -> None:
    """Put the SQL of now into a file of cases."""
    yaml = YAML()
    yaml.width = 100
    cases = yaml.load(path.read_text(encoding="utf-8"))
    for case in cases:
        for dialect in DIALECTS:
            case[dialect] = LiteralScalarString(compiled(case, dialect) + "\n")
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(cases, file)


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of one file."""
    if UPDATE:
        write_anew(path)
    found: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return found


CASES = [(path.stem, case) for path in FILES for case in read_cases(path)]
IDS = [f"{stem}: {case['case']}" for stem, case in CASES]


def test_there_are_many_cases_with_different_names() -> None:
    assert len(IDS) == len(set(IDS))
    assert len(IDS) >= 40


@pytest.mark.parametrize(("stem", "case"), CASES, ids=IDS)
def test_the_sql_is_the_expected_one(stem: str, case: Mapping[str, Any]) -> None:
    for dialect in DIALECTS:
        assert compiled(case, dialect) == case[dialect].rstrip("\n"), (stem, dialect)


@pytest.fixture(scope="module")
def duckdb_rows() -> Iterator[Any]:
    """A function that runs a statement on DuckDB."""
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in table_statements("duckdb"):
            connection.execute(statement)
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def postgres_rows(postgres_url: str) -> Iterator[Any]:
    """A function that runs a statement on PostgreSQL, in a schema of its own."""
    dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")
    with dbapi.connect(postgres_url, autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS golden CASCADE")
            cursor.execute("CREATE SCHEMA golden")
            cursor.execute("SET search_path TO golden")
            for statement in table_statements("postgres"):
                cursor.execute(statement)

        def run(sql: str) -> Rows:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return [tuple(row.values()) for row in cursor.fetch_arrow_table().to_pylist()]

        yield run


@pytest.fixture(scope="module")
def spark_rows(spark_session: Any) -> Any:
    """A function that runs a statement on Spark."""
    for statement in table_statements("spark"):
        spark_session.sql(statement.replace("CREATE", "CREATE OR REPLACE", 1))
    return lambda sql: [tuple(row) for row in spark_session.sql(sql).collect()]


def plain(value: object) -> object:
    """A value as any engine would give it: numbers as Decimal or float, NaN as None."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return Decimal(value).normalize() if value else Decimal(0)
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, date):
        return value.isoformat()[:19].replace("T", " ")
    text = str(value)
    return Decimal(text).normalize() if _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


def same(left: object, right: object) -> bool:
    """Exact, but for floats: 1e-9."""
    if isinstance(left, float) or isinstance(right, float):
        return (
            left is not None
            and right is not None
            and math.isclose(float(str(left)), float(str(right)), rel_tol=1e-9, abs_tol=1e-9)
        )
    return left == right


def sorted_rows(rows: Sequence[Sequence[object]]) -> Rows:
    """Rows in an order that does not depend on the engine."""
    found = [tuple(map(plain, row)) for row in rows]
    return sorted(found, key=lambda row: [_rank(value) for value in row])


def _rank(value: object) -> str:
    if isinstance(value, float | Decimal):
        return f"{round(float(value), 6):020.6f}"
    return str(value)


def assert_same_rows(
    found: Sequence[Sequence[object]], expected: Sequence[Sequence[object]]
) -> None:
    left, right = sorted_rows(found), sorted_rows(expected)
    assert len(left) == len(right)
    for one, other in zip(left, right, strict=True):
        assert all(map(same, one, other)), (one, other)


@pytest.mark.parametrize(("stem", "case"), CASES, ids=IDS)
def test_duckdb_and_postgres_give_equal_rows(
    stem: str, case: Mapping[str, Any], duckdb_rows: Any, postgres_rows: Any
) -> None:
    expected = duckdb_rows(compiled(case, "duckdb"))
    assert expected or case.get("empty"), (stem, "the case has no rows and so tests nothing")
    assert_same_rows(postgres_rows(compiled(case, "postgres")), expected)


@pytest.mark.slow
@pytest.mark.parametrize(("stem", "case"), CASES, ids=IDS)
def test_duckdb_and_spark_give_equal_rows(
    stem: str, case: Mapping[str, Any], duckdb_rows: Any, spark_rows: Any
) -> None:
    del stem
    assert_same_rows(spark_rows(compiled(case, "spark")), duckdb_rows(compiled(case, "duckdb")))
