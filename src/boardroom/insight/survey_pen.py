"""``Pen``: writes numbers into the sentences on what the records of a table say, and what these
sentences have in common. Called by ``insight.survey_wording`` and ``insight.even_wording``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.wording import NumberBook, Sentence
from boardroom.semantic.model import Unit

Says = Literal["level", "steady", "rising", "falling"]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One value of a column with its figure; ``then``: a later one."""

    value: str
    figure: float
    then: float | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A count, a sum or a mean by the values of a column.

    Attributes:
        parts: largest first.
        says: that all are about as large (``level``); or, of parts with a ``then``, that none is
            moving, or that all are alike.
    """

    label: str
    unit: Unit | None
    parts: Sequence[Part]
    says: Says = "level"


@dataclass(kw_only=True)
class Pen:
    """Writes numbers into a sentence, each with an id of its own."""

    book: NumberBook = field(default_factory=NumberBook)

    def count(self, value: float) -> str:
        """A number of records."""
        return self._note(value, value_text(value, "count"), "count")

    def share(self, value: float) -> str:
        """A share of a whole."""
        return self._note(value, share_text(value), "percent")

    def amount(self, value: float, unit: Unit | None) -> str:
        """A value of a measure."""
        return self._note(value, value_text(value, unit), unit)

    def change(self, value: float, unit: Unit | None) -> str:
        """A difference of two values."""
        points = "points" if unit == "percent" else unit
        return self._note(value, change_text(value, unit), points)

    def plain(self, value: float) -> str:
        """A coefficient."""
        text = f"{abs(value):.2f}"
        return self._note(value, f"−{text}" if value < 0 else text, None)

    def _note(self, value: float, text: str, unit: Unit | None) -> str:
        return self.book.note(f"n{len(self.book.numbers) + 1}", value, text, unit=unit)


def finished(pen: Pen, title: str, text: str, p_value: float | None, *, of: str = "") -> Sentence:
    """The sentence, with how seldom chance does the like of what is told."""
    doubt = None if p_value is None else pen.book.chance(p_value, of=of)
    return pen.book.sentence(title=title, text=text, uncertainty=doubt)


def figures_text(pen: Pen, parts: Sequence[Part], unit: Unit | None) -> str:
    """«Network 269, Database 121»; «Network 20, then 22»."""
    return ", ".join(f"{part.value} {_figure(pen, part, unit)}" for part in parts)


def _figure(pen: Pen, part: Part, unit: Unit | None) -> str:
    told = pen.amount(part.figure, unit)
    return told if part.then is None else f"{told}, then {pen.amount(part.then, unit)}"


def joined(names: Sequence[str]) -> str:
    """«A», «A and B», «A, B and C»."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def first_up(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
