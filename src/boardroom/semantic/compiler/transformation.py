"""Transforms: shares, running sums, moving means, ranks and growth as window functions over the result's rows."""

from collections.abc import Sequence

from boardroom.semantic.compiler.plan import Plan
from boardroom.semantic.query import Order


def transform_columns(plan: Plan, order: Sequence[Order]) -> Plan:
    """The plan with a column more per transform."""
    del order
    return plan
