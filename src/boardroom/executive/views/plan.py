"""All views of a department: planned together, read together. Called by the analysts."""

from collections.abc import Callable, Mapping, Sequence

from boardroom.errors import BoardroomError
from boardroom.executive.pack import View, ViewKind
from boardroom.executive.views.breakdown import plan_breakdown
from boardroom.executive.views.bridge import plan_bridge
from boardroom.executive.views.cohorts import plan_cohorts
from boardroom.executive.views.funnel import plan_funnel
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.executive.views.records import plan_records
from boardroom.insight.model import NotAvailable, Table
from boardroom.semantic.result import Result

_PLANNERS: Mapping[ViewKind, Callable[[View, Desk], PlannedView | None]] = {
    "breakdown": plan_breakdown,
    "bridge": plan_bridge,
    "records": plan_records,
    "funnel": plan_funnel,
    "cohorts": plan_cohorts,
}


def plan_views(desk: Desk) -> tuple[PlannedView, ...]:
    """The views that the data can fill; those with nothing to show are left out, and those that the
    inspector fills beside the page.
    """
    views = [view for view in desk.department.pack.views if view.kind in _PLANNERS]
    planned = (_PLANNERS[view.kind](view, desk) for view in views)
    return tuple(item for item in planned if item is not None)


def read_views(
    plans: Sequence[PlannedView], answers: Sequence[Result | BoardroomError]
) -> tuple[tuple[Table, ...], tuple[NotAvailable, ...]]:
    """A table per view with something to show; views that could not be computed, with why."""
    tables, failed = [], []
    for plan, answer in zip(plans, answers, strict=True):
        if isinstance(answer, BoardroomError):
            failed.append(NotAvailable(what=plan.view.title, why=answer.message))
            continue
        table = plan.read(plan.query, answer)
        if table is not None:
            tables.append(table)
    return tuple(tables), tuple(failed)
