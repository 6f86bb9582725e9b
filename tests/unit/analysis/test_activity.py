"""Where data begins, ends and has holes."""

from datetime import date, timedelta

import numpy as np
import pytest

from boardroom.analysis.activity import Activity, read_activity
from boardroom.analysis.cadence import period_end, period_start

FIRST = date(2017, 1, 1)


def _days(counts: list[int]) -> dict[date, int]:
    return {FIRST + timedelta(days=place): count for place, count in enumerate(counts)}


def _read(rows: dict[date, int]) -> Activity:
    found = read_activity(rows)
    assert found is not None
    return found


def test_a_thin_tail_is_not_the_end_of_the_data() -> None:
    rows = _days([20] * 200 + [1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1])
    found = _read(rows)
    assert found.end == FIRST + timedelta(days=199)
    assert found.tail_rows == 5
    assert found.usual_rows == 140


def test_a_few_rows_before_a_long_silence_do_not_make_the_data_go_on() -> None:
    last = FIRST + timedelta(days=119)
    rows = {FIRST + timedelta(days=day): 20 for day in range(120)}
    rows[last + timedelta(days=6)] = 1

    then = read_activity(rows, before=last + timedelta(days=400))
    meanwhile = read_activity(rows, before=last + timedelta(days=7))

    assert then is not None
    assert meanwhile is not None
    assert (then.end, then.tail_rows) == (last, 1)
    assert meanwhile.end == last + timedelta(days=6)


def test_a_quiet_weekend_at_the_end_is_no_tail() -> None:
    rows = _days(([30] * 5 + [0, 0]) * 20 + [30, 30])
    found = _read(rows)
    assert found.end == found.last
    assert found.tail_rows == 0
    assert found.empty_days == ()


def test_few_rows_are_never_called_a_tail() -> None:
    found = _read(_days([1, 0, 0] * 47 + [0] * 20 + [1]))
    assert found.end == found.last


def test_rows_of_the_unfinished_day_and_later_do_not_count() -> None:
    rows = _days([5] * 60)
    rows[date(2030, 1, 1)] = 1
    found = read_activity(rows, before=FIRST + timedelta(days=50))
    assert found is not None
    assert found.last == FIRST + timedelta(days=49)


def test_no_rows_are_no_activity() -> None:
    assert read_activity({}) is None
    assert read_activity({FIRST: 0}) is None


@pytest.mark.parametrize(
    ("days", "cadence", "end"),
    [
        ([date(2017, month, 1) for month in range(1, 9)], "month", date(2017, 8, 31)),
        ([date(2017, 1, 31), date(2017, 2, 28), date(2017, 3, 31)], "month", date(2017, 3, 31)),
        ([date(2016, 1, 1), date(2016, 4, 1), date(2016, 10, 1)], "quarter", date(2016, 12, 31)),
        ([date(year, 1, 1) for year in range(2010, 2015)], "year", date(2014, 12, 31)),
        ([date(2017, 1, 6) + timedelta(weeks=week) for week in range(9)], "week", date(2017, 3, 5)),
    ],
)
def test_data_dated_once_a_period_covers_that_period(
    days: list[date], cadence: str, end: date
) -> None:
    found = _read(dict.fromkeys(days, 40))
    assert (found.cadence, found.end) == (cadence, end)


def test_a_hole_in_daily_data_is_found() -> None:
    counts = [40] * 120
    counts[100:103] = [0, 0, 0]
    found = _read(_days(counts))
    assert found.empty_days == tuple(FIRST + timedelta(days=day) for day in (100, 101, 102))


def test_noise_has_no_holes_and_no_tail() -> None:
    rng = np.random.default_rng(1)
    for level in (3, 15, 60):
        for _ in range(20):
            found = _read(_days([int(count) for count in rng.poisson(level, 400)]))
            assert found.tail_rows == 0
            assert found.empty_days == ()


def test_periods_hold_their_days() -> None:
    for cadence in ("day", "week", "month", "quarter", "year"):
        for offset in range(0, 800, 13):
            day = FIRST + timedelta(days=offset)
            start, end = period_start(day, cadence), period_end(day, cadence)
            assert start <= day <= end
            assert period_start(end + timedelta(days=1), cadence) == end + timedelta(days=1)


def test_rows_on_each_month_s_last_working_day_are_monthly() -> None:
    closes = [date(2017, 1, 31), date(2017, 2, 28), date(2017, 3, 31), date(2017, 4, 28),
              date(2017, 5, 31), date(2017, 6, 30)]  # fmt: skip
    found = _read(dict.fromkeys(closes, 40))
    assert (found.cadence, found.end) == ("month", date(2017, 6, 30))
    early = _read(dict.fromkeys(closes[:4], 40))
    assert (early.cadence, early.end) == ("month", date(2017, 4, 30))
