"""Feature tables as the matrices that learners take. Learnt from training rows only."""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.churn.table import (
    MISSING,
    Categorical,
    Feature,
    FeatureTable,
    Floats,
    Ints,
    Numeric,
)

_MOST_LEVELS = 30
_FEWEST_ROWS = 20
"""A level of fewer rows is read as one of the others."""


@dataclass(frozen=True, kw_only=True)
class Design:
    """How the columns of a table become numbers.

    Attributes:
        typical: feature → value of an empty cell, for numbers.
        kept: feature → codes with a place of their own, for levels.
        shift, scale: of the columns of ``linear``.
    """

    typical: dict[str, float]
    kept: dict[str, Ints]
    shift: Floats
    scale: Floats

    @property
    def levelled(self) -> list[bool]:
        """Which columns of ``trees`` are levels."""
        return [False] * len(self.typical) + [True] * len(self.kept)

    def linear(self, table: FeatureTable) -> Floats:
        """Standardised columns: each number with its logarithm and whether it is empty, each level
        as a flag.
        """
        return (_columns(table, self.typical, self.kept) - self.shift) / self.scale

    def trees(self, table: FeatureTable) -> Floats:
        """One column per feature: numbers first, empty as NaN; levels by place."""
        numbers = [item.values for item in table.features if isinstance(item, Numeric)]
        places = [
            _places(item, self.kept[item.name]).astype(float)
            for item in table.features
            if isinstance(item, Categorical)
        ]
        return np.column_stack([*numbers, *places]) if numbers or places else _nothing(table)


def learn_design(table: FeatureTable) -> Design:
    """The design for the rows of ``table``."""
    typical, kept = {}, {}
    for item in table.features:
        if isinstance(item, Numeric):
            known = item.values[~np.isnan(item.values)]
            typical[item.name] = float(np.median(known)) if known.size else 0.0
        else:
            kept[item.name] = _frequent(item.codes)
    columns = _columns(table, typical, kept)
    scale = columns.std(axis=0)
    return Design(
        typical=typical,
        kept=kept,
        shift=columns.mean(axis=0),
        scale=np.where(scale > 0, scale, 1.0),
    )


def _columns(table: FeatureTable, typical: dict[str, float], kept: dict[str, Ints]) -> Floats:
    parts: list[Floats] = []
    for item in table.features:
        parts += _parts(item, typical, kept)
    return np.column_stack(parts) if parts else _nothing(table)


def _parts(item: Feature, typical: dict[str, float], kept: dict[str, Ints]) -> list[Floats]:
    if isinstance(item, Numeric):
        empty = np.isnan(item.values)
        values = np.where(empty, typical[item.name], item.values)
        return [values, np.sign(values) * np.log1p(np.abs(values)), empty.astype(float)]
    places = _places(item, kept[item.name])
    return [(places == place).astype(float) for place in range(kept[item.name].size)]


def _frequent(codes: Ints) -> Ints:
    """The most frequent codes with enough rows, ``MISSING`` among them."""
    found, rows = np.unique(codes, return_counts=True)
    order = np.argsort(-rows, kind="stable")[:_MOST_LEVELS]
    return np.sort(found[order][rows[order] >= _FEWEST_ROWS])


def _places(item: Categorical, kept: Ints) -> Ints:
    """The place of each row's level among ``kept``; the place after the last for others."""
    size = max(len(item.levels), int(kept.max(initial=MISSING)) + 1) - MISSING
    places = np.full(size, kept.size)
    places[kept - MISSING] = np.arange(kept.size)
    return places[item.codes - MISSING]


def _nothing(table: FeatureTable) -> Floats:
    return np.zeros((table.rows, 0))
