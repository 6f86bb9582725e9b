"""The sentences on what the records of a table say beside their course in time.

Every number in them is a ``Number``. Called by ``executive.survey``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.insight.survey_pen import Part, Pen, Row, figures_text, finished, first_up
from boardroom.insight.wording import Sentence
from boardroom.semantic.model import Unit

MOST_LISTED = 6


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
    pen = Pen()
    whole = sum(part.figure for part in parts)
    top, bottom = parts[0], parts[-1]
    head = f"{pen.amount(top.figure, unit)} of {pen.amount(whole, unit)} {figures.noun}"
    title = f"{figures.label} {top.value} has {head} ({pen.share(top.figure / whole)})"
    even = pen.amount(whole / len(parts), unit)
    text = f"If all {pen.count(len(parts))} were even, each would have {even}. "
    text += f"Next: {figures_text(pen, parts[1:MOST_LISTED], unit)}."
    if len(parts) > MOST_LISTED:
        text += f" Fewest: {bottom.value} {pen.amount(bottom.figure, unit)}."
    for row in figures.also:
        total = sum(part.figure for part in row.parts)
        most = row.parts[0]
        text += (
            f" It also has {pen.amount(most.figure, row.unit)} of {pen.amount(total, row.unit)} "
        )
        text += f"{row.label} ({pen.share(most.figure / total)})."
    return finished(pen, title, text, figures.p_value, of="A value this large")


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
    pen = Pen()
    mean, rest = pen.amount(figures.mean, figures.unit), pen.amount(figures.rest, figures.unit)
    way = "higher" if figures.mean > figures.rest else "lower"
    title = f"{figures.measure} is {way} for {figures.subject}: {mean} on average, {rest} elsewhere"
    low, high = pen.change(figures.low, figures.unit), pen.change(figures.high, figures.unit)
    text = f"By {figures.by}: {_spread(pen, figures.parts, figures.unit)}. "
    text += f"Medians: {_spread(pen, figures.medians, figures.unit)}. "
    text += f"The difference lies between {low} and {high}, nine times in ten."
    return finished(pen, title, text, figures.p_value, of="A difference this plain")


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
    pen = Pen()
    share, rest = pen.share(figures.both / figures.of), pen.share(figures.rest)
    both, of = pen.count(figures.both), pen.count(figures.of)
    title = f"{figures.subject}: {share} of {figures.noun} have {figures.outcome} "
    title += f"({both} of {of}), more than elsewhere ({rest})"
    text = f"By {figures.by}: {_shares(pen, figures.parts)}. "
    text += f"The other way round, {pen.share(figures.both / figures.outcome_of)} of those with "
    text += f"{figures.outcome} ({pen.count(figures.outcome_of)}) have {figures.subject}."
    return finished(pen, first_up(title), text, figures.p_value, of="As many")


@dataclass(frozen=True, kw_only=True)
class LinkFigures:
    """Two measures that go together.

    Attributes:
        steps: ``(highest of the first in this fifth, mean of the second in it)``, lowest fifth
            first.
        brackets: the second's means in round brackets of the first, where it has some.
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
    brackets: Sequence[Part] = ()
    noun: str = "records"


def link_sentence(figures: LinkFigures) -> Sentence:
    """«Processing days fall as amount rises»."""
    pen = Pen()
    way = "higher" if figures.spearman > 0 else "lower"
    title = f"{figures.second} is {way} where {figures.first.lower()} is higher "
    title += f"(rank correlation {pen.plain(figures.spearman)})"
    text = f"{_ends_of(pen, figures)} Over {pen.count(figures.records)} {figures.noun}; the "
    text += f"correlation lies between {_between(pen, figures)}."
    return finished(pen, title, text, figures.p_value, of="A correlation this strong")


def no_link_sentence(figures: LinkFigures) -> Sentence:
    """«Processing days: no correlation with amount»."""
    pen = Pen()
    title = f"{figures.second}: no correlation with {figures.first.lower()}"
    text = f"{_ends_of(pen, figures)} Rank correlation {pen.plain(figures.spearman)} over "
    text += f"{pen.count(figures.records)} {figures.noun}, between {_between(pen, figures)}."
    return finished(pen, title, text, None)


def _ends_of(pen: Pen, figures: LinkFigures) -> str:
    """«Where amount is at most 1,000, processing days averages 30; where it is over 8,000, 5.»; or
    by brackets."""
    if figures.brackets:
        means = figures_text(pen, figures.brackets, figures.second_unit)
        return f"{figures.second} on average by {figures.first.lower()}: {means}."
    (lowest, start), (_, end) = figures.steps[0], figures.steps[-1]
    border = figures.steps[-2][0]
    first, second = figures.first.lower(), figures.second.lower()
    return (
        f"Where {first} is at most {pen.amount(lowest, figures.first_unit)}, {second} averages "
        f"{pen.amount(start, figures.second_unit)}; where it is over "
        f"{pen.amount(border, figures.first_unit)}, {pen.amount(end, figures.second_unit)}."
    )


def _between(pen: Pen, figures: LinkFigures) -> str:
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
    pen = Pen()
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
    return finished(pen, title, text, figures.p_value, of="A course this steady")


def steady_sentence(
    subject: str, *, unit: Unit | None, ends: tuple[float, float], periods: int, grain: str
) -> Sentence:
    """«Tickets: no trend»."""
    pen = Pen()
    first, last = (pen.amount(value, unit) for value in ends)
    text = f"{first} per {grain} in the first third, {last} in the last"
    if unit != "count":
        text = f"{first} on average in the first third, {last} in the last"
    text += f", over {pen.count(periods)} {grain}s."
    return finished(pen, f"{subject}: no trend, steady over time", text, None)


def peak_sentence(
    subject: str, *, when: str, usual: float, parts: Sequence[Part], p_value: float
) -> Sentence:
    """«Tickets of category Hardware: 90 in Jul–Aug 2023, usually 14»; ``parts``: by period."""
    pen = Pen()
    count = sum(part.figure for part in parts)
    title = f"{subject}: peak of {pen.count(count)} in {when}, as many other periods have "
    title += pen.amount(round(usual, 1), "count")
    text = "More than twice as many as usual, and back again outside that time"
    text += f": {figures_text(pen, parts[:MOST_LISTED], 'count')}." if len(parts) > 1 else "."
    return finished(pen, title, text, p_value, of="So many at once")


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
    pen = Pen()
    word, count, rest = figures.words[0]
    title = f"{first_up(figures.subject)}: {pen.count(count)} of {pen.count(figures.of)} "
    title += f"{figures.text_label.lower()} texts say «{word}» "
    title += f"({pen.share(count / figures.of)}), {pen.share(rest)} elsewhere"
    others = [
        f"«{also}» ({pen.count(found)}, {pen.share(share)} elsewhere)"
        for also, found, share in figures.words[1:]
    ]
    text = f"Also telling: {', '.join(others)}." if others else "No other word is as telling."
    return finished(pen, title, text, figures.p_value, of="As many")


def repeat_sentence(
    measure: str, *, unit: Unit | None, figures: tuple[float, int, int, int], who: Sequence[Part],
    p_value: float,
) -> Sentence:  # fmt: skip
    """«Amount: exactly 8,000 in 60 of 500 records». ``figures``: value, records with it, records
    with the next most frequent, all; ``who``: what those records have in common."""
    pen = Pen()
    value, count, following, records = figures
    title = f"{measure} is exactly {pen.amount(value, unit)} in {pen.count(count)} of "
    title += f"{pen.count(records)} records"
    text = f"No other amount stands in more than {pen.count(following)}."
    if who:
        shared = ", ".join(f"{part.value} ({pen.count(part.figure)})" for part in who)
        text += f" Most of them have {shared}."
    return finished(pen, title, text, p_value, of="One amount so often")


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
    pen = Pen()
    per = pen.amount(figures.records / figures.things, "count")
    title = f"{first_up(figures.subject)}: {per} {figures.noun} per {figures.thing}, "
    title += f"{pen.amount(figures.rest, 'count')} elsewhere"
    text = f"{pen.count(figures.records)} {figures.noun} for {pen.count(figures.things)} of "
    text += f"{figures.thing}. Per {figures.thing}: {figures_text(pen, figures.parts, 'count')}. "
    text += f"Most in {figures.subject}: {figures_text(pen, figures.busiest, 'count')}. "
    text += f"How many there are: {figures_text(pen, figures.counts, 'count')}."
    return finished(pen, title, text, figures.p_value, of="A load this high")


def _shares(pen: Pen, parts: Sequence[Part]) -> str:
    return ", ".join(f"{part.value} {pen.share(part.figure)}" for part in _ends(parts))


def _spread(pen: Pen, parts: Sequence[Part], unit: Unit | None) -> str:
    return figures_text(pen, _ends(parts), unit)


def _ends(parts: Sequence[Part]) -> Sequence[Part]:
    """The largest few and the smallest."""
    if len(parts) <= MOST_LISTED:
        return parts
    return (*parts[: MOST_LISTED - 1], parts[-1])
