"""``Panel``: many series over the same periods. Made by ``executive.scan``, read by
``expected``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Step = Literal["day", "week", "month"]
STEP_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375}
YEAR_DAYS = 365.25

MOST_STACKED = 64
"""So many series at a time are few enough for the processor's cache and many enough for NumPy."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Series (rows) by periods (columns), in families: what the days of the week, the year and
    single weeks have of their own is read from all series of a family together.

    Attributes:
        days: shape (T,): first day of each period as proleptic Gregorian ordinal, evenly spaced by
            ``step``, oldest first.
        totals: shape (S, T): what a flow adds up to in each period, or the numerator of a ratio;
            NaN = unknown (not loaded, or known to be wrong), which is never taken for 0.
        weights: shape (S, T): the denominator of a ratio; None for flows.
        starts: shape (F,): the first row of each family.
    """

    days: Days
    totals: Floats
    weights: Floats | None = None
    step: Step = "day"
    starts: Days = field(default_factory=lambda: np.zeros(1, dtype=np.int64))

    def __post_init__(self) -> None:
        if self.totals.ndim != 2 or self.totals.shape[1] != len(self.days):
            raise ValueError(f"totals {self.totals.shape} do not fit {len(self.days)} periods")
        if self.weights is not None and self.weights.shape != self.totals.shape:
            raise ValueError("weights and totals differ in shape")

    @property
    def periods(self) -> int:
        """T."""
        return len(self.days)

    @property
    def years(self) -> float:
        """Years from the first to the last period."""
        return self.periods * STEP_DAYS[self.step] / YEAR_DAYS

    @cached_property
    def families(self) -> Days:
        """Shape (S,): the family of each row."""
        sizes = np.diff(self.starts, append=len(self.totals))
        return np.repeat(np.arange(len(self.starts)), sizes)

    @cached_property
    def values(self) -> Floats:
        """Shape (S, T): what each period had, as it adds up or as a mean; NaN = unknown."""
        if self.weights is None:
            return self.totals
        found: Floats = np.full(self.totals.shape, np.nan)
        return np.divide(self.totals, self.weights, where=self.weights > 0, out=found)

    def family_sums(self, values: Floats) -> Floats:
        """The rows of each family added up, shape (F, T)."""
        summed: Floats = np.add.reduceat(values, self.starts, axis=0)
        return summed

    def of_families(self, chosen: Flags) -> "Panel":
        """The panel of some families, ``chosen`` being of shape (F,)."""
        rows = chosen[self.families]
        sizes = np.bincount(self.families)[chosen]
        return Panel(
            days=self.days,
            totals=self.totals[rows],
            weights=None if self.weights is None else self.weights[rows],
            step=self.step,
            starts=np.cumsum(sizes) - sizes,
        )


def stacked(panels: Sequence[Panel]) -> Panel:
    """One panel of which each of ``panels``, alike in periods and kind, is a family."""
    first, sizes = panels[0], np.array([len(item.totals) for item in panels], dtype=np.int64)
    weights = [item.weights for item in panels if item.weights is not None]
    return Panel(
        days=first.days,
        totals=np.concatenate([item.totals for item in panels]),
        weights=np.concatenate(weights) if weights else None,
        step=first.step,
        starts=np.cumsum(sizes) - sizes,
    )


def stacks(panels: Sequence[Panel]) -> list[list[int]]:
    """Places of panels that can be stacked, a bearable number of series at a time."""
    found: list[list[int]] = []
    growing: dict[object, list[int]] = {}
    for place, panel in enumerate(panels):
        kind = (panel.days.tobytes(), panel.step, panel.weights is None)
        stack = growing.setdefault(kind, [])
        stack.append(place)
        if sum(len(panels[item].totals) for item in stack) >= MOST_STACKED:
            found.append(growing.pop(kind))
    return [*found, *growing.values()]


def running(values: Floats) -> Floats:
    """Sums up to each place along the last axis, from 0 on."""
    zero = np.zeros((*values.shape[:-1], 1))
    return np.concatenate([zero, np.cumsum(values, axis=-1)], axis=-1)
