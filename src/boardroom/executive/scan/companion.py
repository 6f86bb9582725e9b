"""Metrics that move together, or one after the other, among those that the scan has read.

Called by ``executive.scan.scanner`` with the readings of whole metrics. Metrics that are made of
the same rows move together by definition and are not compared, nor are those that a twin of them
(a metric of other rows that is all but the same numbers) is so related to. Of one table only means
and rates that read different fields of it are compared.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from boardroom.analysis.correlation.cross import correlate, rank
from boardroom.analysis.correlation.deviation import (
    deviations,
    without_common,
    without_month_days,
)
from boardroom.analysis.correlation.together import Pair, move_together
from boardroom.analysis.panel.expected import Residuals
from boardroom.analysis.panel.series import Days, Floats, Step
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.scan.panel_reading import Reading

RATE = 0.01
"""At most so many of the pairs told are false on average."""

MOST_LAG = {"day": 28, "week": 8, "month": 0}
"""In periods: what comes later is hardly told from the next season."""

LEAST_R = 0.3
"""Of values and of ranks; a weaker correlation leaves nine tenths to other things."""


SAME_R = 0.97
"""What is closer is the same thing recorded twice, as invoices and the ledger are."""


@dataclass(frozen=True, kw_only=True)
class Companions:
    """Two metrics that move together; ``others`` show the same, being of the same tables."""

    first: Reading
    second: Reading
    pair: Pair
    others: tuple[tuple[Reading, Reading], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Company:
    """What was found among all metrics, plainest first; ``tests`` = pairs compared."""

    found: tuple[Companions, ...]
    tests: int


NO_COMPANY = Company(found=(), tests=0)


def find_companions(readings: Sequence[Reading], residuals: Sequence[Residuals]) -> Company:
    """Compare all whole metrics, those read by day and those read by week each among
    themselves.

    Args:
        readings: all that was read.
        residuals: how far each of them was from what was expected.
    """
    pairs = zip(readings, residuals, strict=True)
    whole = [pair for pair in pairs if pair[0].watched.dimension is None]
    steps: tuple[Step, ...] = ("day", "week")
    of_steps = [[pair for pair in whole if pair[0].panel.step == step] for step in steps]
    by_step = [_side_by_side(items) for items in of_steps if len(items) > 1]
    twins = frozenset(link for side in by_step for link in side.twins())
    found = [side.company(twins) for side in by_step]
    return Company(
        found=tuple(item for company in found for item in company.found),
        tests=sum(company.tests for company in found),
    )


@dataclass(frozen=True, kw_only=True)
class _Side:
    """Metrics of one step over the same periods: what is left of each, shape (S, T)."""

    readings: Sequence[Reading]
    days: Days
    values: Floats

    def twins(self) -> Iterator[frozenset[str]]:
        """Pairs of tables that hold the same: a metric of one is all but one of the other."""
        plain = correlate(self.values, most_lag=0)
        ranks = correlate(rank(self.values), most_lag=0)
        least = np.nan_to_num(np.minimum(np.abs(plain.r[0]), np.abs(ranks.r[0])))
        for one, other in np.argwhere(np.triu(least >= SAME_R, k=1)):
            tables = self._facts(one).tables | self._facts(other).tables
            if len(tables) == 2:
                yield tables

    def company(self, twins: AbstractSet[frozenset[str]]) -> Company:
        """The pairs that move together, those of the same tables as one."""
        step = self.readings[0].panel.step
        made_of = [_with_twins(self._facts(i).tables, twins) for i in range(len(self.values))]
        related = frozenset(
            (one, other)
            for one, other in combinations(range(len(made_of)), 2)
            if made_of[one] & made_of[other] and not are_apart(self._facts(one), self._facts(other))
        )
        values = without_month_days(self.values, self.days) if step == "day" else self.values
        together = move_together(
            without_common(values, made_of), related=related, most_lag=MOST_LAG[step], rate=RATE
        )
        strong = [item for item in together.pairs if min(abs(item.r), abs(item.rank_r)) >= LEAST_R]
        groups: dict[frozenset[frozenset[str]], list[Pair]] = {}
        for pair in strong:
            ends = frozenset(frozenset(made_of[place]) for place in (pair.first, pair.second))
            groups.setdefault(ends, []).append(pair)
        found = tuple(self._story(*pairs) for pairs in groups.values())
        return Company(found=found, tests=together.tests)

    def _story(self, head: Pair, *rest: Pair) -> Companions:
        return Companions(
            first=self.readings[head.first],
            second=self.readings[head.second],
            pair=head,
            others=tuple((self.readings[item.first], self.readings[item.second]) for item in rest),
        )

    def _facts(self, place: int) -> MetricFacts:
        return self.readings[place].watched.facts


def _side_by_side(pairs: Sequence[tuple[Reading, Residuals]]) -> _Side:
    """What is left of each metric without what was to be expected, over the same periods."""
    days = np.unique(np.concatenate([found.days for _, found in pairs]))
    values = np.full((len(pairs), len(days)), np.nan)
    for row, (_, found) in enumerate(pairs):
        values[row, np.searchsorted(days, found.days)] = deviations(found)[0]
    return _Side(readings=[item for item, _ in pairs], days=days, values=values)


def are_apart(one: MetricFacts, other: MetricFacts) -> bool:
    """Whether two metrics of the same rows are means or rates of different fields of them."""
    rates = one.ratio is not None and other.ratio is not None
    same = one.bases == other.bases and one.times == other.times
    return rates and same and not one.reads & other.reads


def _with_twins(tables: frozenset[str], twins: AbstractSet[frozenset[str]]) -> frozenset[str]:
    return tables.union(*(link for link in twins if link & tables))
