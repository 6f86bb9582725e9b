"""Why a customer's chance of leaving is what it is: what would change if one feature were usual.

Works on any model, since it only asks for probabilities. Called for the accounts that are shown.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.churn.learner import log_odds
from boardroom.analysis.churn.table import (
    MISSING,
    Categorical,
    Feature,
    FeatureTable,
    Floats,
    Ints,
    Numeric,
)

_QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
_MOST_LEVELS = 8
_WORTH = 0.1
"""A reason moves the odds by at least a tenth."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One feature of one customer that raises its chance of leaving.

    Attributes:
        effect: how much it raises the log-odds against what customers usually have.
        value, usual: what the customer has, and the median or most frequent of all; numbers or
            texts, None where empty.
    """

    feature: str
    effect: float
    value: float | str | None
    usual: float | str | None

    @property
    def text(self) -> str:
        """In plain words.

        Example:
            >>> Reason(feature="logins in the last month", effect=1, value=2.0, usual=14.0).text
            'low logins in the last month (2; usually 14)'
            >>> Reason(feature="plan", effect=1, value="monthly", usual="yearly").text
            'plan is monthly (usually yearly)'
            >>> Reason(feature="plan", effect=1, value="monthly", usual="monthly").text
            'plan is monthly'
        """
        if self.value is None:
            return f"no {self.feature}"
        if isinstance(self.value, str) or isinstance(self.usual, str) or self.usual is None:
            also = "" if self.value == self.usual else f" (usually {self.usual})"
            return f"{self.feature} is {self.value}{also}"
        how = "low" if self.value < self.usual else "high" if self.value > self.usual else ""
        figures = f"({_plain(self.value)}; usually {_plain(self.usual)})"
        return f"{how} {self.feature} {figures}".strip()


def explain(
    probabilities: Callable[[FeatureTable], Floats],
    table: FeatureTable,
    usual: FeatureTable,
    *,
    family: Callable[[str], str] = str,
    most: int = 3,
) -> list[tuple[Reason, ...]]:
    """The strongest reasons of each row of ``table``, strongest first.

    Args:
        probabilities: the model.
        table: rows to explain.
        usual: rows that say what is usual, with the same features.
        family: feature → what it is about; only the strongest reason of a family is told.
        most: reasons per row.

    A feature's effect is the row's log-odds less their mean when the feature alone takes the values
    that the rows of ``usual`` have (an average over its distribution, so that a common level can be
    a reason too).

    Source: marginal contributions of single features, as in E. Štrumbelj and I. Kononenko,
        Knowledge and Information Systems 41 (2014), without their interactions.
    """
    now = log_odds(probabilities(table))
    found: list[list[Reason]] = [[] for _ in range(table.rows)]
    for place, item in enumerate(usual.features):
        mean = np.zeros(table.rows)
        for value, weight in _distribution(item):
            features = list(table.features)
            features[place] = _filled(features[place], value)
            other = replace(table, features=tuple(features))
            mean += weight * log_odds(probabilities(other))
        for row, effect in enumerate(now - mean):
            if effect >= _WORTH:
                found[row].append(_reason(table.features[place], item, row, float(effect)))
    return [_strongest(reasons, family=family, most=most) for reasons in found]


def _strongest(
    reasons: list[Reason], *, family: Callable[[str], str], most: int
) -> tuple[Reason, ...]:
    first: dict[str, Reason] = {}
    for item in sorted(reasons, key=lambda item: -item.effect):
        first.setdefault(family(item.feature), item)
    return tuple(first.values())[:most]


def _distribution(item: Feature) -> list[tuple[float, float]]:
    """Values that rows have and their weights."""
    if isinstance(item, Numeric):
        known = item.values[~np.isnan(item.values)]
        share = known.size / max(1, item.values.size)
        values = [float(x) for x in np.quantile(known, _QUANTILES)] if known.size else []
        pairs = [(value, share / len(_QUANTILES)) for value in values]
        return [*pairs, (np.nan, 1.0 - share)] if share < 1 else pairs
    codes, rows = np.unique(item.codes, return_counts=True)
    order = np.argsort(-rows, kind="stable")[:_MOST_LEVELS]
    weights = rows[order] / rows[order].sum()
    return [(float(c), float(w)) for c, w in zip(codes[order], weights, strict=True)]


def _filled(item: Feature, value: float) -> Feature:
    if isinstance(item, Numeric):
        return replace(item, values=np.full(item.values.size, value))
    codes: Ints = np.full(item.codes.size, int(value), dtype=np.int64)
    return replace(item, codes=codes)


def _reason(item: Feature, usual: Feature, row: int, effect: float) -> Reason:
    return Reason(feature=item.name, effect=effect, value=_value(item, row), usual=_typical(usual))


def _value(item: Feature, row: int) -> float | str | None:
    if isinstance(item, Numeric):
        return None if np.isnan(item.values[row]) else float(item.values[row])
    return _level(item, int(item.codes[row]))


def _typical(item: Feature) -> float | str | None:
    if isinstance(item, Numeric):
        known = item.values[~np.isnan(item.values)]
        return float(np.median(known)) if known.size else None
    codes, rows = np.unique(item.codes, return_counts=True)
    return _level(item, int(codes[rows.argmax()]))


def _level(item: Categorical, code: int) -> str | None:
    return None if code == MISSING else item.levels[code]


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"
