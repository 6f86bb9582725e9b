"""Brackets of a measure at round numbers, as people make them: «under 1,000», «40 to 50».

Called by ``executive.survey.reading``.
"""

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np

from boardroom.analysis.survey.column import Floats, Grouping
from boardroom.executive.survey.sheet import Amount, Dimension
from boardroom.insight.number_text import currency_symbol, value_text
from boardroom.semantic.query import NamedExpression

_LEAST_VALUES = 20
_LEAST_SHARE = 0.05
"""Of the records: a bracket of fewer is part of its neighbour."""

_LEAST_BRACKETS, _MOST_BRACKETS = 3, 8
_WIDE = 20.0
"""Where the largest twentieth starts at so many times the end of the smallest, brackets widen."""

_TIMES = frozenset({"years", "months", "weeks", "days", "hours"})


def bracket_dimensions(dataset: str, amounts: Sequence[Amount]) -> Iterator[Dimension]:
    """Of each field that holds money or a length of time."""
    for amount in amounts:
        money = amount.unit == "currency" or currency_symbol(amount.unit) is not None
        if amount.kind != "field" or not (money or amount.unit in _TIMES):
            continue
        edges = round_edges(amount.values)
        if edges:
            yield _dimension(dataset, amount, edges)


def round_edges(values: Floats) -> tuple[float, ...]:
    """Round numbers between which at least a twentieth of ``values`` (NaN = none) lie each; empty
    where those make fewer than three brackets.

    Example:
        >>> round_edges(np.linspace(18, 65, 200))
        (30.0, 40.0, 50.0, 60.0)
        >>> round_edges(np.geomspace(100, 20_000, 300))
        (500.0, 1000.0, 5000.0, 10000.0)
    """
    known = np.sort(values[np.isfinite(values)])
    if len(np.unique(known)) < _LEAST_VALUES:
        return ()
    low, high = (float(np.quantile(known, share)) for share in (0.05, 0.95))
    if high <= low:
        return ()
    least = _LEAST_SHARE * len(known)
    edges: list[float] = []
    below = 0
    for edge in _candidates(low, high):
        count = int(np.searchsorted(known, edge, side="left"))
        if count - below >= least and len(known) - count >= least:
            edges.append(edge)
            below = count
    return tuple(edges) if _LEAST_BRACKETS <= len(edges) + 1 <= _MOST_BRACKETS else ()


def _candidates(low: float, high: float) -> list[float]:
    """One and five times powers of ten where values are wide apart, else equal round steps."""
    if low > 0 and high / low >= _WIDE:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        return [size * 10.0**power for power in powers for size in (1, 5)]
    rough = (high - low) / 5.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(size for size in (1, 2, 5, 10) if size * power >= rough)
    return [step * place for place in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _dimension(dataset: str, amount: Amount, edges: Sequence[float]) -> Dimension:
    texts = [value_text(edge, amount.unit).replace(".0 ", " ") for edge in edges]
    middle = [f"{low} to {high}" for low, high in itertools.pairwise(texts)]
    values = (f"under {texts[0]}", *middle, f"{texts[-1]} and over")
    codes = np.searchsorted(np.array(edges), np.nan_to_num(amount.values), side="right")
    cases = " ".join(
        f"WHEN {amount.sql} < {edge:.12g} THEN '{value}'"
        for edge, value in zip(edges, values, strict=False)
    )
    sql = f"CASE WHEN {amount.sql} IS NULL THEN NULL {cases} ELSE '{values[-1]}' END"
    return Dimension(
        ref=NamedExpression(name=f"{amount.fields[0]}_bracket", expression=sql, dataset=dataset),
        label=amount.label,
        grouping=Grouping(
            codes=np.where(np.isfinite(amount.values), codes, -1).astype(np.int64), values=values
        ),
        fields=amount.fields,
        kind="bracket",
        edges=tuple(zip(texts, edges, strict=True)),
    )
