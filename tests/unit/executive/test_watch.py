"""Crossed thresholds and missed targets."""

from dataclasses import replace
from datetime import date

import pytest

from boardroom.executive.watch import crossed_level, find_crossed, find_missed
from boardroom.semantic.model import Direction, Expression, Threshold
from boardroom.semantic.result import Caveat
from tests.unit.executive.cards import card, metric
from tests.unit.insight.sample_report import months

HIGH_IS_BAD = Threshold(warning=0.05, critical=0.10)
LOW_IS_BAD = Threshold(warning=0.999, critical=0.995)


@pytest.mark.parametrize(
    ("value", "limits", "direction", "expected"),
    [
        (0.049, HIGH_IS_BAD, "down", None),
        (0.05, HIGH_IS_BAD, "down", ("warning", 0.05)),
        (0.10, HIGH_IS_BAD, "down", ("critical", 0.10)),
        (0.9995, LOW_IS_BAD, "up", None),
        (0.999, LOW_IS_BAD, "up", ("warning", 0.999)),
        (0.99, LOW_IS_BAD, "up", ("critical", 0.995)),
        (0.99, LOW_IS_BAD, None, ("critical", 0.995)),
        (0.9995, LOW_IS_BAD, None, None),
        (0.2, HIGH_IS_BAD, None, ("critical", 0.10)),
        (0.2, Threshold(warning=0.1), None, ("warning", 0.1)),
        (0.2, Threshold(critical=0.1), "down", ("critical", 0.1)),
        (0.0, Threshold(critical=0.0), "down", ("critical", 0.0)),
        (5.0, Threshold(), "down", None),
    ],
)
def test_the_worst_level_reached_is_told(
    value: float,
    limits: Threshold,
    direction: Direction | None,
    expected: tuple[str, float] | None,
) -> None:
    assert crossed_level(value, limits, direction) == expected


def test_a_crossed_threshold_says_level_and_distance() -> None:
    cards = [
        card("churn", 0.07, direction="down"),
        card("calm", 0.01, direction="down"),
        card("old", 0.5, direction="down", outdated=True),
        card("empty", None, direction="down"),
        card("free", 0.5),
    ]
    known = {item.metric: metric(item.metric, thresholds=HIGH_IS_BAD) for item in cards[:4]}
    (found,) = find_crossed(cards, {**known, "free": metric("free")})
    assert (found.id, found.level, found.assessment) == ("threshold:churn", "warning", "bad")
    assert found.effect is not None
    assert found.effect.value == pytest.approx(0.02)
    assert found.score == pytest.approx(sum(found.score_parts.values()))


def test_a_level_that_nobody_chose_is_not_judged_by_few_rows() -> None:
    few = (Caveat(kind="few_rows", text="Few rows: 3 in the last period."),)
    cards = [
        card("cac", 900.0, direction="down", caveats=few),
        card("ratio", 0.4),
        card("other", 0.4),
    ]
    low = Threshold(warning=3, critical=1)
    made = replace(metric("ratio", thresholds=low), expression=Expression(sql="ltv / cac"))
    known = {"cac": metric("cac"), "ratio": made, "other": metric("other", thresholds=low)}
    usual = frozenset({"ratio", "other"})
    steady = [replace(item, sparkline=_monthly([0.4] * 6)) for item in cards]
    assert [item.metric for item in find_crossed(steady, known, usual=usual)] == ["other"]
    assert [item.metric for item in find_crossed(steady, known)] == ["ratio", "other"]


def _monthly(values: list[float]) -> tuple[tuple[date, float | None], ...]:
    return tuple(zip(months(len(values)), values, strict=True))


def test_a_level_that_nobody_chose_counts_beyond_the_usual_swing() -> None:
    calm = [0.04, 0.041, 0.04, 0.042, 0.041, 0.04, 0.041, 0.07]
    wild = [0.01, 0.06, 0.02, 0.08, 0.03, 0.01, 0.05, 0.07]
    cards = [
        card("calm", 0.07, direction="down", sparkline=_monthly(calm)),
        card("wild", 0.07, direction="down", sparkline=_monthly(wild)),
    ]
    known = {item.metric: metric(item.metric, thresholds=HIGH_IS_BAD) for item in cards}
    assert [item.metric for item in find_crossed(cards, known)] == ["calm", "wild"]
    usual = frozenset(known)
    assert [item.metric for item in find_crossed(cards, known, usual=usual)] == ["calm"]


def test_a_clearly_missed_target_says_how_far() -> None:
    cards = [
        card("short", 80.0, target=100.0),
        card("near", 99.5, target=100.0),
        card("over", 130.0, target=100.0),
        card("slow", 12.0, target=10.0, direction="down"),
        card("aimless", 80.0, target=100.0, direction=None),
        card("old", 80.0, target=100.0, outdated=True),
        card("empty", None, target=100.0),
    ]
    found = find_missed(cards, {item.metric: metric(item.metric) for item in cards})
    assert [(item.metric, item.effect.value) for item in found if item.effect] == [
        ("short", -20.0), ("slow", 2.0),
    ]  # fmt: skip
