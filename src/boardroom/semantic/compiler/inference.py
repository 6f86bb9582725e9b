"""Types and units of metrics that do not state them, read off their expressions.

Called by ``resolve``. What cannot be told is ``Float`` without a unit: the engine's own type wins
at run time.
"""

from sqlglot import exp

from boardroom.semantic.compiler.expand import Call, Formula
from boardroom.semantic.compiler.expression import parse, references
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import DataType, Field, Unit

_COUNTS = (exp.Count, exp.ApproxDistinct)
_LIKE_ARGUMENT = (exp.Min, exp.Max, exp.Sum, exp.Mode, exp.AnyValue, exp.First, exp.Last)


def datatype_of(formula: Formula, graph: Graph) -> DataType:
    """The logical type of a metric's values."""
    kinds = {_call_type(call, graph) for call in formula.calls}
    if isinstance(formula.tree, exp.Column | exp.Paren) and len(kinds) == 1:
        return kinds.pop() if not formula.tree.find(exp.Div) else "Float"
    if formula.tree.find(exp.Div) or not kinds <= {"Integer", "Decimal"}:
        return "Float"
    return "Decimal" if "Decimal" in kinds or formula.tree.find(exp.Literal) else "Integer"


def unit_of(formula: Formula, graph: Graph) -> Unit | None:
    """The unit of a metric that is one aggregate of one field: counts count, sums keep the field's
    unit.
    """
    tree = formula.tree.unnest()
    if not isinstance(tree, exp.Column) or len(formula.calls) != 1:
        return None
    call = formula.calls[0]
    if isinstance(_function(call), _COUNTS):
        return "count"
    field = _only_field(call, graph)
    return field.unit if field else None


def _call_type(call: Call, graph: Graph) -> DataType:
    function = _function(call)
    if isinstance(function, _COUNTS):
        return "Integer"
    if isinstance(function, exp.LogicalOr | exp.LogicalAnd):
        return "Boolean"
    if isinstance(function, _LIKE_ARGUMENT) and not function.find(exp.Div):
        kinds = {f.datatype for f in _fields(call, graph)}
        if len(kinds) == 1 or kinds == {"Integer", "Decimal"}:
            return "Decimal" if "Decimal" in kinds else kinds.pop() or "Float"
    return "Float"


def _function(call: Call) -> exp.Expr:
    tree = parse(call.sql)
    return tree.this if isinstance(tree, exp.Filter) else tree


def _fields(call: Call, graph: Graph) -> list[Field]:
    found = [graph.reference(text).field for text in references(_function(call))]
    return [item for item in found if item is not None]


def _only_field(call: Call, graph: Graph) -> Field | None:
    function = _function(call)
    found = _fields(call, graph)
    return found[0] if len(found) == 1 and isinstance(function.this, exp.Column) else None


def row_type(tree: exp.Expr) -> DataType:
    """The logical type of a row-level expression, as far as its outermost node tells."""
    if isinstance(tree, exp.Cast):
        name = tree.to.this.name if isinstance(tree.to.this, exp.DType) else ""
        return _CASTS.get(name, "String")
    if isinstance(tree, exp.Predicate | exp.Not | exp.Connector):
        return "Boolean"
    if isinstance(tree, exp.Year | exp.Month | exp.Day | exp.Quarter | exp.Extract | exp.Length):
        return "Integer"
    if isinstance(tree, exp.Add | exp.Sub | exp.Mul | exp.Div | exp.Mod | exp.Round):
        return "Float"
    return "String"


_CASTS: dict[str, DataType] = {
    "DATE": "Date",
    "TIMESTAMP": "DateTime",
    "TIMESTAMPTZ": "DateTimeTz",
    "INT": "Integer",
    "BIGINT": "Integer",
    "SMALLINT": "Integer",
    "DOUBLE": "Float",
    "FLOAT": "Float",
    "DECIMAL": "Decimal",
    "BOOLEAN": "Boolean",
}
