"""By whose day things are meant that belong to what was done at a time: ``reviews of orders placed
in May`` are those of the orders of May, or the reviews of May.

Called by ``ask.rival``: both are asked back where it makes a difference.
"""

from collections.abc import Iterator

from boardroom.ask.drafting import Draft
from boardroom.ask.lexicon import Lexicon, words_of
from boardroom.ask.other_date import own_date
from boardroom.ask.setting import Setting

_OF = " of "


def parents_dates(draft: Draft, base: str, setting: Setting, lexicon: Lexicon) -> Iterator[str]:
    """The days of what the rows of a dataset belong to, of which it is said what was done."""
    query = draft.query
    timed = query.time_range != "all" and query.time_field is None and not query.compare
    if not draft.meaning.did or not timed:
        return
    for parent in dict.fromkeys(_parents(draft, lexicon)):
        day = own_date(parent, setting)
        if parent != base and day is not None and setting.has_one(base, parent):
            yield day


def _parents(draft: Draft, lexicon: Lexicon) -> Iterator[str]:
    """What a time may be said of beside what is asked for: the thing before it."""
    for clause in draft.meaning.clauses:
        thing = draft.chosen.get(clause.thing) if clause.thing is not None else None
        if clause.times and thing is not None and not clause.denied:
            yield thing.dataset
    begins = {time.first for time in draft.meaning.clauses[0].times}
    for piece in draft.chosen:
        of = piece.text.lower().partition(_OF)[2]  # «reviews of orders» are the order reviews.
        if of and piece.last + 1 in begins:
            yield from (x.ref for x in lexicon.senses(words_of(of)) if x.kind == "dataset")
