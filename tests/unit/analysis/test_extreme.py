"""Records that are news, and those that a course makes anyway."""

import numpy as np
import pytest

from boardroom.analysis.extreme import assess_record

SEASON = 12


def white(seed: int, periods: int = 26) -> list[float]:
    return [float(x) for x in 100 + 10 * np.random.default_rng(seed).normal(size=periods)]


def test_a_value_far_beyond_all_before_is_a_record() -> None:
    calm = white(7)
    for last, high in ((190.0, True), (10.0, False)):
        found = assess_record([*calm[:-1], last], season=SEASON)
        assert found is not None
        assert found.high is high
        assert found.beats == 25
        assert found.before == (max if high else min)(calm[:-1])
        assert found.p_value < 0.001
        assert min(calm) < found.expected < max(calm)


def test_steady_growth_sets_a_record_each_month_and_is_no_news() -> None:
    rng = np.random.default_rng(2)
    for slope in (3.0, 10.0):
        grown = (100 + slope * np.arange(26) + 2 * rng.normal(size=26)).tolist()
        grown[-1] = max(grown) + 1.0
        found = assess_record(grown, season=SEASON)
        assert found is not None
        assert found.high is None
        assert found.p_value == 1.0


def test_each_december_is_as_high_as_the_one_before() -> None:
    rng = np.random.default_rng(3)
    season = np.where(np.arange(25) % SEASON == 0, 60.0, 0.0)
    values = 100 + season + 3 * rng.normal(size=25)
    values[-1] = values.max() + 1.0
    found = assess_record(values.tolist(), season=SEASON)
    assert found is not None
    assert found.p_value > 0.01


def test_a_record_since_a_year_names_the_periods_that_it_beats() -> None:
    values = white(4)
    values[5], values[-1] = 250.0, 200.0
    found = assess_record(values, season=SEASON)
    assert found is not None
    assert (found.high, found.beats) == (True, 19)
    values[20] = 250.0
    nearer = assess_record(values, season=SEASON)
    assert nearer is not None
    assert nearer.high is None


def test_a_longer_month_alone_makes_no_record() -> None:
    days = [30] * 25 + [60]
    values = [3.0 * day + step % 3 for step, day in enumerate(days)]
    found = assess_record(values, lengths=days)
    assert found is not None
    assert found.high is None


def test_too_few_periods_make_none() -> None:
    assert assess_record(white(5, periods=12)) is None


@pytest.mark.parametrize("kind", ["white", "walk", "counts"])
def test_chance_alone_seldom_makes_one(kind: str) -> None:
    rng = np.random.default_rng(6)
    steps = rng.normal(size=(150, 26))
    made = {
        "white": 100 + 10 * steps,
        "walk": 100 + np.cumsum(steps, axis=1),
        "counts": rng.poisson(40, size=(150, 26)).astype(float),
    }[kind]
    tests = [assess_record(values.tolist(), season=SEASON) for values in made]
    false = sum(item is not None and item.p_value < 0.01 for item in tests)
    assert false <= 4
