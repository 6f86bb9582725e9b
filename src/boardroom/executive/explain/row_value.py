"""What one row adds to a part of a metric: how many rows do, and the sums of squares that say how
they vary.

Called by ``segment``.
"""

from collections.abc import Iterator

from sqlglot import exp

from boardroom.executive.explain.shape import Shape
from boardroom.semantic.compiler.expand import Call, Expander, Formula
from boardroom.semantic.compiler.expression import canonical_sql
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import NamedExpression

SQUARES, CROSS, BOTTOM_SQUARES = "squares", "cross_products", "bottom_squares"
ROWS = "counted_rows"


def squares_of(
    model: SemanticModel, expander: Expander, shape: Shape
) -> tuple[NamedExpression, ...]:
    """The sums of squares (for ratios also of products) of what rows add to top and bottom; for
    plain sums also the number of those rows.

    Empty where top or bottom cannot be said per row. Where they are of different datasets the rows
    vary apart, and there are no products.
    """
    sides = [_Side.of(expander.inline(part)) for part in shape.parts]
    known = [side for side in sides if side is not None]
    if len(known) < len(sides):
        return ()
    top = known[0]
    found = [top.squared(model, shape.prefix + SQUARES)]
    if len(known) == 2:
        bottom = known[1]
        if top.source == bottom.source:
            found.append(top.squared(model, shape.prefix + CROSS, other=bottom))
        found.append(bottom.squared(model, BOTTOM_SQUARES))
    elif top.taking_part is not None:
        found.append(top.summed(model, shape.prefix + ROWS, top.taking_part))
    whole = [item for item in found if item is not None]
    return tuple(whole) if len(whole) == len(found) else ()


def rows_by_sign(
    model: SemanticModel, expander: Expander, top: NamedExpression, *, names: tuple[str, str]
) -> tuple[NamedExpression, ...]:
    """What rows above zero add to a sum, and what those below take away; empty where the sum cannot
    be said per row."""
    side = _Side.of(expander.inline(top))
    if side is None:
        return ()
    row = f"({side.row})"
    texts = [f"CASE WHEN {row} {sign} THEN {row} ELSE 0 END" for sign in ("> 0", "< 0")]
    found = [
        side.summed(model, names[0], texts[0]),
        side.summed(model, names[1], f"-1 * {texts[1]}"),
    ]
    whole = [item for item in found if item is not None]
    return tuple(whole) if len(whole) == len(found) else ()


class _Side:
    """A signed sum of calls over the rows of one dataset, at one time."""

    def __init__(self, call: Call, row: str, taking_part: str | None) -> None:
        self._call = call
        self.row = row
        self.taking_part = taking_part
        """One for each row that adds something, else zero; None for several calls."""

    @classmethod
    def of(cls, formula: Formula) -> "_Side | None":
        """None where the calls are of different rows."""
        first = formula.calls[0]
        if any((call.base, call.time) != (first.base, first.time) for call in formula.calls):
            return None
        terms = [f"{sign} {_row(call)}" for sign, call in _signed(formula.tree, formula)]
        alone = _taking_part(first) if len(formula.calls) == 1 else None
        return cls(first, " ".join(terms).removeprefix("+ "), alone)

    @property
    def source(self) -> tuple[object, ...]:
        """Which rows, at which time."""
        return (self._call.base, self._call.time)

    def squared(
        self, model: SemanticModel, name: str, *, other: "_Side | None" = None
    ) -> NamedExpression | None:
        """The sum over rows of this × the other (itself); None where no metric has its time."""
        second = self if other is None else other
        product = f"CAST({self.row} AS DOUBLE) * CAST({second.row} AS DOUBLE)"
        return self.summed(model, name, product)

    def summed(self, model: SemanticModel, name: str, row: str) -> NamedExpression | None:
        """The sum of a value of each row; None where no metric has its time."""
        text = f"SUM({row})"
        base, time = self._call.base, self._call.time
        if time is None:
            return NamedExpression(name=name, expression=text, dataset=base)
        for metric in model.metrics:
            if metric.time == time and metric.filter is None and not _moved(metric):
                return NamedExpression(name=name, expression=text, dataset=base, within=metric.name)
        return None


def _moved(metric: object) -> bool:
    names = ("offset", "offset_to", "window", "to_date", "at")
    return any(getattr(metric, name) for name in names)


def _signed(tree: exp.Expr, formula: Formula, sign: str = "+") -> Iterator[tuple[str, Call]]:
    if isinstance(tree, exp.Column):
        yield sign, formula.calls[int(tree.name)]
    elif isinstance(tree, exp.Neg):
        yield from _signed(tree.this, formula, "-" if sign == "+" else "+")
    elif isinstance(tree, exp.Add | exp.Sub):
        yield from _signed(tree.this, formula, sign)
        turned = sign if isinstance(tree, exp.Add) else ("-" if sign == "+" else "+")
        yield from _signed(tree.expression, formula, turned)
    elif isinstance(tree, exp.Paren | exp.Coalesce):
        yield from _signed(tree.this, formula, sign)


def _row(call: Call) -> str:
    """What a row adds to a sum or a count."""
    core = _core(call)
    if not isinstance(core, exp.Sum):
        return _taking_part(call)
    return _under(_conditions(call), f"COALESCE({canonical_sql(core.this)}, 0)")


def _taking_part(call: Call) -> str:
    """One for each row that adds something to a sum or a count, zero for the others."""
    argument = _core(call).this
    conditions = _conditions(call)
    if isinstance(_core(call), exp.Sum):
        conditions.append(f"COALESCE({canonical_sql(argument)}, 0) <> 0")
    elif not (isinstance(argument, exp.Star | exp.Literal) or argument.name.endswith("*")):
        conditions.append(f"({canonical_sql(argument)}) IS NOT NULL")
    return _under(conditions, "1")


def _core(call: Call) -> exp.Expr:
    return call.tree.this if isinstance(call.tree, exp.Filter) else call.tree


def _conditions(call: Call) -> list[str]:
    conditions = [f"({text})" for text in call.conditions]
    if isinstance(call.tree, exp.Filter):
        conditions.append(f"({canonical_sql(call.tree.expression.this)})")
    return conditions


def _under(conditions: list[str], value: str) -> str:
    if not conditions:
        return value
    return f"(CASE WHEN {' AND '.join(conditions)} THEN {value} ELSE 0 END)"
