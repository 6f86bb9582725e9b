"""``ratio of paid orders to open ones``, ``share of returned orders out of all orders``: two
questions, each for one number.

Called by the grammar, which reads the sides.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Amount, Meaning
from boardroom.ask.open_part import SUMS
from boardroom.ask.vocabulary import Role
from boardroom.ask.when.reading import TimePhrase
from boardroom.ask.words import after

_WHOLES = frozenset({Role.OF, Role.IN, Role.FROM})
_FILLER = frozenset({Role.FILLER})
_IN_ALL = "in all"
_ALL = frozenset({_IN_ALL, "all", "the", "our"})

_IN_FULL = ("total ", "number of ")


def read_ratio(
    pieces: Sequence[Piece], begun: int, *, read: Callable[[Sequence[Piece]], Meaning]
) -> tuple[Amount, tuple[TimePhrase, ...], int] | None:
    """The quotient that begins at a piece, the time of both sides, and the place behind it; None
    where none does."""
    share = Role.SHARE in pieces[begun].roles
    if Role.RATIO not in pieces[begun].roles and not share:
        return None
    sides = _sides(pieces, begun + 1)
    joint, end = sides or (begun, begun)
    whole = joint > begun and (_is_whole(pieces[joint]) or _is_again(pieces, joint))
    if sides is None or (share and not whole):
        return None
    over = _side(read(pieces[begun + 1 : joint]))
    under = _side(read(pieces[joint + 1 : end]))
    if over is None or under is None:
        return None
    times = tuple(item for clause in under.clauses for item in clause.times)
    if any(clause.times for clause in over.clauses):
        times = ()  # Each has its own.
    else:
        clauses = tuple(replace(clause, times=()) for clause in under.clauses)
        under = replace(under, clauses=clauses)
    return replace(over, per=replace(under, whole=whole)), times, end


def is_of_each(pieces: Sequence[Piece], counted: Piece) -> bool:
    """Whether a number is said in full, so that what stands behind «per» is what it is split by:
    ``total premium per state``, ``number of visits per member``, and not ``visits per member``."""
    before = next((x for x in reversed(pieces) if x.last <= counted.first), None)
    said = before is not None and not before.senses and Role.COUNT in before.roles
    return said or counted.text.lower().startswith(_IN_FULL)


def _sides(pieces: Sequence[Piece], begin: int) -> tuple[int, int] | None:
    """Where the second side of a ratio begins, and where it ends."""
    ends = frozenset({Role.STOP, Role.EACH, Role.BY, Role.ORDERED})
    places = range(begin, len(pieces))
    joint = next((n for n in places if _parts(pieces[n]) or _is_again(pieces, n)), None)
    if joint is None:
        joint = next((n for n in range(begin, len(pieces)) if Role.AND in pieces[n].roles), None)
    if joint is None:
        return None
    end = next((n for n in range(joint + 1, len(pieces)) if _ends(pieces[n], ends)), len(pieces))
    return joint, end


def _parts(piece: Piece) -> bool:
    return piece.text.lower() in {"to", "out of", "out of all", "over", "per", "relative to"}


def _is_whole(joint: Piece) -> bool:
    return joint.text.lower().startswith("out of")


def _is_again(pieces: Sequence[Piece], joint: int) -> bool:
    """Whether all things are named behind some of them: ``late orders [among] all orders``."""
    piece, onward = pieces[joint], after(pieces, joint + 1, over=_FILLER)
    between = [item.text.lower() for item in pieces[joint:onward]]
    if piece.senses or not joint or onward >= len(pieces) or not _ALL.intersection(between):
        return False
    joins = bool(_WHOLES.intersection(piece.roles)) or between[0] == _IN_ALL
    words, again = (x.text.lower().split() for x in (pieces[joint - 1], pieces[onward]))
    return joins and words[-len(again) :] == again


def _ends(piece: Piece, roles: frozenset[Role]) -> bool:
    closes = roles.intersection(piece.roles) or piece.text.lower() in SUMS
    return bool(closes) and not piece.senses


def _side(found: Meaning) -> Amount | None:
    """One number, with what is said of it; None where the words are not one."""
    if found.left or found.groups or found.limits or found.ranking or found.course:
        return None
    amounts = list(found.amounts) or [Amount(how="count", of=item) for item in found.shown[:1]]
    more = found.shown if found.amounts else found.shown[1:]
    if len(amounts) != 1 or more or amounts[0].per is not None:
        return None
    return replace(amounts[0], clauses=found.clauses)
