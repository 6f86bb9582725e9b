"""Records: the rows of one dataset with fields of its to-one relatives, instead of metrics.

The one pass of a records query; ``compile`` chooses it.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from boardroom.errors import QueryError, UsageError
from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.condition import condition, read
from boardroom.semantic.compiler.dialect import alias, column
from boardroom.semantic.compiler.layer import wrapped
from boardroom.semantic.compiler.moment import day_start
from boardroom.semantic.compiler.plan import Plan
from boardroom.semantic.compiler.scope import Scope
from boardroom.semantic.context import Coverage
from boardroom.semantic.model import Dataset, IntervalTime
from boardroom.semantic.query import Order, Query
from boardroom.semantic.result import Caveat, Column
from boardroom.semantic.time_plan import plan_time


def list_records(plan: Plan) -> Plan:
    """One row per row of the dataset; in a range, those that happened (or held) in it.

    Raises:
        UsageError: the query asks for metrics, grain or comparison too.
    """
    query = plan.query
    name = query.records or ""
    _check(query)
    dataset = plan.catalog.graph.dataset(name)
    plan.catalog.permit(name)
    scope = Scope(plan.catalog, name)
    columns = [_column(text, scope) for text in query.fields or _visible(dataset, plan.catalog)]
    if not columns:
        raise QueryError(f"Dataset {name!r} has no field you may see", hint="Name fields to show.")
    cells = {item.name: scope.column(scope.resolve(item.name)) for item in columns}
    time = plan_time(query, plan.context, coverages=_coverages(plan, scope, dataset))
    plan = replace(plan, time=time, columns=tuple(columns), caveats=time.caveats)
    plan, placed = _in_range(plan, scope, dataset)
    where = [*placed, *(condition(item, scope) for item in query.filters)]
    select = exp.Select(expressions=[alias(tree.copy(), title) for title, tree in cells.items()])
    order = _order(query, scope, dataset)
    read(scope, select, where)
    if query.ties and query.order and query.limit is not None:
        return _tied(replace(plan, statement=select), order, limit=query.limit)
    if order:
        select.set("order", exp.Order(expressions=order))
    if query.limit is not None:
        select.set("limit", exp.Limit(expression=exp.Literal.number(query.limit)))
    return replace(plan, statement=select)


def _check(query: Query) -> None:
    given = {
        "metrics": query.metrics or query.expressions,
        "group_by": query.group_by,
        "grain": query.grain,
        "compare_to": query.compare,
        "having": query.having,
        "transforms": query.transforms,
        "limit_per": query.limit_per,
    }
    for name, value in given.items():
        if value:
            raise UsageError(
                f"A records query shows rows as they are, so it takes no {name}",
                hint=f"Leave out either `records` or `{name}`.",
            )


def _visible(dataset: Dataset, catalog: Catalog) -> tuple[str, ...]:
    return tuple(
        item.name
        for item in dataset.fields
        if not item.hidden and not catalog.hides(f"{dataset.name}.{item.name}")
    )


def _column(text: str, scope: Scope) -> Column:
    found = scope.resolve(text)
    if found.field is None:
        raise QueryError(f"{text!r} is not a field", hint="Name one field.")
    field = found.field
    return Column(
        name=text,
        role="field",
        type=field.datatype or "String",
        unit=field.unit,
        label=field.label,
        direction=field.direction,
    )


def _times(plan: Plan, dataset: Dataset) -> tuple[str, ...]:
    """The time field, or the two of an interval."""
    if plan.query.time_field:
        return (plan.query.time_field,)
    if dataset.time is None:
        return ()
    if isinstance(dataset.time, IntervalTime):
        return (dataset.time.start, dataset.time.end)
    return (dataset.time.field,)


def _coverages(plan: Plan, scope: Scope, dataset: Dataset) -> list[Coverage]:
    keys = [scope.resolve(text).key for text in _times(plan, dataset)[:1]]
    return [plan.context.coverage[key] for key in keys if key in plan.context.coverage]


def _in_range(plan: Plan, scope: Scope, dataset: Dataset) -> tuple[Plan, list[exp.Expr]]:
    """Conditions that keep the rows of the range's days."""
    if plan.time is None:
        return plan, []
    windows = plan.time.windows()
    if windows.start is None and windows.end is None:
        return plan, []
    times = [scope.resolve(text) for text in _times(plan, dataset)]
    if not times:
        text = f"{dataset.name} has no time: all its rows are shown, whatever the range."
        return replace(plan, caveats=(*plan.caveats, Caveat(kind="timeless", text=text))), []
    for item in times:
        plan.catalog.time_fields[item.key] = None
    calendar = plan.context.calendar
    begins, ends = times[0], times[-1]
    found: list[exp.Expr] = []
    if windows.end is not None:
        kind = begins.field.datatype if begins.field else None
        bound = day_start(windows.end, kind, calendar)
        found.append(exp.LT(this=scope.column(begins), expression=bound))
    if windows.start is not None:
        kind = ends.field.datatype if ends.field else None
        bound = day_start(windows.start, kind, calendar)
        since: exp.Expr = exp.GTE(this=scope.column(ends), expression=bound)
        if ends is not begins:
            open_end = exp.Is(this=scope.column(ends), expression=exp.Null())
            since = exp.Paren(this=exp.Or(this=open_end, expression=since))
        found.append(since)
    return plan, found


def _tied(plan: Plan, order: list[exp.Expr], *, limit: int) -> Plan:
    """The first rows, and those as good as the last of them by the order asked for."""
    asked = order[: len(plan.query.order)]
    select = plan.statement
    if select is None:
        return plan
    places = {"_place": ("RANK", asked), "_row": ("ROW_NUMBER", order)}
    for name, (number, by) in places.items():
        window = exp.Window(
            this=exp.Anonymous(this=number),
            order=exp.Order(expressions=[item.copy() for item in by]),
        )
        select.append("expressions", alias(window, name))
    outer = wrapped(plan, "_listed")
    outer.set("expressions", [column(item.name) for item in plan.columns])
    within = exp.LTE(this=column("_place"), expression=exp.Literal.number(limit))
    outer.set("where", exp.Where(this=within))
    outer.set("order", exp.Order(expressions=[column("_row")]))
    return replace(plan, statement=outer)


def _order(query: Query, scope: Scope, dataset: Dataset) -> list[exp.Expr]:
    """The order asked for, made total by the primary key where there is one."""
    asked: Sequence[Order] = [*query.order, *(Order(by=name) for name in dataset.primary_key)]
    found: dict[str, exp.Expr] = {}
    for item in asked:
        target = scope.resolve(item.by)
        if target.qualified not in found:
            found[target.qualified] = exp.Ordered(
                this=scope.column(target), desc=item.descending, nulls_first=False
            )
    return list(found.values())
