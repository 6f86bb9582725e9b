"""The views of a pack as queries, and their answers as tables. Called by the analysts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boardroom.errors import BoardroomError
from boardroom.executive.metric_facts import FactsReader
from boardroom.executive.pack import View
from boardroom.executive.pack_binding import Department, translate
from boardroom.executive.reading import Reading
from boardroom.insight.model import KeyMetric, NotAvailable, Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.query import Condition, Order, Query
from boardroom.semantic.result import Column, Result


@dataclass(frozen=True, kw_only=True)
class PlannedView:
    """One view with its query."""

    view: View
    query: Query


def plan_views(
    department: Department, reading: Reading, *, reader: FactsReader
) -> tuple[PlannedView, ...]:
    """The views that the data can fill; those with nothing to show are left out."""
    found = []
    for view in department.pack.views:
        match view.kind:
            case "breakdown":
                query = _breakdown(view, reading, reader)
            case "records":
                query = _records(view, department)
            case _:
                query = None
        if query is not None:
            found.append(PlannedView(view=view, query=query))
    return tuple(found)


def read_views(
    plans: Sequence[PlannedView], answers: Sequence[Result | BoardroomError]
) -> tuple[tuple[Table, ...], tuple[NotAvailable, ...]]:
    """A table per view with rows; views that could not be computed, with the reason."""
    tables, failed = [], []
    for plan, answer in zip(plans, answers, strict=True):
        if isinstance(answer, BoardroomError):
            failed.append(NotAvailable(what=plan.view.title, why=answer.message))
        elif answer.rows:
            title = plan.view.title
            if answer.period.start is not None:
                title += f", {period_text(answer.period)}"
            tables.append(Table(title=title, query=plan.query, result=answer))
    return tuple(tables), tuple(failed)


def bridge_table(view: View, cards: Mapping[str, KeyMetric]) -> Table | None:
    """Opening, parts and closing of a stock as rows, from cards of one period; None when a part
    is missing.

    Row grain: one step. Columns: ``step`` (label), ``value`` (in the unit of the closing stock).
    """
    names = [name.lstrip("-+") for name in view.metrics]
    if not names or any(name not in cards or cards[name].value is None for name in names):
        return None
    opening, *parts, closing = (cards[name] for name in names)
    period = closing.evidence.period
    if period.start is None or opening.evidence.period != period:
        return None
    rows: list[tuple[object, ...]] = [(f"{closing.label} before", closing.previous)]
    for name, card in zip(view.metrics[1:-1], parts, strict=True):
        rows.append((card.label, -(card.value or 0.0) if name.startswith("-") else card.value))
    rows.append((f"{closing.label} now", closing.value))
    result = Result(
        columns=(
            Column(name="step", role="dimension", type="String"),
            Column(name="value", role="metric", type="Float", unit=closing.unit),
        ),
        rows=tuple(rows),
        sql=closing.evidence.sql,
        period=period,
        freshness=closing.evidence.freshness,
        model_version=closing.evidence.model_version,
        data_version=closing.evidence.data_version,
    )
    title = f"{view.title}, {period_text(period)}"
    return Table(title=title, query=closing.evidence.query, result=result)


def _breakdown(view: View, reading: Reading, reader: FactsReader) -> Query | None:
    courses = {item.facts.metric.name: item for item in reading.current}
    have = [courses[name] for name in view.metrics if name in courses]
    if not have:
        return None
    lead = have[0]
    for dimension in view.by:
        usable = [item for item in have if reader.splits_by(item.facts, dimension)]
        if lead not in usable:
            continue
        names = tuple(item.facts.metric.name for item in usable)
        plan = lead.plan
        return Query(
            metrics=names,
            group_by=(dimension,),
            time_range="all" if plan is None else plan.last_range,
            order=(Order(by=names[0], descending=True),),
            limit=view.limit,
        )
    return None


def _records(view: View, department: Department) -> Query | None:
    place = department.tables.get(view.table)
    if place is None:
        return None
    fields = tuple(
        f"{place.dataset}.{place.fields[name]}" for name in view.fields if name in place.fields
    )
    where = translate(view.where, department.tables, home=view.table) if view.where else ""
    key = view.order.lstrip("-")
    if not fields or where is None or (key and key not in place.fields):
        return None
    order = (Order(by=place.fields[key], descending=view.order.startswith("-")),) if key else ()
    return Query(
        records=place.dataset,
        fields=fields,
        filters=(Condition(sql=where),) if where else (),
        order=order,
        limit=view.limit,
    )
