"""Which changes and trends of a page are worth a sentence. Called by the analysts.

A change must be large in itself, stand on enough rows, be unusual for its own metric, and survive
false-discovery control, by its analyst and once more over all metrics of the page; so a page of
noise stays quiet.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from boardroom.analysis.change import ChangeTest, Series, assess_change
from boardroom.analysis.discovery import discoveries
from boardroom.analysis.trend import TrendTest, assess_trend
from boardroom.executive.key_metric import (
    SHOWN_PERIODS,
    Course,
    evidence_of,
    lasting_caveats,
)
from boardroom.executive.period_plan import PeriodPlan
from boardroom.executive.ranking import importance
from boardroom.insight.model import Effect, Insight, InsightKind
from boardroom.insight.period_text import axis_text
from boardroom.insight.wording import (
    ChangeFigures,
    Sentence,
    TrendFigures,
    as_repaired,
    assess,
    change_sentence,
    trend_sentence,
)

FALSE_SHARE = 0.05
"""Of the changes (and of the trends) that a page reports, at most this share is false on
average.
"""

ENOUGH_ROWS = 20
"""A period with fewer rows behind its value says too little."""

_LEAST_RATIO = 0.05
_LEAST_POINTS = 0.01
_LEAST_RATE_RATIO = 0.2
_LEAST_TREND = 0.1


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A metric's course with the rows behind each day."""

    course: Course
    plan: PeriodPlan
    rows_per_day: Mapping[date, int]

    def rows_in(self, position: int) -> int:
        """Rows in the period at ``position`` of the plan (negative from the end); 0 outside."""
        starts = self.plan.starts
        if not -len(starts) <= position < len(starts):
            return 0
        start = starts[position]
        days = (start + timedelta(days=day) for day in range(self.plan.days_of(start)))
        return sum(self.rows_per_day.get(day, 0) for day in days)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What tests of one kind found, most important first.

    Attributes:
        tests: how many there were.
    """

    found: tuple[tuple[Candidate, Insight], ...]
    tests: int

    @property
    def insights(self) -> tuple[Insight, ...]:
        """The findings without the courses behind them."""
        return tuple(insight for _, insight in self.found)


def find_changes(candidates: Sequence[Candidate]) -> Findings:
    """The noteworthy last changes."""
    tested = [(item, test) for item in candidates if (test := _test_change(item)) is not None]
    kept = discoveries([test.p_value for _, test in tested], rate=FALSE_SHARE)
    found = [
        (item, _change_insight(item, test))
        for (item, test), keep in zip(tested, kept, strict=True)
        if keep and _is_large(item, test)
    ]
    return _findings(found, tests=len(tested))


def find_trends(candidates: Sequence[Candidate]) -> Findings:
    """The steady rises and falls."""
    tested = [(item, test) for item in candidates if (test := _test_trend(item)) is not None]
    kept = discoveries([test.p_value for _, test in tested], rate=FALSE_SHARE)
    found = [
        (item, _trend_insight(item, test))
        for (item, test), keep in zip(tested, kept, strict=True)
        if keep and _is_long_way(item, test)
    ]
    return _findings(found, tests=len(tested))


def control(
    insights: Sequence[Insight],
    *,
    tests: Mapping[str, int],
    rates: Mapping[str, float] | None = None,
) -> tuple[Insight, ...]:
    """The insights of several reports that survive false-discovery control over all their tests.

    Args:
        insights: findings of each report by itself; those without a p-value pass.
        tests: kind of insight → tests in all reports together.
        rates: kind of insight → the share of its findings that may be false, where that is not
            ``FALSE_SHARE``.
    """
    refused: set[str] = set()
    for kind, count in tests.items():
        own = [item for item in insights if item.kind == kind and item.p_value is not None]
        p_values = [item.p_value or 0.0 for item in own]
        silent = [1.0] * max(0, count - len(own))
        kept = discoveries([*p_values, *silent], rate=(rates or {}).get(kind, FALSE_SHARE))
        refused |= {item.id for item, keep in zip(own, kept, strict=False) if not keep}
    return tuple(
        item
        for item in insights
        if item.id not in refused
        and not (item.kind == "contributors" and insight_id("change", item.metric) in refused)
    )


def _findings(found: Sequence[tuple[Candidate, Insight]], *, tests: int) -> Findings:
    ordered = sorted(found, key=lambda pair: -pair[1].score)
    return Findings(found=tuple(ordered), tests=tests)


def _test_trend(item: Candidate) -> TrendTest | None:
    """The trend of the periods shown, where up or down is good; two known seasons must agree."""
    tail, season = item.course.sound, item.plan.season
    if item.course.facts.metric.direction is None:
        return None
    test = assess_trend(tail[-SHOWN_PERIODS:])
    if test is None or season is None or len(tail) <= 2 * season:
        return test
    longer = assess_trend(tail[-2 * season - 1 :], season=season)
    if longer is None or longer.slope * test.slope <= 0:
        return None
    return replace(test, p_value=max(test.p_value, longer.p_value))


def has_enough_rows(item: Candidate, position: int) -> bool:
    """Whether the value at ``position`` of the plan stands on enough rows; stocks always do."""
    return not item.course.facts.happens or item.rows_in(position) >= ENOUGH_ROWS


def insight_id(kind: str, metric: str, subject: str = "") -> str:
    """The same for the same kind, metric and subject on every page, so that it has a history."""
    return ":".join(part for part in (kind, metric, subject) if part)


def _test_change(item: Candidate) -> ChangeTest | None:
    tail = item.course.sound
    if not (has_enough_rows(item, -1) and has_enough_rows(item, -2)):
        return None
    if len(tail) < 2:
        return None
    lengths = None
    if item.course.facts.flow:
        lengths = [item.plan.days_of(start) for start in item.plan.starts[-len(tail) :]]
    series = Series(
        values=tail, lengths=lengths, noise=counting_noise(item), season=item.plan.season
    )
    return assess_change(series)


def counting_noise(item: Candidate) -> float:
    """Standard deviation that counting alone gives to one value; 0 where it cannot be told."""
    values = item.course.tail[-2:]
    rows = (item.rows_in(-1) + item.rows_in(-2)) / 2
    level = sum(values) / 2
    if rows <= 0:
        return 0.0
    if item.course.facts.flow:
        return abs(level) / math.sqrt(rows)
    if item.course.unit == "percent" and 0.0 <= level <= 1.0:
        return math.sqrt(level * (1.0 - level) / rows)
    return 0.0


def _is_large(item: Candidate, test: ChangeTest) -> bool:
    """Large in itself, and larger than nine of ten earlier changes; without the rows known to be
    wrong, and the same way as the values that are shown."""
    if abs(test.change) <= test.usual:
        return False
    before, after = item.course.tail[-2:]
    previous, value = item.course.sound[-2:]
    if (after - before) * (value - previous) <= 0:
        return False
    change = abs(value - previous)
    ratio = change / abs(previous) if previous else math.inf
    if item.course.unit == "percent":
        return change >= _LEAST_POINTS or ratio >= _LEAST_RATE_RATIO
    return ratio >= _LEAST_RATIO


def _is_long_way(item: Candidate, test: TrendTest) -> bool:
    level = float(np.median(np.abs(item.course.sound[-test.periods :])))
    way = abs(test.slope) * (test.periods - 1)
    return way > 0 and way >= _LEAST_TREND * level


def _change_insight(item: Candidate, test: ChangeTest) -> Insight:
    course, plan = item.course, item.plan
    previous, value = course.sound[-2:]
    figures = ChangeFigures(
        label=course.facts.metric.title,
        unit=course.unit,
        value=value,
        previous=previous,
        period=axis_text(plan.starts[-1], plan.grain),
        against=axis_text(plan.starts[-2], plan.grain),
        grain=plan.grain,
        usual=math.ceil(test.usual) if course.unit == "count" else test.usual,
        steps=test.steps,
        p_value=test.p_value,
    )
    parts = {
        "importance": importance(course.facts.metric),
        "surprise": min(20.0, -4.0 * math.log10(max(test.p_value, 1e-12))),
    }
    found = insight_on("change", course, change_sentence(figures), change=test.change, parts=parts)
    effect = Effect(value=test.change, low=test.change - test.usual, high=test.change + test.usual)
    return replace(found, p_value=test.p_value, effect=effect)


def _trend_insight(item: Candidate, test: TrendTest) -> Insight:
    course, plan = item.course, item.plan
    tail = course.sound[-test.periods :]
    starts = plan.starts[-len(tail) :]
    figures = TrendFigures(
        label=course.facts.metric.title,
        unit=course.unit,
        slope=test.slope,
        first=tail[0],
        last=tail[-1],
        periods=test.periods,
        grain=plan.grain,
        since=axis_text(starts[0], plan.grain),
        until=axis_text(starts[-1], plan.grain),
        p_value=test.p_value,
    )
    parts = {"importance": importance(course.facts.metric), "trend": -25.0}
    found = insight_on("trend", course, trend_sentence(figures), change=test.slope, parts=parts)
    return replace(found, p_value=test.p_value, effect=Effect(value=tail[-1] - tail[0]))


def insight_on(
    kind: InsightKind,
    course: Course,
    sentence: Sentence,
    *,
    change: float,
    parts: Mapping[str, float],
) -> Insight:
    """An insight on the last period of a metric's course, judged by its sound values and scored by
    the sum of its parts."""
    metric = course.facts.metric
    if course.factors and course.plan is not None:
        shown = zip(course.plan.starts, course.values, course.factors, strict=True)
        loaded = [
            (axis_text(start, course.plan.grain), value)
            for start, value, factor in list(shown)[-2:]
            if factor not in {1.0, None} and value is not None
        ]
        sentence = as_repaired(sentence, loaded, unit=course.unit)
    return Insight(
        id=insight_id(kind, metric.name),
        kind=kind,
        metric=metric.name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=evidence_of(course),
        department=metric.department,
        assessment=assess(change, metric.direction),
        uncertainty=sentence.uncertainty,
        caveats=lasting_caveats(course),
        score=sum(parts.values()),
        score_parts=parts,
    )
