"""The values of a metric's tree in both periods, and its effects. Called by ``explainer``."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from boardroom.analysis.contribution import has_shares
from boardroom.analysis.drivers.tree import Moved, Node, Term, explain_change
from boardroom.errors import BoardroomError
from boardroom.executive.explain.metric_tree import Meaning, MetricTree
from boardroom.executive.explain.question import Question
from boardroom.executive.key_metric import number
from boardroom.insight.drivers import Driver, Sign
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

ROOT = "whole"
_DAY = timedelta(days=1)
_TOLERANCE = 1e-6
_SIGNS: dict[str, tuple[Sign, Sign]] = {"sum": ("+", "−"), "product": ("×", "÷")}


@dataclass(frozen=True, kw_only=True)
class TreeValues:
    """A tree with the values of its inputs in both periods.

    Attributes:
        flows_before: of what came and went since: how much of it did in the period before, where
            that is as long.
    """

    tree: MetricTree
    current: dict[str, float]
    previous: dict[str, float]
    flows_before: dict[str, float]
    query: Query
    result: Result

    def moved(self) -> Moved | None:
        """The effects; None where a divisor is zero."""
        return explain_change(self.tree.root, current=self.current, previous=self.previous)


def read_values(question: Question, tree: MetricTree) -> TreeValues | None:
    """The values; None where one is missing or they do not make up the metric's own."""
    asks = _asks(tree, roles=("value", "opening", "beyond"))
    root = NamedExpression(name=ROOT, expression=question.metric.name)
    query = question.query([root, *asks])
    result = question.ask(query)
    if isinstance(result, BoardroomError) or not result.rows:
        return None
    cells = {column.name: result.rows[0][place] for place, column in enumerate(result.columns)}
    current, previous = {}, {}
    for name in tree.inputs:
        meaning = tree.meanings[name]
        if meaning.ask is None or meaning.role == "flow":
            continue
        now, then = (number(cells[f"{meaning.ask.name}{ending}"]) for ending in ("", "_previous"))
        now, then = _or_default(now, meaning), _or_default(then, meaning)
        if now is None or then is None:
            return None
        current[name], previous[name] = now, then
    values = TreeValues(
        tree=tree, current=current, previous=previous, flows_before={}, query=query, result=result
    )
    if not _bridge(question, values):
        return None
    return values if _makes_up(values, cells) else None


def _or_default(value: float | None, meaning: Meaning) -> float | None:
    return meaning.default if value is None else value


def _asks(tree: MetricTree, *, roles: tuple[str, ...]) -> list[NamedExpression]:
    """What to ask for, each once."""
    found = {}
    for name in tree.inputs:
        meaning = tree.meanings[name]
        if meaning.ask is not None and meaning.role in roles:
            found[meaning.ask.name] = meaning.ask
    return list(found.values())


def _bridge(question: Question, values: TreeValues) -> bool:
    """Fill in what came and went since the earlier period's end; whether that could be read."""
    tree, result = values.tree, values.result
    flows = _asks(tree, roles=("flow",))
    if not flows:
        return True
    if result.comparison is None or result.period.end is None:
        return False
    first = result.comparison.end + _DAY
    follows = first == result.period.start
    query = Query(
        expressions=tuple(flows),
        time_range=f"{first.isoformat()}..{result.period.end.isoformat()}",
    )
    answer = question.ask(question.query(flows) if follows else query)
    if isinstance(answer, BoardroomError) or not answer.rows:
        return False
    for name in tree.inputs:
        meaning = tree.meanings[name]
        if meaning.role != "flow" or meaning.ask is None:
            continue
        values.current[name] = number(answer.column(meaning.ask.name)[0]) or 0.0
        values.previous[name] = 0.0
        if follows:
            before = answer.column(f"{meaning.ask.name}_previous")[0]
            values.flows_before[name] = number(before) or 0.0
    for node in _bridged(tree.root, tree):
        _close(node, tree, values.current, values.previous)
    return True


def _bridged(node: Node, tree: MetricTree) -> Iterator[Node]:
    """The stocks that are opened by flows."""
    if any(tree.meanings[term.node.name].role == "rest" for term in node.terms):
        yield node
    for term in node.terms:
        yield from _bridged(term.node, tree)


def _close(
    node: Node, tree: MetricTree, current: dict[str, float], previous: dict[str, float]
) -> None:
    """The opening counts as it was in both periods; what the flows leave open is the rest."""
    by_role: dict[str, list[Term]] = {}
    for term in node.terms:
        by_role.setdefault(tree.meanings[term.node.name].role, []).append(term)
    opening, rest = by_role["opening"][0].node.name, by_role["rest"][0].node.name
    change = current[opening] - previous[opening]
    for term in by_role.get("flow", []):
        flow = current[term.node.name]
        change -= -flow if term.inverse else flow
    scale = max(abs(current[opening]), abs(previous[opening]))
    current[rest] = 0.0 if abs(change) <= _TOLERANCE * scale else change
    previous[rest] = 0.0
    current[opening] = previous[opening]


def _makes_up(values: TreeValues, cells: dict[str, object]) -> bool:
    """Whether the tree gives the metric's own value in both periods."""
    moved = values.moved()
    if moved is None:
        return False
    own = number(cells[ROOT]), number(cells[f"{ROOT}_previous"])
    return all(
        value is not None and math.isclose(value, found, rel_tol=_TOLERANCE, abs_tol=1e-9)
        for value, found in zip(own, (moved.current, moved.previous), strict=True)
    )


def drivers_of(values: TreeValues, moved: Moved) -> Driver:
    """The tree as it is told: constants are left out, as they move nothing."""
    inputs = [part.effect for part in moved.walk() if not part.parts]
    total = moved.effect if has_shares(inputs, moved.effect) else None
    return _driver(values, moved, sign="", total=total)


def _driver(values: TreeValues, moved: Moved, *, sign: Sign, total: float | None) -> Driver:
    """One node; without a ``total`` there are no shares of it."""
    meaning = values.tree.meanings[moved.node.name]
    plus, minus = _SIGNS.get(moved.node.kind, ("+", "−"))
    shown = [part for part in moved.parts if _tells(values, part)]
    return Driver(
        label=meaning.label,
        sign=sign,
        unit=meaning.unit,
        current=moved.current,
        previous=_previous(values, moved),
        effect=moved.effect,
        share=moved.effect / total if total else None,
        metric=meaning.metric,
        parts=tuple(
            _driver(values, part, sign=minus if part.inverse else plus, total=total)
            for part in shown
        ),
    )


def _previous(values: TreeValues, moved: Moved) -> float | None:
    """What it was in the period before; of what came and went since, what did so then."""
    if values.tree.meanings[moved.node.name].role in {"flow", "rest"}:
        return values.flows_before.get(moved.node.name)
    return moved.previous


def _tells(values: TreeValues, part: Moved) -> bool:
    """Constants tell nothing, nor does a rest that did not move or the opening that counts in
    both."""
    if part.node.kind == "constant":
        return False
    role = values.tree.meanings[part.node.name].role
    return role in {"value", "flow"} or (role in {"rest", "beyond"} and part.effect != 0)
