"""What has happened to things, or has not yet: ``orders that have been shipped``, ``not received``.

Said without a time, so that the date of it is there or not. Called by ``ask.condition_form``.
"""

from collections.abc import Sequence

from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Condition
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import after, is_undone, names_act, names_field

_HAVE = frozenset("have has had".split())
_STATES = frozenset("is are was were be been being".split())
_DOES = frozenset("do does did".split())
_LEFT = "left"
"""What «is left» remains, as what «we do have left»."""
_BETWEEN = frozenset({Role.IS, Role.FILLER, Role.WITH})
_DENYING = frozenset({Role.NOT, Role.EXCEPT})
_BEHIND = frozenset({Role.AND, Role.STOP, Role.WITH, Role.EACH, Role.ORDERED, Role.OR, Role.IS})
"""What goes on with something else behind what happened."""


def read_deed(pieces: Sequence[Piece], begun: int) -> tuple[Condition, int] | None:
    """The condition that begins at a piece, and the place behind it; None where none does."""
    if _DENYING.intersection(pieces[begun].roles) and not pieces[begun].senses:
        place, denied = after(pieces, begun + 1, over=_BETWEEN), True
    else:
        if undone := read_undone(pieces, begun):
            return undone
        place, denied = begun, False
        if not _is_reported(pieces, begun):
            return None
    if place >= len(pieces) or not names_act(pieces[place]) or not _is_all(pieces, place):
        return None
    return Condition(op="is_null" if denied else "is_not_null", field=pieces[place]), place + 1


def read_undone(pieces: Sequence[Piece], place: int) -> tuple[Condition, int] | None:
    """``unshipped``"""
    if place >= len(pieces) or not is_undone(pieces[place]):
        return None
    return Condition(op="is_null", field=pieces[place]), place + 1


def _is_reported(pieces: Sequence[Piece], place: int) -> bool:
    """Whether it is said that something has happened, at no time: ``have been shipped``."""
    words = pieces[place - 1].text.lower().split() if place else []
    said = bool(words) and (words[-1] in _STATES or words[-1] in _HAVE)
    if pieces[place].text.lower() == _LEFT and said:
        before = {item.text.lower() for item in pieces[:place]}
        return words[-1] in _HAVE and not before & _DOES and _is_timeless(pieces, place)
    return said and _is_timeless(pieces, place)


def _is_timeless(pieces: Sequence[Piece], place: int) -> bool:
    return place > 1 and not any(item.time for item in pieces)


def _is_all(pieces: Sequence[Piece], place: int) -> bool:
    """Whether nothing more is said of it: when, to whom, by whom."""
    place = after(pieces, place + 1, over=frozenset({Role.FILLER}))
    if place >= len(pieces):
        return True
    behind = pieces[place]
    if Role.BY in behind.roles and not behind.senses:
        split = after(pieces, place + 1, over=frozenset({Role.FILLER}))
        return split < len(pieces) and names_field(pieces[split])
    return bool(_BEHIND.intersection(behind.roles)) and not behind.senses and not behind.time
