"""Each method finds what is planted, leaves out what is unknown, and its noise is measured."""

from datetime import date, timedelta

import numpy as np
import pytest

from boardroom.analysis.anomaly.method import (
    ENOUGH,
    Method,
    first_judged,
    flag,
    flagged_rows,
    share_on_noise,
)
from boardroom.analysis.anomaly.score import WARM_UP
from boardroom.analysis.distribution import normal_two_sided

DAYS = [date(2024, 1, 1) + timedelta(days=row) for row in range(500)]
SINCE = 135
SPIKE = 400


def _series(seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(seed).normal(100.0, 5.0, len(DAYS))


@pytest.mark.parametrize("method", list(Method))
def test_each_method_flags_a_planted_spike_on_its_day(method: Method) -> None:
    values = _series()
    values[SPIKE] = 180.0
    found = flag(DAYS, values, method=method, since=SINCE)
    (spike,) = (each for each in found if each.row <= SPIKE <= each.last_row)
    assert (spike.row, spike.start, spike.value) == (SPIKE, DAYS[SPIKE], 180.0)
    assert spike.low < 100.0 < spike.high < 180.0


@pytest.mark.parametrize("method", list(Method))
def test_what_is_unknown_or_before_the_judged_part_is_not_flagged(method: Method) -> None:
    values = _series()
    values[SPIKE], values[SINCE - 30] = np.nan, 180.0
    found = flag(DAYS, values, method=method, since=SINCE)
    assert all(each.last_row >= SINCE and each.row != SPIKE for each in found)
    assert flagged_rows(found, values, since=SINCE) <= 10


def test_only_the_seasonal_method_expects_a_weekend() -> None:
    values = _series() + 200.0 * np.array([day.weekday() >= 5 for day in DAYS])
    values[SPIKE] = 300.0
    assert DAYS[SPIKE].weekday() < 5
    for method, expects in ((Method.ZSCORE, False), (Method.IQR, False), (Method.SEASONAL, True)):
        flagged = [each.row for each in flag(DAYS, values, method=method, since=SINCE)]
        assert (SPIKE in flagged) is expects


def test_a_rule_takes_all_rows_where_those_of_the_last_year_are_few() -> None:
    values = _series()[:40]
    values[35] = 180.0
    few = flag(DAYS[:40], values, method=Method.ZSCORE, since=40 - ENOUGH + 1)
    assert [each.row for each in few] == [35]
    expected = values.mean() + 3 * values.std(ddof=1)
    assert few[0].high == pytest.approx(expected)


def test_the_seasonal_method_first_learns() -> None:
    assert first_judged(Method.SEASONAL, since=0) == WARM_UP
    assert first_judged(Method.SEASONAL, since=WARM_UP + 9) == WARM_UP + 9
    assert first_judged(Method.IQR, since=0) == 0


def test_the_share_on_noise_is_that_of_the_normal_distribution() -> None:
    values = _series()
    share = share_on_noise(DAYS, values, method=Method.ZSCORE, since=0)
    assert share == pytest.approx(normal_two_sided(3.0), rel=0.3)
    fences = share_on_noise(DAYS, values, method=Method.IQR, since=0)
    assert fences == pytest.approx(normal_two_sided(4 * 0.67449), rel=0.3)
    assert share_on_noise(DAYS, values, method=Method.SEASONAL, since=SINCE) < 0.001
