"""What a method named by the user flags in a metric's series. Made by ``executive.judging``."""

from dataclasses import dataclass
from datetime import date

from boardroom.analysis.anomaly.anomaly import Anomaly, AnomalyKind
from boardroom.analysis.anomaly.classic import DEVIATIONS, FENCE, ISOLATED
from boardroom.analysis.anomaly.detection import THRESHOLD
from boardroom.analysis.anomaly.method import Method
from boardroom.insight.model import Evidence
from boardroom.insight.number_text import MINUS
from boardroom.semantic.model import Unit

METHOD_NAMES = {
    Method.ZSCORE: "z-score",
    Method.IQR: "interquartile range",
    Method.FOREST: "isolation forest",
    Method.SEASONAL: "seasonal expectation",
}
_KINDS = {
    AnomalyKind.SPIKE: "a spike",
    AnomalyKind.SHIFT: "a shift of the level",
    AnomalyKind.SPREAD: "another spread",
    AnomalyKind.FLAT: "the same value all the time",
}


@dataclass(frozen=True, kw_only=True)
class SeriesPoint:
    """One period of the series: a day, or the moment an hour begins; None where the value is not
    known."""

    start: date
    value: float | None


@dataclass(frozen=True, kw_only=True)
class FlaggedPoint:
    """What the method sets apart.

    Attributes:
        start, end: its first and its last day; of hours and minutes, the moment it ends.
        value: of its first period.
        expected, low, high: what was usual; None where the method says none.
        how: how far beyond, in the words of the method.
    """

    start: date
    end: date
    value: float
    expected: float | None
    low: float | None
    high: float | None
    how: str


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A metric's series, judged by one method.

    Attributes:
        step: what a point of the series is: ``day``, ``week``, ``month``, ``hour``, ``5 minutes``.
        start, end: what was judged, as in ``FlaggedPoint``.
        judged: how many points of it are known.
        flagged: how many of these ``points`` cover.
        share_on_noise: the share that the method flags on normal noise of the same length.
        series: all that was read, also what was only learnt from.
    """

    metric: str
    title: str
    unit: Unit | None
    method: Method
    step: str
    start: date
    end: date
    judged: int
    flagged: int
    share_on_noise: float
    note: str
    points: tuple[FlaggedPoint, ...]
    series: tuple[SeriesPoint, ...]
    evidence: Evidence


def how_text(found: Anomaly, method: Method) -> str:
    """How far beyond what is usual, in the words of the method."""
    if method is Method.ZSCORE:
        deviation = (found.high - found.low) / (2 * DEVIATIONS)
        return f"{_signed((found.value - found.expected) / deviation)} standard deviations"
    if method is Method.IQR:
        return _beyond_quartile(found)
    if method is Method.FOREST:
        return f"isolation score {found.score:.2f} (from {ISOLATED:.2f} on)"
    return f"{_KINDS[found.kind]}, score {found.score:.2f} (from {THRESHOLD:.2f} on)"


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else MINUS}{abs(value):.2f}"


def _beyond_quartile(found: Anomaly) -> str:
    """As from Q3 = high − 1.5 IQR, or from Q1 = low + 1.5 IQR."""
    distance = (found.high - found.low) / (1 + 2 * FENCE)
    name, sign = ("Q3", "+") if found.value > found.high else ("Q1", MINUS)
    if distance <= 0:
        return f"beyond {name}, which the other quartile equals"
    past = max(found.value - found.high, found.low - found.value)
    return f"{name} {sign} {FENCE + past / distance:.2f} IQR"


def noise_note(method: Method, *, judged: int, share: float) -> str:
    """What such a list is worth: how much of it comes by chance."""
    name = METHOD_NAMES[method]
    anyway = "less than 0.1%" if share < 0.0005 else f"about {share:.1%}"
    return (
        f"This controls no false discoveries: on normal noise of the same length the {name} flags "
        f"{anyway} of the points anyway, here {share * judged:.1f} of {judged:,}. {_LIMITS[method]}"
    )


_ORDERLESS = "Heavy tails make it more; a season or a trend hides what is unusual, or feigns it."
_LIMITS = {
    Method.ZSCORE: _ORDERLESS,
    Method.IQR: _ORDERLESS,
    Method.FOREST: _ORDERLESS,
    Method.SEASONAL: "Heavy tails or a level that wanders make it more.",
}
