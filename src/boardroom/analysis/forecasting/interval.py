"""How far off a forecast may be, from how far off the same method was. Called by ``forecast``.

Misses of all horizons are brought to the size of the first by a power of the horizon and pooled;
their conformal quantile is brought back to each horizon. Test windows overlap, so the pool holds
fewer independent cases than residuals: the quantile is widened as Student's t is against the
normal distribution, with two degrees of freedom per window that does not overlap another.

Source: V. Vovk, A. Gammerman and G. Shafer, Algorithmic Learning in a Random World (2005), for the
    quantile of n + 1 cases. The widening is ours, measured on held-out series (``evals forecast``).
"""

import math
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.forecasting.past import Array

BLOCKS = 3
"""Measuring coverage, each of so many runs of moments is judged by the others."""

FREEDOM_PER_WINDOW = 2.0

_STEEPEST = 1.0
_FLATTEST = 0.0


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Half-widths of an interval, and how it fared.

    Attributes:
        reach: shape (horizon,), in the unit of the misses.
        residuals: how many misses it was made from.
        measured: share of misses inside an interval made from those of other moments.
    """

    reach: Array
    residuals: int
    measured: float


def interval_of(misses: Array, *, coverage: float, windows: float) -> Interval:
    """The interval that past misses ask for.

    Args:
        misses: shape (origins, horizon), oldest first; NaN where the future is not known.
        coverage: share of cases meant to lie inside.
        windows: how many horizons fit into the periods tested on.
    """
    growth = growth_of(misses)
    sizes = np.abs(misses) / growth
    widening = _widening(coverage, windows)
    pooled = sizes[np.isfinite(sizes)]
    inside: list[bool] = []
    for block in np.array_split(np.arange(len(sizes)), min(BLOCKS, len(sizes))):
        others = np.delete(sizes, block, axis=0)
        rest = others[np.isfinite(others)]
        own = sizes[block][np.isfinite(sizes[block])]
        if rest.size:
            inside += list(own <= widening * _quantile(rest, coverage))
    return Interval(
        reach=widening * _quantile(pooled, coverage) * growth,
        residuals=int(pooled.size),
        measured=float(np.mean(inside)) if inside else math.nan,
    )


def growth_of(misses: Array) -> Array:
    """How much larger a miss is at each horizon than at the first, shape (horizon,): a power of the
    horizon, between flat and straight, fitted to the mean size at each; a square root, as of a
    random walk, where there is too little to fit.
    """
    sizes = np.abs(misses)
    steps = np.arange(1, sizes.shape[1] + 1, dtype=float)
    counts = np.isfinite(sizes).sum(axis=0)
    means = np.nansum(sizes, axis=0) / np.maximum(counts, 1)
    used = means > 0
    if used.sum() < 2:
        return np.sqrt(steps)
    along, size, weight = np.log(steps[used]), np.log(means[used]), counts[used].astype(float)
    along = along - np.average(along, weights=weight)
    slope = float(np.sum(weight * along * size) / np.sum(weight * along**2))
    return np.asarray(steps ** min(max(slope, _FLATTEST), _STEEPEST), dtype=float)


def _widening(coverage: float, windows: float) -> float:
    from scipy.special import ndtri, stdtrit

    place = (1 + coverage) / 2
    return float(stdtrit(FREEDOM_PER_WINDOW * max(windows, 1.0), place) / ndtri(place))


def _quantile(sizes: Array, coverage: float) -> float:
    """The smallest size that covers ``coverage`` of the cases and one more."""
    ordered = np.sort(sizes)
    return float(ordered[min(math.ceil(coverage * (ordered.size + 1)), ordered.size) - 1])
