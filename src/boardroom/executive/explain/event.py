"""The day on which a metric changed its course, and what began about then. Called by
``explainer``.

Events are rows of datasets whose names say that they list such things (deploys, campaigns,
incidents, price changes…) and that are few. That they lie close to the break in time is said, and
no more; and it is said only of what seldom lies so close to any day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from boardroom.analysis.drivers.break_date import find_break
from boardroom.executive.explain.question import Question
from boardroom.executive.key_metric import number
from boardroom.insight.drivers import Break, DatedEvent
from boardroom.semantic.model import Dataset, EventTime, Field, IntervalTime
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period, Result

_WORDS = re.compile(
    r"(^|_)(deploy(ment)?s?|releases?|launch(es)?|campaigns?|promotions?|promos?|incidents?"
    r"|outages?|maintenances?|migrations?|experiments?|holidays?|announcements?|price_changes?"
    r"|strikes?|recalls?|rollouts?|events?|changelogs?)($|_)"
)
_BEFORE, _AFTER = 7, 3
"""Days before the break (or the earliest day it may be on) and after it that are looked at."""

_BY_CHANCE = 0.1
"""So many events lie as near to any day, by how often they happen and over all datasets that list
events together: what lies near more often tells nothing."""

_LONG = 365
"""Days that say how often something happens, unless fewer are known of the metric."""

_SHOWN = 5
_LEAST_BEFORE = 28
"""Days before the period that show what the level was, at least."""

_MOST_DAYS = 400
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Since:
    """When it began, and what began about then."""

    turn: Break | None = None
    events: tuple[DatedEvent, ...] = ()


def look_since(question: Question, result: Result) -> Since:
    """The break between the earlier period and the end of the period asked about."""
    period = result.period
    if period.start is None or period.end is None or question.compare != "previous_period":
        return Since()
    turn = _turn(question, result)
    if turn is None:
        return Since()
    return Since(turn=turn, events=_near(question, turn))


def _turn(question: Question, result: Result) -> Break | None:
    period, comparison = result.period, result.comparison
    if period.start is None or period.end is None or comparison is None:
        return None
    first = min(comparison.start, period.start - _LEAST_BEFORE * _DAY)
    first = max(first, period.end - _MOST_DAYS * _DAY)
    answer = _by_day(question, first, period.end)
    if answer is None:
        return None
    name = question.metric.name
    days, values = _daily(answer, name, Period(start=first, end=period.end, complete=True))
    found = find_break(values)
    if found is None:
        return None
    return Break(
        day=days[found.place],
        low=days[found.low],
        high=days[min(found.high, len(days) - 1)],
        before=found.before,
        after=found.after,
        p_value=found.p_value,
    )


def _daily(answer: Result, name: str, period: Period) -> tuple[list[date], list[float]]:
    """The days after the last gap; days without a value end what can be looked at."""
    known = {
        day.date() if isinstance(day, datetime) else day: number(value)
        for day, value in zip(answer.column("period"), answer.column(name), strict=True)
    }
    days: list[date] = []
    values: list[float] = []
    day = period.end
    while day is not None and period.start is not None and day >= period.start:
        value = known.get(day)
        if value is None:
            break
        days.append(day)
        values.append(value)
        day -= _DAY
    return days[::-1], values[::-1]


def _by_day(question: Question, first: date, last: date) -> Result | None:
    span = f"{first.isoformat()}..{last.isoformat()}"
    query = Query(metrics=(question.metric.name,), grain="day", time_range=span)
    answer = question.ask(query)
    return answer if isinstance(answer, Result) else None


def _near(question: Question, turn: Break) -> tuple[DatedEvent, ...]:
    """Those nearer than what happens so often comes by chance, the nearest first."""
    near = (turn.low - _BEFORE * _DAY, turn.high + _AFTER * _DAY)
    first = _known_since(question, near[1])
    days = (near[1] - first).days + 1
    bases = question.model.reader.read(question.metric).bases
    hidden = question.context.hidden_datasets()
    asked = {
        dataset.name: (dataset, query)
        for dataset in question.model.semantic.datasets
        if dataset.name not in bases and dataset.name not in hidden and _lists_events(dataset)
        if (query := _rows_query(dataset, first, near[1], most=int(_BY_CHANCE * days))) is not None
    }
    found: list[DatedEvent] = []
    for dataset, query in asked.values():
        answer = question.ask(query)
        if not isinstance(answer, Result) or len(answer.rows) == query.limit:
            continue
        rate = len(answer.rows) / days
        found += [
            event
            for event in _events(dataset, answer, turn)
            if near[0] <= event.day
            and rate * (2 * abs(event.distance) + 1) <= _BY_CHANCE / len(asked)
        ]
    found.sort(key=lambda event: (abs(event.distance), event.day, event.label))
    return tuple(found[:_SHOWN])


def _known_since(question: Question, last: date) -> date:
    """The first day of the year up to a day on which the metric is known."""
    first = last - (_LONG - 1) * _DAY
    answer = _by_day(question, first, last)
    if answer is None:
        return first
    known = answer.days("period")[~np.isnan(answer.numbers(question.metric.name))]
    return max(first, date.fromordinal(int(known.min()))) if len(known) else first


def _lists_events(dataset: Dataset) -> bool:
    return _start(dataset) is not None and bool(_WORDS.search(dataset.name.lower()))


def _start(dataset: Dataset) -> str | None:
    """The field that says when a row began."""
    time = dataset.time
    if isinstance(time, IntervalTime):
        return _own(dataset, time.start)
    return _own(dataset, time.field) if isinstance(time, EventTime) else None


def _own(dataset: Dataset, name: str) -> str | None:
    """The name of an own field; None for a relative's."""
    bare = name.removeprefix(f"{dataset.name}.")
    return bare if bare in dataset.field_by_name else None


def _rows_query(dataset: Dataset, first: date, last: date, *, most: int) -> Query | None:
    """Its rows, one more than are few at most."""
    start = _start(dataset)
    if start is None:
        return None
    return Query(
        records=dataset.name,
        fields=tuple(f"{dataset.name}.{name}" for name in (start, *_telling(dataset))),
        time_field=f"{dataset.name}.{start}",
        time_range=f"{first.isoformat()}..{last.isoformat()}",
        limit=most + 1,
    )


def _telling(dataset: Dataset) -> list[str]:
    """Fields that say which event it is: names and titles first, then what it is about."""

    def rank(field: Field) -> int:
        name = field.name.lower()
        if re.search(r"(name|title|summary|headline)$", name):
            return 0
        return 1 if field.role == "dimension" else 2

    texts = [
        field
        for field in dataset.fields
        if field.datatype == "String" and not field.hidden and not field.pii
    ]
    keys = set(dataset.primary_key)
    texts.sort(key=lambda field: (field.name in keys, rank(field)))
    return [field.name for field in texts[:2]]


def _events(dataset: Dataset, answer: Result, turn: Break) -> Iterator[DatedEvent]:
    title = dataset.label or dataset.name.replace("_", " ").capitalize()
    for row in answer.rows:
        moment = row[0]
        day = moment.date() if isinstance(moment, datetime) else moment
        if not isinstance(day, date):
            continue
        words = [str(cell) for cell in row[1:] if cell is not None]
        yield DatedEvent(
            dataset=title,
            label=", ".join(words) or "one",
            day=day,
            distance=(day - turn.day).days,
        )
