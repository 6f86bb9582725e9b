"""Unusual hours: found when planted, silent on noise, judged by what came before alone."""

from collections.abc import Callable

import numpy as np
import pytest

from boardroom.analysis.discovery import discoveries
from boardroom.analysis.own_grain.quiet import flat_runs, quiet_runs
from boardroom.analysis.own_grain.step import StepScan, Usual
from boardroom.analysis.panel.series import Floats

HOURS = 60 * 24
SECONDS = np.arange(HOURS, dtype=np.int64) * 3600 + 20_003 * 86_400
SPIKE = 46 * 24 + 14
RATE = 0.01
SERIES = 40

Noise = Callable[[np.random.Generator], Floats]


def _level() -> Floats:
    hours = np.arange(HOURS)
    weekend = (hours // 24 % 7) >= 5
    day = 0.15 + np.exp(-(((hours % 24 - 14) / 5.0) ** 2))
    return np.asarray(day * np.where(weekend, 0.6, 1.0))


def _normal(random: np.random.Generator) -> Floats:
    return random.normal(100.0, 10.0, HOURS)


def _following(random: np.random.Generator) -> Floats:
    found = np.zeros(HOURS + 100)
    for place in range(1, len(found)):
        found[place] = 0.7 * found[place - 1] + random.normal()
    return 100.0 + 5.0 * found[100:]


def _lognormal(random: np.random.Generator) -> Floats:
    return 100.0 * random.lognormal(0.0, 0.4, HOURS)


def _poisson(random: np.random.Generator) -> Floats:
    return random.poisson(120.0 * _level()).astype(float)


def _days_differ(random: np.random.Generator) -> Floats:
    days = np.repeat(random.lognormal(0.0, 0.1, HOURS // 24), 24)
    return random.poisson(120.0 * _level() * days).astype(float)


NOISES: dict[str, Noise] = {
    "normal": _normal,
    "following": _following,
    "lognormal": _lognormal,
    "poisson": _poisson,
    "days differ": _days_differ,
}
COUNTED = {"poisson", "days differ"}


def _scan(values: Floats, kind: str) -> StepScan:
    weights = None if kind in COUNTED else np.ones(len(values))
    seconds = SECONDS[: len(values)]
    return StepScan(seconds=seconds, values=values, weights=weights, counts=kind in COUNTED)


@pytest.mark.parametrize("kind", NOISES)
def test_hours_without_news_are_silent(kind: str) -> None:
    random = np.random.default_rng(7)
    chances = [float(_scan(NOISES[kind](random), kind).chances[0]) for _ in range(SERIES)]
    margin = 2.0 * (0.1 * 0.9 / SERIES) ** 0.5
    assert np.mean(np.array(chances) <= 0.1) <= 0.1 + margin
    worlds = [discoveries(chances[first : first + 4], rate=RATE) for first in range(0, SERIES, 4)]
    assert sum(map(any, worlds)) <= 1, "of ten worlds of four series"


@pytest.mark.parametrize(
    ("kind", "factor"),
    [("normal", 4.0), ("following", 4.0), ("lognormal", 60.0), ("poisson", 4.0),
     ("days differ", 4.0)],
)  # fmt: skip
def test_a_planted_hour_is_found(kind: str, factor: float) -> None:
    found = 0
    for seed in range(10):
        values = NOISES[kind](np.random.default_rng(seed))
        values[SPIKE] *= factor
        told = _scan(values, kind).episodes(0, limit=RATE)
        found += any(item.first <= SPIKE <= item.last and item.excess > 0 for item in told)
    assert found >= 8


def test_no_hour_is_judged_by_a_later_one() -> None:
    values = _poisson(np.random.default_rng(1))
    values[SPIKE] *= 5.0
    cut = SPIKE + 30
    (then,) = _scan(values[:cut], "poisson").episodes(0, limit=RATE)
    changed = values.copy()
    changed[cut:] = _poisson(np.random.default_rng(9))[cut:]
    (now,) = (
        item for item in _scan(changed, "poisson").episodes(0, limit=RATE) if item.first == SPIKE
    )
    assert (then.first, then.last) == (now.first, now.last) == (SPIKE, SPIKE)
    assert (then.expected, then.deviations) == (now.expected, now.deviations)


def test_what_is_usual_at_noon_is_news_at_night() -> None:
    values = _poisson(np.random.default_rng(2))
    night = SPIKE - 12
    values[night] = values[SPIKE]
    (found,) = _scan(values, "poisson").episodes(0, limit=RATE)
    assert found.first == found.last == night


def test_hours_of_two_weeks_say_too_little() -> None:
    values = _poisson(np.random.default_rng(2))[: 14 * 24 - 1]
    values[-5] *= 50.0
    assert _scan(values, "poisson").chances.tolist() == [1.0]


def test_a_silence_is_told_but_not_that_of_every_night_or_of_a_whole_day() -> None:
    counts = np.random.default_rng(3).poisson(60.0 * _level()).astype(float)
    counts[np.arange(HOURS) % 24 < 8] = 0.0
    assert list(quiet_runs(SECONDS, counts)) == []
    silent, closed = counts.copy(), counts.copy()
    silent[SPIKE - 2 : SPIKE + 1] = 0.0
    closed[SPIKE - 14 : SPIKE + 10] = 0.0
    ((first, last, expected),) = quiet_runs(SECONDS, silent)
    assert (first, last) == (SPIKE - 2, SPIKE)
    usual = 60.0 * _level()[SPIKE - 2 : SPIKE + 1].sum()
    assert expected == pytest.approx(usual, rel=0.25)
    assert list(quiet_runs(SECONDS, closed)) == []


def test_a_measure_that_stands_still_is_told() -> None:
    values = _normal(np.random.default_rng(4))
    assert list(flat_runs(SECONDS, values)) == []
    values[500:512] = values[500]
    assert list(flat_runs(SECONDS, values)) == [(500, 511)]


def test_a_level_is_not_added_to_the_season_of_another_model() -> None:
    line, daily = np.array([100.0, 100.0, 90.0]), np.array([98.0, 99.0, 97.0])
    seasons = np.array([np.zeros(3), daily])
    plain = Usual(line=line, seasons=seasons, chosen=np.array([0, 1, 1]))
    assert plain.seen_from(0).tolist() == [100.0, 100.0, 100.0]
    assert plain.seen_from(1).tolist() == [99.0, 100.0, 98.0]
