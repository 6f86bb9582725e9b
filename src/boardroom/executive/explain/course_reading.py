"""The course of a metric by day and value of a dimension, and which value left its own when the
period asked about began. Called by ``segment``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from boardroom.analysis.localisation.course import LEAST_DAYS, Course, find_turned
from boardroom.analysis.localisation.leaf import Floats
from boardroom.executive.explain.question import Question
from boardroom.executive.explain.shape import BOTTOM, TOP, Shape
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period, Result

_YEARS = 3
_MOST_ROWS = 200_000
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Left:
    """The value that left its course: a reference and its value, and how clearly."""

    name: str
    value: str | None
    gain: float


@dataclass(frozen=True, kw_only=True)
class _Days:
    """The values of one dimension by day."""

    name: str
    values: tuple[str | None, ...]
    course: Course


def look_along(
    question: Question, shape: Shape, names: Sequence[str], period: Period
) -> tuple[Left, ...]:
    """The values of the dimensions that left their course, the clearest first.

    Args:
        question: the change, against the period before.
        shape: of sums of events.
        names: references of dimensions.
        period: the one asked about.
    """
    if question.compare != "previous_period" or period.start is None or period.end is None:
        return ()
    days = (period.end - period.start).days + 1
    if days < LEAST_DAYS or not period.complete:
        return ()
    first = period.end - round(_YEARS * 365.25) * _DAY
    queries = [_query(shape, name, first, period.end) for name in names]
    answers = question.context.ask(queries)
    tables = [
        _read(answer, name, first, (period.end - first).days + 1)
        for name, answer in zip(names, answers, strict=True)
        if isinstance(answer, Result) and len(answer.rows) <= _MOST_ROWS
    ]
    known = [table for table in _from_first_row(tables) if len(table.values) > 1]
    return tuple(
        Left(name=known[one.course].name, value=known[one.course].values[one.value], gain=one.gain)
        for one in find_turned([table.course for table in known], days=days)
    )


def _query(shape: Shape, name: str, first: date, last: date) -> Query:
    return Query(
        expressions=shape.parts,
        group_by=(name,),
        grain="day",
        time_range=f"{first.isoformat()}..{last.isoformat()}",
    )


def _read(answer: Result, name: str, first: date, days: int) -> _Days:
    groups, at = answer.groups(name), answer.days("period") - first.toordinal()
    columns = {column.name for column in answer.columns}
    found: dict[str, Floats] = {}
    for part in (TOP, BOTTOM):
        if part in columns:
            found[part] = np.zeros((len(groups.values), days))
            np.add.at(found[part], (groups.places, at), np.nan_to_num(answer.numbers(part)))
    course = Course(top=found[TOP], bottom=found.get(BOTTOM))
    values = tuple(None if value is None else str(value) for value in groups.values)
    return _Days(name=name, values=values, course=course)


def _from_first_row(tables: Sequence[_Days]) -> Iterator[_Days]:
    """From the first day on which there is anything."""
    if not tables:
        return
    sums = [table.course.top if (b := table.course.bottom) is None else b for table in tables]
    any_rows = np.any([np.any(one != 0, axis=0) for one in sums], axis=0)
    if not np.any(any_rows):
        return
    start = int(np.argmax(any_rows))
    for table in tables:
        bottom = table.course.bottom
        course = Course(
            top=table.course.top[:, start:], bottom=None if bottom is None else bottom[:, start:]
        )
        yield _Days(name=table.name, values=table.values, course=course)
