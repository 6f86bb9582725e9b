"""Classic rules for outliers, for who asks for one by name; they look at all values at once.

They know no order, season or trend: on a series that has any, ``detection.detect`` is right and
these are not. Called by ``anomaly.method``.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from boardroom.analysis.anomaly.anomaly import Anomaly, AnomalyKind
from boardroom.analysis.anomaly.expectation import Band
from boardroom.analysis.anomaly.rarity import Array
from boardroom.analysis.distribution import normal_two_sided

_CEILING = 10.0
_NORMAL_QUARTILES = 1.349
"""Distance of the quartiles of a standard normal distribution."""

DEVIATIONS = 3.0
"""Of the z-score rule."""

FENCE = 1.5
"""Of the interquartile rule, in distances of the quartiles."""

ISOLATED = 0.7
"""Least anomaly score of the isolation forest."""

_TREES = 100
_SEED = 0
_FEWEST = 4


Rule = Callable[[Array], tuple[Band, Array]]
"""From all known values to what is usual, and to how far beyond it each lies."""


def outliers(
    times: Sequence[date], values: Sequence[float] | Array, *, rule: Rule
) -> tuple[Anomaly, ...]:
    """Values that the rule sets apart, in order of time; none among fewer than four.

    ``score`` is on the scale of ``detect`` under a normal distribution; of the isolation forest, it
    is its own anomaly score.

    Args:
        times: one per value.
        values: NaN where there is none.

    Example:
        >>> days = [date(2026, 1, day) for day in range(1, 11)]
        >>> found = outliers(days, [5, 6, 5, 7, 6, 5, 6, 50, 6, 5], rule=by_quartiles)
        >>> [(each.value, each.start.day) for each in found]
        [(50.0, 8)]
    """
    series = np.asarray(values, dtype=float)
    rows = np.flatnonzero(np.isfinite(series))
    if rows.size < _FEWEST:
        return ()
    known = series[rows]
    band, scores = rule(known)
    apart = np.flatnonzero((known < band.low) | (known > band.high)).tolist()
    return tuple(
        Anomaly(
            kind=AnomalyKind.OUTLIER,
            row=int(rows[place]),
            last_row=int(rows[place]),
            start=times[int(rows[place])],
            end=times[int(rows[place])],
            value=float(known[place]),
            expected=band.expected,
            low=band.low,
            high=band.high,
            score=float(scores[place]),
        )
        for place in apart
    )


def by_deviations(values: Array) -> tuple[Band, Array]:
    """Further from the mean than three standard deviations."""
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    reach = DEVIATIONS * deviation
    band = Band(expected=mean, low=mean - reach, high=mean + reach)
    return band, _normal_scores(values - mean, deviation)


def by_quartiles(values: Array) -> tuple[Band, Array]:
    """Beyond the quartiles by 1.5 of their distance (Tukey's fences)."""
    low, middle, high = (float(x) for x in np.quantile(values, [0.25, 0.5, 0.75]))
    reach = FENCE * (high - low)
    band = Band(expected=middle, low=low - reach, high=high + reach)
    return band, _normal_scores(values - middle, (high - low) / _NORMAL_QUARTILES)


def by_isolation(values: Array) -> tuple[Band, Array]:
    """Set apart by few random cuts (Liu, Ting and Zhou, ICDM 2008)."""
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=_TREES, random_state=_SEED)
    scores = -forest.fit(values[:, None]).score_samples(values[:, None])
    middle = float(np.median(values))
    usual = values[scores < ISOLATED]
    usual = usual if usual.size else np.array([middle])
    return Band(expected=middle, low=float(usual.min()), high=float(usual.max())), scores


def _normal_scores(distances: Array, deviation: float) -> Array:
    """Tenths of −log10 of the normal tail probability; 1 where nothing varies but this does."""
    if deviation <= 0:
        return np.where(distances != 0, 1.0, 0.0)
    tails = [max(normal_two_sided(float(x) / deviation), 10**-_CEILING) for x in distances]
    return np.array([-math.log10(tail) / _CEILING for tail in tails])
