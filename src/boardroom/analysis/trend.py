"""Does a series rise or fall over its whole length, and how fast? Called by ``executive``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from boardroom.analysis.distribution import normal_two_sided
from boardroom.analysis.pair import pairs_of

MINIMUM_PERIODS = 8
_MOST_PERSISTENT = 0.9


@dataclass(frozen=True, kw_only=True)
class TrendTest:
    """The course of a series.

    Attributes:
        slope: median change per period, in the series' unit.
        periods: values it was measured on.
        p_value: how often a rise or fall this steady comes about without a trend.
        seasonal: True when each season's values were compared only with each other.
    """

    slope: float
    periods: int
    p_value: float
    seasonal: bool


def theil_sen_slope(values: Sequence[float]) -> float:
    """Median of the slopes between all pairs of values at equal distances; 0.0 for fewer than two.

    Example:
        >>> theil_sen_slope([1.0, 2.0, 3.0, 4.0, 500.0])
        1.0

    Source: P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63
        (1968).
    """
    array = np.asarray(values, dtype=float)
    if array.size < 2:
        return 0.0
    first, second, distance = pairs_of(array.size)
    return float(np.median((array[second] - array[first]) / distance))


def assess_trend(values: Sequence[float], *, season: int | None = None) -> TrendTest | None:
    """Test ``values`` (equal periods, oldest first) for a monotonic trend; None when there are
    too few.

    Two tests, of which the better counts, at twice its p-value: ranks (Mann-Kendall; its seasonal
    form with two full seasons or more; corrected for autocorrelation, so that slow wandering is
    seldom taken for a trend) and the signs of the steps, which know a smooth climb from wandering.

    Example:
        >>> assess_trend([float(v) for v in range(12)]).p_value < 0.001
        True
        >>> assess_trend([5.0, 3.0, 4.0, 6.0, 3.0, 5.0, 4.0, 5.0]).p_value > 0.3
        True

    Source: H. B. Mann (1945) and M. G. Kendall (1975); seasonal form: R. M. Hirsch and J. R.
        Slack, Water Resources Research 20 (1984); effective sample size of persistent series: S.
        Yue and C. Wang, Water Resources Management 18 (2004).
    """
    return _assess_trend(tuple(values), season)


@lru_cache(maxsize=1024)
def _assess_trend(values: tuple[float, ...], season: int | None) -> TrendTest | None:
    """The test; known for values that every page of the same data tests again."""
    array = np.asarray(values, dtype=float)
    if array.size < MINIMUM_PERIODS:
        return None
    slope = theil_sen_slope(array.tolist())
    seasonal = season is not None and array.size >= 2 * season
    if season is not None and seasonal:
        groups = [array[start::season] for start in range(season)]
        score = sum(_score(group) for group in groups)
        variance = sum(_variance(group) for group in groups)
    else:
        score = _score(array)
        variance = _variance(array)
    variance *= _persistence_factor(np.log(array) if bool(np.all(array > 0)) else array)
    by_rank = normal_two_sided(_standardised(score, variance=variance))
    p_value = min(1.0, 2.0 * min(by_rank, _steps_p_value(array)))
    return TrendTest(slope=slope, periods=int(array.size), p_value=p_value, seasonal=seasonal)


def _score(values: np.ndarray) -> float:
    first, second, _ = pairs_of(values.size)
    return float(np.sign(values[second] - values[first]).sum())


def _variance(values: np.ndarray) -> float:
    count = values.size
    _, ties = np.unique(values, return_counts=True)
    tied = float((ties * (ties - 1) * (2 * ties + 5)).sum())
    return (count * (count - 1) * (2 * count + 5) - tied) / 18.0


def _standardised(score: float, *, variance: float) -> float:
    if variance <= 0.0 or score == 0.0:
        return 0.0
    return (score - math.copysign(1.0, score)) / math.sqrt(variance)


def _steps_p_value(values: np.ndarray) -> float:
    """How often so uneven a number of rises and falls comes about when both are equally likely."""
    steps = np.sign(np.diff(values))
    count = int(np.count_nonzero(steps))
    most = max(int(np.count_nonzero(steps > 0)), int(np.count_nonzero(steps < 0)))
    tail = sum(math.comb(count, size) for size in range(most, count + 1))
    return float(min(1.0, 2.0 * tail / 2**count))


def _persistence_factor(values: np.ndarray) -> float:
    """How much one value's error carries into the next inflates the variance of the score; at
    least 1.

    First-order autocorrelation of the detrended values with its small-sample bias taken out
    (F. H. C. Marriott and J. A. Pope, Biometrika 41, 1954); factor (1 + r) / (1 - r).
    """
    count = values.size
    residuals = values - theil_sen_slope(values.tolist()) * np.arange(count)
    residuals = residuals - residuals.mean()
    power = float((residuals * residuals).sum())
    if power <= 1e-20 * float((values * values).sum()):
        return 1.0
    raw = float((residuals[:-1] * residuals[1:]).sum()) / power
    corrected = min(_MOST_PERSISTENT, max(0.0, raw + (2.0 + 4.0 * raw) / count))
    return (1.0 + corrected) / (1.0 - corrected)
