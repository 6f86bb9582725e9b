"""Fields of a relative that is not there: they have no value, whatever their expression says.

A LEFT JOIN leaves the columns of a missing row empty, and so are most expressions over them; but
not ``1``, ``COALESCE(tier, 'none')`` or ``closed_at IS NULL``. Called by ``scope``.
"""

from sqlglot import exp

_PASSING = (
    exp.Binary, exp.Between, exp.In, exp.Paren, exp.Neg, exp.Not, exp.Cast, exp.Lower, exp.Upper,
    exp.Trim, exp.Substring, exp.Length, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Extract,
    exp.Year, exp.Quarter, exp.Month, exp.Day, exp.DateTrunc, exp.TimestampTrunc, exp.DateDiff,
)  # fmt: skip
"""Expressions that are NULL where one of their operands is."""
_TELLING = (exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ)
"""Binary ones that have a value nonetheless."""


def where_there(value: exp.Expr, key: exp.Expr) -> exp.Expr:
    """A field's expression, NULL where ``key`` is: where no row was joined."""
    if _passes(value):
        return value
    there = exp.Not(this=exp.Is(this=key, expression=exp.Null()))
    return exp.Case(ifs=[exp.If(this=there, true=value)])


def _passes(node: exp.Expr) -> bool:
    """Whether it is NULL where all its columns are."""
    if isinstance(node, exp.Column):
        return True
    operands = [item for item in node.iter_expressions() if isinstance(item, exp.Condition)]
    if isinstance(node, exp.Connector):
        return all(map(_passes, operands))
    if isinstance(node, _TELLING) or not isinstance(node, _PASSING):
        return False
    return any(map(_passes, operands))
