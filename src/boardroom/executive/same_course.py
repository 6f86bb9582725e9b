"""Metrics that go exactly the same way under several names: one of them speaks for all. Called by
``executive.page``.

Revenue booked and revenue invoiced, MRR and ARR: where one is a fixed multiple of the other in
every period compared, what happened to one happened to the other and is told once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from boardroom.executive.ranking import importance
from boardroom.insight.model import Insight, InsightKind, KeyMetric
from boardroom.semantic.model import Metric

LEAST_LEVELS = 4
"""Courses with fewer different values may be alike by chance."""

_MOVES: frozenset[InsightKind] = frozenset({"change", "trend", "contributors"})
_DIGITS = 9

_Course = tuple[str | None, tuple[tuple[date, float], ...]]


def find_repeats(cards: Iterable[KeyMetric], metrics: Mapping[str, Metric]) -> Mapping[str, str]:
    """Metric → the one that speaks for it: the most important of all with the same course.

    Args:
        cards: of the whole page, in its order.
        metrics: the model's.
    """
    groups: dict[_Course, list[str]] = {}
    for card in cards:
        course = _course(card)
        if course is not None and card.metric in metrics:
            groups.setdefault(course, []).append(card.metric)
    found = {}
    for names in groups.values():
        speaker = max(names, key=lambda name: importance(metrics[name]))
        found.update({name: speaker for name in names if name != speaker})
    return found


def mark_repeats(cards: Sequence[KeyMetric], repeats: Mapping[str, str]) -> tuple[KeyMetric, ...]:
    """The cards; those of metrics that another one speaks for name it."""
    return tuple(replace(card, same_as=repeats.get(card.metric)) for card in cards)


def tell_once(insights: Iterable[Insight], repeats: Mapping[str, str]) -> tuple[Insight, ...]:
    """The insights without what moved in metrics that another one speaks for.

    Crossed levels and missed targets stay: somebody set them for this very metric.
    """
    return tuple(item for item in insights if not (item.kind in _MOVES and item.metric in repeats))


def _course(card: KeyMetric) -> _Course | None:
    """The shape of the card's values, whatever their scale; None where too few differ."""
    pairs = [(day, value) for day, value in card.sparkline if value is not None]
    if card.outdated or len({value for _, value in pairs}) < LEAST_LEVELS:
        return None
    largest = max(abs(value) for _, value in pairs)
    shape = tuple((day, round(value / largest, _DIGITS)) for day, value in pairs)
    return card.sparkline_grain, shape
