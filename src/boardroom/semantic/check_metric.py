"""Whether each metric of a model can be computed: its expression, inputs, filters and looks through
time.

Used by ``semantic.check``. A metric is taken apart by the compiler's own ``Expander``; a metric
whose input is wrong is not reported again.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from boardroom.errors import BoardroomError, QueryError
from boardroom.semantic.check_time import check_time
from boardroom.semantic.compiler.expand import Call, Expander
from boardroom.semantic.compiler.expression import is_aggregate, parse, references
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import (
    IntervalTime,
    Metric,
    MetricInput,
    MovementTime,
    SemanticModel,
    SnapshotTime,
)
from boardroom.semantic.nearest import did_you_mean

_STOCKS = (IntervalTime, SnapshotTime, MovementTime)


class Finding(NamedTuple):
    """What is wrong, at which key, and what ends the sentence once the metric is named."""

    text: str
    advice: str = ""
    key: str = "expression"


class MetricCheck:
    """Checks metrics of one model; remembers which are wrong."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._expander = Expander(graph)
        self._wrong: dict[str, bool] = {}

    def problems_of(self, metric: Metric) -> list[Finding]:
        """What is wrong with ``metric`` itself; empty where only one of its inputs is wrong."""
        found = [*self._unknown_names(metric), *_contradictions(metric), *self._circle(metric)]
        if not found and not any(map(self._is_wrong, self._inputs_of(metric))):
            found = self._computation(metric)
        if found:
            self._wrong[metric.name] = True
        return found

    def doubts_of(self, metric: Metric) -> list[Finding]:
        """What is odd about ``metric`` without being wrong."""
        if self._wrong.get(metric.name):
            return []
        used = set(references(parse(metric.expression.sql)))
        doubts = [
            Finding(
                f"the input {name!r} is not used in the expression", key=f"inputs.{name}.metric"
            )
            for name in metric.inputs
            if name not in used
        ]
        if metric.at is not None and not any(map(self._is_stock, self._calls(metric))):
            text = "'at' means something only for stocks, and this metric holds none"
            doubts.append(Finding(text, key="at"))
        return doubts

    def _unknown_names(self, metric: Metric) -> Iterator[Finding]:
        datasets, metrics = self._graph.model.dataset_by_name, self._graph.model.metric_by_name
        if metric.dataset is not None and metric.dataset not in datasets:
            advice = did_you_mean(metric.dataset, datasets)
            yield Finding(f"unknown dataset {metric.dataset!r}", advice, "dataset")
        for name, source in metric.inputs.items():
            if source.metric not in metrics:
                advice = did_you_mean(source.metric, metrics)
                key = f"inputs.{name}.metric"
                yield Finding(f"unknown metric {source.metric!r}", advice, key)

    def _inputs_of(self, metric: Metric) -> Iterator[str]:
        """Names of the other metrics in the expression."""
        try:
            tree = parse(metric.expression.sql)
        except BoardroomError:
            return
        inside = {name for node in tree.walk() if is_aggregate(node) for name in references(node)}
        for name in dict.fromkeys(references(tree)):
            source = metric.inputs.get(name)
            target = source.metric if source else name
            if source or name not in inside:
                yield target

    def _circle(self, metric: Metric) -> Iterator[Finding]:
        """The way from the metric back to itself, if there is one."""
        known = self._graph.model.metric_by_name
        trails: list[tuple[str, ...]] = [(metric.name,)]
        seen: set[str] = set()
        while trails:
            trail = trails.pop()
            for name in self._inputs_of(known[trail[-1]]):
                if name == metric.name:
                    way = " → ".join((*trail, name))
                    yield Finding(f"metric {metric.name!r} refers to itself: {way}")
                    return
                if name in known and name not in seen:
                    seen.add(name)
                    trails.append((*trail, name))

    def _is_wrong(self, name: str) -> bool:
        """Whether a metric cannot be computed; one that is being looked at counts as right."""
        metric = self._graph.model.metric_by_name.get(name)
        if metric is None:
            return False
        if name not in self._wrong:
            self._wrong[name] = False
            self._wrong[name] = bool(self.problems_of(metric)) or any(
                map(self._is_wrong, self._inputs_of(metric))
            )
        return self._wrong[name]

    def _computation(self, metric: Metric) -> list[Finding]:
        text = self._trouble(metric)
        return [Finding(text, key=self._culprit(metric))] if text else []

    def _trouble(self, metric: Metric) -> str | None:
        """Why the metric cannot be computed."""
        try:
            for call in self._calls(metric):
                self._check_paths(call)
                if metric.time is not None and call.time is metric.time:
                    check_time(self._graph, metric.time, base=call.base)
        except BoardroomError as error:
            hint = f" {error.hint}" if error.hint else ""
            return f"{error.message.rstrip('.')}.{hint}" if hint else error.message
        return None

    def _culprit(self, metric: Metric) -> str:
        """The key without which the metric could be computed; else its expression."""
        lighter = {"filter": replace(metric, filter=None), "time": replace(metric, time=None)}
        for name, source in metric.inputs.items():
            inputs = {**metric.inputs, name: replace(source, filter=None)}
            lighter[f"inputs.{name}.filter"] = replace(metric, inputs=inputs)
        for key, changed in lighter.items():
            if changed != metric and MetricCheck(self._with(changed))._trouble(changed) is None:
                return key
        return "expression"

    def _with(self, metric: Metric) -> Graph:
        """The model with ``metric`` in place of the one of its name."""
        model = self._graph.model
        others = (item for item in model.metrics if item.name != metric.name)
        return Graph(replace(model, metrics=(*others, metric)))

    def _calls(self, metric: Metric) -> tuple[Call, ...]:
        return self._expander.metric(metric.name).calls

    def _check_paths(self, call: Call) -> None:
        """Every field of the call is reached by one path; its filters choose rows."""
        for text in references(call.tree):
            self._graph.path(call.base, self._graph.reference(text))
        for condition in call.conditions:
            if any(is_aggregate(node) for node in parse(condition).walk()):
                raise QueryError(
                    f"the filter {condition!r} holds an aggregate", hint="A filter chooses rows."
                )

    def _is_stock(self, call: Call) -> bool:
        time = call.time or self._graph.dataset(call.base).time
        return isinstance(time, _STOCKS)


def needs_a_period(model: SemanticModel, name: str) -> bool:
    """Whether a metric has no value over all days: it, or one it is made of, is the value at the
    start of a longer period, or right for short periods only.
    """
    formula = Expander(Graph(model)).metric(name)
    back = any(step.offset_to for call in formula.calls for step in call.view.steps)
    return back or bool(formula.limits)


def _contradictions(metric: Metric) -> Iterator[Finding]:
    looks: dict[str, Metric | MetricInput] = {"": metric, **metric.inputs}
    for name, look in looks.items():
        where = f" of the input {name!r}" if name else ""
        at = f"inputs.{name}." if name else ""
        if look.window and look.to_date:
            yield Finding(f"'window' and 'to_date'{where} exclude each other", key=f"{at}to_date")
        if look.offset and look.offset_to:
            yield Finding(
                f"'offset' and 'offset_to'{where} exclude each other", key=f"{at}offset_to"
            )
