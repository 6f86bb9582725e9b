"""Whose doing it is that a time is said of: ``customers [with tickets resolved] in June``,
``customers with tickets who [signed up] in June``, ``customers who [ordered] in June``.

Called by the grammar where something is named by what happened.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from boardroom.ask.cover import Piece
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import COMES, after, names_field

Whose = Literal["beside", "asked", "others"]
"""Of the things spoken of last, of what is asked for, or of what belongs to it and is not named."""

_WHO = frozenset({Role.WHO, Role.THAT})
_DATES = frozenset("date dates day days time times".split())
_BEHIND = frozenset({Role.AND, Role.STOP, Role.WITH, Role.WITHOUT})


def read_act(
    pieces: Sequence[Piece], place: int, *, asked: Sequence[Piece], beside: Piece | None
) -> Whose | None:
    """Whose doing stands there; None where the time is that of what is asked for anyway.

    Args:
        asked: what is asked for.
        beside: the thing spoken of last, where it is another.
    """
    piece = pieces[place]
    if not asked or not _names_doing(piece):
        return None
    onward = after(pieces, place + 1, over=frozenset({Role.FILLER}))
    timed = onward < len(pieces) and pieces[onward].time is not None
    own = {sense.dataset for sense in piece.of_kind("field")}
    if timed and beside is not None and own & _things([beside]):
        return "beside"
    if own & _things(asked):
        return "asked" if timed and beside is not None else None
    ends = onward >= len(pieces) or bool(_BEHIND.intersection(pieces[onward].roles))
    return "others" if (timed or ends) and _is_told(pieces, place) else None


def _names_doing(piece: Piece) -> bool:
    """Whether it names a time by what was done then, and not as a date."""
    named = names_field(piece) and not piece.has("value") and piece.time is None
    dated = named and all(sense.dated for sense in piece.of_kind("field"))
    return dated and _DATES.isdisjoint(piece.text.lower().split())


def _is_told(pieces: Sequence[Piece], place: int) -> bool:
    """Whether it is told of things what they did: ``customers [who] ordered``."""
    before = pieces[place - 1]
    if pieces[place].text.lower() in COMES:
        return False  # «tickets received in June»
    return before.has("dataset") or (bool(_WHO.intersection(before.roles)) and not before.senses)


def _things(pieces: Iterable[Piece]) -> set[str]:
    """The datasets that these may be things of, or say something of."""
    found: set[str] = set()
    for piece in pieces:
        named = {x.ref for x in piece.senses if x.kind in {"dataset", "kind"}}
        named |= {x.tallies for x in piece.senses if x.tallies}
        found |= named or {x.dataset for x in piece.senses if x.kind == "field"}
    return found
