"""Scores never look ahead, do not depend on units, and are rare on noise."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.analysis.anomaly.score import WARM_UP, anomaly_scores

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
START = datetime(2026, 1, 5)  # noqa: DTZ001  # a plain series has no zone
STEPS = {"minute": 60, "hour": 3600, "day": 86_400, "two days": 172_800, "month": 2_629_746}


def _times(rows: int, seconds: int = 3600) -> list[datetime]:
    return [START + timedelta(seconds=seconds * row) for row in range(rows)]


def _noise(kind: str, rows: int, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    white, row = random.normal(size=rows), np.arange(rows)
    wave = 10 * np.sin(2 * np.pi * row / 24) * (1 + (row // 24 % 7 < 5))
    if kind == "AR(1)":
        for place in range(1, rows):
            white[place] += 0.5 * white[place - 1]
    made = {
        "heavy tails": random.standard_t(3, rows),
        "strong seasons": wave + white,
        "trend": 0.05 * row + white,
        "counts": random.poisson(3, rows).astype(float),
    }
    chosen: Floats = made.get(kind, white)
    return chosen


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[datetime], Floats, list[bool], int]:
    rows = draw(st.integers(30, 160))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    step = STEPS[draw(st.sampled_from(sorted(STEPS)))]
    jumps = random.choice(draw(st.sampled_from([[1], [1, 1, 1, 2], [0, 1, 1, 5]])), rows)
    times = [START + timedelta(seconds=int(x)) for x in np.cumsum(jumps) * step]
    kind = draw(st.sampled_from(["white", "heavy tails", "strong seasons", "trend", "counts"]))
    values = _noise(kind, rows, int(random.integers(2**32)))
    values[random.random(rows) < draw(st.sampled_from([0.0, 0.1, 0.9]))] = np.nan
    holidays = (random.random(rows) < 0.05).tolist()
    return times, values, holidays, draw(st.integers(1, rows - 1))


@given(_cases(), st.integers(0, 70))
@settings(max_examples=40, deadline=None)
def test_later_values_never_change_earlier_scores(
    case: tuple[list[datetime], Floats, list[bool], int], quiet: int
) -> None:
    times, values, holidays, known = case
    whole = anomaly_scores(times, values, holidays=holidays, quiet=quiet)
    part = anomaly_scores(times[:known], values[:known], holidays=holidays[:known], quiet=quiet)
    assert whole[:known].tolist() == part.tolist()
    assert np.all((whole >= 0) & (whole <= 1))


@pytest.mark.parametrize("kind", ["white", "heavy tails", "strong seasons", "trend"])
def test_unit_sign_and_origin_do_not_matter(kind: str) -> None:
    values = _noise(kind, 500, 3)
    values[400] += 25
    scores = anomaly_scores(_times(500), values)
    for other in (values * 1024, -values, values * 1e-200, values * 1e200, values + 1e3):
        assert anomaly_scores(_times(500), other) == pytest.approx(scores, abs=1e-3)
    assert scores[400] == scores.max()


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("white", 2.0),
        ("AR(1)", 8.0),
        ("heavy tails", 8.0),
        ("strong seasons", 4.0),
        ("trend", 4.0),
        ("counts", 4.0),
    ],
)
def test_one_in_a_thousand_is_about_that_rare_on_noise(kind: str, most: float) -> None:
    scores = np.concatenate(
        [anomaly_scores(_times(1000), _noise(kind, 1000, seed), quiet=0) for seed in range(5)]
    )
    assert 1000 * np.mean(scores >= 0.3) <= most
    assert 1000 * np.mean(scores >= 0.2) >= 1.0  # not merely silent


def test_what_goes_on_scores_once() -> None:
    values = _noise("white", 400, 1)
    values[300:] += 12
    scores = anomaly_scores(_times(400), values)
    assert scores[300] > 0.5
    assert np.count_nonzero(scores[301:365] >= 0.3) <= 2
    assert np.count_nonzero(anomaly_scores(_times(400), values, quiet=0)[301:365] >= 0.3) > 2


def test_a_value_that_is_usual_at_another_hour_is_unusual_at_this_one() -> None:
    values = _noise("strong seasons", 24 * 21, 2)
    before = anomaly_scores(_times(24 * 21), values, quiet=0)
    values[24 * 18 + 6] = -10  # a value of every evening, on a morning
    scores = anomaly_scores(_times(24 * 21), values, quiet=0)
    assert scores[24 * 18 + 6] > 0.25 > 0.1 > before[24 * 18 + 6]


def test_holidays_score_nothing_and_are_not_learnt_from() -> None:
    values = _noise("white", 300, 4)
    values[[100, 150, 200]] = -30.0
    holidays = (values == -30.0).tolist()
    scores = anomaly_scores(_times(300), values, holidays=holidays)
    assert not scores[[100, 150, 200]].any()
    values[250] = -30.0
    known = anomaly_scores(_times(300), values, holidays=holidays)[250]
    assert known > anomaly_scores(_times(300), values, quiet=0)[250] > 0


def test_missing_and_early_rows_score_nothing() -> None:
    values = _noise("white", 100, 5)
    values[10] = 50.0
    values[60] = np.nan
    scores = anomaly_scores(_times(100), values)
    assert not scores[:WARM_UP].any()
    assert scores[60] == 0.0
    assert anomaly_scores(_times(3), [np.nan] * 3).tolist() == [0.0] * 3
    assert anomaly_scores([], []).size == 0


def test_a_constant_series_scores_nothing() -> None:
    assert not anomaly_scores(_times(500), [45.0] * 500).any()


def test_times_may_have_a_zone_or_come_from_an_array() -> None:
    values = _noise("strong seasons", 300, 6)
    plain = anomaly_scores(_times(300), values).tolist()
    assert max(plain) > 0
    zone = ZoneInfo("Europe/Berlin")
    aware = [time.replace(tzinfo=UTC).astimezone(zone) for time in _times(300)]
    assert anomaly_scores(aware, values).tolist() == plain
    array = np.array(_times(300), dtype="datetime64[s]")
    assert anomaly_scores(array.tolist(), values).tolist() == plain


def test_a_clock_that_goes_back_is_taken_to_stand_still() -> None:
    values = _noise("strong seasons", 300, 7)
    back, still = _times(300), _times(300)
    back[150], still[150] = back[100], still[149]
    assert anomaly_scores(back, values).tolist() == anomaly_scores(still, values).tolist()


def test_times_and_values_must_be_equally_many() -> None:
    with pytest.raises(ValueError, match="equally many"):
        anomaly_scores(_times(3), [1.0, 2.0])
