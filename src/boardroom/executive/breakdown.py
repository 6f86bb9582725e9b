"""The first key metrics by their main dimension, last period against the one before.

Called by ``executive.page``; drawn as bars by the renderers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from boardroom.executive.key_metric import Course
from boardroom.executive.metric_facts import FactsReader
from boardroom.insight.model import Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Compare, Order, Query
from boardroom.semantic.result import Result

_SHOWN_VALUES = 8
_CANDIDATES = 4
_TABLES = 2
_MOST_UNKNOWN = 0.5
_MOST_OF_ONE = 0.98
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
    """Candidates, best first: the most important metric that adds up, by dimensions that people
    ask for. ``read_breakdowns`` takes the first two that tell something.
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
            return tuple(
                Breakdown(course=course, label=label, query=_query(course, reference))
                for reference, label in _different(usable)
            )
    return ()


def read_breakdowns(answers: Iterable[tuple[Breakdown, Result]]) -> tuple[Table, ...]:
    """The first two tables that tell something, in the order of the plans."""
    tables = (read_breakdown(plan, result) for plan, result in answers)
    return tuple(islice((table for table in tables if table is not None), _TABLES))


def read_breakdown(plan: Breakdown, result: Result) -> Table | None:
    """The table; None when it counts rows more than once or tells nothing: fewer than two rows,
    one value that is nearly all, or mostly rows without a value."""
    if any(item.kind == "non_additive" for item in result.caveats) or not _tells(plan, result):
        return None
    title = f"{plan.course.facts.metric.title} by {plan.label.lower()}"
    period = "all data" if plan.course.plan is None else period_text(result.period)
    return Table(title=f"{title}, {period}", query=plan.query, result=result)


def _tells(plan: Breakdown, result: Result) -> bool:
    values = result.column(plan.course.facts.metric.name)
    sizes = [abs(float(str(value))) if value is not None else 0.0 for value in values]
    names = [row[0] for row in result.rows]
    unknown = sum(size for size, name in zip(sizes, names, strict=True) if name is None)
    whole = sum(sizes)
    if len(sizes) < 2 or whole == 0:
        return False
    return unknown <= _MOST_UNKNOWN * whole and max(sizes) <= _MOST_OF_ONE * whole


def _query(course: Course, reference: str) -> Query:
    name = course.facts.metric.name
    order = (Order(by=name, descending=True),)
    if course.plan is None:
        return Query(metrics=(name,), group_by=(reference,), order=order, limit=_SHOWN_VALUES)
    comparable = len(course.plan.starts) > 1 and not course.is_wrong
    compare: Compare | None = "previous_period" if comparable else None
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
    """The best, then those of other datasets where possible: two of one place say the same."""
    first = usable[0]
    owner = first[0].rpartition(".")[0]
    good = [pair for pair in usable[1:] if _telling(pair[0]) >= 0 and pair[1] != first[1]]
    others = [pair for pair in good if pair[0].rpartition(".")[0] != owner] or good
    rest = [pair for pair in good if pair not in others]
    return [first, *others, *rest][:_CANDIDATES]
