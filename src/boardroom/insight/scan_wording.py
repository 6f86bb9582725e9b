"""The sentences on what left its expected range, and on days whose rows cannot be right.

Every number in them is a ``Number``. Called by ``executive.scan.telling``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.insight.delta_text import difference
from boardroom.insight.number_text import change_text, ratio_text, value_text
from boardroom.insight.wording import NumberBook, Sentence
from boardroom.semantic.model import Unit


@dataclass(frozen=True, kw_only=True)
class EpisodeFigures:
    """An episode to be put into words.

    Attributes:
        subject: the metric's label, with the segment where there is one: «Sessions, channel Email».
        value, expected: what came and what was expected: totals of the days, or means.
        per: what ``value`` is: «in these days» for totals, «on average» for rates.
        past: what it is judged by, in words.
        days: the days in words.
        open: whether it goes on.
        also: what else shows it, in words.
    """

    subject: str
    unit: Unit | None
    value: float
    expected: float
    per: str
    past: str
    days: str
    open: bool
    p_value: float
    also: Sequence[str] = ()


def episode_sentence(figures: EpisodeFigures) -> Sentence:
    """«Sessions, channel Email: 112% above expected, 8–24 Oct 2026»."""
    book = NumberBook(names=[])
    change = figures.value - figures.expected
    _, ratio = difference(figures.value, figures.expected, figures.unit)
    way = "above" if change > 0 else "below"
    if ratio is None:
        unit = "points" if figures.unit == "percent" else figures.unit
        size = book.note("change", change, _unsigned(change_text(change, figures.unit)), unit=unit)
    else:
        size = book.note("change_ratio", ratio, _unsigned(ratio_text(ratio)), unit="percent")
    value = book.note(
        "value", figures.value, value_text(figures.value, figures.unit), unit=figures.unit
    )
    expected = book.note(
        "expected", figures.expected, value_text(figures.expected, figures.unit), unit=figures.unit
    )
    course = "It goes on." if figures.open else "It is over."
    text = f"{value} {figures.per} instead of {expected}, judged by {figures.past}. {course}"
    if figures.also:
        text += f" Also seen in {book.name('others', _listed(figures.also))}."
    return book.sentence(
        title=f"{figures.subject}: {size} {way} expected, {figures.days}",
        text=text,
        uncertainty=book.chance(figures.p_value, of="A course this far off"),
    )


def trouble_sentence(name: str, kind: str, *, days: str, rows: int, expected: float) -> Sentence:
    """That rows are missing, late or loaded twice, and that nothing is concluded from them."""
    book = NumberBook(names=[])
    found = book.note("rows", rows, value_text(rows, "count"), unit="count")
    usual = book.note("expected", expected, value_text(round(expected), "count"), unit="count")
    title, meaning = {
        "missing": ("rows are missing", "They were probably never loaded"),
        "late": ("not all rows are there yet", "More will probably arrive"),
        "twice": ("rows were loaded twice", "Totals of these days count them twice"),
    }[kind]
    word = "row" if rows == 1 else "rows"
    return book.sentence(
        title=f"{name}: {title}, {days}",
        text=f"{found} {word} instead of about {usual}. {meaning}; these days are left out when "
        "unusual courses are looked for.",
    )


def silent_sentence(name: str, *, when: str, expected: float) -> Sentence:
    """That nothing was recorded in hours that always have rows."""
    book = NumberBook(names=[])
    usual = book.note("expected", expected, value_text(round(expected), "count"), unit="count")
    return book.sentence(
        title=f"{name}: no rows, {when}",
        text=f"About {usual} rows were to be expected. Either nothing could be recorded, or they "
        "were never loaded; this time is left out when unusual hours are looked for.",
    )


def flat_sentence(name: str, *, when: str, readings: int) -> Sentence:
    """That a measure that moves stood still."""
    book = NumberBook(names=[])
    count = book.note("readings", readings, value_text(readings, "count"), unit="count")
    return book.sentence(
        title=f"{name}: the same value again and again, {when}",
        text=f"{count} readings in a row are equal, as when an instrument hangs; they are left out "
        "when unusual hours are looked for.",
    )


def trouble_caveat(name: str, kind: str, *, days: str, share: float, period: str) -> str:
    """What a reader of a figure must know of it.

    Example:
        >>> trouble_caveat("orders", "missing", days="8–20 Jan 2026", share=0.42, period="Jan 2026")
        'Rows of orders are missing, 8–20 Jan 2026: about 42% of those of Jan 2026.'
    """
    said, meant = {
        "missing": (f"Rows of {name} are missing", ""),
        "late": (f"Not all rows of {name} are there yet", " are lacking"),
        "twice": (f"Rows of {name} were loaded twice", " are too many"),
    }[kind]
    part = value_text(share, "percent") if share < 0.01 else f"{share:.0%}"
    return f"{said}, {days}: about {part} of those of {period}{meant}."


def _unsigned(text: str) -> str:
    return text.lstrip("+−")


def _listed(names: Sequence[str]) -> str:
    """With semicolons: a name may hold a comma («NPS, region Europe»)."""
    if len(names) == 1:
        return names[0]
    return f"{'; '.join(names[:-1])} and {names[-1]}"
