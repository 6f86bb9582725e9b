"""Conditions on single fields: ``in California``, ``rating above 4``, ``named "Dune"``.

Called by the grammar at each piece of a question.
"""

from collections.abc import Sequence
from dataclasses import replace

from boardroom.ask.cover import Piece
from boardroom.ask.deed_form import read_deed
from boardroom.ask.meaning import Condition
from boardroom.ask.pair_form import read_pair
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import (
    ACTS,
    GLUE,
    NEGATIONS,
    after,
    is_day,
    is_place,
    means_value,
    names_field,
    names_things,
    number_at,
    quantity,
)
from boardroom.semantic.query import Operator, Scalar

_JOINTS = frozenset({Role.AND, Role.OR, Role.COMPARED})
_ALTERNATIVES = frozenset({Role.IS, Role.VERB, Role.MADE, Role.THAT})
_PLACES = frozenset({Role.IN, Role.FOR, Role.FROM, Role.OF, Role.FILLER, Role.BOTH})
_TEXTS: dict[Role, Operator] = {
    Role.CONTAINS: "contains", Role.STARTS: "starts_with", Role.ENDS: "ends_with",
}  # fmt: skip
_NAMING = frozenset({Role.FILLER, Role.IS, Role.OF, Role.NAMED, Role.EXACTLY})
_JOINING = frozenset({Role.IS, Role.FILLER, Role.WITH, Role.THAT, Role.OF})
_LEADING = frozenset({Role.OF, Role.WITH, Role.FOR, Role.FILLER})
_HAVING = frozenset({Role.WITH, Role.CONTAINS, Role.THAT})
_LETTERS_IN = frozenset({Role.IN, Role.FILLER})
_NAMES = frozenset({"name", "names", "title", "titles"})
_SOME = frozenset({"a", "an", "any", "some"})
_ENDING = frozenset({Role.STOP, Role.BY, Role.EACH, Role.FOR})
_RUN = frozenset({Role.IS, Role.THAT})
_OUT_OF = "out of"
_DOES = frozenset({"did", "do", "does"})
_ALL = frozenset({"all", "every", "any", "each"})
_BUT = "but"
_ABOUT = NEGATIONS | {Role.FOR}
_LETTERS = frozenset({"letter", "word", "string", "text", "character", "prefix", "suffix"})

Found = tuple[Condition, int]
"""A condition, and the place behind it."""


def read_condition(pieces: Sequence[Piece], place: int) -> Found | None:
    """The condition that begins at a piece; None where none does."""
    return (
        read_pair(pieces, place)
        or _of_field(pieces, place)
        or _of_name(pieces, place)
        or _in_name(pieces, place)
        or read_deed(pieces, place)
        or _negated(pieces, place)
        or _quantified(pieces, place)
        or _present(pieces, place)
        or _run_out(pieces, place)
        or _of_size(pieces, place)
        or read_values(pieces, place)
    )


def _of_field(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``rating above 4``, ``amount between 3 and 5``, ``status paid``, ``name starts with J``."""
    piece = pieces[begun]
    if piece.number is not None or not names_field(piece):
        return None
    place = after(pieces, begun + 1, over=_JOINING)
    if place >= len(pieces):
        return None
    sign = pieces[place]
    denied = bool(NEGATIONS.intersection(sign.roles)) and not sign.senses
    if denied:
        place = after(pieces, place + 1, over=frozenset({Role.IS, Role.FILLER}))
        sign = pieces[place] if place < len(pieces) else sign
    if Role.MISSING in sign.roles:
        return Condition(op="is_not_null" if denied else "is_null", field=piece), place + 1
    refs = {sense.ref for sense in piece.of_kind("field")}
    value = after(pieces, place, over=_NAMING)
    if value < len(pieces) and any(s.ref in refs for s in pieces[value].of_kind("value")):
        found, end = _values(pieces, value)
        op: Operator = "not_in" if denied else "in"
        return Condition(op=op, field=piece, pieces=found), end
    return None if denied else _constants(pieces, begun, place)


def _constants(pieces: Sequence[Piece], begun: int, place: int) -> Found | None:
    """What a field is compared with: numbers or a text."""
    piece, sign = pieces[begun], pieces[place]
    low, high = number_at(pieces, place + 1), number_at(pieces, place + 3)
    if Role.BETWEEN in sign.roles and low is not None and high is not None:
        return Condition(op="between", field=piece, values=(low, high)), place + 4
    found = quantity(pieces, place)
    if found is not None:
        op, value, end = found
        things = after(pieces, end, over=frozenset({Role.FILLER, Role.OF}))
        named = pieces[things] if things < len(pieces) else None
        having = any(Role.WITH in x.roles and not x.senses for x in pieces[begun + 1 : place])
        if named is not None and (named.has("dataset") or named.is_amount):
            return None  # It is a number of things.
        if named is not None and having and piece.has("dataset") and names_field(named):
            return None  # It is so much of a field: «accounts with more than 50 seats».
        return Condition(op=op, field=piece, values=(value,)), end
    for role, operator in _TEXTS.items():
        if role in sign.roles:
            text = after(pieces, place + 1, over=frozenset({Role.FILLER}))
            while text + 1 < len(pieces) and pieces[text].text.lower() in _LETTERS:
                text += 1
            if text < len(pieces) and not pieces[text].has("dataset"):
                return Condition(op=operator, field=piece, values=(pieces[text].text,)), text + 1
    return None


def _quantified(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``with more than [60 minutes of downtime]``: of so much of a field."""
    found = quantity(pieces, begun)
    if found is None:
        return None
    op, value, end = found
    place = after(pieces, end, over=frozenset({Role.FILLER, Role.OF, Role.IN}))
    if place >= len(pieces) or pieces[place].has("dataset"):
        return None
    if not names_field(pieces[place]) and not is_of_each(pieces, begun, place):
        return None
    if ACTS.intersection(pieces[place].roles):
        return None  # «of more than 20k received this year»
    return Condition(op=op, field=pieces[place], values=(value,)), place + 1


def _present(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``orders [with a discount]``, ``how many orders [had a discount]``: with some of it."""
    place = after(pieces, begun + 1, over=frozenset({Role.FILLER}))
    if Role.WITH not in pieces[begun].roles or pieces[begun].senses or place >= len(pieces):
        return None
    article = pieces[place - 1].text.lower() if place > begun + 1 else ""
    if article not in _SOME or pieces[place].has("dataset") or not names_field(pieces[place]):
        return None
    behind = pieces[place + 1] if place + 1 < len(pieces) else None
    timed = behind is not None and behind.time is not None and not is_day(pieces[place])
    if behind is not None and not (timed or _ENDING.intersection(behind.roles)):
        return None  # «with a rating of 5», «with a discount over 50%», «with a due date in May»
    return Condition(op="is_not_null", field=pieces[place], absent=True), place + 1


def _run_out(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``products that are [out of stock]``: with none of it left."""
    stated = begun > 0 and bool(_RUN.intersection(pieces[begun - 1].roles))
    place = begun + 1
    if pieces[begun].text.lower() != _OUT_OF or not stated or place >= len(pieces):
        return None
    if pieces[place].has("dataset") or not names_field(pieces[place]):
        return None
    return Condition(op="is_null", field=pieces[place], absent=True), place + 1


def is_of_each(pieces: Sequence[Piece], begun: int, place: int) -> bool:
    """Whether things have so much of what a metric adds up: ``orders of 3 or more units``."""
    owned = begun > 1 and Role.OF in pieces[begun - 1].roles and pieces[begun - 2].has("dataset")
    return owned and pieces[place].is_amount


def _of_size(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``invoices [above $10,000]``: of what things are measured by."""
    thing = begun - 1
    while thing > 0 and _LEADING.intersection(pieces[thing].roles) and not pieces[thing].senses:
        thing -= 1
    sign = pieces[begun]
    if thing < 0 or not names_things(pieces[thing]) or sign.senses:
        return None
    if sign.number is not None and (thing == begun - 1 or "or" not in _text(pieces, begun + 1)):
        return None
    found = _constants(pieces, thing, begun)
    return found if found and not isinstance(found[0].values[0], str) else None


def _text(pieces: Sequence[Piece], place: int) -> str:
    return pieces[place].text.lower() if place < len(pieces) else ""


def _of_name(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``journal named "Science"``, ``the title "Dune"``: a text that is written out."""
    place = begun
    thing = pieces[begun]
    named = Role.NAMED in thing.roles and not thing.senses
    if not named and not (thing.has("field") or thing.has("dataset")):
        return None
    place = after(pieces, begun + 1, over=_NAMING)
    if place >= len(pieces) or not pieces[place].quoted or pieces[place].has("value"):
        return None
    texts: tuple[Scalar, ...] = (pieces[place].text,)
    if named:
        before = pieces[begun - 1] if begun else None
        return (Condition(op="=", field=before, values=texts), place + 1) if before else None
    if thing.has("dataset"):
        return None
    return Condition(op="=", field=thing, values=texts), place + 1


def _in_name(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``with Kestrel in their name``: a part of what things are called."""
    signed = Role.CONTAINS in pieces[begun].roles and not pieces[begun].senses
    begun += signed and begun + 1 < len(pieces)
    piece = pieces[begun]
    led = begun > 0 and _HAVING.intersection(pieces[begun - 1].roles)
    a_text = not piece.roles and all(x.kind == "value" for x in piece.senses) and not piece.time
    if not (led and a_text) or piece.number is not None:
        return None
    place = after(pieces, begun + 1, over=_LETTERS_IN)
    inside = pieces[begun + 1 : place]
    if not any(Role.IN in item.roles for item in inside) or place >= len(pieces):
        return None
    if pieces[place].text.lower() not in _NAMES or not names_field(pieces[place]):
        return None
    return Condition(op="contains", field=pieces[place], values=(piece.text,)), place + 1


def _negated(pieces: Sequence[Piece], begun: int) -> Found | None:
    excepted = _is_all_but(pieces, begun)
    if not (NEGATIONS.intersection(pieces[begun].roles) or excepted):
        return None
    place = after(pieces, begun + 1, over=GLUE)
    if place == begun + 1 and _does(pieces, place):
        return None  # «did not pay any invoice»: what was not done, and no state.
    if place < len(pieces) and pieces[place].has("value"):
        found, end = _values(pieces, place)
        return Condition(op="not_in", pieces=found), end
    if place < len(pieces) and names_field(pieces[place]) and Role.WITHOUT in pieces[begun].roles:
        return Condition(op="is_null", field=pieces[place], absent=True), place + 1
    return None


def _does(pieces: Sequence[Piece], place: int) -> bool:
    """Whether it is said what somebody does not do with things."""
    told = place > 1 and pieces[place - 2].text.lower() in _DOES
    onward = after(pieces, place + 1, over=frozenset({Role.FILLER}))
    return told and onward < len(pieces) and pieces[onward].has("dataset")


def _is_all_but(pieces: Sequence[Piece], place: int) -> bool:
    """``all tickets [but] billing``, ``every region but Europe``"""
    whole = place > 1 and pieces[place - 2].text.lower().split()[-1] in _ALL
    return whole and pieces[place].text.lower() == _BUT


def read_values(pieces: Sequence[Piece], begun: int) -> Found | None:
    """``California``, ``paid or open``, ``both A and B``; None where no value stands there."""
    if begun >= len(pieces):
        return None
    every = Role.BOTH in pieces[begun].roles and not pieces[begun].senses
    place = after(pieces, begun + 1, over=_PLACES) if every else begun
    if (
        place >= len(pieces)
        or not (means_value(pieces[place]) or is_place(pieces, place))
        or (pieces[place].is_amount and not is_place(pieces, place))
    ):
        return None
    if every:
        place = begun + 1
    found, end = _values(pieces, after(pieces, place, over=_PLACES))
    if every and len(found) == 1:
        return None
    either = any(Role.OR in piece.roles for piece in pieces[begun:end])
    joined = any(Role.AND in piece.roles for piece in pieces[begun:end]) and not either
    return Condition(op="in", pieces=found, every=every, joined=joined, either=either), end


def _values(pieces: Sequence[Piece], begun: int) -> tuple[tuple[Piece, ...], int]:
    """A value and those that stand beside it by «and» or «or», and the place behind."""
    found, place = [pieces[begun]], begun + 1
    while place < len(pieces) and _JOINTS.intersection(pieces[place].roles):
        over = _JOINTS | _PLACES | (_ALTERNATIVES if Role.OR in pieces[place].roles else set())
        onward = after(pieces, place, over=frozenset(over))
        again = after(pieces, onward + 1, over=_JOINTS | _PLACES)
        named = onward < len(pieces) and pieces[onward].has("dataset")
        if named and again == onward + 1 and again < len(pieces) and pieces[again].has("value"):
            onward = again  # «the domain "A" and the domain "B"»
        about = begun > 0 and bool(_ABOUT.intersection(pieces[begun - 1].roles))
        if onward >= len(pieces) or not _goes_on(found, pieces, onward, about=about):
            break
        found.append(pieces[onward])
        place = onward + 1
    refs = {sense.ref for sense in found[0].of_kind("value")}
    refs &= {x.ref for x in pieces[place].of_kind("field")} if place < len(pieces) else set()
    if refs:
        return tuple(_only(piece, refs) for piece in found), place + 1  # «Italian food»
    return tuple(found), place


def _goes_on(found: Sequence[Piece], pieces: Sequence[Piece], place: int, *, about: bool) -> bool:
    """Whether one more value stands there: of what names things as well, one of the same field as
    those before it, by itself (``billing and device``).

    Args:
        about: whether it is said of values alone; else they are written as in the data.
    """
    piece = pieces[place]
    if means_value(piece):
        return True
    behind = pieces[place + 1] if place + 1 < len(pieces) else None
    either = Role.OR in pieces[place - 1].roles and behind is not None and names_things(behind)
    if behind is not None and behind.senses and not either:
        return False  # «billing or account tickets» are of both kinds, and no accounts.
    fields = {x.ref for item in found for x in item.of_kind("value")}
    named = [x for x in piece.of_kind("value") if x.ref in fields]
    return any(about or x.value == piece.text for x in named)


def _only(piece: Piece, refs: set[str]) -> Piece:
    """A value of one of these fields only, if it is one."""
    senses = tuple(x for x in piece.senses if x.kind != "value" or x.ref in refs)
    return replace(piece, senses=senses) if senses else piece
