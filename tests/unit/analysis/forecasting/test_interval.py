"""Intervals hold what they are meant to hold, on processes whose future is known."""

from collections.abc import Callable

import numpy as np
import pytest

from boardroom.analysis.forecasting.candidate import SeasonalNaive
from boardroom.analysis.forecasting.forecast import Asked, Maker, SeriesForecast, forecast
from boardroom.analysis.forecasting.interval import growth_of, interval_of
from boardroom.analysis.forecasting.past import Array

AHEAD = 6
Process = Callable[[np.random.Generator, int], Array]


def _walk(rng: np.random.Generator, size: int) -> Array:
    return 500 + np.cumsum(rng.normal(0, 1, size))


def _noise(rng: np.random.Generator, size: int) -> Array:
    return 100 + rng.standard_t(4, size)


def _seasonal(rng: np.random.Generator, size: int) -> Array:
    steps = np.arange(size)
    level = 300 + np.cumsum(rng.normal(0, 2, size))
    return np.asarray(level * (1 + 0.2 * np.sin(np.pi * steps / 6)) * rng.lognormal(0, 0.04, size))


def _held(
    process: Process, coverage: float, *, series: int, methods: Maker | None
) -> tuple[float, float]:
    """The share of the future inside, and the mean share that the forecasts said they measured."""
    inside, measured = [], []
    for seed in range(series):
        values = process(np.random.default_rng(seed), 84 + AHEAD)
        asked = Asked(
            values=tuple(values[:-AHEAD]), seasons=(12,), horizon=AHEAD, coverage=coverage
        )
        found = forecast(asked, candidates=methods)
        assert isinstance(found, SeriesForecast)
        inside.append((values[-AHEAD:] >= found.low) & (values[-AHEAD:] <= found.high))
        measured.append(found.measured)
    return float(np.mean(inside)), float(np.mean(measured))


@pytest.mark.parametrize("coverage", [0.8, 0.95])
@pytest.mark.parametrize("process", [_walk, _noise])
def test_naive_intervals_hold_their_share(process: Process, coverage: float) -> None:
    held, measured = _held(
        process, coverage, series=250, methods=lambda _past, _size: (SeasonalNaive(season=1),)
    )
    assert held == pytest.approx(coverage, abs=0.05)
    assert measured == pytest.approx(coverage, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("process", [_walk, _noise, _seasonal])
def test_intervals_of_the_chosen_method_hold_their_share(process: Process) -> None:
    held, _ = _held(process, 0.9, series=60, methods=None)
    assert held == pytest.approx(0.9, abs=0.06)


def test_misses_grow_as_a_random_walk_does() -> None:
    rng = np.random.default_rng(0)
    misses = np.cumsum(rng.normal(0, 1, (4_000, 9)), axis=1)
    assert growth_of(misses) == pytest.approx(np.sqrt(np.arange(1, 10)), rel=0.05)
    assert growth_of(rng.normal(0, 1, (4_000, 9))) == pytest.approx(np.ones(9), abs=0.05)
    assert growth_of(np.zeros((3, 4))) == pytest.approx(np.sqrt(np.arange(1, 5)))


def test_the_interval_counts_what_is_known_and_judges_it_by_other_moments() -> None:
    misses = np.array([[1.0], [-1.0], [1.0], [np.nan], [50.0], [1.0]])
    found = interval_of(misses, coverage=0.8, windows=1_000)
    assert found.residuals == 5
    assert found.reach == pytest.approx([50.0], rel=1e-3)
    assert found.measured == pytest.approx(4 / 5)
