"""The sentences of insights: short, plain, exact. Every number in them is a ``Number``.

Detectors hand over figures; a ``Sentence`` comes back with title, text and the numbers as they
stand in the text. Called by ``executive``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from boardroom.analysis.change import from_nearly_nothing
from boardroom.insight.delta_text import difference
from boardroom.insight.model import Assessment, Contributions
from boardroom.insight.name import Name
from boardroom.insight.number import Number
from boardroom.insight.number_text import change_text, ratio_text, share_text, value_text
from boardroom.semantic.model import Direction, Unit

PERIOD_WORDS = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "fiscal_quarter": "fiscal quarter", "fiscal_year": "fiscal year",
}  # fmt: skip
_MOST_CASES = 1000.0
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A statement in words with the numbers that stand in it.

    Attributes:
        names: what the text calls by its name: metrics, segments, tables, periods; None where that
            is not known, as of a text that was written elsewhere.
    """

    title: str
    text: str
    numbers: tuple[Number, ...]
    uncertainty: str | None = None
    names: tuple[Name, ...] | None = None


@dataclass(kw_only=True)
class NumberBook:
    """Collects the numbers and the names of one sentence while it is being written.

    Attributes:
        names: None as long as none is told: a sentence without any begins with an empty list.
    """

    numbers: list[Number] = field(default_factory=list)
    names: list[Name] | None = None

    def note(self, name: str, value: float, text: str, *, unit: Unit | None = None) -> str:
        """Remember a number and return it as text."""
        self.numbers.append(Number(id=name, value=value, unit=unit, text=text))
        return text

    def name(self, kind: str, text: str) -> str:
        """Remember a name of something and return it; a text tells either all of its names or
        none.
        """
        self.names = [*(self.names or ()), Name(kind=kind, text=text)]
        return text

    def chance(self, p_value: float, *, of: str = "A change this large") -> str:
        """How often chance alone does this, in round words.

        Example:
            >>> NumberBook().chance(0.0061)
            'A change this large comes about by chance about once in 160 cases.'
            >>> NumberBook().chance(1e-9)
            'A change this large comes about by chance less than once in 1,000 cases.'
        """
        cases = 1.0 / max(p_value, 1e-12)
        how, shown = "about", round(cases, -1 if cases >= 20 else 0)
        if cases > _MOST_CASES:
            how, shown = "less than", _MOST_CASES
        text = self.note("chance", shown, f"{shown:,.0f}", unit="count")
        return f"{of} comes about by chance {how} once in {text} cases."

    def quote(self, name: str, text: str) -> str:
        """A text that was written elsewhere, whose numbers are remembered as they stand in it."""
        for place, figure in enumerate(_FIGURE.findall(text)):
            self.note(f"{name}_{place}", float(figure.replace(",", "")), figure)
        return text

    def sentence(self, *, title: str, text: str, uncertainty: str | None = None) -> Sentence:
        """The sentence, with all numbers and names remembered until now."""
        return Sentence(
            title=title,
            text=text,
            numbers=tuple(self.numbers),
            uncertainty=uncertainty,
            names=None if self.names is None else tuple(self.names),
        )

    def __iter__(self) -> Iterator[Number]:
        return iter(self.numbers)


@dataclass(frozen=True, kw_only=True)
class ChangeFigures:
    """A change to be put into words.

    Attributes:
        usual: nine of ten earlier changes were no larger, in the metric's unit.
        steps: how many earlier changes that is based on.
        p_value: how often a change this large comes about by chance.
    """

    label: str
    unit: Unit | None
    value: float
    previous: float
    period: str
    against: str
    grain: str
    usual: float
    steps: int
    p_value: float


def assess(change: float | None, direction: Direction | None) -> Assessment:
    """Whether a change is good, by the metric's direction.

    Example:
        >>> assess(-2.0, "down"), assess(-2.0, "up"), assess(3.0, None)
        ('good', 'bad', 'neutral')
    """
    if not change or direction is None:
        return "neutral"
    return "good" if (change > 0) == (direction == "up") else "bad"


def change_sentence(figures: ChangeFigures) -> Sentence:
    """«Revenue fell 12.3% in Aug 2018»."""
    book = NumberBook()
    change = figures.value - figures.previous
    verb = "rose" if change > 0 else "fell"
    size = _size(figures, change, book)
    now = _value(book, "value", figures.value, figures.unit)
    then = _value(book, "previous", figures.previous, figures.unit)
    word = PERIOD_WORDS[figures.grain]
    unit = "points" if figures.unit == "percent" else figures.unit
    usual_text = change_text(figures.usual, figures.unit).lstrip("+")
    usual = book.note("usual", figures.usual, usual_text, unit=unit)
    steps = book.note("steps", figures.steps, str(figures.steps))
    title = f"{figures.label} {verb} {size} in {figures.period}"
    lowly = figures.unit != "percent" and from_nearly_nothing(figures.value, figures.previous)
    base = f"{then} is too little for the change to be told in percent. " if lowly else ""
    label, period = book.name("metric", figures.label), book.name("period", figures.period)
    against = book.name("period", figures.against)
    text = (
        f"{label} {verb} from {then} in {against} to {now} in {period}. "
        f"{base}Most of the {steps} earlier changes from {word} to {word} were within {usual}."
    )
    return book.sentence(title=title, text=text, uncertainty=book.chance(figures.p_value))


@dataclass(frozen=True, kw_only=True)
class TrendFigures:
    """A trend to be put into words. ``slope`` is the median change per period."""

    label: str
    unit: Unit | None
    slope: float
    first: float
    last: float
    periods: int
    grain: str
    since: str
    until: str
    p_value: float


def trend_sentence(figures: TrendFigures) -> Sentence:
    """«Revenue: rising since Jul 2017»."""
    book = NumberBook()
    way = "rising" if figures.slope > 0 else "falling"
    word = PERIOD_WORDS[figures.grain]
    unit = "points" if figures.unit == "percent" else figures.unit
    slope = book.note("slope", figures.slope, change_text(figures.slope, figures.unit), unit=unit)
    first = _value(book, "first", figures.first, figures.unit)
    last = _value(book, "last", figures.last, figures.unit)
    periods = book.note("periods", figures.periods, str(figures.periods))
    since, until = book.name("period", figures.since), book.name("period", figures.until)
    text = (
        f"From {first} in {since} to {last} in {until}: a typical {word} "
        f"changes it by {slope} (median over {periods} {word}s)."
    )
    return book.sentence(
        title=f"{figures.label}: {way} since {figures.since}",
        text=text,
        uncertainty=book.chance(figures.p_value, of="A course this steady"),
    )


def contributors_sentence(label: str, found: Contributions) -> Sentence:
    """«SP carries most of the change» or that no value stands out."""
    book = NumberBook()
    total = book.note("total", found.total, change_text(found.total, found.unit), unit=found.unit)
    top = found.items[0]
    name = value_name(top.value)
    part = book.note("part", top.change, change_text(top.change, found.unit), unit=found.unit)
    share = book.note("share", top.share, share_text(top.share), unit="percent")
    dimension, segment = book.name("dimension", found.label), book.name("segment", name)
    text = f"{dimension} {segment}: {part} of {total} ({share} of the change)."
    if len(found.items) > 1:
        second = found.items[1]
        second_part = book.note(
            "second", second.change, change_text(second.change, found.unit), unit=found.unit
        )
        following = book.name("segment", value_name(second.value))
        text += f" Next: {following} with {second_part}."
    if top.mix is not None:
        mix = book.note("mix", top.mix, change_text(top.mix, found.unit), unit=found.unit)
        text += f" Of {name}'s part, {mix} comes from its changed weight in the mix."
    return book.sentence(
        title=f"{label}: {name} carries {share} of the change",
        text=text,
        uncertainty="Arithmetic, not a cause: it says where the change sits, not why.",
    )


def spread_sentence(label: str, dimensions: Sequence[str]) -> Sentence:
    """That a change is spread over all values of all dimensions."""
    looked = " and ".join(
        [", ".join(dimensions[:-1]), dimensions[-1]] if dimensions[1:] else dimensions
    )
    book = NumberBook()
    return book.sentence(
        title=f"{label}: the change is spread evenly",
        text=f"No value of {book.name('dimensions', looked)} carries much more of the change than "
        "its usual share.",
    )


def _opening(text: str, name: str) -> str:
    """``text`` as the beginning of a sentence; a dataset's name stays as it is written."""
    return text if text.startswith(name) else text[:1].upper() + text[1:]


def stale_sentence(name: str, why: str) -> Sentence:
    """That a table shows its last good data."""
    book = NumberBook()
    told = book.quote("why", _opening(why, name))
    return book.sentence(
        title=f"{name} is stale", text=f"{told}. Its figures are the last good ones."
    )


def quarantine_sentence(
    name: str, kept_out: int, read: int, *, reasons: Mapping[str, int]
) -> Sentence:
    """That rows were kept out of a table."""
    book = NumberBook()
    rows = book.note("quarantined", kept_out, value_text(kept_out, "count"), unit="count")
    total = book.note("read", read, value_text(read, "count"), unit="count")
    noun = "row" if kept_out == 1 else "rows"
    parts = []
    for place, (reason, count) in enumerate(sorted(reasons.items(), key=lambda pair: -pair[1])):
        text = book.note(f"reason_{place}", count, value_text(count, "count"), unit="count")
        parts.append(f"{reason.replace('_', ' ')}: {text}")
    return Sentence(
        title=f"{rows} {noun} of {name} kept out",
        text=f"Of {total} rows read by its last load, {rows} could not be used "
        f"({'; '.join(parts)}). No figure here counts them.",
        numbers=tuple(book),
    )


def thin_tail_sentence(names: str, *, end: str, rows: int, days: int, usual: float) -> Sentence:
    """That the data thins out at its end."""
    book = NumberBook()
    tail = book.note("tail_rows", rows, value_text(rows, "count"), unit="count")
    length = book.note("tail_days", days, value_text(days, "count"), unit="count")
    normal = book.note("usual_rows", usual, value_text(round(usual), "count"), unit="count")
    book.name("day", end)
    return book.sentence(
        title=f"Data thins out after {end}",
        text=f"The {length} days after {end} hold only {tail} rows of "
        f"{book.name('tables', names)}; {normal} in seven days were usual. The page treats {end} "
        "as the end of the data.",
    )


def empty_days_sentence(name: str, days: int, listed: str) -> Sentence:
    """That days without rows lie where many were usual."""
    book = NumberBook()
    count = book.note("empty_days", days, value_text(days, "count"), unit="count")
    noun = "day" if days == 1 else "days"
    return book.sentence(
        title=f"{name[:1].upper()}{name[1:]}: {count} {noun} without any rows",
        text=f"Nothing is dated on {book.name('days', listed)}, where rows were usual. Either "
        "nothing happened or data is missing; figures of these periods may be too low.",
    )


def as_repaired(
    sentence: Sentence, loaded: Sequence[tuple[str, float]], *, unit: Unit | None
) -> Sentence:
    """The sentence on values in which rows known to be wrong are made up for, saying so.

    Args:
        loaded: periods in words, with their values of the rows as they are.
    """
    book = NumberBook()
    said = [
        f"{book.note(f'loaded_{place}', value, value_text(value, unit), unit=unit)} in "
        f"{book.name('period', period)}"
        for place, (period, value) in enumerate(loaded)
    ]
    text = f"{sentence.text} Rows known to be wrong are made up for"
    text += f"; as loaded, it is {' and '.join(said)}." if said else "."
    names = None if sentence.names is None else (*sentence.names, *(book.names or ()))
    return replace(sentence, text=text, numbers=(*sentence.numbers, *book), names=names)


def value_name(value: str | None) -> str:
    """A dimension's value in a sentence; rows without one are named so."""
    return "(none)" if value is None else value


def _size(figures: ChangeFigures, change: float, book: NumberBook) -> str:
    _, ratio = difference(figures.value, figures.previous, figures.unit)
    if ratio is None:
        unit = "points" if figures.unit == "percent" else figures.unit
        return book.note("change", change, _unsigned(change_text(change, figures.unit)), unit=unit)
    return book.note("change_ratio", ratio, _unsigned(ratio_text(ratio)), unit="percent")


def _unsigned(text: str) -> str:
    return text.lstrip("+−")


def _value(book: NumberBook, name: str, value: float, unit: Unit | None) -> str:
    return book.note(name, value, value_text(value, unit), unit=unit)
