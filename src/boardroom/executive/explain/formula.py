"""A metric's expression read as arithmetic: what wraps a value, what a call is called.

Called by the other modules of this package; all texts here are canonical trees of the compiler.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from boardroom.semantic.compiler.expand import Call, Expander, Formula
from boardroom.semantic.compiler.expression import canonical_sql, is_aggregate, parse, references
from boardroom.semantic.model import EventTime, Expression, Metric, SemanticModel
from boardroom.semantic.query import NamedExpression

_NOT_NULL = re.compile(r"NOT (\S+) IS NULL")
_SUMS = (exp.Sum, exp.Count)
_LINEAR = (
    exp.Column, exp.Identifier, exp.Paren, exp.Add, exp.Sub, exp.Neg, exp.Coalesce, exp.Literal,
)  # fmt: skip


def bare(tree: exp.Expr) -> exp.Expr:
    """Without parentheses, casts and the guard against a divisor of zero."""
    while isinstance(tree, exp.Paren | exp.Cast | exp.TryCast) or _guards_zero(tree):
        tree = tree.this
    return tree


def constant(tree: exp.Expr) -> float | None:
    """The number that a tree is; None when it is none."""
    tree = bare(tree)
    if isinstance(tree, exp.Neg):
        value = constant(tree.this)
        return None if value is None else -value
    if isinstance(tree, exp.Literal) and not tree.is_string:
        return float(tree.name)
    return None


def is_plain(metric: Metric) -> bool:
    """Whether its expression may be read through to the metrics that it names: nothing of its own
    (time, filter, a step back in time) holds for them."""
    steps = (metric.offset, metric.offset_to, metric.window, metric.to_date, metric.at)
    return metric.filter is None and metric.time is None and not any(steps)


def part_of(metric: Metric, tree: exp.Expr, name: str) -> NamedExpression:
    """A piece of a metric's expression as something to ask for."""
    return NamedExpression(name=name, expression=canonical_sql(tree), within=metric.name)


def numerator_of(model: SemanticModel, metric: Metric) -> tuple[Metric, ...]:
    """The dividend of a quotient as a metric of its own, with the same time and filter."""
    tree = bare(parse(metric.expression.sql))
    if not isinstance(tree, exp.Div):
        return ()
    top = bare(tree.this)
    expression = Expression(sql=canonical_sql(top))
    return (replace(metric, expression=expression, label=label_of(model, top)),)


def adds_up(expander: Expander, item: NamedExpression) -> bool:
    """Whether the values of parts may be summed: only sums and counts, added and subtracted, with
    no constant beside them, which each part would count once more."""
    formula = expander.inline(item)
    linear = all(
        isinstance(node, _LINEAR)
        and (not isinstance(node, exp.Literal) or isinstance(node.parent, exp.Coalesce))
        for node in formula.tree.walk()
    )
    return linear and all(
        isinstance(core_of(call.tree), _SUMS)
        and not isinstance(core_of(call.tree).this, exp.Distinct)
        and not call.view.steps
        and not call.view.at
        for call in formula.calls
    )


def counts_rows(model: SemanticModel, call: Call) -> bool:
    """Whether it is a number of rows, of all or of those under its conditions."""
    core = core_of(call.tree)
    if not isinstance(core, exp.Count) or isinstance(core.this, exp.Distinct):
        return False
    if isinstance(core.this, exp.Star | exp.Literal) or core.this.name.endswith("*"):
        return True
    keys = {f"{call.base}.{key}" for key in model.dataset_by_name[call.base].primary_key}
    return core.this.name in keys and len(keys) == 1


def happens(model: SemanticModel, formula: Formula) -> bool:
    """Whether all its rows are events, each at one moment."""
    return all(
        isinstance(call.time or model.dataset_by_name[call.base].time, EventTime)
        for call in formula.calls
    )


def signed_terms(tree: exp.Expr, *, inverse: bool) -> Iterator[tuple[exp.Expr, bool]]:
    """The terms of a sum and whether each is subtracted."""
    tree = bare(tree)
    if isinstance(tree, exp.Neg):
        yield from signed_terms(tree.this, inverse=not inverse)
    elif isinstance(tree, exp.Add | exp.Sub):
        yield from signed_terms(tree.this, inverse=inverse)
        yield from signed_terms(tree.expression, inverse=inverse ^ isinstance(tree, exp.Sub))
    else:
        yield tree, inverse


def factors_of(tree: exp.Expr, *, inverse: bool) -> Iterator[tuple[exp.Expr, bool]]:
    """The factors of a product and whether each divides."""
    tree = bare(tree)
    if isinstance(tree, exp.Mul | exp.Div):
        yield from factors_of(tree.this, inverse=inverse)
        yield from factors_of(tree.expression, inverse=inverse ^ isinstance(tree, exp.Div))
    else:
        yield tree, inverse


def flat(tree: exp.Expr, kind: type[exp.Binary]) -> Iterator[exp.Expr]:
    """The operands of nested operations of one kind."""
    tree = bare(tree)
    if isinstance(tree, kind):
        yield from flat(tree.this, kind)
        yield from flat(tree.expression, kind)
    else:
        yield tree


def recored(tree: exp.Expr, core: exp.Expr) -> exp.Expr:
    """A call with another core, under the same filter."""
    if not isinstance(tree, exp.Filter):
        return core
    return exp.Filter(this=core, expression=tree.expression.copy())


def label_of(model: SemanticModel, tree: exp.Expr) -> str:
    """What a piece is called: a call by its field or dataset, anything else by its text."""
    tree = bare(tree)
    if not is_aggregate(tree):
        return canonical_sql(tree).replace('"', "")
    core, condition = core_of(tree), ""
    if isinstance(tree, exp.Filter):
        condition = f" where {_short(tree.expression.this)}"
    names = list(dict.fromkeys(references(core)))
    if isinstance(core, exp.Sum | exp.Avg) and isinstance(core.this, exp.Column):
        word = "Average " if isinstance(core, exp.Avg) else ""
        return _sentence(word + _field_label(model, names[0])) + condition
    if isinstance(core, exp.Count) and not isinstance(core.this, exp.Distinct):
        return ("Rows" if not names else _sentence(f"Rows with {_words(names[0])}")) + condition
    return _short(core) + condition


def core_of(tree: exp.Expr) -> exp.Expr:
    """The aggregate itself, without its filter."""
    return tree.this if isinstance(tree, exp.Filter | exp.WithinGroup) else tree


def _guards_zero(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Nullif) and constant(tree.expression) == 0


def _short(tree: exp.Expr) -> str:
    """The text with fields by their own names."""
    copy = tree.copy()
    for column in copy.find_all(exp.Column):
        column.this.set("this", column.name.rpartition(".")[2])
    return _NOT_NULL.sub(r"\1 IS NOT NULL", canonical_sql(copy).replace('"', ""))


def _field_label(model: SemanticModel, name: str) -> str:
    dataset, _, field = name.rpartition(".")
    known = model.dataset_by_name.get(dataset)
    found = known.field_by_name.get(field) if known else None
    return (found.label if found and found.label else _words(name)).lower()


def _words(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
