"""Metrics that held while what they are made of moved: the mix by one dimension shifted.

Called by the inspector. Looked at are totals, the most important of each department, by dimensions
of their own rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.change import Series, assess_change
from boardroom.analysis.mix_shift import MixTest, assess_mix
from boardroom.errors import BoardroomError
from boardroom.executive.finding import Candidate, counting_noise, has_enough_rows, insight_id
from boardroom.executive.inspection.kind import Findings, Inspection, day_of, surprise
from boardroom.executive.key_metric import evidence_from, evidence_of, number
from boardroom.executive.metric_facts import dimensions
from boardroom.executive.ranking import importance
from boardroom.executive.scan.watch_list import STATES
from boardroom.insight.inspection_wording import MixFigures, mix_sentence
from boardroom.insight.model import Effect, Insight
from boardroom.insight.period_text import axis_text
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result

MOST_METRICS = 4
MOST_DIMENSIONS = 3
_MOST_VALUES = 12
"""Of more values each is too small to make a mix."""

_HELD = 0.1
"""The whole held where its change is no more unusual than this; else the change is the news."""

_LEAST_POINTS = 0.03
"""A value's share must have moved by so much of the whole."""

_TOLERANCE = 1e-6
"""Parts add up to the whole as well as this, or are none."""

_SCORE = -20.0


@dataclass(frozen=True, kw_only=True)
class _Asked:
    candidate: Candidate
    dimension: str
    label: str
    query: Query


def find_mixes(inspection: Inspection) -> Findings:
    """The mixes that shifted while their metric held; of one metric the one least likely by
    chance.
    """
    asked = [item for candidate in _totals(inspection) for item in _plan(candidate, inspection)]
    answers = inspection.context.ask([item.query for item in asked])
    best: dict[str, Insight] = {}
    tests = 0
    for item, answer in zip(asked, answers, strict=True):
        if isinstance(answer, BoardroomError):
            continue
        values, amounts = _amounts(item, answer)
        if not np.allclose(amounts.sum(axis=1), item.candidate.course.tail, rtol=_TOLERANCE):
            continue  # Such as customers who bought of two kinds: the parts are no shares.
        test = assess_mix(amounts, season=item.candidate.plan.season)
        if test is None:
            continue
        tests += 1
        if max(abs(test.after - test.before)) < max(_LEAST_POINTS, test.usual):
            continue
        found = _insight(item, answer, test, values)
        known = best.get(found.metric)
        if known is None or (found.p_value or 0.0) < (known.p_value or 0.0):
            best[found.metric] = found
    return Findings(insights=tuple(best.values()), tests=tests)


def _totals(inspection: Inspection) -> Iterable[Candidate]:
    """The first totals of each department that held."""
    by_department: dict[str | None, list[Candidate]] = {}
    ordered = sorted(inspection.candidates, key=lambda item: -importance(item.course.facts.metric))
    for item in ordered:
        facts = item.course.facts
        own = by_department.setdefault(facts.metric.department, [])
        usable = facts.flow and facts.splits and has_enough_rows(item, -1)
        if usable and len(own) < MOST_METRICS:
            own.append(item)
    return [item for own in by_department.values() for item in own if _has_held(item)]


def _has_held(item: Candidate) -> bool:
    tail = item.course.tail
    lengths = [item.plan.days_of(start) for start in item.plan.starts[-len(tail) :]]
    series = Series(
        values=tail, lengths=lengths, noise=counting_noise(item), season=item.plan.season
    )
    test = assess_change(series)
    return test is not None and test.p_value > _HELD


def _plan(candidate: Candidate, inspection: Inspection) -> Iterable[_Asked]:
    """The metric by the first dimensions of its own rows."""
    facts, plan = candidate.course.facts, candidate.plan
    known = dimensions(inspection.model, most_values=_MOST_VALUES)
    own = [
        (reference, label)
        for reference, label in known.items()
        if reference.rpartition(".")[0] in facts.bases and not STATES.search(reference.lower())
    ]
    for reference, label in own[:MOST_DIMENSIONS]:
        if inspection.reader.splits_by(facts, reference):
            yield _Asked(
                candidate=candidate,
                dimension=reference,
                label=label,
                query=Query(
                    metrics=(facts.metric.name,),
                    group_by=(reference,),
                    grain=plan.grain,
                    time_range=plan.time_range,
                ),
            )


def _amounts(
    asked: _Asked, answer: Result
) -> tuple[list[object], np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """The values, and the metric of each by period, from where the metric has no gaps."""
    starts = asked.candidate.plan.starts[-len(asked.candidate.course.tail) :]
    rows = {start: place for place, start in enumerate(starts)}
    cells = [(day_of(row[0]), row[1], number(row[2]) or 0.0) for row in answer.rows]
    values = list(dict.fromkeys(value for day, value, _ in cells if day in rows))
    columns = {value: place for place, value in enumerate(values)}
    amounts = np.zeros((len(starts), len(values)))
    for day, value, amount in cells:
        if day is not None and day in rows:
            amounts[rows[day], columns[value]] += amount
    return values, amounts


def _insight(asked: _Asked, answer: Result, test: MixTest, values: list[object]) -> Insight:
    course, plan = asked.candidate.course, asked.candidate.plan
    metric = course.facts.metric
    names = ["(none)" if value is None else str(value) for value in values]
    gained, lost = test.gained, test.lost
    sentence = mix_sentence(
        MixFigures(
            label=metric.title,
            unit=course.unit,
            dimension=asked.label.lower(),
            value=course.tail[-1],
            previous=course.tail[-2],
            period=axis_text(plan.starts[-1], plan.grain),
            against=axis_text(plan.starts[-2], plan.grain),
            gained=names[gained],
            gained_shares=(float(test.before[gained]), float(test.after[gained])),
            lost=names[lost],
            lost_shares=(float(test.before[lost]), float(test.after[lost])),
            usual=test.usual,
            steps=test.steps,
            p_value=test.p_value,
        )
    )
    parts = {
        "importance": importance(metric),
        "surprise": surprise(test.p_value),
        "mix": _SCORE,
    }
    moved = float(test.after[gained] - test.before[gained])
    whole = evidence_of(course)
    return Insight(
        id=insight_id("mix", metric.name, asked.dimension),
        kind="mix",
        metric=metric.name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=replace(
            evidence_from(asked.query, answer), period=whole.period, comparison=whole.comparison
        ),
        subject={asked.dimension: names[gained]},
        department=metric.department,
        uncertainty=sentence.uncertainty,
        score=sum(parts.values()),
        score_parts=parts,
        p_value=test.p_value,
        effect=Effect(value=moved),
    )
