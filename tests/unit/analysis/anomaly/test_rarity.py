"""A rarity is the tail probability it says it is, learnt from earlier values alone."""

import math

import numpy as np
import pytest
from scipy import stats

from boardroom.analysis.anomaly.rarity import LEAST_PAST, rarity

ROWS = 2000


@pytest.mark.parametrize("law", [stats.norm(), stats.t(4), stats.expon()])
@pytest.mark.parametrize("tail", [1e-2, 1e-4])
def test_it_claims_little_more_than_the_true_tail_probability_and_not_much_less(
    law: stats.rv_continuous, tail: float
) -> None:
    found = []
    for seed in range(9):
        past = law.rvs(ROWS, random_state=seed)
        values = np.append(past, law.isf(tail / 2))
        found.append(rarity(values, resolution=np.zeros(ROWS + 1))[-1])
    assert -0.8 < np.median(found) + math.log10(tail) < 0.5  # a tail may turn out heavier


def test_further_out_is_rarer_beyond_all_that_was_seen() -> None:
    past = np.random.default_rng(0).normal(size=200)
    found = [
        rarity(np.append(past, out), resolution=np.zeros(201))[-1] for out in (3, 5, 8, 20, -20)
    ]
    assert found[:4] == sorted(found[:4])
    assert len(set(found[:4])) == 4
    assert found[4] > found[1]


def test_differences_below_the_resolution_do_not_matter() -> None:
    values = np.append(np.zeros(300), 1e-6)
    fine, coarse = (
        rarity(values, resolution=np.full(301, resolution))[-1] for resolution in (1e-9, 1.0)
    )
    assert fine > coarse + 2
    assert coarse < 2.5


def test_nothing_is_known_of_few_or_missing_values() -> None:
    values = np.append(np.zeros(LEAST_PAST - 1), 9.0)
    assert not rarity(values, resolution=np.ones(LEAST_PAST)).any()
    gaps = np.full(100, np.nan)
    gaps[-1] = 5.0
    assert not rarity(gaps, resolution=np.ones(100)).any()
