"""The sentences on what stands behind the figures: records, mixes, steps, cohorts, rows, stock.

As ``insight.wording``: every number in a text is a ``Number``. Called by ``executive.inspection``.
"""

from dataclasses import dataclass

from boardroom.insight.number_text import value_text
from boardroom.insight.wording import PERIOD_WORDS, NumberBook, Sentence, chance_text
from boardroom.semantic.model import Unit


@dataclass(frozen=True, kw_only=True)
class RecordFigures:
    """A record to be put into words.

    Attributes:
        high: the highest, rather than the lowest.
        before: the best of the ``beats`` values before it.
        since: the period that was as high or low; empty = none that is known.
    """

    label: str
    unit: Unit | None
    value: float
    before: float
    expected: float
    beats: int
    high: bool
    period: str
    grain: str
    since: str
    p_value: float


def record_sentence(figures: RecordFigures) -> Sentence:
    """«Revenue: highest since Mar 2024»."""
    book = NumberBook()
    word = PERIOD_WORDS[figures.grain]
    best = "highest" if figures.high else "lowest"
    value, before, expected = (
        book.note(name, number, value_text(number, figures.unit), unit=figures.unit)
        for name, number in (
            ("value", figures.value), ("before", figures.before), ("expected", figures.expected)
        )
    )  # fmt: skip
    beats = book.note("beats", figures.beats, str(figures.beats), unit="count")
    since = f"since {figures.since}" if figures.since else f"of all {word}s known"
    beyond = "above" if figures.high else "below"
    return Sentence(
        title=f"{figures.label}: {best} {since}",
        text=f"{value} in {figures.period} is {beyond} all of the {beats} {word}s before, the "
        f"{best} of which was {before}. Its course let expect about {expected}.",
        numbers=tuple(book),
        uncertainty=chance_text(figures.p_value, of="A value this far from its course"),
    )
