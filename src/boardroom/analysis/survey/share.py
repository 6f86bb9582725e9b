"""How unevenly a count or a sum is spread over the values of a column.

Called by ``executive.survey``.
"""

import math
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import normal_two_sided
from boardroom.analysis.survey.chance import binomial_tail, wilson
from boardroom.analysis.survey.column import Floats, Grouping

_LEAST_RECORDS = 20


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A count or a sum over the values of a column.

    Attributes:
        amounts: of each value, in the order of ``Grouping.values``; they sum to ``whole``.
        top, bottom: places of the largest and the smallest.
        low, high: nine times in ten the share of the largest lies between them; for sums None.
        p_value: how often a value as large comes about when all are equally likely.
        evenness: entropy of the shares over that of equal ones: 1 = perfectly even.
    """

    amounts: Floats
    whole: float
    top: int
    bottom: int
    p_value: float
    evenness: float
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float:
        """Of the largest."""
        return float(self.amounts[self.top]) / self.whole

    @property
    def even(self) -> float:
        """The share that each would have if all were equal."""
        return 1.0 / len(self.amounts)


def spread_counts(grouping: Grouping) -> Spread | None:
    """How the records spread over the values; None for fewer than two values or too few records.

    The test: the largest of k counts against a binomial of rate 1/k, times k for having chosen it.
    """
    counts = grouping.counts.astype(float)
    whole, size = float(counts.sum()), len(counts)
    if size < 2 or whole < _LEAST_RECORDS:
        return None
    top, bottom = int(counts.argmax()), int(counts.argmin())
    chance = binomial_tail(int(counts[top]), of=int(whole), rate=1.0 / size)
    low, high = wilson(counts[top], whole)
    return Spread(
        amounts=counts,
        whole=whole,
        top=top,
        bottom=bottom,
        p_value=min(1.0, size * chance),
        evenness=_evenness(counts),
        low=low,
        high=high,
    )


def spread_sums(grouping: Grouping, values: Floats) -> Spread | None:
    """How a sum spreads over the values; None where the parts are not all of one sign.

    The test: the largest sum against what equally many records of the same amounts would make,
    by the normal limit of such a compound sum, times k for having chosen it.
    """
    known = (grouping.codes >= 0) & np.isfinite(values)
    amounts = values[known]
    size = len(grouping.values)
    if size < 2 or len(amounts) < _LEAST_RECORDS or amounts.min() < 0 or amounts.sum() <= 0:
        return None
    sums = np.bincount(grouping.codes[known], weights=amounts, minlength=size).astype(float)
    top, bottom = int(sums.argmax()), int(sums.argmin())
    whole, rate = float(sums.sum()), 1.0 / size
    spread = math.sqrt(float((amounts**2).sum()) * rate * (1.0 - rate))
    distance = (float(sums[top]) - whole * rate) / spread
    return Spread(
        amounts=sums,
        whole=whole,
        top=top,
        bottom=bottom,
        p_value=min(1.0, size * normal_two_sided(distance) / 2.0),
        evenness=_evenness(sums),
    )


def _evenness(amounts: Floats) -> float:
    shares = amounts[amounts > 0] / amounts.sum()
    return float(-(shares * np.log(shares)).sum()) / math.log(len(amounts))
