"""How many of those who started in a quarter were still there 3, 6 and 12 months later."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from boardroom.analysis.cadence import period_start
from boardroom.executive.key_metric import number
from boardroom.executive.pack import View
from boardroom.executive.period_plan import range_text
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import Table
from boardroom.insight.period_text import axis_text
from boardroom.semantic.query import NamedExpression, Order, Query
from boardroom.semantic.result import Column, Result

MONTHS = (3, 6, 12)
SHOWN = 8

_NEEDED = ("start_date", "end_date")


def plan_cohorts(view: View, desk: Desk) -> PlannedView | None:
    """The view; None without the table or its fields.

    Row grain: one quarter of starts, newest last. Columns: ``started`` (quarter), ``size``
    (count), ``after_3_months``, ``after_6_months``, ``after_12_months`` (shares still there; empty
    while not all of the quarter have been there so long).
    """
    place = desk.department.tables.get(view.table)
    if place is None or any(name not in place.fields for name in _NEEDED):
        return None
    home = place.dataset
    start, end = (f"{home}.{place.fields[name]}" for name in _NEEDED)
    stays = [
        NamedExpression(
            name=f"after_{months}_months",
            expression=(
                f"COUNT(CASE WHEN {end} IS NULL OR {end} > {start} + INTERVAL {months} MONTH "
                "THEN 1 END)"
            ),
            dataset=home,
        )
        for months in MONTHS
    ]
    query = Query(
        expressions=(
            NamedExpression(name="size", expression="COUNT(*)", dataset=home, unit="count"),
            *stays,
        ),
        time_field=start,
        time_range=_quarters(desk.as_of),
        grain="quarter",
        order=(Order(by="period"),),
    )
    return PlannedView(view=view, query=query, read=partial(_table, view, as_of=desk.as_of))


def _table(view: View, query: Query, answer: Result, *, as_of: date) -> Table | None:
    rows = []
    for cells in zip(answer.column("period"), answer.column("size"), strict=True):
        start, size = _day(cells[0]), number(cells[1])
        if start is None or not size or start >= as_of:
            continue
        stays = _shares(answer, start, size, as_of)
        rows.append((axis_text(start, "quarter"), size, *stays))
    if len(rows) < 2:
        return None
    columns = (
        Column(name="started", role="dimension", type="String"),
        Column(name="size", role="metric", type="Integer", unit="count"),
        *(
            Column(name=f"after_{months}_months", role="metric", type="Float", unit="percent")
            for months in MONTHS
        ),
    )
    result = replace(answer, columns=columns, rows=tuple(rows))
    return Table(title=view.title, query=query, result=result)


def _quarters(as_of: date) -> str:
    """The last quarters, the running one included, as a query says them."""
    last = period_start(as_of - timedelta(days=1), "quarter")
    first = _months_later(last, 3 - 3 * SHOWN)
    return f"{range_text(first, 'quarter')}..{range_text(last, 'quarter')}"


def _shares(answer: Result, start: date, size: float, as_of: date) -> list[float | None]:
    place = next(i for i, cell in enumerate(answer.column("period")) if _day(cell) == start)
    found: list[float | None] = []
    for months in MONTHS:
        stayed = number(answer.column(f"after_{months}_months")[place])
        reached = _months_later(start, 3 + months) <= as_of
        found.append(stayed / size if reached and stayed is not None else None)
    return found


def _months_later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None
