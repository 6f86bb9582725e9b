"""How much of a course is its season, as a number from 0 to 1. Called by ``ask``.

Source: X. Wang, K. Smith and R. Hyndman, Characteristic-based clustering for time series data, Data
    Mining and Knowledge Discovery 13 (2006).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.forecasting.stl import decompose

SEASONAL = 0.64
"""From this strength on a course is called seasonal; noise over three years seldom reaches it."""
_CYCLES = 3


@dataclass(frozen=True, kw_only=True)
class SeasonStrength:
    """The season of a course.

    Attributes:
        strength: the share of what is left without the trend that the season makes up.
        highest, lowest: places in the season, 0 being that of the first value.
    """

    strength: float
    highest: int
    lowest: int


def season_strength(values: Sequence[float], *, season: int) -> SeasonStrength | None:
    """The season of equal periods, oldest first; None where fewer than three were seen, or nothing
    moves. What is above zero throughout is taken in logs: a growing business has one season.

    Example:
        >>> found = season_strength([10.0, 20.0, 30.0, 20.0] * 4, season=4)
        >>> found.highest, found.lowest, found.strength > 0.99
        (2, 0, True)
        >>> season_strength([1.0, 2.0, 3.0], season=4) is None
        True
    """
    given = np.asarray(values, dtype=float)
    if given.size < _CYCLES * season or np.ptp(given) == 0:
        return None
    course = np.log(given) if bool((given > 0).all()) else given
    (pattern,) = decompose(course, (season,))
    left = course - pattern
    trend = np.convolve(left, _centred(season), mode="valid")
    begin = (given.size - trend.size) // 2
    inner = slice(begin, begin + trend.size)
    rest, seasonal = left[inner] - trend, pattern[inner]
    whole = float(np.var(rest + seasonal))
    usual = np.array([pattern[place::season].mean() for place in range(season)])
    strength = max(0.0, 1 - float(np.var(rest)) / whole) if whole > 0 else 0.0
    return SeasonStrength(
        strength=strength, highest=int(usual.argmax()), lowest=int(usual.argmin())
    )


def _centred(season: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """The weights of a mean over one season around a place."""
    if season % 2:
        return np.full(season, 1 / season)
    weights = np.full(season + 1, 1 / season)
    weights[[0, -1]] /= 2
    return weights
