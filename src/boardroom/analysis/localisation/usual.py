"""How far off combinations of attribute values usually are. Called by ``scan``.

What rows vary more or less than by chance, because they come in groups or are regular, and what
combinations fluctuate in proportion to their size, is measured over all combinations, most of which
are taken to have moved as usual. Where earlier steps are known, each combination is also measured
by itself: how much more or less than that it is wont to be off, with what it seldom does (one bad
day in a month) left at its size, and drawn towards one as it is known from few steps only.

Source: the drawing of variances towards their common size and Student's evidence that follows, G.
Smyth, Linear models and empirical Bayes methods (2004).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from boardroom.analysis.localisation.held import Held
from boardroom.analysis.localisation.leaf import Codes, Flags, Floats

COARSE = 2
"""Attributes of the combinations that tell what is usual."""

LEAST_UNIT = 1e-3
"""Rows that are regular (a day's spending of a campaign, what is held in both periods) vary less
than chance, but not without limit."""

_MEDIAN_SQUARE, _QUARTER_SQUARE = 0.455, 0.1015
"""The median of the square of a standard normal variable, and its lower quartile."""
_FEWEST = 8
"""With so many combinations, what they tell of the usual counts as much as that rows come by
chance."""
_OWN = 4.0
"""So many steps does the variance of all combinations count as, beside a combination's own, where
too few combinations say how much they differ in it; ``_PRIORS``: where they do."""
_PRIORS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0, 14.0, 20.0)
_TELLING = 4
_INDEPENDENT = 2 / 3
"""One step and the next share a period."""
_EFFICIENCY = 0.37
"""Of a median of squares, against their mean."""
_SELDOM = 9.0
"""Squares beyond so many variances count as so many: three deviations."""
_TRIFLE = 1e-9
"""More than a logarithm there and back can be off."""


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What is usual of combinations.

    Attributes:
        unit, relative: squares of distances per unit of variance, and per square of size.
        own: places of a cuboid → per combination, by how much its variance is larger, and from how
            many earlier steps that is known.
        by_history: whether there are earlier steps.
        prior: how many steps the common variance is worth.
    """

    unit: float
    relative: float
    own: Mapping[tuple[int, ...], tuple[Floats, Floats]] = field(default_factory=dict)
    by_history: bool = False
    prior: float = 0.0

    @classmethod
    def of(cls, held: Sequence[Held]) -> "Usual":
        """As measured on some combinations."""
        unit, relative = _measured(held)
        return cls(unit=unit, relative=relative)

    @classmethod
    def before(cls, steps: Sequence[Sequence[Held]]) -> "Usual":
        """As measured on earlier steps: per cuboid, its combinations in each."""
        common = cls.of([one for items in steps for one in items])
        measured = {items[0].cuboid.places: common._own(items) for items in steps if items}
        prior = _prior([pair for places, pair in measured.items() if len(places) == 1])
        own = {
            places: ((prior + larger * count) / (prior + count), count)
            for places, (larger, count) in measured.items()
        }
        return cls(
            unit=common.unit, relative=common.relative, own=own, by_history=True, prior=prior
        )

    def clearest(self, held: Held, *, within: float) -> tuple[Codes, Floats]:
        """The combinations with the highest log-likelihood ratio of their distance, normal or
        Student's, or with so much less at most; and these ratios.
        """
        square = self._squares(held)
        if not self.by_history:
            codes = np.flatnonzero(square >= float(np.max(square)) - 2 * within)
            return codes, square[codes] / 2
        own = self.own.get(held.cuboid.places)
        if own is None:
            # Judged alike: the farther off the clearer.
            codes = np.flatnonzero(square >= _nearly(float(np.max(square)), self.prior, within))
            gain = _evidence(square[codes], self.prior)
        else:
            larger, steps = own
            codes = np.arange(len(square))
            gain = _evidence(square / larger, self.prior + steps)
        near = gain >= float(np.max(gain)) - within
        return codes[near], gain[near]

    def _squares(self, held: Held) -> Floats:
        """Of distances, in units of their variance; zero where nothing is known."""
        known = held.variance > 0
        variance = self.unit * held.variance + self.relative * held.size**2
        return np.where(known, held.away**2 / np.where(known, variance, 1.0), 0.0)

    def _own(self, steps: Sequence[Held]) -> tuple[Floats, Floats]:
        squares = np.array([self._squares(one) for one in steps])
        known = np.array([one.variance > 0 for one in steps])
        count = np.sum(known, axis=0).astype(np.float64)
        middle = _median(squares, known) / _MEDIAN_SQUARE
        worth = _EFFICIENCY * count
        most = _SELDOM * (_OWN + worth * middle) / (_OWN + worth)
        total = np.sum(np.where(known, np.minimum(squares, most), 0.0), axis=0)
        return total / np.maximum(count, 1), count


def _evidence(square: Floats, degrees: Floats | float) -> Floats:
    """Student's log-likelihood ratio of distances whose squares are given."""
    return np.asarray((degrees + 1) / 2 * np.log1p(square / degrees))


def _nearly(square: float, degrees: float, within: float) -> float:
    """A square whose evidence is less than another's by so much, or by a trifle more."""
    least = (square + degrees) * np.exp(-2 * within / (degrees + 1)) - degrees
    return float(least) * (1 - _TRIFLE)


def _prior(measured: Sequence[tuple[Floats, Floats]]) -> float:
    """How many steps the common variance is worth: the fewer, the more combinations differ in
    theirs beyond what few steps explain."""
    if not measured:
        return _OWN
    larger = np.concatenate([larger for larger, _ in measured])
    steps = np.concatenate([steps for _, steps in measured]) * _INDEPENDENT
    telling = (steps >= 2) & (larger > 0)
    if np.sum(telling) < _TELLING:
        return _OWN
    spread = float(np.var(np.log(larger[telling]), ddof=1))
    beyond = spread - float(np.mean(_trigamma(steps[telling] / 2)))
    for prior in _PRIORS:
        if float(_trigamma(np.array([prior / 2]))[0]) <= beyond:
            return prior
    return _PRIORS[-1]


def _trigamma(x: Floats) -> Floats:
    """The variance of the log of a variance known from 2 x squares."""
    y = x + 2
    return np.asarray(1 / x**2 + 1 / (x + 1) ** 2 + 1 / y + 1 / (2 * y**2) + 1 / (6 * y**3))


def _median(values: Floats, known: Flags) -> Floats:
    """Per column, of the known ones; zero where there are none."""
    ordered = np.sort(np.where(known, values, np.inf), axis=0)
    count = np.sum(known, axis=0)
    columns = np.arange(ordered.shape[1])
    low = ordered[np.maximum(count - 1, 0) // 2, columns]
    high = ordered[count // 2, columns]
    return np.where(count > 0, (low + high) / 2, 0.0)


def _measured(held: Sequence[Held]) -> tuple[float, float]:
    """How large squares of distances are: per unit of variance, and per square of size; medians
    over the smaller and over the larger combinations of up to two attributes.
    """
    coarse = [item for item in held if len(item.cuboid.places) <= COARSE]
    known = [(item.variance > 0) & (item.size > 0) for item in coarse]
    if not any(np.any(flag) for flag in known):
        return 1.0, 0.0
    pairs = list(zip(coarse, known, strict=True))
    away = np.concatenate([item.away[flag] for item, flag in pairs])
    variance = np.concatenate([item.variance[flag] for item, flag in pairs])
    sizes = np.concatenate([item.size[flag] for item, flag in pairs])
    clear = sizes**2 / variance
    middle = float(np.median(clear))
    small, large = clear <= middle, clear >= middle
    squares = away**2 / variance
    measured = max(
        float(np.median(squares[small])) / _MEDIAN_SQUARE,
        float(np.quantile(squares, 0.25)) / _QUARTER_SQUARE,
    )
    trust = len(away) / (len(away) + _FEWEST)
    unit = max(trust * measured + (1 - trust), LEAST_UNIT)
    square = float(np.median(away[large] ** 2 / sizes[large] ** 2)) / _MEDIAN_SQUARE
    own = float(np.median(unit * variance[large] / sizes[large] ** 2))
    return unit, max(trust * (square - own), 0.0)
