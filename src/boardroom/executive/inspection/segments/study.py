"""What is to be known of customers from their purchases: segments, moves between them, clusters.
Pure.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from boardroom.analysis.segments.cluster import Clustering, cluster_customers
from boardroom.analysis.segments.migration import Moves, MoveTest, Way, assess_moves, count_moves
from boardroom.analysis.segments.purchase import Places, Purchases, Standing
from boardroom.analysis.segments.rfm import Rule, find_rule, long_pause, segments_of_all
from boardroom.executive.inspection.segments.buyers import Looks, plan_looks

_YEAR = 12
FEWEST_CUSTOMERS = 25
FEWEST_JUDGED = 200
"""Of fewer customers a quarter with less business is all that moves between segments tell."""

FEWEST_PAUSES = 30
LEAST_AGAIN = 0.1
"""Where fewer customers than this share came again, how often they come tells nothing."""

SILENCE, TENURE, PURCHASES, SIZE = "silence", "tenure", "purchases", "money per purchase"
"""What clusters are made by."""


@dataclass(frozen=True, kw_only=True)
class Study:
    """Customers on the days that they were looked at.

    Attributes:
        rule: the cut-offs, found on the last day but one, so that they do not know what came after.
        standing: how they stand on the last day.
        places: the segment of each of all customers on each day, oldest first.
    """

    looks: Looks
    rule: Rule
    standing: Standing
    places: tuple[Places, ...]

    @property
    def day(self) -> date:
        """The last day looked at."""
        return self.looks.days[-1]

    @property
    def now(self) -> Places:
        """The segment of each customer that stands there on the last day."""
        return self.places[-1][self.standing.owner]

    @cached_property
    def steps(self) -> tuple[Moves, ...]:
        """The moves from day to day, oldest first."""
        pairs = zip(self.places, self.places[1:], strict=False)
        return tuple(count_moves(before, after) for before, after in pairs)

    @cached_property
    def tests(self) -> tuple[MoveTest, ...]:
        """The last moves against those before: of enough customers, and of a year and more, as a
        season cannot be told from a change by less."""
        season = _YEAR // self.looks.step
        if len(self.steps) <= season or self.standing.owner.size < FEWEST_JUDGED:
            return ()
        return assess_moves(self.steps, season=season)

    def usual(self, segment: int, way: Way) -> int | None:
        """About how many of a segment would have moved one way by the shares of earlier steps."""
        *earlier, last = self.steps
        size = sum(step.size(segment) for step in earlier)
        moved = sum(step.moved(segment, way) for step in earlier)
        return round(last.size(segment) * moved / size) if size else None

    @cached_property
    def clusters(self) -> Clustering:
        """Customers that are alike on the last day."""
        return cluster_customers(
            {
                SILENCE: self.standing.silence,
                TENURE: self.standing.tenure,
                PURCHASES: self.standing.purchases,
                SIZE: self.standing.money / self.standing.purchases,
            }
        )


def study_customers(purchases: Purchases, *, first: date, until: date) -> Study | None:
    """Segments of all days; None for too few customers, too short a time, or where hardly any buy
    again.

    Args:
        first: the day from which purchases are known; ``until`` up to which, the first of a month.
    """
    pauses = purchases.pauses(before=until.toordinal())
    if pauses.size < FEWEST_PAUSES:
        return None
    looks = plan_looks(first, until, long_days=long_pause(pauses))
    if looks is None:
        return None
    standings = [_standing(purchases, looks, day) for day in looks.days]
    base, now = max(0, len(standings) - 2), standings[-1]
    known = purchases.pauses(before=looks.days[base].toordinal())
    again = int(np.count_nonzero(now.purchases > 1))
    few = min(item.owner.size for item in standings[base:]) < FEWEST_CUSTOMERS
    rare = known.size < FEWEST_PAUSES or again < LEAST_AGAIN * now.owner.size
    if few or rare or now.money.sum() <= 0:
        return None
    rule = find_rule(standings[base], known, days=looks.days_of(looks.days[base]))
    return Study(
        looks=looks,
        rule=rule,
        standing=now,
        places=tuple(
            segments_of_all(item, rule, customers=purchases.customers) for item in standings
        ),
    )


def _standing(purchases: Purchases, looks: Looks, day: date) -> Standing:
    return purchases.standing(day.toordinal(), days=looks.days_of(day))
