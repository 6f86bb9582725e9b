"""Ticks of time axes and the thinning of long series."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from boardroom.ask.charting.thinning import thinned
from boardroom.ask.charting.ticks import time_ticks
from boardroom.semantic.calendar import shift
from boardroom.semantic.model import Grain
from tests.unit.ask.charting.rows import days, months

GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year", "fiscal_quarter")


@given(st.sampled_from(GRAINS), st.integers(1, 400), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_ticks_are_few_and_lie_inside(grain: Grain, count: int, first: date) -> None:
    periods = [shift(first, step, grain) for step in range(count)]
    ticks, _ = time_ticks(periods, grain)
    assert 1 <= len(ticks) <= 13
    assert periods[0] <= ticks[0] <= ticks[-1] <= periods[-1]
    assert ticks == sorted(set(ticks))


def test_a_narrow_chart_has_fewer_ticks() -> None:
    ticks, unit = time_ticks(months(12), "month", width=320)
    assert (len(ticks), unit) == (6, "month")
    assert [tick.year for tick in time_ticks(days(1500), "day", width=320)[0]] == [
        2026,
        2027,
        2028,
        2029,
        2030,
    ]


def test_ticks_stand_on_days_that_people_name() -> None:
    assert time_ticks(months(12), "month") == (months(12), "month")
    fortnight = time_ticks(days(60), "day")[0]
    assert {tick.weekday() for tick in fortnight} == {0}
    ticks, unit = time_ticks(days(1500, first=date(2022, 3, 5)), "day")
    assert unit == "month"
    assert {(tick.day, tick.month) for tick in ticks} == {(1, 1), (1, 7)}


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=400),
    st.integers(10, 100),
)
def test_thinning_keeps_the_ends_and_the_extremes(values: list[float | None], most: int) -> None:
    points = [(date.fromordinal(700_000 + place), value) for place, value in enumerate(values)]
    kept = thinned(points, most=most)
    assert len(kept) <= max(most, 2)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert kept == sorted(kept, key=lambda point: point[0])
    known = [value for value in values if value is not None]
    if known:
        drawn = [value for _, value in kept if value is not None]
        assert (min(drawn), max(drawn)) == (min(known), max(known))
    assert any(value is None for _, value in kept) == (None in values)
