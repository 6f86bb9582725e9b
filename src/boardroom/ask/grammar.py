"""From the pieces of a question to its meaning: what is computed, of what, by what, in which order.

Constructions are tried at each piece in one order, the most particular first; each takes the pieces
it needs or none. A thing that is named beside what is asked for begins a clause, and what is said
after it is said of it. What no construction takes and is more than glue is left over, and whoever
answers says so. Nothing here knows the model: whether the parts fit together is for
``ask.drafting``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from boardroom.ask.act_form import read_act
from boardroom.ask.agreement_form import AgreementReader
from boardroom.ask.bound_order import in_order
from boardroom.ask.condition_form import read_condition, read_values
from boardroom.ask.cover import Piece
from boardroom.ask.denial_form import read_denial
from boardroom.ask.meaning import (
    Amount,
    Clause,
    Condition,
    How,
    Meaning,
)
from boardroom.ask.open_part import is_open_part
from boardroom.ask.ranking_form import GROUPERS, UNITS
from boardroom.ask.ratio_form import is_of_each, read_ratio
from boardroom.ask.standing import (
    is_adjective,
    is_bare,
    is_dated,
    is_deed,
    is_done,
    is_done_by,
    is_first_of,
    is_joined_act,
    is_open_deed,
    is_stated,
    is_traded,
    is_value_beside_number,
    is_value_of_others,
    lists_things,
    only_value,
    refers_back,
    splits_by,
    stays_with,
)
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import (
    GLUE,
    how_of,
    joins_on,
    means_value,
    names_field,
    names_things,
    operator_of,
)

_OF_FIELDS: frozenset[How] = frozenset({"min", "max", "avg", "median", "sum"})
_JOINTS = frozenset({Role.AND, Role.WITH, Role.STOP, Role.FILLER})
_ADDED = frozenset({"metric", "count"})
"""What can be shared out."""
_SPLITTING = ("by ", "per ")
_YEAR = re.compile(r"(19|20)\d\d")
_WORTH = frozenset({"value", "amount", "worth"})
_ALL = frozenset({"every", "each"})
_OPEN = (refers_back, is_adjective, is_value_beside_number, is_value_of_others)
"""What makes a piece one that nothing can be made of."""
_NO_GLUE = (is_joined_act, stays_with, is_open_deed, is_open_part)
"""What makes a piece more than words between others."""
_PER = "per"
"""``revenue per order`` is a quotient, ``revenue per state`` a split."""


def read_meaning(pieces: Sequence[Piece], *, whole: bool = True) -> Meaning:
    """What a question asks for, as its words say it.

    Args:
        whole: whether it stands for itself: then a thing alone («tickets last week») asks how many
            there are.
    """
    return _Reader(in_order(pieces), whole=whole).read()


@dataclass
class _Reader(AgreementReader):
    whole: bool = True
    compared: bool = False
    acts: bool = False
    both: bool = False
    left: list[Piece] = field(default_factory=list)

    def read(self) -> Meaning:
        constructions: tuple[Callable[[], bool], ...] = (
            self._time, self._act, self._sums_shown, self.periods, self._bare, self.order,
            self.move, self.common, self.top, self._ratio, self._quantile, self._several,
            self.read_course, self.superlative, self._grouping, self.limit,
            self.part_said_again, self._condition, self.part, self._amount, self.take_thing,
            self._counts_shown, self.agreement,
        )  # fmt: skip
        while self.place < len(self.pieces):
            piece = self.pieces[self.place]
            if any(is_open(self.pieces, self.place) for is_open in _OPEN):
                self.left.append(piece)
            elif any(construction() for construction in constructions):
                continue
            elif Role.BOTH in piece.roles:
                self.both = True
            elif Role.WHEN in piece.roles:
                self.when = True
            elif Role.COMPARED in piece.roles:
                self.compared = True
            elif not GLUE.intersection(piece.roles) or any(
                is_said(self.pieces, self.place) for is_said in _NO_GLUE
            ):
                self.left.append(piece)
            self.place += 1
        self.list_limited()
        self.left += self.agree()
        return Meaning(
            amounts=tuple(self.amounts),
            groups=tuple(self.groups),
            shown=tuple(self.shown),
            clauses=tuple(self.clauses),
            limits=tuple(self.limits),
            ranking=self.judged(),
            course=self.course,
            window=self.window,
            window_unit=self.window_unit,
            moved=self.moved,
            compared=self.compared,
            acts=self.acts,
            did=any(is_done(piece) for piece in self.pieces),
            traded=any(is_traded(piece) for piece in self.pieces),
            when=self.when,
            why=self.why,
            much=any(Role.HOW_MUCH in piece.roles for piece in self.pieces),
            left=tuple(self.left),
        )

    def _counts_shown(self) -> bool:
        """``tickets of this year - how many?``, ``ticket count``"""
        roles, before = self.pieces[self.place].roles, self.pieces[self.place - 1]
        named = [*(item.of for item in self.amounts), *self.shown]
        ends = self.after(self.place + 1, over=GLUE) >= len(self.pieces)
        asked = Role.HOW_MANY in roles or (Role.COUNT in roles and (named == [before] or ends))
        known = [item.how for item in self.amounts] in (["metric"], ["count"])
        if not asked or not (known or (len(self.shown) == 1 and not self.amounts)):
            return False
        onward = [item for item in self.pieces[self.place + 1 :] if item.time is None]
        if Role.HOW_MANY in roles and not all(_is_counted_on(item) for item in onward):
            return False  # «and how many were lost»
        if not known:
            self.amounts.append(Amount(how="count", of=self.shown.pop()))
        self.place += 1
        return True

    def _sums_shown(self) -> bool:
        """``payments of last month, total value``"""
        piece, onward = self.pieces[self.place], self.at(1)
        ends = self.after(self.place + 2, over=GLUE) >= len(self.pieces)
        things = [*(x.of for x in self.amounts if x.how in {"metric", "count"}), *self.shown]
        alone = len(things) == len([*self.amounts, *self.shown]) == 1 and things[0].has("dataset")
        if not (Role.SUM in piece.roles and onward and ends and alone):
            return False
        if onward.text.lower() not in _WORTH:
            return False
        self.amounts, self.shown = [Amount(how="worth", of=things[0])], []
        self.place += 2
        return True

    def _time(self) -> bool:
        piece = self.pieces[self.place]
        if piece.time is None or (not piece.time.certain and not self._is_year(piece)):
            return False
        if names_field(piece) and self._is_attribute(self.place, piece):
            return False  # «with team and last day»
        before = self.pieces[self.place - 1] if self.place else None
        if before and Role.BOTH in before.roles and (self.clauses[-1].thing or self.shown):
            self.left.append(piece)  # «customers with orders in both 2025 and 2026»
        self.say(times=(*self.clauses[-1].times, piece.time))
        self.acts = self.acts or bool(before and Role.VERB in before.roles and not before.senses)
        self.place += 1
        place = self.after(self.place, over=frozenset({Role.AND, Role.FILLER}))
        split = piece.text.lower().startswith(_SPLITTING) and piece.time.reading.grain
        if split and joins_on(self.pieces, self.place, place) and self.names_at(place):
            self.groups.append(self.pieces[place])  # «by week and priority»
            self.place = place + 1
        return True

    def _act(self) -> bool:
        """``customers who [ordered] in June``: by a time of theirs, or of what belongs to them."""
        asked = [*self.shown, *(item.of for item in self.amounts)]
        said = self.clauses[-1]
        whose = read_act(self.pieces, self.place, asked=asked, beside=said.thing)
        piece = self.pieces[self.place]
        if whose is None:
            return False
        if whose == "beside":
            self.say(when=piece)
        elif whose == "others":
            self.clauses.append(Clause(thing=piece, when=piece, outer=said.denied))
        else:
            self.shown.append(piece)
            self.clauses.append(Clause())
        self.place += 1
        return True

    def _is_year(self, piece: Piece) -> bool:
        """Whether what may be time is meant as that: ``our [2025] expenses``."""
        if not piece.senses and not piece.number:
            return True
        before = self.pieces[self.place - 1] if self.place else None
        compared = before is not None and (operator_of(before) or Role.BETWEEN in before.roles)
        onward = self.at(1)
        named = onward is None or bool(onward.senses) or Role.STOP in onward.roles
        return bool(_YEAR.fullmatch(piece.text)) and named and not piece.senses and not compared

    def _bare(self) -> bool:
        """``tickets last week``: how many, where the words do not say to list them."""
        if not self.whole or not is_bare(self.pieces, self.place):
            return False
        self.amounts.append(Amount(how="metric", of=self.pieces[self.place]))
        self.bare = True
        self.place += 1
        return True

    def _ratio(self) -> bool:
        found = read_ratio(self.pieces, self.place, read=read_meaning)
        if found is None:
            return self.as_share()
        amount, times, self.place = found
        self.amounts.append(amount)
        self.say(times=(*self.clauses[-1].times, *times))
        return True

    def _grouping(self) -> bool:
        piece = self.pieces[self.place]
        if not GROUPERS.intersection(piece.roles):
            return False
        if self.ranked_by(piece) or self._divided_by(piece):
            return True
        shows = self.place > 0 and Role.SHOW in self.pieces[self.place - 1].roles
        if shows and piece.text.lower() in _ALL:
            self.place += 1  # «list every overdue invoice»: all of them.
            return True
        acted = self.place > 0 and is_done_by(self.pieces[self.place - 1])
        by = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        doer = by < len(self.pieces) and not names_field(self.pieces[by])
        if acted and doer and Role.EACH not in piece.roles:
            self.place += 1  # «written by authors»
            return True
        place = self.after(self.place + 1, over=GLUE | GROUPERS)
        found: list[Piece] = []
        while self.names_at(place) and splits_by(self.pieces[place]):
            if not self._by_period(self.pieces[place]):
                found.append(self.pieces[place])
            place += 1
            onward = self.after(place, over=frozenset({Role.AND, Role.FILLER, Role.EACH}))
            if not (joins_on(self.pieces, place, onward) and self.names_at(onward)):
                break
            place = onward
        if not found and self.window_unit is None:
            return self._by_value(place)
        if self.is_ranked():
            self.rank_within(tuple(found))
        self.groups += found
        self.place = place
        return True

    def _by_period(self, piece: Piece) -> bool:
        """``by channel and month``: no time that is called so."""
        unit = UNITS.get((piece.slip or piece.text).lower().removesuffix("s"))
        named = any(sense.match == 1.0 and not sense.dated for sense in piece.senses)
        if unit is None or named or self.window_unit is not None:
            return False
        self.window_unit = unit
        return True

    def _by_value(self, place: int) -> bool:
        """``paid by credit card``, ``compare Europe and Asia by revenue``: no split."""
        piece = self.pieces[place] if place < len(self.pieces) else None
        if piece is None or not (means_value(piece) or (piece.is_amount and self._compares())):
            return False
        named = self.place > 0 and self.pieces[self.place - 1].senses
        found = read_values(self.pieces, place)
        several = found is not None and len(found[0].pieces) > 1 and not found[0].either
        if named and several and not self.compared:
            return False  # «orders by card and voucher»: each, both, or either?
        self.place = place
        return True

    def _compares(self) -> bool:
        return self.compared and not self.amounts

    def _divided_by(self, joint: Piece) -> bool:
        """``revenue per customer``: divided by how many of them there are."""
        place = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        if joint.text.lower() != _PER or place >= len(self.pieces):
            return False
        under = self.pieces[place]
        if not self.amounts and under.is_amount and len(self.shown) == 1:
            counted = self.shown.pop()
            self.amounts.append(Amount(how="count", of=counted))
        if not self.amounts:
            return False
        over = self.amounts[-1]
        if over.how == "sum" or (over.how in _ADDED and is_of_each(self.pieces, over.of)):
            return False
        many = over.how == "avg" and is_of_each(self.pieces, over.of)
        added = many or over.how in _ADDED
        things = under.has("dataset") and added and not names_field(under)
        if over.per is not None or not (things or under.is_amount):
            return False
        how: How = "metric" if under.is_amount else "distinct"
        if over.how == "avg":  # «the average number of seats per subscription»
            summed: How = "count" if many else "sum"
            over = replace(over, how="metric" if over.of.has("metric") else summed)
        self.amounts[-1] = replace(over, per=Amount(how=how, of=under))
        self.place = place + 1
        return True

    def _condition(self) -> bool:
        if self._denial():
            return True
        if is_dated(self.pieces, self.place):
            return False
        found = read_condition(self.pieces, self.place)
        if found is None:
            return False
        condition, end = found
        between = self.pieces[self.place : end]
        self.compared = self.compared or any(Role.COMPARED in item.roles for item in between)
        if condition.pieces and not self.amounts and is_first_of(self.pieces, end):
            self.left.append(self.pieces[self.place])  # «new and churned MRR»
            self.place = end
            return True
        if is_deed(self.pieces, self.place, end):
            return False
        asserted = is_stated(self.pieces, self.place)
        end, said = self._all_values(condition, end)
        thing = self.pieces[end] if end < len(self.pieces) else None
        things = thing is not None and thing.has("dataset") and not thing.is_amount
        if things and not condition.field and self.is_beside(self.place):
            self.clauses.append(Clause(thing=thing, conditions=said))
            self.place = end + 1
            return True
        end = found[1]
        every = condition.every or (self.both and len(condition.pieces) > 1)
        self.both = False
        condition = replace(condition, asserted=asserted, every=every)
        self.say(conditions=(*self.clauses[-1].conditions, condition))
        self.place = end
        return True

    def _all_values(self, first: Condition, end: int) -> tuple[int, tuple[Condition, ...]]:
        """``[read general] notification``: all that is said before a thing, and its place; the
        first alone, where no thing follows."""
        said, place = [first], end
        while place < len(self.pieces) and not self.pieces[place].has("dataset"):
            more = read_values(self.pieces, place)
            if more is None or more[1] <= place:
                return end, (first,)
            said.append(more[0])
            place = more[1]
        return (place, tuple(said)) if place < len(self.pieces) else (end, (first,))

    def _denial(self) -> bool:
        found = read_denial(self.pieces, self.place)
        if found is None:
            return False
        first = all(item.thing is None or item.denied for item in self.clauses)
        clauses, self.place = found
        self.clauses += clauses
        onward = self.at()
        if first and onward is not None and Role.AND in onward.roles:
            self.clauses.append(Clause())  # «with no deal and from Email»: of what is asked for.
        return True

    def _quantile(self) -> bool:
        """``the 90th percentile of lead score``"""
        piece, behind = self.pieces[self.place], self.at(1)
        number = piece.number
        if number is None or behind is None or Role.PERCENTILE not in behind.roles:
            return False
        place = self.after(self.place + 2, over=frozenset({Role.OF, Role.FOR, Role.FILLER}))
        if place >= len(self.pieces) or not 0 < number.value < 100 or not number.ordinal:
            return False
        of = self.pieces[place]
        single = of.is_amount and not names_field(of)
        if not (single or of.has("field")):
            return False
        part = Decimal(number.value) / 100
        self.amounts.append(Amount(how="quantile", of=of, quantile=part, single=single))
        self.place = place + 1
        return True

    def _several(self) -> bool:
        """``the minimum and maximum salary``: several numbers of one thing."""
        hows: list[How] = []
        place = self.place
        while place < len(self.pieces) and (how := how_of(self.pieces[place])):
            hows.append(how)
            place = self.after(place + 1, over=frozenset({Role.AND, Role.OF, Role.FILLER}))
        if len(hows) < 2 or place >= len(self.pieces) or not set(hows) <= _OF_FIELDS:
            return False
        joints = self.pieces[self.place : place]
        of = self.pieces[place]
        if not any(Role.AND in item.roles for item in joints) or not of.has("field"):
            return False
        self.amounts += [Amount(how=how, of=of) for how in hows]
        self.place = place + 1
        return True

    def _amount(self) -> bool:
        begun = self.place
        amount = self.take_amount()
        if amount is None:
            return self._again() or self._unnamed()
        named = amount.how == "metric"
        before = self.pieces[self.place - 2] if self.place > 1 else None
        if named and self.amounts and before and Role.OF in before.roles:
            self._of_kind(amount.of)
            return True
        doer = amount.of.has("kind") and self.does(begun)
        if named and ((names_things(amount.of) and self.is_beside(self.place - 1)) or doer):
            self.clauses.append(self.beside(amount.of, self.place - 1))
            return True
        if amount.how in {"metric", "count"} and self._is_attribute(begun, amount.of):
            self.shown.append(amount.of)
            return True
        who = any(Role.WHO in item.roles for item in self.pieces[:begun])
        things = names_things(amount.of) or (who and amount.of.has("kind"))
        listed = lists_things(self.pieces, self.place - 1) or self._has_shown(begun)
        if named and things and listed:
            self.shown.append(amount.of)
            return True
        if self.amounts and self.amounts[-1].of.last == self.pieces[begun].first:
            self.left.append(amount.of)  # «how many customers upgraded»: no two numbers
            return True
        self.amounts.append(amount)
        return True

    def _has_shown(self, begun: int) -> bool:
        """Whether what is listed is of these: ``show number and amount of [won deals]``."""
        before = self.pieces[begun - 1] if begun else None
        owned = before is not None and Role.OF in before.roles and not before.senses
        fields = [item for item in self.shown if names_field(item) and not names_things(item)]
        rest = self.amounts or self.groups or self._is_split()
        return owned and len(fields) > 1 and fields[0] is self.shown[0] and not rest

    def _is_attribute(self, begun: int, piece: Piece) -> bool:
        """Whether what is listed is to be shown with it: ``deals with plan, seats and amount``."""
        before = self.pieces[begun - 1] if begun else None
        listed = bool(self.shown) and names_things(self.shown[0]) and not self.amounts
        joined = before is not None and bool(_JOINTS.intersection(before.roles))
        return listed and joined and names_field(piece)

    def _of_kind(self, piece: Piece) -> None:
        """``the median amount of [won deals]``"""
        if piece.has("kind"):
            kind = Condition(op="in", pieces=(piece,), kind=True)
            self.say(conditions=(*self.clauses[-1].conditions, kind))
        else:
            self.left.append(piece)

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


def _is_counted_on(piece: Piece) -> bool:
    """Whether how many there are may be asked before it: of what is named before."""
    return piece.is_amount or (bool(GLUE.intersection(piece.roles)) and not piece.senses)
