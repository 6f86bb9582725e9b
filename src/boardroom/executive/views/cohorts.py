"""How many of those who started in a quarter were still there 3, 6 and 12 months later."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from boardroom.analysis.cadence import period_start
from boardroom.executive.key_metric import number
from boardroom.executive.pack import TableMapping, View
from boardroom.executive.period_plan import range_text
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.insight.model import Table
from boardroom.insight.period_text import axis_text
from boardroom.semantic.query import NamedExpression, Order, Query
from boardroom.semantic.result import Column, Result

MONTHS = (3, 6, 12)
SHOWN = 8

_NEEDED = ("start_date", "end_date")


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Those who started in one quarter.

    Attributes:
        start: its first day.
        stayed: by ``MONTHS``, how many were still there; None while not all of the quarter have
            been there so long.
    """

    start: date
    size: float
    stayed: tuple[float | None, ...]

    @property
    def shares(self) -> tuple[float | None, ...]:
        """``stayed`` as shares of all who started."""
        return tuple(None if count is None else count / self.size for count in self.stayed)


def plan_cohorts(view: View, desk: Desk) -> PlannedView | None:
    """The view; None without the table or its fields.

    Row grain: one quarter of starts, newest last. Columns: ``started`` (quarter), ``size``
    (count), ``after_3_months``, ``after_6_months``, ``after_12_months`` (shares still there; empty
    while not all of the quarter have been there so long).
    """
    place = desk.department.tables.get(view.table)
    query = cohort_query(place, as_of=desk.as_of, quarters=SHOWN)
    if query is None:
        return None
    return PlannedView(view=view, query=query, read=partial(_table, view, as_of=desk.as_of))


def cohort_query(place: TableMapping | None, *, as_of: date, quarters: int) -> Query | None:
    """Starts by quarter, the running one included, and how many stayed; None without the fields."""
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
    return Query(
        expressions=(
            NamedExpression(name="size", expression="COUNT(*)", dataset=home, unit="count"),
            *stays,
        ),
        time_field=start,
        time_range=_quarters(as_of, quarters),
        grain="quarter",
        order=(Order(by="period"),),
    )


def read_cohorts(answer: Result, *, as_of: date) -> tuple[Cohort, ...]:
    """The quarters with starts, oldest first."""
    columns = [answer.column(f"after_{months}_months") for months in MONTHS]
    cells = zip(answer.column("period"), answer.column("size"), *columns, strict=True)
    found = []
    for period, count, *stays in cells:
        start, size = _day(period), number(count)
        if start is None or not size or start >= as_of:
            continue
        stayed = tuple(
            number(stay) if _months_later(start, 3 + months) <= as_of else None
            for stay, months in zip(stays, MONTHS, strict=True)
        )
        found.append(Cohort(start=start, size=size, stayed=stayed))
    return tuple(found)


def _table(view: View, query: Query, answer: Result, *, as_of: date) -> Table | None:
    rows = [
        (axis_text(item.start, "quarter"), item.size, *item.shares)
        for item in read_cohorts(answer, as_of=as_of)
    ]
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


def _quarters(as_of: date, count: int) -> str:
    """The last quarters, the running one included, as a query says them."""
    last = period_start(as_of - timedelta(days=1), "quarter")
    first = _months_later(last, 3 - 3 * count)
    return f"{range_text(first, 'quarter')}..{range_text(last, 'quarter')}"


def _months_later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None
