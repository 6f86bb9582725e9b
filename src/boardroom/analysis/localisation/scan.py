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
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from boardroom.analysis.localisation.leaf import Codes, Floats

_PER_ATTRIBUTE = 2.0
_LEAST = 2.0
"""The least gain that is told: odds of 7, beyond what the name costs."""
_MEDIAN_SQUARE, _QUARTER_SQUARE = 0.455, 0.1015
"""The median of the square of a standard normal variable, and its lower quartile."""
_FEWEST = 8
"""With so many combinations, what they tell of the usual counts as much as that rows come by
chance."""
_TIE = 2.0
"""Combinations as good as the best but for so much of gain: that with the larger change is it."""
_DENSE = 4
_STEP = (0, 1)
"""The step asked about: from ``then`` to ``now``, by their places among the periods."""
_ROUNDING = 1e-9
_COARSE = 2
"""Attributes of the combinations that tell what is usual."""
_ENOUGH_STEPS = 3
_OWN = 4.0
"""So many steps does the variance of all combinations count as, beside a combination's own."""
_FEW_LEAVES = 5_000
"""Up to so many leaves, deeper combinations are followed through the earlier steps too."""
_LENT = 0.5
"""Of the variance that a combination has by its share of all rows, the part it has at least."""
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
        earlier: the same sums of periods before ``then``, newest first: what combinations did from
            one to the next says how they usually move.
    """

    attributes: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    codes: tuple[Codes, ...]
    now: Sums
    then: Sums
    earlier: tuple[Sums, ...] = ()

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
    kept = _Kept(table, list(_cuboids(table, min(deepest, len(table.attributes)))))
    found: list[Moving] = []
    while len(found) < most:
        best = _best(table, kept)
        if best is None:
            break
        found.append(best)
        kept.drop(best.leaves)
    return tuple(found)


def powers_of(tables: Sequence[TwoPeriods]) -> tuple[float, ...]:
    """How clearly some value of the first attribute of each table moved otherwise than the rest;
    above zero: more than the number of values lets expect. The tables hold the same rows.
    """
    squares = []
    for table in tables:
        held = _Kept(table, [next(_cuboids(table, 1))]).held(0, _STEP)
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


class _Kept:
    """The sums of all combinations of all periods (now, then, earlier ones), up to date while
    leaves of causes are dropped."""

    def __init__(self, table: TwoPeriods, cuboids: Sequence[_Cuboid]) -> None:
        self.cuboids = cuboids
        self.free = np.ones(len(table), dtype=np.bool_)
        self._periods = (table.now, table.then, *table.earlier)
        self._sums: dict[tuple[int, int], Sums] = {}

    def drop(self, leaves: Codes) -> None:
        """Leave some leaves out from now on."""
        self.free[leaves] = False
        for (period, place), sums in self._sums.items():
            self._sums[period, place] = self._less(sums, period, place, leaves)

    def held(self, place: int, step: tuple[int, int], *, without: Codes | None = None) -> "_Held":
        """The combinations of a cuboid held against the rest, from one period to another.

        Args:
            place: of the cuboid.
            step: places of the later and of the earlier period.
            without: leaves left out this time.
        """
        now, then = (self._of(period, place) for period in step)
        if without is not None:
            now, then = (
                self._less(sums, period, place, without)
                for sums, period in zip((now, then), step, strict=True)
            )
        return _held(now, then, self.cuboids[place])

    def _of(self, period: int, place: int) -> Sums:
        known = self._sums.get((period, place))
        if known is None:
            chosen = np.flatnonzero(self.free)
            known = self._summed(period, place, chosen)
            self._sums[period, place] = known
        return known

    def _less(self, sums: Sums, period: int, place: int, leaves: Codes) -> Sums:
        gone = self._summed(period, place, leaves)
        pairs = zip(sums.columns, gone.columns, strict=True)
        return _sums_of([_difference(whole, part) for whole, part in pairs])

    def _summed(self, period: int, place: int, leaves: Codes) -> Sums:
        cuboid, sums = self.cuboids[place], self._periods[period]
        codes = cuboid.of_leaf[leaves]
        found: list[Floats] = []
        for column in sums.columns:
            if found and column is sums.top:
                found.append(found[0])
                continue
            total = np.bincount(codes, weights=column[leaves], minlength=cuboid.count)
            found.append(np.asarray(total, dtype=np.float64))
        return _sums_of(found)


def _difference(whole: Floats, part: Floats) -> Floats:
    """What is left; nothing where that is but rounding."""
    left = whole - part
    return np.where(np.abs(left) <= _ROUNDING * np.abs(whole), 0.0, left)


@dataclass(frozen=True, kw_only=True)
class _Held:
    """Combinations of one cuboid held against the rest.

    Attributes:
        away: distance from where it would be had it and the rest moved alike.
        variance: of ``away``, by the rows themselves.
        size: what ``away`` is when it moves in proportion to its size.
        change: now − what it would be had nothing moved.
        alone: now − what it would be had it moved as the rest did.
        level: of the whole: its sum, or its denominator.
    """

    cuboid: _Cuboid
    away: Floats
    variance: Floats
    size: Floats
    change: Floats
    alone: Floats
    level: float


def _best(table: TwoPeriods, kept: _Kept) -> Moving | None:
    """The clearest combination, judged by the earlier steps; where too few are known, by what is
    usual in this one where the combination is left out."""
    held = [kept.held(place, _STEP) for place in range(len(kept.cuboids))]
    if len(table.earlier) >= _ENOUGH_STEPS:
        best = _clearest(held, _by_history(table, kept, held))
    else:
        best = _by_others(kept, held)
    if best is None or best.gain < _LEAST:
        return None
    cuboid = best.held.cuboid
    leaves = np.flatnonzero(kept.free & (cuboid.of_leaf == best.code))
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


def _by_others(kept: _Kept, held: Sequence[_Held]) -> "_Candidate | None":
    """By what is usual in the step itself, first with and then without the clearest."""
    first = _clearest(held, _Usual.of(held))
    if first is None:
        return None
    own = np.flatnonzero(kept.free & (first.held.cuboid.of_leaf == first.code))
    coarse = [
        kept.held(place, _STEP, without=own)
        for place, cuboid in enumerate(kept.cuboids)
        if len(cuboid.places) <= _COARSE
    ]
    return _clearest(held, _Usual.of(coarse))


def _by_history(table: TwoPeriods, kept: _Kept, held: Sequence[_Held]) -> "_Usual":
    """By how combinations moved in earlier steps, all of them together and each by itself: its
    own variance is drawn towards that of all, as it is known from few steps only."""
    deepest = DEEPEST if len(table) <= _FEW_LEAVES else _COARSE
    steps = [(place, place + 1) for place in range(1, len(table.earlier) + 1)]
    before = {
        place: [kept.held(place, step) for step in steps]
        for place, cuboid in enumerate(kept.cuboids)
        if len(cuboid.places) <= deepest
    }
    coarse = [one for items in before.values() for one in items]
    usual = _Usual.of(coarse)
    own = {}
    for place, items in before.items():
        squares = np.zeros(kept.cuboids[place].count)
        for one in items:
            level = held[place].level / one.level if one.level else 1.0
            squares += (one.away * level) ** 2
        own[kept.cuboids[place].places] = squares
    return replace(usual, own=own, steps=len(steps))


def _clearest(held: Sequence[_Held], usual: "_Usual") -> "_Candidate | None":
    """The combination with the highest gain; of those nearly as good, with the largest change."""
    candidates = [one for item in held for one in _candidates(item, usual)]
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


def _candidates(held: _Held, usual: "_Usual") -> list[_Candidate]:
    variance = usual.variance(held)
    known = variance > 0
    square = np.where(known, held.away**2 / np.where(known, variance, 1.0), 0.0)
    cost = float(np.log(max(int(np.sum(known)), 1))) + _PER_ATTRIBUTE * len(held.cuboid.places)
    gain = usual.evidence(square) - cost
    near = np.flatnonzero(gain >= float(np.max(gain)) - _TIE)
    return [_Candidate(held=held, code=int(code), gain=float(gain[code])) for code in near]


def _held(now: Sums, then: Sums, cuboid: _Cuboid) -> _Held:
    """Each combination against all else, as a score test of «both grew alike»: it says the same
    of a combination and of its complement."""
    rest_now, rest_then = _rest(now), _rest(then)
    inside, outside = _scale(now, then), _scale(rest_now, rest_then)
    base, rest = inside * then.top, outside * rest_then.top
    usable = (base + rest > 0) & (now.top + rest_now.top > 0)
    whole = np.where(usable, base + rest, 1.0)
    growth, share = (now.top + rest_now.top) / whole, base / whole
    own = _variance(now) + (growth * inside) ** 2 * _variance(then)
    if now.bottom is not None:
        # Of few rows the rate lies too close to say how they vary: all rows help to say it.
        everywhere = own + _variance(rest_now) + (growth * outside) ** 2 * _variance(rest_then)
        exposed = now.bottom / max(float(np.sum(now.bottom)), 1e-300)
        own = np.maximum(own, _LENT * everywhere * np.maximum(share, exposed))
    others = _variance(rest_now) + (growth * outside) ** 2 * _variance(rest_then)
    return _Held(
        cuboid=cuboid,
        away=np.where(usable, now.top - growth * base, 0.0),
        variance=np.where(usable, (1 - share) ** 2 * own + share**2 * others, 0.0),
        size=np.where(usable, growth * base * (1 - share), 0.0),
        change=now.top - base,
        alone=now.top - base * np.where(rest > 0, rest_now.top / np.where(rest > 0, rest, 1.0), 1),
        level=float(np.sum(now.top if now.bottom is None else now.bottom)),
    )


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


@dataclass(frozen=True, kw_only=True)
class _Usual:
    """What is usual of combinations.

    Attributes:
        unit, relative: squares of distances per unit of variance, and per square of size.
        own: places of a cuboid → per combination, the sum of its squared distances in earlier
            steps; ``steps`` is their number.
    """

    unit: float
    relative: float
    own: Mapping[tuple[int, ...], Floats] = field(default_factory=dict)
    steps: int = 0

    @classmethod
    def of(cls, held: Sequence[_Held]) -> "_Usual":
        """As measured on some combinations."""
        unit, relative = _measured(held)
        return cls(unit=unit, relative=relative)

    def variance(self, held: _Held) -> Floats:
        """Of each combination's distance; zero where nothing is known."""
        known = held.variance > 0
        found = np.where(known, self.unit * held.variance + self.relative * held.size**2, 0.0)
        own = self.own.get(held.cuboid.places)
        if own is None:
            return np.asarray(found)
        drawn = (_OWN * found + own) / (_OWN + self.steps)
        return np.asarray(np.where(known, drawn, 0.0))

    def evidence(self, square: Floats) -> Floats:
        """The log-likelihood ratio of squares in units of variance: normal, or Student's."""
        if not self.steps:
            return square / 2
        degrees = _OWN + self.steps
        return np.asarray((degrees + 1) / 2 * np.log1p(square / degrees))


def _measured(held: Sequence[_Held]) -> tuple[float, float]:
    """How large squares of distances are: per unit of variance, and per square of size; medians
    over the smaller and over the larger combinations of up to two attributes.
    """
    coarse = [item for item in held if len(item.cuboid.places) <= _COARSE]
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
