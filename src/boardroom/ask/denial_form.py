"""``without paid orders``, ``who have not placed any orders``: things that there must be none of.

Called by the grammar at each piece of a question.
"""

from collections.abc import Sequence

from boardroom.ask.condition_form import read_values
from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Clause
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import ACTS, GLUE, after, operator_of

_LACKS = frozenset({Role.NOT, Role.WITHOUT})
_JOINTS = frozenset({Role.AND, Role.OR})
_BETWEEN = _JOINTS | {Role.FILLER}
_NOR = "nor"
_APART = frozenset({"with", "w", "showing", ",", "and"})


def _behind_act(pieces: Sequence[Piece], place: int) -> int:
    """Behind what is not done, where that is a name as well: ``opened``."""
    onward = after(pieces, place + 1, over=GLUE)
    acted = place < len(pieces) and ACTS.intersection(pieces[place].roles)
    named = onward < len(pieces) and pieces[onward].has("dataset")
    if not (acted and named) or pieces[place].has("dataset"):
        return place
    things = {sense.ref for sense in pieces[onward].of_kind("dataset")}
    state = any(sense.dataset in things for sense in pieces[place].of_kind("value"))
    return place if state else onward  # «no delivered orders»


def read_denial(pieces: Sequence[Piece], begun: int) -> tuple[list[Clause], int] | None:
    """The denied clauses that begin at a piece, and the place behind them; None where none do."""
    if not _LACKS.intersection(pieces[begun].roles):
        return None
    place = _behind_act(pieces, after(pieces, begun + 1, over=GLUE))
    acts = any(ACTS.intersection(item.roles) for item in pieces[begun:place])
    found = read_values(pieces, place)
    conditions, thing = ((found[0],), found[1]) if found else ((), place)
    lacks = acts or Role.WITHOUT in pieces[begun].roles or not found
    if any(item.text.lower() in _APART for item in pieces[begun + 1 : place]):
        return None  # «not received, with device»: no device is denied.
    if thing >= len(pieces) or not _names_some(pieces[thing]) or not lacks:
        return None
    before = pieces[begun - 1] if begun else None
    joined = before is not None and Role.AND in before.roles
    outer = joined or pieces[begun].text.lower() == _NOR
    clauses = [Clause(thing=pieces[thing], conditions=conditions, denied=True, outer=outer)]
    place = thing + 1
    while (onward := _one_more(pieces, place)) is not None:
        clauses.append(Clause(thing=pieces[onward], denied=True, outer=True))
        place = onward + 1
    return clauses, place


def _names_some(piece: Piece) -> bool:
    """Whether it names things, or some kind of them: ``open tickets``."""
    return piece.has("dataset") or any(x.match == 1.0 for x in piece.of_kind("kind"))


def _one_more(pieces: Sequence[Piece], place: int) -> int | None:
    """Where one more thing is named that there is none of: ``without orders or reviews``."""
    if place >= len(pieces) or not _JOINTS.intersection(pieces[place].roles):
        return None
    onward = after(pieces, place, over=_BETWEEN)
    named = onward < len(pieces) and pieces[onward].has("dataset")
    behind = pieces[onward + 1] if onward + 1 < len(pieces) else None
    compared = behind is not None and (operator_of(behind) or behind.has("value"))
    return onward if named and not compared else None
