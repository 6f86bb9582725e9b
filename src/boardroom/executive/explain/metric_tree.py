"""A metric's tree, read from the model: sums and products of metrics and aggregate calls.

An expression is read through to the metrics that it names, as deep as arithmetic goes. A metric
that is one sum is opened by an identity of the model where there is one: where ``value = revenue /
orders`` is a metric too, revenue is orders × value, and so on down; or where each row is a quantity
times a price, it is volume × average price; or, where rows are things that the model counts, number
× average; or as the data let it (``opening``). Called by ``explainer``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypedDict

from sqlglot import exp

from boardroom.analysis.drivers.tree import Node, Term
from boardroom.executive.explain.formula import (
    bare,
    constant,
    core_of,
    counts_rows,
    factors_of,
    flat,
    happens,
    is_plain,
    label_of,
    part_of,
    recored,
    signed_terms,
)
from boardroom.executive.explain.opening import Opening, Party, Twin
from boardroom.semantic.compiler.expand import Expander, Formula
from boardroom.semantic.compiler.expression import (
    canonical_sql,
    is_aggregate,
    parse,
    references,
)
from boardroom.semantic.model import Metric, SemanticModel, Unit
from boardroom.semantic.query import NamedExpression

DEEPEST = 5
_QUANTITY = re.compile(r"(^|_)(quantity|qty|units|pieces)$", re.IGNORECASE)
Role = Literal["value", "opening", "flow", "rest", "beyond"]
_SIGNED = (exp.Add, exp.Sub, exp.Neg)
_FACTORS = (exp.Mul, exp.Div)


@dataclass(frozen=True, kw_only=True)
class Priced:
    """What stands behind an average price: the metric that is volume × price, and of each row its
    value and its volume, as expressions."""

    metric: str
    row: str
    volume: str


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a node of the tree is.

    Attributes:
        metric: the metric that it is, if it is one.
        ask: for inputs: how its values are asked for.
        default: for inputs: the value where there is none; None = the whole then has none.
        role: ``opening`` and ``flow`` of a bridge: the stock before, and what came or went since;
            ``rest``: what the flows do not explain; ``beyond``: what a twin does not hold.
        priced: of an average price, what it is made of.
    """

    label: str
    unit: Unit | None = None
    metric: str | None = None
    ask: NamedExpression | None = None
    default: float | None = None
    role: Role = "value"
    priced: Priced | None = None


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """What takes a stock from one period to the next: metrics, and whether each takes away."""

    flows: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, kw_only=True)
class MetricTree:
    """A tree with the meaning of each node by its name."""

    root: Node
    meanings: Mapping[str, Meaning]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs, without repetitions."""
        return tuple(dict.fromkeys(self.root.inputs()))


def metric_tree(
    model: SemanticModel,
    expander: Expander,
    metric: Metric,
    *,
    bridges: Mapping[str, Bridge] | None = None,
    opening: Opening | None = None,
) -> MetricTree:
    """The tree of ``metric``; a single input where it cannot be taken apart.

    Args:
        bridges: stock metric → its flows.
        opening: how the data let it be opened, where the model does not.
    """
    planter = _Planter(model, expander, bridges or {})
    root = planter.metric(metric, trail=())
    if root.kind == "input":
        by_model = planter.opened(metric, trail=(metric.name,))
        root = by_model or planter.by_data(metric, opening) or root
    return MetricTree(root=root, meanings=planter.meanings)


@dataclass(kw_only=True)
class _Names:
    """Names of nodes that are no metrics, each given once per text."""

    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, metric: str, text: str) -> str:
        return self.known.setdefault((metric, text), f"part_{len(self.known)}")


class _Planter:
    """Grows one tree."""

    def __init__(
        self, model: SemanticModel, expander: Expander, bridges: Mapping[str, Bridge]
    ) -> None:
        self.meanings: dict[str, Meaning] = {}
        self._bridges = bridges
        self._model = model
        self._expander = expander
        self._names = _Names()

    def metric(self, metric: Metric, *, trail: tuple[str, ...]) -> Node:
        """The node of a whole metric, open as far as arithmetic goes."""
        tree = bare(parse(metric.expression.sql))
        trail = (*trail, metric.name)
        if metric.name in self._bridges:
            return self._bridged(metric, self._bridges[metric.name])
        terms: tuple[str, tuple[Term, ...]] | None = None
        if len(trail) <= DEEPEST:
            terms = self._terms(metric, tree, trail)
        if terms is None:
            ask = NamedExpression(
                name=self._names.of(metric.name, ""), expression=metric.name, unit=metric.unit
            )
            return self._input(ask.name, Meaning(**_said(metric), ask=ask))
        self.meanings[metric.name] = Meaning(**_said(metric))
        return _inner(metric.name, terms)

    def opened(self, metric: Metric, *, trail: tuple[str, ...]) -> Node | None:
        """A metric that is one sum, as a product by an identity of the model; None without one."""
        formula = self._expander.metric(metric.name)
        if not self._is_one_flow(formula):
            return None
        by_identity = partial(self._identity, metric, formula, trail)
        ways = [by_identity, partial(self._priced, metric), partial(self._mean, metric)]
        if _is_product(metric):
            ways.insert(0, ways.pop(1))
        found = next((terms for way in ways if (terms := way())), None)
        if found is None:
            return None
        self.meanings[metric.name] = Meaning(**_said(metric))
        return Node(name=metric.name, kind="product", terms=found)

    def by_data(self, metric: Metric, opening: Opening | None) -> Node | None:
        """A metric as the data let it be opened."""
        if isinstance(opening, Twin):
            return self._twinned(metric, opening)
        return None if opening is None else self._per_party(metric, opening)

    def _twinned(self, metric: Metric, twin: Twin) -> Node | None:
        """The same from another table, opened, and what only this one holds."""
        other = self._model.metric_by_name[twin.metric]
        node = self.opened(other, trail=(metric.name, other.name))
        if node is None:
            return None
        name = self._names.of(metric.name, "beyond")
        ask = NamedExpression(name=name, expression=f"{metric.name} - {other.name}")
        words = f"Not in {other.title[:1].lower()}{other.title[1:]}"
        beyond = self._input(name, Meaning(label=words, unit=metric.unit, ask=ask, role="beyond"))
        self.meanings[metric.name] = Meaning(**_said(metric))
        return Node(name=metric.name, kind="sum", terms=(Term(node=node), Term(node=beyond)))

    def _per_party(self, metric: Metric, party: Party) -> Node:
        """A number of rows as the number of different parties × rows of each."""
        tree = bare(parse(metric.expression.sql))
        number = recored(tree, party.distinct)
        name = self._names.of(metric.name, "per party")
        each = Meaning(
            label=f"{metric.title} per {party.one}",
            ask=part_of(metric, exp.Div(this=tree.copy(), expression=number.copy()), name),
        )
        counted = self._names.of(metric.name, "parties")
        ask = part_of(metric, number, counted)
        parties = Meaning(label=f"Different {party.many}", unit="count", ask=ask)
        terms = (Term(node=self._input(counted, parties)), Term(node=self._input(name, each)))
        self.meanings[metric.name] = Meaning(**_said(metric))
        return Node(name=metric.name, kind="product", terms=terms)

    def _is_one_flow(self, formula: Formula) -> bool:
        single = isinstance(formula.tree, exp.Column) and len(formula.calls) == 1
        plain = not formula.calls[0].view.steps and not formula.calls[0].view.at
        return single and plain and happens(self._model, formula)

    def _identity(
        self, metric: Metric, formula: Formula, trail: tuple[str, ...]
    ) -> tuple[Term, ...] | None:
        """This metric as denominator × quotient, where the quotient is a metric; quotients over
        rows of the same dataset first, then in the order of the model."""
        found = list(self._quotients(metric, formula, trail))
        if not found:
            return None
        _, quotient, below = min(found, key=lambda item: item[0])
        base = self._metric_like(below)
        trail = (*trail, quotient.name)
        if base is None or base.name in trail:
            bottom = self._denominator(quotient)
        else:
            trail = (*trail, base.name)
            bottom = self.opened(base, trail=trail) or self._leaf(base)
        return (Term(node=bottom), Term(node=self._leaf(quotient)))

    def _quotients(
        self, metric: Metric, formula: Formula, trail: tuple[str, ...]
    ) -> Iterator[tuple[bool, Metric, Formula]]:
        """Metrics that are this one divided by a flow; whether by rows of another dataset, which
        must then be counted ones: revenue is visitors × revenue per visitor, but not cost × return.
        """
        for other in self._model.metrics:
            if other.name in trail or other.hidden or not is_plain(other):
                continue
            tree = bare(parse(other.expression.sql))
            if not isinstance(tree, exp.Div) or constant(tree.expression) is not None:
                continue
            if self._formula(other, tree.this) != formula:
                continue
            below = self._formula(other, tree.expression)
            if not self._is_one_flow(below):
                continue
            elsewhere = below.calls[0].base != formula.calls[0].base
            if not elsewhere or isinstance(core_of(below.calls[0].tree), exp.Count):
                yield elsewhere, other, below

    def _formula(self, metric: Metric, tree: exp.Expr) -> Formula:
        return self._expander.inline(part_of(metric, bare(tree), "part"))

    def _metric_like(self, formula: Formula) -> Metric | None:
        """The metric that is nothing but this call."""
        for metric in self._model.metrics:
            if not metric.hidden and self._expander.metric(metric.name) == formula:
                return metric
        return None

    def _denominator(self, quotient: Metric) -> Node:
        tree = bare(parse(quotient.expression.sql))
        return self._piece(quotient, bare(tree.expression))

    def _priced(self, metric: Metric) -> tuple[Term, ...] | None:
        """SUM(quantity × price), or of an amount beside a quantity, as volume × average price."""
        tree = bare(parse(metric.expression.sql))
        core = core_of(tree)
        if not isinstance(core, exp.Sum):
            return None
        volume_field = self._volume_of(metric, core.this)
        if volume_field is None:
            return None
        volume = recored(tree, exp.Sum(this=volume_field.copy()))
        price = exp.Div(this=tree.copy(), expression=volume.copy())
        label = f"{metric.title} per unit of {volume_field.name.rpartition('.')[2]}"
        name = self._names.of(metric.name, "price")
        ask = part_of(metric, price, name)
        plain = isinstance(tree, exp.Sum)
        priced = Priced(
            metric=metric.name, row=canonical_sql(core.this), volume=canonical_sql(volume_field)
        )
        meaning = Meaning(label=label, unit=metric.unit, ask=ask, priced=priced if plain else None)
        average = self._input(name, meaning)
        return (Term(node=self._piece(metric, volume, unit="count")), Term(node=average))

    def _volume_of(self, metric: Metric, row: exp.Expr) -> exp.Column | None:
        """The one factor of a row that is a volume; of an amount, the quantity in the same row."""
        factors = list(flat(row, exp.Mul))
        fields = [node for node in factors if isinstance(node, exp.Column)]
        volumes = [node for node in fields if self._is_volume(node.name)]
        if len(factors) > 1:
            return volumes[0] if len(volumes) == 1 else None
        if not fields or volumes or metric.unit == "count":
            return None
        dataset = fields[0].name.rpartition(".")[0]
        known = self._model.dataset_by_name.get(dataset)
        named = [item.name for item in known.fields if _QUANTITY.search(item.name)] if known else []
        own = [name for name in named if self._is_volume(f"{dataset}.{name}")]
        if len(own) != 1:
            return None
        return exp.column(exp.to_identifier(f"{dataset}.{own[0]}", quoted=True))

    def _mean(self, metric: Metric) -> tuple[Term, ...] | None:
        """SUM(x), where each row is a thing that the model counts, as number × average: an order,
        not an entry of a ledger."""
        tree = bare(parse(metric.expression.sql))
        core = core_of(tree)
        call = self._expander.metric(metric.name).calls[0]
        own = self._is_counted(call.base)
        counts = metric.unit == "count" or any(
            self._is_volume(node.name) for node in core.find_all(exp.Column)
        )
        if not isinstance(core, exp.Sum) or counts or not own:
            return None
        dataset = self._model.dataset_by_name[call.base]
        rows = recored(tree, exp.Count(this=core.this.copy()))
        name = self._names.of(metric.name, "mean")
        average = Meaning(
            label=f"{metric.title} per row",
            unit=metric.unit,
            ask=part_of(metric, exp.Div(this=tree.copy(), expression=rows.copy()), name),
        )
        number = self._names.of(metric.name, rows.sql())
        label = f"Rows of {dataset.label or dataset.name}"
        counted = Meaning(label=label, unit="count", ask=part_of(metric, rows, number))
        return (Term(node=self._input(number, counted)), Term(node=self._input(name, average)))

    def _is_counted(self, dataset: str) -> bool:
        """Whether a metric is the number of its rows, of all or of some."""
        formulas = (self._expander.metric(known.name) for known in self._model.metrics)
        return any(
            isinstance(formula.tree, exp.Column)
            and formula.calls[0].base == dataset
            and counts_rows(self._model, formula.calls[0])
            for formula in formulas
        )

    def _is_volume(self, reference: str) -> bool:
        dataset, _, name = reference.rpartition(".")
        known = self._model.dataset_by_name.get(dataset)
        found = known.field_by_name.get(name) if known else None
        return found is not None and (found.unit == "count" or found.datatype == "Integer")

    def _bridged(self, metric: Metric, bridge: Bridge) -> Node:
        """A stock: what it was, what came and went since, and what that does not explain."""
        opening = f"{metric.name} before"
        ask = NamedExpression(name=self._names.of(metric.name, ""), expression=metric.name)
        said = Meaning(label=f"{metric.title} before", unit=metric.unit, ask=ask, role="opening")
        terms = [Term(node=self._input(opening, said))]
        for name, taken in bridge.flows:
            flow = self._model.metric_by_name[name]
            part = self._names.of(name, "flow")
            ask = NamedExpression(name=part, expression=name)
            meaning = Meaning(**_said(flow), ask=ask, default=0.0, role="flow")
            terms.append(Term(node=self._input(part, meaning), inverse=taken))
        rest = Meaning(label="Unexplained", unit=metric.unit, role="rest")
        terms.append(Term(node=self._input(f"{metric.name} rest", rest)))
        self.meanings[metric.name] = Meaning(**_said(metric))
        return Node(name=metric.name, kind="sum", terms=tuple(terms))

    def _leaf(self, metric: Metric) -> Node:
        name = self._names.of(metric.name, "")
        ask = NamedExpression(name=name, expression=metric.name, unit=metric.unit)
        return self._input(name, Meaning(**_said(metric), ask=ask))

    def _terms(
        self, metric: Metric, tree: exp.Expr, trail: tuple[str, ...]
    ) -> tuple[str, tuple[Term, ...]] | None:
        """The kind of an inner node and its terms; None for what arithmetic does not open."""
        if isinstance(tree, _SIGNED):
            kind, pairs = "sum", signed_terms(tree, inverse=False)
        elif isinstance(tree, _FACTORS):
            kind, pairs = "product", factors_of(tree, inverse=False)
        elif isinstance(tree, exp.Column) and metric.name != tree.name:
            kind, pairs = "sum", iter(((tree, False),))
        else:
            return None
        terms = tuple(
            Term(node=self._node(metric, bare(item), trail), inverse=inverse)
            for item, inverse in pairs
        )
        moving = [term.node for term in terms if term.node.kind != "constant"]
        if len(moving) == 1 and moving[0].kind == "input" and not self._is_metric(moving[0]):
            return None
        return kind, terms

    def _is_metric(self, node: Node) -> bool:
        return self.meanings[node.name].metric is not None

    def _node(self, metric: Metric, tree: exp.Expr, trail: tuple[str, ...]) -> Node:
        number = constant(tree)
        if number is not None:
            name = f"{number:g}"
            self.meanings[name] = Meaning(label=name)
            return Node(name=name, kind="constant", value=number)
        if isinstance(tree, exp.Column):
            inner = self._model.metric_by_name.get(tree.name)
            own = tree.name in metric.inputs
            if inner is not None and not own and is_plain(metric) and inner.name not in trail:
                return self.metric(inner, trail=trail)
        if isinstance(tree, (*_SIGNED, *_FACTORS)) and not is_aggregate(tree):
            terms = self._terms(metric, tree, trail)
            if terms is not None:
                name = self._names.of(metric.name, tree.sql())
                node = _inner(name, terms)
                self.meanings[name] = Meaning(label=self._composed(node))
                return node
        return self._piece(metric, tree)

    def _piece(self, metric: Metric, tree: exp.Expr, *, unit: Unit | None = None) -> Node:
        """An input: a call, or whatever arithmetic does not open."""
        default = None
        if isinstance(tree, exp.Coalesce) and len(tree.expressions) == 1:
            default = constant(tree.expressions[0])
        name = self._names.of(metric.name, tree.sql())
        ask = part_of(metric, tree, name)
        known = None
        if default is None or is_aggregate(tree):
            known = self._metric_like(self._expander.inline(ask))
        if known is not None:
            meaning = Meaning(**_said(known), ask=ask, default=default)
        else:
            meaning = Meaning(label=self._label(metric, tree), unit=unit, ask=ask, default=default)
        return self._input(name, meaning)

    def _composed(self, node: Node) -> str:
        """What an unnamed sum or product is called: by its terms."""
        plus, minus = ("+", "−") if node.kind == "sum" else ("×", "÷")
        words = ""
        for term in node.terms:
            sign = minus if term.inverse else plus
            words += f" {sign} " if words else "" if not term.inverse else f"{sign} "
            words += self.meanings[term.node.name].label
        return words

    def _label(self, metric: Metric, tree: exp.Expr) -> str:
        """An input seen through time is called as in the expression, in words."""
        named = next(references(tree), "")
        if named not in metric.inputs or is_aggregate(tree):
            return label_of(self._model, tree)
        source = metric.inputs[named]
        title = self._model.metric_by_name[source.metric].title
        return (
            f"{title} at the {source.at}" if source.at else f"{title} ({named.replace('_', ' ')})"
        )

    def _input(self, name: str, meaning: Meaning) -> Node:
        self.meanings[name] = meaning
        return Node(name=name)


def _inner(name: str, terms: tuple[str, tuple[Term, ...]]) -> Node:
    kind, items = terms
    return Node(name=name, kind="sum" if kind == "sum" else "product", terms=items)


class _Said(TypedDict):
    label: str
    unit: Unit | None
    metric: str | None


def _said(metric: Metric) -> _Said:
    return {"label": metric.title, "unit": metric.unit, "metric": metric.name}


def _is_product(metric: Metric) -> bool:
    """Whether each row is a product, such as quantity × price."""
    row = core_of(bare(parse(metric.expression.sql))).this
    return isinstance(row, exp.Expr) and len(list(flat(row, exp.Mul))) > 1
