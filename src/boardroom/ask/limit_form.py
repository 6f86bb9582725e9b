"""What numbers have to be: ``more than 10 orders``, ``3 or more papers``, ``revenue above 1000``.

Constructions of the grammar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from boardroom.ask.condition_form import is_of_each
from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Amount, Clause, Condition, Limit
from boardroom.ask.move_form import MoveReader
from boardroom.ask.ranking_form import GROUPERS
from boardroom.ask.things import is_single
from boardroom.ask.token import fold
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import ACTS, after, bound, names_field, operator_of, quantity
from boardroom.semantic.propose.naming import singular, singular_words

_TOLD = frozenset({Role.THAT, Role.WHO})
_IN = frozenset({Role.IN, Role.OF, Role.FILLER})


@dataclass
class LimitReader(MoveReader):
    """Reads what numbers have to be.

    Attributes:
        bare: whether things are named alone, so that they are counted.
    """

    limits: list[Limit] = field(default_factory=list)
    bare: bool = False

    def list_limited(self) -> None:
        """``customers with an average score below 6``: which, and not how many."""
        if not (self.limits and self.bare and len(self.amounts) == 1) or self.groups:
            return
        if self._is_split() or any(x.amount is self.amounts[0] for x in self.limits):
            return
        self.shown.insert(0, self.amounts.pop().of)

    def limit(self) -> bool:
        """``more than 10 orders``, ``3 or more papers``, ``revenue above 1000``."""
        found = quantity(self.pieces, self.place)
        if found is None:
            return self._limit_of_amount()
        op, value, place = found
        place = self.after(place, over=frozenset({Role.FILLER, Role.OF, Role.IN}))
        place, conditions = self.values_before(place)
        if place >= len(self.pieces) or not _counts(self.pieces[place]):
            return False
        if not (self.is_beside(self.place) or self._is_of_periods()):
            return False
        thing = _countable(self.pieces, self.place, found[2], place)
        if not thing.is_amount and Role.IN in self.pieces[found[2]].roles:
            return False  # «more than 10,000 in invoices»: of money, and not so many of them.
        if self.amounts and not conditions and self._is_counted(thing):
            self.limits.append(Limit(amount=self.amounts[-1], op=op, value=value))
        elif thing.is_amount and self._is_of_tally():
            return False  # «customers with orders of 3 or more units»: each, or all together?
        elif thing.is_amount and self._is_of_rows(place):
            condition = Condition(op=op, field=thing, values=(value,))
            self.say(conditions=(*self.clauses[-1].conditions, *conditions, condition))
        elif thing.is_amount:
            said = (Clause(conditions=conditions),) if conditions else ()
            amount = Amount(how="metric", of=thing, clauses=said)
            self.limits.append(Limit(amount=amount, op=op, value=value))
        elif not any(item.has("dataset") for item in (*self.shown, *self._counted())):
            self.limits.append(Limit(amount=Amount(how="count", of=thing), op=op, value=value))
            self.say(conditions=(*self.clauses[-1].conditions, *conditions))
        else:
            self.clauses.append(Clause(thing=thing, conditions=conditions, many=(op, value)))
        self.place = place + 1
        return True

    def _is_of_rows(self, place: int) -> bool:
        """Whether a number of things is one that each of them has."""
        each = is_of_each(self.pieces, self.place, place)
        return each or (self._is_alone() and names_field(self.pieces[place]))

    def _is_of_tally(self) -> bool:
        """Whether it is said of things that only a metric is called by: which of them have that
        many cannot be told."""
        if self.place < 2 or Role.OF not in self.pieces[self.place - 1].roles:
            return False
        owner = self.pieces[self.place - 2]
        tallied = any(sense.tallies for sense in owner.of_kind("metric"))
        return tallied and not owner.has("dataset")

    def _is_counted(self, thing: Piece) -> bool:
        """Whether what is computed already is the number of these: ``did we win more than 3
        deals``."""
        counts = {s.tallies for s in self.amounts[-1].of.of_kind("metric") if s.tallies}
        words = self.amounts[-1].of
        return (
            words.last == self.pieces[self.place].first
            and ACTS.isdisjoint(words.roles)
            and bool(counts & {sense.ref for sense in thing.of_kind("dataset")})
        )

    def _is_of_periods(self) -> bool:
        """``which months had more than 50 tickets``"""
        times = any(x.reading.grain for x in self.clauses[-1].times)
        return not (self.amounts or self.shown or self.groups) and (
            times or self.window_unit is not None
        )

    def _is_alone(self) -> bool:
        """Whether one number of all things is asked for: then more is said of each of them."""
        return len(self.amounts) == 1 and not (self.groups or self.shown or self._is_split())

    def _is_split(self) -> bool:
        onward = self.pieces[self.place :]
        splits = any(GROUPERS.intersection(x.roles) and not x.senses for x in onward)
        return splits or any(x.time and x.time.reading.grain for x in self.pieces)

    def _counted(self) -> list[Piece]:
        return [item.of for item in self.amounts]

    def _limit_of_amount(self) -> bool:
        begun = self.place
        asked = self.amounts or self.shown or self.groups or self._is_of_periods()
        amount = self.take_amount() if asked else None
        if amount is None:
            return False
        tallied = any(sense.tallies for sense in amount.of.of_kind("metric"))
        over = {Role.IS, Role.FILLER, *(() if tallied else (Role.OF,))}
        place = self.after(self.place, over=frozenset(over))  # «a score of 6 or more»
        found = bound(self.pieces, place)
        if found is None and self._limit_by_amount(amount, place):
            return True
        if found is None or _counts_on(self.pieces, found[2]):
            self.place = begun
            return False
        op, value, self.place = found
        amount = self._named_behind(begun) or amount
        self.limits.append(Limit(amount=amount, op=op, value=value))
        return True

    def _limit_by_amount(self, amount: Amount, place: int) -> bool:
        """``months in which cost was above revenue``"""
        op = operator_of(self.pieces[place]) if place < len(self.pieces) else None
        onward = self.after(place + 1, over=frozenset({Role.FILLER, Role.THAN}))
        if op not in {">", "<"} or onward >= len(self.pieces):
            return False
        other = self.pieces[onward]
        if not (other.is_amount and amount.of.is_amount) or other.text == amount.of.text:
            return False
        self.limits.append(Limit(amount=amount, op=op, other=Amount(how="metric", of=other)))
        self.place = onward + 1
        return True

    def _named_behind(self, begun: int) -> Amount | None:
        """What a verb that is a number as well is of: ``that cost more than 5,000 in [ad
        spend]``."""
        before = self.pieces[begun - 1] if begun else None
        told = before is not None and _TOLD.intersection(before.roles) and not before.senses
        place = self.after(self.place, over=_IN)
        named = place > self.place and place < len(self.pieces) and self.pieces[place].is_amount
        if not (told and named):
            return None
        self.place = place + 1
        return Amount(how="metric", of=self.pieces[place])


def _countable(pieces: Sequence[Piece], begun: int, end: int, place: int) -> Piece:
    """What a number stands before; of what are things as well as a part of a number's name, the
    things: ``orders with more than 2 [payments]``, where the metric is the payment value."""
    piece = pieces[place]
    numbers = [item.number for item in pieces[begun:end] if item.number is not None]
    bare = all(x.unit is None and not x.value % 1 for x in numbers) and place == end
    one = all(x.value == 1 for x in numbers)
    whole = any(x.match == 1.0 or x.tallies for x in piece.senses)
    head = singular(fold(piece.text).split()[-1])
    things = tuple(x for x in piece.of_kind("dataset") if singular_words(x.ref)[-1:] == (head,))
    if not (things and bare and piece.is_amount) or whole or is_single(piece.text) != one:
        return piece
    return replace(piece, senses=things)


def _counts(piece: Piece) -> bool:
    return piece.has("dataset") or piece.has("metric")


def _counts_on(pieces: Sequence[Piece], place: int) -> bool:
    place = after(pieces, place, over=frozenset({Role.FILLER}))
    return place < len(pieces) and pieces[place].has("dataset")
