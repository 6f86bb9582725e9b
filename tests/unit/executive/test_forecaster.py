"""What is worth a forecast: what moves, of today, on more than a handful of cases."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from boardroom.executive.forecaster import tells_something, worth_forecasting
from boardroom.insight.model import Forecast, ForecastPoint, KeyMetric
from boardroom.semantic.result import Caveat
from tests.unit.insight.sample_report import HEADCOUNT, REVENUE, months

MOVING = [90.0, 87.0, 94.0, 101.0, 99.0, 104.0]
FEW = (Caveat(kind="few_rows", text="Few rows: 7 in the last period."),)


def _card(values: Sequence[float | None], unit: str = "USD") -> KeyMetric:
    sparkline = tuple(zip(months(len(values)), values, strict=True))
    return replace(REVENUE, unit=unit, sparkline=sparkline, caveats=())


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (_card(MOVING), True),
        (_card(MOVING, "count"), True),
        (_card([9.9, 9.9, 9.9, 9.9, 11.9, 11.9]), False),
        (_card([2.0, 0.0, 1.0, 3.0, 1.0, 2.0], "count"), False),
        (_card([2.0, 0.0, 1.0, 3.0, 1.0, 2.0], "percent"), True),
        (replace(_card(MOVING), caveats=FEW), False),
        (replace(_card(MOVING), outdated=True), False),
        (replace(_card(MOVING), same_as="revenue"), False),
        (HEADCOUNT, False),
    ],
    ids=[
        "money", "a count", "a fixed price", "a rare thing", "a rate", "few rows", "outdated",
        "told under another name", "timeless",
    ],
)  # fmt: skip
def test_only_open_questions_are_forecast(card: KeyMetric, expected: bool) -> None:  # noqa: FBT001  # a parameter
    assert worth_forecasting(card) is expected


def test_an_interval_as_wide_as_the_value_tells_nothing() -> None:
    point = ForecastPoint(start=months(1)[0], value=100.0, low=60.0, high=140.0)
    found = Forecast(
        points=(point,), grain="month", unit="USD", method="", coverage=0.8, measured=0.8, cases=9
    )
    assert tells_something(found)
    for low, high in ((50.0, 150.0), (-10.0, 210.0)):
        assert not tells_something(replace(found, points=(replace(point, low=low, high=high),)))
