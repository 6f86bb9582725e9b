"""Metrics that move together, or one after the other, among those that the scan has read.

Called by ``executive.scan.scanner`` with the readings of whole metrics. Metrics that are made of
the same rows move together by definition and are not compared, nor are those that a twin of them
(a metric of other rows that is all but the same numbers) is so related to. Of one table only means
and rates that read different fields of it are compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from boardroom.analysis.correlation.cross import correlate, rank
from boardroom.analysis.correlation.deviation import (
    by_week,
    deviations,
    special_periods,
    without_common,
    without_month_days,
    without_weeks_of_year,
)
from boardroom.analysis.correlation.together import Pair, Together, move_together
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
    """Two metrics that move together; ``others`` show the same, being of the same tables.

    Attributes:
        step: of the periods in which ``pair`` counts.
    """

    first: Reading
    second: Reading
    pair: Pair
    step: Step
    others: tuple[tuple[Reading, Reading], ...] = ()

    @property
    def metrics(self) -> frozenset[str]:
        """The names of both."""
        return frozenset(item.watched.facts.metric.name for item in (self.first, self.second))


@dataclass(frozen=True, kw_only=True)
class Company:
    """What was found among all metrics, plainest first; ``tests`` = pairs compared."""

    found: tuple[Companions, ...]
    tests: int


NO_COMPANY = Company(found=(), tests=0)


def find_companions(readings: Sequence[Reading], residuals: Sequence[Residuals]) -> Company:
    """Compare all whole metrics: those read by day with one another, then all by week, which tells
    what comes less often, and what follows slowly.

    Args:
        readings: all that was read.
        residuals: how far each of them was from what was expected.
    """
    pairs = zip(readings, residuals, strict=True)
    whole = [pair for pair in pairs if pair[0].watched.dimension is None]
    if len(whole) < 2:
        return NO_COMPANY
    daily = [pair for pair in whole if pair[0].panel.step == "day"]
    sides = [_side_by_side(daily, step="day")] if len(daily) > 1 else []
    sides.append(_side_by_side(_weekly(whole, apart=_NO_DAYS), step="week"))
    twins = frozenset(link for side in sides for link in side.twins())
    apart = sides[0].special_days(twins) if len(sides) > 1 else _NO_DAYS
    sides[-1] = _side_by_side(_weekly(whole, apart=apart), step="week")
    found: dict[_Ends, list[Companions]] = {}
    tests = 0
    for side in sides:
        together = side.together(twins)
        tests += together.tests
        for pair in together.pairs:
            if min(abs(pair.r), abs(pair.rank_r)) >= LEAST_R:
                ends, item = side.told(pair, twins)
                found.setdefault(ends, []).append(item)
    return Company(found=tuple(_story(*items) for items in found.values()), tests=tests)


def _story(head: Companions, *rest: Companions) -> Companions:
    """The first one, with the others that are not the same two metrics again."""
    by_metrics = {item.metrics: (item.first, item.second) for item in rest[::-1]}
    by_metrics.pop(head.metrics, None)
    return replace(head, others=tuple(by_metrics.values())[::-1])


_Ends = frozenset[frozenset[str]]
_NO_DAYS: Days = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class _Side:
    """Metrics over the same periods: what is left of each, shape (S, T)."""

    readings: Sequence[Reading]
    step: Step
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

    def together(self, twins: _Ends) -> Together:
        """The pairs that move together, but for those that do so by definition."""
        made_of = [self._tables(place, twins) for place in range(len(self.readings))]
        related = frozenset(
            (one, other)
            for one, other in combinations(range(len(made_of)), 2)
            if made_of[one] & made_of[other] and not are_apart(self._facts(one), self._facts(other))
        )
        values, worth = self.values, 1.0
        if self.step == "day":
            values = without_month_days(values, self.days)
        else:
            values, worth = without_weeks_of_year(values)
        return move_together(
            without_common(values, made_of),
            related=related,
            most_lag=MOST_LAG[self.step],
            rate=RATE,
            worth=worth,
        )

    def special_days(self, twins: _Ends) -> Days:
        """First days of the periods in which metrics that share no table stray together."""
        made_of = [self._tables(place, twins) for place in range(len(self.readings))]
        return self.days[special_periods(self.values, made_of)]

    def told(self, pair: Pair, twins: _Ends) -> tuple[_Ends, Companions]:
        """A pair with its metrics, and the tables of both ends."""
        first, second = self.readings[pair.first], self.readings[pair.second]
        ends = frozenset(self._tables(place, twins) for place in (pair.first, pair.second))
        return ends, Companions(first=first, second=second, pair=pair, step=self.step)

    def _tables(self, place: int, twins: _Ends) -> frozenset[str]:
        own = self._facts(place).tables
        return own.union(*(link for link in twins if link & own))

    def _facts(self, place: int) -> MetricFacts:
        return self.readings[place].watched.facts


def _weekly(
    pairs: Sequence[tuple[Reading, Residuals]], *, apart: Days
) -> list[tuple[Reading, Residuals]]:
    return [
        (item, by_week(found, apart=apart) if item.panel.step == "day" else found)
        for item, found in pairs
    ]


def _side_by_side(pairs: Sequence[tuple[Reading, Residuals]], *, step: Step) -> _Side:
    """What is left of each metric without what was to be expected, over the same periods."""
    days = np.unique(np.concatenate([found.days for _, found in pairs]))
    values = np.full((len(pairs), len(days)), np.nan)
    for row, (_, found) in enumerate(pairs):
        values[row, np.searchsorted(days, found.days)] = deviations(found)[0]
    return _Side(readings=[item for item, _ in pairs], step=step, days=days, values=values)


def are_apart(one: MetricFacts, other: MetricFacts) -> bool:
    """Whether two metrics of the same rows are means or rates of different fields of them."""
    rates = one.ratio is not None and other.ratio is not None
    same = one.bases == other.bases and one.times == other.times
    return rates and same and not one.reads & other.reads
