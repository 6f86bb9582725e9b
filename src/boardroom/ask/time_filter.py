"""A range of time as conditions on rows.

Called by what turns what is said of things into filters, and by what computes amounts of some rows.
"""

import re
from datetime import date

from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.when.reading import TimePhrase
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.model import EventTime
from boardroom.semantic.query import Filter, Operator, Predicate

_YEAR = re.compile(r"\d{4}")


def time_filters(
    name: str, time: TimePhrase, setting: Setting, *, moment: str | None = None
) -> list[Filter]:
    """A range of time as conditions on the rows of a dataset.

    Args:
        moment: the field that says when, where it is not their own time.

    Raises:
        Unsaid: it is more than a range, or they have no time.
    """
    dataset, asked = setting.graph.model.dataset_by_name[name], _range(time)
    timed, years = dataset.time or moment, "year" in dataset.field_by_name
    if not timed and years and _YEAR.fullmatch(asked):
        return [Predicate(field=f"{name}.year", op="=", values=(int(asked),))]
    field = moment or (dataset.time.field if isinstance(dataset.time, EventTime) else None)
    if field is None:
        raise Unsaid
    ref = field if "." in field else f"{name}.{field}"
    bounds = time_bounds(time, setting)
    return [Predicate(field=ref, op=op, values=(day,)) for op, day in bounds]


def time_bounds(time: TimePhrase, setting: Setting) -> list[tuple[Operator, date]]:
    """What a day has to be in a range of time. Raises: Unsaid: it is more than a range."""
    span = resolve_range(_range(time), as_of=setting.as_of, calendar=setting.calendar)
    found: list[tuple[Operator, date]] = []
    if span.start is not None:
        found.append((">=", span.start))
    if span.end is not None:
        found.append(("<", span.end))
    return found


def _range(time: TimePhrase) -> str:
    reading = time.reading
    more = reading.cyclic or reading.unsupported or reading.compare or reading.other
    if more or reading.grain or reading.range is None:
        raise Unsaid
    return reading.range
