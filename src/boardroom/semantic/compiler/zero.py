"""Divisions by zero told apart from missing values, by the statement itself.

A canonical division is NULL where its divisor is zero, and so it is where a part is missing or not
covered. What tells them apart is a condition over the same references. Called by ``flag`` for
metrics, and by ``selection`` and ``rollup`` for the rows that an aggregate of quotients leaves out.
"""

from collections.abc import Iterator

from sqlglot import exp

from boardroom.semantic.compiler.expression import wrap

_DIVISIONS = (exp.Div, exp.Mod, exp.IntDiv)


def zero_divisor(tree: exp.Expr) -> exp.Expr | None:
    """A condition that some division in the canonical ``tree``, of those its CASEs come to, has the
    divisor zero; None when nothing is divided by what could be."""
    found = list(_conditions(tree))
    if not found:
        return None
    return found[0] if len(found) == 1 else exp.or_(*found, copy=False)


def divided_by_zero(value: exp.Expr, zero: exp.Expr) -> exp.Expr:
    """Whether ``value`` is missing and ``zero``, a condition of ``zero_divisor``, holds."""
    missing = exp.Is(this=wrap(value), expression=exp.Null())
    return exp.And(this=missing, expression=wrap(zero))


def divides(call: exp.Expr) -> bool:
    """Whether an aggregate call takes quotients of rows, some of which may not exist."""
    return zero_divisor(_argument(call)) is not None


def left_out(call: exp.Expr) -> exp.Expr:
    """The number of rows that an aggregate call which divides leaves out for a zero divisor."""
    function = call.this if isinstance(call, exp.Filter) else call
    value = _argument(function)
    zero = zero_divisor(value) or exp.false()
    tests = [call.expression.this] if isinstance(call, exp.Filter) else []
    where = exp.and_(*tests, divided_by_zero(value.copy(), zero), copy=False)
    count = exp.Count(this=exp.Star(), big_int=True)
    return exp.Filter(this=count, expression=exp.Where(this=where))


def _argument(call: exp.Expr) -> exp.Expr:
    """What an aggregate call takes of each row."""
    function = call.this if isinstance(call, exp.Filter) else call
    taken: exp.Expr = function.this
    return taken.expressions[0] if isinstance(taken, exp.Distinct) else taken


def _conditions(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Case):
        yield from _of_case(node)
        return
    if isinstance(node, exp.If):
        choice = exp.Case(
            ifs=[exp.If(this=node.this, true=node.args["true"])], default=node.args.get("false")
        )
        yield from _of_case(choice)
        return
    if isinstance(node, _DIVISIONS):
        divisor = node.expression.unnest()
        if isinstance(divisor, exp.Nullif):
            zero = exp.Literal.number(0)
            yield exp.EQ(this=wrap(divisor.this.copy()), expression=zero)
    for child in node.iter_expressions():
        yield from _conditions(child)


def _of_case(node: exp.Case) -> Iterator[exp.Expr]:
    """Its conditions count always, its branches where they are chosen."""
    branches: list[exp.If] = node.args["ifs"]
    subject = node.args.get("this")
    for test in (subject, *(branch.this for branch in branches)):
        if test is not None:
            yield from _conditions(test)
    values = [*(branch.args["true"] for branch in branches), node.args.get("default")]
    zeros = [None if value is None else zero_divisor(value) for value in values]
    if any(zero is not None for zero in zeros):
        *chosen, default = (zero or exp.Boolean(this=False) for zero in zeros)
        yield exp.Case(
            this=subject.copy() if subject is not None else None,
            ifs=[
                exp.If(this=branch.this.copy(), true=zero)
                for branch, zero in zip(branches, chosen, strict=True)
            ],
            default=default,
        )
