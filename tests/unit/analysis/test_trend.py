"""Trends: steady ones are found, wandering is seldom taken for one."""

import numpy as np
import pytest

from boardroom.analysis.trend import MINIMUM_PERIODS, assess_trend, theil_sen_slope


@pytest.mark.parametrize("persistence", [0.0, 0.5])
def test_noise_is_seldom_called_a_trend(persistence: float) -> None:
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(300):
        noise = rng.standard_normal(63)
        for place in range(1, 63):
            noise[place] += persistence * noise[place - 1]
        test = assess_trend(list(100.0 + noise[50:]))
        found += test is not None and test.p_value < 0.01
    assert found / 300 <= 0.035


def test_steady_growth_is_found() -> None:
    rng = np.random.default_rng(4)
    found = 0
    for _ in range(100):
        test = assess_trend(
            list(100.0 * 1.05 ** np.arange(13) * np.exp(0.05 * rng.standard_normal(13)))
        )
        found += test is not None and test.p_value < 0.01 and test.slope > 0
    assert found >= 85


def test_a_season_without_growth_is_no_trend() -> None:
    rng = np.random.default_rng(5)
    found = 0
    for _ in range(100):
        season = 100.0 * (1 + 0.4 * np.sin(2 * np.pi * np.arange(25) / 12))
        test = assess_trend(list(season + 3.0 * rng.standard_normal(25)), season=12)
        found += test is not None and test.p_value < 0.01
        assert test is None or test.seasonal
    assert found <= 3


def test_the_slope_is_not_moved_by_an_outlier() -> None:
    values = [float(place) for place in range(12)]
    values[5] = 900.0
    assert theil_sen_slope(values) == pytest.approx(1.0, abs=0.1)


def test_too_few_periods_have_no_trend() -> None:
    assert assess_trend([1.0] * (MINIMUM_PERIODS - 1)) is None
    assert theil_sen_slope([1.0]) == 0.0


def test_a_flat_series_has_no_trend() -> None:
    test = assess_trend([2.0] * 12)
    assert test is not None
    assert test.p_value == 1.0
