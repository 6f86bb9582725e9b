"""Time zones: days of instants are cut where the workspace lives, whatever the session's zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from boardroom.semantic.calendar import period_start
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain, IntervalTime, MovementTime, SnapshotTime
from boardroom.semantic.query import Predicate, Query
from tests.soundness.world import SqlEngine, World, build, metric, same, table

ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "UTC",
]
DAY = timedelta(days=1)
# Every half hour around both clock changes of New York and the turn of the year.
STARTS = [
    datetime(2021, 3, 13, 20, tzinfo=UTC),
    datetime(2021, 11, 6, 20, tzinfo=UTC),
    datetime(2021, 12, 31, 0, tzinfo=UTC),
]
MOMENTS = [start + timedelta(minutes=30 * n) for start in STARTS for n in range(96)]
EVENTS = table(
    "events",
    "id:int! at:instant v:int",
    [(n, moment, n % 7 + 1) for n, moment in enumerate(MOMENTS)],
    time="at",
)
WALL = table(
    "wall",
    "id:int! at:datetime v:int",
    [(n, moment.replace(tzinfo=None), n % 7 + 1) for n, moment in enumerate(MOMENTS)],
    time="at",
)
METRICS = [metric("v", "SUM(events.v)"), metric("w", "SUM(wall.v)")]


def zoned(engine: SqlEngine, zone: str) -> World:
    world = build(engine, [EVENTS, WALL], metrics=METRICS)
    return replace(world, calendar=Calendar(time_zone=zone))


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def sums(zone: str, grain: Grain) -> dict[date, int]:
    found: dict[date, int] = {}
    for row in EVENTS.records():
        label = period_start(local_day(row["at"], zone), grain, Calendar())
        found[label] = found.get(label, 0) + row["v"]
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("grain", ["day", "week", "month", "year"])
def test_instants_are_cut_into_local_periods(engine: SqlEngine, zone: str, grain: Grain) -> None:
    found = zoned(engine, zone).ask(Query(metrics=("v",), grain=grain))
    assert same([row for row in found.rows if row[1]], list(sums(zone, grain).items()))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "day", ["2021-03-14", "2021-11-07", "2021-11-06", "2021-12-31", "2022-01-01"]
)
def test_a_range_of_one_day_is_the_local_day(engine: SqlEngine, zone: str, day: str) -> None:
    world = zoned(engine, zone)
    expected = sums(zone, "day").get(date.fromisoformat(day), 0)
    assert (world.value("v", time_range=day) or 0) == expected


def test_the_day_of_the_spring_change_has_23_hours_and_of_the_autumn_25(engine: SqlEngine) -> None:
    world = zoned(engine, "America/New_York")
    counted = replace(world, model=replace(world.model, metrics=(metric("n", "COUNT(events.id)"),)))
    assert counted.value("n", time_range="2021-03-14") == 46
    assert counted.value("n", time_range="2021-11-07") == 50


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_wall_time_is_never_moved(engine: SqlEngine, zone: str) -> None:
    found = zoned(engine, zone).ask(Query(metrics=("w",), grain="day"))
    assert same([row for row in found.rows if row[1]], list(sums("UTC", "day").items()))


def test_comparisons_and_cumulations_use_local_days(engine: SqlEngine) -> None:
    zone = "America/New_York"
    by_day = sums(zone, "day")
    world = zoned(engine, zone)
    trailing = metric("two_days", "v", window="2 days")
    world = replace(world, model=replace(world.model, metrics=(*METRICS, trailing)))
    found = world.ask(
        Query(metrics=("v", "two_days"), time_range="2021-11-07", compare="previous_period")
    )
    now, then = by_day[date(2021, 11, 7)], by_day[date(2021, 11, 6)]
    assert found.value("v") == now
    assert found.value("v_previous") == then
    assert found.value("two_days") == now + then


def test_a_filter_on_an_instant_by_date_means_local_days(engine: SqlEngine) -> None:
    zone = "America/New_York"
    world = zoned(engine, zone)
    since = Predicate(field="events.at", op=">=", values=(date(2021, 11, 7),))
    until = Predicate(field="events.at", op="<", values=(date(2021, 11, 8),))
    found = world.value("v", filters=(since, until))
    assert found == sums(zone, "day")[date(2021, 11, 7)]


def test_a_filter_between_dates_on_moments_includes_the_whole_last_day(engine: SqlEngine) -> None:
    world = zoned(engine, "UTC")
    days = (date(2021, 11, 6), date(2021, 11, 7))
    for name, zone in (("events.at", "UTC"), ("wall.at", "UTC")):
        between = Predicate(field=name, op="between", values=days)
        short = "v" if name.startswith("events") else "w"
        by_day = sums(zone, "day")
        assert world.value(short, filters=(between,)) == sum(by_day[day] for day in days)


def test_a_filter_equal_to_a_date_means_that_day(engine: SqlEngine) -> None:
    world = zoned(engine, "UTC")
    on = Predicate(field="wall.at", op="=", values=(date(2021, 11, 7),))
    assert world.value("w", filters=(on,)) == sums("UTC", "day")[date(2021, 11, 7)]


def test_stocks_of_instants_open_and_close_at_local_midnight(engine: SqlEngine) -> None:
    zone = ZoneInfo("America/New_York")
    midnight = datetime(2021, 11, 7, tzinfo=zone)
    second = timedelta(seconds=1)
    spans = table(
        "spans",
        "id:int! came:instant went:instant",
        [
            (1, midnight - second, None),
            (2, midnight, None),
            (3, midnight - DAY, midnight),
            (4, midnight - DAY, midnight - second),
            (5, midnight - DAY, midnight + second),
        ],
        time=IntervalTime(start="came", end="went"),
    )
    moves = table(
        "moves",
        "id:int! at:instant d:int",
        [(1, midnight - second, 1), (2, midnight, 10), (3, midnight + DAY, 100)],
        time=MovementTime(field="at"),
    )
    states = table(
        "states",
        "id:int! key:int at:instant s:int",
        [(1, 1, midnight - second, 1), (2, 1, midnight, 10), (3, 2, midnight + DAY, 100)],
        time=SnapshotTime(field="at", entity=("key",)),
    )
    metrics = [
        metric("open", "COUNT(spans.id)"),
        metric("level", "SUM(moves.d)"),
        metric("state", "SUM(states.s)"),
    ]
    world = build(engine, [spans, moves, states], metrics=metrics)
    world = replace(world, calendar=Calendar(time_zone="America/New_York"))
    found = world.ask(Query(metrics=("open", "level", "state"), time_range="2021-11-06"))
    # Held just before midnight: 1, 3 (ends at that very moment) and 5.
    assert found.rows == [(3, 1, 1)]
