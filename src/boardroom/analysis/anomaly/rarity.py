"""How rare a number is among those that came before it. Called by ``anomaly.score``.

The bulk of the past is used as it is (ranks); beyond it a generalised Pareto tail is fitted to the
largest values, so that «twice as far out as ever» is rarer than «a little further than ever».
"""

import math
from collections.abc import Iterator

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

LEAST_PAST = 20
"""Fewer earlier numbers than this say nothing about a tail."""

_GROWTH = 1.05
"""The past is sorted anew when it has grown by this factor: its tail changes little in between."""

_TAIL_SHARE = 0.02
_TAIL_LEAST = 10
_SHAPE_PRIOR = 0.2
_SHAPE_PRIOR_CASES = 20
_SHAPE_RANGE = (0.01, 0.9)


def blocks(size: int, start: int) -> Iterator[tuple[int, int]]:
    """(first, end) of the stretches from ``start`` on that share one view of the past: all rows
    before ``first``. They depend on ``start`` only, not on how long the series will be."""
    first = start
    while first < size:
        end = max(first + 1, int(first * _GROWTH))
        yield first, min(end, size)
        first = end


def rarity(values: Array, *, resolution: Array) -> Array:
    """How rare each value is, on either side, as −log10 of its tail probability; 0 where unknown.

    3 stands for «once in a thousand». A value is compared with those before it only.

    Args:
        values: one per row; NaN where there is none.
        resolution: per row, a difference too small to matter, in the unit of ``values``.

    Source: tail: J. Pickands, Statistical inference using extreme order statistics, Ann. Statist.
        3 (1975), by the method of moments, its shape shrunk towards a moderately heavy tail;
        streaming use: A. Siffer et al., Anomaly detection in streams with extreme value theory,
        KDD 2017.
    """
    found = np.zeros(values.size)
    for first, end in blocks(values.size, LEAST_PAST):
        past = values[:first]
        past = np.sort(past[np.isfinite(past)])
        if past.size < LEAST_PAST:
            continue
        now, least = values[first:end], float(resolution[first - 1])
        above = _rarity_above(now, past, least)
        below = _rarity_above(-now, -past[::-1], least)
        found[first:end] = np.maximum(above, below) - math.log10(2)
    return np.where(np.isfinite(values), np.maximum(found, 0.0), 0.0)


def _rarity_above(now: Array, past: Array, least: float) -> Array:
    """−log10 of the chance of a value at least as high, from the sorted past."""
    size = past.size
    as_high = size - np.searchsorted(past, now, side="left") + 1
    by_rank = np.log10((size + 1) / as_high)
    tail = min(max(_TAIL_LEAST, int(_TAIL_SHARE * size)), size - 1)
    edge = past[size - 1 - tail]
    shape, spread = _tail(past[size - tail :] - edge)
    spread = max(spread, least)
    if spread <= 0:
        return by_rank
    with np.errstate(invalid="ignore"):
        beyond = np.maximum((now - edge) / spread, 0.0)
    by_tail = math.log10((size + 1) / tail) + np.log1p(shape * beyond) / shape / math.log(10)
    return np.where(beyond > 0, np.maximum(by_tail, by_rank), by_rank)


def _tail(excess: Array) -> tuple[float, float]:
    """Shape and scale of the tail; the shape as if further cases had said the usual one."""
    mean = float(excess.mean())
    variance = float((excess / mean).var()) if mean > 0 else 0.0
    shape = 0.5 * (1.0 - 1.0 / variance) if variance > 0 else _SHAPE_PRIOR
    weight = excess.size / (excess.size + _SHAPE_PRIOR_CASES)
    shape = weight * shape + (1.0 - weight) * _SHAPE_PRIOR
    shape = min(max(shape, _SHAPE_RANGE[0]), _SHAPE_RANGE[1])
    return shape, mean * (1.0 - shape)
