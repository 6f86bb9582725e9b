"""By which day an amount is meant, where the model dates it by another day than its rows: deals
have the day on which they were created, bookings are their amounts by the day on which they closed.
So may rows be in a state that the model's own numbers have by another day: won deals are those
that closed then, and so may the lost ones be.

Called by ``ask.drafting``: what was not said is asked back where it makes a difference.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense
from boardroom.ask.own_condition import conditions_of
from boardroom.ask.setting import Setting
from boardroom.semantic.compiler.expand import Call
from boardroom.semantic.compiler.expression import references
from boardroom.semantic.model import EventTime
from boardroom.semantic.query import Predicate, Query

_CALL = re.compile(r"[A-Z_]+\((\w+\.\w+)(, [\d.]+)?\)")


def other_dates(query: Query, chosen: Mapping[Piece, Sense], setting: Setting) -> Iterator[str]:
    """The times by which an amount of a period may be meant as well, as ``dataset.field``."""
    measured = _measured(query)
    stated = () if measured else tuple(_states(query, setting))
    if not (measured or stated) or query.time_range == "all" or query.time_field is not None:
        return
    dataset = (*measured, *stated)[0].partition(".")[0]
    named = (x for x in chosen.values() if x.kind == "field" and x.dataset == dataset)
    own = own_date(dataset, setting)
    if own is None or any(sense.dated for sense in named):
        return
    found = {time for ref in measured for time in _dates_of(ref, setting)}
    found |= {time for ref in stated for time in _dates_of_state(ref, setting)}
    yield from sorted(found - {own})


def own_date(dataset: str, setting: Setting) -> str | None:
    """The one time of the rows themselves."""
    time = setting.graph.dataset(dataset).time
    if not isinstance(time, EventTime):
        return None
    return time.field if "." in time.field else f"{dataset}.{time.field}"


def _measured(query: Query) -> Sequence[str]:
    """The measure that is summed up, or by which the first of things are first."""
    if query.metrics or query.having:
        return ()
    if query.records is not None:
        ranked = query.order and query.limit
        return [x.by for x in query.order if ranked and x.by.startswith(f"{query.records}.")]
    found = [_CALL.fullmatch(item.expression) for item in query.expressions]
    return [item.group(1) for item in found if item] if all(found) else ()


def _states(query: Query, setting: Setting) -> Iterator[str]:
    """The fields of which rows that are counted by their own day have some value."""
    calls = [call for name in query.metrics for call in setting.expander.metric(name).calls]
    bases = {call.base for call in calls}
    apart = any(call.time or any(conditions_of(call)) for call in calls)
    if len(bases) != 1 or query.expressions or apart:
        return
    for item in query.filters:
        if not isinstance(item, Predicate) or item.op not in {"=", "in"}:
            continue
        if item.field.partition(".")[0] in bases:
            yield item.field


def _dates_of_state(ref: str, setting: Setting) -> Iterator[str]:
    """When rows are counted that have a value of a field, as the model's metrics have it."""
    dataset = ref.partition(".")[0]
    for metric in setting.graph.model.metrics:
        calls = () if metric.hidden else setting.expander.metric(metric.name).calls
        for call in calls:
            known = call.base == dataset and isinstance(call.time, EventTime)
            if known and any(ref in references(x) for x in conditions_of(call)):
                yield from _day_of(call)


def _day_of(call: Call) -> Iterator[str]:
    if isinstance(call.time, EventTime):
        time = call.time.field
        yield time if "." in time else f"{call.base}.{time}"


def _dates_of(ref: str, setting: Setting) -> Iterator[str]:
    """When what is measured is measured, as the model's metrics have it."""
    dataset = ref.partition(".")[0]
    for metric in setting.graph.model.metrics:
        if metric.hidden:
            continue
        for call in setting.expander.metric(metric.name).calls:
            if call.base != dataset or ref not in references(call.tree):
                continue
            yield from _day_of(call)
