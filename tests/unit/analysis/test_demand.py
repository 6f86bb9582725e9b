"""The window of weeks that foretold most."""

import numpy as np
import pytest

from boardroom.analysis.demand import expect_demand


def test_steady_demand_is_read_from_many_weeks() -> None:
    demand = np.random.default_rng(1).poisson(5, 156).astype(float).tolist()
    assert expect_demand(demand, 4) == [pytest.approx(np.mean(demand[-104:]))] * 4


def test_a_level_that_keeps_changing_is_read_from_few() -> None:
    levels = np.repeat(np.random.default_rng(2).uniform(10, 100, 12), 13)
    assert expect_demand(levels.tolist(), 4) == [pytest.approx(levels[-1])] * 4


def test_a_short_past_is_its_mean_and_none_is_nothing() -> None:
    assert expect_demand([3.0, 5.0], 2) == [4.0, 4.0]
    assert expect_demand([], 3) == [0.0, 0.0, 0.0]
