"""A change in one line: arrow, signed size, «vs period». Used by the HTML and terminal
renderers.
"""

from dataclasses import dataclass

from boardroom.analysis.change import from_nearly_nothing
from boardroom.insight.model import Assessment, Delta, KeyMetric
from boardroom.insight.number_text import change_text, ratio_text
from boardroom.insight.period_text import period_text
from boardroom.semantic.model import Unit
from boardroom.semantic.result import Period

_LEAST = 0.0005
NO_RATIOS = frozenset({"percent", "points", "score"})


@dataclass(frozen=True, kw_only=True)
class DeltaText:
    """The parts of the line.

    Attributes:
        arrow: ``▲``, ``▼`` or ``▬`` for the direction of the change.
        size: relative change, or points for rates, or the plain difference from (nearly) zero.
        against: ``vs Jul 2018``.
    """

    arrow: str
    size: str
    against: str
    assessment: Assessment


def difference(
    value: float | None, previous: float | None, unit: Unit | None
) -> tuple[float | None, float | None]:
    """Change and relative change. There is no relative change of rates and of scores, whose zero is
    a convention, and none from zero, from nearly nothing or where a value is negative: a loss of 75
    that becomes one of 14,388 did not fall by 19,000 %.

    Example:
        >>> difference(110.0, 100.0, "USD"), difference(0.5, 0.4, "percent")[1]
        ((10.0, 0.1), None)
        >>> difference(-30.0, 20.0, "USD"), difference(900.0, 2.0, "count")
        ((-50.0, None), (898.0, None))
    """
    if value is None or previous is None:
        return None, None
    change = value - previous
    if unit in NO_RATIOS or previous <= 0 or value < 0 or from_nearly_nothing(value, previous):
        return change, None
    return change, change / previous


def is_negligible(change: float, ratio: float | None, unit: Unit | None) -> bool:
    """Whether a change is too small to be shown: under 0.05 % or 0.05 points.

    Example:
        >>> is_negligible(0.4, 0.0001, "USD"), is_negligible(0.004, None, "percent")
        (True, False)
    """
    if ratio is not None:
        return abs(ratio) < _LEAST
    return abs(change) < _LEAST if unit == "percent" else change == 0


def delta_of_card(card: KeyMetric) -> DeltaText | None:
    """The card's like-for-like change; None without an earlier value."""
    comparison = card.evidence.comparison
    if card.change is None or comparison is None:
        return None
    before = Period(start=comparison.start, end=comparison.end, complete=True)
    delta = Delta(
        label=period_text(before),
        previous=card.previous,
        change=card.change,
        change_ratio=card.change_ratio,
        assessment=card.assessment,
    )
    return delta_text(delta, unit=card.unit)


def delta_of_year(card: KeyMetric) -> DeltaText | None:
    """The card against one year earlier; None when that is not loaded."""
    return None if card.year_ago is None else delta_text(card.year_ago, unit=card.unit)


def delta_text(delta: Delta, *, unit: Unit | None) -> DeltaText | None:
    """The line of one delta; None without a change.

    Example:
        >>> delta = Delta(label="Jul 2018", previous=8.0, change=2.0, change_ratio=0.25)
        >>> found = delta_text(delta, unit=None)
        >>> found.arrow, found.size, found.against
        ('▲', '+25.0%', 'vs Jul 2018')
    """
    if delta.change is None:
        return None
    size = (
        change_text(delta.change, unit)
        if delta.change_ratio is None
        else ratio_text(delta.change_ratio)
    )
    moved = not is_negligible(delta.change, delta.change_ratio, unit)
    arrow = "▬" if not moved else "▲" if delta.change > 0 else "▼"
    return DeltaText(
        arrow=arrow,
        size=size if moved else "no change",
        against=f"vs {delta.label}",
        assessment=delta.assessment if moved else "neutral",
    )
