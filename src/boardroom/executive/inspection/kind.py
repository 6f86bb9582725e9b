"""What every kind of inspection has in common. Used by the modules beside it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from boardroom.agents.context import Context
from boardroom.analysis.activity import read_activity
from boardroom.analysis.cadence import period_end
from boardroom.errors import BoardroomError
from boardroom.executive.finding import Candidate
from boardroom.executive.metric_facts import FactsReader
from boardroom.executive.pack import View, ViewKind
from boardroom.executive.pack_binding import Department
from boardroom.insight.model import Insight, NotAvailable, Table
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What is looked at.

    Attributes:
        context: the data, on the page's day.
        departments: bound packs, with where the canonical tables are.
        candidates: every metric of today with the rows behind it.
        reader: reads what metrics are made of.
    """

    context: Context
    departments: tuple[Department, ...]
    candidates: tuple[Candidate, ...]
    reader: FactsReader

    @property
    def model(self) -> SemanticModel:
        """What the data means."""
        return self.context.model

    def ask(self, query: Query) -> Result:
        """The answer to one question. Raises: BoardroomError: there is none."""
        (answer,) = self.context.ask([query])
        if isinstance(answer, BoardroomError):
            raise answer
        return answer

    def views(self, kind: ViewKind) -> tuple[tuple[Department, View], ...]:
        """The views of one kind that packs ask for, with their departments."""
        return tuple(
            (department, view)
            for department in self.departments
            for view in department.pack.views
            if view.kind == kind
        )


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one kind of inspection found.

    Attributes:
        insights: those that may be findings, each with its department and, where it is a test, its
            p-value.
        tables: department → tables for its section.
        tests: how many tests there were, those without a finding too.
    """

    insights: tuple[Insight, ...] = ()
    tables: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)
    tests: int = 0
    missing: tuple[NotAvailable, ...] = ()


def day_of(cell: object) -> date | None:
    """A cell as a day; None for what is none."""
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None


def surprise(p_value: float) -> float:
    """The part of a score that says how unlikely it is by chance: 0 to 20."""
    return min(20.0, -4.0 * math.log10(max(p_value, 1e-12)))


def lacks_days(rows_per_day: Mapping[date, int], *, since: date, until: date) -> bool:
    """Whether rows are missing on a day from ``since`` on and before ``until`` that has many
    otherwise: what follows from them is no news of the business.
    """
    activity = read_activity(rows_per_day)
    return activity is not None and any(since <= day < until for day in activity.empty_days)


def has_wrong_rows(item: Candidate, *, since: date, until: date) -> bool:
    """Whether rows behind a metric are known to be missing, late or there twice in a period that
    has days from ``since`` on and before ``until``.
    """
    periods = zip(item.plan.starts, item.course.factors, strict=False)  # No factors, none wrong.
    return any(
        factor != 1.0 and start < until and period_end(start, item.plan.grain) >= since
        for start, factor in periods
    )
