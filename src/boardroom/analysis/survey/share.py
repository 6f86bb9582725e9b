"""How unevenly a count or a sum is spread over the values of a column.

Called by ``executive.survey``.
"""

import math
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.survey.chance import binomial_tail, compound_tail, wilson
from boardroom.analysis.survey.column import Floats, Grouping

_LEAST_RECORDS = 20
_LARGE = 0.8
_CERTAIN, _SEEN = 3.2, 0.84
"""Normal quantiles: of one chance in a hundred over some seven values, and of four in five."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A count or a sum over the values of a column.

    Attributes:
        amounts: of each value, in the order of ``Grouping.values``; they sum to ``whole``.
        top, bottom: places of the largest and the smallest.
        worth: as many equal amounts would spread as evenly by chance as these.
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
    worth: float = 0.0
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
        worth=whole,
        low=low,
        high=high,
    )


def spread_sums(grouping: Grouping, values: Floats) -> Spread | None:
    """How a sum spreads over the values; None where the parts are not all of one sign.

    The test: the largest sum against what the same amounts would make if each fell to any of the k
    values alike, by a bound that holds however few of them make up the whole, times k for having
    chosen it.
    """
    known = (grouping.codes >= 0) & np.isfinite(values)
    amounts = values[known]
    size = len(grouping.values)
    if size < 2 or len(amounts) < _LEAST_RECORDS or amounts.min() < 0 or amounts.sum() <= 0:
        return None
    sums = np.bincount(grouping.codes[known], weights=amounts, minlength=size).astype(float)
    top, bottom = int(sums.argmax()), int(sums.argmin())
    chance = compound_tail(float(sums[top]), amounts=amounts, rate=1.0 / size)
    return Spread(
        amounts=sums,
        whole=float(sums.sum()),
        top=top,
        bottom=bottom,
        p_value=min(1.0, size * chance),
        evenness=_evenness(sums),
        worth=float(amounts.sum() ** 2 / (amounts**2).sum()),
    )


def would_show(records: float) -> bool:
    """Whether a large difference between the values of a column would be seen four times in five,
    where each has so many records: a mean 0.8 standard deviations off, or a count by 80 %.

    Source: J. Cohen, Statistical Power Analysis for the Behavioral Sciences (1988).
    """
    return _LARGE * math.sqrt(records) >= _CERTAIN + _SEEN


def _evenness(amounts: Floats) -> float:
    shares = amounts[amounts > 0] / amounts.sum()
    return float(-(shares * np.log(shares)).sum()) / math.log(len(amounts))
