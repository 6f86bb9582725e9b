"""Which combinations of attributes a change comes from: several causes, each as short as can be.

Every row says how much likelier its value is if it belongs to a cause that takes (or adds) a share
of what was expected than if nothing happened to it. These log-likelihood ratios are summed over
each combination of attribute values, and the combination with the highest sum, less what it costs
to name it, is a cause; its rows are set aside and the search goes on. So a cause is no longer than
it must be (a part of it has a lower sum) and no shorter (rows of a whole that did not move count
against it), and what chance could bring about has no sum worth its name.

Called by ``search``.

The sums follow scan statistics (M. Kulldorff, A spatial scan statistic, 1997), the shared share of
all rows of a cause is the «generalised ripple effect» of Z. Li and others, Generic and robust
localization of multi-dimensional root causes (Squeeze), ISSRE 2019.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.localisation.leaf import (
    DEEPEST,
    Codes,
    Cuboid,
    Flags,
    Floats,
    LeafTable,
    cuboids_of,
)
from boardroom.analysis.localisation.noise import Noise, measure_noise

_SHARES = (-2.0, -1.0, -0.6, -0.4, -0.25, -0.15, -0.08, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0)
"""Shares of the expected value that a cause may take away (below zero: add)."""
_UNEVEN = 0.15
"""How differently a cause hits its rows, as a share of what it takes, of 0.3 at least."""
_FOR, _AGAINST = 4.6, 9.2
"""The most that one row says for a cause and against it: as much as odds of 100 and 10,000."""
_PER_ATTRIBUTE = 2.0
_ANY = float(np.log(6.0) + 2.0)
"""Less the log of a density under which a row of a cause may have any value."""
_SURE = 0.1
"""Below this relative deviation a row's value is known well enough to be any."""
_VISIBLE = 0.5
_LEAST = 5.0
"""The least gain that is told: odds of 150, beyond what the name costs."""
_ADDED = -5.0
"""What stands for a row that was not expected at all."""
_ROUNDS = 5
"""How often the search begins anew with the noise of rows without a cause."""
_ENOUGH = 0.3
"""The share of rows that tells what is usual."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A combination of attribute values and what happened to its rows.

    Attributes:
        where: attribute → value, at least one.
        actual, expected: sums over its rows, without rows of causes before it.
        gain: log-likelihood gained by naming it, less what its name costs.
    """

    where: Mapping[str, str | None]
    actual: float
    expected: float
    gain: float

    @property
    def change(self) -> float:
        """What it adds to the whole (below zero: takes away)."""
        return self.actual - self.expected


@dataclass(frozen=True, kw_only=True)
class Localisation:
    """What a change is made of.

    Attributes:
        causes: by size of their change, largest first.
        change: the whole change, in the unit of the rows.
        everywhere: the part that all rows share: it lies outside these dimensions.
    """

    causes: tuple[Cause, ...]
    change: float
    everywhere: float

    @property
    def inside(self) -> float:
        """The share of the change's parts (by size) that causes inside these dimensions carry."""
        inside = sum(abs(cause.change) for cause in self.causes)
        rest = abs(self.change - sum(cause.change for cause in self.causes))
        return inside / (inside + rest) if inside + rest else 0.0


def localise(table: LeafTable, *, most: int = 6, deepest: int = DEEPEST) -> Localisation:
    """The causes of the difference between actual and expected.

    Args:
        table: the leaves.
        most: causes at most.
        deepest: attributes of one cause at most.

    Example:
        >>> from boardroom.analysis.localisation.leaf import leaf_table
        >>> shops, goods = [n % 5 for n in range(60)], [n % 12 for n in range(60)]
        >>> columns = {"shop": [f"s{n}" for n in shops], "good": [f"g{n}" for n in goods]}
        >>> expected = [50.0 + n for n in range(60)]
        >>> actual = [f * (0.5 if s == 3 else 1 + n % 3 / 100)
        ...           for n, (f, s) in enumerate(zip(expected, shops))]
        >>> [dict(cause.where) for cause in localise(leaf_table(columns, actual, expected)).causes]
        [{'shop': 's3'}]
    """
    cuboids = list(cuboids_of(table.codes, sizes=table.sizes, deepest=deepest))
    noise = measure_noise(table)
    for _ in range(_ROUNDS):
        search = _Search(table, cuboids, noise)
        other = search.run(most)
        if other is None:
            break
        noise = other
    causes = sorted(search.causes, key=lambda cause: -abs(cause.change))
    expected = float(np.sum(table.expected))
    return Localisation(
        causes=tuple(causes),
        change=float(np.sum(table.actual)) - expected,
        everywhere=(noise.drift - 1) * expected,
    )


class _Search:
    """The sums of all combinations, kept up to date while causes are found."""

    def __init__(self, table: LeafTable, cuboids: Sequence[Cuboid], noise: Noise) -> None:
        self.noise = noise
        self.causes: list[Cause] = []
        self._free = np.ones(len(table), dtype=np.bool_)
        self._table = table
        self._ratios = _ratios(table, noise)
        self._cuboids = cuboids
        self._sums = [self._summed(cuboid, slice(None)) for cuboid in self._cuboids]

    def run(self, most: int) -> Noise | None:
        """Find the best cause, the best of what is left, and so on; or, as soon as what is left has
        less noise than was taken for granted, that noise: the search is to begin anew.
        """
        while len(self.causes) < most and self._ratios.size:
            cuboid, combination, gain = self._best()
            if gain < _LEAST:
                break
            rows = np.flatnonzero(self._free & (cuboid.of_leaf == combination))
            self.causes.append(self._cause(cuboid, rows, gain))
            self._free[rows] = False
            other = self._noise_left()
            if other is not None:
                return other
            for place, one in enumerate(self._cuboids):
                self._sums[place] -= self._summed(one, rows)
        return None

    def _noise_left(self) -> Noise | None:
        """The noise of the rows without a cause, where it is less; None too where few are left."""
        if np.mean(self._free) < _ENOUGH:
            return None
        found = measure_noise(self._table, self._free)
        return found if found.calmer_than(self.noise) else None

    def _summed(self, cuboid: Cuboid, rows: Codes | slice) -> Floats:
        """Per share and combination, the sum over some rows."""
        codes = cuboid.of_leaf[rows]
        sums = [np.bincount(codes, weights=r[rows], minlength=cuboid.count) for r in self._ratios]
        return np.array(sums)

    def _best(self) -> tuple[Cuboid, int, float]:
        found = []
        for cuboid, sums in zip(self._cuboids, self._sums, strict=True):
            _, combination = np.unravel_index(int(np.argmax(sums)), sums.shape)
            cost = float(np.log(cuboid.count)) + _PER_ATTRIBUTE * len(cuboid.places)
            found.append((cuboid, int(combination), float(np.max(sums)) - cost))
        return max(found, key=lambda item: item[2])

    def _cause(self, cuboid: Cuboid, rows: Codes, gain: float) -> Cause:
        table, first = self._table, int(rows[0])
        where = {place: int(table.codes[place][first]) for place in cuboid.places}
        return Cause(
            where=table.named(where),
            actual=float(np.sum(table.actual[rows])),
            expected=float(np.sum(table.expected[rows])) * self.noise.drift,
            gain=gain,
        )


def _ratios(table: LeafTable, noise: Noise) -> Floats:
    """Per share and row, how much likelier the row is as one of a cause that takes this share."""
    expected, actual = table.expected * noise.drift, table.actual
    known = expected > 0
    base = np.where(known, expected, 1.0)
    deviation = np.where(known, np.sqrt(noise.variance(table.expected)) / base, 1.0)
    taken = np.where(known, np.maximum((expected - actual) / base, _ADDED), 0.0)
    dispersion = np.where(known, deviation**2 * base, 1.0)
    counted = noise.count * expected > (noise.relative * expected) ** 2
    shares = [x for x in _SHARES if abs(x) > _VISIBLE * noise.relative]
    usual = -0.5 * (taken / deviation) ** 2 - np.log(deviation) if shares else taken
    found = []
    for share in shares:
        wide = np.sqrt(deviation**2 + (_UNEVEN * max(abs(share), 0.3)) ** 2)
        own = -0.5 * ((taken - share) / wide) ** 2 - np.log(wide)
        own = np.where(deviation > _SURE, own, np.maximum(own, -_ANY))
        ratio = own - usual
        if noise.count > 0:
            left = np.log(max(1 - share, 1e-9))
            ratio = np.where(counted, (actual * left + expected * share) / dispersion, ratio)
        found.append(np.where(known, np.clip(ratio, -_AGAINST, _FOR), _new(actual, known, share)))
    return np.array(found)


def _new(actual: Floats, known: Flags, share: float) -> Floats:
    """What rows say of which nothing was expected: where not small, that something was added."""
    if share > 0 or not np.any(known):
        return np.zeros(len(actual))
    usual = float(np.median(actual[known]))
    return np.where(~known & (actual > max(usual, 0.0)), _FOR / 2, 0.0)
