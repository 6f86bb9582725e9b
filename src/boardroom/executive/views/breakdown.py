"""Metrics by a dimension, in the last complete period."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from boardroom.errors import BoardroomError
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.pack import View
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Order, Query
from boardroom.semantic.result import Result

_CHANGE = "change"


def plan_breakdown(view: View, desk: Desk) -> PlannedView | None:
    """The view by the first dimension that the first metric at hand reaches; where none does, that
    any of the metrics reaches; None without one.

    Row grain: one value of the dimension, the largest of the first metric first, or by its
    ``change`` against the period before, then only values that moved that way; values without any
    figure are left out. Columns: the dimension, then the metrics that stand in time as the first.
    """
    have = [facts for name in view.metrics if (facts := _facts(name, desk)) is not None]
    if not have:
        return None
    dimensions = [found for name in view.by if (found := _dimension(name, desk)) is not None]
    reached = [
        (dimension, [item for item in have if desk.reader.splits_by(item, dimension)])
        for dimension in dimensions
    ]
    by_first = (pair for pair in reached if have[0] in pair[1])
    chosen = next(by_first, next((pair for pair in reached if pair[1]), None))
    if chosen is None:
        return None
    dimension, usable = chosen
    names = tuple(item.metric.name for item in usable if bool(item.times) == bool(usable[0].times))
    time_range = desk.last_range(names[0])
    changes = view.order.lstrip("-") == _CHANGE
    if changes and time_range == "all":
        return None
    first = view.order.lstrip("-") or names[0]
    if not changes and first not in names:
        return None
    shown = _by_change(view, names) if changes else _by_size(view, names, first)
    query = replace(
        shown, group_by=(dimension,), time_range=time_range, limit=view.limit, metrics=names
    )
    named = replace(view, title=_title(view, dimension, names, desk))
    return PlannedView(view=named, query=query, read=partial(_table, named))


def _by_size(view: View, names: Sequence[str], first: str) -> Query:
    """The largest of ``first`` on top; values without any figure are left out."""
    return Query(
        having=(" OR ".join(f'"{name}" <> 0' for name in names),),
        order=(Order(by=first, descending=not view.order or view.order.startswith("-")),),
    )


def _by_change(view: View, names: Sequence[str]) -> Query:
    """The largest rise or fall first; what moved the other way is left out."""
    rises, change = view.order.startswith("-"), f"{names[0]}_change"
    way = ">" if rises else "<"
    return Query(
        compare="previous_period",
        having=(f'"{change}" {way} 0',),
        order=(Order(by=change, descending=rises),),
    )


def _facts(name: str, desk: Desk) -> MetricFacts | None:
    """The facts of a metric of the model; None where it has none."""
    metric = desk.model.metric_by_name.get(name)
    try:
        return None if metric is None else desk.reader.read(metric)
    except BoardroomError:
        return None


def _dimension(name: str, desk: Desk) -> str | None:
    """A dimension of the model: one of its own fields, or a canonical one that is a plain field."""
    table, _, column = name.rpartition(".")
    place = desk.department.tables.get(table)
    if place is not None and column in place.fields:
        table, column = place.dataset, place.fields[column]
    dataset = desk.model.dataset_by_name.get(table)
    return f"{table}.{column}" if dataset and column in dataset.field_by_name else None


def _title(view: View, dimension: str, names: Sequence[str], desk: Desk) -> str:
    """The view's title with the dimension that was taken, where it names one, and with its metric,
    where it is the only one and not named.
    """
    title, by, _ = view.title.partition(" by ")
    if by:
        dataset, _, name = dimension.rpartition(".")
        found = desk.model.dataset_by_name[dataset].field_by_name[name]
        title += f" by {(found.label or name.replace('_', ' ')).lower()}"
    only = desk.model.metric_by_name[names[0]].title
    return title if len(names) > 1 or only.lower() in title.lower() else f"{title}: {only}"


def _table(view: View, query: Query, answer: Result) -> Table | None:
    """The table; one row alone splits nothing, but may be all that moved."""
    if len(answer.rows) < (1 if query.compare else 2):
        return None
    period = f", {period_text(answer.period)}" if answer.period.start is not None else ""
    return Table(title=f"{view.title}{period}", query=query, result=answer)
