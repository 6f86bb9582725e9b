"""Where nothing happened but chance, hardly ever is a segment named, whatever the rows are like:
money with a few large rows, counts, many small segments, with and without a past.
"""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from boardroom.analysis.localisation.leaf import Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import find_moving
from boardroom.analysis.localisation.side import find_on_sides

TABLES, ROWS = 60, 900
SHARE = 0.1
MOST = int(binom.ppf(0.999, TABLES, SHARE))
"""More tables than that show a rate above ``SHARE``, but for one case in a thousand."""

Draw = Callable[[np.random.Generator, int], Floats]
KINDS: dict[str, Draw] = {
    "lognormal": lambda rng, size: rng.lognormal(4, 1.0, size),
    "heavier lognormal": lambda rng, size: rng.lognormal(4, 1.5, size),
    "Pareto": lambda rng, size: 10 * (1 + rng.pareto(1.5, size)),
    "counts of items": lambda rng, size: np.asarray(1.0 + rng.negative_binomial(1, 0.2, size)),
    "rows alone": lambda _, size: np.ones(size),
}
SHAPES = {"many small": (6, 8, 12), "five attributes": (4, 5, 6, 3, 3), "one": (20,)}


def _table(rng: np.random.Generator, draw: Draw, sizes: tuple[int, ...], past: int) -> TwoPeriods:
    """Periods whose rows all come from one world."""
    weights = np.ones(1)
    for size in sizes:
        weights = np.multiply.outer(weights, rng.dirichlet(np.full(size, 1.5))).ravel()
    periods = [_sums(rng, draw, weights) for _ in range(2 + past)]
    now, then, *earlier = periods
    places = np.unravel_index(np.arange(len(weights)), sizes)
    return TwoPeriods(
        attributes=tuple("abcde"[: len(sizes)]),
        values=tuple(tuple(map(str, range(size))) for size in sizes),
        codes=tuple(np.asarray(place, dtype=np.int64) for place in places),
        now=now,
        then=then,
        earlier=tuple(earlier),
    )


def _sums(rng: np.random.Generator, draw: Draw, weights: Floats) -> Sums:
    count = int(rng.poisson(ROWS))
    leaves, values = rng.choice(len(weights), count, p=weights), draw(rng, count)

    def total(column: Floats) -> Floats:
        found = np.bincount(leaves, weights=column, minlength=len(weights))
        return np.asarray(found, dtype=np.float64)

    rows = total(np.ones(count))
    return Sums(
        top=total(values), squares=total(values**2), bottom=rows, cross=total(values),
        bottom_squares=rows,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "past"), [("many small", 0), ("many small", 4), ("five attributes", 0), ("one", 4)]
)
@pytest.mark.parametrize("kind", KINDS)
def test_chance_alone_names_no_segment(kind: str, shape: str, past: int) -> None:
    named = 0
    for seed in range(TABLES):
        rng = np.random.default_rng((seed, past))
        named += bool(find_moving(_table(rng, KINDS[kind], SHAPES[shape], past)))
    assert named <= MOST


@pytest.mark.parametrize("kind", KINDS)
def test_chance_alone_names_no_segment_on_either_side(kind: str) -> None:
    named = 0
    for seed in range(TABLES):
        rng = np.random.default_rng((seed, 9))
        sides = [_table(rng, KINDS[kind], (4, 5, 6), 0) for _ in range(2)]
        named += bool(find_on_sides(sides))
    assert named <= MOST
