"""Customers by recency, frequency and value: how many and how much in each segment."""

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np

from boardroom.analysis.segments.rfm import SEGMENTS, Floats, rfm_segments
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
    recency, times, values = _customers(answer, metric, as_of=as_of)
    enough = FEWEST_CUSTOMERS <= values.size < MOST_CUSTOMERS
    if not enough or np.count_nonzero(times > 1) < LEAST_AGAIN * values.size:
        return None
    places = rfm_segments(recency, times, values)
    sizes = np.bincount(places, minlength=len(SEGMENTS))
    sums = np.bincount(places, weights=values, minlength=len(SEGMENTS))
    whole = float(values.sum())
    rows = tuple(
        (segment, int(size), float(own), float(own) / whole if whole else None)
        for segment, size, own in zip(SEGMENTS, sizes, sums, strict=True)
    )
    unit = next(column.unit for column in answer.columns if column.name == metric)
    columns = (
        Column(name="segment", role="dimension", type="String"),
        Column(name="customers", role="metric", type="Integer", unit="count"),
        Column(name="value", role="metric", type="Float", unit=unit),
        Column(name="share", role="transform", type="Float", unit="percent"),
    )
    title = f"{view.title}, {period_text(answer.period)}"
    return Table(title=title, query=query, result=replace(answer, columns=columns, rows=rows))


def _customers(answer: Result, metric: str, *, as_of: date) -> tuple[Floats, Floats, Floats]:
    """Days since the last purchase, purchases and value of each customer with a key and all
    three.
    """
    last = [
        cell.toordinal() if isinstance(cell, date) else np.nan for cell in answer.column("last")
    ]
    figures = np.array([last, answer.column("times"), answer.column(metric)], dtype=float)
    named = np.array([row[0] is not None for row in answer.rows], dtype=bool)
    recency, times, values = figures[:, named & ~np.isnan(figures).any(axis=0)]
    return as_of.toordinal() - recency, times, values
