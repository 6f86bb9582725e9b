"""How long a customer is likely to stay: discrete hazards by tenure, drawn to the model's chance.

Called for the accounts that are shown.
"""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.churn.learner import log_odds, probability
from boardroom.analysis.churn.table import Bools, Floats

_BANDS = 5
_PRIOR = 10.0
"""A band's hazard is drawn towards the whole by so many rows."""


@dataclass(frozen=True, kw_only=True)
class LifeTable:
    """The share of customers that leaves per window, by tenure.

    Attributes:
        edges: tenures at which a new band begins, ascending.
        hazards: one more than ``edges``.
        window: months of a window.
    """

    edges: Floats
    hazards: Floats
    window: int

    def months_left(
        self, tenure: Floats, chance: Floats, *, longest: int = 60
    ) -> list[float | None]:
        """Months until half of customers like each have left; None beyond ``longest``.

        The odds of leaving stay as many times those of the customer's band as they are now, while
        the customer moves through the bands.

        Source: proportional odds in discrete time, J. D. Singer and J. B. Willett, Journal of
            Educational Statistics 18 (1993).
        """
        filled = np.where(np.isnan(tenure), 0.0, tenure)
        own = log_odds(chance) - log_odds(self._hazard(filled))
        there = np.ones(filled.size)
        found = np.full(filled.size, np.nan)
        for step in range(longest // self.window):
            hazard = probability(own + log_odds(self._hazard(filled + step * self.window)))
            after = there * (1.0 - hazard)
            crossing = np.isnan(found) & (after <= 0.5)
            part = np.log(there / 0.5) / np.log(np.maximum(there / np.maximum(after, 1e-9), 1.001))
            found = np.where(crossing, (step + np.clip(part, 0, 1)) * self.window, found)
            there = after
        return [None if np.isnan(value) else float(value) for value in found]

    def _hazard(self, tenure: Floats) -> Floats:
        return self.hazards[np.searchsorted(self.edges, tenure, side="right")]


def learn_life_table(tenure: Floats, left: Bools, *, window: int) -> LifeTable:
    """The hazards of rows with ``tenure`` (months) of which some left in the following window.

    Example:
        >>> tenure = np.repeat([1.0, 30.0], 200)
        >>> left = np.r_[np.arange(200) < 80, np.arange(200) < 10]
        >>> learn_life_table(tenure, left, window=3).hazards.round(2).tolist()
        [0.39, 0.06]
    """
    known = ~np.isnan(tenure)
    edges = np.unique(np.quantile(tenure[known], np.linspace(0, 1, _BANDS + 1)[1:-1]))
    edges = edges[edges > tenure[known].min()]
    bands = np.searchsorted(edges, tenure[known], side="right")
    base = float(left.mean())
    gone = np.bincount(bands, weights=left[known].astype(float), minlength=edges.size + 1)
    rows = np.bincount(bands, minlength=edges.size + 1)
    return LifeTable(edges=edges, hazards=(gone + _PRIOR * base) / (rows + _PRIOR), window=window)
