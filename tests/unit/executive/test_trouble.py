"""Days whose rows cannot be right are told apart from quiet ones."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from boardroom.analysis.activity import read_activity
from boardroom.executive.metric_facts import TimeBase
from boardroom.executive.scan.scanner import Scan
from boardroom.executive.scan.telling import tell_scan
from boardroom.executive.trouble import Looked, Trouble, each_once, look_at, unknown_days

FIRST = date(2025, 1, 1)
END = 400
BASE = TimeBase(dataset="visits", fields=("visits.visited_on",))


def looked(changed: dict[int, float], *, rate: float = 60) -> Looked:
    """What is seen of a table with some 60 rows a day, of which single days hold a multiple."""
    return seen({day(place): part for place, part in changed.items()}, last=day(END - 1), rate=rate)


def seen(
    changed: dict[date, float], *, last: date, first: date = FIRST, rate: float = 60
) -> Looked:
    """The same of a table of other days."""
    rng = np.random.default_rng(5)
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    counts = {day: int(rng.poisson(rate) * changed.get(day, 1.0)) for day in days}
    activity = read_activity(counts)
    assert activity is not None
    return look_at(BASE, activity, counts)


def trouble_of(changed: dict[int, float]) -> tuple[Trouble, ...]:
    """Its trouble."""
    return looked(changed).trouble


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def test_ordinary_days_are_no_trouble() -> None:
    assert trouble_of({}) == ()


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("missing", {370: 0.0, 371: 0.0}),
        ("twice", {370: 2.0, 371: 2.0}),
        ("late", {398: 0.4, 399: 0.4}),
    ],
)
def test_each_kind_is_told_with_its_days(kind: str, changed: dict[int, float]) -> None:
    found = trouble_of(changed)
    assert [(item.kind, item.dataset) for item in found] == [(kind, "visits")]
    assert found[0].days == tuple(day(place) for place in changed)
    assert unknown_days(found) == {"visits": {day(place) for place in changed}}


def test_rows_that_lack_by_two_dates_are_told_once() -> None:
    (wide,) = trouble_of({397: 0.4, 398: 0.4, 399: 0.4})
    narrow = replace(wide, time_field="visits.left_on", days=wide.days[1:])
    twice = replace(narrow, kind="twice")
    assert each_once([narrow, wide, twice]) == [wide, twice]


def test_rows_that_stand_twice_by_two_dates_some_days_apart_are_told_once() -> None:
    (opened,) = trouble_of({370: 2.0, 371: 2.0})
    solved = replace(opened, time_field="visits.left_on", days=(day(373),))
    again = replace(opened, days=(day(373),))
    assert each_once([opened, solved]) == [opened]
    assert each_once([opened, again]) == [opened, again]


def test_two_kinds_of_trouble_on_the_same_days_are_two_things() -> None:
    (late,) = trouble_of({398: 0.4, 399: 0.4})
    scan = SimpleNamespace(
        stories=(),
        trouble=(late, replace(late, kind="twice")),
        steps=(),
        company=SimpleNamespace(found=()),
    )
    told = tell_scan(cast("Scan", scan), as_of=day(END))
    assert [item.subject["trouble"] for item in told] == ["late", "twice"]
    assert len({item.id for item in told}) == 2


@pytest.mark.parametrize("field", ["visited_on", "visits.visited_on"])
def test_trouble_is_dated_by_a_field_that_can_be_asked_of(field: str) -> None:
    assert TimeBase(dataset="visits", fields=(field,)).reference(field) == "visits.visited_on"
    assert {item.time_field for item in trouble_of({90: 0.0})} == {"visits.visited_on"}


def test_a_real_rise_is_not_taken_for_a_double_load() -> None:
    assert trouble_of(dict.fromkeys(range(340, 370), 1.4)) == ()


def test_two_and_a_half_times_the_rows_may_be_a_double_load_of_busy_days() -> None:
    (found,) = trouble_of(dict.fromkeys(range(370, 375), 2.4))
    assert found.kind == "twice"


def test_days_that_are_always_empty_are_not_missing() -> None:
    assert trouble_of(dict.fromkeys(range(3, END, 7), 0.0)) == ()


@pytest.mark.parametrize(("place", "rest"), [(END - 9, 0.0), (END - 1, 0.4)])
@pytest.mark.parametrize("apart", [364, 365])
def test_a_holiday_of_the_year_before_is_no_trouble(place: int, rest: float, apart: int) -> None:
    assert trouble_of({place: rest})
    assert trouble_of({place: rest, place - apart: rest}) == ()


THREE_YEARS = date(2023, 7, 1)
FIXED = tuple(date(year, 7, 4) for year in (2023, 2024, 2025))
BY_WEEKDAY = (date(2024, 11, 28), date(2025, 11, 27))


def test_a_holiday_of_a_fixed_date_does_not_explain_the_same_weekday() -> None:
    late = (date(2026, 6, 29), date(2026, 6, 30))
    assert FIXED[0] + timedelta(days=3 * 364) == late[-1]
    looked = seen(dict.fromkeys((*FIXED, *late), 0.4), first=THREE_YEARS, last=late[-1])
    assert [(item.kind, item.days) for item in looked.trouble] == [("late", late)]


@pytest.mark.parametrize("holidays", [(*FIXED, date(2026, 7, 4)), BY_WEEKDAY])
def test_holidays_of_three_years_are_explained(holidays: tuple[date, ...]) -> None:
    last = holidays[-1]
    quiet = dict.fromkeys(holidays, 0.4)
    assert seen({last: 0.4}, first=THREE_YEARS, last=last).trouble
    assert seen(quiet, first=THREE_YEARS, last=last).trouble == ()


def test_a_holiday_quieter_than_those_of_other_years_is_not_missing() -> None:
    holidays = {FIXED[0]: 0.2, FIXED[1]: 0.08, FIXED[2]: 0.2}
    last = date(2025, 8, 31)
    assert seen({FIXED[1]: 0.08}, first=THREE_YEARS, last=last).trouble[0].kind == "missing"
    assert seen(holidays, first=THREE_YEARS, last=last).trouble == ()
    (found,) = seen(holidays | {FIXED[1]: 0.0}, first=THREE_YEARS, last=last).trouble
    assert (found.kind, found.days) == ("missing", FIXED[1:2])


def test_lateness_begins_where_it_stands_out_most() -> None:
    (found,) = trouble_of({END - 3: 0.8, END - 2: 0.3, END - 1: 0.3})
    assert found.days == (day(END - 2), day(END - 1))


def test_what_comes_late_on_a_holiday_is_told() -> None:
    (found,) = trouble_of({END - 1: 0.15, END - 1 - 364: 0.5})
    assert (found.kind, found.days) == ("late", (day(END - 1),))


def test_few_rows_may_stand_twice_for_all_their_number_says() -> None:
    few, many = looked({}, rate=5).suspects, looked({}).suspects
    assert few is not None
    assert day(END - 1) - few.days[0] < timedelta(days=200)
    assert len(few.days) > len(many.days if many else ()) * 5


def test_a_day_with_twice_the_rows_is_looked_at_where_it_is_no_trouble() -> None:
    suspects = looked(dict.fromkeys((340, 341, 342, 344, 345, 346), 1.3) | {343: 2.0}).suspects
    assert suspects is not None
    assert day(343) in suspects.days


def test_that_none_of_a_few_rows_came_is_not_late_data() -> None:
    assert looked(dict.fromkeys(range(END - 4, END), 0.0), rate=2.5).trouble == ()


def test_a_fall_that_began_weeks_ago_is_not_late_data() -> None:
    assert trouble_of(dict.fromkeys(range(END - 30, END), 0.3)) == ()
    assert [item.kind for item in trouble_of(dict.fromkeys(range(END - 3, END), 0.3))] == ["late"]
