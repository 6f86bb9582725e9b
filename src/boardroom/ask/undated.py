"""Where «none» is told of things that are there: rows without the day by which they are counted,
or those that are over where what there is now is counted.

Called by ``ask.asker`` with the rows of an answer: such a zero is refused with its reason.
"""

from boardroom.ask.inflection import is_past
from boardroom.ask.own_condition import conditions_of
from boardroom.ask.setting import Setting
from boardroom.ask.things import field_of
from boardroom.semantic.model import EventTime, IntervalTime
from boardroom.semantic.query import Predicate, Query
from boardroom.semantic.result import Result


def why_none(query: Query, result: Result, setting: Setting, *, live: bool) -> str | None:
    """Why none is counted of which the model knows that some are there; None where all is well, as
    it is with things without a day where all of today (``live``) are counted."""
    plain = query.time_range == "all" and len(query.metrics) == len(query.filters) == 1
    if not plain or query.group_by or query.grain or query.expressions or query.compare:
        return None
    said = query.filters[0]
    calls = setting.expander.metric(query.metrics[0]).calls
    none = [list(row) for row in result.rows] in ([[0]], [[None]])
    if not none or len(calls) != 1 or not isinstance(said, Predicate) or said.op != "=":
        return None
    base = calls[0].base
    if said.field.partition(".")[0] != base or len(said.field.split(".")) != 2:
        return None
    field, value = field_of(setting.graph.model, said.field), str(said.values[0])
    if value not in field.values or any(conditions_of(calls[0])):
        return None
    dataset = setting.graph.dataset(base)
    label, time = (dataset.label or base).lower(), calls[0].time or dataset.time
    things = f"rows of {label} whose {(field.label or field.name).lower()} is {value}"
    if isinstance(time, EventTime) and not live:
        day = time.field.rpartition(".")[2].replace("_", " ")
        return f"There are {things}, but they have no {day}, by which they are counted."
    if isinstance(time, IntervalTime) and any(map(is_past, value.lower().split())):
        return f"There are {things}, but those are over: what there is at a moment is counted."
    return None
