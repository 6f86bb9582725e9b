"""Two fields of one thing set against each other: ``received after the promised date``, ``price
above the estimate``.

Called by ``ask.condition_form``.
"""

from collections.abc import Sequence

from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Condition
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import after, names_act, names_field, number_at, operator_of
from boardroom.semantic.query import Operator

_JOINING = frozenset({Role.IS, Role.FILLER, Role.THAT})
_ORDERS: dict[str, Operator] = {"after": ">", "later": ">", "before": "<", "earlier": "<"}
_OTHER = frozenset({Role.THAN, Role.FILLER, Role.IS})


def read_pair(pieces: Sequence[Piece], begun: int) -> tuple[Condition, int] | None:
    """The condition that begins at a piece, and the place behind it; None where none does."""
    if not _may_be_compared(pieces, begun):
        return None
    place = after(pieces, begun + 1, over=_JOINING)
    if place >= len(pieces) or pieces[place].senses or pieces[place].time:
        return None
    sign = pieces[place]
    op = _ORDERS.get(sign.text.lower()) or operator_of(sign)
    other = after(pieces, place + 1, over=_OTHER)
    if op is None or number_at(pieces, place + 1) is not None:
        return None
    if not _may_be_compared(pieces, other) or number_at(pieces, other + 1) is not None:
        return None
    if names_act(pieces[begun]) and not all(_is_of_things(pieces, n) for n in range(len(pieces))):
        return None  # «received after the promised date in June»: when, of both?
    return Condition(op=op, field=pieces[begun], other=pieces[other]), other + 1


def _is_of_things(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a time is that of the things themselves: ``orders of June that ...``."""
    return pieces[place].time is None or (place > 0 and pieces[place - 1].has("dataset"))


def _may_be_compared(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a field stands there, and nothing else that the words may name."""
    if place >= len(pieces):
        return False
    piece = pieces[place]
    named = names_field(piece) and not (piece.is_amount or piece.has("value"))
    return named and piece.time is None
