"""Metrics that go the same way under several names: one of them speaks for all. Called by
``executive.page``.

Revenue booked and revenue invoiced, MRR and ARR, leads and conversions: where one is (all but) a
fixed multiple of the other in every period compared, what happened to one happened to the other
and is told once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from boardroom.executive.ranking import importance
from boardroom.insight.model import Insight, InsightKind, KeyMetric
from boardroom.semantic.model import Metric

LEAST_LEVELS = 4
"""Courses with fewer different values may be alike by chance."""

NEAR = 0.01
"""Courses that differ by less than this share of their movement are one: rows that one of two
tables lacks make no news."""

Shape = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

_MOVES: frozenset[InsightKind] = frozenset({"change", "trend", "contributors"})

_Periods = tuple[str | None, tuple[date, ...]]


def find_repeats(cards: Iterable[KeyMetric], metrics: Mapping[str, Metric]) -> Mapping[str, str]:
    """Metric → the one that speaks for it: the most important of those with the same course.

    Args:
        cards: of the whole page, in its order.
        metrics: the model's.
    """
    known = (card for card in cards if card.metric in metrics)
    groups: dict[_Periods, dict[str, Shape]] = {}
    for card in sorted(known, key=lambda card: -importance(metrics[card.metric])):
        shape = _shape(card)
        if shape is not None:
            days = tuple(day for day, value in card.sparkline if value is not None)
            groups.setdefault((card.sparkline_grain, days), {})[card.metric] = shape
    found: dict[str, str] = {}
    for shapes in groups.values():
        found |= _spoken_for(shapes)
    return found


def _spoken_for(shapes: Mapping[str, Shape]) -> dict[str, str]:
    """Metric → the first before it with the same course that speaks for itself."""
    names = list(shapes)
    alike = _agreement(np.stack(list(shapes.values())))
    found: dict[str, str] = {}
    for place, name in enumerate(names):
        earlier = (names[other] for other in np.flatnonzero(alike[place, :place]))
        speaker = next((other for other in earlier if other not in found), None)
        if speaker is not None:
            found[name] = speaker
    return found


def mark_repeats(cards: Sequence[KeyMetric], repeats: Mapping[str, str]) -> tuple[KeyMetric, ...]:
    """The cards; those of metrics that another one speaks for name it."""
    return tuple(replace(card, same_as=repeats.get(card.metric)) for card in cards)


def tell_once(insights: Iterable[Insight], repeats: Mapping[str, str]) -> tuple[Insight, ...]:
    """The insights without what moved in metrics that another one speaks for.

    Crossed levels and missed targets stay: somebody set them for this very metric.
    """
    return tuple(item for item in insights if not (item.kind in _MOVES and item.metric in repeats))


def _shape(card: KeyMetric) -> Shape | None:
    """The card's values, whatever their scale; None where too few differ."""
    values = [value for _, value in card.sparkline if value is not None]
    if card.outdated or len(set(values)) < LEAST_LEVELS:
        return None
    numbers = np.asarray(values, dtype=float)
    return np.asarray(numbers / np.abs(numbers).max(), dtype=float)


def _agreement(shapes: Shape) -> Flags:
    """Which courses (rows) differ nowhere by more than a hundredth of how far they move."""
    apart = np.abs(shapes[:, None, :] - shapes[None, :, :]).max(axis=2)
    moves = np.ptp(shapes, axis=1)
    return np.asarray(apart <= NEAR * np.maximum.outer(moves, moves), dtype=np.bool_)
