"""The sentences on what the records of a table say beside their course in time.

Every number in them is a ``Number``. Called by ``executive.survey``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.wording import NumberBook, Sentence
from boardroom.semantic.model import Unit

MOST_LISTED = 6
_ALL = 12


@dataclass(frozen=True, kw_only=True)
class Part:
    """One value of a column with its figure; ``then``: a later one."""

    value: str
    figure: float
    then: float | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A count, a sum or a mean by the values of a column, largest first; ``steady``: over time."""

    label: str
    unit: Unit | None
    parts: Sequence[Part]
    steady: bool = False


@dataclass(kw_only=True)
class _Pen:
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


@dataclass(frozen=True, kw_only=True)
class ShareFigures:
    """One value that has much of a whole.

    Attributes:
        label: the column's; ``parts`` of all its values, largest first.
        also: what else the same value has most of.
    """

    label: str
    parts: Sequence[Part]
    noun: str
    unit: Unit | None
    p_value: float
    also: Sequence[Row] = ()


def share_sentence(figures: ShareFigures) -> Sentence:
    """«Category Hardware has 336 of 500 tickets (67%)»."""
    parts, unit = figures.parts, figures.unit
    pen = _Pen()
    whole = sum(part.figure for part in parts)
    top, bottom = parts[0], parts[-1]
    head = f"{pen.amount(top.figure, unit)} of {pen.amount(whole, unit)} {figures.noun}"
    title = f"{figures.label} {top.value} has {head} ({pen.share(top.figure / whole)})"
    even = pen.amount(whole / len(parts), unit)
    text = f"If all {pen.count(len(parts))} were even, each would have {even}. "
    text += f"Next: {_figures(pen, parts[1:MOST_LISTED], unit)}."
    if len(parts) > MOST_LISTED:
        text += f" Fewest: {bottom.value} {pen.amount(bottom.figure, unit)}."
    for row in figures.also:
        total = sum(part.figure for part in row.parts)
        most = row.parts[0]
        text += (
            f" It also has {pen.amount(most.figure, row.unit)} of {pen.amount(total, row.unit)} "
        )
        text += f"{row.label} ({pen.share(most.figure / total)})."
    return _sentence(pen, title, text, figures.p_value, of="A value this large")


def even_sentence(label: str, rows: Sequence[Row], *, noun: str) -> Sentence:
    """«Category: no value stands out; tickets 83 to 124 each»."""
    pen = _Pen()
    first = rows[0]
    if first.steady:
        title = f"{label}: no value gains or loses {noun} over time"
    else:
        low, high = (pen.amount(first.parts[x].figure, first.unit) for x in (-1, 0))
        title = f"{label}: no value stands out, {low} to {high} {first.label} each"
    lines = [f"{row.label}: {_figures(pen, row.parts[:_ALL], row.unit)}" for row in rows]
    text = f"{_first_up('; '.join(lines))}. Differences as large come about by "
    text += "chance."
    return _sentence(pen, title, text, None)


def no_word_sentence(label: str, rows: Sequence[Row]) -> Sentence:
    """«Description: no word goes with more or less target percentage»."""
    pen = _Pen()
    measures = ", ".join(row.label.removesuffix(" with") for row in rows)
    lines = [f"{row.label} {_figures(pen, row.parts, row.unit)}" for row in rows]
    text = f"On average, {'; '.join(lines)}. Differences as large come about by chance."
    return _sentence(pen, f"{label}: no word goes with more or less {measures}", text, None)


@dataclass(frozen=True, kw_only=True)
class GapFigures:
    """A measure that differs between one value and all others.

    Attributes:
        measure: its label; ``subject`` the value: «department HR».
        parts: means by value, largest first; ``medians`` in the same order.
        low, high: nine in ten times the difference lies between them.
    """

    measure: str
    subject: str
    by: str
    unit: Unit | None
    mean: float
    rest: float
    low: float
    high: float
    parts: Sequence[Part]
    medians: Sequence[Part]
    p_value: float


def gap_sentence(figures: GapFigures) -> Sentence:
    """«Cost of department HR averages 4,874, elsewhere 2,000»."""
    pen = _Pen()
    mean, rest = pen.amount(figures.mean, figures.unit), pen.amount(figures.rest, figures.unit)
    way = "higher" if figures.mean > figures.rest else "lower"
    title = f"{figures.measure} is {way} for {figures.subject}: {mean} on average, {rest} elsewhere"
    low, high = pen.change(figures.low, figures.unit), pen.change(figures.high, figures.unit)
    text = f"By {figures.by}: {_spread(pen, figures.parts, figures.unit)}. "
    text += f"Medians: {_spread(pen, figures.medians, figures.unit)}. "
    text += f"The difference lies between {low} and {high}, nine times in ten."
    return _sentence(pen, title, text, figures.p_value, of="A difference this plain")


@dataclass(frozen=True, kw_only=True)
class RateFigures:
    """A value of one column that has more of a value of another.

    Attributes:
        subject: «category Hardware»; ``outcome``: «location Australia».
        both: records with both, ``of`` those of the subject, ``outcome_of`` of the outcome;
            ``rest`` the share of all others.
        parts: shares by value of the subject's column, largest first.
    """

    subject: str
    outcome: str
    by: str
    noun: str
    both: int
    of: int
    rest: float
    outcome_of: int
    parts: Sequence[Part]
    p_value: float


def rate_sentence(figures: RateFigures) -> Sentence:
    """«72% of category Hardware has location Australia (241 of 336), 20% elsewhere»."""
    pen = _Pen()
    share, rest = pen.share(figures.both / figures.of), pen.share(figures.rest)
    both, of = pen.count(figures.both), pen.count(figures.of)
    title = f"{figures.subject}: {share} of {figures.noun} have {figures.outcome} "
    title += f"({both} of {of}), more than elsewhere ({rest})"
    text = f"By {figures.by}: {_shares(pen, figures.parts)}. "
    text += f"The other way round, {pen.share(figures.both / figures.outcome_of)} of those with "
    text += f"{figures.outcome} ({pen.count(figures.outcome_of)}) have {figures.subject}."
    return _sentence(pen, _first_up(title), text, figures.p_value, of="As many")


@dataclass(frozen=True, kw_only=True)
class LinkFigures:
    """Two measures that go together.

    Attributes:
        steps: ``(highest of the first in this fifth, mean of the second in it)``, lowest fifth
            first.
        noun: what ``records`` counts.
    """

    first: str
    second: str
    first_unit: Unit | None
    second_unit: Unit | None
    spearman: float
    low: float
    high: float
    records: int
    steps: Sequence[tuple[float, float]]
    p_value: float
    noun: str = "records"


def link_sentence(figures: LinkFigures) -> Sentence:
    """«Processing days fall as amount rises»."""
    pen = _Pen()
    way = "higher" if figures.spearman > 0 else "lower"
    title = f"{figures.second} is {way} where {figures.first.lower()} is higher "
    title += f"(rank correlation {pen.plain(figures.spearman)})"
    text = f"{_ends_of(pen, figures)} Over {pen.count(figures.records)} {figures.noun}; the "
    text += f"correlation lies between {_between(pen, figures)}."
    return _sentence(pen, title, text, figures.p_value, of="A correlation this strong")


def no_link_sentence(figures: LinkFigures) -> Sentence:
    """«Processing days: no correlation with amount»."""
    pen = _Pen()
    title = f"{figures.second}: no correlation with {figures.first.lower()}"
    text = f"{_ends_of(pen, figures)} Rank correlation {pen.plain(figures.spearman)} over "
    text += f"{pen.count(figures.records)} {figures.noun}, between {_between(pen, figures)}."
    return _sentence(pen, title, text, None)


def _ends_of(pen: _Pen, figures: LinkFigures) -> str:
    """«Where amount is at most 1,000, processing days averages 30; where it is over 8,000, 5.»."""
    (lowest, start), (_, end) = figures.steps[0], figures.steps[-1]
    border = figures.steps[-2][0]
    first, second = figures.first.lower(), figures.second.lower()
    return (
        f"Where {first} is at most {pen.amount(lowest, figures.first_unit)}, {second} averages "
        f"{pen.amount(start, figures.second_unit)}; where it is over "
        f"{pen.amount(border, figures.first_unit)}, {pen.amount(end, figures.second_unit)}."
    )


def _between(pen: _Pen, figures: LinkFigures) -> str:
    return f"{pen.plain(figures.low)} and {pen.plain(figures.high)}, nine times in ten"


@dataclass(frozen=True, kw_only=True)
class CourseFigures:
    """A rise or fall over periods.

    Attributes:
        first, last: means of the first and the last third of the periods.
        top: the period with the highest value, in words, and that value.
    """

    subject: str
    unit: Unit | None
    first: float
    last: float
    slope: float
    periods: int
    grain: str
    since: str
    until: str
    top: tuple[str, float]
    p_value: float


def course_sentence(figures: CourseFigures) -> Sentence:
    """«Tickets of category Hardware rise: 20 a month at first, 60 at last»."""
    pen = _Pen()
    way = "rising" if figures.last > figures.first else "falling"
    first, last = pen.amount(figures.first, figures.unit), pen.amount(figures.last, figures.unit)
    title = f"{figures.subject}: {way}, from {first} to {last} per {figures.grain}"
    if figures.unit != "count":
        title = f"{figures.subject}: {way}, from {first} to {last} on average"
    when, most = figures.top
    text = (
        f"From {figures.since} to {figures.until} a typical {figures.grain} changes it by "
        f"{pen.change(figures.slope, figures.unit)} (median over {pen.count(figures.periods)} "
        f"{figures.grain}s); the figures are means of the first and the last third. "
        f"Highest: {pen.amount(most, figures.unit)} in {when}."
    )
    return _sentence(pen, title, text, figures.p_value, of="A course this steady")


def steady_sentence(
    subject: str, *, unit: Unit | None, ends: tuple[float, float], periods: int, grain: str
) -> Sentence:
    """«Tickets: no trend»."""
    pen = _Pen()
    first, last = (pen.amount(value, unit) for value in ends)
    text = f"{first} per {grain} in the first third, {last} in the last"
    if unit != "count":
        text = f"{first} on average in the first third, {last} in the last"
    text += f", over {pen.count(periods)} {grain}s."
    return _sentence(pen, f"{subject}: no trend, steady over time", text, None)


def peak_sentence(
    subject: str, *, when: str, usual: float, parts: Sequence[Part], p_value: float
) -> Sentence:
    """«Tickets of category Hardware: 90 in Jul–Aug 2023, usually 14»; ``parts``: by period."""
    pen = _Pen()
    count = sum(part.figure for part in parts)
    title = f"{subject}: peak of {pen.count(count)} in {when}, as many other periods have "
    title += pen.amount(round(usual, 1), "count")
    text = "More than twice as many as usual, and back again outside that time"
    text += f": {_figures(pen, parts[:MOST_LISTED], 'count')}." if len(parts) > 1 else "."
    return _sentence(pen, title, text, p_value, of="So many at once")


@dataclass(frozen=True, kw_only=True)
class WordFigures:
    """Words that go with a value.

    Attributes:
        words: (word, records of the value that say it, share of all others that do).
    """

    subject: str
    text_label: str
    of: int
    words: Sequence[tuple[str, int, float]]
    p_value: float


def word_sentence(figures: WordFigures) -> Sentence:
    """«Category Hardware: 225 of 336 short descriptions say «printer», 2% elsewhere»."""
    pen = _Pen()
    word, count, rest = figures.words[0]
    title = f"{_first_up(figures.subject)}: {pen.count(count)} of {pen.count(figures.of)} "
    title += f"{figures.text_label.lower()} texts say «{word}» "
    title += f"({pen.share(count / figures.of)}), {pen.share(rest)} elsewhere"
    others = [
        f"«{also}» ({pen.count(found)}, {pen.share(share)} elsewhere)"
        for also, found, share in figures.words[1:]
    ]
    text = f"Also telling: {', '.join(others)}." if others else "No other word is as telling."
    return _sentence(pen, title, text, figures.p_value, of="As many")


def repeat_sentence(
    measure: str, *, unit: Unit | None, figures: tuple[float, int, int, int], who: Sequence[Part],
    p_value: float,
) -> Sentence:  # fmt: skip
    """«Amount: exactly 8,000 in 60 of 500 records». ``figures``: value, records with it, records
    with the next most frequent, all; ``who``: what those records have in common."""
    pen = _Pen()
    value, count, following, records = figures
    title = f"{measure} is exactly {pen.amount(value, unit)} in {pen.count(count)} of "
    title += f"{pen.count(records)} records"
    text = f"No other amount stands in more than {pen.count(following)}."
    if who:
        shared = ", ".join(f"{part.value} ({pen.count(part.figure)})" for part in who)
        text += f" Most of them have {shared}."
    return _sentence(pen, title, text, p_value, of="One amount so often")


@dataclass(frozen=True, kw_only=True)
class LoadFigures:
    """Records per thing, by the group that the things belong to."""

    subject: str
    by: str
    noun: str
    thing: str
    records: int
    things: int
    rest: float
    busiest: Sequence[Part]
    parts: Sequence[Part]
    counts: Sequence[Part]
    p_value: float


def load_sentence(figures: LoadFigures) -> Sentence:
    """«Department IT: 50.5 users per manager, 11 elsewhere»."""
    pen = _Pen()
    per = pen.amount(figures.records / figures.things, "count")
    title = f"{_first_up(figures.subject)}: {per} {figures.noun} per {figures.thing}, "
    title += f"{pen.amount(figures.rest, 'count')} elsewhere"
    text = f"{pen.count(figures.records)} {figures.noun} for {pen.count(figures.things)} of "
    text += f"{figures.thing}. Per {figures.thing}: {_figures(pen, figures.parts, 'count')}. "
    text += f"Most in {figures.subject}: {_figures(pen, figures.busiest, 'count')}. "
    text += f"How many there are: {_figures(pen, figures.counts, 'count')}."
    return _sentence(pen, title, text, figures.p_value, of="A load this high")


def _sentence(pen: _Pen, title: str, text: str, p_value: float | None, *, of: str = "") -> Sentence:
    doubt = None if p_value is None else pen.book.chance(p_value, of=of)
    return pen.book.sentence(title=title, text=text, uncertainty=doubt)


def _figures(pen: _Pen, parts: Sequence[Part], unit: Unit | None) -> str:
    return ", ".join(f"{part.value} {_figure(pen, part, unit)}" for part in parts)


def _figure(pen: _Pen, part: Part, unit: Unit | None) -> str:
    told = pen.amount(part.figure, unit)
    return told if part.then is None else f"{told}, then {pen.amount(part.then, unit)}"


def _shares(pen: _Pen, parts: Sequence[Part]) -> str:
    return ", ".join(f"{part.value} {pen.share(part.figure)}" for part in _ends(parts))


def _spread(pen: _Pen, parts: Sequence[Part], unit: Unit | None) -> str:
    return _figures(pen, _ends(parts), unit)


def _ends(parts: Sequence[Part]) -> Sequence[Part]:
    """The largest few and the smallest."""
    if len(parts) <= MOST_LISTED:
        return parts
    return (*parts[: MOST_LISTED - 1], parts[-1])


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
