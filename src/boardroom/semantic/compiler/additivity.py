"""Whether values of parts may be summed to a whole, read off a metric's expression.

Called where a total would otherwise be a lie: shares and running sums.
"""

from typing import Literal

from sqlglot import exp

from boardroom.semantic.compiler.expand import Call, Formula
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import EventTime

Additivity = Literal["additive", "distinct", "stock", "none"]
"""``stock``: over dimensions, not over time; ``distinct``: unless groups share what is counted."""


def additivity(formula: Formula, graph: Graph) -> Additivity:
    """How far sums of the metric's values mean anything."""
    if not _linear(formula.tree):
        return "none"
    kinds = {_call(call, graph) for call in formula.calls}
    for kind in ("none", "stock", "distinct"):
        if kind in kinds:
            return kind
    return "additive"


def _linear(tree: exp.Expr) -> bool:
    """Whether the calls are only added, subtracted and multiplied by constants."""
    if isinstance(tree, exp.Column):
        return True
    if isinstance(tree, exp.Paren | exp.Neg):
        return _linear(tree.this)
    if isinstance(tree, exp.Add | exp.Sub):
        return _linear(tree.this) and _linear(tree.expression)
    if isinstance(tree, exp.Mul):
        sides = (tree.this, tree.expression)
        return any(_constant(side) for side in sides) and all(
            _constant(side) or _linear(side) for side in sides
        )
    if isinstance(tree, exp.Div):
        dividend = tree.this.this if isinstance(tree.this, exp.Cast) else tree.this
        return _constant(tree.expression) and _linear(dividend)
    return False


def _constant(tree: exp.Expr) -> bool:
    return isinstance(tree.unnest(), exp.Literal)


def _call(call: Call, graph: Graph) -> Additivity:
    function = parse(call.sql)
    function = function.this if isinstance(function, exp.Filter) else function
    distinct = isinstance(function.this, exp.Distinct)
    if not isinstance(function, exp.Sum | exp.Count) or (
        distinct and isinstance(function, exp.Sum)
    ):
        return "none"
    time = call.time or graph.dataset(call.base).time
    if call.view.steps or (time is not None and not isinstance(time, EventTime)):
        return "stock"
    return "distinct" if distinct else "additive"
