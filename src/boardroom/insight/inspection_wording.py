"""The sentences on what stands behind the figures: records, mixes, steps, cohorts, rows, stock.

As ``insight.wording``: every number in a text is a ``Number``. Called by ``executive.inspection``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.wording import PERIOD_WORDS, NumberBook, Sentence
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
    period = book.name("period", figures.period)
    return book.sentence(
        title=f"{figures.label}: {best} {since}",
        text=f"{value} in {period} is {beyond} all of the {beats} {word}s before, the "
        f"{best} of which was {before}. Its course let expect about {expected}.",
        uncertainty=book.chance(figures.p_value, of="A value this far from its course"),
    )


@dataclass(frozen=True, kw_only=True)
class StockItem:
    """An item to order now, to be put into words.

    Attributes:
        position: units on hand and on order less those owed.
        point: its reorder point.
    """

    name: str
    position: float
    point: float


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
        position, point = (
            book.note(f"{name}_{place}", units, value_text(units, "count"), unit="count")
            for name, units in (("position", item.position), ("point", item.point))
        )
        told.append(f"{book.name('item', _short(item.name))} {position} of {point}")
    verb = "is" if len(due) == 1 else "are"
    cases = book.note("level", level, share_text(level), unit="percent")
    past = book.note("tests", tests, value_text(tests, "count"), unit="count")
    return book.sentence(
        title=f"Order now: {named}{further}",
        text=f"{count} of {whole} items {verb} at or below the reorder point, with what is on "
        f"order: {', '.join(told)}.",
        uncertainty=f"Meant to last in {cases} of cases, by how far demand was off in {past} past "
        "lead times.",
    )


def inside_text(label: str) -> str:
    """A label as it stands inside a sentence; abbreviations stay as they are.

    Example:
        >>> inside_text("Won deals"), inside_text("MQL")
        ('won deals', 'MQL')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _short(name: str) -> str:
    """A name that does not fill the line."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


@dataclass(frozen=True, kw_only=True)
class OutlierFigures:
    """One row to be put into words.

    Attributes:
        label: of the rows, such as «Invoices»; ``key`` names the row.
        group: what it is compared with, in words; empty = all rows.
        median, low, high: what is usual there; nine in ten lie between the last two.
        rows: how many there are.
    """

    label: str
    key: str
    group: str
    day: str
    unit: Unit | None
    value: float
    median: float
    low: float
    high: float
    rows: int
    p_value: float


def outlier_sentence(figures: OutlierFigures) -> Sentence:
    """«Invoices: I12 of $1.2M is far above its kind»."""
    book = NumberBook()
    value, median, low, high = (
        book.note(name, number, value_text(number, figures.unit), unit=figures.unit)
        for name, number in (
            ("value", figures.value), ("median", figures.median), ("low", figures.low),
            ("high", figures.high),
        )
    )  # fmt: skip
    rows = book.note("rows", figures.rows, value_text(figures.rows, "count"), unit="count")
    way = "above" if figures.value > figures.median else "below"
    kind = f"of {book.name('group', figures.group)} " if figures.group else ""
    key, day = book.name("row", _short(figures.key)), book.name("day", figures.day)
    return book.sentence(
        title=f"{figures.label}: {_short(figures.key)} is far {way} its kind",
        text=f"{key}, dated {day}, is {value}. The {rows} {kind}are "
        f"usually about {median}, nine in ten between {low} and {high}.",
        uncertainty=book.chance(figures.p_value, of="An amount this far off"),
    )


@dataclass(frozen=True, kw_only=True)
class RetentionFigures:
    """A cohort to be put into words.

    Attributes:
        cohort: the quarter they started in; ``size`` of them.
        share: how many were there after ``months``; ``expected`` of the ``groups`` before them.
    """

    cohort: str
    months: int
    size: float
    share: float
    expected: float
    groups: int
    p_value: float


def retention_sentence(figures: RetentionFigures) -> Sentence:
    """«Retention after 3 months: Q1 2026 keeps fewer»."""
    book = NumberBook()
    months = book.note("months", figures.months, str(figures.months), unit="months")
    size = book.note("size", figures.size, value_text(figures.size, "count"), unit="count")
    share = book.note("share", figures.share, value_text(figures.share, "percent"), unit="percent")
    expected = book.note(
        "expected", figures.expected, value_text(figures.expected, "percent"), unit="percent"
    )
    groups = book.note("groups", figures.groups, str(figures.groups), unit="count")
    more = "more" if figures.share > figures.expected else "fewer"
    cohort = book.name("period", figures.cohort)
    return book.sentence(
        title=f"Retention after {months} months: {cohort} keeps {more}",
        text=f"Of {size} who started in {cohort}, {share} were still there after {months} months; "
        f"of the {groups} quarters before, {expected} were at the same age.",
        uncertainty=book.chance(figures.p_value, of="A quarter this far off"),
    )


@dataclass(frozen=True, kw_only=True)
class StepFigures:
    """A step of a funnel to be put into words.

    Attributes:
        funnel: its title; ``step`` those ``came`` to, of whom ``went`` on within ``days``.
        when: when they came.
        before: the share that went on of those who came in the quarter before; ``expected`` that of
            all ``groups`` quarters before.
    """

    funnel: str
    step: str
    came: float
    went: float
    days: int
    when: str
    before: float
    expected: float
    groups: int
    p_value: float


def step_sentence(figures: StepFigures) -> Sentence:
    """«Deals by stage: fewer go on from Evaluation»."""
    book = NumberBook()
    came = book.note("came", figures.came, value_text(figures.came, "count"), unit="count")
    went = book.note("went", figures.went, value_text(figures.went, "count"), unit="count")
    days = book.note("days", figures.days, str(figures.days), unit="days")
    share, before, expected = (
        book.note(name, number, value_text(number, "percent"), unit="percent")
        for name, number in (
            ("share", figures.went / figures.came), ("before", figures.before),
            ("expected", figures.expected),
        )
    )  # fmt: skip
    groups = book.note("groups", figures.groups, str(figures.groups), unit="count")
    more = "more" if figures.went > figures.expected * figures.came else "fewer"
    step, when = book.name("step", _short(figures.step)), book.name("days", figures.when)
    return book.sentence(
        title=f"{figures.funnel}: {more} go on from {step}",
        text=f"Of {came} that came to {step} on {when}, {went} ({share}) "
        f"had gone on within {days} days; of those in the quarter before {before}, of all "
        f"{groups} quarters before {expected}, each given the same time.",
        uncertainty=book.chance(figures.p_value, of="A step this far off"),
    )


@dataclass(frozen=True, kw_only=True)
class MetricStepFigures:
    """A step of a funnel of metrics to be put into words.

    Attributes:
        first, then: the metrics; ``came`` and ``went`` their values in ``period``.
        before: the rate in ``against``; ``expected`` that of all ``groups`` periods before.
        lags: from how many periods who went on may have come.
        season: whether a year is known.
    """

    first: str
    then: str
    came: float
    went: float
    period: str
    against: str
    grain: str
    before: float
    expected: float
    groups: int
    lags: int
    season: bool
    p_value: float


def metric_step_sentence(figures: MetricStepFigures) -> Sentence:
    """«Fewer sessions become leads in Oct 2026»."""
    book = NumberBook()
    came, went, groups, lags = (
        book.note(name, number, value_text(number, "count"), unit="count")
        for name, number in (
            ("came", figures.came), ("went", figures.went), ("groups", figures.groups),
            ("lags", figures.lags),
        )
    )  # fmt: skip
    share, before, expected = (
        book.note(name, number, value_text(number, "percent"), unit="percent")
        for name, number in (
            ("share", figures.went / figures.came), ("before", figures.before),
            ("expected", figures.expected),
        )
    )  # fmt: skip
    word = PERIOD_WORDS[figures.grain]
    more = "More" if figures.went > figures.expected * figures.came else "Fewer"
    season = "" if figures.season else " Less than a year is known: it may come each year."
    first, then = (_short(inside_text(label)) for label in (figures.first, figures.then))
    period, against = book.name("period", figures.period), book.name("period", figures.against)
    first, then = book.name("first", first), book.name("second", then)
    return book.sentence(
        title=f"{more} {first} become {then} in {period}",
        text=f"Beside {came} {first} in {period} stand {went} {then} ({share}); in "
        f"{against} it was {before}, in the {groups} {word}s before together {expected}. "
        f"It is unusual whichever of the last {lags} {word}s they came from.{season}",
        uncertainty=book.chance(figures.p_value, of="A step this far off"),
    )


@dataclass(frozen=True, kw_only=True)
class MixFigures:
    """A mix that shifted, to be put into words.

    Attributes:
        value, previous: the metric, which held.
        gained, lost: the values whose shares rose and fell most, with both shares, before and now.
        usual: nine in ten of ``steps`` earlier steps moved no share by more.
    """

    label: str
    unit: Unit | None
    dimension: str
    value: float
    previous: float
    period: str
    against: str
    gained: str
    gained_shares: tuple[float, float]
    lost: str
    lost_shares: tuple[float, float]
    usual: float
    steps: int
    p_value: float


def mix_sentence(figures: MixFigures) -> Sentence:
    """«Revenue held, but its mix by region moved to Europe»."""
    book = NumberBook()
    value, previous = (
        book.note(name, number, value_text(number, figures.unit), unit=figures.unit)
        for name, number in (("value", figures.value), ("previous", figures.previous))
    )
    shares = [
        book.note(name, number, value_text(number, "percent"), unit="percent")
        for name, number in zip(
            ("gained_before", "gained", "lost_before", "lost"),
            (*figures.gained_shares, *figures.lost_shares),
            strict=True,
        )
    ]
    usual = book.note(
        "usual", figures.usual, change_text(figures.usual, "percent").lstrip("+"), unit="points"
    )
    steps = book.note("steps", figures.steps, str(figures.steps), unit="count")
    period, against = book.name("period", figures.period), book.name("period", figures.against)
    gained, lost = (book.name("segment", _short(item)) for item in (figures.gained, figures.lost))
    return book.sentence(
        title=f"{figures.label} held; its mix by {figures.dimension} moved",
        text=f"{value} in {period} after {previous} in {against} is no unusual "
        f"step, but {gained} rose from {shares[0]} to {shares[1]} of it and "
        f"{lost} fell from {shares[2]} to {shares[3]}. In most of the {steps} "
        f"steps before, no share moved by more than {usual}.",
        uncertainty=book.chance(figures.p_value, of="A shift this large"),
    )


@dataclass(frozen=True, kw_only=True)
class ConcentrationFigures:
    """What a few take of a total, to be put into words.

    Attributes:
        label: of the total; ``parties`` who share it, in the plural, and ``count`` how many do.
        leading: name and share of the largest, largest first; ``amount`` what they take together.
        months: over how many it is, the last of them ``period``; None for what stands at its end.
        before: their share a year before, whoever they were then; None where that is not known.
        major: the share from which one alone is a major one, where it has that; else None.
        p_value: of the move; None where that is not told.
    """

    label: str
    unit: Unit | None
    parties: str
    count: int
    leading: Sequence[tuple[str, float]]
    amount: float
    whole: float
    months: int | None
    period: str
    before: float | None
    major: float | None
    p_value: float | None


def concentration_sentence(figures: ConcentrationFigures) -> Sentence:
    """«Revenue: 3 of 180 customers make 42%»."""
    book = NumberBook()
    together = sum(share for _, share in figures.leading)
    many = book.note("leading", len(figures.leading), str(len(figures.leading)), unit="count")
    count = book.note("parties", figures.count, f"{figures.count:,}", unit="count")
    share = book.note("share", together, share_text(together), unit="percent")
    amount, whole = (
        book.note(name, number, value_text(number, figures.unit), unit=figures.unit)
        for name, number in (("amount", figures.amount), ("whole", figures.whole))
    )
    named = []
    for place, (name, part) in enumerate(figures.leading):
        text = book.note(f"share_{place}", part, share_text(part), unit="percent")
        named.append(f"{book.name('party', _short(name))} {text}")
    period = book.name("period", figures.period)
    when = f"At the end of {period}"
    if figures.months is not None:
        months = book.note("months", figures.months, str(figures.months), unit="months")
        when = f"In the {months} months to {period}"
    told = [
        f"{when}: {', '.join(named)}; {amount} of {whole}.",
        _since_a_year(book, figures, together),
    ]
    if figures.major is not None:
        limit = book.note("major", figures.major, share_text(figures.major), unit="percent")
        told.append(f"One alone makes {limit} or more, which accounting rules call a major one.")
    chance = None
    if figures.p_value is not None:
        chance = book.chance(figures.p_value, of="A share that moves this far")
    return book.sentence(
        title=f"{figures.label}: {many} of {count} {figures.parties} make {share}",
        text=" ".join(filter(None, told)),
        uncertainty=chance,
    )


def _since_a_year(book: NumberBook, figures: ConcentrationFigures, together: float) -> str:
    """What the largest of a year before had."""
    if figures.before is None:
        return ""
    then = book.note("before", figures.before, share_text(figures.before), unit="percent")
    moved = together - figures.before
    change = book.note("moved", moved, change_text(moved, "percent"), unit="points")
    return f"The largest of a year before made {then} then ({change})."
