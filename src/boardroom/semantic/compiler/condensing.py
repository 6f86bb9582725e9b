"""Rows summed up per period before they meet overlapping windows, so that no row meets each window.

A balance at an instant takes all rows that hold then; of a row only the periods matter in which it
begins and ends. So the inner SELECT keeps one row per combination of these marks and the keys, with
partial aggregates, and the outer one joins the few to the windows and puts them together. Nothing
is subtracted: the same values are added up, grouped another way. Called by ``selection``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from boardroom.semantic.compiler.dialect import alias, column, data_type, identifier
from boardroom.semantic.compiler.expand import Call
from boardroom.semantic.compiler.expression import divide, parse, references
from boardroom.semantic.compiler.graph import Graph

CONDENSED = "_condensed"

_SAME = (exp.Min, exp.Max, exp.LogicalOr, exp.LogicalAnd)
_NUMBERS = {"Integer", "Decimal", "Float"}


@dataclass(frozen=True, kw_only=True)
class Marks:
    """By what rows may be summed up before the windows are joined.

    Attributes:
        columns: name in the inner SELECT → row-level expression.
        join: the windows, on these columns of ``CONDENSED``.
    """

    columns: Mapping[str, exp.Expr]
    join: exp.Join


def condenses(calls: Iterable[Call], graph: Graph) -> bool:
    """Whether the calls' values follow from their values over parts of the rows."""
    return all(_mergeable(call, graph) for call in calls)


def _mergeable(call: Call, graph: Graph) -> bool:
    tree = parse(call.sql)
    function = tree.this if isinstance(tree, exp.Filter) else tree
    if isinstance(function.this, exp.Distinct):
        return False
    if isinstance(function, exp.Avg):
        fields = [graph.reference(text).field for text in references(function)]
        return all(item is not None and item.datatype in _NUMBERS for item in fields)
    return isinstance(function, (exp.Sum, exp.Count, *_SAME))


def condensed(inner: exp.Select, trees: Sequence[exp.Expr]) -> list[exp.Expr]:
    """Put the parts' partial aggregates into ``inner``; returns how they are put together."""
    merged = []
    for tree in trees:
        partials, whole = _split(tree, len(inner.expressions))
        inner.set("expressions", [*inner.expressions, *(alias(t, n) for n, t in partials.items())])
        merged.append(whole)
    return merged


def outer_select(inner: exp.Select, keys: Mapping[str, exp.Expr], marks: Marks) -> exp.Select:
    """The SELECT over the condensed rows and the windows, grouped by ``keys``."""
    select = exp.Select(expressions=[alias(tree, name) for name, tree in keys.items()])
    source = exp.Subquery(this=inner, alias=exp.TableAlias(this=identifier(CONDENSED)))
    select.set("from_", exp.From(this=source))
    select.set("joins", [marks.join])
    return select


def _split(tree: exp.Expr, number: int) -> tuple[dict[str, exp.Expr], exp.Expr]:
    """An aggregate as partial aggregates and what puts them together."""
    call = tree.this if isinstance(tree, exp.Filter) else tree
    where = tree.expression if isinstance(tree, exp.Filter) else None

    def part(function: exp.Expr) -> exp.Expr:
        return exp.Filter(this=function, expression=where.copy()) if where else function

    name, rows = f"_part_{number}", f"_rows_{number}"
    value = column(name, CONDENSED)
    if isinstance(call, _SAME):
        return {name: tree}, type(call)(this=value)
    total = exp.Sum(this=value)
    if isinstance(call, exp.Count):
        known = exp.Coalesce(this=total, expressions=[exp.Literal.number(0)])
        return {name: tree}, exp.Cast(this=known, to=data_type("bigint"))
    if isinstance(call, exp.Avg):
        count = exp.Count(this=call.this.copy(), big_int=True)
        partials = {name: part(exp.Sum(this=call.this)), rows: part(count)}
        return partials, divide(total, exp.Sum(this=column(rows, CONDENSED)))
    if where is None:
        return {name: tree}, total
    zero = exp.Literal.number(0)
    empty = exp.EQ(this=exp.Sum(this=column(rows, CONDENSED)), expression=zero)
    partials = {name: tree, rows: part(exp.Count(this=exp.Star(), big_int=True))}
    return partials, exp.Case(ifs=[exp.If(this=empty, true=zero.copy())], default=total)
