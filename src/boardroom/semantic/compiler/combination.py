"""Drill-across: the SELECTs of all parts put together on the keys they share, metrics computed from
parts.

One SELECT stays one plain SELECT. Without dimensions the SELECTs are joined (to the list of
periods, if there is a grain). With dimensions they are stacked with UNION ALL and grouped once
more, which matches NULL keys and needs no full join; the list of periods is stacked too, so that
every group has every period, unless the query is sparse.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from boardroom.semantic.compiler.day_table import day_table
from boardroom.semantic.compiler.dialect import alias, column, data_type, day, identifier
from boardroom.semantic.compiler.expression import substitute
from boardroom.semantic.compiler.flag import flag_columns
from boardroom.semantic.compiler.plan import Part, Plan
from boardroom.semantic.compiler.selection import (
    PERIOD,
    Selection,
    counts,
    rows_of,
    select_parts,
    sums,
    yields_truth,
)
from boardroom.semantic.compiler.timing import covered_labels

_SPINE = "_periods"
_STACKED = "_stacked"
_BRANCH = "_branch"
_GROUPS = "_groups"

Cells = Callable[[Part], exp.Expr]
"""A part's value in a row of the combined SELECT."""


def combine(plan: Plan) -> Plan:
    """The statement with one row per combination of keys, and a column per metric (and its previous
    value).
    """
    plan = replace(plan, flags=flag_columns(plan))
    selections = select_parts(plan)
    filled = plan.query.grain is not None and not _is_sparse(plan)
    if len(selections) == 1 and not filled:
        statement = _single(plan, selections[0])
    elif plan.keys:
        statement = _stacked(plan, selections)
    else:
        statement = _joined(plan, selections)
    return replace(plan, statement=statement)


def _is_sparse(plan: Plan) -> bool:
    """Whether the periods of a group without rows are left out."""
    return plan.query.sparse and bool(plan.keys)


def _metrics(plan: Plan, cell: Cells) -> list[exp.Expr]:
    """The metric columns from the values of their parts, then the plan's ``flags``; without time
    there is no previous.
    """
    found: list[exp.Expr] = []
    for index, measure in enumerate(plan.measures):
        for parts, suffix in ((plan.current, ""), (plan.previous, "_previous")):
            if parts:
                tree = _metric(measure.formula.tree, parts[index], cell)
                if suffix and not any(part.timing for part in parts[index]):
                    tree = exp.Cast(this=exp.Null(), to=data_type("double"))
                found.append(alias(tree, measure.name + suffix))
    return found + [alias(_metric(item.tree, item.parts, cell), item.name) for item in plan.flags]


def _metric(tree: exp.Expr, parts: Sequence[Part], cell: Cells) -> exp.Expr:
    cells = [cell(part) for part in parts]
    found = substitute(tree, lambda text: cells[int(text)].copy())
    return found.unnest()


def _single(plan: Plan, selection: Selection) -> exp.Select:
    def cell(part: Part) -> exp.Expr:
        tree = selection.aggregates[part]
        return _filled_group(tree, part) if selection.grouped else _filled_total(plan, tree, part)

    select = selection.select
    select.set("expressions", [*select.expressions, *_metrics(plan, cell)])
    return select


def _filled_group(tree: exp.Expr, part: Part) -> exp.Expr:
    """An aggregate of a group that has rows: a sum is 0 if none of them passes the part's own
    filter.
    """
    if sums(part) and isinstance(tree, exp.Filter):
        return _case(_is_zero(rows_of(tree)), exp.Literal.number(0), tree)
    return tree


def _filled_total(plan: Plan, tree: exp.Expr, part: Part) -> exp.Expr:
    """An aggregate over all rows, of which there may be none."""
    zero = _zero(plan, part, None)
    if counts(part) and isinstance(zero, exp.Null):
        return exp.Nullif(this=tree, expression=exp.Literal.number(0))
    if sums(part) and not isinstance(zero, exp.Null):
        return _case(_is_zero(rows_of(tree)), zero, tree)
    return tree


def _is_zero(count: exp.Expr) -> exp.Expr:
    return exp.EQ(this=count, expression=exp.Literal.number(0))


def _case(test: exp.Expr, then: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
    """``otherwise``, which is NULL where the test holds, replaced by ``then`` there."""
    if isinstance(then, exp.Null):
        return otherwise
    return exp.Case(ifs=[exp.If(this=test, true=then)], default=otherwise)


def _zero(plan: Plan, part: Part, period: exp.Expr | None) -> exp.Expr:
    """What an additive part without rows is worth: 0 inside its loaded days, else NULL."""
    timing = part.timing
    zero = exp.Literal.number(0)
    if timing is None:
        return zero
    covered = covered_labels(timing)
    if not covered:
        return exp.Null()
    wanted = plan.time.labels if plan.time else None
    if period is None or len(covered) == len(wanted or ()):
        return zero
    labels = [label for label in covered if label is not None]
    between = exp.Between(this=period.copy(), low=day(min(labels)), high=day(max(labels)))
    return exp.Case(ifs=[exp.If(this=between, true=zero)])


@dataclass(frozen=True, kw_only=True)
class _Block:
    """A selection as a common table expression, with a column per part."""

    name: str
    select: exp.Select
    columns: dict[Part, str]


def _blocks(plan: Plan, selections: Sequence[Selection]) -> list[_Block]:
    found = []
    number = 0
    for index, selection in enumerate(selections):
        columns = {}
        for part, tree in selection.aggregates.items():
            number += 1
            columns[part] = f"_value_{number}"
            cell = (
                _filled_group(tree, part) if selection.grouped else _filled_total(plan, tree, part)
            )
            selection.select.append("expressions", alias(cell, columns[part]))
        found.append(_Block(name=f"_part_{index + 1}", select=selection.select, columns=columns))
    return found


def _with(select: exp.Select, tables: Sequence[tuple[str, exp.Query]]) -> exp.Select:
    ctes = [
        exp.CTE(this=query, alias=exp.TableAlias(this=identifier(name))) for name, query in tables
    ]
    select.set("with_", exp.With(expressions=ctes))
    return select


def _table(name: str) -> exp.Table:
    return exp.Table(this=identifier(name))


def _joined(plan: Plan, selections: Sequence[Selection]) -> exp.Select:
    """Parts without dimensions side by side: one row, or one per period."""
    blocks = _blocks(plan, selections)
    home = {part: block for block in blocks for part in block.columns}

    def cell(part: Part) -> exp.Expr:
        block = home[part]
        value = column(block.columns[part], block.name)
        if not plan.query.grain or not (counts(part) or sums(part)):
            return value
        absent = exp.Is(this=column(PERIOD, block.name), expression=exp.Null())
        return _case(absent, _zero(plan, part, column(PERIOD, _SPINE)), value)

    select = exp.Select(expressions=_metrics(plan, cell))
    tables = [_table(block.name) for block in blocks]
    if plan.query.grain:
        select.set("expressions", [column(PERIOD, _SPINE), *select.expressions])
        select.set("from_", exp.From(this=_periods(plan)))
        select.set("joins", [_on_period(block) for block in blocks])
    else:
        select.set("from_", exp.From(this=tables[0]))
        select.set("joins", [exp.Join(this=table, kind="CROSS") for table in tables[1:]])
    return _with(select, [(block.name, block.select) for block in blocks])


def _on_period(block: _Block) -> exp.Join:
    on = exp.EQ(this=column(PERIOD, block.name), expression=column(PERIOD, _SPINE))
    return exp.Join(this=_table(block.name), side="LEFT", on=on)


def _periods(plan: Plan) -> exp.Expr:
    """The list of all periods of the result; one impossible row where there is none."""
    labels = (plan.time.labels if plan.time else None) or ()
    if labels:
        rows = [(label,) for label in labels]
        return day_table(rows, name=_SPINE, columns=(PERIOD,), dialect=plan.context.dialect)
    empty = exp.Cast(this=exp.Null(), to=data_type("date"))
    select = exp.Select(expressions=[alias(empty, PERIOD)])
    select.set("where", exp.Where(this=exp.Boolean(this=False)))
    return exp.Subquery(this=select, alias=exp.TableAlias(this=identifier(_SPINE)))


def _stacked(plan: Plan, selections: Sequence[Selection]) -> exp.Select:
    """Parts with dimensions: stacked, padded with NULLs, and grouped by the keys."""
    blocks = _blocks(plan, selections)
    names = [PERIOD] * bool(plan.query.grain) + [key.name for key in plan.keys]
    branches = [_branch(index, blocks, names) for index in range(len(blocks))]
    if plan.query.grain and not _is_sparse(plan):
        branches.append(_spine_branch(plan, blocks, names))
    stack: exp.Query = branches[0]
    for branch in branches[1:]:
        stack = exp.Union(this=stack, expression=branch, distinct=False)
    numbers = {part: index + 1 for index, block in enumerate(blocks) for part in block.columns}
    titles = {part: title for block in blocks for part, title in block.columns.items()}

    def cell(part: Part) -> exp.Expr:
        merge = exp.LogicalOr if yields_truth(part) else exp.Max
        value = merge(this=column(titles[part]))
        if not (counts(part) or sums(part)):
            return value
        own = exp.EQ(this=column(_BRANCH), expression=exp.Literal.number(numbers[part]))
        present = exp.Filter(
            this=exp.Count(this=exp.Star(), big_int=True), expression=exp.Where(this=own)
        )
        period = column(PERIOD) if plan.query.grain else None
        return _case(_is_zero(present), _zero(plan, part, period), value)

    select = exp.Select(expressions=[*(column(name) for name in names), *_metrics(plan, cell)])
    select.set("from_", exp.From(this=_table(_STACKED)))
    ordinals = [exp.Literal.number(index + 1) for index in range(len(names))]
    select.set("group", exp.Group(expressions=ordinals))
    tables: list[tuple[str, exp.Query]] = [(block.name, block.select) for block in blocks]
    return _with(select, [*tables, (_STACKED, stack)])


def _branch(index: int, blocks: Sequence[_Block], names: Sequence[str]) -> exp.Select:
    """One block's rows. The first branch joins the others on nothing, to give every column its
    type.
    """
    here = blocks[index]
    cells: list[exp.Expr] = [column(name, here.name) for name in names]
    cells.append(alias(exp.Literal.number(index + 1), _BRANCH))
    for block in blocks:
        typed = block is here or index == 0
        cells += [
            column(title, block.name) if typed else exp.Null() for title in block.columns.values()
        ]
    select = exp.Select(expressions=cells)
    select.set("from_", exp.From(this=_table(here.name)))
    if index == 0:
        never = exp.Boolean(this=False)
        select.set(
            "joins",
            [exp.Join(this=_table(b.name), side="LEFT", on=never.copy()) for b in blocks[1:]],
        )
    return select


def _spine_branch(plan: Plan, blocks: Sequence[_Block], names: Sequence[str]) -> exp.Select:
    """Every group of any block in every period, without values."""
    dimensions = [name for name in names if name != PERIOD]
    groups: exp.Query | None = None
    for block in blocks:
        part = exp.Select(expressions=[column(name) for name in dimensions])
        part.set("from_", exp.From(this=_table(block.name)))
        groups = part if groups is None else exp.Union(this=groups, expression=part, distinct=True)
    if isinstance(groups, exp.Select):
        groups.set("distinct", exp.Distinct())
    width = sum(len(block.columns) for block in blocks)
    found = exp.Subquery(this=groups, alias=exp.TableAlias(this=identifier(_GROUPS)))
    cells = [column(PERIOD, _SPINE), *(column(name, _GROUPS) for name in dimensions)]
    select = exp.Select(expressions=[*cells, exp.Literal.number(0), *[exp.Null()] * width])
    select.set("from_", exp.From(this=found))
    select.set("joins", [exp.Join(this=_periods(plan), kind="CROSS")])
    return select
