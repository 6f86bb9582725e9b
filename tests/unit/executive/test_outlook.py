"""Trajectory and risk, recomputed by hand."""

from dataclasses import replace
from typing import Any

import pytest

from boardroom.executive.outlook import assess_risk, leading_metric, read_trajectory
from boardroom.insight.model import Insight
from tests.unit.executive.cards import SERIES, bad, card, crossed

GROWING = [100.0 * 1.02**number for number in range(36)]


def test_the_leading_metric_is_the_first_money_that_should_rise() -> None:
    cards = [
        card("visits", unit="count"),
        card("cost", direction="down"),
        card("old", outdated=True),
        card("short", sparkline=card("x").sparkline[:5]),
        card("revenue"),
        card("arr"),
    ]
    found = leading_metric(cards)
    assert found is not None
    assert found.metric == "revenue"
    first = leading_metric(cards[:2])
    assert first is not None
    assert first.metric == "visits"
    assert leading_metric([card("cost", direction="down")]) is None


def test_growth_is_the_last_three_against_the_same_a_year_before() -> None:
    found = read_trajectory(card("revenue"), GROWING, season=12)
    assert found is not None
    assert found.recent == pytest.approx(sum(GROWING[33:]) / sum(GROWING[21:24]) - 1)
    assert found.earlier == pytest.approx(sum(GROWING[30:33]) / sum(GROWING[18:21]) - 1)
    assert found.label == "growing, steadily"
    assert "the same a year before" in found.text
    days = card("revenue", sparkline_grain="day")
    weekly = read_trajectory(days, GROWING, season=7)
    assert weekly is not None
    assert weekly.recent == pytest.approx(sum(GROWING[33:]) / sum(GROWING[26:29]) - 1)
    assert "the same a week before" in weekly.text


def test_without_two_seasons_the_three_before_are_taken() -> None:
    found = read_trajectory(card("revenue"), list(SERIES), season=12)
    assert found is not None
    assert found.recent == pytest.approx(sum(SERIES[10:]) / sum(SERIES[7:10]) - 1)
    assert found.earlier == pytest.approx(sum(SERIES[7:10]) / sum(SERIES[4:7]) - 1)
    assert "the 3 before" in found.text


def test_exactly_one_season_and_three_give_growth_without_an_earlier_one() -> None:
    found = read_trajectory(card("revenue"), GROWING[:15], season=12)
    assert found is not None
    assert found.recent == pytest.approx(sum(GROWING[12:15]) / sum(GROWING[:3]) - 1)
    assert (found.earlier, found.label) == (None, "growing")


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ([100.0, 100, 100, 100, 100, 100, 100, 100, 100], "flat"),
        ([100.0, 100, 100, 90, 90, 90, 99, 99, 99], "growing, faster"),
        ([100.0, 100, 100, 200, 200, 200, 220, 220, 220], "growing, slower"),
        ([100.0, 100, 100, 120, 120, 120, 60, 60, 60], "shrinking, faster"),
        ([100.0, 100, 100, 50, 50, 50, 45, 45, 45], "shrinking, slower"),
    ],
)
def test_the_label_says_where_it_goes_and_whether_faster(values: list[float], label: str) -> None:
    found = read_trajectory(card("revenue"), values, season=None)
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(
    "values",
    [
        [1.0, 2, 3, 4, 5], [1.0, 2, 3, None, 5, 6], [None, 2.0, 3, 4, 5, 6],
        [0.0, 0, 0, 1, 2, 3], [-5.0, -5, -5, 1, 2, 3], [],
    ],
)  # fmt: skip
def test_gaps_and_nothing_to_grow_from_give_no_trajectory(values: list[float | None]) -> None:
    assert read_trajectory(card("revenue"), values, season=None) is None


@pytest.mark.parametrize(
    ("insights", "level", "reasons"),
    [
        ([], "low", []),
        ([bad("trend", "a"), bad("target", "b"), bad("data_quality", "")], "low", []),
        ([bad("change", "a", assessment="good")] * 3, "low", []),
        ([bad("change", "a")], "medium", ["a change"]),
        ([crossed("b", "warning")], "medium", ["b threshold"]),
        ([bad("change", "a"), bad("change", "b")], "medium", ["a change", "b change"]),
        ([bad("change", "a"), bad("change", "b"), bad("change", "c")], "high",
         ["a change", "b change", "c change"]),
        ([bad("change", "a"), crossed("b", "warning"), crossed("c", "critical")], "high",
         ["c threshold", "b threshold", "a change"]),
    ],
)  # fmt: skip
def test_risk_follows_its_rule(insights: list[Insight], level: str, reasons: list[str]) -> None:
    found = assess_risk(insights)
    assert (found.level, list(found.reasons)) == (level, reasons)


def test_an_unusual_course_that_goes_on_is_a_risk() -> None:
    def courses(*names: str, **more: Any) -> list[Insight]:
        return [bad("episode", name, **{"status": "on", **more}) for name in names]

    assert assess_risk(courses("a")).level == "medium"
    assert assess_risk(courses("a", "b")).level == "medium"
    assert assess_risk([*courses("a", "b"), bad("change", "c")]).level == "high"
    assert assess_risk([*courses("a", "b"), bad("change", "b")]).level == "medium"
    assert assess_risk(courses("a", level="critical")).level == "high"
    assert assess_risk(courses("a", "b", "c", status="recovered")).level == "low"


def test_a_course_that_a_change_tells_too_weighs_as_much_as_alone() -> None:
    course = bad("episode", "a", status="on", level="critical")
    assert assess_risk([replace(bad("change", "a"), told=course)]).level == "high"
    assert assess_risk([replace(crossed("a", "warning"), told=course)]).level == "high"
    assert assess_risk([replace(bad("change", "a"), told=replace(course, level=None))]).level == (
        "medium"
    )
