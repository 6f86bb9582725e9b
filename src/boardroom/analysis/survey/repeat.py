"""One amount again and again, and many records for few things. Called by ``executive.survey``."""

import math
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import student_two_sided
from boardroom.analysis.survey.chance import binomial_tail, table_of
from boardroom.analysis.survey.column import Codes, Flags, Floats, Grouping

_LEAST_VALUES = 20
_LEAST_RECORDS = 20
_LEAST_REPEATS = 10
_TAIL = 10
"""Of the most frequent amounts: how steeply frequencies fall is read from so many."""


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """An amount that stands in far more records than any other.

    Attributes:
        value: the amount; ``count`` of ``records`` hold it, ``next_count`` the second most often.
        holders: which records.
        p_value: the larger of two: against the second most frequent as the usual rate, and against
            the steps between the most frequent ones, which are wide where frequencies differ much.
    """

    value: float
    count: int
    next_count: int
    records: int
    holders: Flags
    p_value: float


def repeated(values: Floats) -> Repeat | None:
    """The amount that is repeated most, in a measure of many values; None where none stands out.

    Source: spacings of a heavy tail by A. Rényi, Acta Math. Acad. Sci. Hung. 4 (1953).
    """
    known = values[np.isfinite(values)]
    found, counts = np.unique(known, return_counts=True)
    if len(found) < _LEAST_VALUES or len(known) < _LEAST_RECORDS:
        return None
    order = np.argsort(-counts, kind="stable")
    top, second = int(counts[order[0]]), int(counts[order[1]])
    if top < max(_LEAST_REPEATS, 2 * second):
        return None
    value = float(found[order[0]])
    rate = max(second, 1) / len(known)
    chance = binomial_tail(top, of=len(known), rate=rate) * len(found)
    return Repeat(
        value=value,
        count=top,
        next_count=second,
        records=len(known),
        holders=values == value,
        p_value=min(1.0, max(chance, _step_chance(counts[order[:_TAIL]]))),
    )


def _step_chance(counts: "np.ndarray") -> float:
    """How often the first of ``counts`` (largest first) is as far above the second where they fall
    by a power law: its step's logarithm over that of the others, each times its rank, is F(2, 2n).
    """
    logs = np.log(counts.astype(float))
    steps = -np.diff(logs) * np.arange(1, len(logs))
    usual = float(steps[1:].mean())
    size = len(steps) - 1
    return (1.0 + steps[0] / (size * usual)) ** -size if usual > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many records come on one thing, by the group that the things belong to.

    Attributes:
        records, things: of each group; ``per`` the records for one thing.
        top: the place of the group with the highest load; ``rest`` of all others together.
        p_value: how often as high a load comes about when all groups are equally likely, by
            things that differ as much from each other as those of one group do.
    """

    records: Floats
    things: Floats
    per: Floats
    top: int
    rest: float
    p_value: float


def load(groups: Grouping, things: Grouping) -> Load | None:
    """Records per thing by group, where each thing belongs to one group (nearly); else None.

    Source: quasi-likelihood for over-dispersed counts by R. W. M. Wedderburn, Biometrika 61 (1974).
    """
    table = table_of(groups.codes, things.codes, (len(groups.values), len(things.values)))
    records = table.sum(1).astype(float)
    whole = float(records.sum())
    if whole < _LEAST_RECORDS or float(table.max(0).sum()) < 0.98 * whole:
        return None
    owned = np.bincount(table.argmax(0)[table.sum(0) > 0], minlength=len(records)).astype(float)
    if (owned > 0).sum() < 2 or owned.sum() == (owned > 0).sum():
        return None
    if not ((records >= _LEAST_REPEATS) & (owned > 0)).any():
        return None
    per = np.divide(records, owned, out=np.full(len(records), np.nan), where=owned > 0)
    top = int(np.nanargmax(np.where(records >= _LEAST_REPEATS, per, np.nan)))
    share = float(owned[top] / owned.sum())
    chance = binomial_tail(int(records[top]), of=int(whole), rate=share)
    wider, degrees = _dispersion(table, per)
    if degrees > 0:
        distance = float(records[top]) - whole * share
        error = math.sqrt(wider * whole * share * (1.0 - share))
        chance = max(chance, student_two_sided(distance / error, degrees=degrees) / 2.0)
    return Load(
        records=records,
        things=owned,
        per=per,
        top=top,
        rest=float((whole - records[top]) / max(owned.sum() - owned[top], 1.0)),
        p_value=min(1.0, chance * int((owned > 0).sum())),
    )


def _dispersion(table: Codes, per: Floats) -> tuple[float, float]:
    """How many times the variance of things within their groups is that of chance, at least 1; and
    its degrees of freedom."""
    things = table.sum(0)
    group = table.argmax(0)[things > 0]
    usual = per[group]
    degrees = float(len(group) - len(np.unique(group)))
    if degrees <= 0:
        return 1.0, 0.0
    return max(1.0, float(((things[things > 0] - usual) ** 2 / usual).sum()) / degrees), degrees
