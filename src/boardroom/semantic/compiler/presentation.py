"""Last pass over rows: change columns, transforms, having, order and limits, and the columns'
descriptions.

Each step that looks at finished columns wraps the statement so far as a common table expression.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from boardroom.errors import UsageError
from boardroom.semantic.compiler.dialect import alias, column, data_type
from boardroom.semantic.compiler.expression import nullif_zero, parse, references, substitute
from boardroom.semantic.compiler.layer import check_names, column_named, flags, ordered, wrapped
from boardroom.semantic.compiler.plan import Measure, Plan
from boardroom.semantic.compiler.selection import PERIOD
from boardroom.semantic.compiler.transformation import transform_columns
from boardroom.semantic.query import Order
from boardroom.semantic.result import Column

_NUMBERS = {"Integer", "Decimal", "Float"}


def present(plan: Plan) -> Plan:
    """The finished statement with the descriptions of its columns."""
    columns = [*_key_columns(plan), *(c for m in plan.measures for c in _metric_columns(plan, m))]
    check_names([item.name for item in columns])
    plan = replace(plan, columns=tuple(columns))
    plan = _change(plan) if plan.query.compare else plan
    order = _order(plan)
    plan = transform_columns(plan, order) if plan.query.transforms else plan
    plan = _having(plan) if plan.query.having else plan
    plan = _limit_per(plan, order) if plan.query.limit_per else plan
    if plan.query.ties and plan.query.limit is not None:
        return _sorted(_tied(plan, plan.query.order or order[:1], plan.query.limit), order)
    return _sorted(plan, order, limit=plan.query.limit)


def _key_columns(plan: Plan) -> list[Column]:
    found = [Column(name=PERIOD, role="time", type="Date")] if plan.query.grain else []
    return found + [
        Column(name=key.name, role="dimension", type=key.datatype, unit=key.unit, label=key.label)
        for key in plan.keys
    ]


def _metric_columns(plan: Plan, measure: Measure) -> list[Column]:
    first = Column(
        name=measure.name,
        role="metric",
        type=measure.datatype,
        unit=measure.unit,
        label=measure.label,
        direction=measure.direction,
        metric=measure.metric,
    )
    if not plan.query.compare:
        return [first]
    previous = replace(first, name=f"{measure.name}_previous", role="previous")
    found = [first, previous]
    if measure.datatype not in _NUMBERS:
        return found
    percent = measure.unit == "percent"
    unit = "points" if percent else measure.unit
    found.append(replace(first, name=f"{measure.name}_change", role="change", unit=unit))
    if not percent:
        name = f"{measure.name}_change_ratio"
        found.append(replace(first, name=name, role="change_ratio", type="Float", unit="percent"))
    return found


def _change(plan: Plan) -> Plan:
    select = wrapped(plan, "_compared")
    cells: list[exp.Expr] = []
    for item in plan.columns:
        if item.role in {"change", "change_ratio"}:
            cells.append(alias(_difference(item), item.name))
        else:
            cells.append(column(item.name))
    select.set("expressions", cells + flags(plan))
    return replace(plan, statement=select)


def _difference(item: Column) -> exp.Expr:
    name = item.name.removesuffix("_ratio").removesuffix("_change")
    now, before = column(name), column(f"{name}_previous")
    change = exp.Sub(this=now, expression=before)
    if item.role == "change":
        return change
    size = nullif_zero(exp.Abs(this=before.copy()))
    double = exp.Cast(this=exp.Paren(this=change), to=data_type("double"))
    return exp.Div(this=double, expression=size, typed=True, safe=False)


def _having(plan: Plan) -> Plan:
    select = wrapped(plan, "_grouped")
    select.set("expressions", [*(column(item.name) for item in plan.columns), *flags(plan)])
    conditions = []
    for text in plan.query.having:
        tree = parse(text)
        if not any(True for _ in references(tree)):
            raise UsageError(
                f"having {text!r} names no column", hint="Compare a metric, as in revenue > 1000."
            )
        names = {name: column_named(plan, name, f"having {text!r}") for name in references(tree)}
        conditions.append(substitute(tree, names.__getitem__))
    select.set("where", exp.Where(this=exp.and_(*conditions, copy=False)))
    return replace(plan, statement=select)


def _order(plan: Plan) -> tuple[Order, ...]:
    """The order asked for (else time, then the first metric descending), made total by the keys."""
    keys = [Order(by=PERIOD)] * bool(plan.query.grain)
    dimensions = [Order(by=key.name) for key in plan.keys]
    if plan.query.order:
        asked = list(plan.query.order)
    else:
        asked = keys + ([Order(by=plan.measures[0].name, descending=True)] if dimensions else [])
    seen = {item.by for item in asked}
    return (*asked, *(item for item in (*keys, *dimensions) if item.by not in seen))


def _limit_per(plan: Plan, order: Sequence[Order]) -> Plan:
    wanted = plan.query.limit_per
    if wanted is None:
        return plan
    by: list[exp.Expr] = [column_named(plan, name, "limit per group") for name in wanted.by]
    return _first(plan, exp.RowNumber(), order, by=by, limit=wanted.limit)


def _tied(plan: Plan, order: Sequence[Order], limit: int) -> Plan:
    """The first rows, and those as good as the last of them."""
    return _first(plan, exp.Anonymous(this="RANK"), order, by=[], limit=limit)


def _first(
    plan: Plan, number: exp.Expr, order: Sequence[Order], *, by: Sequence[exp.Expr], limit: int
) -> Plan:
    """The rows that ``number`` gives a place within the limit."""
    rank = exp.Window(this=number, partition_by=[*by], order=exp.Order(expressions=ordered(order)))
    inner = wrapped(plan, "_listed")
    names = [*(column(item.name) for item in plan.columns), *flags(plan)]
    inner.set("expressions", [*names, alias(rank, "_place")])
    outer = wrapped(replace(plan, statement=inner), "_ranked")
    outer.set("expressions", [name.copy() for name in names])
    within = exp.LTE(this=column("_place"), expression=exp.Literal.number(limit))
    outer.set("where", exp.Where(this=within))
    return replace(plan, statement=outer)


def _sorted(plan: Plan, order: Sequence[Order], *, limit: int | None = None) -> Plan:
    statement = plan.statement
    if statement is None:
        return plan
    for item in order:
        column_named(plan, item.by, "order")
    if order:
        statement.set("order", exp.Order(expressions=ordered(order)))
    if limit is not None:
        statement.set("limit", exp.Limit(expression=exp.Literal.number(limit)))
    return plan
