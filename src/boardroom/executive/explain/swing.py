"""Whether a change is larger than what is usual for the metric. Called by ``explainer``.

The periods before the one asked about, of the same length, are asked for together; the last change
is held against theirs by ``analysis.change``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from boardroom.analysis.cadence import Cadence, period_end, period_start
from boardroom.analysis.change import ChangeTest, Series, assess_change
from boardroom.executive.explain.question import Question
from boardroom.executive.key_metric import number
from boardroom.executive.repair import Repair
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period, Result

EARLIER = 26
"""So many periods before are looked at, at most."""

SURE = 0.05
"""A change that chance brings about more often than this is within the usual swing."""

_SEASONS: dict[Cadence, int] = {"month": 12, "quarter": 4, "week": 52, "day": 7}
_IN_PART = frozenset({"outside_coverage", "partly_loaded"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Swing:
    """The test of the change against the period before.

    Attributes:
        words: which changes it is held against: «from month to month».
    """

    test: ChangeTest
    words: str

    @property
    def is_usual(self) -> bool:
        """Whether nine of ten earlier changes were as large, or chance alone does it too often."""
        return self.test.p_value > SURE or abs(self.test.change) <= self.test.usual


def measure_swing(question: Question, repair: Repair, period: Period) -> Swing | None:
    """How unusual the step into ``period`` is, were all rows there once; None where it is not
    complete, or too little is known before it."""
    facts = repair.facts
    if period.start is None or period.end is None or not period.complete:
        return None
    grain = _whole(period.start, period.end)
    before = periods_before(period.start, period.end, most=EARLIER)
    starts = [(period.start, period.end), *before]
    values = _by_grain(question, starts, grain) if grain else _one_by_one(question, starts)
    if repair.needed:
        values = [
            _repaired(value, repair.factor(*span))
            for value, span in zip(values, starts, strict=False)
        ]
    known = list(takewhile(lambda value: value is not None, values))
    lengths = [(end - start).days + 1 for start, end in starts[: len(known)]]
    series = Series(
        values=[value for value in known[::-1] if value is not None],
        lengths=lengths[::-1] if facts.flow else None,
        season=_SEASONS.get(grain) if grain else None,
    )
    test = assess_change(series)
    days = (period.end - period.start).days + 1
    words = f"from {grain} to {grain}" if grain else f"of {days} days against the {days} before"
    return None if test is None else Swing(test=test, words=words)


def _repaired(value: float | None, factor: float | None) -> float | None:
    return None if value is None or factor is None else value * factor


def _by_grain(
    question: Question, starts: Sequence[tuple[date, date]], grain: Cadence
) -> list[float | None]:
    """The values of calendar periods, in one question; the first one loaded may be loaded in
    part only, so it does not count."""
    name = question.metric.name
    query = Query(
        metrics=(name,),
        grain=grain,
        time_range=f"{starts[-1][0].isoformat()}..{starts[0][1].isoformat()}",
    )
    answer = question.ask(query)
    if not isinstance(answer, Result):
        return []
    found = {
        day.date() if isinstance(day, datetime) else day: number(value)
        for day, value in zip(answer.column("period"), answer.column(name), strict=True)
    }
    values = [found.get(start) for start, _ in starts]
    if any(caveat.kind in _IN_PART for caveat in answer.caveats):
        known = [place for place, value in enumerate(values) if value is not None]
        if known:
            values[known[-1]] = None
    return values


def _one_by_one(question: Question, starts: Sequence[tuple[date, date]]) -> list[float | None]:
    """The values of periods that the calendar does not know."""
    name = question.metric.name
    queries = [
        Query(metrics=(name,), time_range=f"{start.isoformat()}..{end.isoformat()}")
        for start, end in starts
    ]
    return [_value(answer, name) for answer in question.context.ask(queries)]


def _value(answer: object, name: str) -> float | None:
    """The value of a period that is loaded in full."""
    if not isinstance(answer, Result) or not answer.rows or not is_whole(answer):
        return None
    return number(answer.column(name)[0])


def is_whole(answer: Result) -> bool:
    """Whether all days of the answer's period are loaded."""
    partly = any(caveat.kind in _IN_PART for caveat in answer.caveats)
    return answer.period.complete and not partly


def _whole(start: date, end: date) -> Cadence | None:
    grains: tuple[Cadence, ...] = ("day", "week", "month", "quarter", "year")
    for grain in grains:
        if period_start(start, grain) == start and period_end(start, grain) == end:
            return grain
    return None


def periods_before(start: date, end: date, *, most: int) -> list[tuple[date, date]]:
    """The periods before one, newest first: calendar ones before a calendar one, else of as many
    days."""
    grain, length = _whole(start, end), end - start
    found: list[tuple[date, date]] = []
    while len(found) < most:
        end = start - _DAY
        start = period_start(end, grain) if grain else end - length
        found.append((start, end))
    return found
