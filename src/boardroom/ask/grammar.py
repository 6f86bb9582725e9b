"""From the pieces of a question to its meaning: what is computed, of what, by what, in which order.

Constructions are tried at each piece in one order, the most particular first; each takes the pieces
it needs or none. A thing that is named beside what is asked for begins a clause, and what is said
after it is said of it. What no construction takes and is more than glue is left over, and whoever
answers says so. Nothing here knows the model: whether the parts fit together is for
``ask.drafting``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from boardroom.ask.condition_form import read_condition
from boardroom.ask.cover import Piece
from boardroom.ask.cursor import Cursor
from boardroom.ask.denial_form import read_denial
from boardroom.ask.meaning import (
    Amount,
    Clause,
    Course,
    How,
    Limit,
    Meaning,
    Ranking,
)
from boardroom.ask.ratio_form import read_ratio
from boardroom.ask.standing import (
    is_act,
    is_bare,
    is_beside,
    is_deed,
    is_first_of,
    is_stated,
    joins_amount,
    only_value,
    refers_back,
)
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import (
    ACTS,
    GLUE,
    SUPERLATIVES,
    after,
    joins_on,
    names_field,
    number_at,
    operator_of,
    quantity,
    way_of,
)

_COURSES: dict[Role, Course] = {
    Role.SHARE: "share", Role.RUNNING: "running", Role.MOVING: "moving", Role.GROWTH: "growth",
}  # fmt: skip
_BESTS = {Role.TOP: True, Role.BOTTOM: False, Role.MOST: True, Role.FEWEST: False}
_TOPS = {Role.TOP: True, Role.BOTTOM: False, **SUPERLATIVES}
_ADDED = frozenset({"metric", "count", "sum"})
"""What can be shared out."""
_PER = "per"
"""``revenue per order`` is a quotient, ``revenue per state`` a split."""
_GROUPERS = frozenset({Role.BY, Role.EACH})


def read_meaning(pieces: Sequence[Piece], *, whole: bool = True) -> Meaning:
    """What a question asks for, as its words say it.

    Args:
        whole: whether it stands for itself: then a thing alone («tickets last week») asks how many
            there are.
    """
    return _Reader(pieces, whole=whole).read()


@dataclass
class _Reader(Cursor):
    whole: bool = True
    amounts: list[Amount] = field(default_factory=list)
    groups: list[Piece] = field(default_factory=list)
    shown: list[Piece] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    ranking: Ranking | None = None
    course: Course | None = None
    compared: bool = False
    acts: bool = False
    both: bool = False
    left: list[Piece] = field(default_factory=list)

    def read(self) -> Meaning:
        constructions: tuple[Callable[[], bool], ...] = (
            self._time, self._bare, self._order, self._common, self._top, self._ratio, self._course,
            self._superlative, self._grouping, self._limit, self._condition, self._amount,
            self._thing,
        )  # fmt: skip
        while self.place < len(self.pieces):
            piece = self.pieces[self.place]
            if refers_back(self.pieces, self.place):
                self.left.append(piece)
            elif any(construction() for construction in constructions):
                continue
            elif Role.BOTH in piece.roles:
                self.both = True
            elif Role.COMPARED in piece.roles:
                self.compared = True
            elif not GLUE.intersection(piece.roles):
                self.left.append(piece)
            self.place += 1
        return Meaning(
            amounts=tuple(self.amounts),
            groups=tuple(self.groups),
            shown=tuple(self.shown),
            clauses=tuple(self.clauses),
            limits=tuple(self.limits),
            ranking=self.ranking,
            course=self.course,
            compared=self.compared,
            acts=self.acts,
            left=tuple(self.left),
        )

    def _time(self) -> bool:
        piece = self.pieces[self.place]
        if piece.time is None or (not piece.time.certain and (piece.senses or piece.number)):
            return False
        self.say(times=(*self.clauses[-1].times, piece.time))
        before = self.pieces[self.place - 1] if self.place else None
        self.acts = self.acts or bool(before and Role.VERB in before.roles and not before.senses)
        self.place += 1
        return True

    def _bare(self) -> bool:
        """``tickets last week``: how many, where the words do not say to list them."""
        if not self.whole or not is_bare(self.pieces, self.place):
            return False
        self.amounts.append(Amount(how="metric", of=self.pieces[self.place]))
        self.place += 1
        return True

    def _order(self) -> bool:
        piece = self.pieces[self.place]
        way = way_of(piece)
        if way is not None:
            self._all_ranked()
            self._rank(descending=way)
            self.place += 1
            return True
        if Role.ORDERED not in piece.roles:
            return False
        begun = self.place
        self.place = self.after(self.place + 1, over=GLUE | _GROUPERS)
        by = self.take_amount() or self.take_named()
        if by is None and (self.at() is None or way_of(self.pieces[self.place]) is None):
            self.place = begun
            return False
        self._all_ranked()
        self._rank(by=by)
        return True

    def _all_ranked(self) -> None:
        """An order that is asked for is one of several rows, also where the best were named."""
        if self.ranking is not None and self.ranking.ties and self.ranking.count == 1:
            self.ranking = replace(self.ranking, count=None, ties=False)

    def _rank(
        self,
        *,
        by: Amount | Piece | None = None,
        descending: bool | None = None,
        count: int | None = None,
        ties: bool = False,
    ) -> None:
        """Set what is said of the order; what was said before stays."""
        known = self.ranking or Ranking(descending=bool(descending))
        self.ranking = Ranking(
            newest=known.newest,
            descending=known.descending if descending is None else descending,
            by=by or known.by,
            count=count or known.count,
            ties=ties or known.ties,
        )

    def _common(self) -> bool:
        """``the most common status``: what there is most of."""
        piece = self.pieces[self.place]
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        if Role.COMMON not in piece.roles or not self.names_at(place):
            return False
        thing = self.pieces[place]
        self.groups.append(thing)
        ranked = self._is_ranked()
        amount = Amount(how="rows", of=thing)
        self._rank(by=amount, descending=True, count=None if ranked else 1, ties=not ranked)
        self.place = place + 1
        return True

    def _top(self) -> bool:
        """``top 5 customers``, ``5 largest deals``."""
        first, second = self.pieces[self.place], self.at(1)
        if second is None:
            return False
        for sign, number in ((first, second), (second, first)):
            ways = [way for role, way in _TOPS.items() if role in sign.roles]
            if ways and number.number is not None and not number.number.ordinal:
                self._rank(descending=ways[0], count=int(number.number.value))
                self.place += 2
                self._thing()
                return True
        return self._best_one() or self._best_thing()

    def _best_one(self) -> bool:
        """``top channel by leads``, ``our best month for revenue``: the first one."""
        piece = self.pieces[self.place]
        ways = [way for role, way in _BESTS.items() if role in piece.roles]
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        if not ways or place >= len(self.pieces) or self.amounts or self.shown:
            return False
        thing = self.pieces[place]
        course = thing.time is not None and thing.time.reading.grain is not None
        if not course and (thing.is_amount or not self.names_at(place)):
            return False
        self._rank(descending=ways[0], count=1, ties=True)
        if not course:
            self.groups.append(thing)
            place += 1
        self.place = place
        return True

    def _best_thing(self) -> bool:
        """``the largest invoice``, ``our newest customer``: by what things are measured by."""
        piece = self.pieces[self.place]
        ways = [(role, way) for role, way in SUPERLATIVES.items() if role in piece.roles]
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        if not ways or self.shown or self.amounts or place >= len(self.pieces):
            return False
        thing = self.pieces[place]
        if thing.is_amount or not thing.has("dataset") or Role.MOST in piece.roles:
            return False
        role, descending = ways[0]
        self.ranking = Ranking(
            descending=descending,
            count=1,
            ties=True,
            newest=role in {Role.LATEST, Role.EARLIEST},
        )
        self.shown.append(thing)
        self.place = place + 1
        return True

    def _ratio(self) -> bool:
        found = read_ratio(self.pieces, self.place, read=read_meaning)
        if found is None:
            return self._as_share()
        amount, times, self.place = found
        self.amounts.append(amount)
        self.say(times=(*self.clauses[-1].times, *times))
        return True

    def _as_share(self) -> bool:
        """``cost as a percentage of revenue``."""
        before = [item.text.lower() for item in self.pieces[max(0, self.place - 2) : self.place]]
        if Role.SHARE not in self.pieces[self.place].roles or "as" not in before:
            return False
        begun = self.place
        self.place = self.after(self.place + 1, over=frozenset({Role.FILLER, Role.OF}))
        under = self.take_amount()
        if under is None or not self.amounts or self.amounts[-1].per is not None:
            self.place = begun
            return False
        self.amounts[-1] = replace(self.amounts[-1], per=under)
        return True

    def _course(self) -> bool:
        """``share of revenue``, ``running total of sales``."""
        piece = self.pieces[self.place]
        found = next((way for role, way in _COURSES.items() if role in piece.roles), None)
        if found is None or self.course is not None:
            return False
        self.course = found
        self.place += 1
        return True

    def _superlative(self) -> bool:
        """``the highest number of orders``: the order of what was named before."""
        piece = self.pieces[self.place]
        ways = [way for role, way in SUPERLATIVES.items() if role in piece.roles]
        if not ways or not (self.shown or self.groups):
            return False
        begun = self.place
        self.place = self.after(self.place + 1, over=GLUE)
        by = self.take_amount() or self.take_named()
        if isinstance(by, Piece) and by.has("dataset"):
            by = Amount(how="count", of=by)
        if by is None or (isinstance(by, Amount) and by.how in {"min", "max"}):
            self.place = begun
            return False
        self._rank(by=by, descending=ways[0], count=None if self._is_ranked() else 1, ties=True)
        return True

    def _is_ranked(self) -> bool:
        return self.ranking is not None and self.ranking.count is not None

    def _grouping(self) -> bool:
        piece = self.pieces[self.place]
        if not _GROUPERS.intersection(piece.roles):
            return False
        if self._ranked_by(piece) or self._divided_by(piece):
            return True
        acted = self.place > 0 and ACTS.intersection(self.pieces[self.place - 1].roles)
        by = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        doer = by < len(self.pieces) and not names_field(self.pieces[by])
        if acted and doer and Role.EACH not in piece.roles:
            self.place += 1  # «written by authors»
            return True
        place = self.after(self.place + 1, over=GLUE | _GROUPERS)
        found: list[Piece] = []
        while self.names_at(place):
            found.append(self.pieces[place])
            place += 1
            onward = self.after(place, over=frozenset({Role.AND, Role.FILLER, Role.EACH}))
            if onward == place or not joins_on(self.pieces, place, onward):
                break
            place = onward
        if not found:
            return False
        self.groups += found
        self.place = place
        return True

    def _ranked_by(self, joint: Piece) -> bool:
        """``top 5 customers by revenue``."""
        if (
            not self._is_ranked()
            or (self.ranking and self.ranking.by)
            or Role.BY not in joint.roles
        ):
            return False
        begun = self.place
        self.place = self.after(self.place + 1, over=GLUE)
        by = self.take_amount()
        piece = self.at()
        if by is None and piece is not None and piece.has("dataset"):
            by, self.place = Amount(how="count", of=piece), self.place + 1
        if by is None:
            self.place = begun
            return False
        self._rank(by=by)
        return True

    def _divided_by(self, joint: Piece) -> bool:
        """``revenue per customer``: divided by how many of them there are."""
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        if joint.text.lower() != _PER or not self.amounts or place >= len(self.pieces):
            return False
        under, over = self.pieces[place], self.amounts[-1]
        things = under.has("dataset") and over.how in _ADDED
        if over.per is not None or not (things or under.is_amount):
            return False
        how: How = "metric" if under.is_amount else "distinct"
        self.amounts[-1] = replace(over, per=Amount(how=how, of=under))
        self.place = place + 1
        return True

    def _limit(self) -> bool:
        """``more than 10 orders``, ``3 or more papers``, ``revenue above 1000``."""
        found = quantity(self.pieces, self.place)
        if found is None:
            return self._limit_of_amount()
        op, value, place = found
        place = self.after(place, over=frozenset({Role.FILLER, Role.OF}))
        place, conditions = self.values_before(place)
        if place >= len(self.pieces) or not _counts(self.pieces[place]):
            return False
        if not self._is_beside(self.place):
            return False
        thing = self.pieces[place]
        if thing.is_amount:
            self.limits.append(Limit(amount=Amount(how="metric", of=thing), op=op, value=value))
        elif not any(item.has("dataset") for item in (*self.shown, *self._counted())):
            self.limits.append(Limit(amount=Amount(how="count", of=thing), op=op, value=value))
            self.say(conditions=(*self.clauses[-1].conditions, *conditions))
        else:
            self.clauses.append(Clause(thing=thing, conditions=conditions, many=(op, value)))
        self.place = place + 1
        return True

    def _counted(self) -> list[Piece]:
        return [item.of for item in self.amounts]

    def _limit_of_amount(self) -> bool:
        begun = self.place
        amount = self.take_amount() if self.amounts or self.shown or self.groups else None
        if amount is None:
            return False
        place = self.after(self.place, over=frozenset({Role.IS, Role.FILLER}))
        op = operator_of(self.pieces[place]) if place < len(self.pieces) else None
        value = number_at(self.pieces, place + 1)
        if op is None or value is None or _counts_on(self.pieces, place + 2):
            self.place = begun
            return False
        self.limits.append(Limit(amount=amount, op=op, value=value))
        self.place = place + 2
        return True

    def _condition(self) -> bool:
        if self._denial():
            return True
        found = read_condition(self.pieces, self.place)
        if found is None:
            return False
        condition, end = found
        if condition.pieces and not self.amounts and is_first_of(self.pieces, end):
            self.left.append(self.pieces[self.place])  # «new and churned MRR»
            self.place = end
            return True
        if is_deed(self.pieces, self.place, end):
            return False
        asserted = is_stated(self.pieces, self.place)
        thing = self.pieces[end] if end < len(self.pieces) else None
        things = thing is not None and thing.has("dataset") and not thing.is_amount
        if things and not condition.field and self._is_beside(self.place):
            self.clauses.append(Clause(thing=thing, conditions=(condition,)))
            self.place = end + 1
            return True
        every = condition.every or (self.both and len(condition.pieces) > 1)
        self.both = False
        condition = replace(condition, asserted=asserted, every=every)
        self.say(conditions=(*self.clauses[-1].conditions, condition))
        self.place = end
        return True

    def _denial(self) -> bool:
        found = read_denial(self.pieces, self.place)
        if found is None:
            return False
        clause, self.place = found
        self.clauses.append(clause)
        return True

    def _amount(self) -> bool:
        amount = self.take_amount()
        if amount is None:
            return self._again() or self._unnamed()
        if amount.how == "metric" and amount.of.has("dataset") and self._is_beside(self.place - 1):
            self.clauses.append(Clause(thing=amount.of))
            return True
        before = self.pieces[self.place - 2] if self.place > 1 else None
        if amount.how == "metric" and self.amounts and before and Role.OF in before.roles:
            self.left.append(amount.of)  # «the median amount of won deals»
            return True
        self.amounts.append(amount)
        return True

    def _unnamed(self) -> bool:
        """``how many are open``: of what has that value."""
        value = only_value(self.pieces, self.place)
        if value is None or self.amounts or self.shown:
            return False
        self.amounts.append(Amount(how="rows", of=value))
        self.place += 1
        return True

    def _again(self) -> bool:
        """``and their counts``: what is computed already."""
        piece, ranking = self.pieces[self.place], self.ranking
        counted = [*self.amounts, *([ranking.by] if ranking else [])]
        known = any(isinstance(item, Amount) and item.how in {"count", "rows"} for item in counted)
        onward = self.after(self.place + 1, over=GLUE)
        if Role.COUNT not in piece.roles or piece.senses or not known or onward < len(self.pieces):
            return False
        self.place += 1
        return True

    def _thing(self) -> bool:
        begun = self.place
        if begun >= len(self.pieces) or is_act(self.pieces, begun):
            return False
        piece = self.take_named()
        if piece is None:
            return False
        if piece.has("dataset") and self._is_beside(begun):
            self.clauses.append(Clause(thing=piece))
        elif piece.has("metric") and joins_amount(self.pieces, begun):
            self.amounts.append(Amount(how="metric", of=piece))
        else:
            self.shown.append(piece)
        return True

    def _is_beside(self, place: int) -> bool:
        if not (self.amounts or self.shown or self.groups):
            return False
        last = self.clauses[-1].thing
        return is_beside(self.pieces, place, last=last, computed=bool(self.amounts))


def _counts(piece: Piece) -> bool:
    return piece.has("dataset") or piece.has("metric")


def _counts_on(pieces: Sequence[Piece], place: int) -> bool:
    place = after(pieces, place, over=frozenset({Role.FILLER}))
    return place < len(pieces) and pieces[place].has("dataset")
