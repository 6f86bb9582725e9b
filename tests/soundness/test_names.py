"""Names: reserved words, capitals, spaces, quotes and clashes do not change a number."""

from dataclasses import replace
from datetime import date

import pytest

from boardroom.errors import AmbiguousError
from boardroom.semantic.model import (
    Dataset,
    EventTime,
    Expression,
    Field,
    Relationship,
    SemanticModel,
)
from boardroom.semantic.query import NamedExpression, Order, Predicate, Query
from tests.soundness.world import SqlEngine, World, build, link, metric, same, table


def test_reserved_words_are_good_names(engine: SqlEngine) -> None:
    tables = [
        table("user", "id:int! group:text", [(1, "x"), (2, "y")]),
        table(
            "order",
            "id:int! user_id:int date:date value:int end:int",
            [
                (1, 1, date(2020, 1, 1), 10, 1),
                (2, 2, date(2020, 2, 1), 20, 2),
                (3, None, None, 40, 3),
            ],
            time="date",
        ),
    ]
    links = [link("order.user_id -> user.id")]
    metrics = [metric("value", 'SUM("order".value)'), metric("count", 'COUNT("order".id)')]
    world = build(engine, tables, links=links, metrics=metrics)
    found = world.ask(Query(metrics=("value", "count"), group_by=("user.group",)))
    assert same(found.rows, [("x", 10, 1), ("y", 20, 1), (None, 40, 1)])
    one = Predicate(field="order.end", op="=", values=(2,))
    assert world.value("value", filters=(one,)) == 20
    monthly = world.ask(Query(metrics=("value",), grain="month"))
    assert same(monthly.rows, [(date(2020, 1, 1), 10), (date(2020, 2, 1), 20)])
    ordered = world.ask(
        Query(metrics=("value",), group_by=("order.date",), order=(Order(by="value"),))
    )
    assert ordered.column("value") == [10, 20, 40]


def odd(engine: SqlEngine) -> World:
    """A table whose physical names are as spreadsheets have them, under plain field names."""
    engine.execute('DROP TABLE IF EXISTS "My Sales (2020)"')
    engine.execute(
        'CREATE TABLE "My Sales (2020)" ("Order ID" BIGINT, "Total €" BIGINT, "Say ""hi""" TEXT)'
    )
    engine.execute("INSERT INTO \"My Sales (2020)\" VALUES (1, 5, 'a'), (2, 7, 'b'), (3, 9, NULL)")
    dataset = Dataset(
        name="sales",
        source='"My Sales (2020)"',
        primary_key=("id",),
        fields=(
            Field(name="id", expression=Expression(sql='"Order ID"'), datatype="Integer"),
            Field(name="total", expression=Expression(sql='"Total €"'), datatype="Integer"),
            Field(name="said", expression=Expression(sql='"Say ""hi"""'), datatype="String"),
            Field(name="doubled", expression=Expression(sql='"Total €" * 2'), datatype="Integer"),
        ),
    )
    model = SemanticModel(
        name="odd",
        datasets=(dataset,),
        metrics=(metric("total", "SUM(sales.total)"),),
    )
    return World(engine=engine, tables=(), model=model)


def test_odd_physical_names_stay_behind_their_fields(engine: SqlEngine) -> None:
    world = odd(engine)
    found = world.ask(Query(metrics=("total",), group_by=("sales.said",)))
    assert same(found.rows, [("a", 5), ("b", 7), (None, 9)])
    big = Predicate(field="sales.doubled", op=">", values=(10,))
    assert world.value("total", filters=(big,)) == 16


def test_a_dataset_may_be_a_select(engine: SqlEngine) -> None:
    base = build(engine, [table("raw", "id:int! v:int", [(1, 1), (2, 2), (3, 4)])])
    dataset = Dataset(
        name="big",
        source='SELECT id, v * 10 AS w FROM "raw" WHERE v > 1',
        primary_key=("id",),
        fields=(
            Field(name="id", expression=Expression(sql="id"), datatype="Integer"),
            Field(name="w", expression=Expression(sql="w"), datatype="Integer"),
        ),
    )
    model = replace(base.model, datasets=(dataset,), metrics=(metric("w", "SUM(big.w)"),))
    assert replace(base, model=model, tables=()).value("w") == 60


def test_a_metric_named_like_a_field_or_dataset_is_itself(engine: SqlEngine) -> None:
    sales = table("sales", "id:int! amount:int kind:text", [(1, 1, "a"), (2, 2, "a"), (3, 4, "b")])
    metrics = [
        metric("amount", "SUM(sales.amount)"),
        metric("sales", "COUNT(sales.id)"),
        metric("each", "amount / sales"),
    ]
    world = build(engine, [sales], metrics=metrics)
    found = world.ask(Query(metrics=("amount", "sales", "each"), group_by=("sales.kind",)))
    assert same(found.rows, [("a", 3, 2, 1.5), ("b", 4, 1, 4.0)])


def test_a_bare_field_name_in_several_datasets_is_ambiguous(engine: SqlEngine) -> None:
    tables = [
        table("shops", "id:int! kind:text", [(1, "big")]),
        table("towns", "id:int! kind:text", [(1, "port")]),
        table("bills", "id:int! shop:int town:int v:int", [(1, 1, 1, 5)]),
    ]
    links = [link("bills.shop -> shops.id"), link("bills.town -> towns.id")]
    world = build(engine, tables, links=links, metrics=[metric("v", "SUM(bills.v)")])
    with pytest.raises(AmbiguousError) as caught:
        world.ask(Query(metrics=("v",), group_by=("kind",)))
    choices = " ".join(caught.value.choices)
    assert "shops.kind" in choices
    assert "towns.kind" in choices
    bare = world.ask(Query(metrics=("v",), group_by=("town",)))
    assert bare.names == ["town", "v"]


def test_a_group_named_like_a_metric_does_not_replace_it(engine: SqlEngine) -> None:
    sales = table("sales", "id:int! v:int", [(1, 3), (2, 3), (3, 4)])
    world = build(engine, [sales], metrics=[metric("total", "SUM(sales.v)")])
    found = world.ask(Query(metrics=("total",), group_by=("v",)))
    assert same(found.rows, [(3, 6), (4, 4)])
    shadow = NamedExpression(name="even", expression="v % 2 = 0", dataset="sales")
    found = world.ask(Query(metrics=("total",), group_by=(shadow,)))
    assert same(found.rows, [(True, 4), (False, 6)])


def test_two_relationships_may_reach_one_dataset_at_different_depths(engine: SqlEngine) -> None:
    """The longer path is not taken where a shorter one exists, nor is either guessed."""
    tables = [
        table("lands", "id:int! name:text", [(1, "X"), (2, "Y")]),
        table("firms", "id:int! land:int", [(1, 2)]),
        table("deals", "id:int! firm:int land:int v:int", [(1, 1, 1, 5)]),
    ]
    links: list[Relationship] = [
        link("deals.firm -> firms.id", "firm"),
        link("firms.land -> lands.id", "seat"),
        link("deals.land -> lands.id", "place"),
    ]
    world = build(engine, tables, links=links, metrics=[metric("v", "SUM(deals.v)")])
    with pytest.raises(AmbiguousError) as caught:
        world.ask(Query(metrics=("v",), group_by=("lands.name",)))
    assert "seat" in " ".join(caught.value.choices)
    assert world.ask(Query(metrics=("v",), group_by=("place.name",))).rows == [("X", 5)]
    assert world.ask(Query(metrics=("v",), group_by=("firm.seat.name",))).rows == [("Y", 5)]


def test_a_time_field_of_a_relative_places_the_rows(engine: SqlEngine) -> None:
    tables = [
        table(
            "carts", "id:int! day:date", [(1, date(2020, 1, 5)), (2, date(2020, 2, 5)), (3, None)]
        ),
        table(
            "lines",
            "id:int! cart:int q:int",
            [(1, 1, 1), (2, 1, 2), (3, 2, 4), (4, 3, 8), (5, None, 16)],
        ),
    ]
    world = build(
        engine,
        [
            tables[0],
            replace(
                tables[1], dataset=replace(tables[1].dataset, time=EventTime(field="carts.day"))
            ),
        ],
        links=[link("lines.cart -> carts.id")],
        metrics=[metric("q", "SUM(lines.q)")],
    )
    assert world.value("q", time_range="2020-01") == 3
    assert same(
        world.ask(Query(metrics=("q",), grain="month")).rows,
        [(date(2020, 1, 1), 3), (date(2020, 2, 1), 4)],
    )
    assert world.value("q") == 31


def test_a_querys_time_field_overrides_the_metrics_own(engine: SqlEngine) -> None:
    jobs = table(
        "jobs",
        "id:int! made:date done:date v:int",
        [(1, date(2020, 1, 1), date(2020, 2, 1), 1), (2, date(2020, 1, 2), None, 2)],
        time="made",
    )
    world = build(engine, [jobs], metrics=[metric("v", "SUM(jobs.v)")])
    assert world.value("v", time_range="2020-01") == 3
    assert world.value("v", time_range="2020-02", time_field="jobs.done") == 1
    assert world.value("v", time_range="2020-02", time_field="done") == 1
