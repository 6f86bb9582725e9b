"""``Ground``: a question as the deterministic path reads it, for a query to be held against.

Made by ``consulting``, read by ``fault`` and ``briefing``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from boardroom.ask.advisor.case import Case
from boardroom.ask.asker import Asker
from boardroom.ask.cover import Piece
from boardroom.ask.number_phrase import NumberPhrase, read_numbers
from boardroom.ask.token import read_tokens
from boardroom.ask.when.reading import TimeReading
from boardroom.errors import UsageError
from boardroom.semantic.calendar import resolve_range
from boardroom.semantic.context import Calendar

Days = tuple[date | None, date | None]
"""The first day of a range and the first day after it."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A question as the deterministic path reads it.

    Attributes:
        question: the turn, and the question before that it changes.
        pieces: of the turn.
        numbers: those that a query may hold.
        ranges: the days that it may be about.
    """

    question: str
    pieces: tuple[Piece, ...]
    numbers: frozenset[Decimal]
    ranges: frozenset[Days]
    as_of: date
    calendar: Calendar

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words that the lexicon does not know."""
        return tuple(item.text for item in self.pieces if not item.is_known)

    def says(self, text: str) -> bool:
        """Whether a text stands in the question."""
        whole = rf"(?<!\w){re.escape(folded(text))}(?!\w)"
        return bool(text.strip()) and re.search(whole, folded(self.question)) is not None

    def days(self, text: str) -> Days | None:
        """The days of a range of time; None where it is none."""
        try:
            found = resolve_range(text, as_of=self.as_of, calendar=self.calendar)
        except UsageError:
            return None
        return found.start, found.end


def ground_of(case: Case, asker: Asker) -> Ground:
    """What a turn says, with the turns that it changes, whose words and time it may repeat."""
    calendar, as_of = asker.metrics.calendar, case.as_of
    texts = [text for text in (*case.before, case.turn) if text.strip()]
    pieces = {text: asker.pieces(text, principal=case.principal, as_of=as_of) for text in texts}
    numbers = [item for text in texts for item in read_numbers(read_tokens(text))]
    ground = Ground(
        question="\n".join(texts),
        pieces=pieces[case.turn],
        numbers=frozenset(value for item in numbers for value in number_values(item)),
        ranges=frozenset(),
        as_of=as_of,
        calendar=calendar,
    )
    readings = [
        reading
        for items in pieces.values()
        for item in items
        if item.time is not None
        for reading in item.time.readings
    ]
    ranges = {days for item in readings for days in _days_of(item, ground)}
    before = ground.days(case.query.time_range) if case.query is not None else None
    ranges |= {before} if before is not None else set()
    return replace(ground, ranges=frozenset(ranges))


def number_values(number: NumberPhrase) -> frozenset[Decimal]:
    """A number as a query may hold it; a percentage as a fraction, or as it is written."""
    value = Decimal(number.value)
    return frozenset({value, value * 100} if number.unit == "percent" else {value})


def _days_of(reading: TimeReading, ground: Ground) -> Iterator[Days]:
    for text in (reading.range, reading.other):
        days = ground.days(text) if text is not None else None
        if days is not None:
            yield days


def folded(text: str) -> str:
    """A text as it is compared."""
    return " ".join(text.casefold().split())
