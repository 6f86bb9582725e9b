"""The sentences on metrics that move together or one after the other. They never say why.

Every number in them is a ``Number``. Called by ``executive.scan.companion_telling``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.insight.number_text import value_text
from boardroom.insight.wording import NumberBook, Sentence

NO_CAUSE = "It does not say that one brings about the other: both may follow something else."


@dataclass(frozen=True, kw_only=True)
class CompanionFigures:
    """Two metrics to be put into words.

    Attributes:
        first, second: their labels; ``first`` comes first where ``lag`` is above 0.
        lag: in ``period`` (day, week).
        r, low, high: the correlation, and between what it lies nine times in ten.
        rank_r: that of the ranks.
        periods: how many both are known for.
        p_value: how often unrelated metrics do as much.
        also: other pairs that show the same, in words.
    """

    first: str
    second: str
    lag: int
    period: str
    r: float
    low: float
    high: float
    rank_r: float
    periods: int
    p_value: float
    also: Sequence[str] = ()


def companion_sentence(figures: CompanionFigures) -> Sentence:
    """«A rise in Sessions tends to come 3 days before one in Leads»."""
    book = NumberBook()
    one, other = book.name("first", figures.first), book.name("second", figures.second)
    period = figures.period
    side = "above" if figures.r > 0 else "below"
    if figures.lag:
        lag = book.note("lag", figures.lag, value_text(figures.lag, "count"), unit="count")
        after = f"{lag} {period}{'s' if figures.lag > 1 else ''}"
        follows = "one" if figures.r > 0 else "a fall"
        title = f"A rise in {one} tends to come {after} before {follows} in {other}"
        text = f"Where {one} lies above what its trend, season and days of the week let expect, "
        text += f"{other} tends to lie {side} it {after} later"
    else:
        together = "together" if figures.r > 0 else "in opposite directions"
        title = f"{one} and {other} move {together}"
        text = f"Where {one} lies above what its trend, season and days of the week let expect, "
        text += f"{other} tends to lie {side} it in the same {period}"
    r = book.note("r", figures.r, r_text(figures.r))
    low = book.note("low", figures.low, r_text(figures.low))
    high = book.note("high", figures.high, r_text(figures.high))
    rank_r = book.note("rank_r", figures.rank_r, r_text(figures.rank_r))
    count = value_text(figures.periods, "count")
    periods = book.note("periods", figures.periods, count, unit="count")
    text += f": the correlation is {r} over {periods} {period}s (from {low} to {high}; of the "
    text += f"ranks {rank_r}). {NO_CAUSE}"
    if figures.also:
        text += f" Also: {book.name('others', '; '.join(figures.also))}."
    return book.sentence(
        title=title,
        text=text,
        uncertainty=book.chance(figures.p_value, of="A correlation this strong, at any lag,"),
    )


def r_text(r: float) -> str:
    """A correlation with two places.

    Example:
        >>> r_text(0.618), r_text(-0.5)
        ('0.62', '−0.50')
    """
    return f"{r:.2f}".replace("-", "−")
