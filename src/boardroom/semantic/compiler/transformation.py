"""Transforms: shares, running sums, moving means, ranks, growth as window functions over the rows.

Called by ``presentation`` before having and the limits, which only choose what is shown: a share is
one of the whole, a rank one among all, and growth leaps over no row that is not shown. Time-ordered
kinds look at each group's rows in order of ``period``.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from boardroom.errors import NotFoundError, QueryError, UsageError
from boardroom.semantic.compiler.additivity import additivity
from boardroom.semantic.compiler.dialect import alias, column, data_type
from boardroom.semantic.compiler.expression import nullif_zero
from boardroom.semantic.compiler.graph import suggest
from boardroom.semantic.compiler.layer import column_named, flags, ordered, wrapped
from boardroom.semantic.compiler.plan import Measure, Plan
from boardroom.semantic.compiler.selection import PERIOD
from boardroom.semantic.model import DataType
from boardroom.semantic.query import Order, Transform
from boardroom.semantic.result import Caveat, Column


def transform_columns(plan: Plan, order: Sequence[Order]) -> Plan:
    """The plan with one more column per transform.

    Raises:
        QueryError: a sum of what cannot be summed, or a moving figure without a grain.
    """
    select = wrapped(plan, "_summarized")
    names = [item.name for item in plan.columns]
    cells: list[exp.Expr] = [column(name) for name in names]
    columns = list(plan.columns)
    caveats = list(plan.caveats)
    for item in plan.query.transforms:
        measure = _measure(plan, item)
        name = item.name or f"{item.metric}_{item.kind}"
        if name in names:
            raise UsageError(f"Two columns of the result would be called {name!r}")
        names.append(name)
        caveats += _doubts(measure, item, plan)
        cells.append(alias(_cell(plan, item, order), name))
        columns.append(_described(measure, item, name))
    select.set("expressions", cells + flags(plan))
    return replace(plan, statement=select, columns=tuple(columns), caveats=tuple(caveats))


def _measure(plan: Plan, item: Transform) -> Measure:
    known = {measure.name: measure for measure in plan.measures}
    if item.metric not in known:
        raise NotFoundError(
            f"The transform {item.kind!r} needs the metric {item.metric!r} in the query",
            hint=suggest(item.metric, known),
        )
    return known[item.metric]


def _described(measure: Measure, item: Transform, name: str) -> Column:
    unit = {"share": "percent", "growth": "percent", "rank": None}.get(item.kind, measure.unit)
    types: dict[str, DataType] = {"rank": "Integer", "running": measure.datatype}
    return Column(
        name=name,
        role="transform",
        type=types.get(item.kind, "Float"),
        unit=unit,
        metric=measure.metric,
    )


def _doubts(measure: Measure, item: Transform, plan: Plan) -> list[Caveat]:
    """What speaks against summing the metric's values."""
    if item.kind not in {"share", "running"}:
        return []
    over_time = bool(plan.query.grain) and PERIOD not in item.within
    kind = additivity(measure.formula, plan.catalog.graph)
    stated = plan.catalog.graph.model.metric_by_name.get(measure.metric or "")
    if stated and stated.additive is not None:
        kind = "additive" if stated.additive else "none"
    if kind == "none" or (kind == "stock" and over_time):
        raise QueryError(
            f"{measure.name!r} cannot be summed up, so it has no {item.kind} {_sum_of(item)}",
            hint="Use a metric that is a sum or a count, or the transform rank, moving or growth.",
        )
    if kind == "distinct":
        text = (
            f"{measure.name} counts different things in each row; rows may share some, so that "
            "their sum may exceed the whole."
        )
        return [Caveat(kind="non_additive", text=text)]
    return []


def _sum_of(item: Transform) -> str:
    return "of the total" if item.kind == "share" else "total"


def _cell(plan: Plan, item: Transform, order: Sequence[Order]) -> exp.Expr:
    value = column(item.metric)
    within: list[exp.Expr] = [
        column_named(plan, name, f"transform {item.kind!r} within") for name in item.within
    ]
    match item.kind:
        case "share":
            total = exp.Window(this=exp.Sum(this=value.copy()), partition_by=within)
            return _ratio(value, total)
        case "rank":
            down = exp.Ordered(this=value.copy(), desc=True, nulls_first=False)
            rank = exp.Window(
                this=exp.Rank(), partition_by=within, order=exp.Order(expressions=[down])
            )
            known = exp.Not(this=exp.Is(this=value, expression=exp.Null()))
            return exp.Case(ifs=[exp.If(this=known, true=rank)])
        case "running":
            return _running(plan, item, within, order)
        case "moving" | "growth":
            return _over_time(plan, item)


def _ratio(value: exp.Expr, total: exp.Expr) -> exp.Expr:
    double = exp.Cast(this=value, to=data_type("double"))
    return exp.Div(this=double, expression=nullif_zero(total), typed=True, safe=False)


def _running(
    plan: Plan, item: Transform, within: list[exp.Expr], order: Sequence[Order]
) -> exp.Expr:
    """The sum of this row and all before it: in time, or in the query's order without a grain."""
    by: Sequence[Order] = order
    if plan.query.grain:
        within = within or [column(key.name) for key in plan.keys]
        by = [Order(by=PERIOD), *(Order(by=key.name) for key in plan.keys)]
    total = exp.Sum(this=column(item.metric))
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    sort = exp.Order(expressions=ordered(by)) if by else None
    return exp.Window(this=total, partition_by=within, order=sort, spec=spec)


def _over_time(plan: Plan, item: Transform) -> exp.Expr:
    if not plan.query.grain:
        raise QueryError(
            f"The transform {item.kind!r} goes from period to period, but the query has no grain",
            hint="Add a grain such as month.",
        )
    size = item.window or (1 if item.kind == "growth" else 0)
    if size < 1:
        raise UsageError(
            f"The transform {item.kind!r} needs a window of at least one row",
            hint="Give its number of periods as `window`.",
        )
    return _moving(plan, item, size) if item.kind == "moving" else _growth(plan, item, size)


def _series(plan: Plan) -> tuple[list[exp.Expr], exp.Order]:
    """Each group's rows in time."""
    partition: list[exp.Expr] = [column(key.name) for key in plan.keys]
    return partition, exp.Order(expressions=ordered([Order(by=PERIOD)]))


def _moving(plan: Plan, item: Transform, size: int) -> exp.Expr:
    """The mean of the last ``size`` rows; none where one of them has no value."""

    def over(call: exp.Expr) -> exp.Window:
        partition, order = _series(plan)
        spec = exp.WindowSpec(
            kind="ROWS",
            start=exp.Literal.number(size - 1),
            start_side="PRECEDING",
            end="CURRENT ROW",
        )
        return exp.Window(this=call, partition_by=partition, order=order, spec=spec)

    full = exp.EQ(
        this=over(exp.Count(this=column(item.metric), big_int=True)),
        expression=exp.Literal.number(size),
    )
    return exp.Case(ifs=[exp.If(this=full, true=over(exp.Avg(this=column(item.metric))))])


def _growth(plan: Plan, item: Transform, size: int) -> exp.Expr:
    """The change against the row ``size`` periods before, as a share of that row's size."""
    partition, order = _series(plan)
    value = column(item.metric)
    lag = exp.Window(
        this=exp.Lag(this=value.copy(), offset=exp.Literal.number(size)),
        partition_by=partition,
        order=order,
    )
    return _ratio(exp.Paren(this=exp.Sub(this=value, expression=lag)), exp.Abs(this=lag.copy()))
