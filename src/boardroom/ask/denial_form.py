"""``without paid orders``, ``who have not placed any orders``: things that there must be none of.

Called by the grammar at each piece of a question.
"""

from collections.abc import Sequence

from boardroom.ask.condition_form import read_values
from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Clause
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import ACTS, GLUE, after

_LACKS = frozenset({Role.NOT, Role.WITHOUT})


def _behind_act(pieces: Sequence[Piece], place: int) -> int:
    """Behind what is not done, where that is a name as well: ``opened``."""
    onward = after(pieces, place + 1, over=GLUE)
    acted = place < len(pieces) and ACTS.intersection(pieces[place].roles)
    named = onward < len(pieces) and pieces[onward].has("dataset")
    return onward if acted and named and not pieces[place].has("dataset") else place


def read_denial(pieces: Sequence[Piece], begun: int) -> tuple[Clause, int] | None:
    """The denied clause that begins at a piece, and the place behind it; None where none does."""
    if not _LACKS.intersection(pieces[begun].roles):
        return None
    place = _behind_act(pieces, after(pieces, begun + 1, over=GLUE))
    acts = any(ACTS.intersection(item.roles) for item in pieces[begun:place])
    found = read_values(pieces, place)
    conditions, thing = ((found[0],), found[1]) if found else ((), place)
    lacks = acts or Role.WITHOUT in pieces[begun].roles or not found
    if thing >= len(pieces) or not pieces[thing].has("dataset") or not lacks:
        return None
    before = pieces[begun - 1] if begun else None
    outer = before is not None and Role.AND in before.roles
    clause = Clause(thing=pieces[thing], conditions=conditions, denied=True, outer=outer)
    return clause, thing + 1
