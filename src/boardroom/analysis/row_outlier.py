"""Single rows whose amount lies far outside of what is usual for their own kind. Pure.

Amounts are compared as ratios (by their logarithm) with the median of their group: of all ways to
group that the caller knows, the one that leaves least spread. How far is far is read from the tail
of these ratios itself, beyond the ninth tenth: amounts whose large ones are ten times the usual
(heavy tails) so have no outlier that is ten times the usual.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_ROWS = 200
"""Fewer say nothing of a tail."""

FEWEST_IN_GROUP = 8
"""The median of fewer is no usual amount."""

_LEAST_COVER = 0.8
"""A way to group that leaves more rows than a fifth in groups too small is none."""

_TAIL = 0.1
_FEWEST_BEYOND = 20
_PLACES = (0.5, 0.8, 0.95)
"""Where the tail's length is read: the longest counts, so that one that bends outward is not taken
for a short one; a twentieth of the tail may be outliers."""

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What is usual for the group of one row.

    Attributes:
        median: of the amounts in its group, ``rows`` of them; nine in ten of all rows are between
            ``low`` and ``high`` when measured at its median.
    """

    median: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True, kw_only=True)
class Rating:
    """How unusual each row is.

    Attributes:
        grouping: the name of the way to group that was taken.
        p_values: one per row, in the order given: how often a row is so far off its group's usual
            amount; 1 where it cannot be judged.
    """

    grouping: str
    p_values: Array
    _ratios: Array
    _places: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    _medians: Array
    _counts: Array

    def usual(self, row: int) -> Usual:
        """What is usual for the group of a row."""
        low, high = np.quantile(self._ratios[~np.isnan(self._ratios)], [0.05, 0.95])
        place = self._places[row]
        middle = float(self._medians[place])
        return Usual(
            median=float(np.exp(middle)),
            low=float(np.exp(middle + low)),
            high=float(np.exp(middle + high)),
            rows=int(self._counts[place]),
        )


def rate_rows(
    amounts: Sequence[float] | Array, groupings: Mapping[str, Sequence[object]]
) -> Rating | None:
    """Rate each row against its group; None where there are too few, or nothing to compare with.

    Args:
        amounts: one per row; those not above 0 are not judged.
        groupings: way to group → the group of each row; None = in none.

    Example:
        >>> small = [100.0 + step % 7 for step in range(300)]
        >>> found = rate_rows([*small, 90_000.0], {"all": ["x"] * 301})
        >>> bool(found.p_values[-1] < 1e-6), bool(found.p_values[:-1].min() > 1e-3)
        (True, True)

    Source: exponential excesses of logarithms, the tail of a Pareto law: B. M. Hill, A simple
        general approach to inference about the tail of a distribution, Annals of Statistics 3
        (1975); read at quantiles, so that outliers do not lengthen it.
    """
    values = np.asarray(amounts, dtype=float)
    positive = values > 0
    if np.count_nonzero(positive) < FEWEST_ROWS:
        return None
    logs = np.full(values.size, np.nan)
    logs[positive] = np.log(values[positive])
    grouped = (_group(name, logs, groups) for name, groups in groupings.items())
    usable = [item for item in grouped if item is not None]
    if not usable:
        return None
    best = min(usable, key=lambda item: _spread(item._ratios))
    return best


def _group(name: str, logs: Array, groups: Sequence[object]) -> Rating | None:
    """The rows by one way to group; None where it covers too few."""
    numbers: dict[object, int] = {}
    places = np.array([numbers.setdefault(group, len(numbers)) for group in groups])
    known = ~np.isnan(logs) & np.array([group is not None for group in groups])
    medians = np.full(len(numbers), np.nan)
    counts = np.bincount(places[known], minlength=len(numbers)).astype(float)
    order = np.argsort(places[known], kind="stable")
    ordered, sizes = logs[known][order], counts.astype(int)
    ends = np.cumsum(sizes)
    for place in np.flatnonzero(sizes >= FEWEST_IN_GROUP):
        medians[place] = np.median(ordered[ends[place] - sizes[place] : ends[place]])
    ratios = np.where(known, logs - medians[places], np.nan)
    judged = ~np.isnan(ratios)
    covered = np.count_nonzero(judged) >= max(
        FEWEST_ROWS, _LEAST_COVER * np.count_nonzero(~np.isnan(logs))
    )
    if not covered:
        return None
    p_values = np.ones(logs.size)
    p_values[judged] = np.minimum(1.0, 2.0 * _chances(ratios[judged]))
    return Rating(
        grouping=name,
        p_values=p_values,
        _ratios=ratios,
        _places=places,
        _medians=medians,
        _counts=counts,
    )


def _spread(ratios: Array) -> float:
    """How far eight in ten lie apart."""
    low, high = np.quantile(ratios[~np.isnan(ratios)], [0.1, 0.9])
    return float(high - low)


def _chances(ratios: Array) -> Array:
    """How often a ratio is so high, or so low, by the length of its own tail."""
    return np.minimum(_beyond(ratios), _beyond(-ratios))


def _beyond(ratios: Array) -> Array:
    """The edge lies below a tenth of the rows, and twenty, at a value that is there: amounts that
    come again and again stand on one side of it.
    """
    ordered = np.sort(ratios)
    many = max(_FEWEST_BEYOND, int(_TAIL * ratios.size))
    below = ordered[ordered < ordered[-min(many, ratios.size)]]
    if not below.size:
        return np.ones(ratios.size)
    edge = float(below[-1])
    excess = ratios[ratios > edge] - edge
    length = max(float(np.quantile(excess, at)) / -np.log1p(-at) for at in _PLACES)
    share = excess.size / ratios.size
    chances = share * np.exp(-np.maximum(0.0, ratios - edge) / length)
    return np.asarray(np.where(ratios > edge, chances, 1.0), dtype=float)
