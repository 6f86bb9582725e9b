"""From scores to probabilities that mean what they say: which learner, or both, and how bent.

Everything is decided on scores of rows that the learners did not see.
"""

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from boardroom.analysis.churn.learner import log_odds, probability
from boardroom.analysis.churn.score import brier
from boardroom.analysis.churn.table import Bools, Floats

Bend = Literal["sigmoid", "isotonic"]

WEIGHTS = {"logistic": (1.0, 0.0), "boosting": (0.0, 1.0), "blend": (0.5, 0.5)}
"""Shares of ``LEARNERS`` in the log-odds."""

_ENOUGH = 1000
"""Steps fit noise where fewer rows left (A. Niculescu-Mizil and R. Caruana, ICML 2005)."""

_PARTS = 5
_RIDGE = 1.0


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How scores become probabilities.

    Attributes:
        blend: a name of ``WEIGHTS``; ``bend`` the shape.
        points: for ``isotonic``: log-odds and probability of each step's ends; for ``sigmoid``:
            slope and intercept.
    """

    blend: str
    bend: Bend
    points: tuple[Floats, Floats]

    def probabilities(self, scores: Floats) -> Floats:
        """Probabilities of rows × ``LEARNERS`` log-odds."""
        return _bent(scores @ np.array(WEIGHTS[self.blend]), self.bend, self.points)


def calibrate(scores: Floats, left: Bools) -> Calibration:
    """The blend and shape of the least error out of fold.

    Args:
        scores: out-of-fold log-odds, rows × ``LEARNERS``.
        left: who left.

    Source: J. Platt (1999) for the sigmoid; isotonic: B. Zadrozny and C. Elkan, KDD 2002.
    """
    bends: tuple[Bend, ...] = ("sigmoid",)
    if left.sum() >= _ENOUGH:
        bends = ("sigmoid", "isotonic")
    blend, bend = min(product(WEIGHTS, bends), key=lambda pair: _error(scores, left, *pair))
    odds = scores @ np.array(WEIGHTS[blend])
    return Calibration(blend=blend, bend=bend, points=_learn(odds, left, bend))


def _error(scores: Floats, left: Bools, blend: str, bend: Bend) -> float:
    odds = scores @ np.array(WEIGHTS[blend])
    found = np.empty(left.size)
    part = np.arange(left.size) % _PARTS
    for number in range(_PARTS):
        mine = part == number
        found[mine] = _bent(odds[mine], bend, _learn(odds[~mine], left[~mine], bend))
    return brier(found, left)


def _learn(odds: Floats, left: Bools, bend: Bend) -> tuple[Floats, Floats]:
    if bend == "isotonic":
        from sklearn.isotonic import IsotonicRegression

        steps = IsotonicRegression(y_min=0.0, y_max=1.0).fit(odds, left.astype(float))
        return steps.X_thresholds_, steps.y_thresholds_
    return _sigmoid(odds, left)


def _sigmoid(odds: Floats, left: Bools) -> tuple[Floats, Floats]:
    """Slope and intercept by Newton's method, drawn slightly to (1, 0): scores are odds already."""
    columns = np.column_stack([odds, np.ones(odds.size)])
    usual = np.array([1.0, 0.0])
    found = usual.copy()
    for _ in range(30):
        chance = probability(columns @ found)
        slope = columns.T @ (left - chance) - _RIDGE * (found - usual)
        bend = (columns * (chance * (1 - chance))[:, None]).T @ columns + _RIDGE * np.eye(2)
        step = np.linalg.solve(bend, slope)
        found = found + np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-8:
            break
    return found[:1], found[1:]


def _bent(odds: Floats, bend: Bend, points: tuple[Floats, Floats]) -> Floats:
    if bend == "sigmoid":
        return probability(points[0][0] * odds + points[1][0])
    return probability(log_odds(np.interp(odds, *points)))
