"""Rows of a canonical table, the first of some order."""

from functools import partial

from boardroom.executive.pack import View
from boardroom.executive.pack_binding import translate
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import Table
from boardroom.semantic.query import Condition, Order, Query
from boardroom.semantic.result import Result


def plan_records(view: View, desk: Desk) -> PlannedView | None:
    """The view of the fields that exist; None when the table, the order or the condition does not.

    Row grain: one row of the table, none without what they are ordered by.
    """
    tables = desk.department.tables
    place = tables.get(view.table)
    if place is None:
        return None
    plain = desk.model.dataset_by_name[place.dataset].field_by_name
    fields = [place.fields[name] for name in view.fields if place.fields.get(name) in plain]
    where = translate(view.where, tables, home=view.table) if view.where else ""
    order = place.fields.get(view.order.lstrip("-"))
    if not fields or where is None or (view.order and order not in fields):
        return None
    known = f'"{place.dataset}.{order}" IS NOT NULL' if order else ""
    query = Query(
        records=place.dataset,
        fields=tuple(f"{place.dataset}.{name}" for name in fields),
        filters=tuple(Condition(sql=text) for text in (where, known) if text),
        order=(Order(by=order, descending=view.order.startswith("-")),) if order else (),
        limit=view.limit,
    )
    return PlannedView(view=view, query=query, read=partial(_table, view))


def _table(view: View, query: Query, answer: Result) -> Table | None:
    return Table(title=view.title, query=query, result=answer) if answer.rows else None
