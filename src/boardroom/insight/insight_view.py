"""Insights in words: marks, kinds, what to do, how large; forecasts as rows. Used by renderers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boardroom.insight.model import Forecast, Insight, InsightKind
from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.page_index import PageIndex
from boardroom.insight.period_text import axis_text
from boardroom.insight.summary import AlertLevel

KIND_WORDS: Mapping[InsightKind, str] = {
    "change": "Change", "trend": "Trend", "contributors": "Contributors",
    "data_quality": "Data quality", "value": "Value", "threshold": "Threshold",
    "target": "Target", "forecast": "Forecast", "churn": "Churn", "episode": "Out of range",
    "drivers": "Drivers", "correlation": "Moves together", "record": "Record",
    "mix": "Mix", "funnel": "Funnel step", "retention": "Retention", "outlier": "Outlier",
    "migration": "Segments", "stock": "Stock",
}  # fmt: skip
LEVEL_MARKS: Mapping[AlertLevel, str] = {"critical": "✗", "warning": "!"}

_MARKS = {"good": "✓", "bad": "✗", "neutral": "•"}


@dataclass(frozen=True, kw_only=True)
class ForecastRow:
    """What is expected of one metric.

    Attributes:
        when, value, range: of its next period.
        later: the same of the periods after it, in one line each.
        held: how often the same method was right on past periods.
    """

    label: str
    when: str
    value: str
    range: str
    later: tuple[str, ...]
    held: str
    insight: Insight
    forecast: Forecast


def insight_mark(item: Insight) -> str:
    """One sign for kind, level or verdict of an insight."""
    if item.level is not None:
        return LEVEL_MARKS[item.level]
    if item.kind == "data_quality":
        return "!"
    return "↳" if item.kind == "contributors" else _MARKS[item.assessment]


def effect_text(item: Insight, index: PageIndex) -> str:
    """How large it is, with its interval; empty where no interval is known."""
    effect, card = item.effect, index.cards.get(item.metric)
    if effect is None or card is None or effect.low is None or effect.high is None:
        return ""
    value, low, high = (
        change_text(number, card.unit) for number in (effect.value, effect.low, effect.high)
    )
    return f"Size: {value}, nine times in ten between {low} and {high}."


def split_forecasts(
    insights: Sequence[Insight], index: PageIndex
) -> tuple[tuple[Insight, ...], tuple[ForecastRow, ...]]:
    """Insights on what was, and forecasts as rows, both in their order."""
    told = tuple(item for item in insights if item.forecast is None or not item.forecast.points)
    rows = tuple(
        _forecast_row(item, item.forecast, index)
        for item in insights
        if item.forecast is not None and item.forecast.points
    )
    return told, rows


def coverage_title(rows: Sequence[ForecastRow]) -> str:
    """What the intervals of ``rows`` are meant to hold, where it is the same for all."""
    shares = {row.forecast.coverage for row in rows}
    return f"{share_text(shares.pop())} interval" if len(shares) == 1 else "interval"


def _forecast_row(item: Insight, found: Forecast, index: PageIndex) -> ForecastRow:
    card = index.cards.get(item.metric)
    first = found.points[0]
    inside = round(found.measured * found.cases)
    return ForecastRow(
        label=card.label if card is not None else item.metric.replace("_", " ").capitalize(),
        when=axis_text(first.start, found.grain),
        value=value_text(first.value, found.unit),
        range=_range(first.low, first.high, found),
        later=tuple(
            f"{axis_text(point.start, found.grain)}: {value_text(point.value, found.unit)}, "
            f"{_range(point.low, point.high, found)}"
            for point in found.points[1:]
        ),
        held=f"{inside} of {found.cases} values",
        insight=item,
        forecast=found,
    )


def _range(low: float, high: float, found: Forecast) -> str:
    """From low to high; a unit in words is said once."""
    first, last = value_text(low, found.unit), value_text(high, found.unit)
    _, space, word = last.partition(" ")
    return f"{first.removesuffix(space + word) if word.isalpha() else first} to {last}"
