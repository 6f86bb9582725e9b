"""A play is for a kind of insight on a kind of metric; the most particular one is taken."""

from datetime import timedelta
from typing import Any

import pytest

from boardroom.errors import ModelError
from boardroom.executive.pack import Pack, Play
from boardroom.executive.pack_file import join_packs, read_pack
from boardroom.executive.playbook import advise, find_play, time_to_act
from boardroom.insight.model import Insight
from tests.unit.executive.cards import bad, crossed, metric

PLAYBOOK = """
name: sales
title: Sales
playbook:
  - {action: everything}
  - {unit: money, action: any money}
  - {unit: money, direction: down, action: any cost}
  - {kind: trend, action: any trend, deadline: 6 weeks}
  - {kind: outlier, when: any, action: any row}
  - {metric: churn, action: churn}
  - {metric: churn, when: warning, action: churn is high}
  - {metric: churn, kind: trend, action: churn keeps rising, deadline: 1 day}
"""


def _pack(text: str = PLAYBOOK) -> Pack:
    return read_pack(text, origin="sales.yml")


def _action(insight: Insight, **of_metric: Any) -> str | None:
    play = find_play(insight, _pack(), metric(insight.metric, **of_metric))
    return None if play is None else play.action


@pytest.mark.parametrize(
    ("insight", "of_metric", "action"),
    [
        (bad("change", "seats"), {"unit": "count"}, "everything"),
        (bad("change", "sold"), {"unit": "EUR", "direction": "up"}, "any money"),
        (bad("change", "cost"), {"unit": "EUR", "direction": "down"}, "any cost"),
        (bad("trend", "cost"), {"unit": "EUR", "direction": "down"}, "any trend"),
        (bad("change", "churn"), {"unit": "EUR", "direction": "down"}, "churn"),
        (crossed("churn", "warning"), {}, "churn is high"),
        (crossed("churn", "critical"), {}, "churn is high"),
        (bad("trend", "churn"), {}, "churn keeps rising"),
        (bad("change", "churn", assessment="good"), {}, None),
        (bad("outlier", "", assessment="neutral"), {}, "any row"),
        (bad("outlier", ""), {}, "any row"),
        (bad("contributors", "churn"), {}, None),
    ],
)
def test_the_most_particular_play_counts(
    insight: Insight, of_metric: dict[str, Any], action: str | None
) -> None:
    assert _action(insight, **of_metric) == action


def test_what_is_told_of_no_metric_has_no_unit_or_direction() -> None:
    insight = bad("funnel", "")
    play = find_play(insight, _pack(), None)
    assert play is not None
    assert play.action == "everything"
    (told,) = advise([insight], _pack(), {})
    assert told.recommendation == "everything"


def test_kinds_that_say_nothing_by_themselves_need_a_play_that_names_them() -> None:
    pack = _pack("{name: a, title: A, playbook: [{kind: data_quality, action: Ask for the rows}]}")
    found = find_play(bad("data_quality", ""), pack, None)
    assert found is not None
    assert found.action == "Ask for the rows"
    assert find_play(bad("change", "churn"), pack, None) is None


def test_a_later_pack_replaces_the_play_for_the_same_and_adds_others() -> None:
    own = _pack(
        """
name: sales
title: Sales
playbook:
  - {kind: trend, action: our own way}
  - {kind: target, action: for targets}
"""
    )
    (joined,) = join_packs([_pack(), own])
    assert [item.action for item in joined.playbook] == [
        "everything", "any money", "any cost", "our own way", "any row", "churn", "churn is high",
        "churn keeps rising", "for targets",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("insight", "play", "days"),
    [
        (crossed("a", "critical"), None, 3),
        (crossed("a", "warning"), None, 7),
        (bad("episode", "a"), None, 7),
        (bad("episode", "a", level="critical"), None, 3),
        (bad("change", "a"), None, 14),
        (bad("target", "a"), None, 30),
        (bad("trend", "a"), Play(action="x"), 30),
        (bad("mix", "a"), None, 14),
        (crossed("a", "critical"), Play(action="x", deadline=timedelta(days=1)), 1),
    ],
)
def test_the_time_to_act_is_the_plays_else_by_level_and_kind(
    insight: Insight, play: Play | None, days: int
) -> None:
    assert time_to_act(insight, play) == timedelta(days=days)


def test_a_deadline_is_a_number_of_days_or_weeks() -> None:
    deadlines = [item.deadline for item in _pack().playbook if item.deadline is not None]
    assert deadlines == [timedelta(weeks=6), timedelta(days=1)]
    with pytest.raises(ModelError, match=r"expected a length of time .* in 'playbook\.deadline'"):
        _pack("{name: a, title: A, playbook: [{action: x, deadline: soon}]}")
    with pytest.raises(ModelError, match="did you mean 'trend'"):
        _pack("{name: a, title: A, playbook: [{action: x, kind: trends}]}")
