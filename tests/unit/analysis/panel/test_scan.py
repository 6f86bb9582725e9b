"""Scans of made-up panels: what was put in is found where it was put, and noise stays noise."""

from dataclasses import asdict

import numpy as np
import pytest

from boardroom.analysis.panel.expected import expect
from boardroom.analysis.panel.scan import Episode, Scan, scan_panels, shifts
from boardroom.analysis.panel.series import MOST_STACKED, Floats, Panel

DAYS = np.arange(738_000, 738_000 + 1_095, dtype=np.int64)
LEVEL = 40.0


def expected_course() -> Floats:
    week = np.array([1.0, 1.1, 1.1, 1.05, 1.0, 0.5, 0.4])[DAYS % 7]
    year = 1 + 0.15 * np.sin(2 * np.pi * DAYS / 365.25)
    growth = np.exp(0.3 * (DAYS - DAYS[-1]) / 365)
    return np.asarray(LEVEL * week * year * growth)


def poisson(series: int, *, seed: int = 1, factor: Floats | None = None) -> Floats:
    course = expected_course()[None, :] * (1.0 if factor is None else factor)
    drawn = np.random.default_rng(seed).poisson(np.broadcast_to(course, (series, len(DAYS))))
    return np.asarray(drawn, dtype=float)


def scan(panel: Panel) -> Scan:
    (found,) = scan_panels([panel])
    return found


def found_in(panel: Panel, row: int = 0, *, limit: float = 0.01) -> tuple[Episode, ...]:
    return scan(panel).episodes(row, limit=limit)


def test_what_was_planted_is_found_with_its_days_and_size() -> None:
    factor = np.ones((3, len(DAYS)))
    factor[1, -120:-100] = 0.6
    found = found_in(Panel(days=DAYS, totals=poisson(3, factor=factor)), 1)
    assert len(found) == 1
    episode = found[0]
    assert abs(episode.first - (len(DAYS) - 120)) <= 2
    assert abs(episode.last - (len(DAYS) - 101)) <= 2
    assert episode.excess / episode.expected == pytest.approx(-0.4, abs=0.06)
    assert episode.deviations < -8


@pytest.mark.parametrize("days", [9, 10, 11, 12, 60, 84])
def test_a_steady_course_that_leaves_its_level_is_one_episode(days: int) -> None:
    noise = np.random.default_rng(8).lognormal(0.0, 0.02, (2, len(DAYS)))
    totals = expected_course() * noise
    totals[0, -days:] *= 1.3
    found = found_in(Panel(days=DAYS, totals=totals))
    assert abs(found[0].first - (len(DAYS) - days)) <= 1
    assert found[0].last >= len(DAYS) - 2
    assert found[0].excess / found[0].expected == pytest.approx(0.3, abs=0.03)


def test_what_lies_beside_the_window_that_found_an_episode_is_no_chance() -> None:
    noise = np.random.default_rng(10).lognormal(0.0, 0.03, (1, len(DAYS)))
    totals = np.full(len(DAYS), LEVEL) * noise
    totals[0, -180:-113] *= 1.4  # 67 days: between two of the lengths that are tried.
    (episode,) = found_in(Panel(days=DAYS, totals=totals))
    assert (episode.first, episode.last) == (len(DAYS) - 180, len(DAYS) - 114)
    assert episode.p_value < 1e-9


def test_an_episode_longer_than_the_windows_that_show_it_is_one() -> None:
    noise = np.random.default_rng(11).lognormal(0.0, 0.03, (1, len(DAYS)))
    wave = 1 + 0.06 * np.sin(2 * np.pi * np.arange(len(DAYS)) / 150)  # Makes long windows careful.
    totals = expected_course() * noise * wave
    totals[0, -251:-162] *= 1.3
    totals[0, -191:-181] /= 1.1
    (episode,) = found_in(Panel(days=DAYS, totals=totals))
    assert abs(episode.first - (len(DAYS) - 251)) <= 1
    assert abs(episode.last - (len(DAYS) - 163)) <= 1


def test_few_rows_a_week_do_not_each_tell_a_season() -> None:
    weeks = np.arange(738_003, 738_003 + 7 * 156, 7, dtype=np.int64)
    year = 1 + 0.3 * np.sin(2 * np.pi * weeks / 365.25)
    drawn = np.random.default_rng(9).poisson(3.0 * year, (40, 156)).astype(float)
    expected = expect(Panel(days=weeks, totals=drawn, step="week")).expected
    off = np.abs(expected / (3.0 * year) - 1).mean()
    alone = np.concatenate(
        [expect(Panel(days=weeks, totals=row[None], step="week")).expected for row in drawn]
    )
    assert off < 0.7 * np.abs(alone / (3.0 * year) - 1).mean()


def test_a_rate_is_judged_by_the_cases_behind_each_day() -> None:
    cases = poisson(2, seed=3) * 5
    rate = np.full((2, len(DAYS)), 0.10)
    rate[0, -60:-30] = 0.05
    hits = np.random.default_rng(4).binomial(cases.astype(int), rate).astype(float)
    panel = Panel(days=DAYS, totals=hits, weights=cases)
    found = found_in(panel, 0)
    assert len(found) == 1
    assert found[0].excess / found[0].weight == pytest.approx(-0.05, abs=0.01)
    assert not found_in(panel, 1)


def test_the_same_weeks_of_every_year_are_no_news() -> None:
    factor = np.ones((4, len(DAYS)))
    for year in range(3):
        begin = len(DAYS) - 100 - 364 * year
        factor[:, begin : begin + 14] = 1.5
    scanner = scan(Panel(days=DAYS, totals=poisson(4, factor=factor)))
    told = [item for row in range(4) for item in scanner.episodes(row, limit=0.01)]
    assert all(item.yearly for item in told)


def test_holidays_of_every_year_do_not_hide_what_lasts() -> None:
    factor = np.ones((2, len(DAYS)))
    for year in range(3):
        begin = len(DAYS) - 200 - 364 * year
        factor[:, begin : begin + 10] = 0.55
    factor[1, -100:-30] *= 1.15
    noise = np.random.default_rng(2).lognormal(0.0, 0.08, factor.shape)
    panel = Panel(days=DAYS, totals=expected_course() * factor * noise)
    (found,) = found_in(panel, 1, limit=1e-5)
    assert abs(found.first - (len(DAYS) - 100)) <= 3
    assert abs(found.last - (len(DAYS) - 31)) <= 3
    assert not found_in(panel, 0)


def test_unknown_days_are_neither_expected_nor_judged() -> None:
    totals = poisson(1)
    totals[0, -30:-25] = np.nan
    residuals = expect(Panel(days=DAYS, totals=totals))
    assert not residuals.excess[0, -30:-25].any()
    assert not residuals.variance[0, -30:-25].any()
    assert not found_in(Panel(days=DAYS, totals=totals))


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_the_unit_changes_nothing(scale: float) -> None:
    factor = np.ones((1, len(DAYS)))
    factor[0, -50:-20] = 1.4
    totals = poisson(1, factor=factor)
    plain = found_in(Panel(days=DAYS, totals=totals))
    scaled = found_in(Panel(days=DAYS, totals=totals * scale))
    assert [(item.first, item.last) for item in scaled] == [
        (item.first, item.last) for item in plain
    ]
    assert scaled[0].deviations == pytest.approx(plain[0].deviations, rel=1e-4)


@pytest.mark.parametrize("kind", ["poisson", "waves", "heavy"])
def test_noise_alone_is_called_an_episode_about_as_often_as_said(kind: str) -> None:
    """Of 150 series without news at most 12 % have a chance of 5 % or less."""
    rng = np.random.default_rng(7)
    totals = poisson(150, seed=8)
    if kind == "waves":
        wave = np.zeros((150, len(DAYS)))
        for day in range(1, len(DAYS)):
            wave[:, day] = 0.8 * wave[:, day - 1] + rng.normal(0, 0.05, 150)
        totals = poisson(150, seed=9, factor=np.exp(wave))
    if kind == "heavy":
        totals = totals * rng.lognormal(0, 0.3, totals.shape)
    scanner = scan(Panel(days=DAYS, totals=totals))
    told = sum(
        bool(scanner.episodes(row, limit=0.05))
        for row in range(150)
        if scanner.chances[row] <= 0.05
    )
    assert told <= 18


def test_months_are_judged_with_their_few_periods_in_mind() -> None:
    months = np.array([738_000 + round(30.4375 * place) for place in range(36)], dtype=np.int64)
    rng = np.random.default_rng(2)
    totals = 1_000 * np.exp(0.02 * np.arange(36)) * rng.normal(1, 0.03, (201, 36))
    totals[0, -4:-2] *= 1.6
    panel = Panel(days=months, totals=totals, step="month")
    found = found_in(panel, 0, limit=0.05)
    assert [(item.first, item.last) for item in found] == [(32, 33)]
    scanner = scan(panel)
    assert sum(bool(scanner.episodes(row, limit=0.05)) for row in range(1, 201)) <= 20


def test_a_series_of_nothing_has_no_episode() -> None:
    assert not found_in(Panel(days=DAYS, totals=np.zeros((1, len(DAYS)))), limit=1.0)


def test_a_panel_of_other_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Panel(days=DAYS, totals=np.zeros((2, 5)))


def test_panels_computed_together_tell_what_each_tells_alone() -> None:
    factor = np.ones((3, len(DAYS)))
    factor[1, -120:-60] = 0.5
    factor[2, -40:-38] = 3.0
    weeks = np.arange(738_003, 738_003 + 7 * 156, 7, dtype=np.int64)
    counts = np.random.default_rng(5).poisson(30.0, (4, 156)).astype(float)
    counts[2, -9:-4] *= 2
    panels = [
        Panel(days=DAYS, totals=poisson(3, factor=factor)),
        Panel(days=DAYS, totals=poisson(MOST_STACKED, seed=2)),
        Panel(days=weeks, totals=counts, step="week"),
        Panel(days=DAYS, totals=poisson(2, seed=3), weights=poisson(2, seed=4) * 2),
        Panel(days=weeks, totals=counts[:2] * 4, step="week"),
        Panel(days=DAYS, totals=poisson(3, seed=6, factor=factor), weights=poisson(3, seed=7) * 2),
    ]
    panels[1].totals[:, ::7] *= 5  # Another week than its neighbours', and days that are not known.
    panels[0].totals[0, 500:520] = np.nan
    together = scan_panels(panels)
    told = 0
    for panel, found in zip(panels, together, strict=True):
        alone = scan(panel)
        assert found.chances == pytest.approx(alone.chances, rel=1e-8)
        assert found.residuals.excess == pytest.approx(alone.residuals.excess, abs=1e-8)
        for row in range(len(panel.totals)):
            ones, others = (item.episodes(row, limit=0.01) for item in (found, alone))
            for one, other in zip(ones, others, strict=True):
                assert asdict(one) == pytest.approx(asdict(other), rel=1e-8)
            told += len(ones)
    assert told > 4


def test_one_week_of_a_few_dozen_may_be_news() -> None:
    weeks = np.arange(738_001, 738_001 + 7 * 36, 7, dtype=np.int64)
    totals = np.random.default_rng(12).poisson(200.0, (1, 36)).astype(float)
    totals[0, 30] *= 3
    (episode,) = found_in(Panel(days=weeks, totals=totals, step="week"))
    assert (episode.first, episode.last) == (30, 30)


def test_what_happened_in_one_autumn_is_no_season() -> None:
    weekly = np.repeat(np.random.default_rng(5).normal(0.0, 0.04, (1, 157)), 7, axis=1)
    rows = np.full((1, len(DAYS)), 3.0)
    noise = np.random.default_rng(6).lognormal(0.0, 0.4, rows.shape)
    mean = 20.0 * np.exp(weekly[:, : len(DAYS)]) * noise / np.exp(0.4**2 / 2)
    mean[0, -210:-98] *= 1.5
    found = found_in(Panel(days=DAYS, totals=mean * rows, weights=rows))[0]
    assert (found.expected / found.weight, found.excess / found.expected) == pytest.approx(
        (20.0, 0.5), rel=0.12
    )


def test_a_season_that_comes_every_year_is_expected() -> None:
    residuals = expect(Panel(days=DAYS, totals=poisson(1, seed=4)))
    ratio = residuals.expected[0] / expected_course()
    assert np.abs(np.log(ratio)).max() < 0.1


def test_one_burst_is_no_episode_of_weeks() -> None:
    weeks = np.arange(738_001, 738_001 + 7 * 156, 7, dtype=np.int64)
    totals = np.random.default_rng(7).lognormal(8.0, 0.3, (1, 156))
    totals[0, 140] *= 8
    found = found_in(Panel(days=weeks, totals=totals, step="week"), limit=0.5)
    assert [item.periods for item in found if item.first <= 140 <= item.last] == [1]


def test_a_burst_among_bursts_is_not_called_rarer_than_it_is() -> None:
    """A week five times its usual size comes once in 500 years of such weeks."""
    weeks = np.arange(738_003, 738_003 + 7 * 156, 7, dtype=np.int64)
    totals = np.random.default_rng(3).gamma(3, 40 / 3, (40, 156))
    totals[:, -16] = 200
    scanner = scan(Panel(days=weeks, totals=totals, step="week"))
    told = [item for row in range(40) for item in scanner.episodes(row, limit=0.01)]
    assert sum(item.p_value < 0.001 for item in told) <= 2


def test_bursts_of_days_do_not_hide_what_lasts_for_months() -> None:
    random = np.random.default_rng(9)
    totals = random.normal(100.0, 8.0, (1, len(DAYS)))
    totals[0, random.choice(len(DAYS), 25, replace=False)] += random.uniform(30.0, 45.0, 25)
    totals[0, -130:-50] += 9.0
    (found,) = found_in(Panel(days=DAYS, totals=totals), limit=1e-4)
    assert abs(found.first - (len(DAYS) - 130)) <= 4
    assert abs(found.last - (len(DAYS) - 51)) <= 4


def test_a_shift_is_told_from_that_of_all_others() -> None:
    factor = np.ones((3, len(DAYS)))
    factor[:, -120:-60] = 1.3
    factor[1, -120:-60] = 2.0
    panel = Panel(days=DAYS, totals=poisson(3, factor=factor))
    found = shifts(panel, len(DAYS) - 120, len(DAYS) - 61)
    assert found.excess / found.expected == pytest.approx([0.3, 1.0, 0.3], abs=0.08)
    own = found.excess / found.variance**0.5
    assert own.min() > 5
    assert found.against_others(1) > 5
    assert found.against_others(0) < 0 > found.against_others(2)


def test_all_that_moved_alike_differs_in_nothing() -> None:
    factor = np.ones((3, len(DAYS)))
    factor[:, -120:-60] = 1.3
    found = shifts(Panel(days=DAYS, totals=poisson(3, factor=factor)), 975, 1034)
    assert max(abs(found.against_others(row)) for row in range(3)) < 3
