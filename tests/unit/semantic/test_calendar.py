"""Periods, movement and the language of time ranges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.errors import UsageError
from boardroom.semantic.calendar import (
    GRAINS,
    Span,
    TimeRange,
    next_period,
    parse_span,
    period_name,
    period_start,
    period_starts,
    resolve_range,
    shift,
    shift_period,
)
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain

PLAIN = Calendar()
APRIL = Calendar(fiscal_year_start=(4, 1))
UK_TAX = Calendar(fiscal_year_start=(4, 6))
LATE = Calendar(fiscal_year_start=(1, 31))
AS_OF = date(2018, 8, 15)  # a Wednesday

calendars = st.sampled_from(
    [
        PLAIN,
        APRIL,
        UK_TAX,
        LATE,
        Calendar(fiscal_year_start=(2, 29)),
        Calendar(fiscal_year_start=(10, 1)),
    ]
)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
grains = st.sampled_from(GRAINS)


def resolved(text: str, as_of: date = AS_OF, calendar: Calendar = APRIL) -> TimeRange:
    return resolve_range(text, as_of=as_of, calendar=calendar)


def bounds(text: str, as_of: date = AS_OF, calendar: Calendar = APRIL) -> tuple[str, str]:
    found = resolved(text, as_of, calendar)
    return str(found.start), str(found.end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("all", "None", "None"),
        ("today", "2018-08-15", "2018-08-16"),
        ("yesterday", "2018-08-14", "2018-08-15"),
        ("last_1_days", "2018-08-14", "2018-08-15"),
        ("last_30_days", "2018-07-16", "2018-08-15"),
        ("last_2_weeks", "2018-07-30", "2018-08-13"),
        ("last_3_months", "2018-05-01", "2018-08-01"),
        ("last_13_months", "2017-07-01", "2018-08-01"),
        ("last_1_month", "2018-07-01", "2018-08-01"),
        ("last_4_quarters", "2017-07-01", "2018-07-01"),
        ("last_2_years", "2016-01-01", "2018-01-01"),
        ("last_2_fiscal_years", "2016-04-01", "2018-04-01"),
        ("last_complete_day", "2018-08-14", "2018-08-15"),
        ("last_complete_week", "2018-08-06", "2018-08-13"),
        ("last_complete_month", "2018-07-01", "2018-08-01"),
        ("last_complete_quarter", "2018-04-01", "2018-07-01"),
        ("last_complete_year", "2017-01-01", "2018-01-01"),
        ("last_complete_fiscal_quarter", "2018-04-01", "2018-07-01"),
        ("last_complete_fiscal_year", "2017-04-01", "2018-04-01"),
        ("wtd", "2018-08-13", "2018-08-15"),
        ("mtd", "2018-08-01", "2018-08-15"),
        ("qtd", "2018-07-01", "2018-08-15"),
        ("ytd", "2018-01-01", "2018-08-15"),
        ("fytd", "2018-04-01", "2018-08-15"),
        ("this_week", "2018-08-13", "2018-08-15"),
        ("this_month", "2018-08-01", "2018-08-15"),
        ("this_quarter", "2018-07-01", "2018-08-15"),
        ("this_year", "2018-01-01", "2018-08-15"),
        ("this_fiscal_year", "2018-04-01", "2018-08-15"),
        ("2017", "2017-01-01", "2018-01-01"),
        ("2017-11", "2017-11-01", "2017-12-01"),
        ("2017-12", "2017-12-01", "2018-01-01"),
        ("2016-02", "2016-02-01", "2016-03-01"),
        ("2017-11-03", "2017-11-03", "2017-11-04"),
        ("2017-Q3", "2017-07-01", "2017-10-01"),
        ("2017q3", "2017-07-01", "2017-10-01"),
        ("2017-W05", "2017-01-30", "2017-02-06"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("FY2018", "2017-04-01", "2018-04-01"),
        ("fy2018", "2017-04-01", "2018-04-01"),
        ("FY2018-Q2", "2017-07-01", "2017-10-01"),
        ("2017-11..2018-02", "2017-11-01", "2018-03-01"),
        ("2017-11-10..2018-Q1", "2017-11-10", "2018-04-01"),
        ("2017-W05 .. 2017", "2017-01-30", "2018-01-01"),
        ("FY2018..2018-05-02", "2017-04-01", "2018-05-03"),
        ("2017-11..", "2017-11-01", "None"),
        ("..2018-02", "None", "2018-03-01"),
        ("2018-08..yesterday", "2018-08-01", "2018-08-15"),
        ("  MTD ", "2018-08-01", "2018-08-15"),
    ],
)
def test_a_range_means_these_days(text: str, start: str, end: str) -> None:
    assert bounds(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("last_30_days", "day"),
        ("last_2_weeks", "week"),
        ("2017-11..2018-02", "month"),
        ("2017-Q1..2017-Q2", "quarter"),
        ("2016..2017", "year"),
        ("FY2017..FY2018", "fiscal_year"),
        ("2017-01-01..2017-01-31", "month"),
        ("2017-Q1..2017-05", "month"),
        ("2017-01-01..2017-01-30", "day"),
        ("2017-W01..2017-W04", "week"),
        ("mtd", "month"),
        ("fytd", "fiscal_year"),
    ],
)
def test_a_range_knows_its_calendar_unit(text: str, unit: Grain) -> None:
    assert resolved(text).unit == unit


def test_last_30_days_stay_days_even_when_they_are_a_month() -> None:
    found = resolved("last_30_days", as_of=date(2018, 12, 1))
    assert (found.start, found.end, found.unit) == (date(2018, 11, 1), date(2018, 12, 1), "day")


def test_to_date_ranges_are_empty_on_the_first_day_and_know_where_the_period_ends() -> None:
    found = resolved("mtd", as_of=date(2018, 8, 1))
    assert found.start == found.end == date(2018, 8, 1)
    assert found.goes_on_to == date(2018, 9, 1)
    assert found.days == 0


def test_on_new_years_day_the_last_year_is_complete() -> None:
    assert bounds("last_complete_year", as_of=date(2018, 1, 1)) == ("2017-01-01", "2018-01-01")
    assert bounds("last_complete_week", as_of=date(2018, 1, 1)) == ("2017-12-25", "2018-01-01")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "last month",
        "last_month",
        "last_0_days",
        "last_-1_days",
        "last_days",
        "2017-13",
        "2017-00",
        "2017-02-29",
        "2017-W53",
        "2017-W00",
        "2017-Q5",
        "17",
        "20170101",
        "2017-1",
        "2017-11..mtd",
        "2017..2018..2019",
        "2018-02..2017-11",
        "2018-02-02..2018-02-01",
        "9999",
        "0000",
        "last_99999_years",
        "2017-11; DROP TABLE orders",
        "\uff12\uff10\uff11\uff17",
        "this_day",
    ],
)
def test_an_unknown_or_impossible_range_is_an_error_with_a_next_step(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolved(text)
    assert repr(text) in caught.value.message
    assert caught.value.hint


def test_an_unknown_range_names_the_nearest_valid_forms() -> None:
    with pytest.raises(UsageError, match="last_complete_month"):
        resolved("last_month")
    with pytest.raises(UsageError, match="2017-11\\.\\.2018-02"):
        resolved("november")


def test_a_reversed_range_suggests_the_right_order() -> None:
    with pytest.raises(UsageError, match="'2017-11\\.\\.2018-02'"):
        resolved("2018-02..2017-11")


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        ("2018-03-31", -1, "month", "2018-02-28"),
        ("2016-03-31", -1, "month", "2016-02-29"),
        ("2016-02-29", 1, "year", "2017-02-28"),
        ("2016-02-29", -4, "year", "2012-02-29"),
        ("2018-01-31", 1, "quarter", "2018-04-30"),
        ("2018-12-31", 2, "month", "2019-02-28"),
        ("2018-01-15", -1, "fiscal_year", "2017-01-15"),
        ("2018-01-01", -1, "day", "2017-12-31"),
        ("2018-01-01", 2, "week", "2018-01-15"),
    ],
)
def test_moving_clips_to_the_end_of_the_month(
    day: str, count: int, unit: Grain, expected: str
) -> None:
    assert str(shift(date.fromisoformat(day), count, unit)) == expected


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("1 month", 1, "month"),
        ("7 days", 7, "day"),
        ("1 fiscal_year", 1, "fiscal_year"),
        ("2 fiscal quarters", 2, "fiscal_quarter"),
        (" 28  Days ", 28, "day"),
        ("1 year", 1, "year"),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, count: int, unit: Grain) -> None:
    assert parse_span(text) == Span(count=count, unit=unit)


@pytest.mark.parametrize(
    "text", ["", "month", "0 days", "-1 day", "1.5 months", "2 moons", "1month1"]
)
def test_a_bad_span_is_an_error_that_names_the_units(text: str) -> None:
    with pytest.raises(UsageError, match="fiscal_year"):
        parse_span(text)


@pytest.mark.parametrize(
    ("day", "grain", "calendar", "name"),
    [
        ("2018-11-05", "day", PLAIN, "2018-11-05"),
        ("2021-01-03", "week", PLAIN, "2020-W53"),
        ("2018-11-05", "month", PLAIN, "2018-11"),
        ("2018-11-05", "quarter", PLAIN, "2018-Q4"),
        ("2018-11-05", "year", PLAIN, "2018"),
        ("2018-03-31", "fiscal_year", APRIL, "FY2018"),
        ("2018-04-01", "fiscal_year", APRIL, "FY2019"),
        ("2018-04-01", "fiscal_year", PLAIN, "FY2018"),
        ("2018-04-05", "fiscal_year", UK_TAX, "FY2018"),
        ("2018-04-06", "fiscal_year", UK_TAX, "FY2019"),
        ("2018-11-05", "fiscal_quarter", APRIL, "FY2019-Q3"),
    ],
)
def test_a_period_is_named_as_one_would_ask_for_it(
    day: str, grain: Grain, calendar: Calendar, name: str
) -> None:
    start = period_start(date.fromisoformat(day), grain, calendar)
    assert period_name(start, grain, calendar) == name


@given(day=days, grain=grains, calendar=calendars)
def test_each_day_lies_in_exactly_one_period(day: date, grain: Grain, calendar: Calendar) -> None:
    start = period_start(day, grain, calendar)
    after = next_period(day, grain, calendar)
    assert start <= day < after
    assert period_start(start, grain, calendar) == start
    assert period_start(after, grain, calendar) == after
    assert period_start(after - timedelta(days=1), grain, calendar) == start


@given(day=days, grain=grains, calendar=calendars, count=st.integers(-30, 30))
def test_moving_by_periods_there_and_back_changes_nothing(
    day: date, grain: Grain, calendar: Calendar, count: int
) -> None:
    there = shift_period(day, count, grain, calendar)
    assert shift_period(there, -count, grain, calendar) == period_start(day, grain, calendar)


@given(day=days, grain=grains, calendar=calendars)
def test_the_name_of_a_period_asks_for_that_period(
    day: date, grain: Grain, calendar: Calendar
) -> None:
    start = period_start(day, grain, calendar)
    found = resolve_range(period_name(start, grain, calendar), as_of=AS_OF, calendar=calendar)
    assert (found.start, found.end) == (start, next_period(day, grain, calendar))


@given(start=days, length=st.integers(0, 800), grain=grains, calendar=calendars)
def test_period_starts_walk_by_next_period(
    start: date, length: int, grain: Grain, calendar: Calendar
) -> None:
    found = period_starts(start, start + timedelta(days=length), grain, calendar)
    walked = [period_start(start, grain, calendar)]
    while length and walked[-1] < start + timedelta(days=length):
        walked.append(next_period(walked[-1], grain, calendar))
    assert found == walked


@given(as_of=days, calendar=calendars, grain=grains, count=st.integers(1, 40))
def test_the_last_n_periods_end_before_today_and_are_n(
    as_of: date, calendar: Calendar, grain: Grain, count: int
) -> None:
    found = resolve_range(f"last_{count}_{grain}s", as_of=as_of, calendar=calendar)
    assert found.start is not None
    assert found.end is not None
    assert found.end <= as_of < next_period(found.end, grain, calendar)
    assert len(period_starts(found.start, found.end, grain, calendar)) == count + 1


@given(first=days, second=days)
def test_a_range_of_two_days_includes_both_or_is_refused(first: date, second: date) -> None:
    text = f"{first}..{second}"
    if first > second:
        with pytest.raises(UsageError):
            resolved(text)
    else:
        assert resolved(text).days == (second - first).days + 1


@given(text=st.text(max_size=20))
def test_any_text_is_a_range_or_a_usage_error(text: str) -> None:
    try:
        found = resolved(text)
    except UsageError:
        return
    assert found.start is None or found.end is None or found.start <= found.end
