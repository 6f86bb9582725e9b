"""What may be asked next: changes of the query that was answered, as questions that give them.

A follow-up is proposed only where the asker reads it as exactly the query it was made from, so
none leads nowhere. Called by the documentation agent.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from boardroom.ask.asker import Asker
from boardroom.ask.charting.title import lowered
from boardroom.ask.grammar import read_meaning
from boardroom.ask.setting import Ground
from boardroom.ask.things import count_metric, identity
from boardroom.errors import BoardroomError
from boardroom.governance.principal import Principal
from boardroom.semantic.model import Field, SemanticModel
from boardroom.semantic.propose.naming import singular
from boardroom.semantic.query import Predicate, Query

MOST = 3
_MOST_READ_WRONG = 3
"""Where so many proposals were read as something else, the words for what was asked are missing."""
_SHORT = re.compile(r"day|week|month|mtd|wtd|^\d{4}-(?:\d{2}|W\d{2})")
"""Ranges of time of which a course by month says little."""
_FEW_VALUES = 30


Read = dict[tuple[object, ...], Query | None]
"""What questions were read as, by who asks, when and what; kept as long as the model is."""
_MOST_READ = 4_096


def follow_ups(
    query: Query, asker: Asker, *, principal: Principal, as_of: date, read: Read
) -> tuple[str, ...]:
    """At most three questions, each of which can be answered.

    Args:
        read: what is known already; it is added to.
    """
    found: list[str] = []
    wrong = 0
    who = principal.id, principal.roles, as_of
    for text, wanted in _proposals(query, asker.lexicon.ground):
        if len(found) == MOST or wrong == _MOST_READ_WRONG:
            break
        key = (*who, text)
        if key not in read:
            if len(read) >= _MOST_READ:
                read.clear()
            read[key] = _read_as(text, asker, principal=principal, as_of=as_of)
        told = read[key]
        if told is None or told != _core(wanted):
            wrong += 1
        elif text not in found:
            found.append(text)
    return tuple(found)


def _read_as(text: str, asker: Asker, *, principal: Principal, as_of: date) -> Query | None:
    """The core of the one query that a question is; None where it is none or several."""
    try:
        meaning = read_meaning(asker.pieces(text, as_of=as_of))
        if meaning.left:
            return None
        drafts, _ = asker.best(meaning, principal=principal, as_of=as_of)
    except BoardroomError:
        return None
    return _core(drafts[0].query) if len(drafts) == 1 else None


def _core(query: Query) -> Query:
    """What of a query says which numbers come back, without their order and number, and without
    what leaves out rows that have none."""
    filters = tuple(
        item
        for item in query.filters
        if not (isinstance(item, Predicate) and item.op == "is_not_null")
    )
    having = tuple(item for item in query.having if not item.endswith(" IS NOT NULL"))
    return replace(query, filters=filters, having=having, order=(), limit=None, ties=False)


def _proposals(query: Query, ground: Ground) -> Iterator[tuple[str, Query]]:
    model = ground.graph.model
    if query.records:
        metric = count_metric(ground.kinds.values(), query.records)
        if metric is not None:
            counted = Query(metrics=(metric,), filters=query.filters, time_range=query.time_range)
            yield from _proposals(counted, ground)
        return
    if query.transforms or query.limit_per:
        return
    query = replace(query, having=(), metrics=query.metrics[:1], expressions=query.expressions[:1])
    query = replace(query, expressions=()) if query.metrics else query
    what = _amount(query, model)
    where, when = _conditions(query), _time(query)
    if where is None or when is None:
        return
    plain = replace(query, group_by=(), grain=None, compare=None, order=(), limit=None)
    if query.grain is None and not _SHORT.search(query.time_range) and _is_timed(query, ground):
        yield f"{what}{where} by month{when}", replace(plain, grain="month")
    if query.compare is None and query.time_range != "all":
        yield (
            f"{what}{where}{when} compared to the previous period",
            replace(plain, compare="previous_period"),
        )
    for words, refs in _dimensions(query, ground):
        yield f"{what}{where} by {words}{when}", replace(plain, group_by=refs)
    if query.group_by or query.grain or query.compare:
        yield f"{what}{where}{when}", plain


def _amount(query: Query, model: SemanticModel) -> str:
    if query.metrics:
        return lowered(model.metric_by_name[query.metrics[0]].title)
    return query.expressions[0].name.replace("_", " ")


def _conditions(query: Query) -> str | None:
    """The filters in words; None where they are more than values."""
    said = ""
    for item in query.filters:
        if not isinstance(item, Predicate):
            return None
        if item.op == "is_not_null":
            continue
        if item.op != "=" or not isinstance(item.values[0], str):
            return None
        said += f" for {item.values[0]}"
    return said


def _time(query: Query) -> str | None:
    """The range of time in words that are read as it; None where there are none."""
    text = query.time_range
    if text == "all":
        return ""
    if text.startswith("last_complete_"):
        return f" last {text.removeprefix('last_complete_').replace('_', ' ')}"
    if text.startswith(("last_", "this_")):
        return f" {text.replace('_', ' ')}"
    start, dots, end = text.partition("..")
    return f" from {start} to {end}" if dots and start and end else f" in {text}"


def _is_timed(query: Query, ground: Ground) -> bool:
    model, base = ground.graph.model, _base(query, ground)
    return bool(base in model.dataset_by_name and model.dataset_by_name[base].time)


def _base(query: Query, ground: Ground) -> str:
    """The dataset that the amount is computed from; its first one."""
    expander = ground.expander
    if query.metrics:
        return expander.metric(query.metrics[0]).calls[0].base
    return expander.inline(query.expressions[0]).calls[0].base


def _dimensions(query: Query, ground: Ground) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the numbers can be split by: dimensions of few values, then the things they are of."""
    graph, base = ground.graph, _base(query, ground)
    model = graph.model
    reached = [item for item in model.datasets if graph.reaches(base, item.name)]
    near = sorted(reached, key=lambda item: item.name != base)
    taken = {item.field for item in query.filters if isinstance(item, Predicate)}
    for item in near:
        for one in item.fields:
            ref = f"{item.name}.{one.name}"
            if _splits(one) and ref not in taken and ref not in query.group_by:
                yield (one.label or one.name).replace("_", " ").lower(), (ref,)
    for item in near:
        refs = identity(model, item.name)
        if item.name != base and not set(refs) & set(query.group_by):
            yield singular((item.label or item.name).replace("_", " ").lower()), refs


def _splits(item: Field) -> bool:
    return not item.hidden and item.role == "dimension" and 1 < len(item.values) <= _FEW_VALUES
