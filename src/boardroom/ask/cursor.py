"""A place in the pieces of a question, and what can be taken from there.

The grammar's constructions move it on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from boardroom.ask.condition_form import read_values
from boardroom.ask.cover import Piece
from boardroom.ask.deed_form import read_undone
from boardroom.ask.meaning import Amount, Clause, Condition
from boardroom.ask.standing import is_act, is_beside, joins_amount
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import (
    after,
    how_of,
    is_day,
    is_kind,
    is_place,
    names_field,
    names_rows,
    operator_of,
)

AUXILIARIES = frozenset({"did", "do", "does", "have", "has"})
_THOSE = frozenset({"those", "ones"})
"""What goes back to what is asked for: ``only those with an active subscription``."""
_LENGTHS = frozenset({"longest", "shortest"})
"""What is said of single things, and not of all of them together."""
_ENDS = frozenset({"maximum", "max", "minimum", "min"})
_OF_ONE = frozenset({Role.OF, Role.IN, Role.FOR, Role.FILLER, Role.EACH})
_ONE = frozenset({"single", "one", "any", "any single", "a single"})
_OURS = frozenset({"our", "the", "all", "my", "these", "those"})
_LISTS_WITH = frozenset({"with", "w", "showing", "including"})
_FILLING = frozenset({Role.FILLER, Role.OF})


@dataclass
class Cursor:
    """What is read of a question so far, and where.

    Attributes:
        clauses: what is said of things; the last one is of the thing spoken of last.
    """

    pieces: Sequence[Piece]
    place: int = 0
    clauses: list[Clause] = field(default_factory=lambda: [Clause()])
    amounts: list[Amount] = field(default_factory=list)
    groups: list[Piece] = field(default_factory=list)
    shown: list[Piece] = field(default_factory=list)

    def at(self, ahead: int = 0) -> Piece | None:
        """The piece here, or so many ahead; None behind the last."""
        place = self.place + ahead
        return self.pieces[place] if place < len(self.pieces) else None

    def after(self, place: int, *, over: frozenset[Role]) -> int:
        """The next place whose piece is more than glue of these roles."""
        return after(self.pieces, place, over=over)

    def say(self, **said: object) -> None:
        """Add to what is said of the thing spoken of last."""
        self.clauses[-1] = replace(self.clauses[-1], **said)  # type: ignore[arg-type]  # by name

    def take_amount(self) -> Amount | None:
        """``average order value``, ``number of customers``, ``revenue``."""
        how, place = None, self.place
        while place < len(self.pieces) and (said := how_of(self.pieces[place])):
            how = said if how in {None, "sum", "count"} else how
            place = self.after(place + 1, over=_FILLING)
        place, conditions = self.values_before(place) if how else (place, ())
        if place >= len(self.pieces):
            return None
        piece = self.pieces[place]
        if how is None and is_place(self.pieces, place):
            return None
        if piece.is_amount and how is None:
            how = "metric"
        named = piece.is_amount or names_rows(piece)
        before = self.pieces[place - 1] if place else None
        much = before is not None and Role.HOW_MUCH in before.roles
        if how is None and much and piece.has("dataset") and not names_field(piece):
            how, named = "worth", True  # «how much premium»
        if how is None or not piece.senses or (how != "metric" and not named):
            return None
        if how in {"max", "min"} and piece.has("dataset") and not piece.is_amount:
            return None
        if how in {"max", "min"} and self._is_sized(self.pieces[self.place]) and is_day(piece):
            return None  # «the longest shipping time» is no day.
        long = self.pieces[self.place].text.lower() in _LENGTHS
        end = self._single(place + 1) if how in {"max", "min"} and piece.is_amount else None
        self.place = end or place + 1
        if conditions:
            self.say(conditions=(*self.clauses[-1].conditions, *conditions))
        return Amount(how=how, of=piece, single=end is not None or (long and piece.is_amount))

    def _is_sized(self, sign: Piece) -> bool:
        """Whether a superlative is one of size, and neither of time nor of mere numbers."""
        aged = {Role.LATEST, Role.EARLIEST}.intersection(sign.roles)
        return not aged and sign.text.lower() not in _ENDS

    def _single(self, place: int) -> int | None:
        """The place behind ``of a single incident``, if that stands there."""
        onward = self.after(place, over=_OF_ONE)
        said = [item.text.lower() for item in self.pieces[place:onward]]
        named = onward < len(self.pieces) and self.pieces[onward].has("dataset")
        return onward + 1 if named and _ONE.intersection(said) else None

    def values_before(self, place: int) -> tuple[int, tuple[Condition, ...]]:
        """``how many [active enterprise] customers``: the place behind, and what is said."""
        found: list[Condition] = []
        here = place
        while said := read_undone(self.pieces, here) or read_values(self.pieces, here):
            known = self.pieces[here].has("dataset") or names_field(self.pieces[here])
            if known and said[0].field is None:
                break
            found.append(said[0])
            here = said[1]
        named = here < len(self.pieces) and self.pieces[here].senses
        return (here, tuple(found)) if named else (place, ())

    def take_named(self) -> Piece | None:
        """The piece here, if it may name rows."""
        if not self.names_at(self.place):
            return None
        self.place += 1
        return self.pieces[self.place - 1]

    def names_at(self, place: int) -> bool:
        """Whether a piece may name rows."""
        return place < len(self.pieces) and names_rows(self.pieces[place])

    def take_thing(self) -> bool:
        """What is asked for, or spoken of beside it."""
        begun = self.place
        if begun >= len(self.pieces) or is_act(self.pieces, begun):
            return False
        if is_kind(self.pieces[begun]):
            self._take_kind(self.pieces[begun])
            return True
        piece = self.take_named()
        if piece is None:
            return False
        if self._is_shown_too(begun):
            self.shown.append(piece)
        elif piece.has("dataset") and (self.is_beside(begun) or self.does(begun)):
            self.clauses.append(self.beside(piece, begun))
        elif (
            piece.has("metric")
            and joins_amount(self.pieces, begun)
            and not (self.shown and not self.amounts and names_field(piece))
        ):
            self.amounts.append(Amount(how="metric", of=piece))
        else:
            self.shown.append(piece)
        return True

    def _take_kind(self, piece: Piece) -> None:
        """``which customers [cancelled]``, ``who [left]``"""
        if self.shown or self.amounts:
            self.clauses.append(Clause(thing=piece))
        else:
            self.shown.append(piece)
        self.place += 1

    def _is_shown_too(self, place: int) -> bool:
        """Whether a thing is listed among attributes: ``invoices with [customer] and due date``."""
        if self.amounts or not self.shown or not self.pieces[place].has("dataset"):
            return False
        before, onward = self.pieces[place - 1], self.pieces[place + 1 : place + 4]
        lists = before.text.lower() in _LISTS_WITH
        joined = len(onward) > 1 and Role.AND in onward[0].roles and names_field(onward[1])
        more = joined and not (onward[1].has("value") or operator_of(onward[-1]))
        last = Role.AND in before.roles and self.pieces[place - 2] in self.shown[1:]
        return (lists and more) or last

    def beside(self, piece: Piece, place: int) -> Clause:
        """A thing beside what is asked for, which stands at a place."""
        before = [item.text.lower() for item in self.pieces[max(0, place - 3) : place]]
        joint = place - 1
        while joint > 0 and Role.FILLER in self.pieces[joint].roles:
            joint -= 1
        of = joint > 0 and Role.OF in self.pieces[joint].roles and bool(self.amounts)
        owns = of and self.pieces[joint - 1] is self.amounts[-1].of
        return Clause(thing=piece, owns=owns, outer=bool(_THOSE.intersection(before)))

    def does(self, place: int) -> bool:
        """Whether it is who does what is measured: ``how much did [customers] pay``."""
        before = self.pieces[:place]
        asked = any(Role.HOW_MUCH in item.roles for item in before)
        onward = any(item.is_amount for item in self.pieces[place + 1 :])
        said = [x.text.lower() for x in before if x.text.lower() not in _OURS]
        last = said[-1] if said else ""
        return asked and onward and not self.amounts and last in AUXILIARIES

    def is_beside(self, place: int) -> bool:
        """Whether what stands there is named beside what is asked for."""
        if not (self.amounts or self.shown or self.groups):
            return False
        last = self.clauses[-1].thing
        return is_beside(self.pieces, place, last=last, computed=bool(self.amounts))
