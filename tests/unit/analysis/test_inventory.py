"""Safety stock keeps what it promises, and equals the formula where its parts are known."""

from collections.abc import Sequence
from statistics import NormalDist, fmean

import numpy as np
import pytest

from boardroom.analysis.inventory import plan_stock
from boardroom.errors import UsageError


def _mean(past: Sequence[float], periods: int) -> list[float]:
    return [fmean(past)] * periods


def test_the_reorder_point_covers_the_share_of_lead_times_that_it_promises() -> None:
    rng = np.random.default_rng(4)
    demand = rng.poisson(20, 4000).astype(float)
    plan = plan_stock(demand[:600].tolist(), [5, 5], stock=90, forecast=_mean, service_level=0.95)
    assert plan is not None
    sums = np.convolve(demand[600:], np.ones(5), mode="valid")
    assert np.mean(sums <= plan.reorder_point) == pytest.approx(0.95, abs=0.03)
    assert plan.demand == pytest.approx(100, rel=0.03)
    assert plan.cover == pytest.approx(90 / (plan.demand / 5))
    assert plan.order_now


def test_uncertain_lead_times_add_their_part() -> None:
    demand = [10.0] * 60
    plan = plan_stock(demand, [2, 4], stock=1000, forecast=_mean, service_level=0.9)
    assert plan is not None
    assert plan.safety_stock == pytest.approx(NormalDist().inv_cdf(0.9) * 10 * 1)
    assert plan.reorder_point == pytest.approx(30 + plan.safety_stock)
    assert not plan.order_now


def test_a_short_past_gives_no_plan_and_a_wrong_call_an_error() -> None:
    assert plan_stock([1.0] * 9, [3], stock=1, forecast=_mean) is None
    with pytest.raises(UsageError, match="service level"):
        plan_stock([1.0] * 60, [3], stock=1, forecast=_mean, service_level=0.2)
    with pytest.raises(UsageError, match="lead time"):
        plan_stock([1.0] * 60, [], stock=1, forecast=_mean)
