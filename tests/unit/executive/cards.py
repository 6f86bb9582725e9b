"""Cards and insights with nothing but what a summary looks at."""

from dataclasses import replace
from typing import Any

from boardroom.insight.model import Effect, Insight, KeyMetric
from boardroom.insight.summary import AlertLevel
from boardroom.semantic.model import Expression, Metric
from tests.unit.insight.sample_report import EVIDENCE, months

SERIES = tuple(float(100 + number) for number in range(13))


def card(name: str, value: float | None = 112.0, **more: Any) -> KeyMetric:
    """A card of a metric that should rise, with thirteen months."""
    made = KeyMetric(
        metric=name,
        label=name.capitalize(),
        value=value,
        unit="USD",
        direction="up",
        evidence=EVIDENCE,
        department="sales",
        previous=100.0,
        change=None if value is None else value - 100.0,
        sparkline=tuple(zip(months(13), SERIES, strict=True)),
        sparkline_grain="month",
    )
    return replace(made, **more)


def bad(kind: Any, name: str, *, effect: float | None = -10.0, **more: Any) -> Insight:
    """Something bad about a metric."""
    made = Insight(
        id=f"{kind}:{name}",
        kind=kind,
        metric=name,
        title=f"{name} {kind}",
        text=f"{name} went wrong",
        numbers=(),
        evidence=EVIDENCE,
        department="sales",
        assessment="bad",
        effect=None if effect is None else Effect(value=effect, low=effect - 5, high=effect + 5),
    )
    return replace(made, **more)


def crossed(name: str, level: AlertLevel) -> Insight:
    """A crossed threshold."""
    return bad("threshold", name, level=level)


def metric(name: str, **more: Any) -> Metric:
    """A metric of the model."""
    return Metric(name=name, expression=Expression(sql=f"SUM(x.{name})"), **more)
