"""A churn model: fitted, calibrated, and judged on customers that it had not seen.

``fit_churn`` makes the model; ``judge`` says whether its ranking is better than chance by enough
to act on. Called by ``executive.churn`` and the evaluations.
"""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.churn.calibration import Calibration, calibrate
from boardroom.analysis.churn.leak import find_leaks
from boardroom.analysis.churn.learner import LEARNERS, Fitted, fit_learners, folds
from boardroom.analysis.churn.score import Auc, auc, brier, calibration_error, lift
from boardroom.analysis.churn.table import Bools, FeatureTable, Floats
from boardroom.errors import UsageError

MARGIN = 0.05
"""A ranking must be better than chance (AUC 0.5) by more than this, its interval's lower end too:
below 0.55 the first tenth holds hardly more leavers than any other."""

FEWEST = 30
"""Fewer who left, or who stayed, cannot teach or test a model."""

_PARTS = 5
_SEED = 20


@dataclass(frozen=True, kw_only=True)
class ChurnModel:
    """A fitted model.

    Attributes:
        features: what it looks at.
        rows, leavers: what it was fitted to.
    """

    fitted: Fitted
    calibration: Calibration
    features: tuple[str, ...]
    rows: int
    leavers: int

    def probabilities(self, table: FeatureTable) -> Floats:
        """The chance of leaving in the window, per row."""
        return self.calibration.probabilities(self.fitted.scores(self._own(table)))

    def _own(self, table: FeatureTable) -> FeatureTable:
        other = {item.name: "" for item in table.features if item.name not in self.features}
        return table.without(other)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How good a model's probabilities were on rows that it had not seen.

    Attributes:
        tells: whether the ranking is worth something: the lower end of ``auc`` clears chance by
            more than ``MARGIN``.
        brier: mean squared error; ``brier_of_base`` when everyone is given the average.
        calibration_error: over ten equal bins.
        lift: of the first tenth.
        rows, leavers: what was tested.
    """

    tells: bool
    auc: Auc
    brier: float
    brier_of_base: float
    calibration_error: float
    lift: float
    rows: int
    leavers: int


def without_leaks(table: FeatureTable) -> FeatureTable:
    """The table without features that know the answer."""
    return table.without(find_leaks(table))


def fit_churn(table: FeatureTable) -> ChurnModel:
    """Fit both learners, and calibrate them on parts that they did not see.

    Args:
        table: without leaks.

    Raises:
        UsageError: fewer than ``FEWEST`` left or stayed, or there is no feature.
    """
    if not teaches(table.left) or not table.features:
        raise UsageError("too few customers left, or stayed, to learn from")
    scores = np.empty((table.rows, len(LEARNERS)))
    for part in folds(table, count=_PARTS, seed=_SEED):
        fitted = fit_learners(table.take(np.flatnonzero(~part)))
        scores[part] = fitted.scores(table.take(np.flatnonzero(part)))
    return ChurnModel(
        fitted=fit_learners(table),
        calibration=calibrate(scores, table.left),
        features=tuple(item.name for item in table.features),
        rows=table.rows,
        leavers=int(table.left.sum()),
    )


def teaches(left: Bools) -> bool:
    """Whether enough left and enough stayed."""
    return min(int(left.sum()), int((~left).sum())) >= FEWEST


def cross_validate(table: FeatureTable, *, count: int = 5, seed: int = 0) -> Floats:
    """Out-of-fold probabilities of every row; leaks are looked for in each training part only.

    Raises: UsageError.
    """
    found = np.empty(table.rows)
    for part in folds(table, count=count, seed=seed):
        model = fit_churn(without_leaks(table.take(np.flatnonzero(~part))))
        found[part] = model.probabilities(table.take(np.flatnonzero(part)))
    return found


def judge(probabilities: Floats, table: FeatureTable) -> Verdict:
    """The verdict on probabilities of rows that the model had not seen.

    Raises: UsageError: one of both classes is not there.
    """
    left = table.left
    if left.all() or not left.any():
        raise UsageError("nobody left, or nobody stayed, in the time it was to be tested on")
    ranking = auc(probabilities, left, customers=table.customers)
    base = float(left.mean())
    return Verdict(
        tells=teaches(left) and ranking.low > 0.5 + MARGIN,
        auc=ranking,
        brier=brier(probabilities, left),
        brier_of_base=base * (1 - base),
        calibration_error=calibration_error(probabilities, left),
        lift=lift(probabilities, left),
        rows=table.rows,
        leavers=int(left.sum()),
    )
