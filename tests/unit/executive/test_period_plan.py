"""Periods are chosen by the data and are complete."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.analysis.activity import read_activity
from boardroom.analysis.cadence import period_end, period_start
from boardroom.executive.period_plan import PeriodPlan, plan_periods, range_text

FIRST = date(2017, 1, 10)


def _plan(days: list[date], *, as_of: date, sparse: bool = False) -> PeriodPlan | None:
    rows = dict.fromkeys(days, 30)
    activity = read_activity(rows, before=as_of)
    assert activity is not None
    return plan_periods(activity, rows, as_of=as_of, sparse=sparse)


def _daily(count: int) -> list[date]:
    return [FIRST + timedelta(days=place) for place in range(count)]


@given(count=st.integers(1, 900), cut=st.integers(0, 40))
def test_every_period_is_covered_to_its_last_day(count: int, cut: int) -> None:
    days = _daily(count)
    as_of = max(days[-1] + timedelta(days=1 - cut), FIRST + timedelta(days=1))
    plan = _plan(days, as_of=as_of)
    assert plan is not None
    assert plan.starts[0] >= FIRST
    assert plan.end < as_of
    assert plan.end == period_end(plan.starts[-1], plan.grain)
    for earlier, later in zip(plan.starts, plan.starts[1:], strict=False):
        assert period_end(earlier, plan.grain) + timedelta(days=1) == later
    if plan.running is not None:
        assert plan.running == period_start(as_of, plan.grain) == plan.end + timedelta(days=1)


def test_three_complete_months_make_a_monthly_page() -> None:
    plan = _plan(_daily(111), as_of=FIRST + timedelta(days=111))  # until 30 April
    assert plan is not None
    assert (plan.grain, len(plan.starts), plan.end) == ("month", 3, date(2017, 4, 30))
    assert plan.running is None
    assert plan.time_range == "2017-02-01..2017-04-30"
    assert plan.last_range == "2017-04"


def test_weekly_data_is_compared_by_weeks() -> None:
    fridays = [date(2017, 1, 6) + timedelta(weeks=week) for week in range(60)]
    plan = _plan(fridays, as_of=date(2018, 3, 1))
    assert plan is not None
    assert (plan.grain, plan.running) == ("week", None)


@pytest.mark.parametrize(
    ("months", "grain"), [(range(1, 13), "month"), (range(1, 13, 3), "quarter")]
)
def test_seldom_data_is_compared_by_its_own_periods(months: range, grain: str) -> None:
    days = [date(year, month, 1) for year in (2015, 2016) for month in months]
    plan = _plan(days, as_of=date(2017, 1, 5))
    assert plan is not None
    assert (plan.grain, plan.end) == (grain, date(2016, 12, 31))


def test_a_row_now_and_then_makes_long_periods() -> None:
    days = [
        date(2010, 3, 4),
        date(2011, 9, 9),
        date(2013, 5, 2),
        date(2014, 7, 7),
        date(2016, 1, 3),
    ]
    events, stock = (_plan(days, as_of=date(2016, 6, 1), sparse=sparse) for sparse in (False, True))
    assert events is not None
    assert stock is not None
    assert (events.grain, stock.grain) == ("year", "month")


def test_ranges_are_written_as_queries_read_them() -> None:
    day = date(2018, 1, 1)
    assert [range_text(day, grain) for grain in ("day", "week", "month", "quarter", "year")] == [
        "2018-01-01", "2018-W01", "2018-01", "2018-Q1", "2018",
    ]  # fmt: skip
