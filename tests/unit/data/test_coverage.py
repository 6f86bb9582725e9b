"""Up to when data is filled: strays, trickles, silences, weekends and sparse facts."""

from datetime import date, timedelta

import pytest

from boardroom.analysis.cadence import cadence_of
from boardroom.data.extent import filled_until, read_extent

FIRST, TODAY = date(2024, 1, 1), date(2026, 1, 1)


def days(counts: list[int], *, first: date = FIRST, step: int = 1) -> dict[date, int]:
    """Day → count, a day every ``step`` days; zeros are days without rows."""
    return {first + timedelta(days=i * step): n for i, n in enumerate(counts) if n}


def test_no_rows_have_no_end() -> None:
    assert filled_until({}, today=TODAY) is None


def test_a_steady_fact_ends_on_its_last_day() -> None:
    assert filled_until(days([20] * 100), today=TODAY) == date(2024, 4, 9)


def test_today_and_the_future_do_not_count() -> None:
    assert filled_until(days([20] * 100), today=date(2024, 2, 1)) == date(2024, 1, 31)


@pytest.mark.parametrize("stray", [date(2024, 12, 31), date(2025, 6, 30)])
def test_a_single_row_far_behind_is_a_stray(stray: date) -> None:
    assert filled_until(days([20] * 100) | {stray: 1}, today=TODAY) == date(2024, 4, 9)


def test_a_stray_among_few_rows_is_a_stray_too() -> None:
    assert filled_until(days([1] * 30) | {date(2025, 6, 30): 1}, today=TODAY) == date(2024, 1, 30)


def test_a_trickle_after_the_export_was_cut_is_dropped() -> None:
    counts = days([200, 180, 220] * 30 + [40, 12, 3, 2, 0, 1, 2, 1, 0, 0, 1])
    assert filled_until(counts, today=TODAY) == date(2024, 3, 30)


def test_a_quiet_weekend_is_not_the_end() -> None:
    week = [50, 50, 50, 50, 50, 0, 0]
    assert filled_until(days(week * 20), today=TODAY) == date(2024, 5, 17)


def test_a_monthly_fact_ends_with_its_last_month() -> None:
    months = {date(2024, month, 1): 12 for month in range(1, 13)}
    assert filled_until(months, today=TODAY) == date(2024, 12, 1)


def test_a_pause_of_the_business_is_no_stray() -> None:
    counts = days([10] * 60) | days([10] * 60, first=date(2024, 9, 1))
    assert filled_until(counts, today=TODAY) == date(2024, 10, 30)


def test_two_strays_years_apart_are_both_dropped() -> None:
    counts = days([20] * 200) | {date(2025, 1, 1): 1, date(2025, 12, 1): 1}
    assert filled_until(counts, today=TODAY) == date(2024, 7, 18)


def test_one_day_alone_is_the_end() -> None:
    assert filled_until({FIRST: 3}, today=TODAY) == FIRST


def test_monthly_rows_speak_for_their_month_on_whatever_day() -> None:
    months = {date(2024, month, 28 if month % 2 else 30): 12 for month in range(3, 10)}
    found = read_extent(months, today=TODAY)
    assert found is not None
    assert (found.last, found.end) == (date(2024, 9, 28), date(2024, 9, 30))


def test_weekly_rows_speak_for_their_week() -> None:
    found = read_extent(days([5] * 20, step=7), today=TODAY)
    assert found is not None
    assert found.end == date(2024, 5, 19)


def test_no_cadence_ends_after_yesterday() -> None:
    months = {date(2024, month, 1): 12 for month in range(1, 13)}
    found = read_extent(months, today=date(2024, 6, 10))
    assert found is not None
    assert found.end == date(2024, 6, 9)


@pytest.mark.parametrize("step", [1, 2, 10])
def test_other_distances_are_no_cadence(step: int) -> None:
    assert cadence_of([FIRST + timedelta(days=i * step) for i in range(40)]) == "day"


def test_hires_now_and_then_have_no_cadence() -> None:
    hires = [date(2024, 1, 8), date(2024, 2, 19), date(2024, 6, 3), date(2024, 7, 1)]
    assert cadence_of(hires) == "day"


def test_a_silence_seen_before_is_no_end_but_a_longer_one_is() -> None:
    hires = dict.fromkeys(
        [date(2024, 1, 8), date(2024, 2, 19), date(2024, 6, 3), date(2024, 7, 1)], 1
    )
    found = read_extent(hires, today=TODAY)
    assert found is not None
    assert found.silence == 104
    assert found.reaches(date(2024, 10, 13))
    assert not found.reaches(date(2024, 10, 14))


def test_rows_on_first_days_are_monthly_though_some_months_have_none() -> None:
    months = [date(2024, month, 1) for month in (1, 2, 5, 8, 12)]
    assert cadence_of(months) == "month"
    assert cadence_of([date(2024, month, 31) for month in (1, 3, 5, 12)]) == "month"
