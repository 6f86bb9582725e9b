"""Crossed thresholds and missed targets, from the cards of a page. Called by the analysts."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from statistics import mean

from boardroom.executive.finding import insight_id
from boardroom.executive.ranking import importance
from boardroom.insight.model import Effect, Insight, InsightKind, KeyMetric
from boardroom.insight.period_text import period_text
from boardroom.insight.state_wording import target_sentence, threshold_sentence
from boardroom.insight.summary import AlertLevel
from boardroom.insight.wording import Sentence, as_repaired
from boardroom.semantic.compiler.expression import parse, references
from boardroom.semantic.model import Direction, Metric, Threshold

_SCORES: Mapping[AlertLevel, float] = {"critical": 160.0, "warning": 10.0}
"""A critical level of any metric stands above what is wrong with the data."""

_TARGET_SCORE = -30.0
_NEAR = 0.01


def find_crossed(
    cards: Iterable[KeyMetric],
    metrics: Mapping[str, Metric],
    *,
    usual: AbstractSet[str] = frozenset(),
) -> list[Insight]:
    """One insight per card that stands beyond a threshold of its metric, were all rows there.

    Args:
        cards: what is judged.
        metrics: with their thresholds.
        usual: metrics whose thresholds nobody chose for this company; these count only beyond what
            such a metric moves by from one period to the next anyway, and not where it or what it
            is made of stands on few rows.
    """
    found = []
    cards = tuple(cards)
    few = {card.metric for card in cards if any(x.kind == "few_rows" for x in card.caveats)}
    for card in cards:
        limits = metrics[card.metric].thresholds
        value = card.sound
        if limits is None or value is None or card.outdated:
            continue
        if card.metric in usual and few & {card.metric, *_made_of(metrics[card.metric])}:
            continue
        margin = _swing(card) if card.metric in usual else 0.0
        crossed = crossed_level(value, limits, card.direction, margin=margin)
        if crossed is not None:
            level, limit = crossed
            sentence = threshold_sentence(replace(card, value=value), level=level, limit=limit)
            parts = {"importance": importance(metrics[card.metric]), "level": _SCORES[level]}
            insight = _insight("threshold", card, sentence, parts=parts)
            effect = Effect(value=value - limit)
            found.append(replace(insight, level=level, effect=effect))
    return found


def _made_of(metric: Metric) -> set[str]:
    """The names in the metric's expression, those of other metrics among them."""
    return set(references(parse(metric.expression.sql)))


def _swing(card: KeyMetric) -> float:
    """How far the metric moves on average from one period to the next, before the last one."""
    values = [value for _, value in card.sparkline[:-1] if value is not None]
    moves = [abs(after - before) for before, after in pairwise(values)]
    return mean(moves) if moves else 0.0


def crossed_level(
    value: float, limits: Threshold, direction: Direction | None, *, margin: float = 0.0
) -> tuple[AlertLevel, float] | None:
    """The worst threshold that ``value`` has reached and passed by ``margin``, with its limit.

    High is bad where the metric should go down; where nothing says so, the side of ``critical``
    seen from ``warning`` is bad.

    Example:
        >>> crossed_level(0.07, Threshold(warning=0.05, critical=0.10), "down")
        ('warning', 0.05)
        >>> crossed_level(0.990, Threshold(warning=0.999, critical=0.995), "up")
        ('critical', 0.995)
    """
    warning, critical = limits.warning, limits.critical
    if direction is None and warning is not None and critical is not None:
        direction = "up" if critical < warning else "down"
    sign = -1.0 if direction == "up" else 1.0
    if critical is not None and sign * value >= sign * critical + margin:
        return "critical", critical
    if warning is not None and sign * value >= sign * warning + margin:
        return "warning", warning
    return None


def find_missed(cards: Iterable[KeyMetric], metrics: Mapping[str, Metric]) -> list[Insight]:
    """One insight per card that clearly misses the target of its metric, were all rows there."""
    found = []
    for card in cards:
        value, target = card.sound, card.target
        if value is None or target is None or card.direction is None or card.outdated:
            continue
        gap = target - value if card.direction == "up" else value - target
        if gap > _NEAR * abs(target):
            parts = {"importance": importance(metrics[card.metric]), "target": _TARGET_SCORE}
            effect = Effect(value=value - target)
            sentence = target_sentence(replace(card, value=value))
            insight = _insight("target", card, sentence, parts=parts)
            found.append(replace(insight, effect=effect))
    return found


def _insight(
    kind: InsightKind,
    card: KeyMetric,
    sentence: Sentence,
    *,
    parts: Mapping[str, float],
) -> Insight:
    if card.value is not None and card.sound != card.value:
        loaded = (period_text(card.evidence.period), card.value)
        sentence = as_repaired(sentence, [loaded], unit=card.unit)
    return Insight(
        id=insight_id(kind, card.metric),
        kind=kind,
        metric=card.metric,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=card.evidence,
        department=card.department,
        assessment="bad",
        uncertainty=sentence.uncertainty,
        caveats=card.caveats,
        score=sum(parts.values()),
        score_parts=parts,
    )
