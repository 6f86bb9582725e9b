"""A range of time as conditions on rows.

Called by what turns what is said of things into filters, and by what computes amounts of some rows.
"""

import re

from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.when.reading import TimePhrase
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.model import EventTime
from boardroom.semantic.query import Filter, Predicate

_YEAR = re.compile(r"\d{4}")


def time_filters(name: str, time: TimePhrase, setting: Setting) -> list[Filter]:
    """A range of time as conditions on the rows of a dataset. Raises: Unsaid: it is more than a
    range, or they have no time."""
    reading, dataset = time.reading, setting.graph.model.dataset_by_name[name]
    more = reading.cyclic or reading.unsupported or reading.compare or reading.other
    if more or reading.grain or reading.range is None:
        raise Unsaid
    if dataset.time is None and _YEAR.fullmatch(reading.range) and "year" in dataset.field_by_name:
        return [Predicate(field=f"{name}.year", op="=", values=(int(reading.range),))]
    if not isinstance(dataset.time, EventTime):
        raise Unsaid
    span = resolve_range(reading.range, as_of=setting.as_of, calendar=setting.calendar)
    field = dataset.time.field
    ref = field if "." in field else f"{name}.{field}"
    found: list[Filter] = []
    if span.start is not None:
        found.append(Predicate(field=ref, op=">=", values=(span.start,)))
    if span.end is not None:
        found.append(Predicate(field=ref, op="<", values=(span.end,)))
    return found
