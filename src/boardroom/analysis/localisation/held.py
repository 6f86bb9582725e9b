"""Each combination of attribute values held against all else, between two periods. Called by
``scan``; ``usual`` says how far off is unusual.

The deviation of a sum of rows that come by chance is the root of the sum of their squares (compound
Poisson); of a rate, of the squares of their distances from it, where few rows from the one it has
if nothing happened.

Source: self-normalised sums, V. de la Peña, T. Lai, Q.-M. Shao, Self-normalized processes (2009).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boardroom.analysis.localisation.leaf import Codes, Cuboid, Flags, Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods, View, parts_of

STEP = 0
"""The step asked about: from ``then`` to ``now``."""

_LEAVES = -1
"""In place of a cuboid: the leaves themselves."""

_ROUNDING = 1e-9
_LEAST_ROWS = 5.0
"""A rate of a combination of several attributes over fewer rows, in either period, tells nothing.
"""

_DRAWN_ROWS = 12.0
"""So many rows does the rate of both periods count as, beside those of a combination, where it is
asked how far its rows lie from their rate."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """Combinations of one cuboid held against the rest.

    Attributes:
        away: distance from where it would be had it and the rest moved alike.
        variance: of ``away``, by the rows themselves.
        size: what ``away`` is when it moves in proportion to its size.
        top, base: what it is now, and what it would be had nothing moved.
        exposure: what was before, of the sum or the denominator.
    """

    cuboid: Cuboid
    away: Floats
    variance: Floats
    size: Floats
    top: Floats
    base: Floats
    exposure: Floats

    @cached_property
    def change(self) -> Floats:
        """Now − what it would be had nothing moved."""
        return self.top - self.base

    @cached_property
    def weight(self) -> Floats:
        """Its part of what was before."""
        return parts_of(self.exposure)


class Kept:
    """The sums of all combinations of all periods (now, then, earlier ones), over the leaves left
    when those of causes are dropped."""

    def __init__(self, table: TwoPeriods, cuboids: Sequence[Cuboid]) -> None:
        self.cuboids = cuboids
        self.free = np.ones(len(table), dtype=np.bool_)
        self.steps = len(table.earlier)
        """Steps before the one asked about: into ``then``, and so on."""
        self._periods = [table.now, table.then, *table.earlier]
        self._sums: dict[tuple[int, int], Sums] = {}
        self._drawn: dict[tuple[int, int, View, float], Sums] = {}

    def drop(self, leaves: Codes) -> None:
        """Leave some leaves out from now on."""
        self.free[leaves] = False
        self._periods = [_without(sums, leaves) for sums in self._periods]
        self._sums.clear()
        self._drawn.clear()

    def leaves(self, place: int, code: int) -> Codes:
        """Those of one combination that are left."""
        return np.flatnonzero(self.free & (self.cuboids[place].of_leaf == code))

    def held(
        self,
        place: int,
        step: int,
        *,
        view: View,
        memory: float = 0.0,
        without: Codes | None = None,
    ) -> Held:
        """The combinations of a cuboid held against the rest, in a step from what was to a period.

        Args:
            place: of the cuboid.
            step: place of the later period; 0 is the step asked about.
            view: what is looked at.
            memory: weight of what was before the earlier period, 0 = that period alone.
            without: leaves left out this time.
        """
        now, then = self._of(step, place), self._before(step + 1, place, view, memory)
        if without is not None:
            now = self._less(now, step, place, without)
            then = self._less(then, step + 1, place, without)
        cuboid = self.cuboids[place]
        least = _LEAST_ROWS if view == "rate" and len(cuboid.places) > 1 else 0.0
        return _held(now.seen(view), then.seen(view), cuboid, least=least)

    def _before(self, period: int, place: int, view: View, memory: float) -> Sums:
        """A period, drawn towards those before it at its own level, the farther the less.

        The last one is drawn leaf by leaf, once for all cuboids: the deep ones, which have as many
        combinations as leaves, are asked for no other.
        """
        if not memory or period + 1 >= len(self._periods):
            return self._of(period, place)
        key = (period, place, view, memory)
        if key not in self._drawn:
            if period == STEP + 1 and place != _LEAVES:
                leaves = self._before(period, _LEAVES, view, memory)
                self._drawn[key] = _summed(leaves, self.cuboids[place])
            else:
                earlier = self._before(period + 1, place, view, memory)
                own = self._of(period, place)
                self._drawn[key] = _drawn(own.seen(view), earlier.seen(view), memory)
        return self._drawn[key]

    def _of(self, period: int, place: int) -> Sums:
        if place == _LEAVES:
            return self._periods[period]
        known = self._sums.get((period, place))
        if known is None:
            known = _summed(self._periods[period], self.cuboids[place])
            self._sums[period, place] = known
        return known

    def _less(self, sums: Sums, period: int, place: int, leaves: Codes) -> Sums:
        gone = _summed(self._periods[period], self.cuboids[place], leaves)
        pairs = zip(sums.columns, gone.columns, strict=True)
        return Sums.of([_difference(whole, part) for whole, part in pairs])


def _summed(sums: Sums, cuboid: Cuboid, leaves: Codes | slice = slice(None)) -> Sums:
    """Those of leaves by combination."""
    codes = cuboid.of_leaf[leaves]

    def total(column: Floats) -> Floats:
        counted = np.bincount(codes, weights=column[leaves], minlength=cuboid.count)
        return np.asarray(counted, dtype=np.float64)

    return sums.each(total)


def _without(sums: Sums, leaves: Codes) -> Sums:
    """The sums of all leaves, of which some have nothing."""

    def emptied(column: Floats) -> Floats:
        left = column.copy()
        left[leaves] = 0.0
        return left

    return sums.each(emptied)


def _difference(whole: Floats, part: Floats) -> Floats:
    """What is left; nothing where that is but rounding."""
    left = whole - part
    return np.where(np.abs(left) <= _ROUNDING * np.abs(whole), 0.0, left)


def _drawn(own: Sums, earlier: Sums, memory: float) -> Sums:
    """The one drawn towards the other, which is brought to its level: by a factor, of sums that of
    their totals, of rates that of the rates of the whole."""
    factor = _level(own) / (_level(earlier) or 1.0)
    mine, others = 1 - memory, memory
    weights = [(mine, others * factor), (mine**2, (others * factor) ** 2)]
    if own.bottom is not None:
        weights += [(mine, others), (mine**2, others**2 * factor), (mine**2, others**2)]
    pairs = zip(own.columns, earlier.columns, weights, strict=True)
    return Sums.of([a * now + b * before for now, before, (a, b) in pairs])


def _level(sums: Sums) -> float:
    total = float(np.sum(sums.top))
    if sums.bottom is None:
        return total
    below = float(np.sum(sums.bottom))
    return total / below if below else 0.0


def _held(now: Sums, then: Sums, cuboid: Cuboid, *, least: float) -> Held:
    """Each combination against all else, as a score test of «both grew alike»: it says the same
    of a combination and of its complement.

    What is expected of a rate is each combination's own at the denominator that it has now, so that
    no shift of weight between combinations looks like a move of the rest.
    """
    inside, known = _scale(now, then, least)
    top, base = _where(known, now.top), inside * then.top
    whole, level = max(float(np.sum(base)), 0.0), max(float(np.sum(top)), 0.0)
    usable = known if whole > 0 and level > 0 else np.zeros(len(top), dtype=np.bool_)
    growth, share = level / (whole or 1.0), base / (whole or 1.0)
    before, after = _rates(now, then, growth)
    own = _where(known, now.variance(after) + (growth * inside) ** 2 * then.variance(before))
    others = np.maximum(float(np.sum(own)) - own, 0.0)
    expected, outside = growth * base, 1 - share
    return Held(
        cuboid=cuboid,
        away=_where(usable, top - expected),
        variance=_where(usable, outside**2 * own + share**2 * others),
        size=_where(usable, expected * outside),
        top=top,
        base=base,
        exposure=then.top if then.bottom is None else then.bottom,
    )


def _rates(now: Sums, then: Sums, growth: float) -> tuple[Floats | None, Floats | None]:
    """The rate of each combination before and after, drawn towards the one of both periods if it
    grew as all did, the fewer its rows the more: a single large row is as far off as it is, where
    it would be all of its own rate and not be off at all.
    """
    if now.bottom is None or then.bottom is None or growth <= 0:
        return None, None
    common = _ratio(now.top / growth + then.top, now.bottom + then.bottom)
    return (
        _mixed(_ratio(then.top, then.bottom), common, rows=then.rows),
        _mixed(_ratio(now.top, now.bottom), growth * common, rows=now.rows),
    )


def _mixed(own: Floats, common: Floats, *, rows: Floats) -> Floats:
    weight = rows / (rows + _DRAWN_ROWS)
    return weight * own + (1 - weight) * common


def _ratio(top: Floats, bottom: Floats) -> Floats:
    known = bottom > 0
    return np.where(known, top / np.where(known, bottom, 1.0), 0.0)


def _where(flags: Flags | None, values: Floats) -> Floats:
    """Zero where the flag is not set; None = it is everywhere."""
    return values if flags is None else np.where(flags, values, 0.0)


def _scale(now: Sums, then: Sums, least: float) -> tuple[Floats | float, Flags | None]:
    """How much larger the denominator is now: what a numerator grows with at the same rate; and
    where there are rows enough in both periods to say; None = everywhere."""
    if now.bottom is None or then.bottom is None:
        return 1.0, None
    known = then.bottom > 0
    if least:
        known &= (now.rows >= least) & (then.rows >= least)
    return np.where(known, now.bottom / np.where(known, then.bottom, 1.0), 0.0), known
