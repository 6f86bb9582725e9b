"""What a phrase of time can mean, in the terms of a ``Query``.

The common currency of ``ask.time_phrase`` and of the forms behind it.
"""

from dataclasses import dataclass
from typing import Literal

from boardroom.semantic.model import Grain
from boardroom.semantic.query import Compare

ASK_FROM = 0.5
"""From this weight on, a second reading is one that a business reader would hesitate over."""

CyclicPart = Literal["weekday", "month", "quarter", "half", "day_of_month"]


@dataclass(frozen=True, kw_only=True)
class Cyclic:
    """What comes again: Mondays, every December, the weekday as a dimension.

    Attributes:
        part: weekday (0 = Monday), month (1 to 12), quarter, half, day of the month (−1 = last).
        values: which of them; empty = each apart, to group by.
    """

    part: CyclicPart
    values: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TimeReading:
    """One meaning of a phrase of time.

    Attributes:
        words: it in plain words, with its days.
        range: as ``semantic.calendar.resolve_range`` takes it; None = the phrase names no range.
        moment: True where the range is the one day *at the end of which* something is meant
            («as of 31 March», «at the end of the year»).
        grain: rows by this period; ``any`` = a course over time whose grain is to be chosen.
        compare: a comparison that a ``Query`` can make itself.
        other: the range to be compared with, or the second one of «this month and last month»;
            with ``compare`` it is only said for the words: the query finds it itself, like for
            like. Without ``compare`` it has to be asked apart.
        unit: of a comparison without a range of its own («vs last month», ``MoM``), what the range
            is where nothing else says it: ``this_month``.
        move: in a conversation: the range said before, moved by so many ``unit``s (without a unit:
            by its own length); ``ask.time_phrase.move_range`` tells the days.
        cyclic: a condition, or a dimension, on a part of the date that comes again.
        unsupported: why no query can say it (hours and minutes; a day that does not exist); the
            rest is empty then.
        weight: 1 of the preferred reading; from ``ASK_FROM`` on another is worth a question.
    """

    words: str
    range: str | None = None
    moment: bool = False
    grain: Grain | Literal["any"] | None = None
    compare: Compare | None = None
    other: str | None = None
    unit: Grain | None = None
    move: int | None = None
    cyclic: Cyclic | None = None
    unsupported: str | None = None
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class TimePhrase:
    """Words of a question that speak of time.

    Attributes:
        first, last: its tokens; ``last`` is exclusive.
        readings: what it can mean, the preferred one first; never empty.
        certain: False where the words may mean something else (``March`` as a verb, ``2000`` as a
            number, the ``monthly`` of a field's name).
        listed: whether it names several times one by one: ``2017 and 2018``.
    """

    first: int
    last: int
    readings: tuple[TimeReading, ...]
    certain: bool = True
    listed: bool = False

    @property
    def reading(self) -> TimeReading:
        """The preferred reading."""
        return self.readings[0]

    @property
    def doubtful(self) -> bool:
        """Whether a business reader would hesitate between its readings."""
        return len(self.readings) > 1 and self.readings[1].weight >= ASK_FROM
