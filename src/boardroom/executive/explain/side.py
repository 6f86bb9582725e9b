"""A sum whose values may be below zero, as two that are not: what adds to it and what takes away.

Of promoters less detractors, or revenue less cost, the terms; of amounts that are booked with a
sign, the rows above zero and those below. Where a share of such a sum moved cannot be said, as it
may be of any size beside its parts; of each side it can. Called by ``segment``.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from boardroom.executive.explain.formula import adds_up, bare, is_plain
from boardroom.executive.explain.question import Model
from boardroom.executive.explain.row_value import rows_by_sign
from boardroom.executive.explain.shape import TOP, Shape
from boardroom.semantic.compiler.expression import canonical_sql, parse
from boardroom.semantic.model import Metric
from boardroom.semantic.query import NamedExpression

PLUS, MINUS = "plus_", "minus_"


def sides_of(model: Model, shape: Shape) -> tuple[Shape, ...]:
    """Both sides of the top over the same bottom, what adds to it first; none where they cannot be
    told apart."""
    found = _by_terms(model, shape.top) or rows_by_sign(
        model.semantic, model.expander, shape.top, names=(PLUS + TOP, MINUS + TOP)
    )
    if not all(adds_up(model.expander, top) for top in found):
        return ()
    return tuple(
        replace(shape, top=top, prefix=prefix)
        for prefix, top in zip((PLUS, MINUS), found, strict=False)
    )


def _by_terms(model: Model, top: NamedExpression) -> tuple[NamedExpression, ...]:
    """The terms that are added and those that are subtracted; none where all have one sign."""
    within = model.semantic.metric_by_name.get(top.within or "")
    terms = list(_terms(model, within, parse(top.expression), taken=False))
    sides = [[term for term, taken in terms if taken is side] for side in (False, True)]
    if not all(sides):
        return ()
    return tuple(
        replace(top, name=prefix + TOP, expression=_sum(side))
        for prefix, side in zip((PLUS, MINUS), sides, strict=True)
    )


def _terms(
    model: Model, within: Metric | None, tree: exp.Expr, *, taken: bool
) -> Iterator[tuple[exp.Expr, bool]]:
    """The terms of a sum and whether each takes away; metrics in it that are sums are opened."""
    tree = bare(tree)
    if isinstance(tree, exp.Neg):
        yield from _terms(model, within, tree.this, taken=not taken)
    elif isinstance(tree, exp.Add | exp.Sub):
        yield from _terms(model, within, tree.this, taken=taken)
        turned = taken ^ isinstance(tree, exp.Sub)
        yield from _terms(model, within, tree.expression, taken=turned)
    else:
        inner = _opened(model, within, tree)
        if inner is None:
            yield tree, taken
        else:
            yield from _terms(model, within, inner, taken=taken)


def _opened(model: Model, within: Metric | None, tree: exp.Expr) -> exp.Expr | None:
    """The expression of a metric that is a sum of others; None of anything else."""
    if not isinstance(tree, exp.Column) or (within is not None and tree.name in within.inputs):
        return None
    known = model.semantic.metric_by_name.get(tree.name)
    if known is None or not is_plain(known):
        return None
    inner = bare(parse(known.expression.sql))
    names_metrics = all(
        node.name in model.semantic.metric_by_name for node in inner.find_all(exp.Column)
    )
    return inner if isinstance(inner, exp.Add | exp.Sub) and names_metrics else None


def _sum(terms: list[exp.Expr]) -> str:
    """A term without rows counts as zero beside the others."""
    texts = [canonical_sql(term) for term in terms]
    return texts[0] if len(texts) == 1 else " + ".join(f"COALESCE({text}, 0)" for text in texts)
