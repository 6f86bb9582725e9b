"""Series measured by what they follow: a bill per head. Called by ``executive.scan.scanner``.

A bill that follows the number of employees bends with every wave of hires. Against a line it
wanders, which hides what happens to it for some weeks. So what adds up and wanders is measured by
each number of things at hand that the page knows, such as the headcount. Where one explains its
course, by years that are not judged, it is judged by what there is per unit of that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from boardroom.agents.context import Context
from boardroom.analysis.panel.expected import expect
from boardroom.analysis.panel.scan import Scan, scan_panels
from boardroom.analysis.panel.series import YEAR_DAYS, Days, Floats, Panel
from boardroom.analysis.panel.wander import roughness
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.scan.panel_reading import Reading
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result

_EXPLAINED = 0.5
"""Measured by what it follows, a series strays from month to month at most half as far."""

_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """How many things of a kind were at hand.

    Attributes:
        facts: of the metric that counts them.
        days: shape (D,): ordinals, in order.
        sizes: shape (D,).
    """

    facts: MetricFacts
    days: Days
    sizes: Floats

    def over(self, panel: Panel) -> Floats | None:
        """Shape (1, T): how many in the mean of each week; None where that is not known of all."""
        first = self.days.searchsorted(panel.days)
        if first[-1] + _WEEK > len(self.days) or (self.days[first] != panel.days).any():
            return None
        means: Floats = self.sizes[first[:, None] + np.arange(_WEEK)].mean(axis=1)[None]
        return means if (means > 0).all() else None


def measured(
    readings: Sequence[Reading], scans: Sequence[Scan], facts: Sequence[MetricFacts],
    context: Context,
) -> tuple[list[Reading], list[Scan]]:  # fmt: skip
    """The readings and their scans, with each series that follows a yardstick judged by it."""
    wandering = [_wandering(*pair) for pair in zip(readings, scans, strict=True)]
    asking = [reading for reading, rows in zip(readings, wandering, strict=True) if rows]
    yardsticks = _ask(asking, facts, context) if asking else []
    found_readings, found_scans = [], []
    for reading, scan, rows in zip(readings, scans, wandering, strict=True):
        measures = {row: best for row in rows if (best := _best(reading, row, yardsticks))}
        panels = [panel for _, panel in measures.values()]
        own = dict(zip(measures, scan_panels(panels), strict=True))
        names = {row: item.facts.metric.title for row, (item, _) in measures.items()}
        found_readings.append(replace(reading, measures=names) if names else reading)
        found_scans.append(scan.with_own(own) if own else scan)
    return found_readings, found_scans


def _wandering(reading: Reading, scan: Scan) -> list[int]:
    """The series by week, of what adds up, that wander."""
    if reading.watched.kind != "flow" or reading.panel.step != "week":
        return []
    return [row for row in range(len(reading.values)) if scan.wanders(row)]


def _ask(
    readings: Sequence[Reading], facts: Sequence[MetricFacts], context: Context
) -> list[Yardstick]:
    """What is counted and holds until something ends it, by day."""
    first = min(reading.day(0) for reading in readings)
    last = max(reading.last_day(-1) for reading in readings)
    counts = [item for item in facts if item.holds and item.metric.unit == "count"]
    answers = context.ask([_query(item, first, last) for item in counts])
    return [
        Yardstick(facts=item, days=answer.days("period"), sizes=answer.numbers(item.metric.name))
        for item, answer in zip(counts, answers, strict=True)
        if isinstance(answer, Result)
    ]


def _query(facts: MetricFacts, first: date, last: date) -> Query:
    return Query(metrics=(facts.metric.name,), grain="day", time_range=f"{first}..{last}")


def _best(
    reading: Reading, row: int, yardsticks: Sequence[Yardstick]
) -> tuple[Yardstick, Panel] | None:
    """What explains the course of a series best, with the series measured by it; None where
    nothing does."""
    past = reading.panel.periods - round(YEAR_DAYS / _WEEK)
    if past < YEAR_DAYS / _WEEK:
        return None
    plain = _roughness(_alone(reading.panel, row), past)
    tried = [
        (_roughness(panel, past), item, panel) for item, panel in _panels(reading, row, yardsticks)
    ]
    least = min(tried, key=lambda found: found[0], default=None)
    return least[1:] if least and least[0] < _EXPLAINED * plain else None


def _panels(
    reading: Reading, row: int, yardsticks: Sequence[Yardstick]
) -> Iterator[tuple[Yardstick, Panel]]:
    """The series measured by each yardstick that does not count its own rows."""
    for item in yardsticks:
        sizes = item.over(reading.panel)
        if sizes is not None and set(item.facts.bases).isdisjoint(reading.watched.facts.bases):
            yield item, replace(_alone(reading.panel, row), weights=sizes)


def _alone(panel: Panel, row: int) -> Panel:
    return Panel(days=panel.days, totals=panel.totals[row : row + 1], step=panel.step)


def _roughness(panel: Panel, past: int) -> float:
    """How far the series strays from month to month, before the year that is judged."""
    found = expect(panel)
    return float(roughness(found.excess[:, :past], found.expected[:, :past])[0])
