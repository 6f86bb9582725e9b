"""Seasons taken apart from trend and noise: STL without its robust rounds. Called by ``candidate``.

Each smoothing is a local regression on equally spaced places, so its weights depend on the length
of the series alone: one kernel in the middle, a few rows at either end. They are worked out once
and applied as products of arrays, several times faster than place by place.

Source: R. B. Cleveland, W. S. Cleveland, J. E. McRae and I. Terpenning, STL: A Seasonal-Trend
    Decomposition Procedure Based on Loess (1990).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from boardroom.analysis.forecasting.past import Array

INNER_ROUNDS = 5
"""Season and trend are read anew so many times, each from what the other leaves."""

_WIDTH = 7
_WIDER = 4
_KEPT_WEIGHTS = 128
_FLAT = 1e-3


def decompose(past: Array, seasons: Sequence[int]) -> Sequence[Array]:
    """The pattern of each season over ``past``, shortest season first.

    Source: K. Bandara, R. J. Hyndman and C. Bergmeir, MSTL: A Seasonal-Trend Decomposition
        Algorithm for Time Series with Multiple Seasonal Patterns (2021).
    """
    patterns: list[Array] = [np.zeros(past.size) for _ in seasons]
    left = past
    for _ in range(min(len(seasons), 2)):
        for place, season in enumerate(seasons):
            whole = left + patterns[place]
            patterns[place] = seasonal_of(whole, season, width=_WIDTH + _WIDER * (place + 1))
            left = whole - patterns[place]
    return patterns


def seasonal_of(values: Array, season: int, *, width: int) -> Array:
    """The seasonal part of ``values``, shape (n,): what recurs after ``season`` periods.

    Args:
        values: shape (n,), two seasons long at least.
        season: periods, 2 at least.
        width: over how many seasons the pattern is smoothed; odd.
    """
    longest, shorter = math.ceil(1.5 * season / (1 - 1.5 / width)) | 1, (season + 1) | 1
    smooth_trend = _smoother(min(longest, values.size), longest)
    smooth_level = _smoother(min(shorter, values.size), shorter)
    once = np.full(season, 1 / season)
    level = np.convolve(np.convolve(once, once), np.full(3, 1 / 3))
    trend: Array = np.zeros(values.size)
    pattern = trend
    for _ in range(INNER_ROUNDS):
        cycles = _smooth_cycles(values - trend, season, width)
        drift = smooth_level(np.convolve(cycles, level, mode="valid"))
        pattern = cycles[season:-season] - drift
        trend = smooth_trend(values - pattern)
    return pattern


def _smooth_cycles(values: Array, season: int, width: int) -> Array:
    """Each place in the season smoothed over its rounds, and read one round beyond either end:
    shape (n + 2 · season,).
    """
    rounds, rest = divmod(values.size, season)
    given = np.zeros((rounds + 1, season))
    given.flat[: values.size] = values
    found = np.zeros((rounds + 3, season))
    if rest:
        found[:, :rest] = _round_weights(rounds + 1, width) @ given[:, :rest]
    found[:-1, rest:] = _round_weights(rounds, width) @ given[:-1, rest:]
    return found.ravel()[: values.size + 2 * season]


@lru_cache(maxsize=_KEPT_WEIGHTS)
def _round_weights(count: int, width: int) -> Array:
    """Shape (count + 2, count): what each of ``count`` rounds counts for in the level at each, and
    at one before and one after them.
    """
    places = np.arange(-1, count + 1)
    seen = min(width, count)
    first = np.clip(places - seen // 2, 0, count - seen)
    weights = _weights(places - first, seen, width)
    found = np.zeros((count + 2, count))
    np.put_along_axis(found, first[:, None] + np.arange(seen), weights, axis=1)
    return found


@dataclass(frozen=True, kw_only=True)
class _Smoother:
    """Local linear regression of a series.

    Attributes:
        kernel: shape (width,): what the values around a place count for, the last one first.
        head, tail: shape (places, width): the same at the first and the last places.
    """

    kernel: Array
    head: Array
    tail: Array

    def __call__(self, values: Array) -> Array:
        """The smoothed values."""
        width = self.kernel.size
        middle = np.convolve(values, self.kernel, mode="valid")
        return np.concatenate([self.head @ values[:width], middle, self.tail @ values[-width:]])


@lru_cache(maxsize=_KEPT_WEIGHTS)
def _smoother(seen: int, width: int) -> _Smoother:
    """Smooths over windows of ``width`` (odd), of which ``seen`` values are there: all of them, or
    as many as a shorter series has."""
    places = np.arange(seen)
    flat = _weights(places, seen, width)
    mean = flat @ places
    away = places - mean[:, None]
    spread = (flat * away**2).sum(axis=1)
    slope = np.divide(places - mean, spread, out=np.zeros(seen), where=spread > _FLAT)
    rows = flat * (1 + slope[:, None] * away)
    middle = (seen - 1) // 2
    return _Smoother(kernel=rows[middle, ::-1], head=rows[:middle], tail=rows[middle + 1 :])


def _weights(
    places: np.ndarray[tuple[int, ...], np.dtype[np.int64]], seen: int, width: int
) -> Array:
    """Shape (places, seen): what each of the ``seen`` values in a window counts for at a place, by
    the tricube of its distance; a series shorter than the window is seen whole from every place.
    """
    distance = np.abs(np.arange(seen) - places[:, None])
    reach = distance.max(axis=1, keepdims=True) + (width - seen) // 2
    weights = (1 - np.minimum(distance / reach, 1.0) ** 3) ** 3
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
