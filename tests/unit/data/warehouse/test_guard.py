"""The SQL guard: attacks are refused, honest analytic queries pass, policies are put in."""

import pytest
from sqlglot import exp

from boardroom.data.warehouse.guard import ReadableTable, check_select, guard_select
from boardroom.errors import GuardError
from boardroom.semantic.context import Dialect
from tests.unit.data.warehouse.guard_cases import ATTACKS, LEGITIMATE, POSTGRES_ATTACKS

TABLES = ("orders", "customers", "order_items")


def test_there_are_enough_cases() -> None:
    assert len(set(ATTACKS) | set(POSTGRES_ATTACKS)) >= 100
    assert len(set(LEGITIMATE)) >= 40


@pytest.mark.parametrize("sql", ATTACKS)
def test_an_attack_is_refused(sql: str) -> None:
    with pytest.raises(GuardError):
        check_select(sql, dialect="duckdb", tables=TABLES)


@pytest.mark.parametrize("dialect", ["postgres", "spark", "mysql"])
@pytest.mark.parametrize("sql", POSTGRES_ATTACKS)
def test_an_attack_on_a_database_is_refused(sql: str, dialect: Dialect) -> None:
    with pytest.raises(GuardError):
        check_select(sql, dialect=dialect, tables=TABLES)


@pytest.mark.parametrize("sql", LEGITIMATE)
def test_an_analytic_query_passes(sql: str) -> None:
    assert check_select(sql, dialect="duckdb", tables=TABLES)


def test_the_statement_is_written_anew_without_its_comments() -> None:
    text = check_select(
        "SELECT /* hidden */ 1 -- more\n/*! SELECT 2 */", dialect="mysql", tables=TABLES
    )
    assert text == "SELECT 1"


def test_a_cte_that_shadows_a_table_gets_a_name_of_its_own() -> None:
    text = check_select(
        "WITH orders AS (SELECT * FROM orders) SELECT * FROM orders",
        dialect="duckdb",
        tables=TABLES,
    )
    assert text.count('FROM "orders"') == 1
    assert "FROM cte_1 AS orders" in text


def test_a_cte_is_not_visible_outside_its_query() -> None:
    with pytest.raises(GuardError, match="'secret'"):
        check_select(
            "SELECT * FROM (WITH secret AS (SELECT 1) SELECT * FROM secret) a, secret",
            dialect="duckdb",
            tables=TABLES,
        )


def test_the_body_of_a_plain_cte_does_not_see_itself() -> None:
    with pytest.raises(GuardError, match="'loop'"):
        check_select(
            "WITH loop AS (SELECT * FROM loop) SELECT * FROM loop", dialect="duckdb", tables=TABLES
        )


def test_a_table_shows_only_its_readable_rows_and_columns() -> None:
    def only_west(alias: str) -> exp.Expr:
        return exp.column("region", table=alias).eq("West")

    orders = ReadableTable(name="orders", columns=("id", "region"), condition=only_west)
    guarded = guard_select(
        "SELECT * FROM orders AS o JOIN main.orders ON TRUE",
        dialect="duckdb",
        readable={"orders": orders},
    )
    assert guarded.sql.count("visible.region = 'West'") == 2
    assert guarded.sql.count('visible."id", visible."region"') == 2
    assert guarded.tables == ("orders",)


def test_an_unknown_table_is_told_the_known_ones() -> None:
    with pytest.raises(GuardError, match="Tables: customers, order_items, orders"):
        check_select("SELECT * FROM payments", dialect="duckdb", tables=TABLES)
