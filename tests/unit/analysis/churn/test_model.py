"""Models find what there is, say honest probabilities, and know when there is nothing."""

from dataclasses import replace

import numpy as np
import pytest

from boardroom.analysis.churn.model import cross_validate, fit_churn, judge, without_leaks
from boardroom.errors import UsageError
from tests.unit.analysis.churn.customers import customer_table


def test_leaving_that_follows_from_features_is_told_with_calibrated_probabilities() -> None:
    table = customer_table()
    verdict = judge(cross_validate(table), table)
    assert verdict.tells
    assert 0.75 < verdict.auc.value < 0.9
    assert verdict.brier < 0.9 * verdict.brier_of_base
    assert verdict.calibration_error < 0.05
    assert verdict.lift > 1.5


def test_shuffled_leaving_is_never_told() -> None:
    table = customer_table(500)
    rng = np.random.default_rng(7)
    for _ in range(3):
        shuffled = replace(table, left=rng.permutation(table.left))
        assert not judge(cross_validate(shuffled), shuffled).tells


def test_a_model_reads_customers_it_has_not_seen() -> None:
    table, other = customer_table(seed=3), customer_table(seed=4)
    model = fit_churn(without_leaks(table))
    verdict = judge(model.probabilities(other), other)
    assert verdict.tells
    assert abs(model.probabilities(other).mean() - other.left.mean()) < 0.05
    assert model.features == ("plan", "logins", "tickets", "region")


def test_rows_of_a_customer_do_not_test_each_other() -> None:
    table = customer_table(150, strength=0.0)
    again = table.take(np.tile(np.arange(150), 4))
    assert not judge(cross_validate(again), again).tells


def test_too_few_leavers_are_refused() -> None:
    table = customer_table(60)
    with pytest.raises(UsageError, match="too few"):
        fit_churn(replace(table, left=np.arange(60) < 12))
