"""What a metric is made of, as far as a page must know: its rows, its time, whether it adds up.

Read from the compiler's own taking-apart of the expression, so that page and SQL never disagree.
Called by the agents of ``executive``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Literal

from sqlglot import exp

from boardroom.data.model_tables import source_tables
from boardroom.errors import BoardroomError
from boardroom.semantic.compiler.expand import Call, Expander, Formula
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import (
    EventTime,
    IntervalTime,
    Metric,
    MovementTime,
    SemanticModel,
    TimeSpec,
)
from boardroom.semantic.query import NamedExpression

_SUMMING = (exp.Sum, exp.Count)
_LINEAR = (
    exp.Column, exp.Identifier, exp.Paren, exp.Add, exp.Sub, exp.Coalesce, exp.Literal,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TimeBase:
    """Rows of one dataset placed in time: by ``fields`` (two for intervals: start and end)."""

    dataset: str
    fields: tuple[str, ...]

    def reference(self, field: str) -> str:
        """One of the fields with its dataset: that of the rows, unless it names another."""
        return field if "." in field else f"{self.dataset}.{field}"


@dataclass(frozen=True, kw_only=True)
class MetricFacts:
    """What a page must know of a metric.

    Attributes:
        bases: datasets whose rows it aggregates.
        times: how those rows stand in time, without repeats; empty = timeless (or partly so,
            which no period can be asked of).
        holds: True when its rows hold until something ends them (intervals, balances, counts
            since ever), so that it has a value on days without any.
        happens: True when all its rows are events, so that their number in a period says how
            much a value stands on; False for stocks.
        flow: True when it adds up events over time (so that a longer month has more).
        splits: True when the values of parts may be summed (checked again on the numbers).
        ratio: numerator and denominator as inline expressions when both add up, else None.
        ended: True when it measures durations and its rows stand where these end, so that those
            of the last days are as long as any.
        distinct: what all it is made of counts different ones of: ``keys`` of its rows or other
            ``things``; ``mixed`` where only some of it does; empty where nothing does.
        reads: the fields that its calls and their conditions read, with their datasets.
        tables: those that its rows, and what places them in time, come from.
    """

    metric: Metric
    bases: tuple[str, ...]
    times: tuple[TimeBase, ...]
    holds: bool
    happens: bool
    flow: bool
    splits: bool
    ratio: tuple[str, str] | None
    ended: bool
    distinct: Literal["", "keys", "things", "mixed"]
    reads: frozenset[str]
    tables: frozenset[str]


class FactsReader:
    """Reads the facts of the metrics of one model."""

    def __init__(self, model: SemanticModel) -> None:
        self._model = model
        self._graph = Graph(model)
        self._expander = Expander(self._graph)
        self._known: dict[str, MetricFacts] = {}

    def read(self, metric: Metric) -> MetricFacts:
        """The facts of ``metric``. Raises: QueryError, ModelError, NotFoundError as the
        compiler.
        """
        known = self._known.get(metric.name)
        if known is None:
            known = self._known[metric.name] = self._read(metric)
        return known

    def _read(self, metric: Metric) -> MetricFacts:
        formula = self._expander.metric(metric.name)
        timeless = any(self._time(call) is None for call in formula.calls)
        times = () if timeless else tuple(dict.fromkeys(self._time_bases(formula.calls)))
        plain = not any(call.view.steps or call.view.at for call in formula.calls)
        adds = plain and metric.additive is not False and _is_sum(formula)
        lasting = (IntervalTime, MovementTime)
        holds = all(
            isinstance(self._time(call), lasting)
            or any(step.to_date == "all" for step in call.view.steps)
            for call in formula.calls
        )
        events = all(isinstance(self._time(call), EventTime) for call in formula.calls)
        bases = tuple(dict.fromkeys(call.base for call in formula.calls))
        return MetricFacts(
            metric=metric,
            bases=bases,
            times=times,
            holds=holds,
            happens=plain and events,
            flow=adds and events,
            splits=adds,
            ratio=self._ratio(metric) if plain and not adds else None,
            ended=_is_ended(formula.calls, times),
            distinct=self._distinct(formula.calls),
            reads=frozenset(name for call in formula.calls for name in _fields(call)),
            tables=frozenset(chain(*map(self._tables, {*bases, *_dating(times)}))),
        )

    def _distinct(self, calls: Sequence[Call]) -> Literal["", "keys", "things", "mixed"]:
        nodes = [(call, node) for call in calls for node in call.tree.find_all(exp.Distinct)]
        if nodes and any(call.tree.find(exp.Distinct) is None for call in calls):
            return "mixed"
        found = {
            tuple(item.name for item in node.expressions)
            == tuple(f"{call.base}.{key}" for key in self._keys(call.base))
            for call, node in nodes
        }
        return "" if not found else "keys" if found == {True} else "things"

    def _keys(self, dataset: str) -> tuple[str, ...]:
        return self._model.dataset_by_name[dataset].primary_key

    def _tables(self, dataset: str) -> frozenset[str]:
        return _tables_of(self._model.dataset_by_name[dataset].source)

    def reaches(self, facts: MetricFacts, dataset: str) -> bool:
        """Whether one to-one path leads from each of the metric's datasets to ``dataset``."""
        return all(len(self._graph.paths(base, dataset)) == 1 for base in facts.bases)

    def distance(self, facts: MetricFacts, dataset: str) -> int:
        """How many relationships lie between the metric's rows and ``dataset``, which they
        reach."""
        return max(
            (len(path) for base in facts.bases for path in self._graph.paths(base, dataset)),
            default=0,
        )

    def splits_by(self, facts: MetricFacts, dimension: str) -> bool:
        """Whether the model has the field ``dimension`` and each of the metric's datasets reaches
        it."""
        dataset, _, name = dimension.rpartition(".")
        known = self._model.dataset_by_name.get(dataset)
        return known is not None and name in known.field_by_name and self.reaches(facts, dataset)

    def _time(self, call: Call) -> TimeSpec | None:
        return call.time or self._model.dataset_by_name[call.base].time

    def _time_bases(self, calls: Iterable[Call]) -> Iterable[TimeBase]:
        for call in calls:
            spec = self._time(call)
            if spec is None:
                continue
            names = (spec.start, spec.end) if isinstance(spec, IntervalTime) else (spec.field,)
            yield TimeBase(dataset=call.base, fields=names)

    def _ratio(self, metric: Metric) -> tuple[str, str] | None:
        """Numerator and denominator, where the expression is one fraction of two sums or a mean."""
        if metric.filter or metric.inputs:
            return None
        tree = _bare(parse(metric.expression.sql))
        if isinstance(tree, exp.Avg) and not isinstance(tree.this, exp.Distinct):
            argument = tree.this.sql()
            pair = (f"SUM({argument})", f"COUNT({argument})")
        elif isinstance(tree, exp.Div):
            pair = (_bare(tree.this).sql(), _bare(tree.expression).sql())
        else:
            return None
        return pair if all(self._adds_up(text, metric) for text in pair) else None

    def _adds_up(self, text: str, metric: Metric) -> bool:
        try:
            item = NamedExpression(name="part", expression=text, dataset=metric.dataset)
            return _is_sum(self._expander.inline(item))
        except BoardroomError:
            return False


def dimensions(model: SemanticModel, *, most_values: int) -> Mapping[str, str]:
    """References of fields to split by (few known values) → their labels, in model order.

    A key that rows carry themselves stands for the one it joins to: it says the same, and names
    values that the other table lacks.
    """
    found = {}
    for dataset in model.datasets:
        for item in dataset.fields:
            few = 2 <= len(item.values) <= most_values
            if few and item.role in {None, "dimension"} and not item.hidden and not item.pii:
                label = item.label or item.name.replace("_", " ").capitalize()
                found[f"{dataset.name}.{item.name}"] = label
    for link in model.relationships:
        if link.active and len(link.from_columns) == 1:
            own = f"{link.from_dataset}.{link.from_columns[0]}"
            joined = f"{link.to_dataset}.{link.to_columns[0]}"
            if own in found and own != joined:
                found.pop(joined, None)
    return found


@lru_cache(maxsize=1024)
def _tables_of(source: str) -> frozenset[str]:
    return frozenset(".".join(parts) for parts in source_tables(source))


def _is_ended(calls: Iterable[Call], times: Iterable[TimeBase]) -> bool:
    """Whether each duration in the calls ends in a field that places rows in time."""
    when = {base.reference(name) for base in times for name in base.fields}
    ends = {item.this for call in calls for item in parse(call.sql).find_all(exp.DateDiff)}
    names = {item.name if isinstance(item, exp.Column) else "" for item in ends}
    return bool(names) and names <= when


def _dating(times: Iterable[TimeBase]) -> Iterable[str]:
    """The datasets whose fields place rows in time."""
    for base in times:
        for name in base.fields:
            yield name.rpartition(".")[0] or base.dataset


def _fields(call: Call) -> Iterable[str]:
    for text in (call.sql, *call.conditions):
        for column in parse(text).find_all(exp.Column):
            yield column.sql()


def _bare(node: exp.Expr) -> exp.Expr:
    """Without parentheses, casts, NULLIF(…, 0) and factors of one."""
    while True:
        if (
            isinstance(node, exp.Paren | exp.Cast | exp.TryCast)
            or (isinstance(node, exp.Nullif) and _is_number(node.expression, 0))
            or (isinstance(node, exp.Mul) and _is_number(node.expression, 1))
        ):
            node = node.this
        elif isinstance(node, exp.Mul) and _is_number(node.this, 1):
            node = node.expression
        else:
            return node


def _is_number(node: exp.Expr, value: float) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and float(node.this) == value


def _is_sum(formula: Formula) -> bool:
    """Only sums and counts, combined by plus and minus."""
    linear = all(
        isinstance(node, _LINEAR)
        and (not isinstance(node, exp.Literal) or isinstance(node.parent, exp.Coalesce))
        for node in formula.tree.walk()
    )
    return linear and all(_sums(call.tree) for call in formula.calls)


def _sums(tree: exp.Expr) -> bool:
    core = tree.this if isinstance(tree, exp.Filter) else tree
    return isinstance(core, _SUMMING)
