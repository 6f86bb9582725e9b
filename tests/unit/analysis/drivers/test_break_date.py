"""The day on which a series changed its level."""

import numpy as np
import pytest

from boardroom.analysis.drivers.break_date import find_break


def _noise(seed: int, days: int = 60) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return 100 + 10 * np.random.default_rng(seed).standard_normal(days)


def test_chance_alone_seldom_has_a_break() -> None:
    assert sum(find_break(_noise(seed).tolist()) is not None for seed in range(200)) <= 6


def test_slow_wandering_seldom_has_a_break() -> None:
    found = 0
    for seed in range(100):
        errors = np.random.default_rng(seed).standard_normal(90)
        course = [0.0]
        for error in errors:
            course.append(0.6 * course[-1] + error)
        found += find_break(course) is not None
    assert found <= 8


def test_weekdays_are_no_break_and_hide_none() -> None:
    week = np.tile([0, 0, 0, 0, 0, -60, -70], 12)
    flat = [find_break((_noise(seed, 84) + week).tolist()) for seed in range(50)]
    assert sum(found is not None for found in flat) <= 3
    fallen = _noise(1, 84) + week - np.where(np.arange(84) >= 50, 30, 0)
    found = find_break(fallen.tolist())
    assert found is not None
    assert found.low <= 50 <= found.high


def test_the_day_lies_in_its_interval_mostly() -> None:
    series = [_noise(seed) + np.where(np.arange(60) >= 40, 20, 0) for seed in range(100)]
    found = [item for one in series if (item := find_break(one.tolist())) is not None]
    assert len(found) >= 95
    assert all(item.after > item.before for item in found)
    assert sum(item.low <= 40 <= item.high for item in found) >= 0.85 * len(found)


def test_two_constants_break_exactly_and_one_has_none() -> None:
    found = find_break([3.0] * 10 + [5.0] * 10)
    assert found is not None
    assert (found.place, found.low, found.high) == (10, 10, 10)
    assert (found.before, found.after) == (3.0, 5.0)
    assert find_break([4.0] * 30) is None


@pytest.mark.parametrize("days", [0, 1, 13])
def test_few_days_tell_nothing(days: int) -> None:
    assert find_break([float(day) for day in range(days)]) is None
