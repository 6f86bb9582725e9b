"""The sentences on what stands behind the figures: records, mixes, steps, cohorts, rows, stock.

As ``insight.wording``: every number in a text is a ``Number``. Called by ``executive.inspection``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.insight.number_text import share_text, value_text
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


@dataclass(frozen=True, kw_only=True)
class StockItem:
    """An item to order now, to be put into words.

    Attributes:
        position: units on hand and on order less those owed.
        point: its reorder point.
        demand: units expected over the ``weeks`` from order to arrival.
    """

    name: str
    position: float
    point: float
    demand: float
    weeks: float


_NAMED, _IN_TITLE = 3, 2
"""So many things are named in a text and in a title; the others are counted."""

_LONGEST = 24


def stock_sentence(due: Sequence[StockItem], *, items: int, level: float, tests: int) -> Sentence:
    """«Order now: Hub, Gateway»."""
    book = NumberBook()
    count = book.note("due", len(due), str(len(due)), unit="count")
    whole = book.note("items", items, str(items), unit="count")
    further = ""
    if len(due) > _IN_TITLE:
        more = book.note("more", len(due) - _IN_TITLE, str(len(due) - _IN_TITLE), unit="count")
        further = f" and {more} more"
    named = ", ".join(_short(item.name) for item in due[:_IN_TITLE])
    told = []
    for place, item in enumerate(due[:_NAMED]):
        position, point, demand, weeks = (
            book.note(f"{name}_{place}", value, value_text(value, unit), unit=unit)
            for name, value, unit in (
                ("position", item.position, "count"), ("point", item.point, "count"),
                ("demand", item.demand, "score"), ("weeks", item.weeks, "weeks"),
            )
        )  # fmt: skip
        told.append(
            f"{_short(item.name)} has {position} on hand or on order, its reorder point is {point} "
            f"({demand} wanted in the {weeks} until a delivery, the rest for safety)"
        )
    verb = "is" if len(due) == 1 else "are"
    return Sentence(
        title=f"Order now: {named}{further}",
        text=f"{count} of {whole} items {verb} at or below the reorder point. {'; '.join(told)}.",
        numbers=tuple(book),
        uncertainty=f"Meant to last in {share_text(level)} of cases, by how far demand was off in "
        f"{tests:,} past lead times.",
    )


def _short(name: str) -> str:
    """A name that does not fill the line."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
