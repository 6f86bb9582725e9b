"""What a method that the user names flags in one metric's series.

``boardroom insights --metric M --method zscore`` shows it. The scan is what finds things by itself;
this is for who wants to see one series through the eyes of one method, its weaknesses included.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np

from boardroom.agents.context import Context
from boardroom.analysis.anomaly.anomaly import Anomaly, AnomalyKind
from boardroom.analysis.anomaly.method import (
    Method,
    first_judged,
    flag,
    flagged_rows,
    share_on_noise,
)
from boardroom.errors import BoardroomError, QueryError
from boardroom.executive.explain.explainer import find_metric
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.notebook import Notebook
from boardroom.executive.probe import take_footprints
from boardroom.executive.scan.panel_reading import Asked, Reading, read_panels
from boardroom.executive.scan.step_reading import LEAST_DAYS, read_steps
from boardroom.executive.scan.watch_list import LEAST_PERIODS, Watched, ask_together, plan_watches
from boardroom.executive.trouble import unknown_days
from boardroom.insight.judgement import (
    FlaggedPoint,
    Judgement,
    SeriesPoint,
    how_text,
    noise_note,
)

_YEAR = timedelta(days=366)
"""Of a leap year no month is lost."""

_LEAST = 4
_HOUR = 60


def judge(context: Context, metric: str, method: Method, notebook: Notebook) -> Judgement:
    """What ``method`` flags in the last year of ``metric``, or in what there is of it.

    The series is by day, week or month, as its rows come; by hour or minutes where they come by a
    schedule, or where there are too few days. Periods that are not complete, and days whose rows
    are missing, late or loaded twice, are unknown.

    Raises:
        NotFoundError: there is no such metric.
        QueryError: it has no series, or one that is too short.
    """
    facts = notebook.reader.read(find_metric(context.model, metric))
    reading = _read(context, facts, notebook)
    values, times, end = reading.panel.values[0], _starts(reading), _ends(reading)
    year = (reading.last_day(-1) + timedelta(days=1) - _YEAR).toordinal()
    since = first_judged(method, since=int(reading.panel.days.searchsorted(year)))
    judged = int(np.isfinite(values[since:]).sum())
    if judged < _LEAST:
        raise _no_series(facts)
    found = flag(times, values, method=method, since=since)
    share = share_on_noise(times, values, method=method, since=since)
    return Judgement(
        metric=metric,
        title=facts.metric.title,
        unit=facts.metric.unit,
        method=method,
        step=_step(reading),
        start=times[since],
        end=end(len(times) - 1),
        judged=judged,
        flagged=flagged_rows(found, values, since=since),
        share_on_noise=share,
        note=noise_note(method, judged=judged, share=share),
        points=tuple(
            _point(item, method, start=times[item.row], end=end(item.last_row), value=value)
            for item in found
            for value in [float(values[item.row])]
        ),
        series=tuple(
            SeriesPoint(start=start, value=value if np.isfinite(value) else None)
            for start, value in zip(times, values.tolist(), strict=True)
        ),
        evidence=evidence_from(reading.query, reading.result),
    )


def _no_series(facts: MetricFacts) -> QueryError:
    """Why there is nothing to judge."""
    name, least = facts.metric.name, LEAST_PERIODS
    if not facts.times:
        return QueryError(
            f"{name!r} has no series to judge: nothing says when its rows happened",
            hint="Give its dataset a `time` in the model, or choose a metric that has one.",
        )
    if not facts.happens:
        return QueryError(
            f"{name!r} has no series of its own rows: it is a stock or a running value, of which "
            "each period holds much of the one before",
            hint=f"`boardroom query -m {name} --grain month` shows its course; choose a metric of "
            "what happens, such as what adds to it.",
        )
    return QueryError(
        f"{name!r} has too few points to judge, or too uneven ones: needed are {least['day']} "
        f"days, {least['week']} weeks or {least['month']} months most of which have rows, or "
        f"{LEAST_DAYS} days of which nearly all hours have some",
        hint="Load more of its history, or choose a metric that happens more often.",
    )


def _read(context: Context, facts: MetricFacts, notebook: Notebook) -> Reading:
    """The metric's series at the grain of its own rows. Raises: QueryError."""
    footprints = take_footprints(context, [facts], notebook)
    for problem in footprints.errors.values():
        raise problem
    unknown = unknown_days(footprints.trouble)
    steps = read_steps(context, [facts], footprints, unknown).readings
    scheduled = [item for item in steps if item.regular[0]]
    if scheduled:
        return scheduled[-1]
    watches = plan_watches([facts], footprints, reader=notebook.reader, dimensions={})
    panels = [
        reading
        for watched, asked in _ask(context, watches)
        for reading in read_panels(watched, asked, unknown=unknown, few=frozenset())
    ]
    if not panels and not steps:
        raise _no_series(facts)
    return [*steps, *panels][-1]


def _ask(context: Context, watches: Sequence[Watched]) -> Sequence[tuple[Watched, Asked]]:
    asked = ask_together(watches)
    found = []
    for (query, items), answer in zip(asked.items(), context.ask(list(asked)), strict=True):
        if isinstance(answer, BoardroomError):
            raise answer
        found += [(item, Asked(query=query, result=answer)) for item in items]
    return found


def _starts(reading: Reading) -> tuple[date, ...]:
    axis = reading.steps
    places = range(len(reading.panel.days))
    return tuple(map(reading.day if axis is None else axis.moment, places))


def _ends(reading: Reading) -> Callable[[int], date]:
    """When a period ends: its last day, or the moment."""
    axis = reading.steps
    if axis is None:
        return reading.last_day
    size = timedelta(minutes=axis.minutes)
    return lambda place: axis.moment(place) + size


def _step(reading: Reading) -> str:
    if reading.steps is None:
        return reading.panel.step
    minutes = reading.steps.minutes
    return "hour" if minutes == _HOUR else "minute" if minutes == 1 else f"{minutes} minutes"


def _point(found: Anomaly, method: Method, *, start: date, end: date, value: float) -> FlaggedPoint:
    ranged = found.kind is not AnomalyKind.FLAT  # Of which the range is of how long it lasts.
    return FlaggedPoint(
        start=start,
        end=end,
        value=value,
        expected=found.expected if ranged else None,
        low=found.low if ranged else None,
        high=found.high if ranged else None,
        how=how_text(found, method),
    )
