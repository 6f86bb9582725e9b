"""Whether a measure moves alike in every value of a column. Called by ``executive.survey``."""

import math
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.survey.column import Floats, Grouping

_LEAST_GROUP = 10
_NEARLY_ALL = 0.9
_WITHIN = 0.5
"""Of the whole change, or of the level where nothing changes: no value's own is off by more, nine
times in ten."""

_BOUND = 1.645
_THIRDS = 2.0 / 3.0
"""From the middle of the first third of the time to that of the last."""


@dataclass(frozen=True, kw_only=True)
class Parallel:
    """A measure whose course is the same in every value of a column.

    Attributes:
        firsts, lasts: means of the first and the last third of the time, by value; NaN for values
            of few records.
        way: +1 or −1 where it rises or falls in all of them; 0 where it stays in all.
    """

    firsts: Floats
    lasts: Floats
    way: int


def parallel(grouping: Grouping, days: Floats, values: Floats, *, way: int) -> Parallel | None:
    """The common course of ``values`` (NaN = none) over ``days``; None where one value's own is
    another, or may well be.

    Each value has a straight line of its own. All must change by half to one and a half of what the
    records do together, or, where those stay, by less than half of their mean: nine times in ten.
    Values of a few records are left out, as long as nearly all records are of others.

    Args:
        way: where the course of all records goes, as it was tested: +1, −1, or 0 for none.

    Source: equivalence by two one-sided tests, D. J. Schuirmann, J. Pharmacokin. Biopharm. 15
        (1987).
    """
    known = (grouping.codes >= 0) & np.isfinite(days) & np.isfinite(values)
    codes, when, amounts = grouping.codes[known], days[known], values[known]
    counts = np.bincount(codes, minlength=len(grouping.values))
    usable = np.flatnonzero(counts >= _LEAST_GROUP)
    if len(usable) < 2 or counts[usable].sum() < _NEARLY_ALL * len(codes):
        return None
    reach = _THIRDS * float(np.ptp(when))
    whole, _ = _change(when, amounts, reach)
    if way and whole * way <= 0:
        return None
    bound = _WITHIN * abs(whole if way else float(amounts.mean()))
    firsts, lasts = np.full((2, len(counts)), np.nan)
    edges = when.min() + np.ptp(when) * np.array([1 / 3, 2 / 3])
    for place in usable:
        own = codes == place
        change, error = _change(when[own], amounts[own], reach)
        early, late = own & (when < edges[0]), own & (when >= edges[1])
        if not early.any() or not late.any():
            return None
        if not abs(change - (whole if way else 0.0)) + _BOUND * error <= bound:
            return None
        firsts[place], lasts[place] = amounts[early].mean(), amounts[late].mean()
    return Parallel(firsts=firsts, lasts=lasts, way=way)


def _change(when: Floats, amounts: Floats, reach: float) -> tuple[float, float]:
    """What a straight line changes over ``reach`` days, and the standard error of that; infinite
    where all are of one time."""
    moved = when - when.mean()
    spread = float((moved**2).sum())
    if spread == 0:
        return 0.0, math.inf
    slope = float((moved * amounts).sum()) / spread
    left = amounts - amounts.mean() - slope * moved
    error = math.sqrt(float((left**2).sum()) / (len(when) - 2) / spread)
    return slope * reach, error * reach
