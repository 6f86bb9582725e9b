"""The shape of answers: records, transforms, having, order and limits."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from boardroom.errors import BoardroomError, QueryError
from boardroom.semantic.model import Grain
from boardroom.semantic.query import (
    LimitPer,
    NamedExpression,
    Order,
    Predicate,
    Query,
    Transform,
)
from tests.soundness.world import SqlEngine, World, build, equal, link, metric, same, table

SHOPS = table("shops", "id:int! city:text", [(1, "Rome"), (2, "Oslo"), (3, None), (4, "Lima")])
SALES = table(
    "sales",
    "id:int! shop:int day:date amount:int note:text",
    [
        (n, n % 5 or None, date(2020, 1 + n % 6, 1 + n % 20), n * 17 % 23 + 1, f"note {n}")
        for n in range(90)
    ],
    time="day",
)
METRICS = [
    metric("amount", "SUM(sales.amount)"),
    metric("n", "COUNT(*)", dataset="sales"),
    metric("mean", "AVG(sales.amount)"),
]
LINKS = [link("sales.shop -> shops.id")]
CITY = {1: "Rome", 2: "Oslo", 3: None, 4: "Lima", None: None}
MONTHS = [date(2020, n, 1) for n in range(1, 7)]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    return build(lasting, [SHOPS, SALES], links=LINKS, metrics=METRICS)


def amount(city: str | None = "*", month: date | None = None) -> int:
    return sum(
        row["amount"]
        for row in SALES.records()
        if (city == "*" or CITY[row["shop"]] == city)
        and (month is None or row["day"].replace(day=1) == month)
    )


CITIES: list[str | None] = ["Rome", "Oslo", "Lima", None]


@pytest.mark.parametrize("grain", ["day", "week"])
def test_a_sparse_answer_leaves_out_what_has_no_rows(world: World, grain: Grain) -> None:
    query = Query(
        metrics=("amount", "n", "mean"),
        group_by=("shops.city",),
        grain=grain,
        time_range="2020-01-01..2020-06-30",
    )
    full = world.ask(query).rows
    assert {row[3] for row in full} > {0}
    assert world.ask(replace(query, sparse=True)).rows == [row for row in full if row[3]]


def test_a_sparse_answer_without_groups_has_every_period(world: World) -> None:
    query = Query(metrics=("n",), grain="day", time_range="2020-01-01..2020-01-31")
    assert world.ask(replace(query, sparse=True)).rows == world.ask(query).rows


def test_a_sparse_answer_cannot_count_by_the_row(world: World) -> None:
    running = Transform(kind="running", metric="n")
    query = Query(metrics=("n",), grain="day", sparse=True, transforms=(running,))
    with pytest.raises(BoardroomError, match="sparse"):
        world.ask(query)


# Records


def test_records_are_the_rows_of_one_dataset(world: World) -> None:
    found = world.ask(Query(records="sales", fields=("id", "amount")))
    assert same(found.rows, [(row["id"], row["amount"]) for row in SALES.records()])


def test_records_show_fields_of_their_to_one_relatives(world: World) -> None:
    found = world.ask(Query(records="sales", fields=("sales.id", "shops.city")))
    assert found.names == ["sales.id", "shops.city"]
    assert same(found.rows, [(row["id"], CITY[row["shop"]]) for row in SALES.records()])


def test_records_without_fields_show_all_of_them(world: World) -> None:
    found = world.ask(Query(records="shops"))
    assert found.names == ["id", "city"]
    assert same(found.rows, [tuple(row.values()) for row in SHOPS.records()])


def test_records_obey_filters_range_order_and_limit(world: World) -> None:
    query = Query(
        records="sales",
        fields=("id", "amount"),
        filters=(Predicate(field="shops.city", op="=", values=("Rome",)),),
        time_range="2020-02..2020-04",
        order=(Order(by="amount", descending=True), Order(by="id")),
        limit=4,
    )
    rows = [
        (row["id"], row["amount"])
        for row in SALES.records()
        if CITY[row["shop"]] == "Rome" and 2 <= row["day"].month <= 4
    ]
    rows.sort(key=lambda row: (-row[1], row[0]))
    assert world.ask(query).rows == rows[:4]


def test_records_as_good_as_the_last_one_are_shown_too(world: World) -> None:
    days = sorted(row["day"] for row in SALES.records())
    for limit in (1, 3, len(days)):
        query = Query(
            records="sales",
            fields=("id", "day"),
            order=(Order(by="day"),),
            limit=limit,
            ties=True,
        )
        rows = [(row["id"], row["day"]) for row in SALES.records() if row["day"] <= days[limit - 1]]
        assert world.ask(query).rows == sorted(rows, key=lambda row: (row[1], row[0]))


@pytest.mark.parametrize("limit", [1, 2])
def test_groups_as_good_as_the_last_one_are_shown_too(world: World, limit: int) -> None:
    counts = Counter(CITY[row["shop"]] for row in SALES.records())
    groups = {city: count // 10 for city, count in counts.items() if city is not None}
    least = sorted(groups.values(), reverse=True)[limit - 1]
    query = Query(
        expressions=(NamedExpression(name="tens", expression="FLOOR(COUNT(sales.id) / 10)"),),
        group_by=("shops.city",),
        filters=(Predicate(field="shops.city", op="is_not_null"),),
        order=(Order(by="tens", descending=True),),
        limit=limit,
    )
    shown = {row[0] for row in world.ask(replace(query, ties=True)).rows}
    assert shown == {city for city, count in groups.items() if count >= least}
    assert len(world.ask(query).rows) == limit


def test_records_refuse_fields_of_their_many_side(world: World) -> None:
    with pytest.raises(QueryError, match="sales"):
        world.ask(Query(records="shops", fields=("id", "sales.amount")))


def test_records_and_metrics_exclude_each_other(world: World) -> None:
    with pytest.raises(BoardroomError):
        world.ask(Query(records="sales", metrics=("amount",)))
    with pytest.raises(BoardroomError):
        world.ask(Query())


# Transforms


def by_city(world: World, *transforms: Transform, **query: Any) -> list[Any]:
    asked = Query(metrics=("amount",), group_by=("shops.city",), transforms=transforms)
    return world.ask(replace(asked, **query)).rows


def test_share_is_the_part_of_the_total(world: World) -> None:
    rows = by_city(world, Transform(kind="share", metric="amount"))
    assert same(rows, [(city, amount(city), amount(city) / amount()) for city in CITIES])
    assert sum(float(row[2]) for row in rows) == pytest.approx(1)


def test_share_is_of_all_rows_even_when_only_some_are_shown(world: World) -> None:
    rows = by_city(
        world,
        Transform(kind="share", metric="amount"),
        order=(Order(by="amount", descending=True),),
        limit=2,
    )
    best = sorted(CITIES, key=lambda city: -amount(city))[:2]
    assert [row[0] for row in rows] == best
    for city, value, share in rows:
        assert equal(share, value / amount()), city


def test_having_only_chooses_which_rows_of_a_transform_are_shown(world: World) -> None:
    transforms = (
        Transform(kind="share", metric="amount"),
        Transform(kind="rank", metric="amount"),
        Transform(kind="running", metric="amount"),
    )
    whole = by_city(world, *transforms)
    least = sorted(amount(city) for city in CITIES)[1]
    shown = by_city(world, *transforms, having=(f"amount > {least}",))
    assert shown == [row for row in whole if row[1] > least]
    assert len(shown) == len(CITIES) - 2
    named = by_city(world, *transforms, having=("amount_rank <= 2",))
    assert named == [row for row in whole if row[3] <= 2]
    most = by_city(world, *transforms, limit_per=LimitPer(by=("shops.city",), limit=1), limit=2)
    assert most == whole[:2]


def test_growth_leaps_over_no_period_that_having_drops(world: World) -> None:
    growth = Transform(kind="growth", metric="amount")
    whole = by_city(world, growth, grain="month")
    shown = by_city(world, growth, grain="month", having=("amount > 45",))
    assert 0 < len(shown) < len(whole)
    assert shown == [row for row in whole if row[2] > 45]


def test_share_within_a_month_is_of_that_months_total(world: World) -> None:
    rows = by_city(
        world, Transform(kind="share", metric="amount", within=("period",)), grain="month"
    )
    for month, city, value, share in rows:
        assert value == amount(city, month)
        assert equal(share, value / amount(month=month))


def test_running_sums_go_through_the_periods_of_each_group(world: World) -> None:
    rows = by_city(
        world, Transform(kind="running", metric="amount", within=("shops.city",)), grain="month"
    )
    assert len(rows) == 24
    for month, city, value, running in rows:
        assert value == amount(city, month)
        assert running == sum(amount(city, m) for m in MONTHS if m <= month)


def test_moving_is_the_mean_over_the_last_rows(world: World) -> None:
    query = Query(
        metrics=("amount",),
        grain="month",
        transforms=(Transform(kind="moving", metric="amount", window=3),),
    )
    for month, _, moving in world.ask(query).rows:
        last = [amount(month=m) for m in MONTHS if m <= month][-3:]
        assert equal(moving, sum(last) / len(last)) or (len(last) < 3 and moving is None)


def test_growth_is_against_an_earlier_period(world: World) -> None:
    for window in (None, 2):
        query = Query(
            metrics=("amount",),
            grain="month",
            transforms=(Transform(kind="growth", metric="amount", window=window, name="g"),),
        )
        found = world.ask(query)
        assert found.names == ["period", "amount", "g"]
        for place, (month, value, growth) in enumerate(sorted(found.rows)):
            if place < (window or 1):
                assert growth is None
                continue
            before = amount(month=MONTHS[place - (window or 1)])
            assert equal(growth, (value - before) / before), month


def test_rank_one_is_the_largest(world: World) -> None:
    rows = by_city(world, Transform(kind="rank", metric="amount"))
    best = sorted(CITIES, key=lambda city: -amount(city))
    assert same(rows, [(city, amount(city), place + 1) for place, city in enumerate(best)])


def test_rank_within_each_month(world: World) -> None:
    rows = by_city(
        world, Transform(kind="rank", metric="amount", within=("period",)), grain="month"
    )
    for month, _, value, rank in rows:
        assert rank == 1 + sum(amount(city, month) > value for city in CITIES)


def test_a_transform_of_an_unknown_metric_is_refused(world: World) -> None:
    with pytest.raises(BoardroomError, match="profit"):
        by_city(world, Transform(kind="share", metric="profit"))


# Having, order, limits


def test_having_keeps_groups_by_their_metric(world: World) -> None:
    rows = by_city(world, having=("amount > 200",))
    assert same(rows, [(city, amount(city)) for city in CITIES if amount(city) > 200])


def test_having_may_combine_metrics(world: World) -> None:
    query = Query(
        metrics=("amount", "n"), group_by=("shops.city",), having=("amount / n > 11", "n >= 18")
    )
    counts = {c: sum(CITY[row["shop"]] == c for row in SALES.records()) for c in CITIES}
    expected = [
        (c, amount(c), counts[c]) for c in CITIES if amount(c) / counts[c] > 11 and counts[c] >= 18
    ]
    assert same(world.ask(query).rows, expected)


def test_having_on_an_unknown_column_or_hostile_text_is_refused(world: World) -> None:
    for text in ("profit > 1", "amount > 1; DROP TABLE sales", "amount >", "(SELECT 1) = 1"):
        with pytest.raises(BoardroomError):
            by_city(world, having=(text,))


def test_order_puts_nulls_last_either_way(world: World) -> None:
    for descending in (False, True):
        rows = by_city(world, order=(Order(by="shops.city", descending=descending),))
        names = sorted((c for c in CITIES if c), reverse=descending)
        assert [row[0] for row in rows] == [*names, None]


def test_order_by_a_metric_and_limit(world: World) -> None:
    rows = by_city(world, order=(Order(by="amount"),), limit=3)
    best = sorted(CITIES, key=amount)[:3]
    assert [row[0] for row in rows] == best


def test_order_by_an_unknown_column_is_refused(world: World) -> None:
    with pytest.raises(BoardroomError, match="profit"):
        by_city(world, order=(Order(by="profit"),))


def test_a_limit_per_group_keeps_the_first_rows_of_each(world: World) -> None:
    query = Query(
        metrics=("amount",),
        group_by=("shops.city",),
        grain="month",
        order=(Order(by="amount", descending=True), Order(by="shops.city")),
        limit_per=LimitPer(by=("period",), limit=2),
    )
    found = world.ask(query)
    for month in MONTHS:
        best = sorted(-amount(city, month) for city in CITIES)[:2]
        kept = sorted(-row[2] for row in found.rows if row[0] == month)
        assert kept == best


def test_a_limit_of_series_keeps_whole_rows(world: World) -> None:
    rows = by_city(world, limit=1, order=(Order(by="shops.city"),))
    assert rows == [("Lima", amount("Lima"))]


def test_a_group_may_be_an_expression_over_a_relative(world: World) -> None:
    band = NamedExpression(
        name="band", expression="CASE WHEN shops.city = 'Rome' THEN 'R' ELSE 'X' END"
    )
    found = world.ask(Query(metrics=("amount",), group_by=(band,)))
    assert same(found.rows, [("R", amount("Rome")), ("X", amount() - amount("Rome"))])


def test_a_time_field_can_be_a_plain_dimension_too(world: World) -> None:
    found = world.ask(Query(metrics=("amount",), group_by=("sales.day",), time_range="2020-02"))
    expected: dict[date, int] = {}
    for row in SALES.records():
        if row["day"].month == 2:
            expected[row["day"]] = expected.get(row["day"], 0) + row["amount"]
    assert same(found.rows, list(expected.items()))


def test_columns_say_what_they_are(world: World) -> None:
    query = Query(
        metrics=("amount",),
        group_by=("shops.city",),
        grain="month",
        time_range="2020-03",
        compare="previous_period",
        transforms=(Transform(kind="share", metric="amount"),),
    )
    found = world.ask(query)
    assert found.names == [
        "period",
        "shops.city",
        "amount",
        "amount_previous",
        "amount_change",
        "amount_change_ratio",
        "amount_share",
    ]
    roles = [column.role for column in found.compiled.columns]
    assert roles == [
        "time",
        "dimension",
        "metric",
        "previous",
        "change",
        "change_ratio",
        "transform",
    ]


def test_a_query_compiles_to_the_same_sql_twice(world: World) -> None:
    query = Query(metrics=("amount", "n"), group_by=("shops.city",), grain="month")
    assert world.ask(query).compiled.sql == world.ask(query).compiled.sql
