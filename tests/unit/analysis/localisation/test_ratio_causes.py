"""Causes in ratio metrics with noise: the F1 that is reached, on made-up leaves.

Leaves of four dimensions hold few cases each (skewed: most have under ten); a rate is the share of
cases that succeed, and differs by leaf. From one period to the next the number of cases changes by
chance and by value (a shift of the mix, which is no cause), all rates drift a little, and in one or
two combinations of one or two attributes the rate falls. Rules were tried on even seeds; these are
odd ones. Measured: F1 0.92 of one cause that takes 30 % of a rate, 0.97 of two, 0.67 of one that
takes 15 %; what is missed lies mostly in 3 % of the cases, within chance.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from boardroom.analysis.localisation.leaf import Codes, Flags, Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import find_moving

SIZES = (5, 8, 6, 4)
EARLIER = 7
SEEDS = range(1, 41, 2)

Cause = frozenset[tuple[str, str]]


class World:
    """Leaves, their usual cases and rates, and what was planted."""

    def __init__(self, seed: int, *, causes: int, fall: float) -> None:
        self.random = np.random.default_rng(seed)
        self.codes: tuple[Codes, ...] = tuple(np.indices(SIZES).reshape(len(SIZES), -1))
        shape = self.codes[0].size
        self.cases: Floats = self.random.lognormal(1.8, 1.0, shape)
        self.rate: Floats = np.clip(self.random.normal(0.6, 0.08, shape), 0.2, 0.9)
        self.planted: list[Cause] = []
        self.hit: Flags = np.zeros(shape, dtype=np.bool_)
        self.fall = fall
        while len(self.planted) < causes:
            self._plant()

    def _plant(self) -> None:
        """A combination that has a part of the cases worth speaking of, apart from the others."""
        depth = int(self.random.integers(1, 3))
        places = self.random.choice(len(SIZES), depth, replace=False)
        where = {int(place): int(self.random.integers(SIZES[place])) for place in places}
        inside = np.all([self.codes[place] == code for place, code in where.items()], axis=0)
        share = float(self.cases[inside].sum() / self.cases.sum())
        if share >= 0.03 and not np.any(inside & self.hit):
            self.hit |= inside
            self.planted.append(frozenset((f"d{p}", str(c)) for p, c in where.items()))

    def table(self) -> TwoPeriods:
        """The last period with its causes, and those before it."""
        now, then, *earlier = (
            self._period(self.hit if not k else None) for k in range(EARLIER + 2)
        )
        return TwoPeriods(
            attributes=tuple(f"d{place}" for place in range(len(SIZES))),
            values=tuple(tuple(str(code) for code in range(size)) for size in SIZES),
            codes=self.codes, now=now, then=then, earlier=tuple(earlier), ratio=True,
        )  # fmt: skip

    def _period(self, hit: Flags | None) -> Sums:
        mix = self.random.lognormal(0, 0.1, SIZES[1])[self.codes[1]]
        bottom = self.random.poisson(self.cases * mix).astype(np.float64)
        rate = self.rate * self.random.normal(1, 0.01)
        rate = rate if hit is None else rate * np.where(hit, 1 - self.fall, 1.0)
        top = self.random.binomial(bottom.astype(np.int64), np.clip(rate, 0, 1)).astype(np.float64)
        return Sums(top=top, squares=top, bottom=bottom, cross=top, bottom_squares=bottom)


def cases(*, causes: int, fall: float) -> Iterator[tuple[set[Cause], list[Cause]]]:
    """Planted and named, of each world."""
    for seed in SEEDS:
        world = World(seed, causes=causes, fall=fall)
        found = find_moving(world.table())
        named = [frozenset((key, str(value)) for key, value in one.where.items()) for one in found]
        yield set(world.planted), named


def f1(*, causes: int, fall: float) -> float:
    """Over all causes of all worlds."""
    right = named = planted = 0
    for truth, found in cases(causes=causes, fall=fall):
        right += len(truth & set(found))
        named += len(found)
        planted += len(truth)
    return 2 * right / (named + planted)


@pytest.mark.parametrize(
    ("causes", "fall", "reached"), [(1, 0.3, 0.9), (2, 0.3, 0.95), (1, 0.15, 0.6)]
)
def test_causes_in_a_noisy_rate_are_named_exactly(causes: int, fall: float, reached: float) -> None:
    assert f1(causes=causes, fall=fall) >= reached


def test_a_rate_without_cause_names_nothing() -> None:
    named = [found for _, found in cases(causes=0, fall=0.0)]
    assert sum(map(bool, named)) <= 2
