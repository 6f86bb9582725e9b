"""A level that wanders: against dense algebra, and what it costs and brings."""

import numpy as np
import pytest

from boardroom.analysis.panel.scan import scan_panels
from boardroom.analysis.panel.series import Floats, Panel
from boardroom.analysis.panel.wander import Wander, course, estimate

WEEKS = 156


def kept(ratio: float, periods: int) -> Floats:
    """What is left of a series without its course, as a matrix: I − (I + D'D / ratio)⁻¹."""
    steps = np.diff(np.eye(periods), axis=0)
    return np.eye(periods) - np.linalg.inv(np.eye(periods) + steps.T @ steps / ratio)


@pytest.mark.parametrize("ratio", [0.01, 0.3, 2.0])
@pytest.mark.parametrize(("length", "behind"), [(1, 60), (7, 60), (20, 0), (5, 2)])
def test_the_variance_left_is_that_of_the_best_contrast(
    ratio: float, length: int, behind: int
) -> None:
    periods = 400
    window = np.zeros(periods)
    window[periods - behind - length : periods - behind] = 1.0

    left = Wander(ratio=np.array([ratio])).share(length, behind)

    assert left[0] == pytest.approx(window @ kept(ratio, periods) @ window / length, rel=1e-6)


def test_the_course_is_that_of_dense_algebra() -> None:
    random = np.random.default_rng(3)
    excess = random.normal(size=(2, 50)).cumsum(axis=1)
    wander = Wander(ratio=np.array([0.05, 1.0]))

    taken = course(excess, np.ones((2, 50)), wander)

    for row, ratio in enumerate(wander.ratio):
        assert excess[row] - taken[row] == pytest.approx(kept(ratio, 50) @ excess[row])


def test_what_is_apart_says_nothing_of_the_course() -> None:
    random = np.random.default_rng(4)
    excess = random.normal(size=(1, 80))
    apart = np.zeros((1, 80), dtype=bool)
    apart[0, 30:40] = True
    wander, weights = Wander(ratio=np.array([0.2])), np.full((1, 80), 3.0)

    calm = course(excess, weights, wander, apart=apart)
    shaken = course(excess + 1000.0 * apart, weights, wander, apart=apart)

    assert calm == pytest.approx(shaken)
    assert calm[0, 30:40] == pytest.approx(np.linspace(calm[0, 29], calm[0, 40], 12)[1:-1])


def test_innovations_bring_back_what_is_left_without_the_course() -> None:
    random = np.random.default_rng(5)
    wander = Wander(ratio=np.array([0.4]))
    level = random.normal(size=300).cumsum() * 0.4**0.5 + random.normal(size=300)

    rest = wander.rest_of(wander.innovations(level)[None])[0]

    exact = level - course(level[None], np.ones((1, 300)), wander)[0]
    assert rest[40:-40] == pytest.approx(exact[40:-40], abs=1e-6)


@pytest.mark.parametrize(("true", "low", "high"), [(0.1, 0.03, 0.3), (1.0, 0.4, 2.5)])
def test_the_walk_is_estimated(true: float, low: float, high: float) -> None:
    random = np.random.default_rng(6)
    noise = random.normal(size=(60, WEEKS))
    walk = true**0.5 * random.normal(size=(60, WEEKS)).cumsum(axis=1)

    found = estimate(noise + walk, np.ones((60, WEEKS)), least=1)

    assert low < np.median(found) < high


def test_noise_does_not_wander() -> None:
    noise = np.random.default_rng(7).normal(size=(200, WEEKS))

    assert (estimate(noise, np.ones(noise.shape), least=1) > 0).mean() < 0.02


def wandering(random: np.random.Generator, *, overrun: float = 0.0) -> Panel:
    """A bill by week that follows the employees, who come and go by jumps."""
    people = 80 + random.choice([-3.0, 0, 0, 0, 1, 3], size=WEEKS).cumsum()
    bill = 1000.0 * people * random.lognormal(0, 0.02, WEEKS)
    bill[120:130] *= 1 + overrun
    days = np.arange(739000, 739000 + 7 * WEEKS, 7, dtype=np.int64)
    return Panel(days=days, totals=bill[None], step="week")


def test_an_overrun_of_a_bill_that_follows_the_employees_is_found() -> None:
    sizes = []
    for seed in range(10):
        (scan,) = scan_panels([wandering(np.random.default_rng(seed), overrun=0.25)])
        episodes = scan.episodes(0, limit=0.001)
        if episodes and (episodes[0].first, episodes[0].last) == (120, 129):
            sizes.append(episodes[0].excess / episodes[0].expected)

    assert len(sizes) >= 7
    assert np.median(sizes) == pytest.approx(0.25, abs=0.08)


def test_a_bill_that_only_follows_the_employees_is_no_news() -> None:
    scans = scan_panels([wandering(np.random.default_rng(seed)) for seed in range(100)])

    assert sum(bool(scan.episodes(0, limit=0.01)) for scan in scans) <= 4
