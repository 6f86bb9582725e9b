"""Unusual months: found when planted, silent on noise, judged by what came before alone."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from boardroom.analysis.discovery import discoveries
from boardroom.analysis.own_grain.month import MonthScan
from boardroom.analysis.panel.series import Floats

RATE = 0.01
WORLDS = 60
IN_WORLD = 8
MOST = 0.1
"""Of the worlds without news, so many may raise an alarm."""

Noise = Callable[[np.random.Generator, int], Floats]


def _normal(random: np.random.Generator, months: int) -> Floats:
    return random.normal(100.0, 10.0, months)


def _following(random: np.random.Generator, months: int) -> Floats:
    found = np.zeros(months + 60)
    for place in range(1, len(found)):
        found[place] = 0.6 * found[place - 1] + random.normal()
    return 100.0 + 5.0 * found[60:]


def _lognormal(random: np.random.Generator, months: int) -> Floats:
    return 100.0 * random.lognormal(0.01 * np.arange(months), 0.4)


def _poisson(random: np.random.Generator, months: int) -> Floats:
    return random.poisson(30.0, months).astype(float)


def _december(random: np.random.Generator, months: int) -> Floats:
    peak = 0.7 * (np.arange(months) % 12 == 8)
    return 100.0 * np.asarray(np.exp(peak + random.normal(0.0, 0.08, months)))


YOUNG_NOISE = 0.04


def _slowing(random: np.random.Generator, months: int) -> Floats:
    middle, quarter = random.uniform(0.25, 0.75) * months, random.uniform(3.0, 9.0)
    return _young(random, -np.log1p(np.exp((middle - np.arange(months)) / quarter)))


def _doubling(random: np.random.Generator, months: int) -> Floats:
    return _young(random, random.uniform(0.02, 0.1) * np.arange(months))


def _filling(random: np.random.Generator, months: int) -> Floats:
    return _young(random, -random.uniform(2.0, 5.0) * np.exp(-np.arange(months) / 9.0))


def _slowing_by_season(random: np.random.Generator, months: int) -> Floats:
    season: Floats = np.exp(0.4 * np.sin(2 * np.pi * np.arange(months) / 12))
    return _slowing(random, months) * season


def _young(random: np.random.Generator, course: npt.NDArray[np.floating]) -> Floats:
    return 1_000.0 * random.lognormal(course, YOUNG_NOISE)


YOUNG: dict[str, Noise] = {
    "slowing": _slowing,
    "doubling": _doubling,
    "filling": _filling,
    "slowing by season": _slowing_by_season,
}

NOISES: dict[str, Noise] = {
    "normal": _normal,
    "following": _following,
    "lognormal": _lognormal,
    "poisson": _poisson,
    "december": _december,
}


def _scan(values: Floats, kind: str) -> MonthScan:
    return MonthScan(values=np.atleast_2d(values), counts=kind == "poisson")


@pytest.mark.parametrize("months", [24, 36])
@pytest.mark.parametrize("kind", NOISES)
def test_worlds_without_news_are_silent(kind: str, months: int) -> None:
    random, alarms = np.random.default_rng(11), 0
    for _ in range(WORLDS):
        values = np.array([NOISES[kind](random, months) for _ in range(IN_WORLD)])
        alarms += any(discoveries(_scan(values, kind).chances.tolist(), rate=RATE))
    margin = 2.0 * (MOST * (1 - MOST) / WORLDS) ** 0.5
    assert alarms / WORLDS <= MOST - margin


@pytest.mark.parametrize("months", [36, 60])
@pytest.mark.parametrize("kind", YOUNG)
def test_how_a_young_company_grows_is_no_news(kind: str, months: int) -> None:
    random = np.random.default_rng(17)
    values = np.array([YOUNG[kind](random, months) for _ in range(WORLDS)])
    alarms = (MonthScan(values=values).chances <= RATE).sum()
    margin = 2.0 * (RATE * (1 - RATE) / WORLDS) ** 0.5
    assert alarms / WORLDS <= RATE + margin


@pytest.mark.parametrize(("kind", "deviations"), [("doubling", 5.0), ("slowing", 10.0)])
def test_what_breaks_the_growth_of_a_young_company_is_found(kind: str, deviations: float) -> None:
    found = 0
    for seed in range(20):
        values = YOUNG[kind](np.random.default_rng(seed), 36)
        values[-3:] *= np.exp(-deviations * YOUNG_NOISE)
        episodes = MonthScan(values=values[None]).episodes(0, limit=RATE)
        found += any(item.last == 35 and item.excess < 0 for item in episodes)
    assert found >= 16


@pytest.mark.parametrize(
    ("kind", "factor"),
    [("normal", 3.0), ("following", 2.0), ("lognormal", 16.0), ("poisson", 4.0)],
)
def test_a_planted_month_and_a_planted_level_are_found(kind: str, factor: float) -> None:
    month, level = 0, 0
    for seed in range(20):
        values = NOISES[kind](np.random.default_rng(seed), 36)
        once, since = values.copy(), values.copy()
        once[-3] *= factor
        since[-4:] *= factor
        for item in _scan(once, kind).episodes(0, limit=RATE):
            month += item.first == item.last == 33 and item.excess > 0
        for item in _scan(since, kind).episodes(0, limit=RATE):
            level += item.first in {31, 32, 33} and item.last == 35 and item.excess > 0
    assert month >= 16
    assert level >= 16


def test_no_month_is_judged_by_a_later_one() -> None:
    values = _normal(np.random.default_rng(2), 36)
    values[30] *= 3.0
    later = np.concatenate([values, [500.0, 20.0]])

    (then,) = _scan(values, "normal").episodes(0, limit=RATE)
    now = [item for item in _scan(later, "normal").episodes(0, limit=RATE) if item.first == 30]

    assert (then.first, then.last) == (30, 30)
    assert [(item.expected, item.deviations) for item in now] == [(then.expected, then.deviations)]


def test_a_peak_of_the_year_before_is_no_news() -> None:
    values = _december(np.random.default_rng(5), 21)
    assert values[20] > 1.6 * np.median(values)
    assert _scan(values, "december").episodes(0, limit=RATE) == ()


def test_a_peak_that_grows_from_year_to_year_is_no_news() -> None:
    values = 100.0 * np.exp(np.random.default_rng(5).normal(0.0, 0.03, 36))
    alone = values.copy()
    values[[8, 20, 32]] *= np.exp([0.3, 0.6, 1.1])
    alone[32] *= np.exp(1.1)
    assert MonthScan(values=values[None]).episodes(0, limit=RATE) == ()
    (found,) = MonthScan(values=alone[None]).episodes(0, limit=RATE)
    assert found.first == found.last == 32


def test_months_of_a_straight_course_say_no_more_than_is_believed() -> None:
    values = 200.0 + np.arange(36.0)
    assert MonthScan(values=values[None], counts=True).episodes(0, limit=RATE) == ()
    values[-1] = 120.0
    (found,) = MonthScan(values=values[None], counts=True).episodes(0, limit=RATE)
    assert (found.first, found.last) == (35, 35)
    assert found.expected == pytest.approx(235.0, rel=0.02)


def test_what_lies_before_an_unknown_month_is_left_out() -> None:
    values = _normal(np.random.default_rng(3), 40)
    values[2] = np.nan
    values[-2] *= 4.0
    (found,) = _scan(values, "normal").episodes(0, limit=RATE)
    assert found.first == 38
    values[30] = np.nan
    assert _scan(values, "normal").episodes(0, limit=RATE) == ()


def test_costs_below_zero_that_grow_by_a_rate_are_no_news() -> None:
    random = np.random.default_rng(8)
    grown = 1_000.0 * np.exp(0.028 * np.arange(36)) * random.lognormal(0.0, 0.015, 36)
    costs = np.round(-grown, -1)
    assert MonthScan(values=costs[None]).episodes(0, limit=RATE) == ()
    costs[-1] *= 1.5
    (found,) = MonthScan(values=costs[None]).episodes(0, limit=RATE)
    assert (found.first, found.last) == (35, 35)
    assert found.excess < 0
    assert found.deviations < 0
