"""Forecasts by the seasonal naive method with drift, with intervals measured on the series itself.

Called by ``executive``. The value one season before, moved by the median step from season to
season; the interval is the empirical quantile of the same method's errors on the past.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

MINIMUM_CASES = 8
"""Fewer past forecasts than this say too little of how far off the next one may be."""


@dataclass(frozen=True, kw_only=True)
class NaiveForecast:
    """The next values of a series.

    Attributes:
        values: expected, the next period first; ``low`` and ``high`` bound them.
        method: its standard name.
        cases: past periods forecast the same way, one step ahead.
        measured: share of them inside an interval made from all the others.
    """

    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    method: str
    cases: int
    measured: float


def forecast(
    values: Sequence[float], *, season: int | None, horizon: int, coverage: float = 0.8
) -> NaiveForecast | None:
    """The next ``horizon`` values; None when the past is too short to measure an interval.

    Where a season does not fit often enough into the series, the last value stands for it.

    Args:
        values: complete, equal periods, oldest first, without gaps.
        season: periods in one season, or None.
        horizon: how many periods ahead, at least 1.
        coverage: share of cases the interval is meant to hold.

    Example:
        >>> wave = [10.0, 20.0, 30.0, 20.0] * 5
        >>> found = forecast(wave, season=4, horizon=2)
        >>> found.values, found.method
        ((10.0, 20.0), 'seasonal naive with drift')
        >>> forecast([1.0, 2.0], season=None, horizon=1) is None
        True

    Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice, 3rd ed.,
        5.2; interval: split conformal prediction, the quantile of n + 1 absolute errors.
    """
    return _forecast(tuple(values), season, horizon, coverage)


@lru_cache(maxsize=1024)
def _forecast(
    values: tuple[float, ...], season: int | None, horizon: int, coverage: float
) -> NaiveForecast | None:
    """The forecast; known for values that every page of the same data forecasts again."""
    series = np.asarray(values, dtype=float)
    lag = season if season and series.size >= season + MINIMUM_CASES + 2 else 1
    errors = _errors(series, lag)
    if errors.size < MINIMUM_CASES:
        return None
    drift = _drift(series, lag)
    expected, low, high = [], [], []
    width = _quantile(errors, coverage)
    for step in range(horizon):
        rounds = step // lag + 1
        base = float(series[series.size - lag + step % lag]) + rounds * drift
        reach = width * math.sqrt(rounds if lag > 1 else step + 1)
        expected.append(base)
        low.append(base - reach)
        high.append(base + reach)
    others = [np.delete(errors, place) for place in range(errors.size)]
    inside = [
        error <= _quantile(rest, coverage) for error, rest in zip(errors, others, strict=True)
    ]
    return NaiveForecast(
        values=tuple(expected),
        low=tuple(low),
        high=tuple(high),
        method="naive with drift" if lag == 1 else "seasonal naive with drift",
        cases=int(errors.size),
        measured=float(np.mean(inside)),
    )


def _drift(series: Array, lag: int) -> float:
    """The median step from one season to the next; 0 without two of them."""
    return float(np.median(series[lag:] - series[:-lag])) if series.size > lag else 0.0


def _errors(series: Array, lag: int) -> Array:
    """Absolute errors of one step ahead forecasts, each made from what was known before it."""
    found = []
    for end in range(lag + 2, series.size):
        known = series[:end]
        expected = known[end - lag] + _drift(known, lag)
        found.append(abs(float(series[end]) - float(expected)))
    return np.asarray(found, dtype=float)


def _quantile(errors: Array, coverage: float) -> float:
    """The smallest error that covers ``coverage`` of the cases and one more."""
    ordered = np.sort(errors)
    place = min(math.ceil(coverage * (ordered.size + 1)), ordered.size)
    return float(ordered[place - 1])
