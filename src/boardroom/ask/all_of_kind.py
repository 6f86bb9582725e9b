"""All things of a kind, where a metric of their name counts only those to which something happened:
the metric ``customers`` are those that were billed, ``how many customers have no phone`` may be
asked of all.

Called by ``ask.rival``: both are asked back where it makes a difference.
"""

from collections.abc import Iterator
from dataclasses import replace

from boardroom.ask.drafting import Chip, Draft
from boardroom.ask.kind import Kind
from boardroom.ask.setting import Setting
from boardroom.semantic.propose.naming import singular, words
from boardroom.semantic.query import NamedExpression, Query

_COUNTING = frozenset({"total", "number", "of", "count"})


def all_counted(draft: Draft, setting: Setting) -> Iterator[Draft]:
    """The same of all that there are: who asks without a time asks for nothing that happened."""
    query = draft.query
    timed = query.time_range != "all" or query.grain or query.compare or query.time_field
    kind = None if timed else _kind(query, setting)
    if kind is None or kind.through is None:
        return
    name = setting.graph.dataset(kind.dataset).label or kind.dataset
    called = [x for x, sense in draft.chosen.items() if sense.ref == kind.metric]
    plain = any(_said(x.text) == _said(name) for x in called)
    if not plain or _said(kind.metric) != _said(name):
        return  # Another metric that is called so as well was given the name by someone.
    whole = f"all_{kind.dataset}"
    (key,) = kind.through.to_columns
    number = NamedExpression(name=whole, expression=f"COUNT({kind.dataset}.{key})", unit="count")
    order = tuple(replace(x, by=whole) if x.by == kind.metric else x for x in query.order)
    other = replace(query, metrics=(), expressions=(number,), order=order)
    chips = tuple(chip for chip in draft.chips if chip.words != called[0].text)
    meaning = f"all {name.lower()}, whatever happened to them"
    yield replace(draft, query=other, chips=(Chip(words=called[0].text, meaning=meaning), *chips))


def _kind(query: Query, setting: Setting) -> Kind | None:
    """What the one number of a query counts, with nothing made of it."""
    if query.having or query.transforms or query.expressions or len(query.metrics) != 1:
        return None
    kind = setting.kinds.get(query.metrics[0])
    return None if kind is None or kind.filters else kind


def _said(name: str) -> list[str]:
    return [singular(word) for word in words(name) if word not in _COUNTING]
