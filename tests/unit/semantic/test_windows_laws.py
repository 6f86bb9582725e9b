"""Laws that the window lists of every range, grain, day and calendar obey."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from boardroom.semantic.calendar import GRAINS, parse_span, period_start, shift_period
from boardroom.semantic.context import Calendar, CompileContext, Coverage
from boardroom.semantic.model import Grain
from boardroom.semantic.query import Compare, Query
from boardroom.semantic.time_plan import TimePlan, plan_time
from boardroom.semantic.windows import PartTime, Step, WindowList

APRIL = Calendar(fiscal_year_start=(4, 1))
FAR = date(2200, 1, 1)
DAY = timedelta(days=1)

calendars = st.sampled_from([Calendar(), APRIL, Calendar(fiscal_year_start=(4, 6))])
grains = st.sampled_from(GRAINS)
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2021, 12, 31))


def plan(
    text: str,
    as_of: date = FAR,
    *,
    grain: Grain | None = None,
    compare: Compare | None = None,
    calendar: Calendar = APRIL,
) -> TimePlan:
    query = Query(time_range=text, grain=grain, compare=compare)
    return plan_time(query, CompileContext(as_of=as_of, calendar=calendar))


def assigned(found: WindowList, day: date) -> list[date | None]:
    """The labels for which a row of ``day`` counts, computed as the list's shape says."""
    if found.start is not None and day < found.start:
        return []
    if found.end is not None and day >= found.end:
        return []
    if found.shape == "join":
        return [
            window.label
            for window in found.windows
            if (window.start is None or window.start <= day)
            and (window.end is None or day < window.end)
        ]
    if found.shape == "single" or found.grain is None:
        return [None]
    first = period_start(day, found.grain, found.calendar)
    if found.shape == "aligned":
        return [first]
    return [label for source, label in found.mapping if source == first]


def listed(found: WindowList, day: date) -> list[date | None]:
    return [
        window.label
        for window in found.windows
        if (window.start is None or window.start <= day)
        and (window.end is None or day < window.end)
    ]


steps = st.one_of(
    st.none(),
    st.builds(
        lambda count, unit: Step(offset=parse_span(f"{count} {unit}")),
        st.integers(1, 14),
        grains,
    ),
    st.builds(lambda grain: Step(offset_to=grain), grains),
    st.builds(lambda grain: Step(to_date=grain), st.one_of(grains, st.just("all"))),
    st.builds(
        lambda count, unit: Step(window=parse_span(f"{count} {unit}")), st.integers(1, 40), grains
    ),
)


@given(
    start=days,
    length=st.integers(0, 400),
    grain=st.one_of(st.none(), grains),
    compare=st.sampled_from([None, "previous_period", "previous_year"]),
    step=steps,
    ago=st.integers(-200, 500),
    calendar=calendars,
    data=st.data(),
)
def test_each_shape_gives_every_day_to_the_windows_that_list_it(
    start: date,
    length: int,
    grain: Grain | None,
    compare: Compare | None,
    step: Step | None,
    ago: int,
    calendar: Calendar,
    data: st.DataObject,
) -> None:
    asked = plan(
        f"{start}..{start + timedelta(days=length)}",
        start + timedelta(days=ago),
        grain=grain,
        compare=compare,
        calendar=calendar,
    )
    loaded = Coverage(first=start, last=start + timedelta(days=length // 2))
    part = PartTime(steps=(step,) if step else (), coverage=loaded)
    found = asked.windows(part, compared=compare is not None)
    for window in found.windows:
        assert window.start is None or window.end is None or window.start <= window.end
    for _ in range(20):
        day = start + timedelta(days=data.draw(st.integers(-500, length + 40)))
        assert assigned(found, day) == listed(found, day)
    labels = [window.label for window in found.windows]
    assert len(set(labels)) == len(labels)
    assert set(labels) <= set(asked.labels or (None,))


@given(start=days, length=st.integers(0, 700), grain=grains, calendar=calendars)
def test_the_windows_of_a_grain_partition_the_range(
    start: date, length: int, grain: Grain, calendar: Calendar
) -> None:
    end = start + timedelta(days=length)
    asked = plan(f"{start}..{end}", grain=grain, calendar=calendar)
    found = asked.windows().windows
    assert found[0].start == start
    assert found[-1].end == end + DAY
    for one, other in pairwise(found):
        assert one.end == other.start
    for window in found:
        assert window.start is not None
        assert window.label == period_start(window.start, grain, calendar)


@given(day=days, count=st.integers(1, 30), grain=grains, calendar=calendars)
def test_each_compared_window_is_the_window_of_the_period_before(
    day: date, count: int, grain: Grain, calendar: Calendar
) -> None:
    first = period_start(day, grain, calendar)
    end = shift_period(first, count, grain, calendar)
    earlier = shift_period(first, -1, grain, calendar)
    asked = plan(f"{first}..{end - DAY}", grain=grain, compare="previous_period", calendar=calendar)
    base = plan(f"{earlier}..{end - DAY}", grain=grain, calendar=calendar).windows().windows
    compared = asked.windows(compared=True).windows
    assert [(w.start, w.end) for w in compared] == [(w.start, w.end) for w in base[:-1]]


@given(
    as_of=days,
    grain=st.sampled_from(["week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]),
    by_grain=st.booleans(),
    calendar=calendars,
)
def test_an_unfinished_period_compares_with_as_many_days_or_the_whole_shorter_period(
    as_of: date, grain: Grain, calendar: Calendar, *, by_grain: bool
) -> None:
    asked = plan(
        f"this_{grain}",
        as_of,
        grain=grain if by_grain else None,
        compare="previous_period",
        calendar=calendar,
    )
    first = period_start(as_of, grain, calendar)
    before = shift_period(first, -1, grain, calendar)
    base, compared = asked.windows(), asked.windows(compared=True)
    if as_of == first:
        assert base.empty
        assert compared.empty
        return
    (now,), (then,) = base.windows, compared.windows
    assert now.start is not None
    assert now.end is not None
    assert then.end is not None
    assert (now.start, then.start) == (first, before)
    assert (then.end - before).days == min((now.end - now.start).days, (first - before).days)


@given(
    start=days,
    length=st.integers(1, 400),
    as_of=days,
    compare=st.sampled_from(["previous_period", "previous_year"]),
    grain=st.one_of(st.none(), grains),
)
def test_base_and_comparison_have_the_same_labels(
    start: date, length: int, as_of: date, compare: Compare, grain: Grain | None
) -> None:
    asked = plan(f"{start}..{start + timedelta(days=length)}", as_of, grain=grain, compare=compare)
    base, compared = asked.windows(), asked.windows(compared=True)
    assert [w.label for w in base.windows] == [w.label for w in compared.windows]
    assert [w.empty for w in base.windows] == [w.empty for w in compared.windows]


@given(start=days, length=st.integers(1, 400), grain=grains, calendar=calendars)
def test_each_balance_opens_where_the_one_before_closed(
    start: date, length: int, grain: Grain, calendar: Calendar
) -> None:
    asked = plan(f"{start}..{start + timedelta(days=length)}", grain=grain, calendar=calendar)
    found = asked.windows(PartTime(stock=True))
    closing = [day for _, day in found.instants("end")]
    opening = [day for _, day in found.instants("start")]
    assert opening[1:] == closing[:-1]


@given(
    start=days,
    length=st.integers(1, 400),
    passed=st.integers(-5, 405),
    loaded=st.integers(-5, 405),
    compare=st.sampled_from(["previous_period", "previous_year"]),
)
def test_days_before_today_and_loaded_are_whole_and_compare_with_one_whole_day(
    start: date, length: int, passed: int, loaded: int, compare: Compare
) -> None:
    as_of, last = start + timedelta(days=passed), start + timedelta(days=loaded)
    asked = plan(f"{start}..{start + timedelta(days=length)}", as_of, grain="day", compare=compare)
    part = PartTime(coverage=Coverage(first=start, last=last))
    base, compared = asked.windows(part).windows, asked.windows(part, compared=True).windows
    assert [w.label for w in compared] == [start + n * DAY for n in range(length + 1)]
    for now, then in zip(base, compared, strict=True):
        assert now.label is not None
        unfinished = now.label == as_of
        assert now.end == now.label + (0 if unfinished else 1) * DAY
        earlier = now.label - DAY if compare == "previous_period" else _year_earlier(now.label)
        assert then.start == earlier
        assert then.end == earlier + (0 if unfinished else 1) * DAY


def _year_earlier(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
