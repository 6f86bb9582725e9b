"""The two learners, a logistic regression and gradient-boosted trees, and what joins them.

scikit-learn does the fitting; it is imported where a model is fitted. Source: T. Hastie et al.,
The Elements of Statistical Learning (2009), chapters 4.4 and 10.
"""

import warnings
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from boardroom.analysis.churn.design import Design, learn_design
from boardroom.analysis.churn.table import Bools, FeatureTable, Floats

LEARNERS = ("logistic", "boosting")

_PENALTY = 0.1
"""Inverse strength of the ridge on standardised columns: twice as much data, half as strong."""

_ROUNDS, _RATE, _DEPTH = 200, 0.05, 2
"""Many shallow trees: leaving follows from few things that act nearly apart, and deeper trees
learnt the noise of small tables. Chosen among six variants on an attrition set and the Telco set,
whose AUC differed by less than 0.003."""

_COLUMNS, _RIDGE = 0.3, 10.0
_LEAF = 40

_FARTHEST = 12.0


class _Estimator(Protocol):
    """What is used of a fitted scikit-learn model."""

    def predict_proba(self, columns: Floats) -> Floats: ...


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Both learners fitted to the same rows."""

    design: Design
    logistic: _Estimator
    boosting: _Estimator

    def scores(self, table: FeatureTable) -> Floats:
        """Log-odds that each row leaves, by learner: rows × ``LEARNERS``."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1):
            linear = self.logistic.predict_proba(self.design.linear(table))[:, 1]
            trees = self.boosting.predict_proba(self.design.trees(table))[:, 1]
        return log_odds(np.column_stack([linear, trees]))


def fit_learners(table: FeatureTable) -> Fitted:
    """Fit both learners to all rows of ``table``; both classes must be among them."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    design = learn_design(table)
    logistic = LogisticRegression(C=_PENALTY, max_iter=500)
    boosting = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        learning_rate=_RATE,
        max_depth=_DEPTH,
        max_features=_COLUMNS,
        l2_regularization=_RIDGE,
        min_samples_leaf=min(_LEAF, max(5, table.rows // 25)),
        categorical_features=np.array(design.levelled, dtype=bool),
        early_stopping=False,
        random_state=0,
    )
    # Threads cost more than they bring here, and most where others use the processor too.
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Not having converged fully shows in the error measured.
        logistic.fit(design.linear(table), table.left)
        boosting.fit(design.trees(table), table.left)
    return Fitted(design=design, logistic=logistic, boosting=boosting)


def log_odds(probabilities: Floats) -> Floats:
    """ln(p / (1 − p)), kept finite."""
    edge = 1.0 / (1.0 + np.exp(_FARTHEST))
    inside = np.clip(probabilities, edge, 1.0 - edge)
    return np.log(inside / (1.0 - inside))


def probability(odds: Floats) -> Floats:
    """The inverse of ``log_odds``."""
    return 1.0 / (1.0 + np.exp(-np.clip(odds, -_FARTHEST, _FARTHEST)))


def folds(table: FeatureTable, *, count: int, seed: int) -> list[Bools]:
    """``count`` parts of the rows, as flags: those who left spread evenly, all rows of a customer
    in one part.
    """
    _, own = np.unique(table.customers.astype(str), return_inverse=True)
    gone = np.bincount(own, weights=table.left.astype(float)) > 0
    order = np.random.default_rng(seed).permutation(gone.size)
    order = order[np.argsort(gone[order], kind="stable")]
    part = np.empty(gone.size, dtype=int)
    part[order] = np.arange(gone.size) % count
    return [part[own] == number for number in range(count)]
