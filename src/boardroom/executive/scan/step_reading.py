"""Series by hour and minute, of metrics whose rows have a time of day. Called by ``scanner``.

Looked at are the newest 60 whole days by hour and, where the rows come densely enough, about 10,000
steps of one, five or fifteen minutes. Steps without rows where there always are some, and readings
that stand still, are trouble with the data; they count as unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from boardroom.agents.context import Context
from boardroom.analysis.own_grain.grain import FINER, is_dense
from boardroom.analysis.own_grain.quiet import flat_runs, quiet_runs
from boardroom.analysis.panel.series import Days, Floats, Panel
from boardroom.executive.day_end import has_hours, moment_type
from boardroom.executive.metric_facts import MetricFacts, TimeBase
from boardroom.executive.probe import Footprint, Footprints, count_of
from boardroom.executive.scan.panel_reading import Asked, Reading, is_regular
from boardroom.executive.scan.step_axis import StepAxis
from boardroom.executive.scan.watch_list import Watched, expressions_of, kind_of
from boardroom.semantic.compiler.expression import canonical_sql, reference
from boardroom.semantic.compiler.moment import wall_time
from boardroom.semantic.model import Metric
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

MOST_DAYS = 60
MOST_STEPS = 10_080
"""Minutes of a week."""

LEAST_DAYS = 21
"""Of hours."""

_HOUR = 60
_MINUTES_A_DAY = 1440
_STEP = "step"
_DAY = timedelta(days=1)

StepTroubleKind = Literal["silent", "flat"]


@dataclass(frozen=True, kw_only=True)
class StepTrouble:
    """Hours or minutes of one dataset that cannot be right: without rows, or (of one metric) all
    with the same value.

    Attributes:
        first, last: places on the axis.
        metric: None of hours without rows.
        expected: how many rows there should have been.
    """

    kind: StepTroubleKind
    base: TimeBase
    metric: Metric | None
    axis: StepAxis
    first: int
    last: int
    expected: float
    query: Query
    result: Result

    @property
    def metric_name(self) -> str:
        """Empty where it is of no metric."""
        return "" if self.metric is None else self.metric.name

    @property
    def span(self) -> tuple[int, int]:
        """From its first second to the one after its last, by the clock on the wall."""
        seconds = self.axis.seconds
        return int(seconds[self.first]), int(seconds[self.last]) + 60 * self.axis.minutes


@dataclass(frozen=True, kw_only=True)
class StepReadings:
    """All that was read by hour and minute."""

    readings: tuple[Reading, ...] = ()
    trouble: tuple[StepTrouble, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """The rows of one dataset per step."""

    base: TimeBase
    axis: StepAxis
    counts: Floats
    query: Query
    result: Result

    @property
    def span(self) -> tuple[date, date]:
        """The first day, and the first after the last."""
        return self.axis.day(0), self.axis.day(-1) + _DAY


def read_steps(
    context: Context,
    facts: Sequence[MetricFacts],
    footprints: Footprints,
    unknown: Mapping[str, AbstractSet[date]],
) -> StepReadings:
    """The series of all metrics of events with a time of day, each whole."""
    readings: list[Reading] = []
    trouble: list[StepTrouble] = []
    for base, items in _by_base(facts).items():
        footprint = footprints.found.get(base)
        if footprint is None or not has_hours(base, context):
            continue
        for rows in _rows_of(context, base, footprint):
            silent = list(_silent(rows))
            wrong = rows.axis.holding(unknown.get(base.dataset, frozenset())) | rows.axis.unclear
            for item in silent:
                wrong[item.first : item.last + 1] = True
            trouble += silent
            for reading in _read(context, rows, items, wrong=wrong):
                flat = list(_flat(rows, reading))
                trouble += flat
                readings.append(_without(reading, flat))
    return StepReadings(readings=tuple(readings), trouble=tuple(_each_once(trouble)))


def _each_once(trouble: Sequence[StepTrouble]) -> list[StepTrouble]:
    """What hours and minutes both show is told by its widest span, as finely as that is known."""
    told: list[StepTrouble] = []
    for item in sorted(trouble, key=_widest_first):
        begin, end = item.span
        same = (one.span for one in told if _subject(one) == _subject(item))
        if not any(first < end and begin < after for first, after in same):
            told.append(item)
    return told


def _widest_first(item: StepTrouble) -> tuple[int, int]:
    begin, end = item.span
    return begin - end, item.axis.minutes


def _subject(item: StepTrouble) -> tuple[str, str, str]:
    return item.kind, item.base.dataset, item.metric_name


def _by_base(facts: Sequence[MetricFacts]) -> dict[TimeBase, list[MetricFacts]]:
    found: dict[TimeBase, list[MetricFacts]] = {}
    for item in facts:
        if item.happens and len(item.times) == 1 and not item.distinct:
            found.setdefault(item.times[0], []).append(item)
    return found


def _rows_of(context: Context, base: TimeBase, footprint: Footprint) -> Iterator[_Rows]:
    """By hour, and by the finest step at which nearly all steps have rows."""
    end = min(footprint.activity.end + _DAY, context.as_of)
    hours = _count(context, base, end=end, first=footprint.activity.first, minutes=_HOUR)
    if hours is None or len(hours.counts) < LEAST_DAYS * 24 or not is_dense(hours.counts):
        return
    yield hours
    a_day = min(hours.counts.sum() / (len(hours.counts) / 24), _MINUTES_A_DAY)
    days = timedelta(days=min(MOST_DAYS, MOST_STEPS // max(1, round(a_day))))
    first = max(footprint.activity.first, end - days)
    minutes = _count(context, base, end=end, first=first, minutes=1)
    if minutes is None:
        return
    for size in FINER:
        finer = replace(
            minutes,
            axis=minutes.axis.coarser(size),
            counts=minutes.counts.reshape(-1, size).sum(axis=1),
        )
        if is_dense(finer.counts, an_hour=_HOUR // size):
            yield finer
            return


def _count(
    context: Context, base: TimeBase, *, end: date, first: date, minutes: int
) -> _Rows | None:
    first = max(first, end - timedelta(days=MOST_DAYS))
    if first >= end:
        return None
    step = _step(context, base, minutes=minutes)
    query = _query((count_of(base.dataset),), base, step=step, span=(first, end))
    (answer,) = context.ask([query])
    if not isinstance(answer, Result):
        return None
    axis = _axis(context, first, end, minutes=minutes)
    counts = _cells(answer, ("rows",), _places(answer, axis), axis)[0]
    return _Rows(base=base, axis=axis, counts=counts, query=query, result=answer)


def _axis(context: Context, first: date, end: date, *, minutes: int) -> StepAxis:
    zone = ZoneInfo(context.metrics.calendar.time_zone)
    return StepAxis.between(first, end, minutes=minutes, zone=zone)


def _step(context: Context, base: TimeBase, *, minutes: int) -> NamedExpression:
    """The hour or minute of a row by the clock on the wall, which need not be a whole number of
    hours off UTC."""
    field = reference(base.reference(base.fields[0]))
    wall = wall_time(field, moment_type(base, context), context.metrics.calendar)
    unit = "HOUR" if minutes == _HOUR else "MINUTE"
    return NamedExpression(name=_STEP, expression=f"DATE_TRUNC('{unit}', {canonical_sql(wall)})")


def _query(
    expressions: Sequence[NamedExpression],
    base: TimeBase,
    *,
    step: NamedExpression,
    span: tuple[date, date],
    metrics: Sequence[str] = (),
) -> Query:
    first, end = span
    return Query(
        metrics=tuple(metrics),
        expressions=tuple(expressions),
        group_by=(step,),
        time_field=base.reference(base.fields[0]),
        time_range=f"{first.isoformat()}..{(end - _DAY).isoformat()}",
    )


def _places(result: Result, axis: StepAxis) -> Days:
    """The step of each row."""
    walls = result.seconds(_STEP)
    if walls is not None:
        return axis.holding_seconds(walls)
    groups = result.groups(_STEP)
    found: Days = axis.places(groups.values)[groups.places]
    return found


def _cells(result: Result, columns: Sequence[str], places: Days, axis: StepAxis) -> Floats:
    """Shape (columns, T): what adds up to each step; NaN where rows lack the value, 0 where there
    are none."""
    found = np.zeros((len(columns), len(axis.seconds)))
    known = places >= 0
    for row, name in enumerate(columns):
        np.add.at(found[row], places[known], result.numbers(name)[known])
    return found


def _read(
    context: Context, rows: _Rows, facts: Sequence[MetricFacts], *, wrong: np.ndarray
) -> Iterator[Reading]:
    """The metrics of one dataset; what fails together is asked one by one."""
    minutes = _HOUR if rows.axis.minutes == _HOUR else 1
    watched = [_watched(item, rows) for item in facts]
    query = _query(
        expressions_of(watched),
        rows.base,
        step=_step(context, rows.base, minutes=minutes),
        span=rows.span,
        metrics=[item.facts.metric.name for item in watched if item.kind != "ratio"],
    )
    (answer,) = context.ask([query])
    if isinstance(answer, Result):
        fine = rows.axis if rows.axis.minutes == _HOUR else rows.axis.finer(1)
        asked, places = Asked(query=query, result=answer), _places(answer, fine)
        for item in watched:
            cells = _cells(answer, item.columns, places, fine)
            yield _reading(item, asked, cells, rows, wrong=wrong)
    elif len(facts) > 1:
        for one in facts:
            yield from _read(context, rows, [one], wrong=wrong)


def _watched(facts: MetricFacts, rows: _Rows) -> Watched:
    first, end = rows.span
    return Watched(
        facts=facts,
        dimension=None,
        label="",
        kind=kind_of(facts),
        step="day",
        first=first,
        end=end,
    )


def _reading(
    watched: Watched, asked: Asked, cells: Floats, rows: _Rows, *, wrong: np.ndarray
) -> Reading:
    totals, support = cells
    if watched.kind == "level":
        support = np.where(np.isnan(totals), 0.0, support)
        totals = np.nan_to_num(totals) * support
    size = len(totals) // len(rows.axis.seconds)
    totals = np.nan_to_num(totals).reshape(-1, size).sum(axis=1)
    support = np.nan_to_num(support).reshape(-1, size).sum(axis=1)
    totals[wrong] = np.nan
    flow = watched.kind == "flow"
    return Reading(
        watched=watched,
        values=(None,),
        panel=Panel(
            days=rows.axis.days, totals=totals[None], weights=None if flow else support[None]
        ),
        support=support[None],
        whole_totals=np.nan_to_num(totals),
        whole_support=support,
        regular=is_regular(support[None]),
        query=asked.query,
        result=replace(asked.result, rows=()),
        steps=rows.axis,
    )


def _silent(rows: _Rows) -> Iterator[StepTrouble]:
    for first, last, expected in quiet_runs(rows.axis.seconds, rows.counts):
        yield StepTrouble(
            kind="silent",
            base=rows.base,
            metric=None,
            axis=rows.axis,
            first=first,
            last=last,
            expected=expected,
            query=rows.query,
            result=replace(rows.result, rows=()),
        )


def _flat(rows: _Rows, reading: Reading) -> Iterator[StepTrouble]:
    """Where a measure that moves, of rows that come by a schedule, stands still."""
    if reading.watched.kind == "flow" or not reading.regular[0]:
        return
    for first, last in flat_runs(rows.axis.seconds, reading.panel.values[0]):
        yield StepTrouble(
            kind="flat",
            base=rows.base,
            metric=reading.watched.facts.metric,
            axis=rows.axis,
            first=first,
            last=last,
            expected=float(last - first + 1),
            query=reading.query,
            result=reading.result,
        )


def _without(reading: Reading, flat: Sequence[StepTrouble]) -> Reading:
    totals = reading.panel.totals.copy()
    for item in flat:
        totals[:, item.first : item.last + 1] = np.nan
    return replace(reading, panel=replace(reading.panel, totals=totals))
