"""Our STL is the published one: it equals another implementation at every length."""

import numpy as np
import pytest
from statsmodels.tsa.seasonal import STL

from boardroom.analysis.forecasting.past import Array
from boardroom.analysis.forecasting.stl import decompose, seasonal_of


def _wandering(size: int, season: int) -> Array:
    """A season on top of a random walk."""
    random = np.random.default_rng(size)
    wave = 2 * np.sin(2 * np.pi * np.arange(size) / season)
    return np.asarray(20 + wave + random.normal(0, 0.3, size).cumsum())


@pytest.mark.parametrize(
    ("size", "season", "width"),
    [
        (400, 7, 11),
        (403, 7, 11),
        (26, 12, 11),
        (115, 12, 11),
        (300, 24, 15),
        (345, 168, 15),
        (40, 4, 11),
        (13, 2, 11),
    ],
)
def test_the_seasonal_part_is_what_stl_finds(size: int, season: int, width: int) -> None:
    values = _wandering(size, season)
    known = STL(values, period=season, seasonal=width, seasonal_deg=0).fit()
    assert seasonal_of(values, season, width=width) == pytest.approx(known.seasonal, abs=1e-9)


def test_two_seasons_in_a_series_are_told_apart() -> None:
    hours = np.arange(24 * 7 * 5)
    day = np.sin(2 * np.pi * hours / 24)
    week = 3 * np.cos(2 * np.pi * hours / 168)
    first, second = decompose(day + week + 10, (24, 168))
    assert first == pytest.approx(day, abs=0.1)
    assert second == pytest.approx(week, abs=0.1)


def test_decomposing_leaves_the_series_as_it_was() -> None:
    values = _wandering(60, 7)
    before = values.copy()
    decompose(values, (7,))
    assert np.array_equal(values, before)
