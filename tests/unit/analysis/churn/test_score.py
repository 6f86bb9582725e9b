"""Scores equal independent computations, and intervals cover what they say."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from boardroom.analysis.churn.score import auc, brier, calibration_error, lift


def test_ranking_and_error_equal_those_of_another_library() -> None:
    rng = np.random.default_rng(1)
    left = rng.random(300) < 0.3
    said = np.clip(0.3 + 0.2 * left + 0.2 * rng.normal(size=300), 0, 1)
    said = np.asarray(np.round(said, 1), dtype=float)  # With ties.
    assert auc(said, left).value == pytest.approx(roc_auc_score(left, said))
    assert brier(said, left) == pytest.approx(brier_score_loss(left, said))


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    left = np.arange(150) < 40
    found = [auc(rng.normal(size=150), left) for _ in range(400)]
    covered = np.mean([item.low <= 0.5 <= item.high for item in found])
    assert 0.92 <= covered <= 0.98


def test_the_same_customers_again_make_nothing_surer() -> None:
    rng = np.random.default_rng(3)
    left = rng.random(200) < 0.3
    said = rng.random(200)
    names = np.arange(200).astype(object)
    once, twice = auc(said, left), auc(np.tile(said, 2), np.tile(left, 2))
    heeded = auc(np.tile(said, 2), np.tile(left, 2), customers=np.tile(names, 2))
    width, narrow, same = (item.high - item.low for item in (once, twice, heeded))
    assert narrow < 0.75 * width
    assert same == pytest.approx(width, rel=0.02)


def test_calibration_weighs_bins_by_their_rows() -> None:
    said = np.array([0.05] * 8 + [0.95] * 2 + [1.0])
    left = np.array([False] * 8 + [True] * 3)
    assert calibration_error(said, left) == pytest.approx((8 * 0.05 + 2 * 0.05) / 11)


def test_lift_of_a_perfect_and_of_a_blind_ranking() -> None:
    left = np.arange(100) < 20
    assert lift(left.astype(float), left) == pytest.approx(5.0)
    assert lift(np.full(100, 0.2), left) == pytest.approx(1.0)
