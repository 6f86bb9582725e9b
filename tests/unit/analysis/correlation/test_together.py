"""Pairs that move together are found with their order; what a third explains is not told."""

import numpy as np
import pytest

from boardroom.analysis.correlation.together import Pair, Together, move_together
from boardroom.analysis.panel.series import Floats

PERIODS = 500
NONE: frozenset[tuple[int, int]] = frozenset()


def noise(series: int, *, seed: int = 1) -> Floats:
    return np.asarray(np.random.default_rng(seed).normal(size=(series, PERIODS)))


def found_in(values: Floats, related: frozenset[tuple[int, int]] = NONE) -> Together:
    return move_together(values, related=related, most_lag=14, rate=0.01)


def later(values: Floats, periods: int) -> Floats:
    return np.concatenate([np.zeros(periods), values[:-periods]])


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("lag", [0, 1, 6])
def test_the_order_the_lag_and_the_sign_are_told(lag: int, sign: int) -> None:
    values = noise(6)
    values[1] += sign * (later(values[4], lag) if lag else values[4])
    (pair,) = found_in(values).pairs
    assert {pair.first, pair.second} == {1, 4}
    assert pair.lag == lag
    assert not lag or pair.first == 4
    assert sign * pair.r == pytest.approx(2**-0.5, abs=0.08)
    assert sign * pair.rank_r == pytest.approx(2**-0.5, abs=0.12)


def test_nine_times_in_ten_the_correlation_lies_in_its_range() -> None:
    inside = 0
    for seed in range(100):
        values = noise(2, seed=seed)
        values[1] += values[0]
        (pair,) = found_in(values).pairs
        inside += pair.low < 2**-0.5 < pair.high
    assert 83 <= inside <= 97


def test_without_relations_next_to_nothing_is_told() -> None:
    told = [len(found_in(noise(20, seed=seed)).pairs) for seed in range(40)]
    assert sum(map(bool, told)) <= 2
    assert found_in(noise(20)).tests == 190


def test_a_peak_that_hardly_stands_out_is_no_order() -> None:
    slow = np.convolve(noise(1)[0], np.ones(20) / 20**0.5, "same")
    values = noise(2, seed=2) * 0.3 + slow
    values[1] = later(values[1], 1)
    (pair,) = found_in(values).pairs
    assert pair.lag == 0


def test_a_few_days_far_out_are_no_relation() -> None:
    values = noise(2)
    values[:, 100:104] = 40.0
    assert float(np.cov(values)[0, 1]) > 8.0, "all of it from four days"
    assert found_in(values).pairs == ()


def test_what_follows_a_third_is_told_of_the_third_only() -> None:
    values = noise(3)
    values[1] = values[0] + 0.5 * values[1]
    values[2] = later(values[1] + 0.5 * values[2], 2)
    told = found_in(values).pairs
    assert ends(told) == {(0, 1), (1, 2)}


def test_of_three_that_are_alike_not_all_explain_each_other_away() -> None:
    values = noise(3) * 0.4 + noise(1, seed=9)
    assert len(found_in(values).pairs) >= 2


def test_what_is_related_by_definition_is_neither_told_nor_a_third() -> None:
    values = noise(3)
    values[1] = values[0] + 0.5 * values[1]
    values[2] = later(values[1] + 0.5 * values[2], 2)
    found = found_in(values, frozenset({(0, 1)}))
    assert ends(found.pairs) == {(0, 2), (1, 2)}
    assert found.tests == 2


def test_too_few_values_tell_nothing() -> None:
    values = np.full((2, PERIODS), np.nan)
    values[:, :25] = noise(1)[:, :25]
    assert found_in(values) == Together(pairs=(), tests=0)


def ends(pairs: tuple[Pair, ...]) -> set[tuple[int, ...]]:
    return {tuple(sorted((item.first, item.second))) for item in pairs}
