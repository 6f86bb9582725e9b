"""Exponential smoothing: ETS, CES and Theta of ``statsforecast``. Called by ``candidate``.

Its functions are called instead of its model classes: those measure, beside the likelihood that
decides, how far off every fit is three steps ahead, which doubles what a fit costs; and they come
with all its other models, a second of import more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from boardroom.analysis.forecasting.past import Array

_STEPS_MEASURED = 1
"""The fewest steps ahead that the library can measure a fit at: nothing is made of them."""

_LIKELY = 1.645
"""Quantile of the normal distribution for a test at 90 %."""

_SHORTEST_SEASON = 4
"""Autocorrelation does not tell a shorter season from a course that swings."""

_SMALLEST_FACTOR = 0.01
"""Where a place in the season has next to nothing, dividing by its factor would invent values."""


@dataclass(frozen=True, kw_only=True)
class Ets:
    """Error, trend and season smoothed; ``form`` says how each enters: N(ot), A(dded),
    M(ultiplied), or Z, what the information criterion prefers.
    """

    season: int
    form: str
    damped: bool | None = None

    @property
    def name(self) -> str:
        """Its standard name."""
        return "ETS"

    def fit(self, past: Array) -> "RolledEts":
        """Its parameters, by likelihood."""
        from statsforecast.ets import ets_f

        form, damped = self.form, self.damped
        found = ets_f(past, self.season, model=form, damped=damped, nmse=_STEPS_MEASURED)
        return RolledEts(model=found)


@dataclass(frozen=True, kw_only=True)
class RolledEts:
    """A fitted ETS."""

    model: Mapping[str, Any]

    def path(self, past: Array, horizon: int) -> Array:
        """The mean path, from the settled parameters and first state."""
        from statsforecast.ets import ets_f, forecast_ets

        rolled = ets_f(past, self.model["m"], model=self.model, nmse=_STEPS_MEASURED)
        return np.asarray(forecast_ets(rolled, horizon)["mean"], dtype=float)


@dataclass(frozen=True, kw_only=True)
class Ces:
    """Complex exponential smoothing, its kind of season chosen by information criterion."""

    season: int

    @property
    def name(self) -> str:
        """Its standard name."""
        return "CES"

    def fit(self, past: Array) -> "RolledCes":
        """Its parameters, by likelihood."""
        from statsforecast.ces import auto_ces

        return RolledCes(model=auto_ces(past, self.season, nmse=_STEPS_MEASURED))


@dataclass(frozen=True, kw_only=True)
class RolledCes:
    """A fitted CES."""

    model: Mapping[str, Any]

    def path(self, past: Array, horizon: int) -> Array:
        """The mean path, from the settled parameters."""
        from statsforecast.ces import auto_ces, forecast_ces

        settled, kind = self.model["par"], self.model["seasontype"]
        rolled = auto_ces(past, self.model["m"], model=kind, nmse=_STEPS_MEASURED, **settled)
        return np.asarray(forecast_ces(rolled, horizon)["mean"], dtype=float)


@dataclass(frozen=True, kw_only=True)
class Theta:
    """The dynamic optimised Theta method, on the series without its season where it has one."""

    season: int

    @property
    def name(self) -> str:
        """Its standard name."""
        return "Theta"

    def fit(self, past: Array) -> "RolledTheta":
        """Its parameters, by squared error."""
        from statsforecast.theta import auto_theta

        pattern, is_factor = seasonal_pattern(past, self.season)
        level = past / pattern if is_factor else past - pattern
        found = auto_theta(level, 1, model="DOTM", nmse=_STEPS_MEASURED)
        return RolledTheta(season=self.season, settled=found["par"])


@dataclass(frozen=True, kw_only=True)
class RolledTheta:
    """A fitted Theta method."""

    season: int
    settled: Mapping[str, float]

    def path(self, past: Array, horizon: int) -> Array:
        """The path from the settled parameters, the season of ``past`` on top of it."""
        from statsforecast.theta import auto_theta, forecast_theta

        pattern, is_factor = seasonal_pattern(past, self.season)
        level = past / pattern if is_factor else past - pattern
        rolled = auto_theta(level, 1, model="DOTM", nmse=_STEPS_MEASURED, **self.settled)
        ahead = np.asarray(forecast_theta(rolled, horizon)["mean"], dtype=float)
        coming = np.resize(pattern[-self.season :], horizon)
        return ahead * coming if is_factor else ahead + coming


def seasonal_pattern(past: Array, season: int) -> tuple[Array, bool]:
    """What belongs to each place in the season, shape (n,), and whether it is a factor (else a
    summand): by classical decomposition; neutral where the season does not show at the level of
    90 %.

    Source: V. Assimakopoulos and K. Nikolopoulos, The theta model (2000), for the test.
    """
    if not _is_seasonal(past, season):
        return np.zeros(past.size), False
    if past.min() > 0:
        factors = _indices(past / _running_mean(past, season), season)
        factors = factors / factors.mean()
        if factors.min() >= _SMALLEST_FACTOR:
            return np.resize(factors, past.size), True
    summands = _indices(past - _running_mean(past, season), season)
    return np.resize(summands - summands.mean(), past.size), False


def _is_seasonal(past: Array, season: int) -> bool:
    """Whether the autocorrelation one season apart stands out."""
    if season < _SHORTEST_SEASON or past.size < 2 * season:
        return False
    away = past - past.mean()
    alike = np.array([away[lag:] @ away[:-lag] for lag in range(1, season + 1)]) / (away @ away)
    chance = np.sqrt((1 + 2 * np.sum(alike[:-1] ** 2)) / past.size)
    return bool(abs(alike[-1]) > _LIKELY * chance)


def _running_mean(past: Array, season: int) -> Array:
    """The centred mean over one season; NaN at either end."""
    weights = np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    edge = np.full(weights.size // 2, np.nan)
    middle = np.convolve(past, weights / season, mode="valid")
    return np.concatenate([edge, middle, edge])


def _indices(parts: Array, season: int) -> Array:
    """The mean of what is known at each place in the season, shape (season,)."""
    missing = np.full(-parts.size % season, np.nan)
    return np.asarray(np.nanmean(np.append(parts, missing).reshape(-1, season), axis=0))
