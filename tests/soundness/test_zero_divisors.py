"""A division by zero is told from a value that is missing: each row's flag against the raw rows."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from boardroom.semantic.context import CompileContext
from boardroom.semantic.query import LimitPer, Order, Query, Transform
from boardroom.semantic.rollup_plan import plan_rollups
from tests.soundness.world import SqlEngine, World, build, compiler_of, link, metric, table

FIRST = date(2021, 1, 1)
RATIOS = ("per_visit", "twice", "inverse", "guarded", "defaulted", "written")


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    """Sales of four months and visits of the middle two, many of them nought or unknown."""
    random = Random(3)

    def row(n: int, first: int, days: int, most: int) -> tuple[Any, ...]:
        value = None if random.random() < 0.3 else random.randrange(most)
        place = None if random.random() < 0.2 else random.randrange(5)
        return n, place, FIRST + timedelta(days=first + random.randrange(days)), value

    places = [(n, name) for n, name in enumerate("abcde")]
    sales = [row(n, 0, 120, 3) for n in range(120)]
    visits = [row(n, 31, 59, 2) for n in range(40)]
    return build(
        lasting,
        [
            table("places", "id:int! name:text", places),
            table("sales", "id:int! place:int day:date v:int", sales, time="day"),
            table("visits", "id:int! place:int day:date v:int", visits, time="day"),
        ],
        links=[link("sales.place -> places.id"), link("visits.place -> places.id")],
        metrics=[
            metric("sold", "SUM(sales.v)"),
            metric("seen", "SUM(visits.v)"),
            metric("per_visit", "sold / seen"),
            metric("twice", "sold / (seen / sold)"),
            metric("inverse", "1 / per_visit"),
            metric("guarded", "CASE WHEN sold > 2 THEN sold / seen WHEN sold > 1 THEN 7 END"),
            metric("defaulted", "COALESCE(sold / seen, -1)"),
            metric("written", "sold / NULLIF(seen, 0)"),
        ],
    )


def divides_by_zero(sold: Any, seen: Any) -> dict[str, bool]:
    """Which metrics are missing for a zero divisor, from their parts alone."""
    none = seen == 0
    nothing = sold == 0
    return {
        "per_visit": none,
        "twice": nothing or (none and sold is not None),
        "inverse": none or (nothing and seen is not None),
        "guarded": none and sold is not None and sold > 2,
        "defaulted": False,
        "written": none,
    }


QUERIES = {
    "one row": Query(),
    "by month": Query(grain="month", time_range="2020-12..2021-06"),
    "by day": Query(grain="day", time_range="2021-02"),
    "by place": Query(group_by=("places.name",)),
    "by place and month": Query(group_by=("places.name",), grain="month", time_range="2021"),
    "a month without sales": Query(time_range="2021-06"),
    "compared": Query(group_by=("places.name",), time_range="2021-03", compare="previous_period"),
    "with a condition": Query(
        grain="week", time_range="2021-02..2021-04", having=("sold >= 0",),
        group_by=("places.name",),
    ),
    "the first few": Query(
        group_by=("places.name",), grain="week", time_range="2021", limit=9,
        order=(Order(by="sold", descending=True),),
    ),
    "few of each": Query(
        group_by=("places.name",), grain="week", time_range="2021",
        limit_per=LimitPer(limit=2, by=("places.name",)),
    ),
    "transformed": Query(
        grain="week", time_range="2021-01..2021-04",
        transforms=(
            Transform(kind="growth", metric="per_visit"),
            Transform(kind="share", metric="sold"),
            Transform(kind="rank", metric="sold"),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rolled", [False, True], ids=["raw", "rollups"])
@pytest.mark.parametrize("name", QUERIES)
def test_a_flag_is_up_exactly_where_a_divisor_is_zero(
    world: World, name: str, *, rolled: bool
) -> None:
    query = replace(QUERIES[name], metrics=("sold", "seen", *RATIOS))
    if rolled:
        world = with_rollups(world)
    found = world.ask(query)
    assert bool(found.compiled.rollups) is rolled
    for suffix in ("", "_previous") if query.compare else ("",):
        parts = found.columns("sold" + suffix, "seen" + suffix)
        for metric_name in RATIOS:
            flags = found.zeros[metric_name + suffix]
            values = found.column(metric_name + suffix)
            expected = [divides_by_zero(sold, seen)[metric_name] for sold, seen in parts]
            assert flags == expected, (name, metric_name + suffix)
            assert all(value is None for value, flag in zip(values, flags, strict=True) if flag)


def test_the_questions_see_all_three_kinds(world: World) -> None:
    """Zero, empty and not covered do occur, else the test above would prove little."""
    query = replace(QUERIES["by place and month"], metrics=("per_visit",))
    found = world.ask(query)
    values, flags = found.column("per_visit"), found.zeros["per_visit"]
    assert True in flags
    assert any(value is None and not flag for value, flag in zip(values, flags, strict=True))
    assert any(value is not None for value in values)


def test_what_cannot_divide_by_zero_carries_no_flag(world: World) -> None:
    halves = metric("halves", "SUM(sales.v) / 2")
    model = replace(world.model, metrics=(*world.model.metrics, halves))
    found = replace(world, model=model).ask(Query(metrics=("halves", "sold")))
    assert found.zeros == {}


def with_rollups(world: World) -> World:
    """The same world with its rollups built beside the tables."""
    compiler = compiler_of(world.model)
    rollups = []
    for rollup in plan_rollups(world.model, distinct={"sales.place": 5, "visits.place": 5}):
        table_name = rollup.name
        context = CompileContext(as_of=world.as_of, dialect=world.engine.dialect)
        statement = compiler.rollup(rollup, context)
        world.engine.execute(f'DROP TABLE IF EXISTS "{table_name}"')
        world.engine.execute(f'CREATE TABLE "{table_name}" AS {statement}')
        rollups.append(replace(rollup, table=f'"{table_name}"'))
    return replace(world, rollups=tuple(rollups))
