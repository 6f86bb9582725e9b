"""Aggregates of quotients say how many rows they leave out because a divisor is zero."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from boardroom.semantic.model import Expression, Field, IntervalTime
from boardroom.semantic.query import NamedExpression, Query
from tests.soundness.test_rollups import with_rollups
from tests.soundness.world import SqlEngine, World, build, link, metric, table

FIRST = date(2021, 1, 1)

Test = Callable[[dict[str, Any]], bool]


def zero(row: dict[str, Any]) -> bool:
    """Whether the divisor is zero, whatever the dividend."""
    return bool(row["pieces"] == 0)


LEFT_OUT: dict[str, tuple[str, Test]] = {
    "mean": ("AVG(parcels.weight / parcels.pieces)", zero),
    "whole": ("SUM(parcels.weight / parcels.pieces)", zero),
    "middle": ("MEDIAN(parcels.weight / parcels.pieces)", zero),
    "kinds": ("COUNT(DISTINCT parcels.weight / parcels.pieces)", zero),
    "of_field": ("AVG(parcels.per_piece)", zero),
    "in_formula": ("SUM(parcels.weight) / MAX(parcels.weight / parcels.pieces)", zero),
    "heavy": (
        "AVG(parcels.weight / parcels.pieces) FILTER (WHERE parcels.weight > 4)",
        lambda row: zero(row) and (row["weight"] or 0) > 4,
    ),
    "chosen": (
        "AVG(CASE WHEN parcels.weight > 4 THEN parcels.weight / parcels.pieces ELSE 1 END)",
        lambda row: zero(row) and (row["weight"] or 0) > 4,
    ),
    "remainder": ("SUM(parcels.weight % parcels.pieces)", zero),
}
FULL = {
    "defaulted": "AVG(COALESCE(parcels.weight / parcels.pieces, 0))",
    "halves": "AVG(parcels.weight / 2)",
    "guarded": "AVG(CASE WHEN parcels.pieces > 0 THEN parcels.weight / parcels.pieces END)",
}


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    """Parcels of four months, many without a piece."""
    random = Random(11)

    def parcel(n: int) -> tuple[Any, ...]:
        weight = None if random.random() < 0.2 else random.randrange(9)
        pieces = None if random.random() < 0.2 else random.randrange(3)
        first = FIRST + timedelta(days=random.randrange(120))
        last = None if random.random() < 0.3 else first + timedelta(days=random.randrange(60))
        return n, random.randrange(4), first, last, weight, pieces

    columns = "id:int! depot:int day:date gone:date weight:int pieces:int"
    found = build(
        lasting,
        [
            table("depots", "id:int! name:text", [(n, name) for n, name in enumerate("abcd")]),
            table("parcels", columns, [parcel(n) for n in range(300)], time="day"),
        ],
        links=[link("parcels.depot -> depots.id")],
        metrics=[metric(name, sql) for name, (sql, _) in LEFT_OUT.items()]
        + [metric(name, sql) for name, sql in FULL.items()]
        + [
            metric("lying", "AVG(parcels.per_piece)", time=IntervalTime(start="day", end="gone")),
            metric("small", "AVG(parcels.per_piece)", filter="parcels.depot < 2"),
            metric("before", "mean", offset="1 month"),
        ],
    )
    depots, parcels = found.model.datasets
    sql = Expression(sql="weight / pieces")
    field = Field(name="per_piece", expression=sql, datatype="Float")
    parcels = replace(parcels, fields=(*parcels.fields, field))
    return replace(found, model=replace(found.model, datasets=(depots, parcels)))


def month(row: dict[str, Any]) -> date:
    day: date = row["day"]
    return day.replace(day=1)


@pytest.mark.parametrize("rolled", [False, True], ids=["raw", "rollups"])
@pytest.mark.parametrize("name", LEFT_OUT)
def test_the_rows_left_out_are_counted(world: World, name: str, *, rolled: bool) -> None:
    place = with_rollups(world) if rolled else world
    expected = [row for row in world.records("parcels") if LEFT_OUT[name][1](row)]
    found = place.ask(Query(metrics=(name,)))
    assert found.left_out == {name: [len(expected)]}
    assert expected
    monthly = place.ask(Query(metrics=(name,), grain="month", group_by=("parcels.depot",)))
    groups = monthly.columns("period", "parcels.depot")
    for group, count in zip(groups, monthly.left_out[name], strict=True):
        assert count == sum((month(row), row["depot"]) == group for row in expected)


@pytest.mark.parametrize("name", FULL)
def test_what_leaves_no_row_out_for_its_divisor_says_nothing(world: World, name: str) -> None:
    found = world.ask(Query(metrics=(name,), group_by=("parcels.depot",)))
    assert not any(any(counts) for counts in found.left_out.values())


def test_the_value_of_a_rollup_with_its_count_is_that_of_the_rows(world: World) -> None:
    query = Query(metrics=("mean", "whole", "of_field"), group_by=("parcels.depot",))
    rolled = with_rollups(world).ask(query)
    assert rolled.compiled.rollups
    assert rolled.left_out == world.ask(query).left_out


def test_both_sides_of_a_comparison_count_their_own(world: World) -> None:
    query = Query(metrics=("mean",), time_range="2021-03", compare="previous_period")
    found = world.ask(query)
    counts = {
        name: [sum(zero(row) and month(row) == first for row in world.records("parcels"))]
        for name, first in {"mean": date(2021, 3, 1), "mean_previous": date(2021, 2, 1)}.items()
    }
    assert found.left_out == counts
    shifted = world.ask(Query(metrics=("before",), time_range="2021-03"))
    assert shifted.left_out == {"before": counts["mean_previous"]}


def test_filters_choose_which_rows_count(world: World) -> None:
    found = world.ask(Query(metrics=("small",)))
    small = [row for row in world.records("parcels") if row["depot"] < 2]
    assert found.left_out == {"small": [sum(map(zero, small))]}


def test_a_stock_counts_what_holds_at_each_instant(world: World) -> None:
    found = world.ask(Query(metrics=("lying",), grain="month", time_range="2021-02..2021-03"))
    ends = [date(2021, 3, 1), date(2021, 4, 1)]
    held = [
        sum(
            zero(row) and row["day"] < end and (row["gone"] is None or row["gone"] >= end)
            for row in world.records("parcels")
        )
        for end in ends
    ]
    assert found.left_out == {"lying": held}


def test_inline_expressions_count_too(world: World) -> None:
    item = NamedExpression(name="mine", expression="AVG(parcels.weight / parcels.pieces)")
    found = world.ask(Query(expressions=(item,)))
    assert found.left_out == {"mine": [sum(map(zero, world.records("parcels")))]}
