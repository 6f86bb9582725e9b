"""The first key metrics by their main dimension, last period against the one before.

Called by ``executive.page``; drawn as bars by the renderers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boardroom.executive.key_metric import Course
from boardroom.executive.metric_facts import FactsReader
from boardroom.insight.model import Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Compare, Order, Query
from boardroom.semantic.result import Result

_SHOWN_VALUES = 8
_TABLES = 2
_GOOD = re.compile(
    r"(region|state|country|city|segment|category|channel|department|product|plan|type|team"
    r"|series|market|industry|source|store|contract|priority|tier)"
)
_POOR = re.compile(
    r"(_id$|status|flag|is_|has_|year|month|day|hour|week|quarter|count|number|prefix)"
)


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """One breakdown to ask for."""

    course: Course
    label: str
    query: Query


def plan_breakdowns(
    courses: Sequence[Course], *, reader: FactsReader, dimensions: Mapping[str, str]
) -> tuple[Breakdown, ...]:
    """At most two: of the most important metric that adds up, by its two most telling
    dimensions.
    """
    for course in courses:
        if not course.facts.splits:
            continue
        usable = [
            (reference, label)
            for reference, label in dimensions.items()
            if reader.reaches(course.facts, reference.rpartition(".")[0])
        ]
        usable.sort(key=lambda pair: -_telling(pair[0]))
        if usable:
            chosen = _different(usable)
            return tuple(
                Breakdown(course=course, label=label, query=_query(course, reference))
                for reference, label in chosen
            )
    return ()


def read_breakdown(plan: Breakdown, result: Result) -> Table | None:
    """The table; None when it has fewer than two rows or counts rows more than once."""
    if len(result.rows) < 2 or any(item.kind == "non_additive" for item in result.caveats):
        return None
    title = f"{plan.course.facts.metric.title} by {plan.label.lower()}"
    period = "all data" if plan.course.plan is None else period_text(result.period)
    return Table(title=f"{title}, {period}", query=plan.query, result=result)


def _query(course: Course, reference: str) -> Query:
    name = course.facts.metric.name
    order = (Order(by=name, descending=True),)
    if course.plan is None:
        return Query(metrics=(name,), group_by=(reference,), order=order, limit=_SHOWN_VALUES)
    compare: Compare | None = "previous_period" if len(course.plan.starts) > 1 else None
    return Query(
        metrics=(name,),
        group_by=(reference,),
        time_range=course.plan.last_range,
        compare=compare,
        order=order,
        limit=_SHOWN_VALUES,
    )


def _telling(reference: str) -> int:
    name = reference.rpartition(".")[2].lower()
    return 2 * bool(_GOOD.search(name)) - 2 * bool(_POOR.search(name))


def _different(usable: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Two dimensions, of different datasets where possible: two of one place say the same."""
    first = usable[0]
    owner = first[0].rpartition(".")[0]
    good = [pair for pair in usable[1:] if _telling(pair[0]) >= 0 and pair[1] != first[1]]
    others = [pair for pair in good if pair[0].rpartition(".")[0] != owner] or good
    return [first, *others[: _TABLES - 1]]
