"""Rows summed up per period before they meet overlapping windows: the same values as row by row."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from boardroom.semantic.context import Calendar
from boardroom.semantic.model import IntervalTime, MovementTime
from boardroom.semantic.query import Query
from tests.soundness.world import SqlEngine, World, build, equal, link, metric, table

ZONE = "America/New_York"
FIRST = datetime(2020, 1, 25, tzinfo=UTC)
MERGED = {
    "total": "SUM(spells.v)",
    "rows": "COUNT(*)",
    "known": "COUNT(spells.v)",
    "least": "MIN(spells.v)",
    "most": "MAX(spells.v)",
    "mean": "AVG(spells.v)",
    "big": "SUM(spells.v) FILTER (WHERE spells.v > 5)",
    "never": "SUM(spells.v) FILTER (WHERE spells.v > 1000)",
}
Reader = Callable[[list[Any]], Any]
READ: dict[str, Reader] = {
    "total": lambda values: sum(known(values)) if known(values) else None,
    "rows": len,
    "known": lambda values: len(known(values)),
    "least": lambda values: min(known(values), default=None),
    "most": lambda values: max(known(values), default=None),
    "mean": lambda values: sum(known(values)) / len(known(values)) if known(values) else None,
    "big": lambda values: sum(v for v in known(values) if v > 5),
    "never": lambda values: 0,
}


def known(values: list[Any]) -> list[Any]:
    return [value for value in values if value is not None]


@pytest.fixture(scope="module")
def world(lasting: SqlEngine) -> World:
    random = Random(7)

    def sometimes(value: Any, chance: float) -> Any:
        return None if random.random() < chance else value

    def moment() -> datetime:
        return FIRST + timedelta(minutes=random.randrange(120 * 24 * 60))

    spells, moves = [], []
    for n in range(400):
        came = moment()
        went = came + timedelta(minutes=random.randrange(-5000, 60 * 24 * 60))
        kind, value = sometimes(random.randrange(3), 0.1), sometimes(random.randrange(9), 0.2)
        spells.append((n, kind, sometimes(came, 0.05), sometimes(went, 0.3), value))
        moves.append((n, kind, moment(), value))
    made = build(
        lasting,
        [
            table("kinds", "id:int! name:text", [(0, "a"), (1, "b"), (2, None)]),
            table(
                "spells",
                "id:int! kind:int came:instant went:instant v:int",
                spells,
                time=IntervalTime(start="came", end="went"),
            ),
            table(
                "moves", "id:int! kind:int at:instant v:int", moves, time=MovementTime(field="at")
            ),
        ],
        links=[link("spells.kind -> kinds.id"), link("moves.kind -> kinds.id")],
        metrics=[
            *(metric(name, sql, dataset="spells") for name, sql in MERGED.items()),
            metric("things", "COUNT(DISTINCT spells.id)"),
            metric("level", "SUM(moves.v)"),
            metric("moved_things", "COUNT(DISTINCT moves.id)"),
        ],
    )
    return replace(made, calendar=Calendar(time_zone=ZONE, fiscal_year_start=(2, 15)))


def starts(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def ends_of(grain: str, label: date) -> date:
    days = {"day": 1, "week": 7}
    if grain in days:
        return label + timedelta(days=days[grain])
    months = {"month": 1, "fiscal_quarter": 3}[grain]
    return date(label.year + (label.month - 1 + months) // 12, (label.month - 1 + months) % 12 + 1,
                label.day)  # fmt: skip


GRAINS = ["day", "week", "month", "fiscal_quarter"]
RANGE = "2020-02-05..2020-05-20"


@pytest.mark.parametrize("by", [False, True], ids=["all", "by kind"])
@pytest.mark.parametrize("grain", GRAINS)
def test_a_balance_is_that_of_the_rows_that_hold(world: World, grain: str, *, by: bool) -> None:
    query = Query(
        metrics=tuple(MERGED),
        grain=grain,  # type: ignore[arg-type]  # one of the grains
        time_range=RANGE,
        group_by=("kinds.name",) if by else (),
    )
    found = world.ask(query)
    assert "_condensed" in found.compiled.sql
    spells, names = world.records("spells"), {0: "a", 1: "b"}
    for row in found.rows:
        instant = starts(min(ends_of(grain, row[0]), date(2020, 5, 21)))
        values = [
            item["v"]
            for item in spells
            if item["came"] is not None
            and item["came"] < instant
            and (item["went"] is None or item["went"] >= instant)
            and (not by or names.get(item["kind"]) == row[1])
        ]
        if not values:
            continue
        for place, name in enumerate(MERGED, start=len(row) - len(MERGED)):
            assert equal(row[place], READ[name](values)), (row[0], name)


@pytest.mark.parametrize("compare", [None, "previous_year"])
@pytest.mark.parametrize("grain", GRAINS)
def test_a_distinct_count_beside_them_changes_nothing(
    world: World, grain: str, compare: Any
) -> None:
    """Distinct counts need the rows themselves, so all parts are then computed row by row."""
    names = (*MERGED, "level")
    query = Query(
        metrics=names,
        grain=grain,  # type: ignore[arg-type]  # one of the grains
        time_range=RANGE,
        group_by=("kinds.name",),
        compare=compare,
    )
    whole = replace(query, metrics=(*names, "things", "moved_things"))
    condensed, plain = world.ask(query), world.ask(whole)
    assert "_condensed" in condensed.compiled.sql
    assert "_condensed" not in plain.compiled.sql
    keys = [world_key(row) for row in condensed.rows]
    columns = [name for name in condensed.names if not name.startswith("things")]
    expected = {world_key(row): row for row in plain.columns(*columns)}
    assert set(keys) == set(expected)
    for row in condensed.columns(*columns):
        assert all(map(equal, row, expected[world_key(row)]))


def world_key(row: tuple[Any, ...]) -> tuple[Any, Any]:
    return row[0], row[1]


@pytest.mark.parametrize("window", [{"window": "28 days"}, {"to_date": "all"}, {"to_date": "year"}])
def test_long_overlapping_windows_are_sums_of_their_days(
    world: World, window: dict[str, str]
) -> None:
    from boardroom.semantic.model import EventTime

    running = metric("running", "SUM(moves.v)", time=EventTime(field="moves.at"), **window)
    model = replace(world.model, metrics=(*world.model.metrics, running))
    found = replace(world, model=model).ask(
        Query(metrics=("running",), grain="day", time_range="2020-03-01..2020-05-20")
    )
    assert "_condensed" in found.compiled.sql
    for label, value in found.rows:
        after = starts(label + timedelta(days=1))
        begin = {
            "28 days": starts(label - timedelta(days=27)),
            "year": starts(date(2020, 1, 1)),
        }.get(next(iter(window.values())), FIRST)
        moves = [m["v"] or 0 for m in world.records("moves") if begin <= m["at"] < after]
        assert (value or 0) == sum(moves)
