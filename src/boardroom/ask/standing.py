"""What the words around a piece make of it. Called by the grammar."""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from boardroom.ask.cover import Piece
from boardroom.ask.inflection import is_past
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import (
    ACTS,
    GLUE,
    SUPERLATIVES,
    after,
    is_undone,
    means_value,
    names_field,
    names_rows,
    operator_of,
)

_ASSERTS = ACTS | {Role.IS, Role.THAT}
_TRADED = frozenset({"sold", "bought", "ordered"})
_STATES = frozenset(
    "located owned held belonged associated linked tied connected attached managed".split()
)
_MOVED = frozenset({"went", "came", "got"})
_SINGLE = frozenset({"a", "an", "any"})
_US = frozenset({"us", "me"})
_DID = frozenset({"did", "do", "does"})
_ARTICLES = frozenset({"the", "a", "an", "all", "any", "our", "my", "your", "their", "some"})
_LEADS = ACTS | {
    Role.STOP, Role.SHOW, Role.HOW_MANY, Role.COUNT, Role.MEAN, Role.OF, Role.IN, Role.BY,
    Role.MORE, Role.LESS, Role.AT_LEAST, Role.MOST, Role.FEWEST, Role.AND, Role.WITHOUT,
}  # fmt: skip
"""What stands before things, and not before what somebody does."""
_SHOWN_WITH = frozenset({Role.WITH, Role.STOP})
_ASKS_FOR = frozenset({Role.SHOW, Role.WHICH, Role.WHO})
_SPLITS = frozenset({Role.BY, Role.EACH})
_LACKS = frozenset({Role.NOT, Role.WITHOUT})
_RELATES = _LACKS | {Role.WITH, Role.THAT, Role.WHO}
"""What begins to say something of the things before."""
_JOINED = frozenset({"and", "&", "plus"})
_OWNS = frozenset({Role.WITH, Role.WHOSE})
_BACK = frozenset({"that", "those", "same"})
_BEFORE = frozenset({Role.IN, Role.OF, Role.FOR, Role.FROM})
_BESIDE = ACTS | {
    Role.WITH, Role.THAT, Role.FROM, Role.IN, Role.FOR, Role.WITHOUT, Role.TO, Role.WHOSE,
    Role.NOT, Role.WHO, Role.BY,
}  # fmt: skip
"""What leads from what is asked for to a thing beside it."""
_BEGINS = frozenset({Role.SHOW, Role.WHICH, Role.STOP, Role.HOW_MANY, Role.HOW_MUCH})
_LISTS = frozenset(
    {
        Role.SHOW, Role.WHICH, Role.WHO, Role.ORDERED, Role.TOP, Role.BOTTOM, Role.BY, Role.EACH,
        Role.ASCENDING, Role.DESCENDING, *SUPERLATIVES,
    }
)  # fmt: skip
"""What asks for things themselves, or does so with other words."""


def is_beside(pieces: Sequence[Piece], place: int, *, last: Piece | None, computed: bool) -> bool:
    """Whether a thing is named beside what is asked for, by what stands before it.

    Args:
        last: the thing beside it that was spoken of last.
        computed: whether a number is asked for.
    """
    joined = False
    for piece in reversed(pieces[:place]):
        roles = set(piece.roles)
        if roles & _BEGINS and not piece.senses:
            return False
        if piece.senses and (not roles & ACTS or (joined and piece.is_amount)):
            if piece.has("value") and not joined and not piece.is_amount:
                continue
            return last is piece if joined else computed
        if roles & _BESIDE:
            return True
        joined = joined or Role.AND in roles
        if Role.OF in roles:
            return computed or last is not None
    return False


def lists_things(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a kind of things (``open deals``) is to be listed, and not counted: the words before
    ask to show them, or what they have is asked for as well."""
    before = [item for item in pieces[:place] if not _is_filling(item)]
    split = any(item.time and item.time.reading.grain for item in pieces)
    split = split or any(_SPLITS.intersection(item.roles) and not item.senses for item in pieces)
    if split or any(item.senses or item.number for item in before):
        return False
    shown = bool(before) and _ASKS_FOR.intersection(before[-1].roles)
    if shown and not before[-1].senses:
        return True
    onward = range(place + 1, len(pieces))
    return not before and any(_has_attribute(pieces, n) or _lacks(pieces, n) for n in onward)


def _lacks(pieces: Sequence[Piece], place: int) -> bool:
    """``without orders``, ``that gave no answer``: which, and not how many."""
    denied = bool(_LACKS.intersection(pieces[place].roles)) and not pieces[place].senses
    onward = after(pieces, place + 1, over=GLUE)
    if onward < len(pieces) and ACTS.intersection(pieces[onward].roles):
        onward = after(pieces, onward + 1, over=GLUE)
    things = onward < len(pieces) and (pieces[onward].has("dataset") or pieces[onward].has("kind"))
    return denied and things


def _has_attribute(pieces: Sequence[Piece], place: int) -> bool:
    """``with their amount``: something to be shown, and no condition."""
    onward = after(pieces, place + 1, over=frozenset({Role.FILLER}))
    behind = after(pieces, onward + 1, over=frozenset({Role.IS, Role.FILLER}))
    joint = bool(_SHOWN_WITH.intersection(pieces[place].roles)) and not pieces[place].senses
    if not joint or onward >= len(pieces):
        return False
    compared = behind < len(pieces) and bool(
        operator_of(pieces[behind]) or pieces[behind].number or pieces[behind].has("value")
    )
    named = names_field(pieces[onward]) and not means_value(pieces[onward])
    return named and not compared


def _is_filling(piece: Piece) -> bool:
    return not piece.senses and bool(set(piece.roles) & {Role.FILLER, Role.OF})


def is_bare(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a thing that can be counted is named, and nothing that would ask to list it."""
    piece = pieces[place]
    begins = all(
        item.has("value")
        or not item.is_known  # Whoever answers says what is left, or that it calls the things.
        or _is_glue(item)
        or is_undone(item)
        or _is_of_condition(pieces, here)
        for here, item in enumerate(pieces[:place])
    )
    if not begins or not piece.has("dataset") or not piece.has("metric") or piece.is_amount:
        return False
    said = {role for item in pieces for role in item.roles}
    named = any(
        (_is_attribute(item) and not _is_of_condition(pieces, here))
        or (item.is_amount and not item.has("value"))
        for here, item in enumerate(pieces)
    )
    things = any(
        item.has("dataset") and (not item.has("value") or before.text.lower() in _SINGLE)
        for before, item in pairwise(pieces[place:])
    )
    return not (said & _LISTS or named or things)


def _is_attribute(piece: Piece) -> bool:
    """Whether it names a field that is no condition by itself."""
    return names_field(piece) and not piece.has("value") and not is_undone(piece)


def _is_of_condition(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a field stands beside one of its values, or what it is compared with: ``high
    priority``, ``score above 30``."""
    if names_field(pieces[place]) and place:
        onward = after(pieces, place + 1, over=frozenset({Role.IS, Role.OF, Role.FILLER}))
        if onward < len(pieces):
            compared = Role.BETWEEN in pieces[onward].roles or operator_of(pieces[onward])
            return bool(compared) or _has_value(pieces, place)
    return _has_value(pieces, place)


def _has_value(pieces: Sequence[Piece], place: int) -> bool:
    refs = {sense.ref for sense in pieces[place].of_kind("field")}
    beside = pieces[max(0, place - 1) : place + 2]
    return any(sense.ref in refs for item in beside for sense in item.of_kind("value"))


def _is_glue(piece: Piece) -> bool:
    return bool(GLUE.intersection(piece.roles)) and not _LISTS.intersection(piece.roles)


def is_deed(pieces: Sequence[Piece], place: int, end: int) -> bool:
    """Whether what looks like a value is a verb: ``how many did customers open``."""
    piece, before = pieces[place], pieces[place - 1]
    return (
        end == place + 1
        and not piece.quoted
        and piece.text.islower()
        and before.has("dataset")
        and any(item.text.lower() in _DID for item in pieces[:place])
    )


def is_done(piece: Piece) -> bool:
    """Whether a verb says what happened (``acquired``), and not how things are (``located``)."""
    text = piece.text.lower()
    verb = bool(ACTS.intersection(piece.roles)) and not piece.senses
    return (verb and is_past(text) and text not in _STATES) or text in _MOVED


def is_traded(piece: Piece) -> bool:
    """Whether a verb says that things changed hands: ``sold``."""
    return is_done(piece) and piece.text.lower() in _TRADED


def is_open_deed(pieces: Sequence[Piece], place: int) -> bool:
    """Whether it is said what is being done, and not of what: ``deals we are working on``."""
    piece = pieces[place]
    doing = bool(ACTS.intersection(piece.roles)) and not piece.senses
    onward = after(pieces, place + 1, over=frozenset({Role.IN, Role.FOR, Role.TO, Role.FILLER}))
    ends = onward >= len(pieces) or Role.STOP in pieces[onward].roles
    return doing and piece.text.lower().endswith("ing") and (ends or bool(pieces[onward].time))


def is_act(pieces: Sequence[Piece], place: int) -> bool:
    """Whether what may be the time of something is what was done: ``opened more than 3 tickets``
    and not ``tickets opened in June``."""
    piece = pieces[place]
    best = max((sense.match for sense in piece.senses), default=0.0)
    if not ACTS.intersection(piece.roles) or best >= 1.0:
        return False
    onward = after(pieces, place + 1, over=frozenset({Role.FILLER, Role.STOP}))
    return onward < len(pieces) and pieces[onward].time is None


def is_dated(pieces: Sequence[Piece], place: int) -> bool:
    """Whether what names a state as well is what happened at a time: ``claims closed in June``."""
    piece = pieces[place]
    onward = after(pieces, place + 1, over=frozenset({Role.FILLER}))
    timed = onward < len(pieces) and pieces[onward].time is not None
    behind = place > 0 and pieces[place - 1].has("dataset")
    timed = timed or (behind and any(item.time is not None for item in pieces[onward:]))
    dated = any(sense.dated for sense in piece.senses)
    return timed and dated and piece.has("value") and not piece.quoted


def is_adjective(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a verb says which things are meant, and not what somebody does: ``[returned]
    orders``, but not ``who returned orders``."""
    piece = pieces[place]
    onward = pieces[place + 1] if place + 1 < len(pieces) else None
    if Role.VERB not in piece.roles or piece.senses or onward is None:
        return False
    named = onward.has("dataset") or onward.is_amount
    before = pieces[place - 1] if place else None
    leads = before is None or (
        not before.senses
        and bool(_LEADS.intersection(before.roles) or before.text.lower() in _ARTICLES)
    )
    return named and leads and piece.text.lower().endswith("ed")


def is_joined_act(pieces: Sequence[Piece], place: int) -> bool:
    """Whether what was done is joined to what was done as well, of which only one can be taken:
    ``tickets [opened] and resolved in May``."""
    if not ACTS.intersection(pieces[place].roles) or place + 2 >= len(pieces):
        return False
    other = pieces[place + 2]
    done = any(x.dated and x.match < 1.0 for x in other.senses) or ACTS.intersection(other.roles)
    stated = other.has("value") and not other.is_amount and not other.has("dataset")
    return Role.AND in pieces[place + 1].roles and bool(done or stated)


def stays_with(pieces: Sequence[Piece], place: int) -> bool:
    """Whether things are said to be with us still, which says which are meant: ``customers who are
    [with] us``."""
    onward = pieces[place + 1 : place + 3]
    us = bool(onward) and onward[0].text.lower() in _US
    ends = len(onward) < 2 or Role.STOP in onward[1].roles or Role.AND in onward[1].roles
    return Role.WITH in pieces[place].roles and us and (ends or onward[1].time is not None)


def is_done_by(piece: Piece) -> bool:
    """Whether it is what somebody does (``written by authors``), and no things of that name:
    ``orders by device``."""
    things = any(sense.match == 1.0 for sense in piece.of_kind("dataset"))
    return bool(ACTS.intersection(piece.roles)) and not (things and piece.text.endswith("s"))


def splits_by(piece: Piece) -> bool:
    """Whether numbers can be split by it: no number itself, such as a ``resolution time``."""
    return not piece.is_amount or names_field(piece) or piece.has("dataset")


def is_stated(pieces: Sequence[Piece], place: int) -> bool:
    """Whether what stands here is stated of things (``that were returned``)."""
    here = place - 1
    while here > 0 and Role.FILLER in pieces[here].roles and not pieces[here].senses:
        here -= 1  # «that [got] qualified»
    return here >= 0 and bool(_ASSERTS.intersection(pieces[here].roles))


def only_value(pieces: Sequence[Piece], place: int) -> Piece | None:
    """The one value of a question of how many that names no thing: ``how many are open``."""
    named = [item for item in pieces if names_rows(item) or item.is_amount]
    values = [item for item in pieces[place + 1 :] if item.has("value")]
    asked = Role.HOW_MANY in pieces[place].roles
    alone = all(item in values for item in named) and len(values) == 1
    return values[0] if asked and alone and not names_rows(values[0]) else None


def joins_amount(pieces: Sequence[Piece], place: int) -> bool:
    """Whether things stand beside a number: ``leads and qualified leads``."""
    around = list(pieces[max(0, place - 2) : place + 1])
    onward = pieces[place + 1 : place + 4]
    around += takewhile(lambda item: not _RELATES.intersection(item.roles), onward)
    joined = any(Role.AND in item.roles for item in around)
    return joined and any(item.is_amount for item in around)


def is_first_of(pieces: Sequence[Piece], place: int) -> bool:
    """Whether what stands before shares a name with what is joined on: ``new and churned MRR``."""
    joined = place + 1 < len(pieces) and Role.AND in pieces[place].roles
    return joined and pieces[place + 1].is_amount


def is_value_beside_number(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a value is asked for like the number before it, which it says nothing of: ``payroll
    and [hosting]``, ``revenue and [open] orders``, and not ``leads and qualified leads``."""
    if place < 2 or not means_value(pieces[place]) or pieces[place].is_amount:
        return False
    number, joint = pieces[place - 2 : place]
    behind = pieces[place + 1] if place + 1 < len(pieces) else None
    same = behind is not None and (
        {x.ref for x in number.of_kind("dataset")} & {x.ref for x in behind.of_kind("dataset")}
        or (behind.is_amount and not behind.has("dataset"))
    )
    joined = Role.AND in joint.roles and joint.text.lower() in _JOINED and not joint.senses
    return joined and number.is_amount and not same


def is_value_of_others(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a value is said of a field that only other things have: ``tickets with priority
    [critical]``, where incidents are."""
    if (
        place < 2
        or not means_value(pieces[place])
        or not _OWNS.intersection(pieces[place - 2].roles)
    ):
        return False
    field = pieces[place - 1]
    owners = {sense.dataset for sense in field.of_kind("field")}
    others = {sense.dataset for sense in pieces[place].of_kind("value")}
    plain = names_field(field) and not means_value(field) and not field.is_amount
    return plain and None not in owners | others and not owners & others


def refers_back(pieces: Sequence[Piece], place: int) -> bool:
    """``in that state``: which one is not said here."""
    before = pieces[place - 1] if place else None
    return (
        pieces[place].text.lower() in _BACK
        and before is not None
        and bool(_BEFORE.intersection(before.roles))
        and place + 1 < len(pieces)
        and names_rows(pieces[place + 1])
        and not any(item.text == pieces[place + 1].text for item in pieces[:place])
    )
