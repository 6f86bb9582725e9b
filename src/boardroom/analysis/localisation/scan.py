"""Which combinations of attributes moved otherwise than all the rest, between two periods.

``cause`` needs to know what each leaf should be. Between two periods that is not known: a leaf of
three rows may have one or six the next time. Here leaves are only ever summed. Each combination of
attribute values, from coarse to fine, is held against everything outside it: how far is its sum
(or its rate) from where it would be had it moved as the rest did, in units of the deviation that
its own rows let expect? The combination farthest off, less what it costs to name it, is a cause;
its rows are set aside and the search goes on. So money with a few large orders, counts of few
events a leaf, and rates over few rows are all judged by what the rows themselves vary.

The deviation of a sum of rows that come by chance is the root of the sum of their squares (compound
Poisson); of a rate, of the squares of their distances from it. What rows vary more or less than
that, because they come in groups or are regular, and what combinations fluctuate in proportion to
their size, is measured over all combinations, most of which are taken to have moved as usual.

Called by ``executive.explain``.

Source: scan statistics of M. Kulldorff (1997), with self-normalised sums: V. de la Peña, T. Lai,
Q.-M. Shao, Self-normalized processes (2009).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from boardroom.analysis.localisation.leaf import Codes, Flags, Floats

_PER_ATTRIBUTE = 2.0
_LEAST = 3.0
"""The least gain that is told: odds of 20, beyond what the name costs."""
_MEDIAN_SQUARE, _QUARTER_SQUARE = 0.455, 0.1015
"""The median of the square of a standard normal variable, and its lower quartile."""
_FEWEST = 8
"""With so many combinations, what they tell of the usual counts as much as that rows come by
chance."""
_TIE = 2.0
"""Combinations as good as the best but for so much of gain: that with the larger change is it."""
_DENSE = 4
DEEPEST = 4


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What is summed of the rows of each leaf, in one period.

    Attributes:
        top: the sums of the metric, or of its numerator.
        squares: the sums of the squares of the rows' values.
        bottom: the denominators; None for sums.
        cross, bottom_squares: for ratios: sums of products with, and squares of, the denominators.
    """

    top: Floats
    squares: Floats
    bottom: Floats | None = None
    cross: Floats | None = None
    bottom_squares: Floats | None = None

    @property
    def columns(self) -> tuple[Floats, ...]:
        """All that is summed: five columns for ratios, two for sums."""
        if self.bottom is None or self.cross is None or self.bottom_squares is None:
            return (self.top, self.squares)
        return (self.top, self.squares, self.bottom, self.cross, self.bottom_squares)


@dataclass(frozen=True, kw_only=True)
class TwoPeriods:
    """Leaves of two periods: a row per combination of attributes that occurs in either.

    Attributes:
        attributes: names of the dimensions; ``values`` what their codes mean.
        codes: per dimension, one code per leaf.
    """

    attributes: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    codes: tuple[Codes, ...]
    now: Sums
    then: Sums

    def __len__(self) -> int:
        return len(self.now.top)


@dataclass(frozen=True, kw_only=True)
class Moving:
    """A combination that moved otherwise than the rest.

    Attributes:
        where: attribute → value.
        leaves: its leaves, without those of causes before it.
        away: its sum (or numerator) − what it would be had it moved as the rest.
        gain: log-likelihood gained by naming it, less what its name costs.
    """

    where: Mapping[str, str | None]
    leaves: Codes
    away: float
    gain: float


def find_moving(table: TwoPeriods, *, most: int = 5, deepest: int = DEEPEST) -> tuple[Moving, ...]:
    """The combinations that moved otherwise than the rest, the clearest first.

    Args:
        table: the leaves.
        most: combinations at most.
        deepest: attributes of one combination at most.

    Example:
        >>> from boardroom.analysis.localisation.scan import Sums, TwoPeriods, find_moving
        >>> shop, good = np.divmod(np.arange(60), 12)
        >>> then = np.full(60, 40.0)
        >>> now = np.where(shop == 3, 15.0, 41.0 + good % 3)
        >>> table = TwoPeriods(
        ...     attributes=("shop", "good"), values=(tuple("abcde"), tuple("ABCDEFGHIJKL")),
        ...     codes=(shop, good), now=Sums(top=now, squares=now),
        ...     then=Sums(top=then, squares=then))
        >>> [dict(found.where) for found in find_moving(table)]
        [{'shop': 'd'}]
    """
    if len(table) < 2:
        return ()
    cuboids = list(_cuboids(table, min(deepest, len(table.attributes))))
    free = np.ones(len(table), dtype=np.bool_)
    found: list[Moving] = []
    while len(found) < most:
        best = _best(table, cuboids, free)
        if best is None:
            break
        found.append(best)
        free[best.leaves] = False
    return tuple(found)


def powers_of(tables: Sequence[TwoPeriods]) -> tuple[float, ...]:
    """How clearly some value of the first attribute of each table moved otherwise than the rest;
    above zero: more than the number of values lets expect. The tables hold the same rows.
    """
    squares = []
    for table in tables:
        cuboid = next(_cuboids(table, 1))
        held = _held(table, cuboid, np.ones(len(table), dtype=np.bool_))
        known = held.variance > 0
        squares.append(held.away[known] ** 2 / held.variance[known])
    means = [float(np.mean(found)) for found in squares if len(found)]
    unit = max(float(np.median(means)), _LEAST_UNIT) if means else 1.0
    return tuple(
        float(np.max(found)) / unit / 2 - float(np.log(len(found))) if len(found) else -np.inf
        for found in squares
    )


@dataclass(frozen=True, kw_only=True)
class _Cuboid:
    """All combinations of values of some attributes: the combination of each leaf."""

    places: tuple[int, ...]
    of_leaf: Codes
    count: int


@dataclass(frozen=True, kw_only=True)
class _Held:
    """Combinations of one cuboid held against the rest.

    Attributes:
        away: distance from where it would be had it and the rest moved alike.
        variance: of ``away``, by the rows themselves.
        size: what ``away`` is when it moves in proportion to its size.
        change: now − what it would be had nothing moved.
        alone: now − what it would be had it moved as the rest did.
    """

    cuboid: _Cuboid
    away: Floats
    variance: Floats
    size: Floats
    change: Floats
    alone: Floats


def _best(table: TwoPeriods, cuboids: Sequence[_Cuboid], free: Flags) -> Moving | None:
    """The clearest combination, judged by what is usual where it is left out."""
    held = [_held(table, cuboid, free) for cuboid in cuboids]
    first = _clearest(held, *_usual(held))
    if first is None:
        return None
    others = free & (first.held.cuboid.of_leaf != first.code)
    coarse = [_held(table, cuboid, others) for cuboid in cuboids if len(cuboid.places) <= 2]
    best = _clearest(held, *_usual(coarse))
    if best is None or best.gain < _LEAST:
        return None
    cuboid = best.held.cuboid
    leaves = np.flatnonzero(free & (cuboid.of_leaf == best.code))
    leaf = int(leaves[0])
    return Moving(
        where={
            table.attributes[place]: table.values[place][int(table.codes[place][leaf])]
            for place in cuboid.places
        },
        leaves=leaves,
        away=float(best.held.alone[best.code]),
        gain=best.gain,
    )


def _clearest(held: Sequence[_Held], unit: float, relative: float) -> "_Candidate | None":
    """The combination with the highest gain; of those nearly as good, with the largest change."""
    candidates = [one for item in held for one in _candidates(item, unit, relative)]
    if not candidates:
        return None
    top = max(one.gain for one in candidates)
    near = [one for one in candidates if one.gain >= top - _TIE]
    best = max(near, key=lambda one: abs(float(one.held.change[one.code])))
    return replace(best, gain=top)


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A combination that is as good as the best of its cuboid, or nearly."""

    held: _Held
    code: int
    gain: float


def _candidates(held: _Held, unit: float, relative: float) -> list[_Candidate]:
    known = held.variance > 0
    variance = np.where(known, unit * held.variance + relative * held.size**2, 1.0)
    cost = float(np.log(max(int(np.sum(known)), 1))) + _PER_ATTRIBUTE * len(held.cuboid.places)
    gain = np.where(known, held.away**2 / variance / 2, 0.0) - cost
    near = np.flatnonzero(gain >= float(np.max(gain)) - _TIE)
    return [
        _Candidate(
            held=held,
            code=int(code),
            gain=float(gain[code]),
        )
        for code in near
    ]


def _held(table: TwoPeriods, cuboid: _Cuboid, free: Flags) -> _Held:
    """Each combination against all else, as a score test of «both grew alike»: it says the same
    of a combination and of its complement."""
    now, then = (_summed(sums, cuboid, free) for sums in (table.now, table.then))
    rest_now, rest_then = _rest(now), _rest(then)
    inside, outside = _scale(now, then), _scale(rest_now, rest_then)
    base, rest = inside * then.top, outside * rest_then.top
    usable = (base + rest > 0) & (now.top + rest_now.top > 0)
    whole = np.where(usable, base + rest, 1.0)
    growth, share = (now.top + rest_now.top) / whole, base / whole
    own = _variance(now) + (growth * inside) ** 2 * _variance(then)
    others = _variance(rest_now) + (growth * outside) ** 2 * _variance(rest_then)
    return _Held(
        cuboid=cuboid,
        away=np.where(usable, now.top - growth * base, 0.0),
        variance=np.where(usable, (1 - share) ** 2 * own + share**2 * others, 0.0),
        size=np.where(usable, growth * base * (1 - share), 0.0),
        change=now.top - base,
        alone=now.top - base * np.where(rest > 0, rest_now.top / np.where(rest > 0, rest, 1.0), 1),
    )


def _summed(sums: Sums, cuboid: _Cuboid, free: Flags) -> Sums:
    codes = cuboid.of_leaf[free]
    columns = (
        np.bincount(codes, weights=column[free], minlength=cuboid.count) for column in sums.columns
    )
    return _sums_of([np.asarray(column, dtype=np.float64) for column in columns])


def _rest(sums: Sums) -> Sums:
    """Everything outside each combination."""
    return _sums_of([np.maximum(np.sum(column) - column, 0.0) for column in sums.columns])


def _sums_of(columns: Sequence[Floats]) -> Sums:
    found = Sums(top=columns[0], squares=columns[1])
    if len(columns) == 2:
        return found
    return replace(found, bottom=columns[2], cross=columns[3], bottom_squares=columns[4])


def _scale(now: Sums, then: Sums) -> Floats:
    """How much larger the denominator is now: what a numerator grows with at the same rate."""
    if now.bottom is None or then.bottom is None:
        return np.ones_like(now.top)
    known = then.bottom > 0
    return np.asarray(np.where(known, now.bottom / np.where(known, then.bottom, 1.0), 0.0))


def _variance(sums: Sums) -> Floats:
    """Of a sum of rows that come by chance; of a numerator at its denominator."""
    if sums.bottom is None or sums.cross is None or sums.bottom_squares is None:
        return sums.squares
    known = sums.bottom > 0
    rate = np.where(known, sums.top / np.where(known, sums.bottom, 1.0), 0.0)
    spread = sums.squares - 2 * rate * sums.cross + rate**2 * sums.bottom_squares
    return np.asarray(np.maximum(spread, 0.0))


def _usual(held: Sequence[_Held]) -> tuple[float, float]:
    """How large squares of distances are: per unit of variance, and per square of size; medians
    over the smaller and over the larger combinations of up to two attributes.
    """
    coarse = [item for item in held if len(item.cuboid.places) <= 2]
    known = [(item.variance > 0) & (item.size > 0) for item in coarse]
    away = np.concatenate([item.away[flag] for item, flag in zip(coarse, known, strict=True)])
    variance = np.concatenate(
        [item.variance[flag] for item, flag in zip(coarse, known, strict=True)]
    )
    sizes = np.concatenate([item.size[flag] for item, flag in zip(coarse, known, strict=True)])
    if not len(away):
        return 1.0, 0.0
    clear = sizes**2 / variance
    middle = float(np.median(clear))
    small, large = clear <= middle, clear >= middle
    squares = away**2 / variance
    measured = max(
        float(np.median(squares[small])) / _MEDIAN_SQUARE,
        float(np.quantile(squares, 0.25)) / _QUARTER_SQUARE,
    )
    trust = len(away) / (len(away) + _FEWEST)
    unit = max(trust * measured + (1 - trust), _LEAST_UNIT)
    square = float(np.median(away[large] ** 2 / sizes[large] ** 2)) / _MEDIAN_SQUARE
    own = float(np.median(unit * variance[large] / sizes[large] ** 2))
    return unit, max(trust * (square - own), 0.0)


_LEAST_UNIT = 1e-3
"""Rows that are regular (a day's spending of a campaign, what is held in both periods) vary less
than chance, but not without limit."""


def _cuboids(table: TwoPeriods, deepest: int) -> Iterator[_Cuboid]:
    for size in range(1, deepest + 1):
        for places in combinations(range(len(table.attributes)), size):
            key, possible = np.zeros(len(table), dtype=np.int64), 1
            for place in places:
                key = key * len(table.values[place]) + table.codes[place]
                possible *= len(table.values[place])
            if possible > _DENSE * len(table):
                _, key = np.unique(key, return_inverse=True)
            yield _Cuboid(places=places, of_leaf=key, count=int(key.max()) + 1)
