"""The cycle of a series is found from the series, by time and not by count."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from boardroom.analysis.anomaly.score import seconds_of
from boardroom.analysis.anomaly.season import find_seasons

START = datetime(2024, 1, 1)  # noqa: DTZ001  # a plain series has no zone


def _seconds(steps: list[timedelta]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return seconds_of([START + step for step in steps])


@pytest.mark.parametrize(
    ("step", "cycle"),
    [(timedelta(hours=1), 24), (timedelta(hours=1), 168), (timedelta(days=1), 7)],
)
def test_a_day_and_a_week_are_found(step: timedelta, cycle: int) -> None:
    values = np.tile(np.random.default_rng(1).normal(size=cycle), 10)
    found = find_seasons(_seconds([step * row for row in range(values.size)]), values)
    late = slice(cycle * 7, None)
    (best,) = set(found.best[late].tolist())
    chosen = found.cycles[best]
    assert np.all(chosen.low[late] <= values[late])
    assert np.all(values[late] <= chosen.high[late])
    widths = [np.nanmean(each.high[late] - each.low[late]) for each in found.cycles[: best + 1]]
    assert widths[-1] == min(widths)


def test_a_season_that_is_not_there_helps_nobody() -> None:
    values = np.random.default_rng(2).normal(size=24 * 40)
    found = find_seasons(_seconds([timedelta(hours=row) for row in range(values.size)]), values)
    assert set(found.best[24 * 20 :].tolist()) == {0}  # no reason to take a longer cycle


def test_months_are_compared_with_the_same_month() -> None:
    months = [datetime(2015 + row // 12, row % 12 + 1, 1) for row in range(96)]  # noqa: DTZ001  # as above
    values = np.tile(np.arange(12.0) ** 2, 8)
    found = find_seasons(seconds_of(months), values)
    assert found.middle[60:] == pytest.approx(values[60:])
    assert np.isnan(found.middle[:12]).all()


def test_a_gap_moves_nothing() -> None:
    rows = [row for row in range(24 * 20) if not 200 <= row < 217]
    values = np.array([float(row % 24) for row in rows])
    found = find_seasons(_seconds([timedelta(hours=row) for row in rows]), values)
    late = slice(24 * 15, None)
    assert np.all(np.abs(found.middle[late] - values[late]) <= 1)
    inner = (values[late] > 0) & (values[late] < 23)  # the neighbours of midnight are far away
    assert found.middle[late][inner] == pytest.approx(values[late][inner], abs=0.51)
