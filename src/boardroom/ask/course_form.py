"""What is made of numbers over the rows: ``share of revenue``, ``running total of sales``, ``7-day
moving average of sessions``, ``cost as a percentage of revenue``.

Constructions of the grammar.
"""

from dataclasses import dataclass, replace

from boardroom.ask.meaning import Course
from boardroom.ask.ranking_form import UNITS, Ranker
from boardroom.ask.vocabulary import Role
from boardroom.ask.words import number_at

_COURSES: dict[Role, Course] = {
    Role.SHARE: "share", Role.RUNNING: "running", Role.MOVING: "moving",
}  # fmt: skip


@dataclass
class CourseReader(Ranker):
    """Reads what is made of numbers over the rows."""

    course: Course | None = None
    window: int | None = None

    def as_share(self) -> bool:
        """``cost as a percentage of revenue``."""
        before = [item.text.lower() for item in self.pieces[max(0, self.place - 2) : self.place]]
        if Role.SHARE not in self.pieces[self.place].roles or "as" not in before:
            return False
        begun = self.place
        self.place = self.after(self.place + 1, over=frozenset({Role.FILLER, Role.OF}))
        under = self.take_amount()
        if under is None and self.amounts and self.course is None and self._of_all():
            self.course = "share"
            return True
        if under is None or not self.amounts or self.amounts[-1].per is not None:
            self.place = begun
            return False
        self.amounts[-1] = replace(self.amounts[-1], per=replace(under, whole=True))
        return True

    def _of_all(self) -> bool:
        """``as a percentage of [the total]``"""
        piece = self.at()
        alone = piece is None or Role.STOP in piece.roles
        summed = piece is not None and Role.SUM in piece.roles and not piece.senses
        self.place += summed
        return alone or summed

    def read_course(self) -> bool:
        """``share of revenue``, ``running total of sales``, ``7-day moving average``."""
        window = self._window()
        piece = self.pieces[self.place]
        found = next((way for role, way in _COURSES.items() if role in piece.roles), None)
        if found == "share" and self.course == "growth":
            self.place += 1  # «growth in percent»: both are told.
            return True
        if found is None or self.course not in {None, found}:
            return False
        self.course = found
        self.place += 1
        if found == "moving" and not window:
            self.place = self.after(self.place, over=frozenset({Role.MORE, Role.OF, Role.FILLER}))
            self._window()
        return True

    def _window(self) -> bool:
        """Over how many periods a moving mean goes: ``3-month``."""
        number = number_at(self.pieces, self.place)
        unit = self.at(1)
        if number is None or unit is None or self.window is not None:
            return False
        grain = unit.text.lower().removesuffix("s")
        behind = self.at(2)
        moving = behind is not None and Role.MOVING in behind.roles
        if grain not in UNITS or not (moving or self.course == "moving"):
            return False
        self.window, self.window_unit = int(number), UNITS[grain]
        self.place += 2
        return True
