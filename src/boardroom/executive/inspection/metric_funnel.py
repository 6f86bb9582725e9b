"""Did more or fewer go on from a step of a funnel of metrics than before?

Called by ``inspection.funnel_step``, for each view of the kind ``funnel`` over metrics, and for
metrics that the model's own rates string together (leads of visitors, customers of leads). Such
steps count different rows, so who went on may have come a period or two earlier: a change counts
only when it shows whichever of the last periods they came from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from boardroom.analysis.cadence import period_end
from boardroom.analysis.share_change import Counted, ShareTest, assess_last
from boardroom.executive.finding import Candidate, insight_id
from boardroom.executive.inspection.kind import (
    Findings,
    Inspection,
    has_wrong_rows,
    lacks_days,
    surprise,
)
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.pack import View
from boardroom.executive.period_plan import PeriodPlan
from boardroom.executive.views.funnel import metric_table
from boardroom.insight.inspection_wording import (
    MetricStepFigures,
    inside_text,
    metric_step_sentence,
)
from boardroom.insight.model import Effect, Evidence, Insight, Table
from boardroom.insight.period_text import axis_text
from boardroom.insight.wording import assess
from boardroom.semantic.model import Metric
from boardroom.semantic.query import Query
from boardroom.semantic.result import Comparison, Period, Result

FEWEST_STEPS = 3
"""Metrics that make a funnel without a pack saying so: two are a rate, which is judged itself."""

LAGS = 3
"""Who went on in a period came in it or in one of the two before."""

_SCORE = 50.0


@dataclass(frozen=True, kw_only=True)
class MetricFunnel:
    """Metrics that narrow, first one first.

    Attributes:
        given: whether a pack's view shows it already.
    """

    title: str
    department: str
    metrics: tuple[str, ...]
    given: bool


@dataclass(frozen=True, kw_only=True)
class _Step:
    """One step by period, oldest first: who came to ``first`` and who to ``then``."""

    first: Candidate
    then: Candidate
    came: Sequence[float]
    went: Sequence[float]
    test: ShareTest

    @property
    def plan(self) -> PeriodPlan:
        return self.then.plan


def find_metric_steps(inspection: Inspection) -> Findings:
    """The steps whose last period is unlike those before; each pair of metrics once."""
    known = {item.course.facts.metric.name: item for item in inspection.candidates}
    insights: list[Insight] = []
    tables: dict[str, tuple[Table, ...]] = {}
    seen: set[tuple[str, str]] = set()
    for funnel in _funnels(inspection, known):
        chosen = [known[name] for name in funnel.metrics]
        query = _query(chosen)
        if query is None:
            continue
        answer = inspection.ask(query)
        steps = list(_steps(chosen, answer))
        for step in steps:
            pair = (_name(step.first), _name(step.then))
            if pair not in seen:
                seen.add(pair)
                insights.append(_insight(step, funnel, query, answer, _rate_of(pair, known)))
        table = None if funnel.given else _table(funnel, chosen, inspection)
        if table is not None and steps:
            tables[funnel.department] = (*tables.get(funnel.department, ()), table)
    return Findings(insights=tuple(insights), tables=tables, tests=len(insights))


def _funnels(inspection: Inspection, known: Mapping[str, Candidate]) -> Iterable[MetricFunnel]:
    """Those of packs, then those that the model's rates make and no pack has."""
    told: set[tuple[str, str]] = set()
    for department, view in inspection.views("funnel"):
        names = tuple(name for name in view.metrics if name in known)
        if len(names) > 1:
            told.update(pairwise(names))
            yield MetricFunnel(
                title=view.title, department=department.pack.name, metrics=names, given=True
            )
    for chain in _chains(known):
        if told.issuperset(pairwise(chain)):
            continue
        first, last = (known[chain[place]].course.facts.metric for place in (0, -1))
        yield MetricFunnel(
            title=f"{first.title} to {inside_text(last.title)}",
            department=last.department or first.department or "other",
            metrics=chain,
            given=False,
        )


def _chains(known: Mapping[str, Candidate]) -> Iterable[tuple[str, ...]]:
    """Metrics strung together by rates that have one as denominator and the next as numerator; of
    what a rate wants few of, such as returns, there is no way on.
    """
    onward: dict[str, list[str]] = {}
    for item in known.values():
        ratio, unwanted = item.course.facts.ratio, item.course.facts.metric.direction == "down"
        if ratio is None or unwanted or item.course.unit != "percent":
            continue
        then, first = (text.strip('"') for text in ratio)
        if then in known and first in known and _counts(known[then]) and _counts(known[first]):
            onward.setdefault(first, []).append(then)
    reached = {name for names in onward.values() for name in names}
    pending: list[tuple[str, ...]] = [(name,) for name in onward if name not in reached]
    while pending:
        chain = pending.pop(0)
        further = [name for name in onward.get(chain[-1], ()) if name not in chain]
        if further:
            pending += [(*chain, name) for name in further]
        elif len(chain) >= FEWEST_STEPS:
            yield chain


def _counts(item: Candidate) -> bool:
    """Whether a metric counts things that happen."""
    return item.course.facts.flow and item.course.unit == "count"


def _query(chosen: Sequence[Candidate]) -> Query | None:
    """All metrics by period up to the last that each has complete; None where they do not share
    periods.
    """
    plans = [item.plan for item in chosen]
    starts = sorted(set.intersection(*(set(plan.starts) for plan in plans)))
    if len({plan.grain for plan in plans}) > 1 or not starts:
        return None
    plan = min(plans, key=lambda item: item.end)
    return Query(
        metrics=tuple(_name(item) for item in chosen),
        grain=plan.grain,
        time_range=f"{starts[0]}..{plan.end}",
    )


def _steps(chosen: Sequence[Candidate], answer: Result) -> Iterable[_Step]:
    """The steps that can be judged."""
    for first, then in pairwise(chosen):
        came, went = (answer.numbers(_name(item)) for item in (first, then))
        if any(_is_wrong(item, answer) for item in (first, then)):
            continue
        whole = bool(np.isfinite(came).all() and np.isfinite(went).all() and (came > 0).all())
        if not (whole and _counts(first) and _counts(then) and bool((went <= came).all())):
            continue
        test = _test(came.tolist(), went.tolist(), season=then.plan.season)
        if test is not None:
            yield _Step(first=first, then=then, came=came.tolist(), went=went.tolist(), test=test)


def _is_wrong(item: Candidate, answer: Result) -> bool:
    """Whether days are missing in the last period, or rows known to be wrong in one that those who
    went on in it may have come in.
    """
    starts = _starts(answer, LAGS)
    until = period_end(starts[-1], item.plan.grain) + timedelta(days=1)
    return lacks_days(item.rows_per_day, since=starts[-1], until=until) or has_wrong_rows(
        item, since=starts[0], until=until
    )


def _test(came: Sequence[float], went: Sequence[float], *, season: int | None) -> ShareTest | None:
    """The last period against those before: the largest p-value of all lags, the sides agreeing."""
    tests = []
    for lag in range(LAGS):
        pairs = zip(went[lag:], came[: len(came) - lag], strict=True)
        counted = [Counted(hits=min(hits, size), size=size) for hits, size in pairs]
        tests.append(assess_last(counted, season=season))
    found = [test for test in tests if test is not None]
    if len(found) < LAGS:
        return None
    sides = {test.share > test.expected for test in found}
    p_value = 1.0 if len(sides) > 1 else max(test.p_value for test in found)
    return replace(found[0], p_value=p_value)


def _rate_of(pair: tuple[str, str], known: Mapping[str, Candidate]) -> Metric | None:
    """The metric that is the rate of a step."""
    for item in known.values():
        ratio = item.course.facts.ratio
        if ratio is not None and tuple(text.strip('"') for text in ratio) == pair[::-1]:
            return item.course.facts.metric
    return None


def _insight(
    step: _Step, funnel: MetricFunnel, query: Query, answer: Result, rate: Metric | None
) -> Insight:
    """The rate of a step says which way is good; without one, that more go on."""
    plan, test = step.plan, step.test
    before, start = _starts(answer)
    first, then = (item.course.facts.metric for item in (step.first, step.then))
    season = plan.season is None or test.groups >= plan.season
    sentence = metric_step_sentence(
        MetricStepFigures(
            first=first.title,
            then=then.title,
            came=step.came[-1],
            went=step.went[-1],
            period=axis_text(start, plan.grain),
            against=axis_text(before, plan.grain),
            grain=plan.grain,
            before=step.went[-2] / step.came[-2],
            expected=test.expected,
            groups=test.groups,
            lags=LAGS,
            season=season,
            p_value=test.p_value,
        )
    )
    off = test.share - test.expected
    parts = {"funnel": _SCORE, "surprise": surprise(test.p_value)}
    return Insight(
        id=insight_id("funnel", _name(step.first), _name(step.then)),
        kind="funnel",
        metric=rate.name if rate else "",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=_evidence(query, answer, plan),
        department=funnel.department,
        assessment=assess(off, rate.direction if rate else "up"),
        uncertainty=sentence.uncertainty,
        score=sum(parts.values()),
        score_parts=parts,
        p_value=test.p_value,
        effect=Effect(value=off, low=off - test.spread, high=off + test.spread),
    )


def _evidence(query: Query, answer: Result, plan: PeriodPlan) -> Evidence:
    """All periods of all metrics; the last one and that before are told."""
    before, start = _starts(answer)
    return replace(
        evidence_from(query, answer),
        period=Period(start=start, end=period_end(start, plan.grain), complete=True),
        comparison=Comparison(
            start=before, end=period_end(before, plan.grain), kind="previous_period"
        ),
    )


def _starts(answer: Result, count: int = 2) -> Sequence[date]:
    """The first days of the last periods, oldest first."""
    return [date.fromordinal(int(day)) for day in answer.days("period")[-count:]]


def _table(
    funnel: MetricFunnel, chosen: Sequence[Candidate], inspection: Inspection
) -> Table | None:
    """The last period, as the view of a pack shows it."""
    view = View(title=funnel.title, kind="funnel", metrics=funnel.metrics)
    labels = tuple(item.course.facts.metric.title for item in chosen)
    plan = min((item.plan for item in chosen), key=lambda item: item.end)
    query = Query(metrics=funnel.metrics, time_range=plan.last_range)
    return metric_table(view, labels, query, inspection.ask(query))


def _name(item: Candidate) -> str:
    return item.course.facts.metric.name
