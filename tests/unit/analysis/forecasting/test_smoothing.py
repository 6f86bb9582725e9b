"""Our calls of the library give what its own model classes give, for less."""

from typing import Any

import numpy as np
import pytest
from statsforecast.models import AutoCES, AutoETS, DynamicOptimizedTheta
from statsmodels.tsa.seasonal import seasonal_decompose

from boardroom.analysis.forecasting.candidate import Candidate
from boardroom.analysis.forecasting.past import Array
from boardroom.analysis.forecasting.smoothing import Ces, Ets, Theta, seasonal_pattern

AHEAD = 10


def _business(size: int, *, season: int = 7) -> Array:
    random = np.random.default_rng(size)
    days = np.arange(size)
    wave = 1 + 0.3 * np.sin(2 * np.pi * days / season)
    return np.asarray((2 + days / size) * wave * random.lognormal(0, 0.05, size))


def _profit(size: int) -> Array:
    """Losses too, so that nothing can be a factor."""
    return _business(size) - 2.5


@pytest.mark.parametrize("past", [_business(90), _profit(90)], ids=["sales", "profit"])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Ets(season=7, form="AAA", damped=True), AutoETS(7, model="AAA", damped=True)),
        (Ets(season=1, form="ZZN"), AutoETS(1, model="ZZN")),
        (Ces(season=7), AutoCES(7)),
        (Theta(season=7), DynamicOptimizedTheta(7)),
        (Theta(season=1), DynamicOptimizedTheta(1)),
    ],
    ids=["ETS with a season", "ETS", "CES", "Theta with a season", "Theta"],
)
def test_a_rolled_path_is_the_librarys(past: Array, ours: Candidate, theirs: Any) -> None:
    settled = past[:70]
    path = ours.fit(settled).path(past, AHEAD)
    known = theirs.fit(y=settled).forward(y=past, h=AHEAD)["mean"]
    assert path == pytest.approx(known, rel=1e-9)


@pytest.mark.parametrize("season", [7, 12])
def test_a_season_of_positive_values_is_a_factor(season: int) -> None:
    past = _business(90, season=season)
    pattern, is_factor = seasonal_pattern(past, season)
    assert is_factor
    known = seasonal_decompose(past, model="multiplicative", period=season).seasonal
    assert pattern == pytest.approx(known, rel=1e-9)


def test_a_season_with_losses_is_a_summand() -> None:
    past = _profit(90)
    pattern, is_factor = seasonal_pattern(past, 7)
    assert not is_factor
    known = seasonal_decompose(past, model="additive", period=7).seasonal
    assert pattern == pytest.approx(known, abs=1e-9)


def test_where_a_place_in_the_season_has_next_to_nothing_it_is_no_factor() -> None:
    past = np.resize([9.0, 8.0, 9.0, 8.0, 9.0, 1e-4, 1e-4], 70)
    _, is_factor = seasonal_pattern(past, 7)
    assert not is_factor


def test_without_a_season_there_is_no_pattern() -> None:
    past = np.random.default_rng(5).normal(10, 1, 90)
    pattern, _ = seasonal_pattern(past, 7)
    assert not pattern.any()
