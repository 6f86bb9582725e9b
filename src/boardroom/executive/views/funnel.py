"""How many things reached each stage in the last year, and what share went on."""

from dataclasses import replace
from functools import partial

from boardroom.executive.key_metric import number
from boardroom.executive.pack import TableMapping, View
from boardroom.executive.pack_binding import translate
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Condition, NamedExpression, Order, Query
from boardroom.semantic.result import Column, Result

_NEEDED = ("stage", "entered_at")


def plan_funnel(view: View, desk: Desk) -> PlannedView | None:
    """The view; None without the table or its fields, or without two of its metrics.

    Row grain: one stage: of a table the most entered first, of metrics in their order. Columns:
    ``stage``, ``entered`` (count), ``of_first`` and ``of_before`` (shares of the first stage and of
    the one before).
    """
    if view.metrics:
        return _plan_metrics(view, desk)
    tables = desk.department.tables
    place = tables.get(view.table)
    if place is None or any(name not in place.fields for name in _NEEDED):
        return None
    where = translate(view.where, tables, home=view.table) if view.where else ""
    if where is None:
        return None
    query = Query(
        filters=(Condition(sql=where),) if where else (),
        expressions=(
            NamedExpression(
                name="entered", expression=_counted(place), dataset=place.dataset, unit="count"
            ),
        ),
        group_by=(f"{place.dataset}.{place.fields['stage']}",),
        time_field=f"{place.dataset}.{place.fields['entered_at']}",
        time_range="last_365_days",
        order=(Order(by="entered", descending=True),),
        limit=view.limit,
    )
    return PlannedView(view=view, query=query, read=partial(_table, view))


def _plan_metrics(view: View, desk: Desk) -> PlannedView | None:
    known = desk.model.metric_by_name
    names = tuple(name for name in view.metrics if name in known)
    time_range = desk.last_range(names[0]) if names else "all"
    if len(names) < 2 or time_range == "all":
        return None
    labels = tuple(known[name].title for name in names)
    query = Query(metrics=names, time_range=time_range)
    return PlannedView(view=view, query=query, read=partial(metric_table, view, labels))


def metric_table(view: View, labels: tuple[str, ...], query: Query, answer: Result) -> Table | None:
    """One row per metric; None when one has no value or they do not narrow."""
    counts = [number(answer.column(name)[0]) for name in query.metrics]
    values = [count for count in counts if count]
    if len(values) < len(counts) or sorted(values, reverse=True) != values:
        return None
    columns = (
        Column(name="stage", role="dimension", type="String"),
        Column(name="entered", role="metric", type="Float", unit="count"),
    )
    rows = tuple(zip(labels, values, strict=True))
    return _table(view, query, replace(answer, columns=columns, rows=rows))


def _counted(place: TableMapping) -> str:
    thing = next((place.fields[name] for name in place.fields if name.endswith("_id")), None)
    return f"COUNT(DISTINCT {place.dataset}.{thing})" if thing else "COUNT(*)"


def _table(view: View, query: Query, answer: Result) -> Table | None:
    counts = [number(cell) or 0.0 for cell in answer.column("entered")]
    if len(counts) < 2 or not counts[0]:
        return None
    rows = []
    before = counts[0]
    for name, count in zip((row[0] for row in answer.rows), counts, strict=True):
        rows.append((name, count, count / counts[0], count / before if before else None))
        before = count
    columns = (
        answer.columns[0],
        answer.columns[1],
        Column(name="of_first", role="transform", type="Float", unit="percent"),
        Column(name="of_before", role="transform", type="Float", unit="percent"),
    )
    title = f"{view.title}, {period_text(answer.period)}"
    return Table(
        title=title, query=query, result=replace(answer, columns=columns, rows=tuple(rows))
    )
