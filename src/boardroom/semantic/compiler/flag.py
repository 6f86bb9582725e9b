"""The columns behind those of the result, by which a statement says what its values do not show.

For each column of values that divides: where it is missing for a zero divisor, and how many rows an
aggregate of quotients leaves out for theirs. Called by ``combination``; the metrics service turns
them into caveats and keeps the columns to itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlglot import exp

from boardroom.semantic.compiler.expression import reference
from boardroom.semantic.compiler.plan import FlagColumn, Measure, Part, Plan
from boardroom.semantic.compiler.zero import divided_by_zero, zero_divisor
from boardroom.semantic.context import Flag


def flag_columns(plan: Plan) -> tuple[FlagColumn, ...]:
    """The flags of all columns of values; none of those compared with where time has no say."""
    found: list[FlagColumn] = []
    for index, measure in enumerate(plan.measures):
        for sides, suffix in ((plan.current, ""), (plan.previous, "_previous")):
            parts = sides[index] if sides else ()
            if not suffix or any(part.timing for part in parts):
                found += _flags(measure, parts, suffix)
    return tuple(
        replace(item, name=f"{item.name}_{number}") for number, item in enumerate(found, start=1)
    )


def _flags(measure: Measure, parts: tuple[Part, ...], suffix: str) -> Iterator[FlagColumn]:
    name, tree = measure.name + suffix, measure.formula.tree
    zero = zero_divisor(tree)
    if zero is not None:
        flag = Flag(column=name, kind="division_by_zero")
        test = divided_by_zero(tree, zero)
        yield FlagColumn(name="_zero", flag=flag, tree=test, parts=parts)
    counts = tuple(replace(part, left_out=True) for part in parts if part.call.divides)
    if counts:
        flag = Flag(column=name, kind="left_out")
        yield FlagColumn(name="_left_out", flag=flag, tree=_total(counts), parts=counts)


def _total(parts: Sequence[Part]) -> exp.Expr:
    """The sum of all parts, of which some may be missing."""
    zero = exp.Literal.number(0)
    cells = [
        exp.Coalesce(this=reference(str(index)), expressions=[zero.copy()])
        for index in range(len(parts))
    ]
    total: exp.Expr = cells[0]
    for cell in cells[1:]:
        total = exp.Add(this=total, expression=cell)
    return total
