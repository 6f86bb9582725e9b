"""Which series move together, and which of two comes first: pairs that survive control of false
discoveries over all pairs and lags.

For each pair the most telling lag is looked for; Pearson's and Spearman's correlation must both
say so, which keeps single far-out days from doing it. What two series share only because both
follow a third is left out, by the partial correlation, where both are closer to the third than to
each other. Nothing here says that one causes the other. Called by ``executive.scan``.

Source: the weakest side of a triangle is the one that the other two may explain (A. A. Margolin et
al., ARACNE, BMC Bioinformatics 7 (2006) S7).
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.correlation.cross import Cross, chances, correlate, rank
from boardroom.analysis.discovery import discoveries
from boardroom.analysis.panel.series import Floats

_NINE_IN_TEN = 1.645
_TWICE = 2.0
_LEAST_SIZE = 30.0
"""Fewer effective values tell too little, however high the correlation."""

_STILL = 0.05
"""What chance does this often is no longer there when the third series is taken into account."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two series that move together.

    Attributes:
        first, second: their places; ``first`` is the one that comes first.
        lag: periods from the first to the second; 0 = no order can be told.
        r: Pearson's correlation at that lag; nine times in ten it lies between ``low`` and
            ``high``.
        rank_r: Spearman's.
        size: the effective number of values.
        p_value: how often unrelated series do as much, all lags counted.
    """

    first: int
    second: int
    lag: int
    r: float
    low: float
    high: float
    rank_r: float
    size: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Together:
    """The pairs, plainest first; ``tests`` says how many pairs were compared."""

    pairs: tuple[Pair, ...]
    tests: int


def move_together(
    values: Floats,
    *,
    related: AbstractSet[tuple[int, int]],
    most_lag: int,
    rate: float,
    worth: float = 1.0,
) -> Together:
    """The pairs of series that move together.

    Args:
        values: shape (S, T): deviations from what was expected; NaN = unknown.
        related: pairs (i < j) that move together by definition; they are neither told nor taken for
            what another pair follows.
        most_lag: the largest lag looked at, in periods.
        rate: at most this share of the pairs is false on average.
        worth: what each value counts for: less than 1 where something was fitted to them.
    """
    plain, ranks = (
        correlate(item, most_lag=most_lag, worth=worth) for item in (values, rank(values))
    )
    chance = np.maximum(chances(plain.r, plain.size), chances(ranks.r, ranks.size))
    chance[np.sign(plain.r) != np.sign(ranks.r)] = 1.0
    known = np.minimum(plain.size, ranks.size) >= _LEAST_SIZE
    chance[~known] = 1.0
    least, tested = chance.min(axis=0), known.any(axis=0)
    places = np.argwhere(np.triu(tested | tested.T, k=1))
    compared = [(int(one), int(other)) for one, other in places if (one, other) not in related]
    p_values = [_over_lags(least, one, other, most_lag) for one, other in compared]
    kept = discoveries(p_values, rate=rate)
    found = [
        _pair(plain, ranks, chance, place, p_value)
        for place, p_value, is_kept in zip(compared, p_values, kept, strict=True)
        if is_kept
    ]
    own = [item for item in found if not _follow_a_third(plain, item, found, related)]
    return Together(
        pairs=tuple(sorted(own, key=lambda item: -abs(item.r) * item.size**0.5)),
        tests=len(compared),
    )


def partial_correlation(one_other: float, one_third: float, other_third: float) -> float:
    """The correlation of two series that is left when a third is taken out of both.

    Example:
        >>> round(partial_correlation(0.5, 0.6, 0.0), 6)
        0.625
    """
    left = (1 - one_third**2) * (1 - other_third**2)
    return float((one_other - one_third * other_third) / np.sqrt(max(left, 1e-12)))


def _over_lags(least: Floats, one: int, other: int, most_lag: int) -> float:
    """How often unrelated series have as much at any lag, either way."""
    return min(1.0, float(min(least[one, other], least[other, one])) * (2 * most_lag + 1))


def _pair(
    plain: Cross, ranks: Cross, chance: Floats, place: tuple[int, int], p_value: float
) -> Pair:
    """The pair at its most telling lag; at none where the one at that lag is hardly larger."""
    one, other = place
    forth, back = chance[:, one, other], chance[:, other, one]
    first, second = (one, other) if forth.min() <= back.min() else (other, one)
    lag = int(np.argmin(chance[:, first, second]))
    if lag and not _is_later(plain, first, second, lag):
        lag = 0
    r, size = plain.at(first, second, lag), float(plain.size[lag, first, second])
    low, high = _range(r, size)
    return Pair(
        first=first,
        second=second,
        lag=lag,
        r=r,
        low=low,
        high=high,
        rank_r=ranks.at(first, second, lag),
        size=size,
        p_value=p_value,
    )


def _is_later(plain: Cross, first: int, second: int, lag: int) -> bool:
    """Whether the correlation at a lag is larger than at none by more than two deviations."""
    then, now = plain.at(first, second, lag), plain.at(first, second, 0)
    size = min(float(plain.size[lag, first, second]), float(plain.size[0, first, second]))
    if not np.isfinite(now) or size <= 3:
        return True
    sign = np.sign(then)
    away = float(np.arctanh(_inside(sign * then)) - np.arctanh(_inside(sign * now)))
    return bool(away > _TWICE * (2 / (size - 3)) ** 0.5)


def _range(r: float, size: float) -> tuple[float, float]:
    middle, reach = np.arctanh(_inside(r)), _NINE_IN_TEN / max(size - 3, 1.0) ** 0.5
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _inside(r: float) -> float:
    return float(np.clip(r, -1 + 1e-12, 1 - 1e-12))


def _follow_a_third(
    plain: Cross, pair: Pair, found: Sequence[Pair], related: AbstractSet[tuple[int, int]]
) -> bool:
    """Whether nothing is left of a pair when some third series that moves with both, more than
    they do with each other, is taken out."""
    thirds = [
        third
        for third in _thirds(pair, found)
        if not {_ordered(third, pair.first), _ordered(third, pair.second)} & related
    ]
    return any(_left_of(plain, pair, third) > _STILL for third in thirds)


def _thirds(pair: Pair, found: Sequence[Pair]) -> Iterator[int]:
    """Series that move with both of a pair."""
    of_first, of_second = (
        {item.first + item.second - place for item in found if place in (item.first, item.second)}
        for place in (pair.first, pair.second)
    )
    yield from (of_first & of_second) - {pair.first, pair.second}


def _left_of(plain: Cross, pair: Pair, third: int) -> float:
    """How often chance does what is left of a pair without a third, at the lag at which that
    stands closest to both; 0 where it is no closer than they are."""
    closest, left = abs(pair.r), pair.r
    for lag in range(max(0, pair.lag) - plain.lags, plain.lags + min(0, pair.lag) + 1):
        to_third = plain.at(pair.first, third, lag)
        from_third = plain.at(third, pair.second, pair.lag - lag)
        if min(abs(to_third), abs(from_third)) > closest:
            closest = min(abs(to_third), abs(from_third))
            left = partial_correlation(pair.r, to_third, from_third)
    if closest == abs(pair.r):
        return 0.0
    return float(chances(np.array(left), np.array(pair.size - 1)))


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
