"""How far rows of a leaf table lie from what is expected of them when nothing has happened.

The variance of a row with expected value f is (relative · f)² + count · f: what is forecast has an
error in proportion to its size, what is counted varies by chance (count = 1 for independent
events, more where they come in groups). Both parts are fitted to the rows themselves, most of which
are taken to be as expected. Called by ``cause``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np

from boardroom.analysis.localisation.leaf import Codes, Flags, Floats, LeafTable

_LEAST_RELATIVE = 1e-3
_BATCH = 25.0
"""Expected value of a batch: counts of so much are nearly normal."""
_BINS = 16
_LEAST_IN_BIN = 60
_TELLING_BINS = 6
_ROUNDS = 4
_EFFICIENCY = 0.37
"""Of the median deviation, against the standard deviation."""
_FEWEST = 60
"""Batches that a table has at least, unless it has fewer rows."""
_LOW = 0.25
_LOW_POINT = 0.3186
"""The share of rows that are surely as expected, and the point of |z| below which it lies."""
_PART, _PART_POINT = 0.4, 0.5244
"""The same for the narrowest range with most of the values."""
_SAME_DRIFT, _CALMER = 0.02, 0.75
_FAR = 3.5
_MEDIAN_POINT = 0.6745
_TIED = 1e-6
"""Below this share of the median, values are equal but for rounding and tell no spread."""


@dataclass(frozen=True, kw_only=True)
class Noise:
    """The two parts of the variance, and the drift that all rows share.

    Attributes:
        drift: actual ÷ expected of rows to which nothing has happened.
    """

    relative: float
    count: float
    drift: float = 1.0

    def variance(self, expected: Floats) -> Floats:
        """Of each row; ``expected`` is without the drift."""
        f = expected * self.drift
        return (self.relative * f) ** 2 + self.count * f

    def calmer_than(self, other: "Noise") -> bool:
        """Whether it is clearly smaller; or not larger, around another drift."""
        ratio = _size(self) / max(_size(other), 1e-12)
        moved = abs(self.drift - other.drift) > _SAME_DRIFT
        return ratio < _CALMER or (moved and ratio <= 1)


def measure_noise(table: LeafTable, rows: Flags | None = None) -> Noise:
    """The noise of a table, or of some of its rows; the smallest found over batches along each
    dimension, as what happened to some value of a dimension spreads over the batches along all
    others.
    """
    chosen = table.expected > 0 if rows is None else rows & (table.expected > 0)
    orders = [order[chosen[order]] for order in table.neighbours]
    batched = [_batches(table, order) for order in orders if len(order)]
    drift = _drift(batched)
    best: Noise | None = None
    for batches in batched:
        found = _fitted(batches, drift)
        if best is None or _size(found) < _size(best):
            best = found
    noise = best or Noise(relative=_LEAST_RELATIVE, count=0.0)
    doubt = _doubt(max((len(batches.expected) for batches in batched), default=1))
    return Noise(
        relative=max(noise.relative, _LEAST_RELATIVE) * sqrt(doubt),
        count=noise.count * doubt,
        drift=drift,
    )


def _doubt(batches: int) -> float:
    """By how much the variance may be larger than measured on so many batches: two standard errors
    of a median deviation.
    """
    return 1 + 2 * sqrt(2 / (_EFFICIENCY * batches))


@dataclass(frozen=True, kw_only=True)
class _Batches:
    """Sums over batches of neighbours: of what is, of what is expected, and of its squares."""

    actual: Floats
    expected: Floats
    squares: Floats


def _size(noise: Noise) -> float:
    """The standard deviation of a batch."""
    return float(noise.variance(np.array([_BATCH]))[0])


def _drift(batched: Sequence[_Batches]) -> float:
    """What actual ÷ expected mostly is, where rows are batched to be more than chance."""
    ratios = [_middle_of_most(batches.actual / batches.expected) for batches in batched]
    middle = float(np.median(ratios)) if ratios else 1.0
    return middle if middle > 0 else 1.0


def _middle_of_most(values: Floats) -> float:
    """The median of the values around the narrowest range that has two fifths of them: what half of
    the values do elsewhere does not move it. (P. J. Rousseeuw's shorth, of a smaller part.)
    """
    ordered = np.sort(values)
    size = max(1, int(np.ceil(_PART * len(ordered))))
    widths = ordered[size - 1 :] - ordered[: len(ordered) - size + 1]
    low = int(np.argmin(widths))
    centre = float(np.median(ordered[low : low + size]))
    reach = _FAR * float(widths[low]) / 2 / _PART_POINT
    return float(np.median(ordered[np.abs(ordered - centre) <= reach]))


def _batches(table: LeafTable, order: Codes) -> _Batches:
    """Batches of rows in the given order; each row is one where they are large enough."""
    actual, expected = table.actual[order], table.expected[order]
    level = min(_BATCH, float(np.sum(expected)) / _FEWEST)
    if float(np.median(expected)) >= level:
        return _Batches(actual=actual, expected=expected, squares=expected**2)
    number = np.floor(np.cumsum(expected) / level).astype(np.int64)
    _, batch = np.unique(number, return_inverse=True)
    total = _summed(batch, expected)
    full = total >= min(level / 2, float(np.max(total)))
    return _Batches(
        actual=_summed(batch, actual)[full],
        expected=total[full],
        squares=_summed(batch, expected**2)[full],
    )


def _summed(batch: Codes, values: Floats) -> Floats:
    return np.asarray(np.bincount(batch, weights=values), dtype=np.float64)


def _fitted(batches: _Batches, drift: float) -> Noise:
    """Least squares of robust variances over bins of size, neither part below zero."""
    total, squares = batches.expected, batches.squares
    gap = batches.actual - drift * total
    order = np.argsort(total, kind="stable")
    bins = max(1, min(_BINS, len(order) // _LEAST_IN_BIN))
    edges = np.linspace(0, len(order), bins + 1).astype(np.int64)
    rows = []
    for low, high in pairwise(edges.tolist()):
        part = order[low:high]
        scale = np.sqrt(np.maximum(total[part], 1e-12))
        spread = _spread(np.abs(gap[part]) / scale) ** 2
        rows.append((float(np.mean(squares[part] / total[part])), 1.0, spread))
    design = np.array([row[:2] for row in rows])
    target = np.array([row[2] for row in rows])
    parts = np.array([0.0, float(np.median(target))])
    least = max(0.1 * float(np.median(target)), 1e-12)
    for _ in range(_ROUNDS):
        parts = _least_squares(design, target, 1.0 / np.maximum(design @ parts, least))
    if bins < _TELLING_BINS:
        # Too few to say which part it is: it may be all of either.
        weight = 1.0 / np.maximum(target, least)
        alone = [_fit(design, target, weight, columns=[column]) for column in (0, 1)]
        parts = np.maximum(alone[0], 0) + np.maximum(alone[1], 0)
    return Noise(relative=float(np.sqrt(parts[0])), count=float(parts[1]))


def _least_squares(design: Floats, target: Floats, weight: Floats) -> Floats:
    """The weighted fit by both columns or one, whichever is best without a part below zero."""
    best, least = np.zeros(2), np.inf
    for columns in ([0, 1], [0], [1]):
        parts = _fit(design, target, weight, columns=columns)
        error = float(np.sum(((design @ parts - target) * weight) ** 2))
        if np.all(parts >= 0) and error < least:
            best, least = parts, error
    return best


def _fit(design: Floats, target: Floats, weight: Floats, *, columns: list[int]) -> Floats:
    parts = np.zeros(2)
    chosen = design[:, columns] * weight[:, None]
    parts[columns] = np.linalg.lstsq(chosen, target * weight, rcond=None)[0]
    return parts


def _spread(sizes: Floats) -> float:
    """The standard deviation of most of the values whose sizes are given."""
    ordered = np.sort(sizes)
    first = float(ordered[int(_LOW * (len(ordered) - 1))]) / _LOW_POINT
    near = len(ordered)
    if first > _TIED * float(ordered[near // 2]):
        near = int(np.searchsorted(ordered, _FAR * first, side="right"))
    return float(ordered[near // 2]) / _MEDIAN_POINT
