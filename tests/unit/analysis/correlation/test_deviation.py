"""What a calendar moves is taken out, what one series has of its own stays."""

from datetime import date, timedelta

import numpy as np
import pytest

from boardroom.analysis.correlation.cross import chances, correlate
from boardroom.analysis.correlation.deviation import (
    by_week,
    deviations,
    without_common,
    without_month_days,
    without_weeks_of_year,
)
from boardroom.analysis.panel.expected import expect
from boardroom.analysis.panel.series import Days, Floats, Panel

FIRST = date(2023, 1, 1)
DAYS: Days = np.arange(FIRST.toordinal(), FIRST.toordinal() + 1_000, dtype=np.int64)


def noise(series: int, *, seed: int = 1) -> Floats:
    return np.asarray(np.random.default_rng(seed).normal(size=(series, len(DAYS))))


def poisson(level: float) -> Floats:
    return np.asarray(np.random.default_rng(2).poisson(level, (1, len(DAYS))), dtype=float)


def related(values: Floats, one: int, other: int) -> float:
    """Pearson's correlation of two of the series."""
    return correlate(values, most_lag=0).at(one, other, 0)


def test_trend_year_and_weekdays_are_no_relation() -> None:
    course = 200 * (1 + 0.4 * np.sin(2 * np.pi * DAYS / 365.25)) * np.exp((DAYS - DAYS[0]) / 900)
    course *= np.where(DAYS % 7 < 2, 0.4, 1.0)
    drawn = np.random.default_rng(3).poisson(np.stack([course, course])).astype(float)
    assert related(drawn, 0, 1) > 0.9
    drawn[0, 5] = np.nan
    left = np.concatenate(
        [deviations(expect(Panel(days=DAYS, totals=row[None, :]))) for row in drawn]
    )
    assert np.isnan(left[0, 5])
    assert abs(related(left, 0, 1)) < 0.1


def test_invoicing_at_the_end_of_the_month_goes() -> None:
    last = [(date.fromordinal(int(day)) + timedelta(days=1)).day == 1 for day in DAYS]
    values = noise(2) + 6.0 * np.array(last)
    assert related(values, 0, 1) > 0.4
    assert abs(related(without_month_days(values, DAYS), 0, 1)) < 0.1


def test_of_few_months_nothing_is_taken() -> None:
    values = noise(2)[:, :300]
    np.testing.assert_array_equal(without_month_days(values, DAYS[:300]), values)


def test_days_on_which_all_stray_are_unknown() -> None:
    values = noise(4)
    values[:3, 50] = -8.0
    values[0, 60] = -8.0
    left = without_common(values, [{"a"}, {"b"}, {"c"}, {"d"}])
    assert np.isnan(left[:, 50]).all()
    assert left[0, 60] == values[0, 60]


def test_weeks_are_whole_and_leave_out_what_is_apart() -> None:
    panel = Panel(days=DAYS, totals=poisson(60.0))
    found = expect(panel)
    apart = DAYS[:40]
    weeks = by_week(found, apart=apart)
    assert {date.fromordinal(int(day)).weekday() for day in weeks.days} == {0}
    first = int(np.searchsorted(DAYS, weeks.days[10]))
    assert weeks.excess[0, 10] == pytest.approx(found.excess[0, first : first + 7].sum())
    assert weeks.weights[0, :4].sum() == 0.0
    left = deviations(weeks)[0]
    assert np.isnan(left[:4]).all()
    assert np.isfinite(left[6:]).all()
    assert np.std(left[6:]) == pytest.approx(1.0, abs=0.2)
    few = by_week(expect(Panel(days=DAYS[:5], totals=np.ones((1, 5)))), apart=apart)
    assert few.excess.shape == (1, 0)


def test_several_series_of_one_table_are_one_voice() -> None:
    values = noise(4)
    values[:3, 50] = -8.0
    left = without_common(values, [{"a"}, {"a"}, {"a"}, {"d"}])
    assert np.isfinite(left).all()


def test_what_all_follow_is_taken_out_and_what_two_share_stays() -> None:
    values = noise(8) + 1.5 * noise(1, seed=5)
    values[1] += 2.0 * values[0]
    values[0] *= 100
    made_of = [{str(place)} for place in range(8)]
    left = without_common(values, made_of)
    assert related(values, 4, 5) == pytest.approx(0.69, abs=0.05)
    assert abs(related(left, 4, 5)) < 0.25
    assert related(left, 0, 1) > 0.6


def test_the_same_weeks_of_every_year_are_taken_out_and_cost_values() -> None:
    values = noise(2)[:, :156] + np.tile(5.0 * noise(1, seed=4)[0, :52], 3)
    left, worth = without_weeks_of_year(values)
    assert related(values, 0, 1) > 0.9
    assert abs(related(left, 0, 1)) < 0.2
    assert worth == pytest.approx(2 / 3)
    same, whole = without_weeks_of_year(values[:, :100])
    np.testing.assert_array_equal(same, values[:, :100])
    assert whole == 1.0


def test_the_level_holds_without_the_weeks_of_the_year() -> None:
    chance = []
    for seed in range(6):
        left, worth = without_weeks_of_year(noise(30, seed=seed)[:, :156])
        found = correlate(left, most_lag=0, worth=worth)
        chance.append(chances(found.r, found.size)[0][np.triu_indices(30, k=1)])
    assert np.mean(np.concatenate(chance) < 0.05) <= 0.06
    assert np.mean(np.concatenate(chance) < 0.01) <= 0.015
