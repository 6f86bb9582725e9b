"""What comes first, and how many of it: ``top 5 customers by revenue``, ``the largest invoice``,
``with the most orders``, ``sorted by name``.

Constructions of the grammar.
"""

from dataclasses import dataclass, replace

from boardroom.ask.cover import Piece
from boardroom.ask.cursor import Cursor
from boardroom.ask.meaning import Amount, Ranking, Size
from boardroom.ask.things import is_single
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import GLUE, SUPERLATIVES, names_things, operator_of, way_of
from boardroom.semantic.model import Grain

_BESTS = {Role.TOP: True, Role.BOTTOM: False, Role.MOST: True, Role.FEWEST: False}
_TOPS = {Role.TOP: True, Role.BOTTOM: False, **SUPERLATIVES}
_SIZED = {Role.HIGHEST: True, Role.LOWEST: False}
_SIZES: dict[str, Size] = {
    "longest": "duration", "shortest": "duration", "slowest": "duration", "fastest": "duration",
    "quickest": "duration", "most expensive": "price", "least expensive": "price",
    "cheapest": "price", "dearest": "price", "priciest": "price",
}  # fmt: skip
UNITS: dict[str, Grain] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip
_ALPHABET = "alphabet"
_AGES = {Role.TOP: False, Role.BOTTOM: True}
"""When was the first, the last one?"""
_JOINING = frozenset({Role.WITH, Role.THAT, Role.FILLER})
_WHICH = frozenset({"which", "what"})
_GOOD = frozenset({"best", "worst"})
_MERITS = _GOOD | {"best performing", "worst performing", "top performing"}
GROUPERS = frozenset({Role.BY, Role.EACH})
"""What leads to that by which something is split."""


@dataclass
class Ranker(Cursor):
    """Reads what comes first."""

    ranking: Ranking | None = None
    when: bool = False
    window_unit: Grain | None = None

    def periods(self) -> bool:
        """``[months] with more than 50 tickets``: no time that is called so."""
        piece = self.pieces[self.place]
        unit = UNITS.get((piece.slip or piece.text).lower().removesuffix("s"))
        onward = self.after(self.place + 1, over=_JOINING)
        if onward < len(self.pieces) and self.pieces[onward].time is not None:
            onward = self.after(onward + 1, over=_JOINING)
        taken = self.amounts or self.shown or self.groups or self.window_unit
        limited = onward < len(self.pieces) and operator_of(self.pieces[onward])
        if unit is None or taken or not limited or piece.text.lower() in UNITS:
            return False
        self.window_unit = unit
        self.place += 1
        return True

    def order(self) -> bool:
        """``sorted by name``, ``highest first``."""
        piece = self.pieces[self.place]
        way = way_of(piece)
        if way is not None:
            self._all_ranked()
            self._rank(by=self._called(piece), descending=way)
            self.place += 1
            return True
        if Role.ORDERED not in piece.roles:
            return False
        if self._ranked_things():
            return True
        begun = self.place
        self.place = self.after(self.place + 1, over=GLUE | GROUPERS)
        way = self._way_by()
        by = self.take_amount() or self.take_named()
        if by is None and (self.at() is None or way_of(self.pieces[self.place]) is None):
            self.place = begun
            return False
        self._all_ranked()
        best = "rank" in piece.text.lower() and isinstance(by, Amount)
        if isinstance(by, Amount):
            self._list_counted(by)
        self._rank(by=by, descending=way if way is not None else True if best else None)
        return True

    def _called(self, way: Piece) -> Piece | None:
        """``in alphabetical order``: by what rows are called, and by none of their numbers."""
        named = [*self.shown, *self.groups] if _ALPHABET in way.text.lower() else []
        return next(iter(named), None)

    def _way_by(self) -> bool | None:
        """``[sorted] alphabetically by name``: which way, where by what stands behind it."""
        way = None if self.at() is None else way_of(self.pieces[self.place])
        joint = self.at(1)
        if way is None or joint is None or Role.BY not in joint.roles:
            return None
        self.place = self.after(self.place + 2, over=frozenset({Role.FILLER}))
        return way

    def _list_counted(self, by: Amount) -> None:
        """``customers sorted by number of orders``: one number of all of them has no order."""
        alone = len(self.amounts) == 1 and not (self.shown or self.groups)
        thing = self.amounts[0] if alone else None
        if thing is None or thing.of.text == by.of.text or not thing.of.has("dataset"):
            return
        if thing.how == "metric" and thing.per is None:
            self.shown.append(self.amounts.pop().of)

    def _ranked_things(self) -> bool:
        """``rank industries by MRR``"""
        place = self.after(self.place + 1, over=GLUE)
        by = self.after(place + 1, over=frozenset({Role.FILLER}))
        joint = self.pieces[by] if by < len(self.pieces) else None
        if not self.names_at(place) or self.pieces[place].is_amount or joint is None:
            return False
        if Role.BY not in joint.roles or self.amounts or self.shown or self.groups:
            return False
        begun, self.place = self.place, self.after(by + 1, over=GLUE)
        amount = self.take_amount()
        if amount is None:
            self.place = begun
            return False
        self.groups.append(self.pieces[place])
        self._rank(by=amount, descending=True)
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
        self.ranking = replace(
            known,
            descending=known.descending if descending is None else descending,
            by=by or known.by,
            count=count or known.count,
            ties=ties or known.ties,
        )

    def rank_within(self, groups: tuple[Piece, ...]) -> None:
        """So many are wanted in each of these."""
        if self.ranking is not None and (self.shown or self.groups):
            self.ranking = replace(self.ranking, within=(*self.ranking.within, *groups))

    def common(self) -> bool:
        """``the most common status``: what there is most of."""
        piece = self.pieces[self.place]
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        if Role.COMMON not in piece.roles or not self.names_at(place):
            return False
        thing = self.pieces[place]
        self.groups.append(thing)
        ranked = self.is_ranked()
        amount = Amount(how="rows", of=thing)
        self._rank(by=amount, descending=True, count=None if ranked else 1, ties=not ranked)
        self.place = place + 1
        return True

    def top(self) -> bool:
        """``top 5 customers``, ``5 largest deals``."""
        first, second = self.pieces[self.place], self.at(1)
        if second is None:
            return False
        for sign, number in ((first, second), (second, first)):
            ways = [way for role, way in _TOPS.items() if role in sign.roles]
            if ways and number.number is not None and is_number_of_rows(number):
                self._begin(int(number.number.value), descending=ways[0])
                self._by_nature(sign)
                self.place += 2
                return self._shows_kind() or self.take_thing() or True
        return self._best_one() or self._best_thing() or self._some()

    def _shows_kind(self) -> bool:
        """``the three biggest [open deals]``: which, and not how many."""
        piece = self.at()
        if piece is None or not names_things(piece) or piece.has("dataset"):
            return False
        self.shown.append(piece)
        self.place += 1
        return True

    def _begin(self, count: int, *, descending: bool | None, ties: bool = False) -> None:
        """So many are wanted: of each of what was named before as a split."""
        groups = tuple(self.groups)
        self._rank(descending=descending, count=count, ties=ties)
        if groups and self.ranking is not None:
            self.ranking = replace(self.ranking, within=groups)

    def _by_nature(self, sign: Piece) -> None:
        """By what the word itself says: the latest by time, the longest by duration."""
        said = _best_of(sign, descending=True)
        if self.ranking is not None:
            self.ranking = replace(self.ranking, newest=said.newest, size=said.size)

    def _some(self) -> bool:
        """``which [ten customers] opened the most tickets``: so many, as is said further on."""
        piece, thing = self.pieces[self.place], self.at(1)
        number = piece.number
        before = self.pieces[self.place - 1] if self.place else None
        if number is None or number.ordinal or number.value % 1 or self.is_ranked():
            return False
        compared = before is not None and operator_of(before) is not None
        onward = self.pieces[self.place + 2 :]
        ranked = any(set(SUPERLATIVES) & set(item.roles) for item in onward)
        if thing is None or compared or not ranked:
            return False
        unit = UNITS.get(thing.text.lower().removesuffix("s"))
        if unit and self.window_unit is None:
            self._begin(int(number.value), descending=None)
            self.window_unit, self.place = unit, self.place + 2
            return True
        if not self.names_at(self.place + 1):
            return False
        self._begin(int(number.value), descending=None)
        self.place += 1
        return self.take_thing() or True

    def _best_one(self) -> bool:
        """``top channel by leads``, ``our best month for revenue``: the first one."""
        piece = self.pieces[self.place]
        ways = [way for role, way in _BESTS.items() if role in piece.roles]
        ways += [way for role, way in _SIZED.items() if role in piece.roles and self._is_by()]
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        taken = self.amounts or self.shown or self.when or self.is_ranked()
        if self._is_of_times() and SUPERLATIVES.keys() & set(piece.roles):
            return False  # «which month had the most tickets»: of the months the first
        if not ways or place >= len(self.pieces) or taken:
            return False
        thing = self.pieces[place]
        course = thing.time is not None and thing.time.reading.grain is not None
        if not course and (thing.is_amount or not self.names_at(place)):
            return False
        self._begin(1, descending=ways[0], ties=True)
        if not course:
            self.groups.append(thing)
            place += 1
        self.place = place
        return True

    def _is_by(self) -> bool:
        """``the [largest] region by revenue``: by what stands behind it."""
        onward = self.place + 2
        joint = self.pieces[onward] if onward < len(self.pieces) else None
        named = self.names_at(self.place + 1) and not names_things(self.pieces[self.place + 1])
        amount = self.after(onward + 1, over=frozenset({Role.FILLER}))
        measured = amount < len(self.pieces) and self.pieces[amount].is_amount
        return named and measured and joint is not None and Role.BY in joint.roles

    def _best_thing(self) -> bool:
        """``the largest invoice``, ``our newest customer``: by what things are measured by."""
        piece = self.pieces[self.place]
        ways = [(role, way) for role, way in SUPERLATIVES.items() if role in piece.roles]
        ways += [(role, way) for role, way in _AGES.items() if role in piece.roles and self.when]
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        place, conditions = self.values_before(place) if self.when else (place, ())
        if not ways or self.shown or self.amounts or place >= len(self.pieces):
            return False
        thing = self.pieces[place]
        self.say(conditions=(*self.clauses[-1].conditions, *conditions))
        newest = self.when or {Role.LATEST, Role.EARLIEST}.intersection(piece.roles)
        named = names_things(thing) or (newest and thing.has("kind"))
        if not named or Role.MOST in piece.roles:
            return False
        if thing.is_amount and not thing.has("kind"):
            return False
        self.ranking = _best_of(piece, descending=ways[0][1])
        if self.when:
            self.ranking = replace(self.ranking, newest=True)
        self.shown.append(thing)
        self.place = place + 1
        return True

    def superlative(self) -> bool:
        """``the highest number of orders``: the order of what was named before."""
        piece = self.pieces[self.place]
        ways = [way for role, way in SUPERLATIVES.items() if role in piece.roles]
        split = self.shown or self.groups or self.window_unit or self._is_of_times()
        if not ways or not split:
            return False
        begun = self.place
        self.place = self.after(self.place + 1, over=GLUE)
        by = self.take_measure()
        if by is None or (isinstance(by, Amount) and by.how in {"min", "max"}):
            self.place = begun
            return by is None and (
                self._is_best(descending=ways[0])
                or self._did_best(descending=ways[0])
                or self._was_best(descending=ways[0])
            )
        if isinstance(by, Amount) and self.amounts and counts_some_of(self.amounts[-1], by):
            by = self.amounts[-1]  # «in which quarter did we win the most deals»
        ranked = self.is_ranked()
        self._rank(by=by, descending=ways[0], count=None if ranked else 1, ties=not ranked)
        return True

    def take_measure(self) -> Amount | Piece | None:
        """By what rows are ranked: an amount, how many things there are, or what is named."""
        by = self.take_amount() or self.take_named()
        counted = isinstance(by, Piece) and by.has("dataset")
        return Amount(how="count", of=by) if isinstance(by, Piece) and counted else by

    def _is_of_times(self) -> bool:
        """Whether periods are asked for: ``which month``, ``which weekday``."""
        times = [item.time.reading for item in self.pieces[: self.place] if item.time]
        return any(x.grain or (x.cyclic and not x.cyclic.values) for x in times)

    def _is_best(self, *, descending: bool) -> bool:
        """``which invoice is the largest?``"""
        piece, before = self.pieces[self.place], self.pieces[self.place - 1]
        rest = self.after(self.place + 1, over=GLUE)
        said = Role.IS in before.roles or Role.FILLER in before.roles
        alone = len(self.shown) == 1 and names_things(self.shown[0]) and not self.amounts
        if rest < len(self.pieces) or not said or not alone or Role.MOST in piece.roles:
            return False
        self.ranking = _best_of(piece, descending=descending)
        self.place += 1
        return True

    def _did_best(self, *, descending: bool) -> bool:
        """``which channel did best``: by what, the question does not say."""
        alone = len([*self.shown, *self.groups]) == 1 and not self.amounts and not self.is_ranked()
        if not alone or self.pieces[self.place].text.lower() not in _GOOD:
            return False
        self.ranking = Ranking(descending=descending, count=1, ties=True, size="merit")
        self.place += 1
        return True

    def _was_best(self, *, descending: bool) -> bool:
        """``in which month was revenue the highest``"""
        rest = self.after(self.place + 1, over=GLUE)
        before = self.pieces[: self.place]
        asked = any(_WHICH.intersection(item.text.lower().split()) for item in before)
        ends = rest >= len(self.pieces) or self.pieces[rest].time is not None
        extreme = {Role.HIGHEST, Role.LOWEST}.intersection(self.pieces[self.place].roles)
        named = [item for item in before if item.senses][-1:] == [x.of for x in self.amounts]
        if not (asked and ends and extreme and named) or self.is_ranked():
            return False
        self._rank(by=self.amounts[0], descending=descending, count=1, ties=True)
        self.place += 1
        return True

    def judged(self) -> Ranking | None:
        """The order, which is one by merit where the best or worst are named."""
        said = any(piece.text.lower() in _MERITS for piece in self.pieces)
        return replace(self.ranking, merit=True) if self.ranking and said else self.ranking

    def is_ranked(self) -> bool:
        """Whether so many are wanted."""
        return self.ranking is not None and self.ranking.count is not None

    def ranked_by(self, joint: Piece) -> bool:
        """``top 5 customers by revenue``."""
        by = self.ranking.by if self.ranking else None
        common = isinstance(by, Amount) and by.how == "rows"  # «most popular plan, by seats»
        if not self.is_ranked() or (by and not common) or Role.BY not in joint.roles:
            return False
        begun = self.place
        self.place = self.after(self.place + 1, over=GLUE)
        by = self.take_amount()
        piece = self.at()
        things = piece is not None and piece.has("dataset")
        if by is None and piece and things and not (common and is_single(piece.text)):
            by, self.place = Amount(how="count", of=piece), self.place + 1
        if by is None:
            self.place = begun
            return False
        self._rank(by=by)
        return True


def counts_some_of(amount: Amount, things: Amount) -> bool:
    """Whether an amount is the number of some of the things that another one counts."""
    counted = {sense.ref for sense in things.of.of_kind("dataset")}
    return bool(counted & {x.tallies for x in amount.of.of_kind("metric")})


def is_number_of_rows(piece: Piece) -> bool:
    """Whether so many rows can be meant: ``top 5``, and not ``top 10 %``."""
    number = piece.number
    return number is not None and not number.ordinal and number.value >= 1 and not number.value % 1


def _best_of(piece: Piece, *, descending: bool) -> Ranking:
    """The first of things by what the word says."""
    return Ranking(
        descending=descending,
        count=1,
        ties=True,
        newest=bool({Role.LATEST, Role.EARLIEST} & set(piece.roles)),
        size=_SIZES.get(piece.text.lower(), "size"),
    )
