"""All metrics of a page read together: facts, periods, values, and why some have none.

Called by ``executive.analyst``, in two steps: what metrics are made of, then (once the rows per day
are known) their values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from boardroom.agents.context import Context
from boardroom.analysis.cadence import period_end
from boardroom.errors import BoardroomError
from boardroom.executive.finding import Candidate, has_enough_rows
from boardroom.executive.key_metric import (
    Course,
    make_key_metric,
    make_to_date,
    read_course,
    series_query,
    to_date_query,
    with_repair,
)
from boardroom.executive.metric_facts import FactsReader, MetricFacts
from boardroom.executive.period_plan import PeriodPlan, plan_periods
from boardroom.executive.probe import Footprints
from boardroom.executive.repair import Repair
from boardroom.insight.model import KeyMetric, NotAvailable, ToDate
from boardroom.insight.period_text import axis_text, day_text
from boardroom.semantic.model import Metric
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Result

MOST_METRICS = 12
"""A department with more metrics is not read; the others are named, but those that its pack names
are always shown."""

_CROWDED = "Each department shows its most important metrics; these come after them."
_ELSEWHERE = frozenset({"partly_loaded", "to_date"})
"""Caveats that do not say why a complete period has no value."""

_SMALL_LAG = timedelta(days=7)
_LATE_MONTH = timedelta(days=31)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What is known of the metrics so far.

    Attributes:
        facts: metrics that can be understood, most important first.
        courses: their values, in the same order, for those that have one.
        key_metrics: one per course.
        candidates: courses with enough to test, of today.
        outdated: metrics whose last period lies so far back that it says nothing of today.
    """

    facts: tuple[MetricFacts, ...]
    courses: tuple[Course, ...] = ()
    key_metrics: tuple[KeyMetric, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    not_available: tuple[NotAvailable, ...] = ()
    outdated: frozenset[str] = frozenset()

    @property
    def current(self) -> tuple[Course, ...]:
        """The courses that say something of today."""
        return tuple(item for item in self.courses if item.facts.metric.name not in self.outdated)

    @property
    def idle(self) -> frozenset[str]:
        """Datasets that only outdated metrics are made of."""
        used = {base for item in self.current for base in item.facts.bases}
        return frozenset(base for item in self.courses for base in item.facts.bases) - used

    def measure(self, context: Context, footprints: Footprints) -> "Reading":
        """This reading with values: all series and to-date figures asked together."""
        plans: dict[str, PeriodPlan | None] = {}
        missing = list(self.not_available)
        usable: list[MetricFacts] = []
        for item in self.facts:
            name = item.metric.name
            if not item.times:
                plans[name] = None
                usable.append(item)
                continue
            plan, why = _plan_of(item, footprints)
            if plan is None:
                missing.append(NotAvailable(what=item.metric.title, why=why))
            else:
                plans[name] = plan
                usable.append(item)
        questions = _questions(usable, plans)
        answers = context.ask([query for _, query in questions])
        answered = {
            (name, query): answer for (name, query), answer in zip(questions, answers, strict=True)
        }
        collected = _Collected(footprints=footprints, missing=missing)
        for item in usable:
            collected.add(item, plans[item.metric.name], answered)
        return replace(
            self,
            courses=tuple(collected.courses),
            key_metrics=tuple(collected.cards),
            candidates=tuple(collected.candidates),
            outdated=frozenset(collected.outdated),
            not_available=tuple(missing),
        )


def read_metrics(
    reader: FactsReader, metrics: Sequence[Metric], *, most: int = MOST_METRICS
) -> Reading:
    """The facts of the first ``most`` metrics; the others, and those that cannot be understood,
    are named.
    """
    facts = []
    missing = []
    for metric in metrics[:most]:
        try:
            facts.append(reader.read(metric))
        except BoardroomError as exc:
            missing.append(NotAvailable(what=metric.title, why=exc.message))
    rest = metrics[most:]
    if rest:
        titles = ", ".join(item.title for item in rest)
        missing.append(NotAvailable(what=titles, why=_CROWDED))
    return Reading(facts=tuple(facts), not_available=tuple(missing))


@dataclass(kw_only=True)
class _Collected:
    """Courses and cards while they are being read."""

    footprints: Footprints
    missing: list[NotAvailable]
    courses: list[Course] = field(default_factory=list)
    cards: list[KeyMetric] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)

    def add(
        self,
        facts: MetricFacts,
        plan: PeriodPlan | None,
        answered: Mapping[tuple[str, Query], Result | BoardroomError],
    ) -> None:
        name = facts.metric.name
        query = series_query(facts, plan)
        answer = answered[name, query]
        if isinstance(answer, BoardroomError):
            self.missing.append(NotAvailable(what=facts.metric.title, why=answer.message))
            return
        repair = Repair(facts=facts, footprints=self.footprints)
        course = read_course(facts, plan, query, answer, repair=repair)
        if course.values[-1] is None:
            self.missing.append(NotAvailable(what=facts.metric.title, why=_why_empty(course)))
            return
        footprint = self.footprints.of(facts)
        known = None
        if plan is not None and footprint is not None:
            known = Candidate(course=course, plan=plan, rows_per_day=footprint.rows_per_day)
        card = make_key_metric(
            course,
            to_date=_to_date(course, plan, answered, repair=repair),
            caveats=(*_lag_caveats(facts, plan, self.footprints), *_few_rows(known)),
            compares_year=known is None or _knows_last_year(known),
        )
        outdated = plan is not None and _is_outdated(plan, self.footprints)
        self.courses.append(course)
        self.cards.append(replace(card, outdated=outdated))
        if outdated:
            self.outdated.append(name)
        elif known is not None:
            self.candidates.append(known)


def _is_outdated(plan: PeriodPlan, footprints: Footprints) -> bool:
    """Whether the last period ended longer ago than two further ones and a late month explain."""
    late = 2 * plan.days_of(plan.starts[-1]) * _DAY + _LATE_MONTH
    return footprints.as_of - plan.end > late


def _plan_of(facts: MetricFacts, footprints: Footprints) -> tuple[PeriodPlan | None, str]:
    """The metric's periods, or why it has none."""
    for base in facts.times:
        if base in footprints.errors:
            why = footprints.errors[base].message
            return None, f"The rows of {base.dataset} cannot be placed in time: {why}"
    footprint = footprints.of(facts)
    if footprint is None:
        names = ", ".join(f"{base.dataset}.{base.fields[0]}" for base in facts.times)
        return None, f"No row is dated before {day_text(footprints.asked)} by {names}."
    activity = footprint.activity
    if facts.holds:
        activity = replace(activity, end=footprints.as_of - _DAY, cadence="day")
    plan = plan_periods(
        activity, footprint.rows_per_day, as_of=footprints.as_of, sparse=not facts.flow
    )
    first, end = footprint.activity.first, footprint.activity.end
    return plan, f"No period is complete: its data goes from {day_text(first)} to {day_text(end)}."


def _questions(
    facts: Sequence[MetricFacts], plans: Mapping[str, PeriodPlan | None]
) -> list[tuple[str, Query]]:
    found = []
    for item in facts:
        plan = plans[item.metric.name]
        found.append((item.metric.name, series_query(item, plan)))
        so_far = to_date_query(item, plan)
        if so_far is not None:
            found.append((item.metric.name, so_far))
    return found


def _to_date(
    course: Course,
    plan: PeriodPlan | None,
    answered: Mapping[tuple[str, Query], Result | BoardroomError],
    *,
    repair: Repair,
) -> ToDate | None:
    query = to_date_query(course.facts, plan)
    if plan is None or query is None:
        return None
    answer = answered[course.facts.metric.name, query]
    if not isinstance(answer, Result):
        return None
    found = make_to_date(course, plan, query, answer)
    return found if found is None or not repair.needed else with_repair(found, repair)


def _why_empty(course: Course) -> str:
    when = ""
    if course.plan is not None:
        when = f" in {axis_text(course.plan.starts[-1], course.plan.grain)}"
    reasons = [item.text for item in course.result.caveats if item.kind not in _ELSEWHERE]
    about = course.facts.metric.description
    meant = f"{about.rstrip('.')}." if about else ""
    return " ".join(filter(None, (f"It has no value{when}.", meant, *reasons)))


def _lag_caveats(
    facts: MetricFacts, plan: PeriodPlan | None, footprints: Footprints
) -> tuple[Caveat, ...]:
    """That a metric's data ends clearly earlier than the page's; ``period_behind`` where a later
    period than the one shown is over.
    """
    footprint = footprints.of(facts)
    if footprint is None or plan is None:
        return ()
    end = footprint.activity.end
    if facts.holds or footprints.as_of - end <= _SMALL_LAG:
        return ()
    text = (
        f"Its data ends on {day_text(end)}, earlier than the page's {day_text(footprints.as_of)}."
    )
    behind = period_end(plan.end + _DAY, plan.grain) < footprints.as_of
    return (Caveat(kind="period_behind" if behind else "ends_early", text=text),)


def _knows_last_year(known: Candidate) -> bool:
    return has_enough_rows(known, -1 - (known.plan.season or 0))


def _few_rows(known: Candidate | None) -> tuple[Caveat, ...]:
    """That a value or its comparison stands on too few rows to say much."""
    if known is None or (has_enough_rows(known, -1) and has_enough_rows(known, -2)):
        return ()
    rows, before = known.rows_in(-1), known.rows_in(-2)
    text = f"Few rows: {rows} in the last period, {before} in the one before; changes say little."
    return (Caveat(kind="few_rows", text=text),)
