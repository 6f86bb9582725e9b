"""Second pass: metrics taken apart into aggregate calls, each with its base dataset, filters and
view in time.

What a metric is made of depends on the model alone, so a ``Formula`` is made once per metric and
remembered. Called by ``compile`` and by the rollup planner, which wants to know which calls a model
has.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlglot import exp

from boardroom.errors import ModelError, NotFoundError, QueryError
from boardroom.semantic.compiler.dialect import data_type
from boardroom.semantic.compiler.expression import (
    canonical_sql,
    is_aggregate,
    parse,
    rebuild,
    reference,
    references,
    substitute,
    wrap,
)
from boardroom.semantic.compiler.graph import Graph, Reference, suggest
from boardroom.semantic.compiler.zero import divides
from boardroom.semantic.model import Expression, Grain, Metric, MetricInput, StockPoint, TimeSpec
from boardroom.semantic.query import NamedExpression
from boardroom.semantic.windows import Step, step_of


@dataclass(frozen=True, kw_only=True)
class View:
    """How a call looks at time: steps applied to the query's windows in order, and the point of a
    stock.
    """

    steps: tuple[Step, ...] = ()
    at: StockPoint | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One aggregate call of a metric, computed at the grain of ``base``.

    Attributes:
        sql: the canonical text with qualified names; two calls of equal text, base, conditions,
            time and view are the same.
        conditions: the filters of all metrics it came through.
        divides: whether it takes quotients of rows, some of which may not exist.
    """

    sql: str
    base: str
    conditions: tuple[str, ...] = ()
    time: TimeSpec | None = None
    view: View = View()
    divides: bool = False

    @property
    def text(self) -> str:
        """The call as people write it."""
        return self.sql.replace('"', "")

    @property
    def tree(self) -> exp.Expr:
        """The canonical tree, shared."""
        return parse(self.sql)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A metric that is right for periods of up to one ``grain``; ``calls`` are its places among
    those of the formula it is part of.
    """

    metric: str
    grain: Grain
    calls: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A metric taken apart: a scalar tree over references ``0``, ``1``, … into ``calls``.

    Attributes:
        limits: the metrics in it that are right for short periods only.
    """

    tree: exp.Expr
    calls: tuple[Call, ...]
    limits: tuple[Limit, ...] = ()


_REMEMBERED = 1024
"""Inline expressions kept: the same ones are asked for by many dimensions and periods."""


class Expander:
    """Takes the metrics of one model apart."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[str, Formula] = {}
        self._inlined: dict[NamedExpression, Formula] = {}

    def metric(self, name: str, trail: tuple[str, ...] = ()) -> Formula:
        """The formula of a named metric.

        Raises:
            NotFoundError: unknown metric; the hint has the nearest names.
            ModelError: the metric refers to itself.
        """
        if name in trail:
            raise ModelError(
                f"Metric {name!r} refers to itself: {' → '.join((*trail, name))}",
                hint="Break the circle in the metrics' expressions.",
            )
        if name not in self._known:
            self._known[name] = _Expansion(self, self._graph, self._named(name), trail).formula()
        return self._known[name]

    def inline(self, item: NamedExpression) -> Formula:
        """The formula of an inline expression; it may name metrics too.

        Raises:
            NotFoundError: the metric that it is a part of is unknown.
        """
        known = self._inlined.get(item)
        if known is None:
            metric = self._inline_metric(item)
            known = _Expansion(self, self._graph, metric, ()).formula()
            if len(self._inlined) >= _REMEMBERED:
                self._inlined.clear()
            self._inlined[item] = known
        return known

    def _inline_metric(self, item: NamedExpression) -> Metric:
        expression = Expression(sql=item.expression)
        if item.within is None:
            return Metric(name=item.name, expression=expression, dataset=item.dataset)
        whole = self._named(item.within)
        dataset = item.dataset or whole.dataset
        return replace(whole, name=item.name, expression=expression, dataset=dataset)

    def _named(self, name: str) -> Metric:
        found = self._graph.model.metric_by_name.get(name)
        if found is None:
            hint = suggest(name, self._graph.model.metric_by_name)
            raise NotFoundError(f"There is no metric {name!r}", hint=hint)
        return found


class _Expansion:
    """One metric on its way apart."""

    def __init__(
        self, expander: Expander, graph: Graph, metric: Metric, trail: tuple[str, ...]
    ) -> None:
        self._expander = expander
        self._graph = graph
        self._metric = metric
        self._trail = trail
        self._calls: list[Call] = []
        self._limits: list[Limit] = []

    def formula(self) -> Formula:
        metric = self._metric
        if metric.dataset is not None:
            self._graph.dataset(metric.dataset)
        tree = self._scalar(parse(metric.expression.sql))
        calls = [self._seen(call, metric) for call in self._calls]
        if not calls:
            raise QueryError(
                f"Metric {metric.name!r} aggregates nothing: {metric.expression.sql!r}",
                hint="Use an aggregate such as SUM(orders.revenue), or name other metrics.",
            )
        if metric.max_grain:
            places = tuple(range(len(calls)))
            self._limits.append(Limit(metric=metric.name, grain=metric.max_grain, calls=places))
        return Formula(tree=tree, calls=tuple(calls), limits=tuple(dict.fromkeys(self._limits)))

    def _scalar(self, node: exp.Expr) -> exp.Expr:
        if is_aggregate(node):
            return self._leaf(self._call(node))
        if isinstance(node, exp.Column):
            return self._named(node.name)
        return rebuild(node, self._scalar)

    def _leaf(self, call: Call) -> exp.Expr:
        if call not in self._calls:
            self._calls.append(call)
        return reference(str(self._calls.index(call)))

    def _named(self, name: str) -> exp.Expr:
        source = self._metric.inputs.get(name, MetricInput(metric=name))
        if source.metric not in self._graph.model.metric_by_name:
            raise self._no_metric(name)
        inner = self._expander.metric(source.metric, (*self._trail, self._metric.name))
        leaves = [self._leaf(self._seen(call, source)) for call in inner.calls]
        for limit in inner.limits:
            places = tuple(int(leaves[place].name) for place in limit.calls)
            self._limits.append(replace(limit, calls=places))
        return wrap(_replaced(inner.tree, leaves))

    def _no_metric(self, name: str) -> QueryError | NotFoundError:
        where = f"Metric {self._metric.name!r}"
        if "." in name or name in self._graph.datasets_by_field:
            return QueryError(
                f"{where} uses the field {name!r} outside an aggregate",
                hint=f"Say how rows combine: SUM({name}), AVG({name}), MAX({name})…",
            )
        known = [*self._graph.model.metric_by_name, *self._metric.inputs]
        return NotFoundError(f"{where}: there is no metric {name!r}", hint=suggest(name, known))

    def _call(self, node: exp.Expr) -> Call:
        if any(
            is_aggregate(child) for child in node.find_all(exp.AggFunc) if child is not _core(node)
        ):
            raise QueryError(
                f"Metric {self._metric.name!r} has an aggregate inside an aggregate: "
                f"{node.sql()!r}",
                hint="Make the inner one a metric of its own dataset, or use a field.",
            )
        core = _core(node)
        stars = [text for text in references(node) if text.endswith("*")]
        if (stars or node.find(exp.Star)) and not _counts_rows(core):
            raise QueryError(
                f"Metric {self._metric.name!r}: only COUNT can take all of a row: {node.sql()!r}",
                hint="Name one field, or write COUNT(dataset.*).",
            )
        own = self._metric.dataset
        for name in set(references(node)) - self._graph.datasets_by_field.keys():
            if name in self._metric.inputs or name in self._graph.model.metric_by_name:
                raise QueryError(
                    f"Metric {self._metric.name!r} aggregates the metric {name!r}",
                    hint="A metric is aggregated already; use it outside SUM(), AVG()…",
                )
        found = [self._graph.reference(text, own) for text in references(node)]
        bound = substitute(node, lambda text: self._qualified(text, own))
        return Call(
            sql=canonical_sql(_with_exact_percentile(bound, found)),
            base=self._base(found, node),
            time=self._metric.time,
            divides=divides(substitute(bound, self._physical)),
        )

    def _physical(self, qualified: str) -> exp.Expr:
        """A field's own expression: it may divide where the metric does not."""
        found = self._graph.reference(qualified)
        if found.field is None:
            return exp.Star()
        return self._graph.physical(found.dataset, found.field.name).copy()

    def _qualified(self, text: str, own: str | None, bases: tuple[str, ...] = ()) -> exp.Column:
        return reference(self._graph.reference(text, own, bases).qualified)

    def _seen(self, call: Call, outer: Metric | MetricInput) -> Call:
        """The call as its metric or an input sees it: outer steps come first, the outer stock point
        wins.
        """
        step = step_of(outer)
        view = View(steps=((step,) if step else ()) + call.view.steps, at=outer.at or call.view.at)
        conditions = call.conditions
        if outer.filter:
            tree = parse(outer.filter)
            own = self._metric.dataset
            sql = canonical_sql(substitute(tree, lambda t: self._qualified(t, own, (call.base,))))
            conditions = tuple(dict.fromkeys((*conditions, sql)))
        time = call.time or (outer.time if isinstance(outer, Metric) else None)
        return replace(call, view=view, time=time, conditions=conditions)

    def _base(self, found: Iterable[Reference], node: exp.Expr) -> str:
        """The dataset from which all others in the call are reached many-to-one."""
        names = list(dict.fromkeys(item.start for item in found))
        own = self._metric.dataset
        if not names:
            return self._only_dataset(node)
        for name in names if own is None or own in names else [*names, own]:
            if all(self._graph.reaches(name, other) for other in names):
                return name
        raise QueryError(
            f"Metric {self._metric.name!r}: {node.sql()!r} combines {', '.join(map(repr, names))}, "
            "none of which reaches the others many-to-one",
            hint="Aggregate each dataset on its own and combine the aggregates.",
        )

    def _only_dataset(self, node: exp.Expr) -> str:
        datasets = self._graph.model.datasets
        if self._metric.dataset is not None:
            return self._metric.dataset
        if len(datasets) == 1:
            return datasets[0].name
        raise QueryError(
            f"Metric {self._metric.name!r}: {node.sql()!r} does not say which dataset's rows "
            "it counts",
            hint="Write COUNT(dataset.*) or set the metric's dataset.",
        )


_NOT_NUMBERS = {"Date", "DateTime", "DateTimeTz", "String"}


def _with_exact_percentile(call: exp.Expr, found: Iterable[Reference]) -> exp.Expr:
    """Percentiles of numbers interpolate in floating point, not at the field's own scale. Texts
    are left to the engine, to be refused as such and not for the first that is no number.
    """
    kinds = {item.field.datatype for item in found if item.field}
    core = call.this if isinstance(call, exp.Filter) else call
    if isinstance(core, exp.PercentileCont) and not kinds & _NOT_NUMBERS:
        core.set("this", exp.Cast(this=core.this, to=data_type("double")))
    return call


def _counts_rows(core: exp.Expr) -> bool:
    """Whether a call is ``COUNT(*)`` or ``COUNT(dataset.*)``."""
    return isinstance(core, exp.Count) and isinstance(core.this, exp.Star | exp.Column)


def _core(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Filter | exp.WithinGroup) else node


def _replaced(tree: exp.Expr, leaves: list[exp.Expr]) -> exp.Expr:
    if isinstance(tree, exp.Column):
        return leaves[int(tree.name)]
    return rebuild(tree, lambda child: _replaced(child, leaves))
