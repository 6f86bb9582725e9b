"""What a question asks for in words that are glue elsewhere, and names by nothing of the model: a
part that no answer to the rest of it would have.

Called by the grammar, which says such words were left.
"""

from collections.abc import Sequence

from boardroom.ask.cover import Piece
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import ACTS, GLUE, after, operator_of

_OF_WHOM = frozenset({Role.FROM, Role.TO, Role.OF, Role.WITH, Role.FOR, Role.BY})
_FARES = frozenset({"do", "doing", "perform", "performing", "fare", "faring", "going"})
SUMS = frozenset({"in total", "altogether", "in all", "overall"})
_HOW = "how"


def is_open_part(pieces: Sequence[Piece], place: int) -> bool:
    """Whether something is asked with this piece that nothing of the model is named for."""
    return (
        _asks_whom(pieces, place)
        or _asks_how_it_goes(pieces, place)
        or _sums_what_is_compared(pieces, place)
    )


def _asks_whom(pieces: Sequence[Piece], place: int) -> bool:
    """``the largest order and [who] placed it``, ``and from [whom]``"""
    before = place
    while before and _OF_WHOM.intersection(pieces[before - 1].roles):
        before -= 1
    joined = before > 0 and Role.AND in pieces[before - 1].roles
    if Role.WHO not in pieces[place].roles or not joined:
        return False
    behind = after(pieces, place + 1, over=GLUE - ACTS)
    does = behind < len(pieces) and bool(ACTS.intersection(pieces[behind].roles))
    return (before < place or does) and not any(item.senses for item in pieces[place:])


def _asks_how_it_goes(pieces: Sequence[Piece], place: int) -> bool:
    """``how did our accounts [do] last year``: no list of them says it."""
    asked = pieces[place].text.lower() in _FARES and not pieces[place].senses
    how = any(item.text.lower() == _HOW for item in pieces[:place])
    return asked and how and not any(item.is_amount and not item.has("dataset") for item in pieces)


def _sums_what_is_compared(pieces: Sequence[Piece], place: int) -> bool:
    """``with bills over 10,000 [in total]``: not each of them for itself; behind a ratio it is said
    of the ratio"""
    ratio = any(Role.RATIO in item.roles for item in pieces[:place])
    if pieces[place].text.lower() not in SUMS or place < 2 or ratio:
        return False
    number, compared = pieces[place - 1], pieces[place - 2]
    things = next((item for item in reversed(pieces[: place - 2]) if item.senses), None)
    each = things is not None and (things.has("dataset") or not things.is_amount)
    return number.number is not None and operator_of(compared) is not None and each
