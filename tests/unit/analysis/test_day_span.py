"""A day that lacks its end is told from one whose last row comes early by chance."""

import numpy as np
import pytest

from boardroom.analysis.day_span import is_cut


def _gaps(rows_per_day: float, days: int, seed: int) -> list[float]:
    """Hours from the last of a day's rows, spread evenly, to midnight."""
    rng = np.random.default_rng(seed)
    counts = np.maximum(rng.poisson(rows_per_day, days), 1)
    return [float(24 - rng.uniform(0, 24, count).max()) for count in counts]


@pytest.mark.parametrize("rows_per_day", [8, 40, 300])
def test_of_whole_days_hardly_one_is_taken_for_cut(rows_per_day: int) -> None:
    found = 0
    for seed in range(300):
        *others, last = _gaps(rows_per_day, 50, seed)
        found += is_cut(last, others)
    assert found <= 6


def test_a_day_that_ends_at_half_past_two_is_cut() -> None:
    for seed in range(50):
        others = _gaps(60, 40, seed)
        assert is_cut(9.5 + others[0], others)


def test_rows_without_a_time_of_day_are_never_cut() -> None:
    assert not is_cut(24.0, [24.0] * 30)


def test_a_shop_that_closes_in_the_evening_has_whole_days_and_early_saturdays() -> None:
    week = [6.1, 6.3, 5.9, 6.0, 6.2, 11.8]
    assert not is_cut(6.6, week * 4)
    assert not is_cut(11.9, [*week[:5] * 8, 11.8], alike=[11.8, 12.0])
    assert is_cut(11.9, week[:5] * 8)


def test_little_is_concluded_from_few_days() -> None:
    assert not is_cut(20.0, [0.1] * 9)
