"""Stocks: balances by interval, snapshot and movement, and the rates that are built on them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from boardroom.errors import QueryError
from boardroom.semantic.calendar import next_period, period_start
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import (
    EventTime,
    Grain,
    IntervalTime,
    MetricInput,
    MovementTime,
    SnapshotTime,
)
from boardroom.semantic.query import Predicate, Query
from tests.soundness.world import SqlEngine, World, build, link, metric, same, table

DAY = timedelta(days=1)
PLANS = table("plans", "id:int! tier:text", [(0, "basic"), (1, "pro")])
SUBS = table(
    "subs",
    "id:int! plan:int begun:date ended:date fee:int",
    [
        (1, 0, date(2019, 11, 5), None, 1),
        (2, 0, date(2020, 1, 1), date(2020, 2, 1), 2),
        (3, 1, date(2020, 1, 31), date(2020, 3, 1), 4),
        (4, 1, date(2020, 2, 1), date(2020, 2, 29), 8),
        (5, None, date(2020, 2, 10), None, 16),
        (6, 0, date(2020, 3, 15), date(2020, 3, 15), 32),
        (7, 0, date(2020, 3, 31), date(2020, 4, 1), 64),
        (8, 1, date(2020, 4, 1), None, 128),
        (9, 1, None, date(2020, 2, 2), 256),
    ],
    time=IntervalTime(start="begun", end="ended"),
)
BALANCES = table(
    "balances",
    "id:int! account:int day:date amount:int",
    [
        (1, 1, date(2020, 1, 1), 10),
        (2, 1, date(2020, 1, 31), 11),
        (3, 2, date(2020, 1, 15), 100),
        (4, 1, date(2020, 2, 10), 12),
        (5, 1, date(2020, 2, 20), 13),
        (6, 2, date(2020, 2, 29), 200),
        (7, 3, date(2020, 2, 1), 1000),
        (8, 1, date(2020, 3, 5), 14),
        (9, 3, date(2020, 3, 31), None),
        (10, None, date(2020, 3, 31), 10000),
    ],
    time=SnapshotTime(field="day", entity=("account",)),
)
ACCOUNTS = table("accounts", "id:int! kind:text", [(1, "cash"), (2, "loan"), (3, "cash")])
MOVES = table(
    "moves",
    "id:int! account:int day:date delta:int",
    [
        (1, 1, date(2019, 12, 31), 5),
        (2, 1, date(2020, 1, 1), 7),
        (3, 2, date(2020, 1, 31), 11),
        (4, 1, date(2020, 2, 1), -3),
        (5, 3, date(2020, 2, 29), 100),
        (6, 1, date(2020, 4, 1), 1000),
        (7, None, date(2020, 4, 2), 10000),
    ],
    time=MovementTime(field="day"),
)
METRICS = [
    metric("subscribers", "COUNT(subs.id)"),
    metric("fees", "SUM(subs.fee)"),
    metric("opening", "SUM(subs.fee)", at="start"),
    metric("closing", "SUM(subs.fee)", at="end"),
    metric("begun", "SUM(subs.fee)", time=EventTime(field="subs.begun")),
    metric("ended", "SUM(subs.fee)", time=EventTime(field="subs.ended")),
    metric("churn_rate", "ended / opening", unit="percent"),
    metric("nrr", "(opening - ended) / opening", unit="percent"),
    metric("monthly", "(opening - ended) / opening", unit="percent", max_grain="month"),
    metric(
        "kept_since",
        "monthly / monthly_before",
        inputs={"monthly_before": MetricInput(metric="monthly", offset="1 month")},
    ),
    metric("trailing", "monthly", window="3 months"),
    metric("net_growth", "closing / opening - 1", max_grain="month"),
    metric("share_of_quarter", "monthly / begun_in_quarter"),
    metric("begun_in_quarter", "begun", window="3 months"),
    metric("per_account", "monthly / COUNT(accounts.*)"),
    metric("mean_fee", "AVG(subs.fee)"),
    metric("held", "SUM(balances.amount)"),
    metric("held_opening", "SUM(balances.amount)", at="start"),
    metric("holders", "COUNT(DISTINCT balances.account)"),
    metric("balance", "SUM(moves.delta)"),
    metric("balance_opening", "SUM(moves.delta)", at="start"),
    metric("moved", "SUM(moves.delta)", time=EventTime(field="moves.day")),
    metric("fees_last_month", "fees", offset="1 month"),
]
LINKS = [
    link("subs.plan -> plans.id"),
    link("balances.account -> accounts.id"),
    link("moves.account -> accounts.id"),
]
FLOW = ("opening", "begun", "ended", "closing")
MONTHS = [date(2020, n, 1) for n in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    return build(lasting, [PLANS, SUBS, BALANCES, ACCOUNTS, MOVES], links=LINKS, metrics=METRICS)


def after(month: date) -> date:
    return next_period(month, "month", Calendar())


def active(instant: date) -> list[dict[str, Any]]:
    """Subscriptions that hold just before the first moment of ``instant``."""
    return [
        row
        for row in SUBS.records()
        if row["begun"] is not None
        and row["begun"] < instant
        and (row["ended"] is None or row["ended"] >= instant)
    ]


def fees(instant: date) -> int:
    return sum(row["fee"] for row in active(instant))


def snapshot(first: date, end: date) -> list[dict[str, Any]]:
    """The last row of each account in [first, end)."""
    last: dict[object, dict[str, Any]] = {}
    for row in sorted(BALANCES.records(), key=lambda item: (item["day"], item["id"])):
        if first <= row["day"] < end:
            last[row["account"]] = row
    return list(last.values())


def moved(instant: date) -> int:
    return sum(row["delta"] for row in MOVES.records() if row["day"] < instant)


def test_intervals_count_what_holds_at_the_end_of_each_month(world: World) -> None:
    query = Query(
        metrics=("subscribers", "fees", "mean_fee"), grain="month", time_range="2020-01..2020-04"
    )
    expected = []
    for month in MONTHS:
        rows = active(after(month))
        expected.append((month, len(rows), fees(after(month)), fees(after(month)) / len(rows)))
    assert same(world.ask(query).rows, expected)


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", None])
def test_opening_and_new_less_ended_is_closing(world: World, grain: Grain | None) -> None:
    begun = Predicate(field="subs.begun", op="is_not_null")
    for text in ("2020-02", "2020-Q1", "2020-01-06..2020-03-29"):
        query = Query(metrics=FLOW, grain=grain, time_range=text, filters=(begun,))
        rows = world.ask(query).columns(*FLOW)
        assert rows
        for row in rows:
            # Before the first end there is no loaded day of `ended`: NULL, here as good as none.
            opening, new, ended, closing = (value or 0 for value in row)
            assert opening + new - ended == closing


def test_each_months_opening_is_the_closing_of_the_month_before(world: World) -> None:
    query = Query(metrics=("opening", "closing"), grain="month", time_range="2020-01..2020-04")
    rows = world.ask(query).rows
    assert [row[1] for row in rows[1:]] == [row[2] for row in rows[:-1]]
    assert rows[0][1] == fees(date(2020, 1, 1))


def test_churn_and_retention_divide_by_the_opening_balance(world: World) -> None:
    found = world.ask(Query(metrics=("churn_rate", "nrr"), time_range="2020-03"))
    ended = sum(r["fee"] for r in SUBS.records() if r["ended"] and r["ended"].month == 3)
    opening = fees(date(2020, 3, 1))
    assert same(found.rows, [(ended / opening, 1 - ended / opening)])


@pytest.mark.parametrize(
    "asked",
    [
        Query(metrics=("monthly",), grain="month", time_range="2020-01..2020-04"),
        Query(metrics=("monthly",), grain="day", time_range="2020-02"),
        Query(metrics=("monthly",), time_range="2020-02-10..2020-03-08", compare="previous_period"),
        Query(metrics=("kept_since",), grain="month", time_range="2020-02..2020-04"),
    ],
)
def test_a_metric_that_is_right_for_months_takes_no_longer_periods(
    world: World, asked: Query
) -> None:
    assert world.ask(asked).rows
    longer = [
        replace(asked, grain=None, time_range="2020-01..2020-03", compare=None),
        replace(asked, grain=None, time_range="all", compare=None),
        replace(asked, grain="quarter", time_range="2020-Q1", compare=None),
        replace(asked, metrics=("trailing",), grain="month", time_range="2020-04", compare=None),
    ]
    for query in longer:
        with pytest.raises(QueryError, match="'monthly' is right for periods of up to one month"):
            world.ask(query)


def test_growth_of_a_balance_is_refused_for_longer_periods_too(world: World) -> None:
    assert world.ask(Query(metrics=("net_growth",), grain="month", time_range="2020-02")).rows
    for text in ("2020-02..2020-03", "all"):
        with pytest.raises(QueryError, match="'net_growth' is right for periods"):
            world.ask(Query(metrics=("net_growth",), time_range=text))


def test_only_the_parts_of_the_metric_itself_are_limited(world: World) -> None:
    for name in ("share_of_quarter", "per_account"):
        assert world.ask(Query(metrics=(name,), time_range="2020-03")).rows
        with pytest.raises(QueryError, match="'monthly' is right"):
            world.ask(Query(metrics=(name,), time_range="2020-01..2020-03"))


def test_an_interval_stock_by_group_keeps_the_null_group(world: World) -> None:
    found = world.ask(Query(metrics=("fees",), group_by=("plans.tier",), time_range="2020-02"))
    tiers = {0: "basic", 1: "pro", None: None}
    expected: dict[object, int] = {}
    for row in active(date(2020, 3, 1)):
        expected[tiers[row["plan"]]] = expected.get(tiers[row["plan"]], 0) + row["fee"]
    rows = [row for row in found.rows if row[1]]
    assert same(rows, list(expected.items()))


def test_an_interval_stock_of_the_unfinished_month_is_todays(world: World) -> None:
    for text, grain in (("mtd", None), ("2020-03", None), ("2020-03", "month"), ("all", None)):
        query = Query(metrics=("fees",), time_range=text, grain=grain)  # type: ignore[arg-type]  # drawn text
        found = world.ask(query, as_of="2020-03-10")
        assert found.value("fees") == fees(date(2020, 3, 10)), text


def test_an_interval_stock_compares_with_the_same_day_of_the_month_before(world: World) -> None:
    found = world.ask(
        Query(metrics=("fees",), time_range="mtd", compare="previous_period"), as_of="2020-03-10"
    )
    assert found.rows[0][:2] == (fees(date(2020, 3, 10)), fees(date(2020, 2, 10)))
    full = world.ask(Query(metrics=("fees",), time_range="2020-02", compare="previous_period"))
    assert full.rows[0][:2] == (fees(date(2020, 3, 1)), fees(date(2020, 2, 1)))


def test_future_periods_have_no_balance(world: World) -> None:
    query = Query(metrics=("fees",), grain="month", time_range="2020-02..2020-04")
    found = world.ask(query, as_of="2020-03-10")
    assert same(
        found.rows,
        [
            (date(2020, 2, 1), fees(date(2020, 3, 1))),
            (date(2020, 3, 1), fees(date(2020, 3, 10))),
            (date(2020, 4, 1), None),
        ],
    )


def test_a_future_range_without_a_grain_has_no_balance(world: World) -> None:
    query = Query(metrics=("fees", "opening", "balance", "held"), time_range="2020-03")
    assert world.ask(query, as_of="2020-02-20").rows == [(None, None, None, None)]


def test_an_offset_of_a_stock_is_the_balance_then(world: World) -> None:
    assert world.value("fees_last_month", time_range="2020-03") == fees(date(2020, 3, 1))


def test_a_filter_holds_for_a_stock(world: World) -> None:
    basic = Predicate(field="plans.tier", op="=", values=("basic",))
    found = world.value("fees", time_range="2020-03", filters=(basic,))
    assert found == sum(row["fee"] for row in active(date(2020, 4, 1)) if row["plan"] == 0)


# Snapshots


def test_snapshots_take_each_entitys_last_row_of_the_month(world: World) -> None:
    query = Query(metrics=("held", "holders"), grain="month", time_range="2020-01..2020-03")
    expected = []
    for month in MONTHS[:3]:
        rows = snapshot(month, after(month))
        amount = sum(row["amount"] or 0 for row in rows)
        expected.append((month, amount, len({row["account"] for row in rows} - {None})))
    assert same(world.ask(query).rows, expected)


@pytest.mark.parametrize("grain", ["day", "week", "quarter", "year"])
def test_snapshots_at_other_grains(world: World, grain: Grain) -> None:
    found = world.ask(Query(metrics=("held",), grain=grain, time_range="2020-Q1"))
    for period, held in found.rows:
        end = min(next_period(period, grain, Calendar()), date(2020, 4, 1))
        rows = snapshot(max(period_start(period, grain, Calendar()), date(2020, 1, 1)), end)
        assert (held or 0) == sum(row["amount"] or 0 for row in rows), period


def test_snapshots_never_add_up_over_months(world: World) -> None:
    rows = snapshot(date(2020, 1, 1), date(2020, 4, 1))
    total = sum(row["amount"] or 0 for row in rows)
    assert world.value("held", time_range="2020-Q1") == total
    assert world.value("held") == total


def test_opening_snapshots_are_the_closing_of_the_month_before(world: World) -> None:
    query = Query(metrics=("held_opening", "held"), grain="month", time_range="2020-02..2020-03")
    expected = []
    for month, before in zip(MONTHS[1:3], MONTHS[:2], strict=True):
        opening = sum(row["amount"] or 0 for row in snapshot(before, month))
        closing = sum(row["amount"] or 0 for row in snapshot(month, after(month)))
        expected.append((month, opening, closing))
    assert same(world.ask(query).rows, expected)


def test_snapshots_of_an_unfinished_month_stop_at_today(world: World) -> None:
    for text in ("2020-02", "mtd"):
        found = world.ask(Query(metrics=("held",), time_range=text), as_of="2020-02-15")
        rows = snapshot(date(2020, 2, 1), date(2020, 2, 15))
        assert found.value("held") == sum(row["amount"] for row in rows)


def test_snapshots_by_group_take_the_last_row_of_each_entity(world: World) -> None:
    found = world.ask(Query(metrics=("held",), group_by=("accounts.kind",), time_range="2020-02"))
    kinds = {1: "cash", 2: "loan", 3: "cash"}
    expected: dict[object, int] = {}
    for row in snapshot(date(2020, 2, 1), date(2020, 3, 1)):
        expected[kinds[row["account"]]] = expected.get(kinds[row["account"]], 0) + row["amount"]
    assert same(found.rows, list(expected.items()))


def test_a_filter_on_the_measured_row_does_not_bring_an_older_row_back(world: World) -> None:
    """Account 1 ends January with 11; a filter that drops that row must not fall back to 10."""
    small = Predicate(field="balances.amount", op="<=", values=(10,))
    found = world.value("held", time_range="2020-01", filters=(small,))
    assert (found or 0) == 0


# Movements


def test_movements_are_the_running_sum_of_all_earlier_rows(world: World) -> None:
    query = Query(
        metrics=("balance_opening", "moved", "balance"),
        grain="month",
        time_range="2020-01..2020-04",
    )
    found = world.ask(query)
    expected = []
    for month in MONTHS:
        change = moved(after(month)) - moved(month)
        expected.append((month, moved(month), change, moved(after(month))))
    assert same(found.rows, expected)


def test_a_movement_balance_without_a_grain_is_the_one_at_the_end(world: World) -> None:
    assert world.value("balance", time_range="2020-02") == moved(date(2020, 3, 1))
    assert world.value("balance") == moved(date(2200, 1, 1))
    assert world.value("balance", "2020-02-01", time_range="2020-02") == moved(date(2020, 2, 1))


def test_movements_by_group_keep_groups_that_did_not_move_in_the_month(world: World) -> None:
    found = world.ask(
        Query(
            metrics=("balance",), group_by=("accounts.kind",), grain="month", time_range="2020-03"
        )
    )
    kinds = {1: "cash", 2: "loan", 3: "cash", None: None}
    expected: dict[object, int] = {}
    for row in MOVES.records():
        if row["day"] < date(2020, 4, 1):
            kind = kinds[row["account"]]
            expected[kind] = expected.get(kind, 0) + row["delta"]
    rows = [(kind, value) for _, kind, value in found.rows if value]
    assert same(rows, list(expected.items()))


def test_a_quarters_balance_is_that_of_its_last_month(world: World) -> None:
    months = world.ask(Query(metrics=("balance", "fees"), grain="month", time_range="2020-Q1")).rows
    quarter = world.ask(
        Query(metrics=("balance", "fees"), grain="quarter", time_range="2020-Q1")
    ).rows
    assert same([quarter[0][1:]], [months[-1][1:]])
