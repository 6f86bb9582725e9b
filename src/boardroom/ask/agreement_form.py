"""What is said of a number that it has to agree with: ``on average``, ``in days``, ``how long``.

Constructions of the grammar. Such words choose nothing: whoever writes the query holds the number
against them, and what is no mean, or of another unit, is no answer.
"""

from dataclasses import dataclass, replace

from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Amount
from boardroom.ask.part_form import PartReader
from boardroom.ask.unit import is_currency, lasting_unit, unit_of
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import is_kind, names_field, names_things

_ON_AVERAGE = "on average"
_WHY = "why"


@dataclass
class AgreementReader(PartReader):
    """Reads what numbers have to agree with."""

    mean: Piece | None = None
    unit: Piece | None = None
    why: bool = False

    def agreement(self) -> bool:
        """``days to pay, on average``, ``report lag in days``."""
        piece = self.pieces[self.place]
        if Role.UNIT in piece.roles and self.unit is None and not self._goes_on():
            self.unit = piece
        elif Role.MEAN in piece.roles and self.mean is None and self._is_mean(piece):
            self.mean = piece
        elif self._asks_why():
            self.why = True
        elif Role.EACH in piece.roles and self.shown and self._is_last():
            pass  # «and what does it cost on each»
        else:
            return False
        self.place += 1
        return True

    def _asks_why(self) -> bool:
        """``and why?``, of what is listed"""
        piece = self.pieces[self.place]
        return piece.text.lower() == _WHY and bool(self.shown) and self._is_last()

    def _is_last(self) -> bool:
        return self.after(self.place + 1, over=frozenset({Role.STOP})) >= len(self.pieces)

    def _list_deeds(self) -> None:
        """Of whom it is asked why they did something, what they did is listed, with its reason:
        the subscriptions that customers cancelled."""
        last = self.clauses[-1]
        if last.thing is not None and is_kind(last.thing) and len(self.clauses) == 2:
            first = replace(self.clauses[0], times=(*self.clauses[0].times, *last.times))
            self.shown, self.clauses = [last.thing, *self.shown], [first]

    def _is_mean(self, piece: Piece) -> bool:
        """Whether it is said of what is named elsewhere: ``average`` itself only behind it."""
        behind = bool(self.amounts) and len(self.amounts) == 1 and self.amounts[0].how == "metric"
        return piece.text.lower() == _ON_AVERAGE or behind

    def _is_by_period(self) -> bool:
        periods = any(item.time and item.time.reading.grain for item in self.pieces)
        return periods or self.window_unit is not None

    def _goes_on(self) -> bool:
        """Whether the unit is of something else: ``in minutes of downtime``."""
        onward = self.at(1)
        return onward is not None and (bool(onward.senses) or Role.OF in onward.roles)

    def agree(self) -> list[Piece]:
        """Say it of the numbers; the words that nothing could be said of."""
        if self.why:
            self._list_deeds()
        left = [self.mean] if self.mean is not None and not self._mean_all() else []
        told = [unit_of(self.unit.text)] if self.unit is not None else []
        much = (item.text for item in self.pieces if Role.HOW_MUCH in item.roles)
        unit = next((x for x in (*told, *map(lasting_unit, much)) if x is not None), None)
        if unit is not None and is_currency(unit) and self._is_split_list():
            self.amounts = [Amount(how="worth", of=self.shown.pop())]
        if unit is not None:
            self.amounts = [replace(item, unit=unit) for item in self.amounts]
            by = self.ranking.by if self.ranking else None
            if self.ranking and isinstance(by, Amount):
                self.ranking = replace(self.ranking, by=replace(by, unit=unit))
        listed = self.unit is not None and not self.amounts and not self.ranking
        return [*left, *([self.unit] if listed and self.unit else [])]

    def _is_split_list(self) -> bool:
        """Whether things are split by something, and their number is not asked for."""
        alone = len(self.shown) == 1 and self.shown[0].has("dataset")
        return alone and bool(self.groups) and not self.amounts and self.ranking is None

    def _mean_all(self) -> bool:
        """Whether all numbers are means, or can be."""
        by = self.ranking.by if self.ranking else None
        ranked = by if isinstance(by, Amount) else None
        alone = self.shown[0] if len(self.shown) == 1 else None
        if not self.amounts and ranked is None and alone is not None and self.ranking is None:
            if not names_field(alone) or names_things(alone):
                return False
            self.shown, self.amounts = [], [Amount(how="mean", of=alone)]
            return True
        found = [*self.amounts, *([ranked] if ranked else [])]
        if self.course or not found or not all(_may_be_mean(item) for item in found):
            return False
        if self._is_by_period() and any(names_field(item.of) for item in found):
            return False  # «spend per month on average»: the mean of all months, or that of each?
        self.amounts = [_as_mean(item) for item in self.amounts]
        if self.ranking and ranked:
            self.ranking = replace(self.ranking, by=_as_mean(ranked))
        return True


def _may_be_mean(item: Amount) -> bool:
    return item.per is not None or item.how in {"metric", "avg"}


def _as_mean(item: Amount) -> Amount:
    return item if item.per is not None else replace(item, how="mean")
