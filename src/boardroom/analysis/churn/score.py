"""How good probabilities are: ranking, error, calibration, lift. Pure functions of two arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from boardroom.analysis.churn.table import Bools, Floats

BINS = 10
INTERVAL = 0.95

_NORMAL = 1.959964
"""97.5 % quantile of the normal distribution, for ``INTERVAL``."""


@dataclass(frozen=True, kw_only=True)
class Auc:
    """The chance that one who left was ranked above one who stayed, with its interval."""

    value: float
    low: float
    high: float


def auc(
    probabilities: Floats, left: Bools, *, customers: npt.NDArray[np.object_] | None = None
) -> Auc:
    """Area under the ROC curve with a 95 % interval; ties count half.

    Args:
        probabilities: one per row.
        left: at least one row that left and one that stayed.
        customers: rows of one customer are not independent; the interval heeds that.

    Example:
        >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])).value
        0.75

    Source: E. R. DeLong et al., Biometrics 44 (1988); rows of one customer summed as in
        N. A. Obuchowski, Biometrics 53 (1997).
    """
    above, below = _placements(probabilities, left)
    value = float(above.mean())
    spread = np.zeros(left.size)
    leavers, stayers = above.size, below.size
    spread[left] = (above - value) / np.sqrt(leavers * max(1, leavers - 1))
    spread[~left] = (below - value) / np.sqrt(stayers * max(1, stayers - 1))
    if customers is not None:
        _, own = np.unique(customers.astype(str), return_inverse=True)
        spread = np.bincount(own, weights=spread).astype(float)
    half = _NORMAL * float(np.sqrt(np.sum(spread**2)))
    return Auc(value=value, low=max(0.0, value - half), high=min(1.0, value + half))


def _placements(probabilities: Floats, left: Bools) -> tuple[Floats, Floats]:
    """For each who left, the share of stayers ranked below; for each who stayed, of leavers
    ranked above.
    """
    gone, there = np.sort(probabilities[left]), np.sort(probabilities[~left])
    of_gone, of_there = probabilities[left], probabilities[~left]
    below = np.searchsorted(there, of_gone, "left") + np.searchsorted(there, of_gone, "right")
    under = np.searchsorted(gone, of_there, "left") + np.searchsorted(gone, of_there, "right")
    return below / (2.0 * there.size), 1.0 - under / (2.0 * gone.size)


def brier(probabilities: Floats, left: Bools) -> float:
    """Mean squared error of the probabilities."""
    return float(np.mean((probabilities - left) ** 2))


def calibration_error(probabilities: Floats, left: Bools) -> float:
    """Mean distance of what was said and what happened, over ten equal bins of probability,
    weighted by rows.

    Example:
        >>> calibration_error(np.array([0.25, 0.25, 0.75, 0.75]), np.array([0, 0, 1, 1]) > 0)
        0.25
    """
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    said = np.bincount(bins, weights=probabilities, minlength=BINS)
    happened = np.bincount(bins, weights=left.astype(float), minlength=BINS)
    return float(np.sum(np.abs(said - happened)) / left.size)


def lift(probabilities: Floats, left: Bools, *, share: float = 0.1) -> float:
    """How many times more of the first ``share`` by probability left than of all; rows that tie
    at the edge count in part.
    """
    most = max(1.0, share * left.size)
    order = np.argsort(-probabilities, kind="stable")
    edge = probabilities[order[int(np.ceil(most)) - 1]]
    sure, tied = probabilities > edge, probabilities == edge
    part = (most - sure.sum()) / tied.sum()
    found = float(left[sure].sum() + part * left[tied].sum())
    return found / most / float(left.mean())
