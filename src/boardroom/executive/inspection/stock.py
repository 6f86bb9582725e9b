"""What of the stock should be ordered now: demand over the lead time, safety stock, reorder point.

Called by the inspector, for each view of the kind ``inventory``. Only where the data has a table of
stock, one of what customers ordered and one of what was ordered from suppliers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from boardroom.analysis.cadence import period_start
from boardroom.analysis.demand import expect_demand
from boardroom.analysis.inventory import StockPlan, plan_stock
from boardroom.errors import BoardroomError
from boardroom.executive.finding import insight_id
from boardroom.executive.inspection.kind import Findings, Inspection, day_of
from boardroom.executive.key_metric import evidence_from, number
from boardroom.executive.pack import TableMapping, View
from boardroom.executive.pack_binding import Department
from boardroom.insight.inspection_wording import StockItem, stock_sentence
from boardroom.insight.model import Effect, Insight, Table
from boardroom.insight.period_text import day_text
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import NamedExpression, Order, Predicate, Query
from boardroom.semantic.result import Column, Period, Result

SERVICE_LEVEL = 0.95
"""The share of replenishments before which nothing runs out; the usual one for goods that can be
ordered again."""

WEEKS = 156
"""Demand is read from at most three years."""

FEWEST_LEAD_TIMES = 5
"""An item with fewer deliveries of its own takes the lead times of all items."""

_MOST_ITEMS = 300
_MOST_ORDERS = 50_000
_LOST = 2.0
"""What was ordered more than so many of the longest lead times ago will not come any more."""

_WEEK = timedelta(days=7)
_SCORE = 40.0
_METRIC = "units_in_stock"
_DEMAND, _SUPPLY = "goods_orders", "purchase_orders"


@dataclass(frozen=True, kw_only=True)
class _Places:
    """Where the three tables are."""

    stock: TableMapping
    demand: TableMapping
    supply: TableMapping

    def of(self, table: TableMapping, name: str) -> str:
        """A canonical field of one of them as a reference."""
        return f"{table.dataset}.{table.fields[name]}"


@dataclass(frozen=True, kw_only=True)
class _Planned:
    """One item with its plan.

    Attributes:
        position: units on hand and on order less those owed to customers.
    """

    name: str
    position: float
    plan: StockPlan


def find_stock(inspection: Inspection) -> Findings:
    """A table per view, and one insight where something should be ordered now."""
    tables: dict[str, tuple[Table, ...]] = {}
    insights: list[Insight] = []
    for department, view in inspection.views("inventory"):
        places = _places(view, department)
        stock = _stock(places, inspection) if places is not None else None
        if places is None or stock is None:
            continue
        query, answer = stock
        planned = _plan(places, inspection, answer)
        if planned:
            table = _table(view, query, answer, planned)
            tables[department.pack.name] = (*tables.get(department.pack.name, ()), table)
            insights += _insights(department, query, answer, planned)
    return Findings(insights=tuple(insights), tables=tables)


def _places(view: View, department: Department) -> _Places | None:
    found = [department.tables.get(name) for name in (view.table, _DEMAND, _SUPPLY)]
    stock, demand, supply = found
    if stock is None or demand is None or supply is None:
        return None
    return _Places(stock=stock, demand=demand, supply=supply)


def _stock(places: _Places, inspection: Inspection) -> tuple[Query, Result] | None:
    """The units of each item on the last day that any is known of."""
    home, day = places.stock.dataset, places.of(places.stock, "stock_date")
    until = f"{date(1970, 1, 1)}..{inspection.context.as_of - timedelta(days=1)}"
    last = NamedExpression(name="last", expression=f"MAX({day})", dataset=home)
    found = inspection.ask(Query(expressions=(last,), time_field=day, time_range=until))
    latest = day_of(found.column("last")[0]) if found.rows else None
    if latest is None:
        return None
    names = ("units_on_hand", "units_backordered")
    query = Query(
        expressions=tuple(
            NamedExpression(
                name=name,
                expression=f"SUM({places.of(places.stock, name)})",
                dataset=home,
                unit="count",
            )
            for name in names
            if name in places.stock.fields
        ),
        group_by=(places.of(places.stock, "item"),),
        time_field=day,
        time_range=latest.isoformat(),
    )
    return query, inspection.ask(query)


def _plan(places: _Places, inspection: Inspection, stock: Result) -> list[_Planned]:
    """The items with a plan, those to order now first, then those that last shortest."""
    day = stock.period.start or inspection.context.as_of
    demand = _demand(places, inspection, until=day)
    supply = _supply(places, inspection, until=day)
    names = _names(places, inspection)
    everyone = [time for item in supply.values() for time in item.lead_times]
    planned = []
    for row in stock.rows:
        own = supply.get(row[0], _Supply())
        lead = own.lead_times if len(own.lead_times) >= FEWEST_LEAD_TIMES else everyone
        if row[0] is None or row[0] not in demand or not lead:
            continue
        owed = number(row[2]) or 0.0 if len(row) > 2 else 0.0
        position = (number(row[1]) or 0.0) + own.open_units(day, longest=max(lead)) - owed
        plan = plan_stock(
            demand[row[0]],
            lead,
            stock=position,
            forecast=expect_demand,
            service_level=SERVICE_LEVEL,
        )
        if plan is not None and plan.demand > 0:
            name = names.get(row[0], str(row[0]))
            planned.append(_Planned(name=name, position=position, plan=plan))
    return sorted(planned, key=lambda item: (not item.plan.order_now, item.plan.cover or 0.0))


def _demand(
    places: _Places, inspection: Inspection, *, until: date
) -> Mapping[object, list[float]]:
    """Units per whole week of the most wanted items, from the first week that any was wanted."""
    end = period_start(until + timedelta(days=1), "week") - timedelta(days=1)
    begin = end - WEEKS * _WEEK + timedelta(days=1)
    table = places.demand
    query = Query(
        expressions=(
            NamedExpression(
                name="units",
                expression=f"SUM({places.of(table, 'quantity')})",
                dataset=table.dataset,
                unit="count",
            ),
        ),
        group_by=(places.of(table, "item"),),
        grain="week",
        time_field=places.of(table, "order_date"),
        time_range=f"{begin}..{end}",
    )
    found = inspection.ask(query)
    weeks: dict[object, dict[date, float]] = {}
    for when, item, units in found.rows:
        week = day_of(when)
        if week is not None and item is not None and number(units):
            weeks.setdefault(item, {})[week] = number(units) or 0.0
    first = min((week for own in weeks.values() for week in own), default=begin)
    days = [first + step * _WEEK for step in range((end - first).days // 7 + 1)]
    most = sorted(weeks, key=lambda item: -sum(weeks[item].values()))[:_MOST_ITEMS]
    return {item: [weeks[item].get(week, 0.0) for week in days] for item in most}


@dataclass(frozen=True, kw_only=True)
class _Supply:
    """What was ordered of one item.

    Attributes:
        lead_times: weeks from order to arrival.
        coming: (day of the order, units) of what has not arrived.
    """

    lead_times: tuple[float, ...] = ()
    coming: tuple[tuple[date, float], ...] = ()

    def open_units(self, day: date, *, longest: float) -> float:
        """Units that will still arrive; ``longest`` in weeks."""
        since = day - timedelta(days=7 * _LOST * longest)
        return sum(units for ordered, units in self.coming if ordered >= since)


def _supply(places: _Places, inspection: Inspection, *, until: date) -> Mapping[object, _Supply]:
    """What was ordered of each item up to the day that the stock is known of."""
    table = places.supply
    names = ("item", "order_date", "received_date", "quantity")
    fields = tuple(places.of(table, name) for name in names)
    query = Query(
        records=table.dataset,
        fields=fields,
        filters=(Predicate(field=fields[1], op="<=", values=(until,)),),
        order=(Order(by=table.fields["order_date"], descending=True),),
        limit=_MOST_ORDERS,
    )
    found: dict[object, _Supply] = {}
    for item, when, came, units in inspection.ask(query).rows:
        ordered, arrived = day_of(when), day_of(came)
        if ordered is None:
            continue
        own = found.get(item, _Supply())
        if arrived is not None and arrived <= until:
            weeks = (arrived - ordered).days / 7
            found[item] = replace(own, lead_times=(*own.lead_times, weeks))
        else:
            found[item] = replace(own, coming=(*own.coming, (ordered, number(units) or 0.0)))
    return found


def _names(places: _Places, inspection: Inspection) -> Mapping[object, str]:
    """What items are called, where their key leads to a table that says it."""
    field = _name_field(inspection.model, places.stock)
    if field is None:
        return {}
    dataset, key, name = field
    fields = (f"{dataset}.{key}", f"{dataset}.{name}")
    (found,) = inspection.context.ask([Query(records=dataset, fields=fields)])
    if isinstance(found, BoardroomError):
        return {}
    return {row[0]: str(row[1]) for row in found.rows if row[1] is not None}


def _name_field(model: SemanticModel, stock: TableMapping) -> tuple[str, str, str] | None:
    """The dataset that items are rows of, its key, and the field that names them."""
    for link in model.relationships:
        own = link.from_dataset == stock.dataset and link.from_columns == (stock.fields["item"],)
        if own and link.active:
            for item in model.dataset_by_name[link.to_dataset].fields:
                if item.name.endswith("name") and not item.pii and not item.hidden:
                    return link.to_dataset, link.to_columns[0], item.name
    return None


def _table(view: View, query: Query, answer: Result, planned: Sequence[_Planned]) -> Table:
    columns: tuple[Column, ...] = (
        Column(name="item", role="dimension", type="String"),
        Column(name="stock", role="metric", type="Float", unit="count"),
        Column(name="lasts", role="metric", type="Float", unit="weeks"),
        Column(name="lead_demand", role="metric", type="Float", unit="count"),
        Column(name="safety", role="metric", type="Float", unit="count"),
        Column(name="reorder_at", role="metric", type="Float", unit="count"),
    )
    if any(item.plan.order_now for item in planned):
        columns += (Column(name="to_do", role="field", type="String"),)
    rows = tuple(
        (
            item.name, item.position, item.plan.cover, item.plan.demand,
            float(ceil(item.plan.safety_stock)), float(ceil(item.plan.reorder_point)),
            "order now" if item.plan.order_now else "",
        )[: len(columns)]
        for item in planned[: view.limit]
    )  # fmt: skip
    day = answer.period.start
    title = f"{view.title}, {day_text(day)}" if day is not None else view.title
    return Table(title=title, query=query, result=replace(answer, columns=columns, rows=rows))


def _insights(
    department: Department, query: Query, answer: Result, planned: Sequence[_Planned]
) -> list[Insight]:
    """One insight on all items to order now; none where there is none."""
    due = [item for item in planned if item.plan.order_now]
    if not due:
        return []
    sentence = stock_sentence(
        [
            StockItem(
                name=item.name,
                position=item.position,
                point=float(ceil(item.plan.reorder_point)),
            )
            for item in due
        ],
        items=len(planned),
        level=SERVICE_LEVEL,
        tests=sum(item.plan.tests for item in due),
    )
    short = sum(max(0.0, ceil(item.plan.reorder_point) - item.position) for item in due)
    play = next((play for play in department.pack.playbook if play.metric == _METRIC), None)
    day = answer.period.start
    return [
        Insight(
            id=insight_id("stock", department.pack.name),
            kind="stock",
            metric="",
            title=sentence.title,
            text=sentence.text,
            numbers=sentence.numbers,
            names=sentence.names,
            evidence=replace(
                evidence_from(query, answer), period=Period(start=day, end=day, complete=True)
            ),
            department=department.pack.name,
            uncertainty=sentence.uncertainty,
            score=_SCORE,
            score_parts={"stock": _SCORE},
            effect=Effect(value=short),
            recommendation=play.action if play is not None else None,
        )
    ]
