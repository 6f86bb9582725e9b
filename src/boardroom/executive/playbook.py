"""What a pack's playbook says to an insight, and how long there is to do it. Called by the
analysts and the summary.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from boardroom.executive.pack import Pack, Play, PlayWhen
from boardroom.executive.stake import is_money
from boardroom.insight.model import Insight, InsightKind
from boardroom.insight.summary import AlertLevel
from boardroom.semantic.model import Metric

MONEY = "money"
"""What a play calls the unit of any currency."""

_SAYS_NOTHING: frozenset[InsightKind] = frozenset({"contributors", "data_quality"})
"""Kinds that only a play naming them is for."""

_WORSE: Mapping[PlayWhen, int] = {"any": 0, "bad": 1, "warning": 2, "critical": 3}
_DAYS_BY_LEVEL: Mapping[AlertLevel, int] = {"critical": 3, "warning": 7}
_DAYS_BY_KIND: Mapping[InsightKind, int] = {"episode": 7, "change": 14, "target": 30, "trend": 30}
_DAYS = 14


def advise(
    insights: Iterable[Insight], pack: Pack, metrics: Mapping[str, Metric]
) -> Iterable[Insight]:
    """The insights with what the playbook recommends.

    Args:
        metrics: of the model, by name.
    """
    for item in insights:
        play = find_play(item, pack, metrics.get(item.metric))
        yield item if play is None else replace(item, recommendation=play.action)


def find_play(insight: Insight, pack: Pack, metric: Metric | None) -> Play | None:
    """The most particular play for an insight; None = none.

    One for its metric comes before one for its kind, that before one for the metric's unit or
    direction, that before one for its level; of equals the last.
    """
    fitting = [play for play in pack.playbook if _fits(play, insight, metric)]
    return max(reversed(fitting), key=_particular, default=None)


def time_to_act(insight: Insight, play: Play | None) -> timedelta:
    """How long there is to do what is proposed: as the play says, else by level, else by kind."""
    if play is not None and play.deadline is not None:
        return play.deadline
    if insight.level is not None:
        return timedelta(days=_DAYS_BY_LEVEL[insight.level])
    return timedelta(days=_DAYS_BY_KIND.get(insight.kind, _DAYS))


def _fits(play: Play, insight: Insight, metric: Metric | None) -> bool:
    if play.metric and play.metric != insight.metric:
        return False
    if insight.kind in _SAYS_NOTHING if play.kind is None else insight.kind != play.kind:
        return False
    return _fits_metric(play, metric) and _WORSE[play.when] <= _how_bad(insight)


def _fits_metric(play: Play, metric: Metric | None) -> bool:
    unit = None if metric is None else metric.unit
    if play.unit and play.unit != unit and not (play.unit == MONEY and is_money(unit)):
        return False
    return play.direction is None or (metric is not None and metric.direction == play.direction)


def _how_bad(insight: Insight) -> int:
    if insight.assessment != "bad":
        return _WORSE["any"]
    return _WORSE[insight.level or "bad"]


def _particular(play: Play) -> tuple[bool, bool, int, int]:
    of_metric = bool(play.unit) + (play.direction is not None)
    return bool(play.metric), play.kind is not None, of_metric, _WORSE[play.when]
