"""The health score: an open formula over targets, trends and thresholds. Called by the summary.

Per department up to three parts, each 0 to 10: ``target``, the mean share of each target that is
reached; ``trend``, the share of metrics without a bad change or trend that stands out; ``risk``,
the share of watched metrics that are inside their thresholds and their expected range, a crossed
warning or a segment out of range counting half. A part without any metric is left out, and the
others carry its weight. Values are judged as they would be if all rows were there once; what is
unknown for lack of rows counts nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.executive.watch import crossed_level
from boardroom.insight.model import Insight, KeyMetric
from boardroom.insight.number_text import share_text
from boardroom.insight.summary import Health, HealthPart, PartKind
from boardroom.insight.wording import NumberBook
from boardroom.semantic.model import Metric

PART_WEIGHTS: Mapping[PartKind, float] = {"target": 0.4, "trend": 0.4, "risk": 0.2}

_NAMED = 3
FORMULA = (
    "Weighted mean of the parts, 0 (worst) to 10. Target: mean share of each target reached. "
    "Trend: share of metrics without a bad change or trend that stands out. Risk: share of watched "
    "metrics inside their thresholds and not out of their expected range for the worse, a warning "
    "or a segment counting half. Within a department they weigh 0.4, 0.4 and 0.2; parts without "
    "metrics are left out."
)


@dataclass(frozen=True, kw_only=True)
class DepartmentState:
    """What health is computed from.

    Attributes:
        metrics: the model's metrics by name, for their thresholds.
        weight: of the department in the whole.
    """

    name: str
    cards: tuple[KeyMetric, ...]
    insights: tuple[Insight, ...]
    metrics: Mapping[str, Metric]
    weight: float = 1.0


def measure_health(states: Sequence[DepartmentState]) -> Health | None:
    """The score over all departments; None when no department has any part."""
    found = {state.name: own for state in states if (own := _parts(state))}
    weights = {state.name: state.weight for state in states if state.name in found}
    whole = sum(weights.values())
    if whole <= 0:
        return None
    parts: list[HealthPart] = []
    departments = {}
    for name, own in found.items():
        inner = sum(PART_WEIGHTS[part.kind] for part in own)
        departments[name] = sum(PART_WEIGHTS[part.kind] * part.score for part in own) / inner
        for part in own:
            weight = weights[name] / whole * PART_WEIGHTS[part.kind] / inner
            parts.append(replace(part, weight=weight, lost=weight * (10.0 - part.score)))
    score = sum(part.weight * part.score for part in parts)
    return Health(score=score, formula=FORMULA, parts=tuple(parts), departments=departments)


def _parts(state: DepartmentState) -> tuple[HealthPart, ...]:
    cards = [card for card in state.cards if card.sound is not None and not card.outdated]
    made = (
        _part(state.name, "target", _reached(cards), "{share} of their targets reached on average"),
        _part(state.name, "trend", _calm(cards, state.insights), "{share} without bad news"),
        _part(
            state.name,
            "risk",
            _inside(cards, state.metrics) | _strayed(cards, state),
            "{share} inside their limits",
        ),
    )
    return tuple(part for part in made if part is not None)


def _part(
    department: str, kind: PartKind, scores: Mapping[str, float], words: str
) -> HealthPart | None:
    """A part from one score per metric (0 to 1); None without any."""
    if not scores:
        return None
    share = sum(scores.values()) / len(scores)
    worst = sorted((name for name in scores if scores[name] < 1), key=lambda name: scores[name])
    noun = "metric" if len(scores) == 1 else "metrics"
    book = NumberBook()
    count = book.note("metrics", len(scores), str(len(scores)), unit="count")
    reached = book.note("share", share, share_text(share), unit="percent")
    why = f"{count} {noun}: {words.format(share=reached)}"
    if worst:
        why += f"; short: {', '.join(worst[:_NAMED])}"
    if len(worst) > _NAMED:
        more = len(worst) - _NAMED
        why += f" and {book.note('more', more, str(more), unit='count')} more"
    return HealthPart(
        department=department,
        kind=kind,
        score=10.0 * share,
        weight=0.0,
        lost=0.0,
        why=why,
        numbers=tuple(book),
    )


def _reached(cards: Sequence[KeyMetric]) -> dict[str, float]:
    """Share of each target that is reached, at most 1."""
    found = {}
    for card in cards:
        value, target = card.sound, card.target
        if value is None or target is None or card.direction is None:
            continue
        low, high = (value, target) if card.direction == "up" else (target, value)
        if low >= high:
            found[card.label] = 1.0
        else:
            found[card.label] = max(0.0, low / high) if high > 0 else 0.0
    return found


def _calm(cards: Sequence[KeyMetric], insights: Sequence[Insight]) -> dict[str, float]:
    """1 for each metric with a good direction, 0 where something bad stands out; metrics that go
    the same way count once.
    """
    bad = {
        item.metric
        for item in insights
        if item.kind in {"change", "trend"} and item.assessment == "bad"
    }
    return {
        card.label: 0.0 if card.metric in bad else 1.0
        for card in cards
        if card.direction is not None and card.sparkline and card.same_as is None
    }


def _strayed(cards: Sequence[KeyMetric], state: DepartmentState) -> dict[str, float]:
    """Metrics that are out of their expected range for the worse: 0, a half where a segment is; no
    more than their thresholds leave them.
    """
    inside = _inside(cards, state.metrics)
    labels = {card.metric: card.label for card in cards}
    found: dict[str, float] = {}
    for item in (item for one in state.insights for item in one.stories):
        if is_astray(item) and item.metric in labels:
            label, worth = labels[item.metric], 0.5 if item.subject else 0.0
            found[label] = min(worth, found.get(label, 1.0), inside.get(label, 1.0))
    return found


def is_astray(item: Insight) -> bool:
    """Whether it tells of an unusual course for the worse that goes on."""
    return item.kind == "episode" and item.assessment == "bad" and item.status == "on"


def _inside(cards: Sequence[KeyMetric], metrics: Mapping[str, Metric]) -> dict[str, float]:
    """1 inside all thresholds, a half beyond the warning, 0 beyond the critical one."""
    worth = {"warning": 0.5, "critical": 0.0}
    found = {}
    for card in cards:
        limits = metrics[card.metric].thresholds
        value = card.sound
        if limits is not None and value is not None:
            crossed = crossed_level(value, limits, card.direction)
            found[card.label] = 1.0 if crossed is None else worth[crossed[0]]
    return found
