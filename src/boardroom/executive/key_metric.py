"""One metric on the page: its value, its like-for-like change, its recent course.

Made from one query (the series of complete periods) and, while a period is running, a second one
(«to date»). Called by ``executive.page``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from boardroom.analysis.cadence import Cadence, period_end
from boardroom.analysis.change import from_nearly_nothing
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.period_plan import TO_DATE, PeriodPlan
from boardroom.executive.repair import Repair
from boardroom.insight.delta_text import difference, is_negligible
from boardroom.insight.model import Assessment, Delta, Evidence, KeyMetric, ToDate
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import axis_text, days_text
from boardroom.insight.wording import assess
from boardroom.semantic.model import Unit
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Comparison, Period, Result

SHOWN_PERIODS = 13
"""Complete periods in a sparkline and in the test for a trend."""

_LATE_SHARE = 0.4
"""First days of a period that hold less than this part of their even share were booked late…"""

_OVERSHOOT = 1.15
"""…and those that exceed the whole by so much are taken back at its end."""

_PER_SERIES = frozenset({"outside_coverage", "division_by_zero", "partly_loaded", "to_date"})
"""Caveats of single periods: the shown one is complete and has a value, or there is no card."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """The values of a metric over the periods of its plan; None where a period has none.

    Attributes:
        factors: by what to multiply each for all of its rows to be there once; None where that
            cannot be told. Empty = nothing is wrong with any.
        wrong: what is wrong with the rows of the last period and the one before.
    """

    facts: MetricFacts
    plan: PeriodPlan | None
    query: Query
    result: Result
    values: tuple[float | None, ...]
    factors: tuple[float | None, ...] = ()
    wrong: tuple[Caveat, ...] = ()

    @property
    def unit(self) -> Unit | None:
        """The unit the result says, else the model's."""
        return self.result.columns[-1].unit or self.facts.metric.unit

    @property
    def tail(self) -> tuple[float, ...]:
        """The values after the last gap, oldest first."""
        return _after_gap(self.values)

    @property
    def repaired(self) -> tuple[float | None, ...]:
        """The values as they would be if all rows were there once; None where that is not known."""
        if not self.factors:
            return self.values
        return tuple(map(self._repaired, self.values, self.factors))

    def _repaired(self, value: float | None, factor: float | None) -> float | None:
        if value is None or factor is None or factor == 1.0:
            return value if factor == 1.0 else None
        return float(round(value * factor)) if self.unit == "count" else value * factor

    @property
    def is_wrong(self) -> bool:
        """Whether the last value or the one before is wrong for its rows."""
        return any(factor != 1.0 for factor in self.factors[-2:])

    @property
    def sound(self) -> tuple[float, ...]:
        """The repaired values after the last that is not known: what a metric is judged by."""
        return _after_gap(self.repaired)


def _after_gap(values: Sequence[float | None]) -> tuple[float, ...]:
    found: list[float] = []
    for value in reversed(values):
        if value is None:
            break
        found.append(value)
    return tuple(reversed(found))


def series_query(facts: MetricFacts, plan: PeriodPlan | None) -> Query:
    """All periods of the plan; the whole for timeless metrics."""
    names = (facts.metric.name,)
    if plan is None:
        return Query(metrics=names)
    return Query(metrics=names, grain=plan.grain, time_range=plan.time_range)


def to_date_query(facts: MetricFacts, plan: PeriodPlan | None) -> Query | None:
    """The running period against as many days of the one before; None when none is running."""
    if plan is None or plan.running is None:
        return None
    return Query(
        metrics=(facts.metric.name,), time_range=TO_DATE[plan.grain], compare="previous_period"
    )


def read_course(
    facts: MetricFacts,
    plan: PeriodPlan | None,
    query: Query,
    result: Result,
    *,
    repair: Repair | None = None,
) -> Course:
    """The values of ``result`` in the order of the plan's periods; what is wrong with their rows
    says ``repair``.
    """
    metric = result.column(facts.metric.name)
    values: tuple[float | None, ...]
    if plan is None:
        values = (number(metric[0]) if metric else None,)
    else:
        by_day = {
            _day(day): number(value)
            for day, value in zip(result.column("period"), metric, strict=True)
        }
        values = tuple(by_day.get(start) for start in plan.starts)
    course = Course(facts=facts, plan=plan, query=query, result=result, values=values)
    if plan is None or repair is None or not repair.needed:
        return course
    return _with_repair(course, plan, repair)


def _with_repair(course: Course, plan: PeriodPlan, repair: Repair) -> Course:
    spans = [(start, period_end(start, plan.grain)) for start in plan.starts]
    factors = tuple(repair.factor(*span) for span in spans)
    wrong = tuple(caveat for span in reversed(spans[-2:]) for caveat in repair.caveats(*span))
    if all(factor == 1.0 for factor in factors):
        factors = ()
    return replace(course, factors=factors, wrong=wrong)


def make_key_metric(
    course: Course,
    *,
    to_date: ToDate | None,
    caveats: tuple[Caveat, ...],
    compares_year: bool = True,
) -> KeyMetric:
    """The card of a metric.

    Args:
        course: its values.
        to_date: its running period.
        caveats: what else a reader must know.
        compares_year: False when too few rows stand behind the period one year earlier.
    """
    metric, plan = course.facts.metric, course.plan
    value = course.values[-1]
    previous = course.values[-2] if len(course.values) > 1 else None
    change, ratio = difference(value, previous, course.unit)
    return KeyMetric(
        metric=metric.name,
        label=metric.title,
        value=value,
        unit=course.unit,
        direction=metric.direction,
        description=metric.description,
        expression=metric.expression.sql,
        department=metric.department,
        evidence=evidence_of(course),
        previous=previous,
        change=change,
        change_ratio=ratio,
        assessment="neutral" if course.is_wrong else _assess(change, ratio, course),
        sparkline=_sparkline(course),
        sparkline_grain=plan.grain if plan else None,
        target=metric.target,
        owner=metric.owner,
        caveats=(*lasting_caveats(course), *_small_base(course), *caveats),
        year_ago=_year_ago(course) if compares_year else None,
        so_far=to_date,
        repairs=_repairs(course),
    )


def _repairs(course: Course) -> tuple[tuple[date, float | None], ...]:
    if course.plan is None or not course.factors:
        return ()
    pairs = zip(course.plan.starts, course.factors, strict=True)
    return tuple((start, factor) for start, factor in pairs if factor != 1.0)


def _small_base(course: Course) -> tuple[Caveat, ...]:
    """That the value before is nearly nothing: the change from it is not shown in percent."""
    value, previous = course.values[-1], course.values[-2] if len(course.values) > 1 else None
    if course.plan is None or value is None or previous is None or course.unit == "percent":
        return ()
    if not from_nearly_nothing(value, previous):
        return ()
    when = axis_text(course.plan.starts[-2], course.plan.grain)
    before = value_text(previous, course.unit)
    text = f"Only {before} in {when}: too little for the change to be told in percent."
    return (Caveat(kind="small_base", text=text),)


def lasting_caveats(course: Course) -> tuple[Caveat, ...]:
    """The caveats that touch the last period, not only some earlier one."""
    single = _PER_SERIES if course.plan is None else _PER_SERIES | {"mixed_days"}
    lasting = (item for item in course.result.caveats if item.kind not in single)
    return (*course.wrong, *lasting)


def make_to_date(course: Course, plan: PeriodPlan, query: Query, result: Result) -> ToDate | None:
    """The running period so far; None when it has no value, or much is booked at its end."""
    name = course.facts.metric.name
    value = number(result.column(name)[0]) if result.rows else None
    if value is None or result.period.start is None or result.period.end is None:
        return None
    comparison = result.comparison
    previous = number(result.column(f"{name}_previous")[0])
    if _booked_late(course, previous, comparison):
        return None
    change, ratio = difference(value, previous, course.unit)
    against = days_text(comparison.start, comparison.end) if comparison else ""
    end = _last_day(result.period.start, result.period.end, comparison, plan.grain)
    return ToDate(
        label=days_text(result.period.start, end),
        value=value,
        delta=Delta(
            label=against,
            previous=previous,
            change=change,
            change_ratio=ratio,
            assessment=_assess(change, ratio, course),
        ),
        evidence=_evidence(
            query, result, period=replace(result.period, end=end), comparison=comparison
        ),
        caveats=tuple(item for item in result.caveats if item.kind != "to_date"),
    )


def with_repair(found: ToDate, repair: Repair) -> ToDate:
    """The running period with what is wrong with the rows of its days, or of those it is compared
    with; neither good nor bad where that may be all there is to it."""
    period, compared = found.evidence.period, found.evidence.comparison
    if period.start is None or period.end is None:
        return found
    spans = [(period.start, period.end)]
    if compared is not None:
        spans.append((compared.start, compared.end))
    caveats = tuple(caveat for span in spans for caveat in repair.caveats(*span))
    delta = found.delta
    if any(repair.factor(*span) != 1.0 for span in spans):
        delta = replace(delta, assessment="neutral")
    return replace(found, delta=delta, caveats=(*caveats, *found.caveats))


def _last_day(start: date, end: date, comparison: Comparison | None, grain: Cadence) -> date:
    """The last day with data of a running period: as many days in as the one compared with, which
    is cut where the data ends, has, unless that one is over.
    """
    if comparison is None or comparison.end >= period_end(comparison.start, grain):
        return end
    return min(end, start + (comparison.end - comparison.start))


def _booked_late(course: Course, so_far: float | None, comparison: Comparison | None) -> bool:
    """Whether much of a period is booked near its end, so that «to date» misleads.

    Seen in the period before: its first days made up far more, or far less, than their share.
    """
    plan, whole = course.plan, course.values[-1]
    if plan is None or comparison is None or not course.facts.flow or not so_far or not whole:
        return False
    days = (comparison.end - comparison.start).days + 1
    even = days / plan.days_of(plan.starts[-1])
    return not _LATE_SHARE * even <= so_far / whole <= _OVERSHOOT


def evidence_of(course: Course) -> Evidence:
    """Where the shown value comes from: the series query, the last period, the one before."""
    plan = course.plan
    if plan is None:
        whole = Period(start=None, end=None, complete=True)
        return _evidence(course.query, course.result, period=whole, comparison=None)
    period = Period(start=plan.starts[-1], end=plan.end, complete=True)
    comparison = None
    if len(plan.starts) > 1:
        comparison = _period_before(plan.starts[-2], plan.grain)
    return _evidence(course.query, course.result, period=period, comparison=comparison)


def evidence_from(query: Query, result: Result) -> Evidence:
    """Evidence of a result as it stands."""
    return _evidence(query, result, period=result.period, comparison=result.comparison)


def number(value: object) -> float | None:
    """A cell as a float; None for NULL and what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value)


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _period_before(start: date, grain: Cadence) -> Comparison:
    return Comparison(start=start, end=period_end(start, grain), kind="previous_period")


def _sparkline(course: Course) -> tuple[tuple[date, float | None], ...]:
    if course.plan is None:
        return ()
    pairs = list(zip(course.plan.starts, course.values, strict=True))[-SHOWN_PERIODS:]
    while pairs and pairs[0][1] is None:
        pairs.pop(0)
    return tuple(pairs)


def _year_ago(course: Course) -> Delta | None:
    plan = course.plan
    season = (
        plan.season if plan is not None and plan.grain in {"month", "quarter", "week"} else None
    )
    if plan is None or season is None or len(course.values) <= season:
        return None
    previous = course.values[-1 - season]
    change, ratio = difference(course.values[-1], previous, course.unit)
    if change is None:
        return None
    wrong = any(course.factors[place] != 1.0 for place in (-1, -1 - season) if course.factors)
    return Delta(
        label=axis_text(plan.starts[-1 - season], plan.grain),
        previous=previous,
        change=change,
        change_ratio=ratio,
        assessment="neutral" if wrong else _assess(change, ratio, course),
    )


def _assess(change: float | None, ratio: float | None, course: Course) -> Assessment:
    if change is None or is_negligible(change, ratio, course.unit):
        return "neutral"
    return assess(change, course.facts.metric.direction)


def _evidence(
    query: Query, result: Result, *, period: Period, comparison: Comparison | None
) -> Evidence:
    return Evidence(
        query=query,
        sql=result.sql,
        period=period,
        comparison=comparison,
        model_version=result.model_version,
        data_version=result.data_version,
        freshness=result.freshness,
        elapsed_ms=result.elapsed_ms,
    )
