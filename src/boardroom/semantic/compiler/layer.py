"""Statements around statements: what every step that looks at finished columns is made of.

Called by ``presentation``, ``transformation`` and ``record``.
"""

from collections.abc import Sequence

from sqlglot import exp

from boardroom.errors import NotFoundError, UsageError
from boardroom.semantic.compiler.dialect import column, identifier
from boardroom.semantic.compiler.graph import suggest
from boardroom.semantic.compiler.plan import Plan
from boardroom.semantic.query import Order


def wrapped(plan: Plan, name: str) -> exp.Select:
    """A SELECT of nothing yet from the statement so far, which becomes the CTE ``name``."""
    inner = plan.statement
    if inner is None:
        raise UsageError("There is no statement to wrap")
    tables = list(inner.args["with_"].expressions) if inner.args.get("with_") else []
    inner.set("with_", None)
    tables.append(exp.CTE(this=inner, alias=exp.TableAlias(this=identifier(name))))
    outer = exp.Select()
    outer.set("with_", exp.With(expressions=tables))
    outer.set("from_", exp.From(this=exp.Table(this=identifier(name))))
    return outer


def flags(plan: Plan) -> list[exp.Expr]:
    """The columns that stand behind those of the result, handed on from layer to layer."""
    return [column(flag.name) for flag in plan.flags]


def column_named(plan: Plan, name: str, what: str) -> exp.Column:
    """A column of the result. Raises: NotFoundError, with the nearest names."""
    names = [item.name for item in plan.columns]
    if name not in names:
        raise NotFoundError(f"{what}: the result has no column {name!r}", hint=suggest(name, names))
    return column(name)


def ordered(orders: Sequence[Order]) -> list[exp.Expr]:
    """ORDER BY items, NULLs last."""
    return [
        exp.Ordered(this=column(item.by), desc=item.descending, nulls_first=False)
        for item in orders
    ]


def check_names(names: Sequence[str]) -> None:
    """Raises: UsageError when two columns have one name."""
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                f"Two columns of the result would be called {name!r}",
                hint="Ask for each thing once, or name expressions differently.",
            )
