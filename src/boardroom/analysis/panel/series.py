"""``Panel``: many series over the same periods. Made by ``executive.scan``, read by
``expected``."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Step = Literal["day", "week", "month"]
STEP_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375}
YEAR_DAYS = 365.25


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Series (rows) by periods (columns).

    Attributes:
        days: shape (T,): first day of each period as proleptic Gregorian ordinal, evenly spaced by
            ``step``, oldest first.
        totals: shape (S, T): what a flow adds up to in each period, or the numerator of a ratio;
            NaN = unknown (not loaded, or known to be wrong), which is never taken for 0.
        weights: shape (S, T): the denominator of a ratio; None for flows.
    """

    days: Days
    totals: Floats
    weights: Floats | None = None
    step: Step = "day"

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
