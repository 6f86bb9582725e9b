"""What moved, and which moved most: ``which region grew the most``, ``the biggest drop in sales``,
``fastest growing plan``, ``more tickets in May than in April``.

Constructions of the grammar.
"""

from dataclasses import dataclass, replace

from boardroom.ask.course_form import CourseReader
from boardroom.ask.cover import Piece
from boardroom.ask.meaning import Amount, Change
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import GLUE, SUPERLATIVES
from boardroom.semantic.query import Operator

_MOVES: dict[Role, Operator | None] = {Role.RISE: ">", Role.FALL: "<", Role.GROWTH: None}
"""What a number that moved is beside what it was."""
_SPEEDS = {"fastest": True, "quickest": True, "slowest": False}
"""Growth by so many percent."""
_MORE: dict[Role, Operator] = {Role.MORE: ">", Role.LESS: "<"}
_NOUNS = frozenset({"growth", "growth rate", "rate of growth"})
_PERCENT = "percent"


@dataclass
class MoveReader(CourseReader):
    """Reads what moved.

    Attributes:
        moved: that only what rose, or fell, is asked for.
    """

    moved: Operator | None = None

    def move(self) -> bool:
        """``grew``, ``the biggest drop in sales``, ``more tickets in May than in April``."""
        return self._most_moved() or self._moved_alone() or self._more_than_before()

    def superlative(self) -> bool:
        """Of what grew, the most is the most of growth."""
        return self._moved_most() or (super().superlative() and self._then_moves())

    def ranked_by(self, joint: Piece) -> bool:
        """``top 3 customers by MRR growth``"""
        return super().ranked_by(joint) and self._then_moves()

    def _then_moves(self) -> bool:
        """``the highest MRR [growth]``: of what was named, what it moved by."""
        way, known = self._way(self.place), self.ranking
        if way is None or way[0] is None or known is None or not isinstance(known.by, Amount):
            return True
        either = self.pieces[self.place].text.lower() in _NOUNS
        self.course, self.moved = "growth", None if either else way[0]
        self.ranking = replace(known, descending=known.descending is (way[0] == ">"))
        self._rank_moves("either" if either else "absolute")
        self.place += 1
        return True

    def _way(self, place: int) -> tuple[Operator | None] | None:
        """Which way what stands there says that something moved; None where it says nothing."""
        piece = self.pieces[place] if place < len(self.pieces) else None
        if piece is None:
            return None
        return next(((op,) for role, op in _MOVES.items() if role in piece.roles), None)

    def _moved_alone(self) -> bool:
        """``which regions grew``: those that did."""
        way = self._way(self.place)
        if way is None or self.course not in {None, "growth"}:
            return False
        text = self.pieces[self.place].text.lower()
        asked = [*self.shown, *self.groups]
        first = asked[0].first if len(asked) == 1 and not self.amounts else None
        which = any(Role.WHICH in x.roles and first and x.first < first for x in self.pieces)
        if which and text not in _NOUNS:
            self.moved = way[0]
        self.course = "growth"
        self.place += 1
        return True

    def _most_moved(self) -> bool:
        """``the biggest drop in sales``, ``the fastest growing region``."""
        most = self._most()
        percent = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        place = percent
        while place < len(self.pieces) and self.pieces[place].text.lower().startswith(_PERCENT):
            place += 1
        way = self._way(place) if most is not None else None
        if most is None or way is None or way[0] is None:
            return False
        text = self.pieces[self.place].text.lower()
        self._begin_moves(place, most=most, way=way[0])
        self._rank_moves("relative" if text in _SPEEDS or place > percent else "absolute")
        return True

    def _begin_moves(self, place: int, *, most: bool, way: Operator) -> None:
        """What moved, and the order of its rows."""
        begun = self.place = self.after(place + 1, over=GLUE)
        by = self._moving()
        if isinstance(by, Piece) and not (self.shown or self.groups or self.amounts):
            self.groups.append(by)
        elif isinstance(by, Piece):
            self.place = begun
        self._order_moves(by if isinstance(by, Amount) else None, most=most, way=way)

    def _moved_most(self) -> bool:
        """``grew the most in MRR``"""
        most, place = self._most(), self.place - 1
        while place > 0 and self._way(place) is None and Role.FILLER in self.pieces[place].roles:
            place -= 1
        way = self._way(place) if place >= 0 and self.course == "growth" else None
        if most is None or way is None or way[0] is None:
            return False
        speed = self.pieces[self.place].text.lower() in _SPEEDS
        self.place = self.after(self.place + 1, over=GLUE)
        begun, by = self.place, self._moving()
        if isinstance(by, Piece):
            self.place = begun
        self._order_moves(by if isinstance(by, Amount) else None, most=most, way=way[0])
        self._rank_moves("relative" if speed else "absolute")
        return True

    def _moving(self) -> Amount | Piece | None:
        """What moved; ``in revenue`` is no place where something else did."""
        piece = self.at()
        if piece is not None and piece.is_amount:
            self.place += 1
            return Amount(how="metric", of=piece)
        return self.take_measure()

    def _order_moves(self, amount: Amount | None, *, most: bool, way: Operator) -> None:
        self.course, self.moved = "growth", way
        course = any(x.reading.grain for x in self.clauses[-1].times)
        one = bool(self.shown or self.groups or self.window_unit or course)
        one = one and not self.is_ranked()
        self._rank(by=amount, descending=most is (way == ">"), count=1 if one else None, ties=one)

    def _rank_moves(self, change: Change) -> None:
        if self.ranking is not None:
            self.ranking = replace(self.ranking, change=change)

    def _most(self) -> bool | None:
        """Whether the largest move comes first; None where the piece here does not say it."""
        piece = self.at()
        if piece is None or piece.senses or {Role.LATEST, Role.EARLIEST} & set(piece.roles):
            return None
        text = piece.text.lower()
        ways = [way for role, way in SUPERLATIVES.items() if role in piece.roles]
        return _SPEEDS.get(text, ways[0] if ways else None)

    def _more_than_before(self) -> bool:
        """``did we win more deals this year than last year``: what was set beside it says it."""
        piece = self.pieces[self.place]
        way = next((op for role, op in _MORE.items() if role in piece.roles), None)
        times = (x.text.lower().split() for x in self.pieces[self.place + 1 :] if x.time)
        if way is None or not any("than" in words for words in times):
            return False
        if self.shown or self.groups:
            self.moved = way
        self.place = begun = self.after(self.place + 1, over=frozenset({Role.FILLER}))
        by = self.take_measure()
        self.amounts += [by] if isinstance(by, Amount) else []
        self.place = begun if isinstance(by, Piece) else self.place
        return True
