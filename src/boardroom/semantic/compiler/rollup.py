"""Rollups instead of raw rows: the same SELECT over a table of partial aggregates.

``stored_rollups`` offers the rollups a SELECT might use; ``rolled_up`` writes an aggregate call
over one. Whatever a rollup lacks raises ``NotStoredError``, and the raw rows are read instead. Also
writes the SELECT that fills a rollup. Called by ``selection`` and, for building, by the warehouse
through ``Compiler.rollup``.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

from sqlglot import exp

from boardroom.semantic.compiler import zero
from boardroom.semantic.compiler.catalog import Catalog
from boardroom.semantic.compiler.dialect import alias, column, data_type
from boardroom.semantic.compiler.expression import (
    canonical_sql,
    divide,
    parse,
    reference,
    references,
    substitute,
)
from boardroom.semantic.compiler.graph import Graph, Place
from boardroom.semantic.compiler.moment import day_start, period_of, wall_time
from boardroom.semantic.compiler.plan import Timing
from boardroom.semantic.compiler.scope import NotStoredError, Scope, Stored
from boardroom.semantic.model import EventTime, MovementTime
from boardroom.semantic.rollup import DISTINCT, Rollup, RollupMeasure

_FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.Sum: "sum",
    exp.Count: "count",
    exp.Min: "min",
    exp.Max: "max",
}


LEFT_OUT = "left_out"
"""The function of a measure that counts the rows whose argument has a zero divisor."""


def stored_rollups(
    catalog: Catalog, base: str, timing: Timing | None, keys: Collection[Place]
) -> Iterator[Stored]:
    """The rollups of a dataset that know its time field and may have what is grouped by, fewest
    keys first (those of few values before foreign keys); of one with ``each``, the rows of every
    one of these by themselves."""
    if timing is not None and not isinstance(timing.spec, EventTime | MovementTime):
        return
    graph = catalog.graph
    found = [
        (len(names), not rollup.each, rollup, names)
        for rollup in catalog.context.rollups
        if rollup.dataset == base and (rollup.grain == "day" or _whole_months(timing))
        for names in ([(*rollup.keys, key) for key in rollup.each] or [rollup.keys])
    ]
    for *_, rollup, names in sorted(found, key=lambda item: item[:2]):
        columns = {graph.place(base, name): rollup.columns[name] for name in names}
        day = graph.place(base, rollup.time_field)
        if all(key == day or _has(columns, key, graph) for key in keys):
            yield Stored(
                table=_rows_of(rollup, names[-1] if rollup.each else None),
                columns=columns,
                needed=rollup.columns[names[-1]] if rollup.each else None,
                time_field=rollup.time_field,
                day=rollup.day,
                rollup=rollup,
            )


def _has(columns: Mapping[Place, str], key: Place, graph: Graph) -> bool:
    """Whether a field, or the foreign key that leads to it, is among the columns."""
    path = key[0]
    links = graph.relationship(path[0]).from_columns if path else ()
    return key in columns or (bool(links) and all(((), name) in columns for name in links))


def _rows_of(rollup: Rollup, key: str | None) -> exp.Expr:
    """The rollup's table, or those of its rows that have ``key``."""
    table = exp.Table(this=exp.Var(this=rollup.table))
    if key is None:
        return table
    part = exp.Literal.number(rollup.part(key))
    select = exp.Select(expressions=[exp.Star()])
    select.set("from_", exp.From(this=table))
    select.set("where", exp.Where(this=exp.EQ(this=column(rollup.split), expression=part)))
    return exp.Subquery(this=select)


def _whole_months(timing: Timing | None) -> bool:
    """Whether no window begins or ends inside a month."""
    if timing is None:
        return True
    windows = timing.windows
    if isinstance(timing.spec, MovementTime):
        days: list[date | None] = [instant for _, instant in windows.instants(timing.at)]
    elif windows.grain in {"day", "week"}:
        return False
    else:
        days = [day for window in windows.windows for day in (window.start, window.end)]
    return all(day is None or day.day == 1 for day in days)


def _idempotent(call: exp.Expr) -> bool:
    """Whether a call's value does not change when rows are there several times."""
    if isinstance(call, exp.Count) and isinstance(call.this, exp.Distinct):
        return True
    return isinstance(call, exp.Min | exp.Max)


def rolled_up(
    call: exp.Expr, scope: Scope, where: exp.Where | None, *, left_out: bool, by_row: bool
) -> exp.Expr:
    """An aggregate call, without its own filter, over the measures or the keys of the scope's
    rollup; or the number of rows that it leaves out.

    Args:
        call: the call.
        scope: over a rollup.
        where: the call's own filter.
        left_out: True for the number of rows left out.
        by_row: whether every group of the SELECT is one row of the rollup at most.

    Raises:
        NotStoredError: the function is not distributive or its argument is not stored.
    """
    rollup = scope.rollup
    if rollup is None:
        raise NotStoredError(scope.base)
    for text in references(call):
        scope.allow(scope.resolve(text))  # What one may not use is not read from a measure either.
    if not left_out and _idempotent(call):
        with suppress(NotStoredError):
            found = scope.bind(call)
            return exp.Filter(this=found, expression=where) if where else found
    if not left_out and isinstance(call, exp.Count) and isinstance(call.this, exp.Distinct):
        if not by_row or len(call.this.expressions) != 1:
            raise NotStoredError(rollup.name)
        return _counted(_over(DISTINCT, call.this.expressions[0], rollup, where))
    return _added_up(call, rollup, where, left_out=left_out)


def filtered(
    call: exp.Filter, scope: Scope, where: Sequence[exp.Expr], *, left_out: bool
) -> exp.Expr:
    """An aggregate call over the measures that were made with its own filter.

    Rows of the rollup in which no raw row fulfils it do not count: who asks how many rows the call
    looks at counts the others.

    Args:
        call: the call with its filter.
        scope: over a rollup.
        where: further conditions.
        left_out: True for the number of rows left out.

    Raises:
        NotStoredError: the function is not distributive, or is not stored with that filter.
    """
    rollup, function, chosen = scope.rollup, call.this, call.expression.this
    if rollup is None:
        raise NotStoredError(scope.base)
    for text in references(call):
        scope.allow(scope.resolve(text))
    rows = _measure("count", exp.Star(), rollup, chosen)
    some = exp.GT(this=column(rows.column, rollup.dataset), expression=exp.Literal.number(0))
    own = exp.Where(this=exp.and_(some, *where, copy=False))
    return _added_up(function, rollup, own, chosen, left_out=left_out)


def _added_up(
    call: exp.Expr,
    rollup: Rollup,
    where: exp.Where | None,
    chosen: exp.Expr | None = None,
    *,
    left_out: bool,
) -> exp.Expr:
    """A call over its measures, made with the condition ``chosen``. Raises: NotStoredError."""
    if left_out:
        return _counted(_over(LEFT_OUT, call.this, rollup, where, chosen))
    if isinstance(call, exp.Avg):
        total = _over("sum", call.this, rollup, where, chosen)
        return divide(total, _over("count", call.this, rollup, where, chosen))
    name = _FUNCTIONS.get(type(call))
    if name is None:
        raise NotStoredError(rollup.name)
    found = _over(name, call.this, rollup, where, chosen)
    return _counted(found) if name == "count" else found


def _counted(total: exp.Expr) -> exp.Expr:
    known = exp.Coalesce(this=total, expressions=[exp.Literal.number(0)])
    return exp.Cast(this=known, to=data_type("bigint"))


def _over(
    function: str,
    argument: exp.Expr,
    rollup: Rollup,
    where: exp.Where | None,
    chosen: exp.Expr | None = None,
) -> exp.Expr:
    measure = _measure(function, argument, rollup, chosen)
    combine = {"min": exp.Min, "max": exp.Max, DISTINCT: exp.Max}.get(function, exp.Sum)
    found = combine(this=column(measure.column, rollup.dataset))
    return exp.Filter(this=found, expression=where.copy()) if where else found


def _measure(
    function: str, argument: exp.Expr, rollup: Rollup, chosen: exp.Expr | None
) -> RollupMeasure:
    """The measure of that function, argument and condition. Raises: NotStoredError."""
    text = measure_argument(argument, rollup.dataset)
    test = "" if chosen is None else measure_argument(chosen, rollup.dataset)
    for item in rollup.measures:
        if (item.function, item.argument, item.condition) == (function, text, test):
            return item
    raise NotStoredError(rollup.name)


def measure_argument(argument: exp.Expr, dataset: str) -> str:
    """An aggregate's argument, or its filter, as a ``RollupMeasure`` names it: own fields bare,
    ``*`` for rows."""
    if isinstance(argument, exp.Star):
        return "*"
    prefix = f"{dataset}."
    bare = substitute(argument, lambda text: reference(text.removeprefix(prefix)))
    return "*" if isinstance(bare, exp.Column) and bare.name == "*" else canonical_sql(bare)


def fill_rollup(
    catalog: Catalog, rollup: Rollup, *, start: date | None, end: date | None
) -> exp.Select:
    """The SELECT whose rows a rollup table holds, for the days from ``start`` to before ``end``.

    They come by day (for each of ``each``), so that a reader of few days skips most of the table.
    Rows without a time stand under the day NULL; they are there only when neither bound is given.
    """
    scope = Scope(catalog, rollup.dataset)
    calendar = catalog.context.calendar
    target = scope.resolve(rollup.time_field)
    kind = target.field.datatype if target.field else None
    moment = scope.column(target)
    cells = {rollup.day: period_of(wall_time(moment.copy(), kind, calendar), rollup.grain)}
    keys = {name: scope.column(scope.resolve(name)) for name in rollup.all_keys}
    cells |= {rollup.columns[name]: tree for name, tree in keys.items()}
    if rollup.each:
        each = [keys[name].copy() for name in rollup.each]
        cells[rollup.split] = exp.Grouping(expressions=each)
    for measure in rollup.measures:
        cells[measure.column] = _filling(scope, measure)
    select = exp.Select(expressions=[alias(tree, name) for name, tree in cells.items()])
    scope.source(select)
    where: list[exp.Expr] = []
    if start is not None:
        where.append(exp.GTE(this=moment.copy(), expression=day_start(start, kind, calendar)))
    if end is not None:
        where.append(exp.LT(this=moment.copy(), expression=day_start(end, kind, calendar)))
    if where:
        select.set("where", exp.Where(this=exp.and_(*where, copy=False)))
    select.set("group", exp.Group(expressions=_grouping(rollup)))
    order = [len(cells) - len(rollup.measures), 1] if rollup.each else [1]
    by = [exp.Ordered(this=exp.Literal.number(place)) for place in order]
    select.set("order", exp.Order(expressions=by))
    return select


def _grouping(rollup: Rollup) -> list[exp.Expr]:
    """What the rows are summed up by: the day, all of ``keys`` and one of ``each``."""
    first = len(rollup.keys) + 1
    found: list[exp.Expr] = [exp.Literal.number(place + 1) for place in range(first)]
    places = range(first + 1, first + len(rollup.each) + 1)
    sets: list[exp.Expr] = [exp.Paren(this=exp.Literal.number(place)) for place in places]
    return [*found, exp.GroupingSets(expressions=sets)] if sets else found


def _filling(scope: Scope, measure: RollupMeasure) -> exp.Expr:
    found = _aggregate(scope, measure)
    if measure.condition:
        found = exp.Filter(this=found, expression=exp.Where(this=_bare(scope, measure.condition)))
    return zero.left_out(found) if measure.function == LEFT_OUT else found


def _aggregate(scope: Scope, measure: RollupMeasure) -> exp.Expr:
    if measure.argument == "*":
        return exp.Count(this=exp.Star(), big_int=True)
    value = _bare(scope, measure.argument)
    if measure.function == DISTINCT:
        return exp.Count(this=exp.Distinct(expressions=[value]), big_int=True)
    if measure.function == LEFT_OUT:
        return exp.Sum(this=value)
    kind = next(item for item, name in _FUNCTIONS.items() if name == measure.function)
    return kind(this=value)


def _bare(scope: Scope, text: str) -> exp.Expr:
    """SQL of bare names over the scope's columns."""
    return scope.bind(parse(text))
