"""Reasons name what raises a chance; how long customers stay follows from chance and tenure."""

import numpy as np
import pytest

from boardroom.analysis.churn.hazard import learn_life_table
from boardroom.analysis.churn.model import fit_churn
from boardroom.analysis.churn.reason import explain
from tests.unit.analysis.churn.customers import customer_table


def test_those_most_at_risk_have_the_reasons_that_were_planted() -> None:
    table = customer_table()
    model = fit_churn(table)
    order = np.argsort(-model.probabilities(table))
    reasons = explain(model.probabilities, table.take(order[:20]), table)
    named = [item.feature for row in reasons for item in row]
    assert all(row for row in reasons)
    assert {item[0].feature for item in reasons} <= {"plan", "logins", "tickets"}
    assert named.count("region") <= 2
    texts = {item.text for row in reasons for item in row if item.feature == "plan"}
    assert texts <= {"plan is monthly", "plan is monthly (usually yearly)"}
    safest = explain(model.probabilities, table.take(order[-20:]), table)
    assert sum(len(row) for row in safest) < sum(len(row) for row in reasons) / 2


def test_one_reason_of_a_family_is_told() -> None:
    table = customer_table()
    model = fit_churn(table)
    worst = table.take(np.argsort(-model.probabilities(table))[:5])
    assert all(
        len(row) == 1 for row in explain(model.probabilities, worst, table, family=lambda _: "all")
    )


def test_months_left_follow_a_constant_hazard() -> None:
    tenure = np.linspace(0, 60, 3000)
    left = np.arange(3000) % 10 == 0
    table = learn_life_table(tenure, left, window=3)
    soon, usual, never = table.months_left(np.full(3, 12.0), np.array([0.5, 0.1, 0.001]))
    assert soon == pytest.approx(3.0, abs=0.2)
    assert usual == pytest.approx(3 * np.log(0.5) / np.log(0.9), rel=0.05)
    assert never is None


def test_who_outlives_a_risky_start_stays_longer() -> None:
    tenure = np.repeat([1.0, 30.0], 1000)
    left = np.r_[np.arange(1000) < 300, np.arange(1000) < 30]
    table = learn_life_table(tenure, left, window=3)
    young, old = table.months_left(np.array([28.0, 30.0]), np.array([0.3, 0.3]))
    usual = 3 * np.log(0.5) / np.log(0.7)
    assert old == pytest.approx(usual)
    assert young is not None
    assert young > 5 * usual
