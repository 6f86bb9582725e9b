"""From the pieces of a question to its meaning: what is computed, of what, by what, in which order.

Constructions are tried at each piece in one order, the most particular first; each takes the pieces
it needs or none. What no construction takes and is more than glue is left over, and whoever answers
says so. Nothing here knows the model: whether the parts fit together is for ``ask.drafting``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Amount, Condition, How, Limit, Meaning, Ranking
from boardroom.ask.vocabulary import Role
from boardroom.ask.when.reading import TimePhrase
from boardroom.semantic.query import Operator, Scalar

_GLUE = frozenset(
    {
        Role.SHOW, Role.WHICH, Role.WHO, Role.HOW_MUCH, Role.IS, Role.AND, Role.OF, Role.IN,
        Role.FOR, Role.FROM, Role.TO, Role.WITH, Role.THAT, Role.VERB, Role.FILLER, Role.OPEN,
        Role.CLOSE, Role.STOP,
    }
)  # fmt: skip
"""What only joins other words."""

_AGGREGATES: dict[Role, How] = {
    Role.SUM: "sum", Role.MEAN: "avg", Role.MEDIAN: "median", Role.HIGHEST: "max",
    Role.LOWEST: "min", Role.LATEST: "max", Role.EARLIEST: "min", Role.COUNT: "count",
    Role.HOW_MANY: "count", Role.DISTINCT: "distinct",
}  # fmt: skip
_OPERATORS: dict[Role, Operator] = {
    Role.MORE: ">", Role.LESS: "<", Role.AT_LEAST: ">=", Role.AT_MOST: "<=", Role.EXACTLY: "=",
}  # fmt: skip
_NEGATIONS = frozenset({Role.NOT, Role.EXCEPT, Role.WITHOUT})
_SUPERLATIVES = {
    Role.MOST: True, Role.HIGHEST: True, Role.LATEST: True,
    Role.FEWEST: False, Role.LOWEST: False, Role.EARLIEST: False,
}  # fmt: skip
"""Role → whether the largest comes first."""


def read_meaning(pieces: Sequence[Piece]) -> Meaning:
    """What a question asks for, as its words say it."""
    return _Reader(pieces).read()


@dataclass
class _Reader:
    pieces: Sequence[Piece]
    place: int = 0
    amounts: list[Amount] = field(default_factory=list)
    groups: list[Piece] = field(default_factory=list)
    shown: list[Piece] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    ranking: Ranking | None = None
    times: list[TimePhrase] = field(default_factory=list)
    left: list[Piece] = field(default_factory=list)

    def read(self) -> Meaning:
        constructions: tuple[Callable[[], bool], ...] = (
            self._time, self._order, self._top, self._superlative, self._grouping,
            self._having, self._comparison, self._negation, self._value, self._amount, self._thing,
        )  # fmt: skip
        while self.place < len(self.pieces):
            if any(construction() for construction in constructions):
                continue
            piece = self.pieces[self.place]
            if not _GLUE.intersection(piece.roles):
                self.left.append(piece)
            self.place += 1
        return Meaning(
            amounts=tuple(self.amounts),
            groups=tuple(self.groups),
            shown=tuple(self.shown),
            conditions=tuple(self.conditions),
            limits=tuple(self.limits),
            ranking=self.ranking,
            times=tuple(self.times),
            acts=any(Role.VERB in piece.roles for piece in self.pieces),
            left=tuple(self.left),
        )

    def _at(self, ahead: int = 0) -> Piece | None:
        place = self.place + ahead
        return self.pieces[place] if place < len(self.pieces) else None

    def _after(self, place: int, *, over: frozenset[Role]) -> int:
        """The next place whose piece is more than glue of these roles."""
        while place < len(self.pieces) and _is_only(self.pieces[place], over):
            place += 1
        return place

    def _time(self) -> bool:
        piece = self.pieces[self.place]
        if piece.time is None or (not piece.time.certain and (piece.senses or piece.number)):
            return False
        self.times.append(piece.time)
        self.place += 1
        return True

    def _order(self) -> bool:
        piece = self.pieces[self.place]
        way = _way(piece)
        if way is not None:
            self._all_ranked()
            self._rank(descending=way)
            self.place += 1
            return True
        if Role.ORDERED not in piece.roles:
            return False
        begun = self.place
        self.place = self._after(self.place + 1, over=_GLUE)
        by = self._take_amount() or self._take_named()
        if by is None and (self._at() is None or _way(self.pieces[self.place]) is None):
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
            descending=known.descending if descending is None else descending,
            by=by or known.by,
            count=count or known.count,
            ties=ties or known.ties,
        )

    def _top(self) -> bool:
        """``top 5 customers``, ``5 largest deals``."""
        first, second = self.pieces[self.place], self._at(1)
        if second is None:
            return False
        for sign, number in ((first, second), (second, first)):
            ways = [way for role, way in _TOPS.items() if role in sign.roles]
            if ways and number.number is not None and not number.number.ordinal:
                self._rank(descending=ways[0], count=int(number.number.value))
                self.place += 2
                self._thing()
                return True
        return False

    def _superlative(self) -> bool:
        """``the highest number of orders``: the order of what was named before."""
        piece = self.pieces[self.place]
        ways = [way for role, way in _SUPERLATIVES.items() if role in piece.roles]
        if not ways or not (self.shown or self.groups):
            return False
        begun = self.place
        self.place = self._after(self.place + 1, over=_GLUE)
        by = self._take_amount() or self._take_named()
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
        if self._ranked_by(piece):
            return True
        place = self._after(self.place + 1, over=_GLUE | _GROUPERS)
        found: list[Piece] = []
        while place < len(self.pieces) and _names_rows(self.pieces[place]):
            found.append(self.pieces[place])
            place += 1
            onward = self._after(place, over=frozenset({Role.AND, Role.FILLER, Role.EACH}))
            if onward == place or not _joins_on(self.pieces, place, onward):
                break
            place = onward
        if not found or (piece.text == _PER and not _names_field(found[0])):
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
        self.place = self._after(self.place + 1, over=_GLUE)
        by = self._take_amount()
        piece = self._at()
        if by is None and piece is not None and piece.has("dataset"):
            by, self.place = Amount(how="count", of=piece), self.place + 1
        if by is None:
            self.place = begun
            return False
        self._rank(by=by)
        return True

    def _having(self) -> bool:
        """``more than 10 orders``."""
        piece, number = self.pieces[self.place], self._at(1)
        op = _operator(piece)
        if op is None or number is None or number.number is None:
            return False
        counted = self._after(self.place + 2, over=frozenset({Role.FILLER}))
        if counted >= len(self.pieces) or not _counts(self.pieces[counted]):
            return False
        amount = Amount(how="count", of=self.pieces[counted])
        self.limits.append(Limit(amount=amount, op=op, value=number.number.value))
        self.place = counted + 1
        return True

    def _comparison(self) -> bool:
        """``rating above 4``, ``amount between 3 and 5``, ``name starts with J``."""
        piece = self.pieces[self.place]
        if piece.number is not None or not _names_field(piece):
            return False
        place = self._after(self.place + 1, over=frozenset({Role.IS, Role.FILLER, Role.WITH}))
        if place >= len(self.pieces):
            return False
        sign = self.pieces[place]
        if Role.MISSING in sign.roles:
            self.conditions.append(Condition(op="is_null", field=piece))
            self.place = place + 1
            return True
        constants = self._constants(sign, place)
        if constants is None or self._counts_on(constants[2]):
            return False
        op, values, self.place = constants
        self.conditions.append(Condition(op=op, field=piece, values=values))
        return True

    def _constants(
        self, sign: Piece, place: int
    ) -> tuple[Operator, tuple[Scalar, ...], int] | None:
        """What a field is compared with: the operator, its values, and the place behind."""
        numbers = [self._number(place + ahead) for ahead in range(4)]
        if Role.BETWEEN in sign.roles and numbers[1] is not None and numbers[3] is not None:
            return "between", (numbers[1], numbers[3]), place + 4
        op = _operator(sign)
        if op is not None and numbers[1] is not None:
            return op, (numbers[1],), place + 2
        if numbers[0] is not None:
            return "=", (numbers[0],), place + 1
        texts: dict[Role, Operator] = {
            Role.CONTAINS: "contains", Role.STARTS: "starts_with", Role.ENDS: "ends_with",
        }  # fmt: skip
        text = self._after(place + 1, over=frozenset({Role.FILLER}))
        for role, operator in texts.items():
            if role in sign.roles and text < len(self.pieces):
                return operator, (self.pieces[text].text,), text + 1
        return None

    def _counts_on(self, place: int) -> bool:
        """Whether a number is one of things that stand behind it."""
        place = self._after(place, over=frozenset({Role.FILLER}))
        return (
            place < len(self.pieces)
            and _counts(self.pieces[place])
            and self._number(place - 1) is not None
        )

    def _number(self, place: int) -> int | Decimal | None:
        if place >= len(self.pieces):
            return None
        found = self.pieces[place].number
        return None if found is None or found.ordinal else found.value

    def _negation(self) -> bool:
        piece = self.pieces[self.place]
        if not _NEGATIONS.intersection(piece.roles):
            return False
        place = self._after(self.place + 1, over=_GLUE)
        if place >= len(self.pieces) or not self.pieces[place].has("value"):
            return False
        self.place = place
        self._take_values(op="not_in")
        return True

    def _value(self) -> bool:
        piece = self.pieces[self.place]
        if not piece.has("value") or piece.is_amount:
            return False
        self._take_values(op="in")
        return True

    def _take_values(self, *, op: Operator) -> None:
        """A value and those that stand beside it by «and» or «or»."""
        found = [self.pieces[self.place]]
        self.place += 1
        while self._at() is not None and _JOINTS.intersection(self.pieces[self.place].roles):
            onward = self._after(self.place, over=_JOINTS | _PLACES)
            if onward >= len(self.pieces) or not self.pieces[onward].has("value"):
                break
            found.append(self.pieces[onward])
            self.place = onward + 1
        self.conditions.append(Condition(op=op, pieces=tuple(found)))

    def _amount(self) -> bool:
        amount = self._take_amount()
        if amount is not None:
            self.amounts.append(amount)
        return amount is not None

    def _take_amount(self) -> Amount | None:
        """``average order value``, ``number of customers``, ``revenue``."""
        how, place = None, self.place
        while place < len(self.pieces) and (said := _how(self.pieces[place])):
            how = said if how in {None, "sum", "count"} else how
            place = self._after(place + 1, over=_FILLING)
        if place >= len(self.pieces):
            return None
        piece = self.pieces[place]
        if piece.is_amount and how is None:
            how = "metric"
        named = piece.is_amount or _names_rows(piece)
        if how is None or not piece.senses or (how != "metric" and not named):
            return None
        self.place = place + 1
        return Amount(how=how, of=piece)

    def _take_named(self) -> Piece | None:
        piece = self._at()
        if piece is None or not _names_rows(piece):
            return None
        self.place += 1
        return piece

    def _thing(self) -> bool:
        piece = self._take_named()
        if piece is not None:
            self.shown.append(piece)
        return piece is not None


_PER = "per"
"""``revenue per order`` is a quotient, ``revenue per state`` a split."""
_JOINTS = frozenset({Role.AND, Role.OR})
_PLACES = frozenset({Role.IN, Role.FOR, Role.FROM, Role.OF, Role.FILLER})
_GROUPERS = frozenset({Role.BY, Role.EACH})
_FILLING = frozenset({Role.FILLER, Role.OF})
_TOPS = {Role.TOP: True, Role.BOTTOM: False, **_SUPERLATIVES}


def _is_only(piece: Piece, roles: frozenset[Role]) -> bool:
    return bool(roles.intersection(piece.roles)) and not piece.senses and piece.time is None


def _names_rows(piece: Piece) -> bool:
    return piece.has("field") or piece.has("dataset")


def _names_field(piece: Piece) -> bool:
    best = max((sense.match for sense in piece.senses), default=0.0)
    return any(sense.kind == "field" and sense.match == best for sense in piece.senses)


def _counts(piece: Piece) -> bool:
    return piece.has("dataset") or piece.has("metric")


def _how(piece: Piece) -> How | None:
    return next((how for role, how in _AGGREGATES.items() if role in piece.roles), None)


def _way(piece: Piece) -> bool | None:
    if Role.DESCENDING in piece.roles:
        return True
    return False if Role.ASCENDING in piece.roles else None


def _operator(piece: Piece) -> Operator | None:
    return next((op for role, op in _OPERATORS.items() if role in piece.roles), None)


def _joins_on(pieces: Sequence[Piece], place: int, onward: int) -> bool:
    """Whether what stands between joins another name to the list."""
    return any(Role.AND in piece.roles for piece in pieces[place:onward])
