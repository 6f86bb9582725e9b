"""By which other day things are meant whose state is said as what happened, and when: ``orders
delivered in May`` are those of May that are delivered, or those that were delivered in May.

Called by ``ask.rival``: both are asked back where it makes a difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from boardroom.ask.drafting import Chip, Draft
from boardroom.ask.inflection import is_past, root
from boardroom.ask.lexicon import Sense
from boardroom.ask.other_date import own_date
from boardroom.ask.setting import Setting
from boardroom.semantic.query import And, Exists, Filter, Predicate

_SAME = {
    root(verb): frozenset(map(root, words.split()))
    for verb, words in {
        "cancel": "end terminate churn",
        "close": "end resolve complete",
        "complete": "end finish close",
        "deliver": "arrive receive",
        "end": "expire close terminate",
        "expire": "end expiry until",
        "finish": "end complete close",
        "resolve": "close solve",
        "send": "ship dispatch",
        "ship": "dispatch carrier send sent",
        "terminate": "end cancel",
    }.items()
}
"""Verbs → words by which the day is called as well on which that happens in a business."""


def deeds_dated(draft: Draft, setting: Setting) -> Iterator[Draft]:
    """The same of what happened at the time, whatever the state is now."""
    query = draft.query
    timed = any(not time.reading.moment for x in draft.meaning.clauses for time in x.times)
    if query.time_field is not None or query.compare or not timed:
        return
    begins = {piece.first for piece, sense in draft.chosen.items() if sense.kind != "value"}
    for piece, sense in draft.chosen.items():
        stated = sense.kind == "value" and not piece.quoted and is_past(piece.text.lower())
        own = own_date(sense.dataset, setting) if stated else None
        if own is None or piece.last in begins:
            continue  # «delivered orders in May» are orders of May.
        said = Predicate(field=sense.ref, op="=", values=(sense.value or "",))
        for time in _dates(piece.text, sense, setting):
            if said in query.filters:
                filters = tuple(item for item in query.filters if item != said)
                other = replace(query, filters=filters, time_field=time)
            else:
                moved = tuple(_moved(item, said, own, time) for item in query.filters)
                other = replace(query, filters=moved)
            if other.filters != query.filters:
                chips = tuple(chip for chip in draft.chips if chip.words != piece.text)
                chip = Chip(words=piece.text, meaning=time.replace(".", " · ").replace("_", " "))
                yield replace(draft, query=other, chips=(*chips, chip))


def _moved(item: Filter, said: Predicate, own: str, time: str) -> Filter:
    """What things have, by the other day of what they have and not by its state."""
    if not isinstance(item, Exists) or not isinstance(item.where, And):
        return item
    parts: Sequence[Filter] = item.where.items
    days = [x for x in parts if isinstance(x, Predicate) and x.field == own]
    if said not in parts or not days:
        return item
    left = tuple(replace(x, field=time) if x in days else x for x in parts if x != said)
    return replace(item, where=And(items=left))


def _dates(word: str, sense: Sense, setting: Setting) -> Iterator[str]:
    """The times of the things that are called by what happened."""
    verb = root(word.lower())
    called = {verb, *_SAME.get(verb, ())}
    for item in setting.graph.dataset(sense.dataset).fields:
        ref = f"{sense.dataset}.{item.name}"
        named = called.intersection(map(root, item.name.lower().split("_")))
        if named and item.temporal and not item.hidden and ref != own_date(sense.dataset, setting):
            yield ref
