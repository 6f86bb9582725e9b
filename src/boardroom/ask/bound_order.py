"""Bounds that are said behind what they are of, in the order in which others are: ``20 [or more]
seats`` for ``20 seats or more``. Called by the grammar.
"""

from collections.abc import Sequence

from boardroom.ask.cover import Piece
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import operator_of

_BOUNDS = frozenset({Role.AT_LEAST, Role.AT_MOST})
_OR = "or "


def in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each bound behind its number."""
    found = list(pieces)
    for place in range(len(found) - 2):
        number, of, bound = found[place : place + 3]
        said = place and operator_of(found[place - 1])
        if number.number is not None and _names(number, of) and _bounds(bound) and not said:
            found[place + 1 : place + 3] = [bound, of]
    return found


def _names(number: Piece, of: Piece) -> bool:
    """Whether something of the model stands behind a number that is none of its names."""
    return not number.senses and (of.is_amount or of.has("field") or of.has("dataset"))


def _bounds(piece: Piece) -> bool:
    return bool(_BOUNDS.intersection(piece.roles)) and piece.text.lower().startswith(_OR)
