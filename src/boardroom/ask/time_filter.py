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


def time_filters(
    name: str, time: TimePhrase, setting: Setting, *, moment: str | None = None
) -> list[Filter]:
    """A range of time as conditions on the rows of a dataset.

    Args:
        moment: the field that says when, where it is not their own time.

    Raises:
        Unsaid: it is more than a range, or they have no time.
    """
    reading, dataset = time.reading, setting.graph.model.dataset_by_name[name]
    more = reading.cyclic or reading.unsupported or reading.compare or reading.other
    if more or reading.grain or reading.range is None:
        raise Unsaid
    timed, years = dataset.time or moment, "year" in dataset.field_by_name
    if not timed and years and _YEAR.fullmatch(reading.range):
        return [Predicate(field=f"{name}.year", op="=", values=(int(reading.range),))]
    field = moment or (dataset.time.field if isinstance(dataset.time, EventTime) else None)
    if field is None:
        raise Unsaid
    span = resolve_range(reading.range, as_of=setting.as_of, calendar=setting.calendar)
    ref = field if "." in field else f"{name}.{field}"
    found: list[Filter] = []
    if span.start is not None:
        found.append(Predicate(field=ref, op=">=", values=(span.start,)))
    if span.end is not None:
        found.append(Predicate(field=ref, op="<", values=(span.end,)))
    return found
