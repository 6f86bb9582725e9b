"""Window lists cut into pieces: every day counts for the same labels as the windows say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.semantic.calendar import parse_span, period_start
from boardroom.semantic.compiler.piece import Pieces, pieces_of
from boardroom.semantic.context import Calendar, CompileContext
from boardroom.semantic.model import Grain
from boardroom.semantic.query import Compare, Query
from boardroom.semantic.time_plan import plan_time
from boardroom.semantic.windows import PartTime, WindowList
from boardroom.semantic.windows import Step as LookBack

FIRST = date(2019, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(-500, 900)]


def labels_by_windows(windows: WindowList, day: date) -> list[date | None]:
    return sorted(
        (w.label for w in windows.filled if w.start and w.end and w.start <= day < w.end),
        key=str,
    )


def labels_by_pieces(pieces: Pieces, windows: WindowList, day: date) -> list[date]:
    """What the SQL does: bounds, equality of the truncated day, days only where not whole."""
    assert windows.start
    assert windows.end
    if not windows.start <= day < windows.end:
        return []
    source = period_start(day, pieces.unit, windows.calendar)
    return sorted(
        item.label
        for item in pieces.items
        if item.source == source and (pieces.whole or item.start <= day < item.end)
    )


@given(
    grain=st.sampled_from(["week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]),
    compare=st.sampled_from([None, "previous_period", "previous_year"]),
    step=st.sampled_from(
        [
            (),
            (LookBack(window=parse_span("28 days")),),
            (LookBack(to_date="year"),),
            (LookBack(offset=parse_span("10 days")),),
            (LookBack(offset=parse_span("1 month")),),
        ]
    ),
    fiscal=st.sampled_from([(1, 1), (4, 1), (2, 15), (7, 31)]),
    start=st.integers(0, 60),
    length=st.integers(0, 400),
    as_of=st.integers(0, 500),
)
def test_pieces_mean_what_the_windows_mean(
    grain: Grain,
    compare: Compare | None,
    step: tuple[LookBack, ...],
    fiscal: tuple[int, int],
    start: int,
    length: int,
    as_of: int,
) -> None:
    low = FIRST + timedelta(days=start)
    query = Query(
        metrics=("m",),
        grain=grain,
        compare=compare,
        time_range=f"{low}..{low + timedelta(days=length)}",
    )
    context = CompileContext(
        as_of=FIRST + timedelta(days=as_of), calendar=Calendar(fiscal_year_start=fiscal)
    )
    windows = plan_time(query, context).windows(PartTime(steps=step), compared=bool(compare))
    pieces = pieces_of(windows)
    if pieces is None or not windows.filled:
        return
    for day in DAYS:
        assert labels_by_pieces(pieces, windows, day) == labels_by_windows(windows, day)


def test_a_window_since_ever_has_no_pieces() -> None:
    query = Query(metrics=("m",), grain="month", time_range="2019")
    plan = plan_time(query, CompileContext(as_of=date(2020, 1, 1)))
    assert pieces_of(plan.windows(PartTime(steps=(LookBack(to_date="all"),)))) is None


@pytest.mark.parametrize(("fiscal", "whole"), [((4, 1), True), ((4, 15), False)])
def test_fiscal_years_are_whole_months_if_they_begin_with_one(
    fiscal: tuple[int, int], *, whole: bool
) -> None:
    query = Query(metrics=("m",), grain="fiscal_year", time_range="2018..2019")
    calendar = Calendar(fiscal_year_start=fiscal)
    plan = plan_time(query, CompileContext(as_of=date(2020, 1, 1), calendar=calendar))
    pieces = pieces_of(plan.windows())
    assert pieces is not None
    assert pieces.whole is whole
    assert pieces.unit == "month"
