"""A forecast is chosen on the past alone, says how it did there, or says why there is none."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from boardroom.analysis.forecasting.backtest import origins_of
from boardroom.analysis.forecasting.batch import forecast_many
from boardroom.analysis.forecasting.candidate import Candidate, Fitted, SeasonalNaive
from boardroom.analysis.forecasting.forecast import Asked, NoForecast, SeriesForecast, forecast
from boardroom.analysis.forecasting.past import Array, Past, read_past


def _made(asked: Asked) -> SeriesForecast:
    found = forecast(asked)
    assert isinstance(found, SeriesForecast), found
    return found


def _business(size: int, *, seed: int = 1, season: int = 12) -> tuple[float, ...]:
    """A growing series with a season and noise."""
    rng = np.random.default_rng(seed)
    steps = np.arange(size)
    wave = 1 + 0.3 * np.sin(2 * np.pi * steps / season)
    return tuple((200 + 1.5 * steps) * wave * rng.lognormal(0, 0.05, size))


@dataclass(frozen=True, kw_only=True)
class Spy:
    """A method that writes down what it was shown and forecasts the last value."""

    name: str = "spy"
    fitted_on: list[Array] = field(default_factory=list)
    shown: list[tuple[Array, int]] = field(default_factory=list)

    def fit(self, past: Array) -> Fitted:
        self.fitted_on.append(past)
        return self

    def path(self, past: Array, horizon: int) -> Array:
        self.shown.append((past, horizon))
        return np.repeat(past[-1], horizon)


def test_no_method_sees_what_came_after_the_moment_it_forecasts_at() -> None:
    spy = Spy()
    values = np.arange(60.0) + 1
    naive = SeasonalNaive(season=1)
    found = forecast(
        Asked(values=tuple(values), horizon=5), candidates=lambda _past, _size: (naive, spy)
    )
    assert isinstance(found, SeriesForecast)
    past = read_past(tuple(values), ())
    assert isinstance(past, Past)
    origins = origins_of(past, 5)
    settled, whole = spy.fitted_on
    assert whole.size == values.size
    assert settled.size == origins[0]
    assert [len(seen) for seen, _ in spy.shown[:-1]] == list(origins)
    for seen, _ in spy.shown[:-1]:
        assert np.allclose(seen * values.mean(), values[: seen.size])
    # Each past forecast repeats the last value of a straight line: step k is off by exactly k.
    off = [step for end in origins for step in range(1, min(5, 60 - end) + 1)]
    assert found.mase == pytest.approx(np.mean(off))
    assert found.residuals == len(off)


@pytest.mark.parametrize("factor", [0.001, 8.0, 1e9])
def test_a_forecast_in_another_unit_is_the_same_forecast(factor: float) -> None:
    asked = Asked(values=_business(60), seasons=(12,), horizon=6)
    one = _made(asked)
    other = _made(replace(asked, values=tuple(item * factor for item in _business(60))))
    for name in ("values", "low", "high"):
        expected = np.asarray(getattr(one, name)) * factor
        assert getattr(other, name) == pytest.approx(expected, rel=1e-3)
    assert other.mase == pytest.approx(one.mase, rel=1e-3)
    assert other.measured == pytest.approx(one.measured, abs=0.02)


@pytest.mark.parametrize(
    ("values", "seasons"),
    [
        ([5.0] * 40, (12,)),
        ([0.0] * 40, (12,)),
        ([0.0] * 39 + [1.0], (12,)),
        ([1.0] + [0.0] * 39, (7, 12)),
        ([0.0, 0.0, 3.0, 0.0] * 12, (12,)),
        ([1e12, 1.0] * 20, (12,)),
        (list(range(-20, 20)), (7,)),
        ([1.0, 2.0] * 6, (12,)),
        ([2.0**step for step in range(40)], ()),
        (_business(20), (12, 52)),
        (_business(400, season=7), (7, 365)),
    ],
)
def test_odd_series_are_forecast_within_sane_bounds(
    values: Sequence[float], seasons: tuple[int, ...]
) -> None:
    found = _made(Asked(values=tuple(values), seasons=seasons, horizon=14))
    ends = (min(values), max(values))
    room = 20 * (ends[1] - ends[0])
    assert len(found.values) == len(found.low) == len(found.high) == 14
    for low, value, high in zip(found.low, found.values, found.high, strict=True):
        assert all(map(math.isfinite, (low, value, high)))
        assert low <= value <= high
        assert ends[0] - room <= value <= ends[1] + room
        assert min(values) < 0 or low >= 0


def test_what_never_moved_is_carried_on_and_says_so() -> None:
    found = _made(Asked(values=(7.0,) * 30, seasons=(7,), horizon=3))
    assert found.values == found.low == found.high == (7.0, 7.0, 7.0)
    assert found.mase == found.naive_mase == 0.0
    assert any("never moved" in note for note in found.notes)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "Only 0 periods"),
        ([1.0, 2.0, 4.0], "Only 3 periods"),
        ([None] * 50, "Only 0 periods"),
        ([*_business(30), None], "last period has no value"),
        ([float(step) if step % 2 else None for step in range(40)], "19 of 39 periods"),
    ],
)
def test_what_cannot_be_forecast_says_why(values: Sequence[float | None], reason: str) -> None:
    found = forecast(Asked(values=tuple(values), horizon=2))
    assert isinstance(found, NoForecast)
    assert reason in found.reason


def test_gaps_are_filled_by_their_place_in_the_season_and_never_scored() -> None:
    wave: list[float | None] = [10.0, 20.0, 30.0, 40.0] * 10
    asked = Asked(values=tuple(wave), seasons=(4,), horizon=4)
    whole = _made(asked)
    wave[17] = wave[38] = None
    found = _made(replace(asked, values=tuple(wave)))
    assert found.values == pytest.approx((10.0, 20.0, 30.0, 40.0))
    assert found.residuals < whole.residuals
    assert any(note.startswith("2 of 40 periods") for note in found.notes)


def test_short_series_fall_back_to_their_season_and_say_so() -> None:
    found = _made(Asked(values=_business(21), seasons=(12,), horizon=3))
    assert "seasonal naive (12) with drift" in found.tested
    assert any("season of 12" in note for note in found.notes)


def test_several_seasons_are_told_apart() -> None:
    steps = np.arange(24 * 7 * 4)
    day = 10 * np.sin(2 * np.pi * steps / 24)
    week = 50 * (steps // 24 % 7 >= 5)
    noise = np.random.default_rng(3).normal(0, 1, steps.size)
    series = 200 + day + week + noise
    found = _made(Asked(values=tuple(series[:-48]), seasons=(24, 168), horizon=48))
    assert "MSTL (24, 168)" in found.tested
    assert float(np.abs(series[-48:] - found.values).mean()) < 2.5


def test_a_forecast_worse_than_the_season_before_says_so() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Wrong:
        name: str = "wrong"

        def fit(self, past: Array) -> "Wrong":
            return self

        def path(self, past: Array, horizon: int) -> Array:
            return np.resize(past[-12:], horizon) * 1.1

    def methods(_past: Past, _size: int) -> Sequence[Candidate]:
        return SeasonalNaive(season=12), Wrong(name="one"), Wrong(name="two"), Wrong(name="three")

    steps = np.arange(60)
    values = 100 + 20 * np.sin(steps / 6 * np.pi) + np.random.default_rng(5).normal(0, 4, 60)
    found = forecast(Asked(values=tuple(values), seasons=(12,), horizon=3), candidates=methods)
    assert isinstance(found, SeriesForecast)
    assert found.beats_naive == (found.mase <= found.naive_mase)
    assert found.beats_naive != any("less accurate than" in note for note in found.notes)


def test_bounds_that_are_given_are_kept() -> None:
    values = tuple(np.clip(0.97 + np.random.default_rng(2).normal(0, 0.03, 40), 0, 1))
    found = _made(Asked(values=values, horizon=6, coverage=0.95, upper=1.0))
    assert max(found.high) <= 1.0
    assert max(_made(Asked(values=values, horizon=6, coverage=0.95)).high) > 1.0


def test_the_same_series_gives_the_same_forecast() -> None:
    asked = Asked(values=_business(48), seasons=(12,), horizon=6)
    assert forecast(asked) == forecast(asked)


def test_many_series_come_back_in_their_order() -> None:
    asked = [Asked(values=(float(level),) * 20) for level in (3, 1, 2)] + [Asked(values=(1.0,))]
    with ThreadPoolExecutor(2) as workers:
        found = forecast_many(asked, workers=workers)
    assert found == forecast_many(asked)
    assert [item.values for item in found if isinstance(item, SeriesForecast)] == [(3,), (1,), (2,)]
    assert isinstance(found[-1], NoForecast)
