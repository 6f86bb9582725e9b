"""Did more or fewer go on from a step of a funnel than of those who came to it before?

Called by the inspector, for each view of the kind ``funnel``. Over a table, like for like in age:
each case is followed for the same number of days; over metrics, by ``inspection.metric_funnel``.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from boardroom.analysis.share_change import ShareTest, assess_share
from boardroom.analysis.step_rate import WINDOW_DAYS, StepRate, step_rates
from boardroom.executive.finding import insight_id
from boardroom.executive.inspection.kind import Findings, Inspection, surprise
from boardroom.executive.inspection.metric_funnel import find_metric_steps
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.pack import View
from boardroom.executive.pack_binding import Department, translate
from boardroom.insight.inspection_wording import StepFigures, step_sentence
from boardroom.insight.model import Effect, Evidence, Insight
from boardroom.insight.period_text import days_text
from boardroom.insight.wording import assess
from boardroom.semantic.query import Condition, Order, Query
from boardroom.semantic.result import Comparison, Period, Result

_MOST_ROWS = 200_000
_SCORE = 50.0
_DAY_SECONDS = 86_400.0


def find_steps(inspection: Inspection) -> Findings:
    """The steps whose newest cases go on unlike those before."""
    insights: list[Insight] = []
    tests = 0
    for department, view in inspection.views("funnel"):
        query = _query(view, department)
        if query is None:
            continue
        answer = inspection.ask(query)
        for rate in _rates(answer, until=inspection.context.as_of):
            test = assess_share(rate.counted[0], rate.counted[1:])
            if test is not None:
                tests += 1
                made = _Step(view=view, rate=rate, test=test, department=department.pack.name)
                insights.append(_insight(made, query, answer))
    others = find_metric_steps(inspection)
    return replace(others, insights=(*insights, *others.insights), tests=tests + others.tests)


@dataclass(frozen=True, kw_only=True)
class _Step:
    view: View
    rate: StepRate
    test: ShareTest
    department: str


def _query(view: View, department: Department) -> Query | None:
    """Who came to which step and when, newest first; None without the fields, or for metrics."""
    tables = department.tables
    place = tables.get(view.table)
    if view.metrics or place is None or not {"stage", "entered_at"} <= place.fields.keys():
        return None
    thing = next((place.fields[name] for name in place.fields if name.endswith("_id")), None)
    where = translate(view.where, tables, home=view.table) if view.where else ""
    if thing is None or where is None:
        return None
    home = place.dataset
    names = (thing, place.fields["stage"], place.fields["entered_at"])
    return Query(
        records=home,
        fields=tuple(f"{home}.{name}" for name in names),
        filters=(Condition(sql=where),) if where else (),
        order=(Order(by=names[2], descending=True),),
        limit=_MOST_ROWS,
    )


def _rates(answer: Result, *, until: date) -> tuple[StepRate, ...]:
    """The steps in the order of how many came to each, as the funnel shows them; each is followed
    up to the last day that anybody came to a step on: what is not loaded yet is not known.
    """
    arrivals: dict[str, dict[object, float]] = {}
    for who, stage, when in answer.rows:
        day = _days(when)
        if who is not None and stage is not None and day is not None and day < until.toordinal():
            own = arrivals.setdefault(str(stage), {})
            own[who] = min(day, own.get(who, day))
    order = sorted(arrivals, key=lambda stage: -len(arrivals[stage]))
    newest = max((day for own in arrivals.values() for day in own.values()), default=0.0)
    return step_rates(arrivals, order, until=int(newest) + 1)


def _days(cell: object) -> float | None:
    """A moment in days since the year one, whole and part."""
    if isinstance(cell, datetime):
        midnight = cell.replace(hour=0, minute=0, second=0, microsecond=0)
        return cell.toordinal() + (cell - midnight).total_seconds() / _DAY_SECONDS
    return float(cell.toordinal()) if isinstance(cell, date) else None


def _insight(made: _Step, query: Query, answer: Result) -> Insight:
    rate, test = made.rate, made.test
    end = date.fromordinal(rate.ends[0])
    start = end - timedelta(days=WINDOW_DAYS)
    last, before = rate.counted[:2]
    sentence = step_sentence(
        StepFigures(
            funnel=made.view.title,
            step=rate.step,
            came=last.size,
            went=last.hits,
            days=rate.days,
            when=days_text(start, end - timedelta(days=1)),
            before=before.share,
            expected=test.expected,
            groups=test.groups,
            p_value=test.p_value,
        )
    )
    off = test.share - test.expected
    parts = {"funnel": _SCORE, "surprise": surprise(test.p_value)}
    return Insight(
        id=insight_id("funnel", made.view.table, rate.step),
        kind="funnel",
        metric="",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=_evidence(query, answer, start, end),
        subject={query.fields[1]: rate.step},
        department=made.department,
        assessment=assess(off, "up"),
        uncertainty=sentence.uncertainty,
        score=sum(parts.values()),
        score_parts=parts,
        p_value=test.p_value,
        effect=Effect(value=off, low=off - test.spread, high=off + test.spread),
    )


def _evidence(query: Query, answer: Result, start: date, end: date) -> Evidence:
    one = timedelta(days=1)
    return replace(
        evidence_from(query, answer),
        period=Period(start=start, end=end - one, complete=True),
        comparison=Comparison(
            start=start - timedelta(days=WINDOW_DAYS), end=start - one, kind="previous_period"
        ),
    )
