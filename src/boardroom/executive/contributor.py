"""Which values of which dimension carry a noteworthy change. Called by ``executive.page``.

For each change a few dimensions are asked; sums are split by difference, ratios into rate and
mix. A split is used only when its parts add up to the metric's own change.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boardroom.analysis.contribution import (
    Fraction,
    Part,
    concentration,
    split_difference,
    split_ratio,
)
from boardroom.executive.finding import Candidate, insight_id
from boardroom.executive.key_metric import evidence_from, number
from boardroom.executive.metric_facts import FactsReader
from boardroom.insight.model import Contribution, Contributions, Insight
from boardroom.insight.wording import assess, contributors_sentence, spread_sentence
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Caveat, Result

MOST_DIMENSIONS = 4
SHOWN_VALUES = 6
_STANDS_OUT = 0.25
_TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Split:
    """One question: a changed metric by one dimension, last period against the one before."""

    candidate: Candidate
    change: Insight
    dimension: str
    label: str
    query: Query


def plan_splits(
    candidate: Candidate, change: Insight, *, reader: FactsReader, dimensions: Mapping[str, str]
) -> tuple[Split, ...]:
    """The splits to ask for; none when the metric's parts do not add up to it."""
    facts = candidate.course.facts
    reachable = [
        (reference, label)
        for reference, label in dimensions.items()
        if reader.reaches(facts, reference.rpartition(".")[0])
    ]
    own = [pair for pair in reachable if pair[0].rpartition(".")[0] in facts.bases]
    ordered = [*own, *(pair for pair in reachable if pair not in own)]
    return tuple(
        Split(
            candidate=candidate,
            change=change,
            dimension=reference,
            label=label,
            query=_split_query(candidate, reference),
        )
        for reference, label in ordered[:MOST_DIMENSIONS]
    )


def _split_query(candidate: Candidate, dimension: str) -> Query:
    facts = candidate.course.facts
    metrics: tuple[str, ...] = (facts.metric.name,)
    expressions: tuple[NamedExpression, ...] = ()
    if facts.ratio is not None:
        expressions = tuple(
            NamedExpression(name=name, expression=text, dataset=facts.metric.dataset)
            for name, text in zip(("numerator", "denominator"), facts.ratio, strict=True)
        )
    return Query(
        metrics=metrics,
        expressions=expressions,
        group_by=(dimension,),
        time_range=candidate.plan.last_range,
        compare="previous_period",
    )


def explain(answers: Sequence[tuple[Split, Result]]) -> Insight | None:
    """The sentence on who carries one change, from the answers to its splits; None when none adds
    up.
    """
    read = [(split, result, _parts(split, result)) for split, result in answers]
    usable = [(split, result, parts) for split, result, parts in read if len(parts) > 1]
    if not usable:
        return None
    split, result, parts = max(usable, key=lambda item: concentration(item[2]))
    total = sum(part.change for part in parts)
    if total == 0:
        return None
    if abs(parts[0].change - parts[0].expected) < _STANDS_OUT * abs(total):
        return _spread([item[0] for item in usable], split, result)
    return _carried(split, result, parts=parts, total=total)


def _carried(split: Split, result: Result, *, parts: Sequence[Part], total: float) -> Insight:
    course = split.candidate.course
    found = Contributions(
        dimension=split.dimension,
        label=split.label,
        items=tuple(
            _contribution(part, result, total=total, split=split) for part in parts[:SHOWN_VALUES]
        ),
        total=total,
        unit=course.unit,
        others=sum(part.change for part in parts[SHOWN_VALUES:]),
        others_count=max(0, len(parts) - SHOWN_VALUES),
    )
    sentence = contributors_sentence(course.facts.metric.title, found)
    top = found.items[0]
    return Insight(
        id=insight_id("contributors", course.facts.metric.name, split.dimension),
        kind="contributors",
        metric=course.facts.metric.name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        subject={split.dimension: top.value},
        evidence=evidence_from(split.query, result),
        department=course.facts.metric.department,
        assessment=assess(top.change, course.facts.metric.direction),
        uncertainty=sentence.uncertainty,
        caveats=_caveats(result),
        score=split.change.score - 0.001,
        score_parts=split.change.score_parts,
        contributions=found,
    )


def _spread(splits: Sequence[Split], first: Split, result: Result) -> Insight:
    metric = first.candidate.course.facts.metric
    labels = list(dict.fromkeys(split.label for split in splits))
    sentence = spread_sentence(metric.title, labels)
    return Insight(
        id=insight_id("contributors", metric.name, "spread"),
        kind="contributors",
        metric=metric.name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=evidence_from(first.query, result),
        department=metric.department,
        caveats=_caveats(result),
        score=first.change.score - 0.001,
        score_parts=first.change.score_parts,
    )


def _caveats(result: Result) -> tuple[Caveat, ...]:
    """The result's caveats, but those on ratios: only differences are said here."""
    return tuple(item for item in result.caveats if item.kind != "small_base")


def _contribution(part: Part, result: Result, *, total: float, split: Split) -> Contribution:
    name = split.candidate.course.facts.metric.name
    position = next(
        (place for place, row in enumerate(result.rows) if _key(row[0]) == part.key), None
    )
    current = previous = None
    if position is not None:
        current = number(result.column(name)[position])
        previous = number(result.column(f"{name}_previous")[position])
    return Contribution(
        value=None if part.key is None else str(part.key),
        current=current,
        previous=previous,
        change=part.change,
        share=part.change / total,
        mix=part.mix,
    )


def _parts(split: Split, result: Result) -> tuple[Part, ...]:
    """The change by value; empty when the parts do not add up to the metric's own change."""
    course = split.candidate.course
    if any(item.kind == "non_additive" for item in result.caveats):
        return ()
    previous, value = course.tail[-2:]
    name = course.facts.metric.name
    keys = [_key(cell) for cell in result.column(result.columns[0].name)]
    if course.facts.ratio is not None:
        return _checked(
            split_ratio(
                _fractions(keys, result, suffix=""), _fractions(keys, result, suffix="_previous")
            ),
            change=value - previous,
        )
    current = _values(keys, result, name)
    before = _values(keys, result, f"{name}_previous")
    if not (_close(sum(current.values()), value) and _close(sum(before.values()), previous)):
        return ()
    return split_difference(current, before)


def _values(keys: Sequence[str | None], result: Result, column: str) -> dict[str | None, float]:
    cells = result.column(column)
    return {key: number(cell) or 0.0 for key, cell in zip(keys, cells, strict=True)}


def _fractions(
    keys: Sequence[str | None], result: Result, *, suffix: str
) -> dict[str | None, Fraction]:
    tops = _values(keys, result, f"numerator{suffix}")
    bottoms = _values(keys, result, f"denominator{suffix}")
    return {key: Fraction(top=tops[key], bottom=bottoms[key]) for key in keys}


def _checked(parts: tuple[Part, ...], *, change: float) -> tuple[Part, ...]:
    return parts if _close(sum(part.change for part in parts), change) else ()


def _close(found: float, expected: float) -> bool:
    return math.isclose(found, expected, rel_tol=_TOLERANCE, abs_tol=1e-9)


def _key(cell: object) -> str | None:
    return None if cell is None else str(cell)
