"""Tails fitted to what was drawn from known distributions."""

import numpy as np
import pytest

from boardroom.analysis.panel.tail import _level, tail_beyond, tail_of_maxima, tail_of_scores


def test_the_tail_of_maxima_is_that_of_the_distribution_they_come_from() -> None:
    drawn = np.random.default_rng(0).gumbel(3.0, 0.3, 5_000)
    truth = float(-np.expm1(-np.exp(-(5.0 - 3.0) / 0.3)))
    assert tail_of_maxima(drawn, 5.0) == pytest.approx(truth, rel=0.3)


def test_the_tail_beyond_is_that_of_heavy_noise() -> None:
    from scipy.stats import t as student

    sizes = np.abs(student.rvs(4, size=50_000, random_state=1))
    assert tail_beyond(sizes, 20.0) == pytest.approx(2 * float(student.sf(20.0, 4)), rel=0.6)
    assert tail_beyond(sizes[:10], 20.0) == 1.0


def test_the_tail_of_scores_is_never_too_light_for_sums_of_many() -> None:
    from scipy.stats import norm

    windows, score = 26, 5.5
    truth = 1 - (1 - 2 * float(norm.sf(score))) ** windows
    random = np.random.default_rng(1)
    bests = [np.abs(random.normal(size=(200, windows))).max(1) for _ in range(20)]
    tails = np.array([tail_of_scores(best, score) for best in bests])
    assert tails.min() > truth
    assert np.median(tails) < 0.3 * np.median([tail_of_maxima(best, score) for best in bests])


@pytest.mark.parametrize("count", [40, 41, 61, 1095])
def test_the_largest_twentieth_lies_beyond_the_quantile(count: int) -> None:
    ordered = np.sort(np.random.default_rng(count).normal(size=count))
    assert _level(ordered) == pytest.approx(float(np.quantile(ordered, 0.95)), rel=1e-12)
