"""Caveats that only the rows can tell: missing ratios, stale data. Called by ``data.metrics``.

What follows from the query alone (an unfinished period, days outside the loaded ones) is the
compiler's.
"""

from collections.abc import Mapping
from functools import lru_cache

from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Result


def with_observed(result: Result, query: Query, model: SemanticModel) -> tuple[Caveat, ...]:
    """The result's caveats and those that its rows and freshness call for."""
    kinds = {item.kind for item in result.caveats}
    found = list(result.caveats)
    if result.freshness.stale and "stale" not in kinds:
        found.append(Caveat(kind="stale", text=f"Not up to date: {result.freshness.why}."))
    if "division_by_zero" not in kinds:
        found += _missing_ratios(result, query, model)
    return tuple(found)


def _missing_ratios(result: Result, query: Query, model: SemanticModel) -> list[Caveat]:
    """Ratios without a value, where their other parts are not simply outside the loaded days."""
    if any(item.kind == "outside_coverage" for item in result.caveats):
        return []
    inline = {item.name: item.expression for item in query.expressions}
    texts = {item.name: item.expression.sql for item in model.metrics}
    found = []
    for position, column in enumerate(result.columns):
        if column.role != "metric" or not _divides(column.name, {**texts, **inline}):
            continue
        missing = sum(1 for row in result.rows if row[position] is None)
        if missing:
            rows = f"{missing} of {len(result.rows)} rows" if len(result.rows) > 1 else "this row"
            text = f"{column.label or column.name} has no value in {rows}: nothing to divide by."
            found.append(Caveat(kind="division_by_zero", text=text))
    return found


def _divides(name: str, texts: Mapping[str, str], depth: int = 0) -> bool:
    """Whether the metric ``name``, or a metric it names, is a division."""
    text = texts.get(name)
    if text is None or depth > 20:
        return False
    divides, names = _shape(text)
    return divides or any(_divides(other, texts, depth + 1) for other in names if other != name)


@lru_cache(maxsize=4096)
def _shape(text: str) -> tuple[bool, tuple[str, ...]]:
    """Whether ``text`` has a division, and the bare names in it."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    try:
        tree = parse_one(text)
    except SqlglotError:
        return "/" in text, ()
    names = tuple(item.name for item in tree.find_all(exp.Column) if not item.table)
    return tree.find(exp.Div) is not None, names
