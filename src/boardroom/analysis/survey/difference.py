"""Whether a measure differs between the values of a column. Called by ``executive.survey``."""

import math
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import normal_two_sided, student_two_sided
from boardroom.analysis.survey.column import Flags, Floats, Grouping, ranks_of

LEAST_GROUP = 5
_CERTAIN, _NEAR = 0.001, 0.25
_LEAST_RECORDS = 20


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A measure of some records beside all others.

    Attributes:
        mean: of the records; ``rest`` of all others.
        low, high: nine times in ten ``mean − rest`` lies between them.
        delta: P(one of the records is larger than another) − P(smaller): −1…1.
    """

    mean: float
    rest: float
    low: float
    high: float
    delta: float


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A measure by the values of a column.

    Attributes:
        means, medians, counts: by value, in the order of ``Grouping.values``; NaN without records.
        group: the place of the value that tells most of how the records differ, of those that
            differ beyond doubt; without any the one that differs most plainly.
        alike: the places of others that are nearly as far from all others, on the same side.
        gap: between that value with those alike and all others.
        p_value: how often that value alone differs as much by chance, over all values looked at.
        top, bottom: places of the largest and the smallest mean of those with enough records.
    """

    means: Floats
    medians: Floats
    counts: Floats
    group: int
    alike: tuple[int, ...]
    gap: Gap
    p_value: float
    top: int
    bottom: int


@dataclass(frozen=True, kw_only=True)
class _Sides:
    """Each value against all others: means, standard errors and degrees of freedom (Welch)."""

    inside: Floats
    outside: Floats
    error: Floats
    degrees: Floats


def difference(grouping: Grouping, values: Floats) -> Difference | None:
    """The plainest difference of ``values`` (NaN = none) between one value and all others.

    Two tests must agree, so the larger of two p-values counts: ranks (Mann-Whitney with ties; it
    holds for any skew) and means (Welch), each times the values looked at. None where fewer than
    two values have enough records, or all are equal.

    Source: H. B. Mann and D. R. Whitney (1947); B. L. Welch, Biometrika 34 (1947); effect size: N.
        Cliff, Psychological Bulletin 114 (1993).
    """
    known = (grouping.codes >= 0) & np.isfinite(values)
    codes, amounts = grouping.codes[known], values[known]
    size = len(grouping.values)
    counts = np.bincount(codes, minlength=size).astype(float)
    usable = (counts >= LEAST_GROUP) & (len(amounts) - counts >= LEAST_GROUP)
    if usable.sum() < 2 or len(amounts) < _LEAST_RECORDS or np.ptp(amounts) == 0:
        return None
    _, rank_chance = _rank_sums(codes, amounts, counts)
    sides = _sides(codes, amounts, counts)
    chances = np.maximum(rank_chance, _welch(sides, usable))
    chances = np.where(usable, chances, np.inf) * int(usable.sum())
    chosen = _telling(sides, counts, chances)
    alike = _alike(sides, counts, chances, chosen)
    shown = np.where(usable, sides.inside, np.nan)
    return Difference(
        means=np.where(counts > 0, sides.inside, np.nan),
        medians=np.array([_median(amounts[codes == place]) for place in range(size)]),
        counts=counts,
        group=chosen,
        alike=alike,
        gap=_gap(np.isin(codes, [chosen, *alike]), amounts),
        p_value=min(1.0, float(chances[chosen])),
        top=int(np.nanargmax(shown)),
        bottom=int(np.nanargmin(shown)),
    )


def _gap(own: Flags, amounts: Floats) -> Gap:
    """Between the records that are meant and all others."""
    codes = own.astype(np.int64)
    counts = np.bincount(codes, minlength=2).astype(float)
    delta, _ = _rank_sums(codes, amounts, counts)
    sides = _sides(codes, amounts, counts)
    between = float(sides.inside[1] - sides.outside[1])
    half = 1.645 * float(sides.error[1])
    return Gap(
        mean=float(sides.inside[1]),
        rest=float(sides.outside[1]),
        low=between - half,
        high=between + half,
        delta=float(delta[1]),
    )


def _rank_sums(codes: "np.ndarray", amounts: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Cliff's delta of each value against all others, and its two-sided chance."""
    ranks, left = ranks_of(amounts)
    total = float(len(amounts))
    sums = np.bincount(codes, weights=ranks, minlength=len(counts))
    others = total - counts
    pairs = np.maximum(counts * others, 1.0)
    wins = sums - counts * (counts + 1) / 2.0
    spread = np.sqrt(pairs * (total + 1) / 12.0 * left)
    distance = np.maximum(np.abs(wins - pairs / 2.0) - 0.5, 0.0) / np.maximum(spread, 1e-300)
    chances = np.array([normal_two_sided(float(z)) for z in distance])
    return 2.0 * wins / pairs - 1.0, chances


def _sides(codes: "np.ndarray", amounts: Floats, counts: Floats) -> _Sides:
    centre = float(amounts.mean())
    moved = amounts - centre
    total = float(len(amounts))
    sums = np.bincount(codes, weights=moved, minlength=len(counts)).astype(float)
    plain = np.bincount(codes, weights=amounts, minlength=len(counts))
    squares = np.bincount(codes, weights=moved**2, minlength=len(counts)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        error_in = _squared_error(sums, squares, counts)
        error_out = _squared_error(moved.sum() - sums, (moved**2).sum() - squares, total - counts)
        error = error_in + error_out
        degrees = error**2 / (error_in**2 / (counts - 1) + error_out**2 / (total - counts - 1))
        return _Sides(
            inside=plain / counts,
            outside=(amounts.sum() - plain) / (total - counts),
            error=np.sqrt(error),
            degrees=degrees,
        )


def _squared_error(sums: Floats, squares: Floats, counts: Floats) -> Floats:
    """Squares of the standard errors of means."""
    variance: Floats = np.maximum(squares - sums**2 / counts, 0.0) / (counts - 1)
    return variance / counts


def _welch(sides: _Sides, usable: "np.ndarray") -> Floats:
    chances = np.ones(len(sides.inside))
    for place in np.flatnonzero(usable):
        error = float(sides.error[place])
        gap = float(sides.inside[place] - sides.outside[place])
        if error > 0 and math.isfinite(error):
            chances[place] = student_two_sided(gap / error, degrees=float(sides.degrees[place]))
        else:
            chances[place] = float(gap == 0)
    return chances


def _telling(sides: _Sides, counts: Floats, chances: Floats) -> int:
    """Of the values that differ beyond doubt the one that, set apart, leaves the least variance."""
    if chances.min() > _CERTAIN:
        return int(chances.argmin())
    others = counts.sum() - counts
    explained = (sides.inside - sides.outside) ** 2 * counts * others
    return int(np.where(chances <= _CERTAIN, explained, -1.0).argmax())


def _alike(sides: _Sides, counts: Floats, chances: Floats, chosen: int) -> tuple[int, ...]:
    """The values beside the chosen one that differ beyond doubt, too, and are nearer to it than a
    quarter of the way to the rest; none where these are most of the values."""
    middle = float(sides.inside[chosen])
    order = np.argsort(np.abs(sides.inside - middle), kind="stable")
    found: list[int] = []
    for place in order[1:]:
        left = np.ones(len(counts), dtype=bool)
        left[[chosen, *found, int(place)]] = False
        if not chances[place] <= _CERTAIN or not counts[left].any():
            break
        rest = float(np.average(np.nan_to_num(sides.inside[left]), weights=counts[left]))
        if abs(float(sides.inside[place]) - middle) > _NEAR * abs(rest - middle):
            break
        found.append(int(place))
    return tuple(found) if 2 * (1 + len(found)) <= int((counts > 0).sum()) else ()


def _median(amounts: Floats) -> float:
    return float(np.median(amounts)) if len(amounts) else math.nan
