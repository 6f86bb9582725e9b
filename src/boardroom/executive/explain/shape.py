"""What of a metric may be taken apart by dimensions: a sum, or a quotient of two sums.

A metric is ``offset + scale × top`` or ``offset + scale × top ÷ bottom``, where top and bottom add
up over the values of any dimension; its change is then shared among segments exactly. Called by
``explainer`` and ``segment``.
"""

from dataclasses import dataclass, replace

from sqlglot import exp

from boardroom.executive.explain.formula import adds_up, bare, constant, is_plain, part_of
from boardroom.semantic.compiler.expand import Expander
from boardroom.semantic.compiler.expression import is_aggregate, parse
from boardroom.semantic.model import Metric, SemanticModel
from boardroom.semantic.query import NamedExpression

TOP, BOTTOM = "top", "bottom"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Top and bottom as things to ask for.

    Attributes:
        bottom: None for sums.
        bases: datasets whose rows they aggregate.
        prefix: of the names of what is asked for beside the bottom.
    """

    top: NamedExpression
    bottom: NamedExpression | None = None
    scale: float = 1.0
    offset: float = 0.0
    bases: tuple[str, ...] = ()
    prefix: str = ""

    @property
    def parts(self) -> tuple[NamedExpression, ...]:
        """What to ask for."""
        return (self.top,) if self.bottom is None else (self.top, self.bottom)

    def value(self, top: float, bottom: float) -> float | None:
        """The metric at these values; None without a divisor."""
        if self.bottom is None:
            return self.offset + self.scale * top
        return self.offset + self.scale * top / bottom if bottom else None


def shape_of(model: SemanticModel, expander: Expander, metric: Metric) -> Shape | None:
    """The shape of ``metric``; None when it is neither a sum nor a quotient of sums."""
    return _Reader(model, expander).read(metric, parse(metric.expression.sql), trail=())


class _Reader:
    """Peels constants off an expression until a sum or a quotient of sums is left."""

    def __init__(self, model: SemanticModel, expander: Expander) -> None:
        self._model = model
        self._expander = expander

    def read(self, metric: Metric, tree: exp.Expr, *, trail: tuple[str, ...]) -> Shape | None:
        tree = bare(tree)
        top = part_of(metric, tree, TOP)
        if metric.additive is not False and adds_up(self._expander, top):
            return self._with_bases(Shape(top=top))
        if isinstance(tree, exp.Column):
            return self._named(metric, tree.name, trail)
        if is_aggregate(tree):
            return self._mean(metric, tree)
        if isinstance(tree, exp.Binary):
            return self._peeled(metric, tree, trail) or self._quotient(metric, tree)
        return None

    def _named(self, metric: Metric, name: str, trail: tuple[str, ...]) -> Shape | None:
        """The shape of another metric that this one is."""
        inner = self._model.metric_by_name.get(name)
        if inner is None or name in trail or name in metric.inputs or not is_plain(metric):
            return None
        return self.read(inner, parse(inner.expression.sql), trail=(*trail, name))

    def _peeled(self, metric: Metric, tree: exp.Binary, trail: tuple[str, ...]) -> Shape | None:
        """Without the constant that is added, subtracted, or that multiplies or divides."""
        left, right = constant(tree.this), constant(tree.expression)
        if (left is None) == (right is None):
            return None
        number = left if left is not None else right
        rest = tree.expression if left is not None else tree.this
        found = self.read(metric, rest, trail=trail)
        if found is None or number is None:
            return None
        if isinstance(tree, exp.Mul):
            return _scaled(found, number)
        if isinstance(tree, exp.Div) and left is None and number:
            return _scaled(found, 1 / number)
        if isinstance(tree, exp.Add):
            return replace(found, offset=found.offset + number)
        if isinstance(tree, exp.Sub):
            turned = _scaled(found, -1.0) if left is not None else found
            return replace(turned, offset=turned.offset + (number if left is not None else -number))
        return None

    def _quotient(self, metric: Metric, tree: exp.Expr) -> Shape | None:
        if not isinstance(tree, exp.Div):
            return None
        scale, top_tree = _factor(bare(tree.this))
        top = part_of(metric, top_tree, TOP)
        bottom = part_of(metric, bare(tree.expression), BOTTOM)
        if not all(adds_up(self._expander, part) for part in (top, bottom)):
            return None
        return self._with_bases(Shape(top=top, bottom=bottom, scale=scale))

    def _mean(self, metric: Metric, tree: exp.Expr) -> Shape | None:
        """A mean is a sum over a count of the same rows."""
        core = tree.this if isinstance(tree, exp.Filter) else tree
        if not isinstance(core, exp.Avg) or isinstance(core.this, exp.Distinct):
            return None
        top, bottom = (
            part_of(metric, _put(tree, kind(this=core.this.copy())), name)
            for kind, name in ((exp.Sum, TOP), (exp.Count, BOTTOM))
        )
        return self._with_bases(Shape(top=top, bottom=bottom))

    def _with_bases(self, shape: Shape) -> Shape:
        calls = [call for part in shape.parts for call in self._expander.inline(part).calls]
        return replace(shape, bases=tuple(dict.fromkeys(call.base for call in calls)))


def _factor(tree: exp.Expr) -> tuple[float, exp.Expr]:
    """A constant factor and the rest."""
    if isinstance(tree, exp.Mul):
        left, right = constant(tree.this), constant(tree.expression)
        if left is not None:
            return left, bare(tree.expression)
        if right is not None:
            return right, bare(tree.this)
    return 1.0, tree


def _scaled(shape: Shape, by: float) -> Shape:
    return replace(shape, scale=shape.scale * by, offset=shape.offset * by)


def _put(tree: exp.Expr, core: exp.Expr) -> exp.Expr:
    """The call with another core, under the same filter."""
    if not isinstance(tree, exp.Filter):
        return core
    return exp.Filter(this=core, expression=tree.expression.copy())
