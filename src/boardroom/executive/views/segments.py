"""Customers by recency, frequency and value: how many and how much in each segment."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from boardroom.analysis.segment import SEGMENTS, rfm_segments
from boardroom.executive.key_metric import number
from boardroom.executive.pack import View
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import Table
from boardroom.insight.period_text import period_text
from boardroom.semantic.model import EventTime, SemanticModel
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Column, Result

MOST_CUSTOMERS = 200_000
FEWEST_CUSTOMERS = 25
LEAST_AGAIN = 0.1
"""Where fewer customers than this share came again, how often they come tells nothing."""

_PEOPLE = ("customers",)


def plan_segments(view: View, desk: Desk) -> PlannedView | None:
    """The view over the last two years of the first metric that adds up on rows of customers; None
    without one.

    Row grain: one segment, best first. Columns: ``segment``, ``customers`` (count), ``value`` and
    ``share`` of all value.
    """
    customers = desk.department.tables.get(_PEOPLE[0])
    for name in view.metrics if customers is not None else ():
        metric = desk.model.metric_by_name.get(name)
        if metric is None or customers is None or metric.inputs or metric.filter:
            continue
        facts = desk.reader.read(metric)
        if not facts.flow or len(facts.bases) != 1 or len(facts.times) != 1:
            continue
        base = facts.bases[0]
        key = _key(desk.model, base, customers.dataset)
        time = desk.model.dataset_by_name[base].time
        if key is None or not isinstance(time, EventTime) or "." in time.field:
            continue
        moment = f"{base}.{time.field}"
        query = Query(
            metrics=(name,),
            expressions=(
                NamedExpression(name="last", expression=f"MAX({moment})", dataset=base),
                NamedExpression(name="times", expression="COUNT(*)", dataset=base, unit="count"),
            ),
            group_by=(key,),
            time_range="last_730_days",
            limit=MOST_CUSTOMERS,
        )
        return PlannedView(view=view, query=query, read=partial(_table, view, as_of=desk.as_of))
    return None


def _key(model: SemanticModel, base: str, customers: str) -> str | None:
    """The field of ``base`` that names the customer."""
    links = [
        link
        for link in model.relationships
        if link.from_dataset == base and link.to_dataset == customers and link.active
    ]
    if len(links) != 1 or len(links[0].from_columns) != 1:
        return None
    return f"{base}.{links[0].from_columns[0]}"


def _table(view: View, query: Query, answer: Result, *, as_of: date) -> Table | None:
    metric = query.metrics[0]
    rows = [
        ((as_of - last).days, times, value)
        for key, last, times, value in zip(
            (row[0] for row in answer.rows),
            (_day(cell) for cell in answer.column("last")),
            (number(cell) for cell in answer.column("times")),
            (number(cell) for cell in answer.column(metric)),
            strict=True,
        )
        if key is not None and last is not None and times is not None and value is not None
    ]
    again = sum(times > 1 for _, times, _ in rows)
    if not FEWEST_CUSTOMERS <= len(rows) < MOST_CUSTOMERS or again < LEAST_AGAIN * len(rows):
        return None
    names = rfm_segments(*zip(*rows, strict=True))
    whole = sum(value for _, _, value in rows)
    found = []
    for segment in SEGMENTS:
        own = [row[2] for row, name in zip(rows, names, strict=True) if name == segment]
        share = sum(own) / whole if whole else None
        found.append((segment, len(own), sum(own), share))
    unit = next(column.unit for column in answer.columns if column.name == metric)
    columns = (
        Column(name="segment", role="dimension", type="String"),
        Column(name="customers", role="metric", type="Integer", unit="count"),
        Column(name="value", role="metric", type="Float", unit=unit),
        Column(name="share", role="transform", type="Float", unit="percent"),
    )
    title = f"{view.title}, {period_text(answer.period)}"
    result = replace(answer, columns=columns, rows=tuple(found))
    return Table(title=title, query=query, result=result)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None
