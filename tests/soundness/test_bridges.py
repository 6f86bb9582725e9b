"""Bridges: many-to-many links filter once and count once per group."""

from dataclasses import replace
from datetime import date

import pytest

from boardroom.semantic.filter_text import parse_filter
from boardroom.semantic.query import Condition, Not, Predicate, Query
from tests.soundness.world import SqlEngine, World, build, link, metric, same, table

ORDERS = table(
    "orders",
    "id:int! day:date amount:int",
    [(n, date(2020, 1 + n % 3, 1 + n), 2**n) for n in range(8)],
    time="day",
)
TAGS = table(
    "tags", "id:int! name:text kind:text", [(1, "new", "a"), (2, "hot", "a"), (3, "old", "b")]
)
ORDER_TAGS = table(
    "order_tags",
    "order_id:int tag_id:int",
    [(0, 1), (0, 2), (1, 1), (1, 1), (2, 2), (2, 3), (3, 3), (4, None), (None, 1), (5, 99)],
    bridge=True,
)
ITEMS = table("items", "id:int! order_id:int", [(n, n if n % 4 else None) for n in range(9)])
LINKS = [
    link("order_tags.order_id -> orders.id"),
    link("order_tags.tag_id -> tags.id"),
    link("items.order_id -> orders.id"),
]
METRICS = [
    metric("amount", "SUM(orders.amount)"),
    metric("n", "COUNT(*)", dataset="orders"),
    metric("average", "AVG(orders.amount)"),
    metric("share", "SUM(orders.amount) FILTER (WHERE orders.amount > 1) / SUM(orders.amount)"),
    metric("items", "COUNT(*)", dataset="items"),
    metric("links", "COUNT(*)", dataset="order_tags"),
]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    return build(lasting, [ORDERS, TAGS, ORDER_TAGS, ITEMS], links=LINKS, metrics=METRICS)


def members(world: World, column: str) -> dict[object, set[int]]:
    """Group value → ids of the orders that reach it."""
    names = {row["id"]: row[column] for row in world.records("tags")}
    found: dict[object, set[int]] = {}
    for row in world.records("order_tags"):
        if row["order_id"] is not None and row["tag_id"] in names:
            found.setdefault(names[row["tag_id"]], set()).add(row["order_id"])
    return found


def test_grouping_across_a_bridge_counts_each_row_once_per_group(world: World) -> None:
    found = world.ask(Query(metrics=("amount", "n"), group_by=("tags.name",)))
    expected = [
        (name, sum(2**n for n in ids), len(ids)) for name, ids in members(world, "name").items()
    ]
    assert same([row for row in found.rows if row[0] is not None], expected)
    assert "non_additive" in found.kinds


def test_rows_that_reach_no_group_stand_under_null_once(world: World) -> None:
    found = world.ask(Query(metrics=("amount",), group_by=("tags.name",)))
    tagged = set().union(*members(world, "name").values())
    rest = sum(2**n for n in range(8) if n not in tagged)
    assert [row[1] for row in found.rows if row[0] is None] == [rest]


def test_a_coarser_group_across_a_bridge_counts_a_row_once(world: World) -> None:
    found = world.ask(Query(metrics=("amount",), group_by=("tags.kind",)))
    expected = [(kind, sum(2**n for n in ids)) for kind, ids in members(world, "kind").items()]
    assert same([row for row in found.rows if row[0] is not None], expected)


def test_averages_and_ratios_across_a_bridge_use_distinct_rows(world: World) -> None:
    found = world.ask(Query(metrics=("average", "share"), group_by=("tags.name",)))
    expected = []
    for name, ids in members(world, "name").items():
        amounts = [2**n for n in ids]
        share = sum(a for a in amounts if a > 1) / sum(amounts)
        expected.append((name, sum(amounts) / len(amounts), share))
    assert same(
        [row for row in found.rows if row[0] is not None],
        [(n, float(a), s) for n, a, s in expected],
    )


def test_filtering_across_a_bridge_counts_each_row_once(world: World) -> None:
    for names in (("new",), ("new", "hot"), ("new", "hot", "old")):
        wanted = Predicate(field="tags.name", op="in", values=names)
        ids = set().union(*(members(world, "name")[name] for name in names))
        assert world.value("amount", filters=(wanted,)) == sum(2**n for n in ids)
        assert world.value("n", filters=(wanted,)) == len(ids)


def test_a_negated_filter_across_a_bridge_excludes_rows_that_have_the_value(world: World) -> None:
    new = Predicate(field="tags.name", op="=", values=("new",))
    have = members(world, "name")["new"]
    found = world.value("n", filters=(Not(item=new),))
    assert found == 8 - len(have)


def test_rows_that_lead_to_no_order_have_no_tag(world: World) -> None:
    hot = Predicate(field="tags.name", op="=", values=("hot",))
    have = [n for n in range(9) if ITEMS.rows[n][1] in members(world, "name")["hot"]]
    assert world.value("items", filters=(hot,)) == len(have)
    assert world.value("items", filters=(Not(item=hot),)) == 9 - len(have)


@pytest.mark.parametrize(
    ("denial", "denied"),
    [
        (Predicate(field="tags.name", op="!=", values=("hot",)), "tags.name = 'hot'"),
        (
            Predicate(field="tags.name", op="not_in", values=("hot", "new")),
            "tags.name in ('hot', 'new')",
        ),
        (Predicate(field="tags.name", op="not_contains", values=("o",)), "tags.name contains 'o'"),
        (Predicate(field="tags.name", op="is_null"), "tags.name is not null"),
    ],
)
def test_a_denial_across_a_bridge_says_that_no_link_is_so(
    world: World, denial: Predicate, denied: str
) -> None:
    plain = parse_filter(denied)
    without = world.value("n", filters=(denial,))
    assert without == world.value("n", filters=(Not(item=plain),))
    assert without + world.value("n", filters=(plain,)) == 8


@pytest.mark.parametrize(
    "text",
    [
        "not tags.name = 'hot'",
        "tags.name != 'hot' and orders.id > 1",
        "tags.name is null",
        "tags.name is not null",
        "tags.name not in ('hot', 'old') or orders.id = 0",
        "not (tags.name = 'hot' or tags.name = 'old')",
        "tags.name = 'hot' and tags.name = 'old'",
    ],
)
def test_a_metrics_own_filter_means_what_the_querys_filter_means(world: World, text: str) -> None:
    chosen = replace(world.model.metric_by_name["n"], name="chosen", filter=text)
    model = replace(world.model, metrics=(*world.model.metrics, chosen))
    own = replace(world, model=model).value("chosen")
    assert own == world.value("n", filters=(parse_filter(text),))
    assert own == world.value("n", filters=(Condition(sql=text),))


def test_two_filters_across_a_bridge_each_ask_for_some_link(world: World) -> None:
    new = Predicate(field="tags.name", op="=", values=("new",))
    hot = Predicate(field="tags.name", op="=", values=("hot",))
    both = members(world, "name")["new"] & members(world, "name")["hot"]
    assert world.value("n", filters=(new, hot)) == len(both)


def test_a_bridge_group_with_a_grain_counts_within_each_month(world: World) -> None:
    found = world.ask(Query(metrics=("amount",), group_by=("tags.name",), grain="month"))
    reached = members(world, "name")
    expected = []
    for month in (1, 2, 3):
        for name, ids in reached.items():
            amounts = [2**n for n in ids if 1 + n % 3 == month]
            if amounts:
                expected.append((date(2020, month, 1), name, sum(amounts)))
    assert same([row for row in found.rows if row[1] is not None and row[2]], expected)


def test_the_bridges_own_rows_are_counted_plainly(world: World) -> None:
    assert world.value("links") == 10
    found = world.ask(Query(metrics=("links",), group_by=("tags.name",)))
    assert same(found.rows, [("new", 4), ("hot", 2), ("old", 2), (None, 2)])
    assert "non_additive" not in found.kinds
