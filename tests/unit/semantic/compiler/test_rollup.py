"""Rollups: what is planned, when they are used, and that they change no number."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pytest

from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import AccessRules, CompileContext
from boardroom.semantic.query import Predicate, Query
from boardroom.semantic.query_json import query_from_json
from boardroom.semantic.rollup import Rollup
from boardroom.semantic.rollup_plan import plan_rollups
from tests.golden.shop import shop_context, shop_model, table_statements
from tests.golden.test_golden import CASES, IDS, assert_same_rows

MODEL = shop_model()
SIZES = {
    "orders.customer_id": 500,
    "orders.billing_country_id": 4,
    "orders.shipping_country_id": 3,
    "orders.status": 4,
    "refunds.order_id": 400,
    "ledger.account": 3,
}
VAST = plan_rollups(MODEL, distinct=SIZES | {"orders.customer_id": 1_000_000})
ROLLUPS = (
    *plan_rollups(MODEL, distinct=SIZES),
    *(item for item in VAST if item.grain == "month"),
)
RAW = shop_context("duckdb")
ROLLED = replace(RAW, rollups=ROLLUPS)
COMPILER = Compiler(MODEL)

Run = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in table_statements("duckdb"):
            connection.execute(statement)
        for rollup in ROLLUPS:
            sql = COMPILER.rollup(rollup, RAW)
            connection.execute(f"CREATE TABLE {rollup.table} AS {sql}")
        yield lambda sql: connection.execute(sql).fetchall()


def used(query: Query, context: CompileContext = ROLLED) -> tuple[str, ...]:
    return COMPILER.compile(query, context).rollups


def named(name: str) -> Rollup:
    return next(item for item in ROLLUPS if item.name == name)


def test_facts_with_a_day_of_their_own_or_of_what_they_belong_to_get_rollups() -> None:
    assert {item.name for item in ROLLUPS} == {
        "orders_daily_total",
        "orders_daily",
        "orders_daily_by_key",
        "orders_daily_each",
        "orders_daily_each_of_customers",
        "orders_monthly_by_customer_id",
        "refunds_daily",
        "refunds_daily_by_key",
        "refunds_daily_each_of_orders",
        "refunds_daily_each_of_customers",
        "ledger_daily_total",
        "ledger_daily",
        "items_daily",
        "items_daily_over_of_product",
        "items_daily_each_of_orders",
        "items_daily_each_of_customers",
        "subscriptions_by_started_on_daily_total",
        "subscriptions_by_started_on_daily_each_of_customers",
    }
    assert named("orders_daily_total").keys == ("status",)
    small = ("billing_country_id", "shipping_country_id", "status")
    assert named("orders_daily").keys == small
    assert named("orders_daily_by_key").keys == (*small, "customer_id")
    each = named("orders_daily_each")
    assert (each.keys, each.each) == (("status",), small[:2])
    assert named("refunds_daily_each_of_customers").relatives == ("orders", "customers")


def test_a_rollup_holds_the_distributive_parts_of_the_metrics_once() -> None:
    held = {(item.function, item.argument) for item in named("orders_daily").measures}
    assert held == {
        ("sum", "total"),
        ("count", "*"),
        ("max", "total"),
        ("min", "total"),
        ("sum", "weight"),
        ("count", "weight"),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(metrics=("buyers",), grain="month", time_range="2017"), True),
        (Query(metrics=("buyers",), grain="quarter", time_range="2017-03..2017-05"), True),
        (Query(metrics=("buyers",), grain="month", time_range="2017-03-02..2017-05-31"), False),
        (Query(metrics=("buyers",), grain="month", time_range="mtd"), False),
        (Query(metrics=("buyers",), grain="week", time_range="2017-05-01..2017-05-28"), False),
        (Query(metrics=("buyers",), grain="day", time_range="2017-05-01..2017-05-01"), False),
        (Query(metrics=("buyers",), time_range="2017-05"), True),
        (Query(metrics=("buyers",)), True),
        (Query(metrics=("buyers",), group_by=("customers.state",), time_range="2017-05"), True),
    ],
)
def test_what_has_many_values_is_counted_by_whole_months(query: Query, *, expected: bool) -> None:
    found = used(query, replace(RAW, rollups=VAST))
    assert found == (("orders_monthly_by_customer_id",) if expected else ())


def test_a_column_of_unknown_size_is_a_key_only_if_its_values_are_listed() -> None:
    orders = next(item for item in plan_rollups(MODEL) if item.dataset == "orders")
    assert orders.keys == ("status",)


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("revenue",)),
        Query(metrics=("average_order_value",), grain="month", time_range="2017"),
        Query(metrics=("lost_rate",), group_by=("customers.state",), compare="previous_year",
              time_range="2017-05"),
        Query(metrics=("mean_weight", "largest"), group_by=("orders.status",)),
        Query(metrics=("revenue_28_days",), grain="week", time_range="2017-10-02..2017-11-05"),
        Query(metrics=("balance",), grain="month", time_range="2017"),
        Query(metrics=("revenue", "buyers"), grain="week", time_range="2017-05"),
    ],
)  # fmt: skip
def test_a_rollup_is_read_where_it_has_all_that_is_needed(query: Query) -> None:
    assert used(query)


@pytest.mark.parametrize(
    "query",
    [
        Query(metrics=("median_total",)),
        Query(metrics=("spread",)),
        Query(
            metrics=("revenue",), filters=(Predicate(field="orders.total", op=">", values=(5,)),)
        ),
        Query(metrics=("revenue",), group_by=("orders.weight",)),
        Query(metrics=("revenue",), time_field="orders.paid_at", time_range="2017"),
        Query(
            metrics=("revenue",),
            filters=(Predicate(field="orders.ordered_at", op=">", values=("2017-03-01",)),),
        ),
    ],
)
def test_raw_rows_are_read_where_a_rollup_lacks_something(query: Query) -> None:
    assert not used(query)


def test_a_row_filter_on_a_column_the_rollup_lacks_goes_to_raw_rows() -> None:
    query = Query(metrics=("revenue",))
    rule = Predicate(field="orders.total", op="<", values=(50,))
    assert not used(query, replace(ROLLED, access=AccessRules(row_filters={"orders": rule})))
    rule = Predicate(field="customers.vip", op="=", values=(True,))
    assert used(query, replace(ROLLED, access=AccessRules(row_filters={"customers": rule})))


def test_a_query_over_a_rollup_still_names_its_dataset() -> None:
    found = COMPILER.compile(Query(metrics=("revenue",)), ROLLED)
    assert found.datasets == ("orders",)


def test_days_can_be_filled_one_by_one(run: Run) -> None:
    rollup = named("orders_daily")
    whole = run(COMPILER.rollup(rollup, RAW))
    days = {row[0] for row in whole}
    one = COMPILER.rollup(rollup, RAW, start=date(2017, 5, 1), end=date(2017, 6, 1))
    expected = [row for row in whole if row[0] and row[0].isoformat().startswith("2017-05")]
    assert_same_rows(run(one), expected)
    assert None in days


@pytest.mark.parametrize(("stem", "case"), CASES, ids=IDS)
def test_rollups_change_no_number(stem: str, case: Any, run: Run) -> None:
    query = query_from_json(case["query"])
    raw, rolled = (COMPILER.compile(query, context) for context in (RAW, ROLLED))
    assert raw.columns == rolled.columns, stem
    assert_same_rows(run(rolled.sql), run(raw.sql))


def test_most_golden_cases_over_orders_can_use_rollups() -> None:
    queries = [query_from_json(case["query"]) for _, case in CASES]
    assert sum(bool(used(query)) for query in queries) > 15
