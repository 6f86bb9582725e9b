"""A mix is unusual by how much its shares move from period to period anyway."""

import numpy as np
import pytest

from boardroom.analysis.mix_shift import assess_mix

SEASON = 12
LEVELS = [400.0, 300.0, 200.0, 100.0]


def calm(seed: int, *, spread: float = 0.0, periods: int = 26) -> np.ndarray:
    rng = np.random.default_rng(seed)
    levels = np.array(LEVELS) * np.exp(spread * rng.normal(size=(periods, 4)))
    return rng.poisson(levels).astype(float)


def test_a_shift_between_two_values_is_told_with_both() -> None:
    amounts = calm(1)
    amounts[-1] = [200.0, 300.0, 200.0, 300.0]
    found = assess_mix(amounts, season=SEASON)
    assert found is not None
    assert (found.gained, found.lost, found.steps) == (3, 0, 24)
    assert found.after.tolist() == pytest.approx([0.2, 0.3, 0.2, 0.3])
    assert found.p_value < 0.005
    assert abs(found.after - found.before).max() > found.usual


def test_the_same_shift_is_usual_where_shares_jump_anyway() -> None:
    amounts = calm(2, spread=0.3)
    amounts[-1] = amounts[-2] * [0.8, 1.0, 1.0, 1.4]
    found = assess_mix(amounts, season=SEASON)
    assert found is not None
    assert found.p_value > 0.05


def test_a_whole_that_doubles_with_all_its_parts_shifts_nothing() -> None:
    amounts = calm(3)
    amounts[-1] = 2 * amounts[-2]
    found = assess_mix(amounts, season=SEASON)
    assert found is not None
    assert found.p_value > 0.5


def test_what_comes_each_december_is_the_seasons() -> None:
    amounts = calm(4, periods=25)
    amounts[::12] = [300.0, 300.0, 200.0, 200.0]
    found = assess_mix(amounts, season=SEASON)
    assert found is not None
    assert found.p_value > 0.05


def test_too_few_periods_debts_and_one_value_make_no_mix() -> None:
    assert assess_mix(calm(5, periods=11)) is None
    assert assess_mix(-calm(5)) is None
    assert assess_mix(calm(5)[:, :1]) is None


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_chance_alone_seldom_shifts_it(spread: float) -> None:
    tests = [assess_mix(calm(seed, spread=spread), season=SEASON) for seed in range(400)]
    p_values = np.array([item.p_value for item in tests if item is not None])
    assert p_values.size == 400
    assert (p_values < 0.01).mean() <= 0.015
    assert (p_values < 0.001).mean() <= 0.004
