"""How often windows come to as many times what was expected."""

import numpy as np
import pytest

from boardroom.analysis.panel.multiple import chance_of_multiple


def _bursts(seed: int, periods: int = 156) -> np.ndarray:
    """Weeks with bursts that multiply."""
    return 40 * np.exp(np.random.default_rng(seed).normal(0, 0.45, periods))


def test_the_largest_burst_of_a_year_is_as_likely_as_it_is_said() -> None:
    expected = np.full(156, 40.0)
    chances = []
    for seed in range(400):
        actual = _bursts(seed)
        first = 104 + int(actual[104:].argmax())
        chances.append(chance_of_multiple(actual, expected, first=first, last=first, judged=52))
    told = np.mean([chance < 0.1 for chance in chances])
    assert 0.03 < told < 0.15


def test_a_lasting_rise_of_a_calm_series_is_told() -> None:
    random = np.random.default_rng(1)
    expected = np.full(400, 50.0)
    actual = random.poisson(expected).astype(float)
    actual[350:364] *= 1.6
    assert chance_of_multiple(actual, expected, first=350, last=363, judged=365) < 1e-5


@pytest.mark.parametrize("size", [0.2, 1.0])
def test_what_is_no_rise_is_not_judged(size: float) -> None:
    actual, expected = _bursts(1), np.full(156, 40.0)
    actual[130] = 40 * size
    assert chance_of_multiple(actual, expected, first=130, last=130, judged=52) == 0.0


def test_few_windows_beside_say_nothing() -> None:
    actual, expected = _bursts(1, 42), np.full(42, 40.0)
    actual[20] = 1000
    assert chance_of_multiple(actual, expected, first=19, last=21, judged=20) == 0.0


def test_windows_in_which_nothing_came_do_not_count() -> None:
    actual, expected = _bursts(2), np.full(156, 40.0)
    actual[:60], expected[60:70] = 0.0, 0.0
    actual[150] = 400.0
    assert 0 < chance_of_multiple(actual, expected, first=150, last=150, judged=52) < 0.01
