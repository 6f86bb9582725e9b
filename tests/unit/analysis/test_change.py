"""Changes: planted ones are found, noise stays quiet."""

from collections.abc import Callable

import numpy as np
import pytest

from boardroom.analysis.change import MINIMUM_STEPS, Series, assess_change
from boardroom.analysis.discovery import discoveries

World = Callable[[np.random.Generator, int], list[float]]


def _autoregressive(rng: np.random.Generator, size: int) -> list[float]:
    values = np.zeros(size + 50)
    for place in range(1, size + 50):
        values[place] = 0.6 * values[place - 1] + rng.standard_normal()
    return list(100.0 + 5.0 * values[50:])


def _seasonal(rng: np.random.Generator, size: int) -> list[float]:
    months = np.arange(size) + int(rng.integers(12))
    season = 1.0 + 0.3 * np.sin(2 * np.pi * months / 12) + 0.6 * (months % 12 == 11)
    return list(1000.0 * season * np.exp(0.05 * rng.standard_normal(size)))


NOISE: dict[str, World] = {
    "normal": lambda rng, size: list(100.0 + 8.0 * rng.standard_normal(size)),
    "lognormal": lambda rng, size: list(np.exp(5.0 + 0.3 * rng.standard_normal(size))),
    "autoregressive": _autoregressive,
    "walk": lambda rng, size: list(1000.0 + np.cumsum(10.0 * rng.standard_normal(size))),
    "growth": lambda rng, size: list(
        100.0 * 1.05 ** np.arange(size) * np.exp(0.08 * rng.standard_normal(size))
    ),
    "counts": lambda rng, size: [float(count) for count in rng.poisson(40, size)],
}


@pytest.mark.parametrize("name", NOISE)
@pytest.mark.parametrize("size", [8, 13, 25])
def test_noise_is_called_a_change_less_often_than_it_says(name: str, size: int) -> None:
    rng = np.random.default_rng(7)
    found = []
    for _ in range(300):
        test = assess_change(Series(values=NOISE[name](rng, size), season=12))
        assert test is not None
        found.append(test.p_value)
    assert np.mean(np.array(found) < 0.01) <= 0.02


def test_a_season_that_comes_every_year_is_no_news() -> None:
    rng = np.random.default_rng(8)
    tests = [assess_change(Series(values=_seasonal(rng, 37), season=12)) for _ in range(300)]
    assert np.mean([test is not None and test.p_value < 0.01 for test in tests]) <= 0.01


def test_pages_of_noise_stay_quiet() -> None:
    rng = np.random.default_rng(9)
    loud = 0
    for _ in range(150):
        values = [world(rng, 25) for world in NOISE.values() for _ in range(3)]
        tests = [assess_change(Series(values=item, season=12)) for item in values]
        loud += any(discoveries([test.p_value for test in tests if test], rate=0.05))
    assert loud / 150 <= 0.05


@pytest.mark.parametrize("size", [13, 25])
def test_a_planted_drop_is_found(size: int) -> None:
    rng = np.random.default_rng(10)
    found = 0
    for _ in range(100):
        values = list(100.0 + 4.0 * rng.standard_normal(size))
        values[-1] *= 0.6
        test = assess_change(Series(values=values, season=12))
        found += test is not None and test.p_value < 0.01
    assert found >= 90


def test_february_is_not_a_drop() -> None:
    days = [31, 30, 31, 31, 30, 31, 30, 31, 31, 28]
    wobble = [0.01, -0.02, 0.0, 0.02, -0.01, 0.01, 0.0, -0.02, 0.01, 0.0]
    values = [1000.0 * length * (1 + part) for length, part in zip(days, wobble, strict=True)]
    bare = assess_change(Series(values=values))
    known = assess_change(Series(values=values, lengths=days))
    assert bare is not None
    assert known is not None
    assert known.p_value > 0.3 > bare.p_value


def test_counting_noise_forbids_alarm_over_a_few_rows() -> None:
    values = [3.0, 4.0, 3.0, 3.0, 4.0, 3.0, 3.0, 4.0] * 2 + [3.0, 9.0]
    loud, quiet = (
        assess_change(Series(values=values)),
        assess_change(Series(values=values, noise=3.0)),
    )
    assert loud is not None
    assert quiet is not None
    assert quiet.p_value > 0.07 > loud.p_value


def test_too_short_a_history_says_nothing() -> None:
    assert assess_change(Series(values=[1.0] * (MINIMUM_STEPS + 1))) is None
    assert assess_change(Series(values=[])) is None


def test_a_flat_series_has_no_change() -> None:
    test = assess_change(Series(values=[5.0] * 12))
    assert test is not None
    assert (test.change, test.usual, test.p_value) == (0.0, 0.0, 1.0)
