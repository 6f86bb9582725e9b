"""Metrics by a dimension, in the last complete period of the first of them."""

from dataclasses import replace
from functools import partial

from boardroom.executive.pack import View
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Order, Query
from boardroom.semantic.result import Result


def plan_breakdown(view: View, desk: Desk) -> PlannedView | None:
    """The view by the first dimension that the first metric at hand reaches; None without one.

    Row grain: one value of the dimension. Columns: it, then the metrics.
    """
    courses = {item.facts.metric.name: item for item in desk.reading.current}
    have = [courses[name] for name in view.metrics if name in courses]
    for dimension in view.by if have else ():
        usable = [item for item in have if desk.reader.splits_by(item.facts, dimension)]
        if have[0] not in usable:
            continue
        names = tuple(item.facts.metric.name for item in usable)
        plan = have[0].plan
        query = Query(
            metrics=names,
            group_by=(dimension,),
            time_range="all" if plan is None else plan.last_range,
            order=(Order(by=names[0], descending=True),),
            limit=view.limit,
        )
        named = replace(view, title=_title(view, dimension, desk))
        return PlannedView(view=named, query=query, read=partial(_table, named))
    return None


def _title(view: View, dimension: str, desk: Desk) -> str:
    """The view's title, which ends with the dimension that was taken where it names one."""
    what, by, _ = view.title.partition(" by ")
    if not by:
        return view.title
    dataset, _, name = dimension.rpartition(".")
    found = desk.model.dataset_by_name[dataset].field_by_name[name]
    return f"{what} by {(found.label or name.replace('_', ' ')).lower()}"


def _table(view: View, query: Query, answer: Result) -> Table | None:
    """The table; one row alone splits nothing."""
    if len(answer.rows) < 2:
        return None
    period = f", {period_text(answer.period)}" if answer.period.start is not None else ""
    return Table(title=f"{view.title}{period}", query=query, result=answer)
