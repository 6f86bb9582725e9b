"""Did more or fewer of those who started in a quarter stay than of earlier ones at the same age?

Called by the inspector, for each view of the kind ``cohorts``. At each age the newest quarter that
has reached it is held against those before it.
"""

from collections.abc import Sequence
from dataclasses import replace

from boardroom.analysis.cadence import period_end
from boardroom.analysis.share_change import Counted, ShareTest, assess_share
from boardroom.executive.finding import insight_id
from boardroom.executive.inspection.kind import Findings, Inspection, surprise
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.views.cohorts import MONTHS, Cohort, cohort_query, read_cohorts
from boardroom.insight.inspection_wording import RetentionFigures, retention_sentence
from boardroom.insight.model import Effect, Insight
from boardroom.insight.period_text import axis_text
from boardroom.insight.wording import assess
from boardroom.semantic.query import Query
from boardroom.semantic.result import Period, Result

_QUARTERS = 17
"""Four years before the newest: longer ago is another business."""

_METRIC = "retention_rate"
_SCORE = 50.0


def find_retention(inspection: Inspection) -> Findings:
    """The cohorts that stay unlike earlier ones."""
    insights: list[Insight] = []
    tests = 0
    for department, view in inspection.views("cohorts"):
        place, as_of = department.tables.get(view.table), inspection.context.as_of
        query = cohort_query(place, as_of=as_of, quarters=_QUARTERS)
        if query is None:
            continue
        answer = inspection.ask(query)
        cohorts = read_cohorts(answer, as_of=as_of)
        for at, months in enumerate(MONTHS):
            found = _test(cohorts, at)
            if found is not None:
                cohort, test = found
                tests += 1
                made = _insight(cohort, test, months, query=query, answer=answer)
                known = _METRIC in inspection.model.metric_by_name
                insights.append(
                    replace(made, department=department.pack.name, metric=_METRIC if known else "")
                )
    return Findings(insights=tuple(insights), tests=tests)


def _test(cohorts: Sequence[Cohort], at: int) -> tuple[Cohort, ShareTest] | None:
    """The newest cohort of an age against those before it."""
    counted = [
        (item, Counted(hits=hits, size=item.size))
        for item in cohorts
        if (hits := item.stayed[at]) is not None
    ]
    if not counted:
        return None
    cohort, last = counted[-1]
    test = assess_share(last, [item for _, item in counted[:-1]])
    return None if test is None else (cohort, test)


def _insight(
    cohort: Cohort, test: ShareTest, months: int, *, query: Query, answer: Result
) -> Insight:
    quarter = axis_text(cohort.start, "quarter")
    sentence = retention_sentence(
        RetentionFigures(
            cohort=quarter,
            months=months,
            size=cohort.size,
            share=test.share,
            expected=test.expected,
            groups=test.groups,
            p_value=test.p_value,
        )
    )
    off = test.share - test.expected
    parts = {"retention": _SCORE, "surprise": surprise(test.p_value)}
    end = period_end(cohort.start, "quarter")
    return Insight(
        id=insight_id("retention", f"{months}_months", cohort.start.isoformat()),
        kind="retention",
        metric="",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=replace(
            evidence_from(query, answer),
            period=Period(start=cohort.start, end=end, complete=True),
        ),
        subject={"started": quarter},
        assessment=assess(off, "up"),
        uncertainty=sentence.uncertainty,
        score=sum(parts.values()),
        score_parts=parts,
        p_value=test.p_value,
        effect=Effect(value=off, low=off - test.spread, high=off + test.spread),
    )
