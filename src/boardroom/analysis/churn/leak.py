"""Features that know the answer: those that come to be only with, or after, the leaving itself.

Called before a churn model is fitted. What it names is left out, and the model card says so.
"""

import re
from collections.abc import Mapping

import numpy as np

from boardroom.analysis.churn.score import auc
from boardroom.analysis.churn.table import (
    MISSING,
    Bools,
    Categorical,
    Feature,
    FeatureTable,
    Floats,
    Ints,
)

TOO_GOOD = 0.95
"""No honest feature ranks leavers so well all by itself."""

_EVENT = re.compile(r"churn|attrit|exited|terminat", re.IGNORECASE)
_BINS = 20
_PRIOR = 5.0
"""A level's rate is drawn towards the whole by so many rows, so that small ones are no oracle."""

_TAKEN_FOR_SURE = 1e-6
"""A rule of one class is no chance when chance would do it so rarely."""

_MANY, _HARDLY = 10.0, 0.25
"""A level is odd when it should have so many customers that stayed (or left) and has fewer than
this share of them: honest levels differ less."""


def names_the_event(name: str) -> bool:
    """Whether a column is called after the leaving itself.

    Example:
        >>> names_the_event("Churn Reason"), names_the_event("tenure")
        (True, False)
    """
    return _EVENT.search(name) is not None


def find_leaks(table: FeatureTable) -> Mapping[str, str]:
    """Feature → why it knows the answer, for each that does."""
    found = {item.name: _why(item, table.left) for item in table.features}
    return {name: why for name, why in found.items() if why}


def find_late(table: FeatureTable, *, now: Bools) -> Mapping[str, str]:
    """Feature → why its values at earlier cut-offs are of a later day, for each where they are.

    A text as it stands today (a status, say) tells at an earlier cut-off what came after it. It
    shows in a level hardly any of whose customers are still there, or hardly any of whose are gone,
    far fewer than of all. A level that truly makes such a difference is lost too.

    Args:
        table: rows of all cut-offs.
        now: those of the last one.
    """
    then = np.flatnonzero(~now)
    stayed = np.isin(table.customers[then].astype(str), table.customers[now].astype(str))
    _, first = np.unique(table.customers[then].astype(str), return_index=True)
    found = {}
    for item in table.features:
        if isinstance(item, Categorical):
            level = _late_level(item.codes[then][first], stayed[first])
            if level is not None:
                named = item.levels[level]
                found[item.name] = f"its value {named!r} seems to be set when customers leave"
    return found


def _late_level(codes: Ints, stayed: Bools) -> int | None:
    """A level that only those have who stayed, or only those who left."""
    known = codes != MISSING
    rows = np.bincount(codes[known])
    there = np.bincount(codes[known], weights=stayed[known].astype(float), minlength=rows.size)
    share = float(stayed.mean())
    for kept, expected in ((there, rows * share), (rows - there, rows * (1.0 - share))):
        odd = np.flatnonzero((expected >= _MANY) & (kept < _HARDLY * expected))
        if odd.size:
            return int(odd[0])
    return None


def _why(feature: Feature, left: Bools) -> str:
    if names_the_event(feature.name):
        return "it is named after the leaving itself"
    levels = _levels(feature)
    alone = auc(_rates(levels, left), left).value
    if alone > TOO_GOOD:
        return f"it nearly tells the answer alone (AUC {alone:.2f})"
    if _is_filled_by_leaving(levels == MISSING, left):
        return "it is filled in only when a customer leaves"
    return ""


def _levels(feature: Feature) -> Ints:
    """The feature's levels; of numbers, the twentieths they fall into."""
    if isinstance(feature, Categorical):
        return feature.codes
    known = ~np.isnan(feature.values)
    levels = np.full(feature.values.size, MISSING)
    if known.any():
        edges = np.unique(np.quantile(feature.values[known], np.linspace(0, 1, _BINS + 1)[1:-1]))
        levels[known] = np.searchsorted(edges, feature.values[known], side="right")
    return levels


def _rates(levels: Ints, left: Bools) -> Floats:
    """How often those of the same level left, in the other half of the rows."""
    half = np.arange(left.size) % 2 == 0
    shifted = levels - MISSING
    size = int(shifted.max()) + 1
    found = np.empty(left.size)
    for mine in (half, ~half):
        base = float(left[~mine].mean())
        gone = np.bincount(shifted[~mine], weights=left[~mine].astype(float), minlength=size)
        all_of = np.bincount(shifted[~mine], minlength=size)
        found[mine] = ((gone + _PRIOR * base) / (all_of + _PRIOR))[shifted[mine]]
    return found


def _is_filled_by_leaving(empty: Bools, left: Bools) -> bool:
    """Whether all rows with (or all without) a value left, more of them than chance allows."""
    base = float(left.mean())
    for rows in (~empty, empty):
        some = 0 < rows.sum() < rows.size
        if some and left[rows].all() and base ** float(rows.sum()) < _TAKEN_FOR_SURE:
            return True
    return False
