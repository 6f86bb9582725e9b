"""Which search is asked, and that the product's search finds causes that lie across each other."""

import numpy as np
import pytest

from boardroom.analysis.localisation.leaf import Flags, Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import ENOUGH_STEPS, find_moving
from boardroom.analysis.localisation.search import find_causes

SIZES = (6, 10, 8)
LEAVES = int(np.prod(SIZES))
NAMES = ("shop", "good", "way")
CODES = tuple(np.indices(SIZES).reshape(len(SIZES), -1))


def periods(
    now: Floats, then: Floats, *, earlier: int = 0, leaves: int = LEAVES, ratio: bool = False
) -> TwoPeriods:
    def sums(values: Floats) -> Sums:
        kept = values[:leaves]
        if not ratio:
            return Sums(top=kept, squares=kept)
        ones = np.full(len(kept), 1000.0)
        return Sums(top=kept, squares=kept, bottom=ones, cross=kept, bottom_squares=ones)

    return TwoPeriods(
        attributes=NAMES,
        values=tuple(
            tuple(f"{name}{n}" for n in range(size))
            for name, size in zip(NAMES, SIZES, strict=True)
        ),
        codes=tuple(code[:leaves] for code in CODES),
        now=sums(now),
        then=sums(then),
        earlier=tuple(
            sums(then * (1 + 0.01 * np.sin(np.arange(LEAVES) + n))) for n in range(earlier)
        ),
        ratio=ratio,
    )


def moved(seed: int, *, noise: float) -> tuple[Floats, Floats]:
    """Leaves of which a shop lost half, and a good sold one way a third; all grew by a tenth."""
    rng = np.random.default_rng(seed)
    then = rng.gamma(2.0, 50.0, LEAVES)
    shop, good, way = CODES
    factor = np.where(shop == 2, 0.5, np.where((good == 4) & (way == 1), 0.66, 1.0))
    return np.maximum(1.1 * then * factor * (1 + noise * rng.normal(size=LEAVES)), 0), then


def named(table: TwoPeriods) -> list[dict[str, str | None]]:
    return [dict(found.where) for found in find_causes(table)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("noise", [0.01, 0.1])
def test_without_a_past_causes_across_each_other_are_named_and_none_beside_them(
    seed: int, noise: float
) -> None:
    found = named(periods(*moved(seed, noise=noise)))
    assert sorted(found, key=len) == [{"shop": "shop2"}, {"good": "good4", "way": "way1"}]


def test_a_cause_comes_with_its_own_leaves() -> None:
    now, then = moved(1, noise=0.01)
    first = find_causes(periods(now, then))[0]
    own: Flags = CODES[0] == 2
    assert dict(first.where) == {"shop": "shop2"}
    assert set(first.leaves.tolist()) == set(np.flatnonzero(own).tolist())


@pytest.mark.parametrize(
    "table",
    [
        periods(*moved(1, noise=0.05), earlier=ENOUGH_STEPS),
        periods(*moved(1, noise=0.05), leaves=200),
        periods(*moved(1, noise=0.05), ratio=True),
        periods(*moved(1, noise=3.0)),
    ],
    ids=["a past", "few leaves", "a rate", "leaves that stray"],
)
def test_where_leaves_bear_no_witness_or_a_past_does_sums_are_asked(table: TwoPeriods) -> None:
    assert [(x.where, x.gain) for x in find_causes(table)] == [
        (x.where, x.gain) for x in find_moving(table)
    ]
