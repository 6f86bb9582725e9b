"""Unrelated series seldom look related, however much each follows its own past."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from boardroom.analysis.correlation.cross import chances, correlate, rank
from boardroom.analysis.panel.series import Floats

PERIODS = 365
LAGS = 28
SIDE = 24


def autoregressive(phi: float, *, seed: int, tails: str, series: int = SIDE) -> Floats:
    """Series each of which keeps the share ``phi`` of its last deviation; shape (S, T)."""
    random = np.random.default_rng(seed)
    shape = (series, PERIODS + 200)
    shocks = random.normal(size=shape) if tails == "light" else random.standard_t(3, size=shape)
    values = np.zeros(shape)
    for place in range(1, shape[1]):
        values[:, place] = phi * values[:, place - 1] + shocks[:, place]
    return values[:, 200:]


def least_chances(values: Floats) -> Floats:
    """Of each pair of the first with the second half of the series, both tests and all lags."""
    half = len(values) // 2
    both = []
    for item in (values, rank(values)):
        found = correlate(item, most_lag=LAGS)
        chance = chances(found.r, found.size)
        forth, back = chance[:, :half, half:], chance[:, half:, :half].transpose(0, 2, 1)
        both.append(np.minimum(forth.min(0), back.min(0)) * (2 * LAGS + 1))
    worst: Floats = np.maximum(*both).ravel()
    return worst


@pytest.mark.parametrize("tails", ["light", "heavy"])
@pytest.mark.parametrize("phi", [0.0, 0.5, 0.8, 0.95])
def test_the_level_holds_over_all_lags(phi: float, tails: str) -> None:
    chance = np.concatenate(
        [least_chances(autoregressive(phi, seed=seed, tails=tails)) for seed in range(4)]
    )
    assert np.mean(chance < 0.05) <= 0.06
    assert np.mean(chance < 0.01) <= 0.015


@pytest.mark.parametrize("phi", [0.5, 0.8, 0.9])
def test_values_that_follow_their_past_count_for_fewer(phi: float) -> None:
    values = autoregressive(phi, seed=7, tails="light", series=60)
    found = correlate(values, most_lag=0)
    pairs = np.triu_indices(60, k=1)
    own = np.mean(chances(found.r[0], found.size[0])[pairs] < 0.05)
    naive = np.mean(chances(found.r[0], np.full((60, 60), float(PERIODS)))[pairs] < 0.05)
    assert own <= 0.08
    assert naive > 1.8 * own, "as many values as there are would say too much"


def test_independent_values_count_in_full() -> None:
    found = correlate(autoregressive(0.0, seed=3, tails="light"), most_lag=0)
    apart = ~np.eye(SIDE, dtype=bool)
    assert np.median(found.size[0][apart]) > 0.9 * PERIODS


def test_correlations_are_those_of_the_books_where_both_are_known() -> None:
    values = np.random.default_rng(1).normal(size=(2, 80))
    values[1] += values[0]
    values[0, ::7] = np.nan
    known = np.isfinite(values[0])
    found = correlate(values, most_lag=3)
    mean = values - np.nanmean(values, axis=1)[:, None]
    one, other = mean[0, known], mean[1, known]
    assert found.at(0, 1, 0) == pytest.approx(one @ other / np.sqrt(one @ one * (other @ other)))
    assert found.size[0, 0, 1] <= known.sum()
    whole = values[:, known]
    ranked = correlate(rank(whole), most_lag=0).at(0, 1, 0)
    assert ranked == pytest.approx(spearmanr(*whole).statistic)


def test_equal_values_share_their_rank() -> None:
    found = rank(np.array([[3.0, 1.0, np.nan, 3.0, 2.0]]))
    np.testing.assert_array_equal(found, [[3.5, 1.0, np.nan, 3.5, 2.0]])


def test_a_series_later_than_another_is_found_at_its_lag() -> None:
    shocks = np.random.default_rng(5).normal(size=PERIODS + 3)
    found = correlate(np.stack([shocks[3:], shocks[:-3]]), most_lag=5)
    assert found.at(0, 1, 3) == pytest.approx(1.0)
    assert found.at(1, 0, -3) == pytest.approx(1.0)
    assert abs(found.at(1, 0, 3)) < 0.2
    assert found.lags == 5


def test_what_never_moves_or_is_unknown_says_nothing() -> None:
    values = np.stack([np.ones(50), np.full(50, np.nan), np.arange(50.0)])
    found = correlate(values, most_lag=1)
    assert np.isnan(found.at(0, 2, 0))
    assert np.isnan(found.at(1, 2, 1))
    assert chances(found.r, found.size)[0, 0, 2] == 1.0
