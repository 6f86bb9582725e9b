"""What a question sets against one another is what the query compares: no other days, ever."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from boardroom.ask.time_phrase import compare_ranges
from boardroom.semantic.calendar import (
    GRAINS,
    period_name,
    period_start,
    resolve_range,
    shift_period,
)
from boardroom.semantic.context import Calendar, CompileContext
from boardroom.semantic.query import Query
from boardroom.semantic.time_plan import plan_time

_CALENDARS = [Calendar(), Calendar(fiscal_year_start=(10, 1)), Calendar(fiscal_year_start=(4, 6))]
_RELATIVE = [
    f"{which}_{grain}" for which in ("this", "last_complete") for grain in GRAINS if grain != "day"
]
_SEVERAL = ["today", "yesterday", "last_7_days", "last_4_weeks", "last_3_months", "last_2_quarters"]
_days = st.dates(date(2022, 1, 1), date(2027, 12, 31))


@st.composite
def _pairs(draw: st.DrawFn, calendar: Calendar) -> tuple[str, str]:
    """Two ranges as a question may name them, often neighbours or a year apart."""
    grain = draw(st.sampled_from(GRAINS))
    one, many = draw(_days), draw(_days)
    near = shift_period(one, draw(st.sampled_from([-1, -2, -4, -12, 1])), grain, calendar)
    first, far, close = (
        period_name(period_start(day, grain, calendar), grain, calendar)
        for day in (one, many, near)
    )
    told = st.sampled_from(_RELATIVE + _SEVERAL)
    return draw(
        st.just((first, close)) | st.just((first, far)) | st.tuples(st.just(first), told)
        | st.tuples(told, told)
    )  # fmt: skip


@given(st.data(), _days, st.sampled_from(_CALENDARS))
def test_a_comparison_by_the_query_is_with_the_days_that_were_said(
    data: st.DataObject, as_of: date, calendar: Calendar
) -> None:
    one, two = data.draw(_pairs(calendar))
    said = compare_ranges(one, two, as_of=as_of, calendar=calendar)
    assert said.range in {one, two}
    assert said.compare is not None or said.other is not None
    if said.compare is None or said.other is None:
        return
    context = CompileContext(as_of=as_of, calendar=calendar)
    made = plan_time(Query(time_range=said.range or "", compare=said.compare), context).comparison
    if made is None:  # Not one day of the range is complete.
        return
    base, other = (
        resolve_range(text, as_of=as_of, calendar=calendar) for text in (said.range, said.other)
    )
    assert base.end is not None
    assert other.end is not None
    unfinished = base.end > as_of or base.goes_on_to is not None
    assert made.start == other.start
    assert made.end == other.end - timedelta(days=1) or (unfinished and made.end < other.end)
