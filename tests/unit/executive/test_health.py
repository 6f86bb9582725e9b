"""The health score: every part recomputed by hand, and how far the whole moves with each."""

from dataclasses import replace

import pytest

from boardroom.executive.health import DepartmentState, measure_health
from boardroom.insight.model import Insight, KeyMetric
from boardroom.insight.summary import Health, HealthPart
from boardroom.semantic.model import Metric, Threshold
from tests.unit.executive.cards import bad, card, metric

LIMITS = Threshold(warning=0.05, critical=0.10)


def _state(
    name: str,
    *cards: KeyMetric,
    insights: tuple[Insight, ...] = (),
    metrics: tuple[Metric, ...] = (),
    weight: float = 1.0,
) -> DepartmentState:
    known = {item.metric: metric(item.metric) for item in cards}
    known |= {item.name: item for item in metrics}
    return DepartmentState(name=name, cards=cards, insights=insights, metrics=known, weight=weight)


def _measured(*states: DepartmentState) -> Health:
    found = measure_health(states)
    assert found is not None
    return found


def _part(health: Health, department: str, kind: str) -> HealthPart:
    (part,) = [x for x in health.parts if (x.department, x.kind) == (department, kind)]
    return part


@pytest.mark.parametrize(
    ("value", "target", "direction", "share"),
    [
        (80.0, 100.0, "up", 0.8), (100.0, 100.0, "up", 1.0), (300.0, 100.0, "up", 1.0),
        (-5.0, 100.0, "up", 0.0), (8.0, 5.0, "down", 0.625), (5.0, 5.0, "down", 1.0),
        (1.0, 5.0, "down", 1.0), (3.0, 0.0, "down", 0.0), (0.0, 0.0, "down", 1.0),
        (-20.0, -10.0, "up", 0.0),
    ],
)  # fmt: skip
def test_a_target_counts_by_the_share_that_is_reached(
    value: float, target: float, direction: str, share: float
) -> None:
    health = _measured(_state("sales", card("a", value, target=target, direction=direction)))
    assert _part(health, "sales", "target").score == pytest.approx(10 * share)


@pytest.mark.parametrize(
    ("value", "score"), [(0.01, 10.0), (0.05, 5.0), (0.07, 5.0), (0.10, 0.0), (0.5, 0.0)]
)
def test_a_threshold_counts_half_at_warning_and_nothing_at_critical(
    value: float, score: float
) -> None:
    watched = card("churn", value, direction="down")
    health = _measured(_state("sales", watched, metrics=(metric("churn", thresholds=LIMITS),)))
    assert _part(health, "sales", "risk").score == score


def test_the_trend_part_is_the_share_of_metrics_without_bad_news() -> None:
    cards = (card("a"), card("b"), card("c"), card("d", direction=None), card("e", sparkline=()))
    insights = (
        bad("change", "a"), bad("trend", "a"), replace(bad("change", "b"), assessment="good"),
        bad("target", "c"), bad("change", "d"),
    )  # fmt: skip
    health = _measured(_state("sales", *cards, insights=insights))
    assert _part(health, "sales", "trend").score == pytest.approx(10 * 2 / 3)


def test_what_says_nothing_of_today_does_not_count() -> None:
    old = card("a", 1.0, target=100.0, outdated=True)
    empty = card("b", None, target=100.0)
    assert measure_health([_state("sales", old, empty)]) is None
    assert measure_health([]) is None


def test_the_whole_is_the_weighted_mean_by_hand() -> None:
    sales = _state(
        "sales",
        card("a", 80.0, target=100.0), card("b"), card("churn", 0.07, direction="down"),
        insights=(bad("change", "b"),),
        metrics=(metric("churn", thresholds=LIMITS),),
        weight=3.0,
    )  # fmt: skip
    service = _state("service", card("c"), card("d"), insights=(bad("trend", "d"),))
    health = _measured(sales, service)
    own = (0.4 * 8.0 + 0.4 * 10 * 2 / 3 + 0.2 * 5.0) / 1.0
    assert health.departments == {"sales": pytest.approx(own), "service": pytest.approx(5.0)}
    assert health.score == pytest.approx((3 * own + 5.0) / 4)
    weights = {(part.department, part.kind): part.weight for part in health.parts}
    assert weights == {
        ("sales", "target"): pytest.approx(0.75 * 0.4),
        ("sales", "trend"): pytest.approx(0.75 * 0.4),
        ("sales", "risk"): pytest.approx(0.75 * 0.2),
        ("service", "trend"): pytest.approx(0.25),
    }
    assert health.score == pytest.approx(10.0 - sum(part.lost for part in health.parts))


def test_a_part_moves_the_whole_by_its_weight() -> None:
    """The sensitivity that is shown is the one that holds."""

    def score(reached: float) -> Health:
        sales = _state("sales", card("a", reached, target=100.0), card("b"))
        return _measured(sales, _state("service", card("c")))

    before, after = score(50.0), score(60.0)
    part = _part(before, "sales", "target")
    assert _part(after, "sales", "target").score - part.score == pytest.approx(1.0)
    assert after.score - before.score == pytest.approx(part.weight)


def test_a_department_that_weighs_nothing_leaves_the_score_alone() -> None:
    good, poor = _state("sales", card("a")), _state(
        "service", card("b"), insights=(bad("change", "b"),), weight=0.0
    )  # fmt: skip
    assert _measured(good, poor).score == pytest.approx(10.0)
    assert _measured(good, poor).departments["service"] == 0.0
    assert measure_health([poor]) is None


def test_an_unusual_course_counts_half_in_a_segment_and_nothing_as_a_whole() -> None:
    cards = (card("a"), card("b"), card("c"), card("d"))
    astray = (
        bad("episode", "a", status="on"),
        bad("episode", "b", status="on", subject={"x.channel": "Email"}),
        bad("episode", "c", status="recovered"),
        bad("episode", "d", status="on", assessment="neutral"),
        bad("episode", "elsewhere", status="on"),
    )
    part = _part(_measured(_state("sales", *cards, insights=astray)), "sales", "risk")
    assert part.score == pytest.approx(10 * (0.0 + 0.5) / 2)
    assert "short: A, B" in part.why

    limits = metric("b", thresholds=Threshold(critical=200.0))
    watched = _state("sales", card("b"), card("c"), insights=astray, metrics=(limits,))
    assert _part(_measured(watched), "sales", "risk").score == 0.0


def test_a_course_that_a_change_tells_too_counts_as_alone() -> None:
    course = bad("episode", "a", status="on")
    told = replace(bad("change", "a"), told=course)
    alone, within = (
        _part(_measured(_state("sales", card("a"), card("b"), insights=(item,))), "sales", "risk")
        for item in (course, told)
    )
    assert within.score == alone.score == 0.0
