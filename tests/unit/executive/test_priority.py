"""The top priorities: one per metric, the largest stake per day first, each with what to do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from boardroom.executive.pack import Pack, Play
from boardroom.executive.priority import Candidates, top_priorities
from boardroom.insight.model import Effect, Insight, KeyMetric
from boardroom.insight.summary import Priority
from tests.unit.executive.cards import bad, card, crossed

TODAY = date(2026, 11, 2)
PACK = Pack(
    name="sales",
    title="Sales",
    owner="Head of Sales",
    playbook=(
        Play(metric="churn", action="Call them", owner="Ann", success="They stay",
             stake="ABS(change) * mrr"),
        Play(metric="churn", when="critical", action="Call all of them",
             deadline=timedelta(days=1)),
    ),
)  # fmt: skip


def _top(insights: list[Insight], *cards: KeyMetric) -> tuple[Priority, ...]:
    return top_priorities(
        Candidates(
            insights=tuple(insights),
            cards={item.metric: item for item in cards},
            packs={"sales": PACK},
            as_of=TODAY,
        )
    )


def test_the_largest_stake_per_day_comes_first_and_three_are_shown() -> None:
    found = _top(
        [
            bad("change", "small", effect=-10.0),
            bad("change", "weekly", effect=-30.0),
            bad("change", "large", effect=-100.0),
            bad("change", "points", effect=-0.1),
            bad("change", "fine", effect=-1e6, assessment="good"),
        ],
        card("small"), card("weekly", sparkline_grain="week"), card("large"), card("fine"),
        card("points", unit="percent"),
    )  # fmt: skip
    assert [item.insight for item in found] == ["change:weekly", "change:large", "change:small"]
    assert [item.stake.value for item in found if item.stake] == [30.0, 100.0, 10.0]


def test_what_has_no_known_worth_follows_with_the_reason() -> None:
    found = _top(
        [bad("change", "points", effect=-0.1, score=99.0), bad("change", "small", effect=-1.0)],
        card("points", unit="percent"), card("small"),
    )  # fmt: skip
    assert [item.insight for item in found] == ["change:small", "change:points"]
    assert found[1].stake is None
    assert found[1].why_no_stake == "Its playbook does not say what a point of it is worth."


def test_one_metric_is_one_priority_its_crossed_level_before_its_change() -> None:
    insights = [bad("trend", "a"), bad("change", "a", effect=-7.0), crossed("a", "critical")]
    (found,) = _top(insights, card("a"))
    assert found.insight == "threshold:a"
    assert found.stake is not None
    assert (found.stake.value, found.stake.low, found.stake.high) == (7.0, 2.0, 12.0)


def test_beyond_a_level_but_getting_better_is_worth_the_distance_not_the_change() -> None:
    better = bad("change", "a", effect=40.0, assessment="good")
    (found,) = _top([crossed("a", "warning"), better], card("a"))
    assert found.stake is not None
    assert found.stake.value == 10.0
    assert found.stake.how == "The distance of A from its warning level."


def test_an_effect_that_nobody_measured_is_not_worth_nothing() -> None:
    (found,) = _top([bad("change", "a", effect=None)], card("a"))
    assert found.stake is None
    assert found.why_no_stake == "How far it moved is not known."


def test_the_playbook_says_who_does_what_and_what_it_is_worth() -> None:
    churn = card("churn", 0.05, unit="percent", direction="down", owner="Bo")
    (found,) = _top([bad("change", "churn", effect=0.01)], churn, card("mrr", 5000.0))
    assert (found.action, found.owner, found.success) == ("Call them", "Ann", "They stay")
    assert found.stake is not None
    assert found.stake.value == pytest.approx(50.0)
    assert found.stake.unit == "USD"
    (worse,) = _top([crossed("churn", "critical")], churn)
    assert (worse.action, worse.owner) == ("Call all of them", "Bo")
    assert (found.deadline, worse.deadline) == (date(2026, 11, 16), date(2026, 11, 3))
    assert worse.success == "Churn is back inside its thresholds."
    (other,) = _top([bad("change", "a")], card("a"))
    assert other.owner == "Head of Sales"
    assert "no playbook covers this metric yet" in other.action


@pytest.mark.parametrize(
    ("kind", "more", "told"),
    [
        ("trend", {"direction": "down", "unit": "USD"}, 0),
        ("trend", {"direction": "down", "unit": "count"}, 0),
        ("trend", {"direction": "down", "unit": "percent"}, 1),
        ("trend", {"direction": "up"}, 1),
        ("change", {"direction": "down"}, 1),
        ("contributors", {}, 0),
        ("forecast", {}, 0),
    ],
)
def test_the_steady_rise_of_a_cost_is_no_priority(
    kind: str, more: dict[str, Any], told: int
) -> None:
    assert len(_top([bad(kind, "a")], card("a", **more))) == told


def test_a_metric_without_a_card_is_no_priority() -> None:
    assert _top([bad("change", "gone")]) == ()


def test_an_unusual_course_is_reckoned_per_period_of_the_whole_metric() -> None:
    flow = Effect(value=-50.0, low=-60.0, high=-40.0, days=10)
    rate = Effect(value=0.04, low=0.02, high=0.06, of_whole=0.25)
    segment = {"leads.channel": "Email"}
    items = [
        replace(bad("episode", "sales", status="on", subject=segment), effect=flow),
        replace(bad("episode", "churn", status="on"), effect=rate),
        bad("episode", "over", status="recovered", effect=-1e6),
    ]
    cards = (
        card("sales"), card("over"), card("mrr", 1000.0),
        card("churn", 0.05, unit="percent", direction="down"),
    )  # fmt: skip
    sales, churn = _top(items, *cards)
    assert sales.stake is not None
    assert sales.stake.value == pytest.approx(50.0 * 30.4 / 10)
    assert sales.stake.low == pytest.approx(40.0 * 30.4 / 10)
    assert sales.action == "Look first at channel Email."
    assert sales.success == "Sales is back in its expected range."
    assert churn.stake is not None
    assert churn.stake.value == pytest.approx(0.04 * 0.25 * 1000.0)
    assert "what was expected" in churn.stake.how
