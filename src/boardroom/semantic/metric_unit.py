"""Units of metrics that do not state them and are made of others: sums, differences, quotients.

The compiler reads the unit of one aggregate of one field by itself (``compiler.inference``); here
a quotient of two amounts of money, or of two counts of the same rows, is a share, and money per
count is money. Called by ``completion``.
"""

import re
from dataclasses import dataclass, replace

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from boardroom.semantic.model import Metric, SemanticModel, Unit

_COUNT, _SHARE = "count", "percent"
_MONEY = re.compile("[A-Z]{3}|currency")
_LIKE_ARGUMENT = (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median)
_WRAPPING = (exp.Paren, exp.Coalesce, exp.Nullif, exp.Cast)


def with_units(model: SemanticModel) -> SemanticModel:
    """The model with the units that its metrics have by their expressions."""
    units = _Units(model)
    metrics = []
    for item in model.metrics:
        found = units.of_metric(item.name, ())
        metrics.append(replace(item, unit=found.unit) if found and not item.unit else item)
    return replace(model, metrics=tuple(metrics))


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What a number is: its unit, and of which rows or things where it counts some."""

    unit: Unit
    rows: str | None = None


class _Units:
    """Reads the units of one model's metrics."""

    def __init__(self, model: SemanticModel) -> None:
        self._metrics = model.metric_by_name
        self._fields = {f"{d.name}.{f.name}": f.unit for d in model.datasets for f in d.fields}

    def of_metric(self, name: str, above: tuple[str, ...]) -> _Kind | None:
        """What a metric is; nothing where it cannot be told.

        Args:
            above: metrics that are made of it, none of which it can be made of.
        """
        metric = self._metrics.get(name)
        if metric is None or name in above:
            return None
        try:
            tree = parse_one(metric.expression.sql, read="duckdb")
        except SqlglotError:
            return None
        found = self._of(tree, metric, (*above, name))
        if metric.unit:
            return _Kind(unit=metric.unit, rows=found.rows if found else None)
        return found

    def _of(self, tree: exp.Expr, metric: Metric, above: tuple[str, ...]) -> _Kind | None:
        if isinstance(tree, _WRAPPING):
            return self._of(tree.this, metric, above)
        if isinstance(tree, exp.Count) and isinstance(tree.this, exp.Distinct):
            return _Kind(unit=_COUNT, rows=tree.this.sql("duckdb"))
        if isinstance(tree, exp.Count) or _adds_ones(tree):
            return _Kind(unit=_COUNT, rows=metric.dataset)
        if isinstance(tree, _LIKE_ARGUMENT):
            unit = self._fields.get(tree.this.sql("duckdb").replace('"', ""))
            return _Kind(unit=unit) if unit else None
        if isinstance(tree, exp.Column):
            given = metric.inputs.get(tree.name)
            return self.of_metric(given.metric if given else tree.name, above)
        if not isinstance(tree, exp.Add | exp.Sub | exp.Mul | exp.Div):
            return None
        one, other = (self._of(x, metric, above) for x in (tree.this, tree.expression))
        return _combined(tree, one, other)


def _combined(tree: exp.Binary, one: _Kind | None, other: _Kind | None) -> _Kind | None:
    if isinstance(tree, exp.Mul):
        numbers = [item for item in (tree.this, tree.expression) if isinstance(item, exp.Literal)]
        plain = len(numbers) == 1 and float(numbers[0].name) == 1
        return (one or other) if plain else None
    if one is None or other is None:
        return None
    if not isinstance(tree, exp.Div):
        return one if one == other else None
    if one == other and (_MONEY.fullmatch(one.unit) or one.rows is not None):
        return _Kind(unit=_SHARE)
    return one if _MONEY.fullmatch(one.unit) and other.unit == _COUNT else None


def _adds_ones(tree: exp.Expr) -> bool:
    """Whether it counts the rows for which a condition holds: a sum of ones."""
    case = tree.this if isinstance(tree, exp.Sum) else None
    if not isinstance(case, exp.Case):
        return False
    default = case.args.get("default")
    results = [branch.args["true"] for branch in case.args["ifs"]]
    return all(x.name == "1" for x in results) and (default is None or default.name == "0")
