"""Leaves out a first or last day whose rows do not reach from its beginning to its end. Called by
``executive.probe``.

Only rows that have a time of day can tell. The first day counts where the data is short; in a
longer course a part of one day changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from boardroom.agents.context import Context
from boardroom.analysis.activity import Activity
from boardroom.analysis.day_span import is_cut
from boardroom.executive.metric_facts import TimeBase
from boardroom.semantic.compiler.expression import canonical_sql, reference
from boardroom.semantic.model import DataType
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

_LOOK_BACK = timedelta(days=62)
_DAY = timedelta(days=1)
_TIMED = {"DateTime", "DateTimeTz"}


@dataclass(frozen=True, kw_only=True)
class _Span:
    """Hours of a day before its first row, and after its last one."""

    before: float
    after: float


def whole_days(
    context: Context, activities: Mapping[TimeBase, Activity]
) -> Mapping[TimeBase, Activity]:
    """The activities from their first whole day to their last."""
    timed = [
        base
        for base, item in activities.items()
        if item.cadence == "day" and item.end == item.last and has_hours(base, context)
    ]
    if not timed:
        return activities
    answers = context.ask([_query(base, activities[base]) for base in timed])
    found = dict(activities)
    for base, answer in zip(timed, answers, strict=True):
        if isinstance(answer, Result):
            zone = ZoneInfo(context.metrics.calendar.time_zone)
            found[base] = _cut(activities[base], _spans(answer, zone))
    return found


def has_hours(base: TimeBase, context: Context) -> bool:
    """Whether its rows have a time of day."""
    return len(base.fields) == 1 and moment_type(base, context) in _TIMED


def moment_type(base: TimeBase, context: Context) -> DataType | None:
    """The type of its first field; None where that is not known."""
    dataset, _, name = base.reference(base.fields[0]).rpartition(".")
    fields = context.model.dataset_by_name[dataset].field_by_name
    return fields[name].datatype if name in fields else None


def _query(base: TimeBase, activity: Activity) -> Query:
    """The first and the last moment of each of the last days."""
    field = base.reference(base.fields[0])
    moment = canonical_sql(reference(field))
    first = max(activity.first, activity.last - _LOOK_BACK)
    return Query(
        expressions=tuple(
            NamedExpression(
                name=name, expression=f"{function}({moment})", dataset=field.rpartition(".")[0]
            )
            for name, function in (("begin", "MIN"), ("until", "MAX"))
        ),
        grain="day",
        time_field=field,
        time_range=f"{first.isoformat()}..{activity.last.isoformat()}",
    )


def _spans(answer: Result, zone: ZoneInfo) -> dict[date, _Span]:
    columns = (answer.column("period"), answer.column("begin"), answer.column("until"))
    return {
        day.date() if isinstance(day, datetime) else day: _Span(
            before=_hour(begin, zone), after=24.0 - _hour(until, zone)
        )
        for day, begin, until in zip(*columns, strict=True)
        if isinstance(day, date) and isinstance(begin, datetime) and isinstance(until, datetime)
    }


def _hour(moment: datetime, zone: ZoneInfo) -> float:
    """The time of day on the wall."""
    local = moment if moment.tzinfo is None else moment.astimezone(zone)
    return local.hour + local.minute / 60 + local.second / 3600


def _cut(activity: Activity, spans: Mapping[date, _Span]) -> Activity:
    first, last = activity.first, activity.last
    others = [day for day in spans if day not in {first, last}]
    after = {day: spans[day].after for day in others}
    before = {day: spans[day].before for day in others}
    if last in spans and _is_cut(last, spans[last].after, after):
        activity = replace(activity, end=last - _DAY)
    if first in spans and _is_cut(first, spans[first].before, before):
        activity = replace(activity, first=first + _DAY)
    return activity


def _is_cut(day: date, hours: float, others: Mapping[date, float]) -> bool:
    alike = [item for other, item in others.items() if other.weekday() == day.weekday()]
    return is_cut(hours, tuple(others.values()), alike=alike)
