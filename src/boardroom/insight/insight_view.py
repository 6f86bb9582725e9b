"""Insights in words: marks, kinds, what to do, how large; forecasts as rows. Used by renderers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boardroom.insight.model import Forecast, Insight, InsightKind
from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.period_text import axis_text
from boardroom.insight.summary import AlertLevel

KIND_WORDS: Mapping[InsightKind, str] = {
    "change": "Change", "trend": "Trend", "contributors": "Contributors",
    "data_quality": "Data quality", "value": "Value", "threshold": "Threshold",
    "target": "Target", "forecast": "Forecast", "churn": "Churn", "episode": "Out of range",
    "drivers": "Drivers", "correlation": "Moves together", "record": "Record",
    "mix": "Mix", "funnel": "Funnel step", "retention": "Retention", "outlier": "Outlier",
    "migration": "Segments", "stock": "Stock", "concentration": "Concentration",
    "share": "Share", "difference": "Difference", "association": "Association",
    "course": "Course", "words": "Words", "repeat": "Repeated amount", "evenness": "Nothing there",
}  # fmt: skip
LEVEL_MARKS: Mapping[AlertLevel, str] = {"critical": "✗", "warning": "!"}

_OF_SHARES: frozenset[InsightKind] = frozenset({"funnel", "retention", "migration"})
"""Kinds whose size is a difference of shares."""

_OF_VALUES: frozenset[InsightKind] = frozenset(
    {"change", "episode", "record", "outlier", "target", "threshold"}
)
"""Kinds whose size has the unit of their value. The others say it in their text."""

_MARKS = {"good": "✓", "bad": "✗", "neutral": "•"}


@dataclass(frozen=True, kw_only=True)
class ForecastRow:
    """What is expected of one metric.

    Attributes:
        when, value, range: of its next period.
        later: the same of the periods after it, in one line each.
        held: of how many past values how many lay inside such an interval.
        missed: its mean miss there, of that of repeating the last season; empty where that is not
            known.
    """

    label: str
    when: str
    value: str
    range: str
    later: tuple[str, ...]
    held: str
    missed: str
    insight: Insight
    forecast: Forecast


def insight_mark(item: Insight) -> str:
    """One sign for kind, level or verdict of an insight."""
    if item.level is not None:
        return LEVEL_MARKS[item.level]
    if item.kind == "data_quality":
        return "!"
    return "↳" if item.kind == "contributors" else _MARKS[item.assessment]


def effect_text(item: Insight) -> str:
    """How large it is, with its interval; empty where no interval is known, or where its text says
    it.
    """
    effect = item.effect
    if effect is None or effect.low is None or effect.high is None:
        return ""
    units = {number.id: number.unit for number in item.numbers}
    if item.kind in _OF_SHARES:
        units["value"] = "percent"
    elif item.kind not in _OF_VALUES or "value" not in units:
        return ""
    value, low, high = (
        change_text(number, units["value"]) for number in (effect.value, effect.low, effect.high)
    )
    return f"Size: {value}, nine times in ten between {low} and {high}."


def split_forecasts(
    insights: Sequence[Insight],
) -> tuple[tuple[Insight, ...], tuple[ForecastRow, ...]]:
    """Insights on what was, and forecasts as rows, both in their order."""
    told = tuple(item for item in insights if item.forecast is None or not item.forecast.points)
    rows = tuple(
        _forecast_row(item, item.forecast)
        for item in insights
        if item.forecast is not None and item.forecast.points
    )
    return told, rows


def coverage_title(rows: Sequence[ForecastRow]) -> str:
    """What the intervals of ``rows`` are meant to hold, where it is the same for all."""
    shares = {row.forecast.coverage for row in rows}
    return f"{share_text(shares.pop())} interval" if len(shares) == 1 else "interval"


def _forecast_row(item: Insight, found: Forecast) -> ForecastRow:
    first = found.points[0]
    when = axis_text(first.start, found.grain)
    against = found.against_naive
    return ForecastRow(
        label=item.title.partition(f" in {when}")[0],
        when=when,
        value=value_text(first.value, found.unit),
        range=_range(first.low, first.high, found),
        later=tuple(
            f"{axis_text(point.start, found.grain)}: {value_text(point.value, found.unit)}, "
            f"{_range(point.low, point.high, found)}"
            for point in found.points[1:]
        ),
        held=f"{found.inside} of {found.cases}",
        missed="" if against is None else share_text(against),
        insight=item,
        forecast=found,
    )


def _range(low: float, high: float, found: Forecast) -> str:
    """From low to high; a unit in words is said once."""
    first, last = value_text(low, found.unit), value_text(high, found.unit)
    _, space, word = last.partition(" ")
    return f"{first.removesuffix(space + word) if word.isalpha() else first} to {last}"
