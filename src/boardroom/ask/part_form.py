"""Which part of a whole a share is of: ``what share of expenses was [payroll]``.

Constructions of the grammar. What is said of the whole again (``of the lost deals was [lost]``)
makes no part of it.
"""

from dataclasses import dataclass

from boardroom.ask.cover import Piece
from boardroom.ask.limit_form import LimitReader
from boardroom.ask.meaning import Condition
from boardroom.ask.vocabulary import Role

_REASONS = frozenset({Role.IN, Role.FOR, Role.TO, Role.OF, Role.BY, Role.FILLER})


@dataclass
class PartReader(LimitReader):
    """Reads what shares are of."""

    def part(self) -> bool:
        """``what share of expenses was [payroll]``: no number beside it."""
        return self._is_of_share() and self._take_part(self.place)

    def part_said_again(self) -> bool:
        """``what share of the lost deals was [lost on price]``"""
        if not self._is_of_share():
            return False
        piece, (whole,) = self.pieces[self.place], self._named()
        again = piece.text.lower() in whole.text.lower().split()
        return again and self._take_part(self.after(self.place + 1, over=_REASONS))

    def _named(self) -> list[Piece]:
        return [*(item.of for item in self.amounts), *self.shown]

    def _is_of_share(self) -> bool:
        """Whether one share is asked for, and here it is said of what."""
        shared = self.course == "share" and len(self._named()) == 1
        return shared and Role.IS in self.pieces[self.place - 1].roles

    def _take_part(self, place: int) -> bool:
        if place >= len(self.pieces) or not self.pieces[place].has("value"):
            return False
        said = Condition(op="in", pieces=(self.pieces[place],), asserted=True)
        self.say(conditions=(*self.clauses[-1].conditions, said))
        self.place = place + 1
        return True
