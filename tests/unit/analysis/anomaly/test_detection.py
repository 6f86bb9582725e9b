"""What was planted is found, called by its name, and little else is found."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from boardroom.analysis.anomaly.anomaly import Anomaly, AnomalyKind
from boardroom.analysis.anomaly.detection import detect

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
MONDAY = date(2025, 1, 6)
WEEK = np.array([0.0, 60, 60, 60, 48, -60, -120])
SEEDS = range(6)
AT = 200


def _days(rows: int) -> list[date]:
    return [MONDAY + timedelta(days=row) for row in range(rows)]


def _sales(seed: int, rows: int = 300) -> Floats:
    random = np.random.default_rng(seed)
    return 300.0 + WEEK[np.arange(rows) % 7] + 8 * random.normal(size=rows)


def _near(found: Sequence[Anomaly], row: int) -> list[AnomalyKind]:
    return [each.kind for each in found if abs(each.row - row) <= 8]


def _plant(values: Floats, kind: AnomalyKind, seed: int) -> Floats:
    random, planted = np.random.default_rng(seed + 100), values.copy()
    if kind is AnomalyKind.SPIKE:
        planted[AT] += 150.0
    elif kind is AnomalyKind.SHIFT:
        planted[AT:] -= 100.0
    elif kind is AnomalyKind.SPREAD:
        planted[AT:] += 60 * random.normal(size=planted.size - AT)
    elif kind is AnomalyKind.FLAT:
        planted[AT : AT + 25] = planted[AT]
    else:
        planted[AT : AT + 5] = np.nan
    return planted


@pytest.mark.parametrize("kind", [kind for kind in AnomalyKind if kind is not AnomalyKind.OUTLIER])
def test_what_is_planted_is_found_and_named(kind: AnomalyKind) -> None:
    named = [
        _near(detect(_days(300), _plant(_sales(seed), kind, seed)), AT)[:1] == [kind]
        for seed in SEEDS
    ]
    assert sum(named) >= len(named) - 1, named


def test_little_is_found_where_nothing_happened() -> None:
    random = np.random.default_rng(8)
    made = [random.normal(size=300) for _ in range(4)]
    made += [random.standard_t(3, 300) for _ in range(4)]
    made += [_sales(seed) for seed in range(4)]
    made += [0.05 * np.arange(300) + random.normal(size=300) for _ in range(4)]
    made += [random.poisson(3, 300).astype(float) for _ in range(4)]
    found = sum(len(detect(_days(300), values)) for values in made)
    assert found <= 0.002 * 300 * len(made)


def test_the_band_says_what_was_expected() -> None:
    values = _plant(_sales(1), AnomalyKind.SPIKE, 1)
    (found,) = [each for each in detect(_days(300), values) if each.row == AT]
    assert found.value == values[AT]
    assert found.expected == pytest.approx(300 + WEEK[AT % 7], abs=25)
    assert found.low < found.expected < found.high < found.value
    assert found.high - found.low < 80
    assert found.start == found.end == _days(300)[AT]
    assert 0.35 <= found.score <= 1.0


def test_minutes_and_months_are_judged_too() -> None:
    random = np.random.default_rng(3)
    start = datetime(2026, 1, 1)  # noqa: DTZ001  # a plain series has no zone
    minutes = [start + timedelta(minutes=row) for row in range(2880)]
    load = 50 + 20 * np.sin(2 * np.pi * np.arange(2880) / 1440) + 3 * random.normal(size=2880)
    load[2000:2003] += 45
    assert _near(detect(minutes, load), 2000) == [AnomalyKind.SPIKE]
    months = [date(2019 + row // 12, row % 12 + 1, 1) for row in range(72)]
    sales = 100 + 0.5 * np.arange(72) + 10 * np.sin(2 * np.pi * np.arange(72) / 12)
    sales += 3 * random.normal(size=72)
    assert detect(months, sales) == ()
    sales[60] += 45
    assert _near(detect(months, sales), 60) == [AnomalyKind.SPIKE]


def test_days_that_are_always_missing_are_no_gap() -> None:
    rows = [row for row in range(300) if row % 7 < 5]
    times, values = [_days(300)[row] for row in rows], _sales(2)[rows]
    assert AnomalyKind.GAP not in {each.kind for each in detect(times, values)}
    left = [place for place in range(len(rows)) if not 150 <= place < 155]
    found = detect([times[place] for place in left], values[left])
    (gap,) = [each for each in found if each.kind is AnomalyKind.GAP]
    assert (gap.start, gap.end) == (times[149], times[155])
    assert gap.value == (times[155] - times[149]).days * 86_400
    assert gap.high < gap.value


def test_a_run_that_has_happened_before_is_not_flat() -> None:
    values = _sales(3)
    for first in (50, 120, 190, 260):
        values[first : first + 12] = values[first]
    flat = [each for each in detect(_days(300), values) if each.kind is AnomalyKind.FLAT]
    assert [each.row for each in flat] == [50]
    assert flat[0].value == 12.0
    assert flat[0].last_row == 61
    assert detect(_days(300), np.full(300, 7.0)) == ()


def test_holidays_are_neither_gaps_nor_falls() -> None:
    values = _sales(4)
    values[AT : AT + 3] = 0.0
    holidays = [AT <= row < AT + 3 for row in range(300)]
    assert _near(detect(_days(300), values), AT)
    assert not _near(detect(_days(300), values, holidays=holidays), AT)


def test_too_short_a_series_is_not_judged() -> None:
    assert detect(_days(20), [1.0] * 19 + [900.0]) == ()
    assert detect([], []) == ()
