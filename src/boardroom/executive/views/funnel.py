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
    """The view; None without the table or its fields.

    Row grain: one stage, most entered first. Columns: ``stage``, ``entered`` (count), ``of_first``
    and ``of_before`` (shares of the first stage and of the one before).
    """
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
