"""A forecast of one series: the method that did best on its own past, and how far off it was.

Called by ``executive`` and by ``evals``. Seasonal naive, Theta, ETS, CES and MSTL are rolled over
the past. Their mean, weighted by how well each did, is the forecast, unless one of them (or their
median) was better by a fifth: choosing the winner outright is less accurate, since the winner of a
short test is often a lucky one.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.forecasting.backtest import (
    Rehearsal,
    actuals_of,
    error_of,
    mean_of,
    median_of,
    origins_of,
    rehearse,
)
from boardroom.analysis.forecasting.candidate import Candidate, SeasonalNaive, candidates_for
from boardroom.analysis.forecasting.interval import interval_of
from boardroom.analysis.forecasting.past import Array, Past, read_past

BETTER = 0.8
"""A single method replaces the mean of all where its error is below this share of the mean's."""

_WEIGHT_POWER = 2
_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A series to forecast.

    Attributes:
        values: complete, equal periods, oldest first; a gap is None or NaN.
        seasons: periods in each season that it may have, such as (24, 168) for hours.
        horizon: periods ahead, at least 1.
        coverage: share of cases that the interval is meant to hold.
        lower, upper: what the values cannot be outside of; None: not below zero where it never
            was.
    """

    values: tuple[float | None, ...]
    seasons: tuple[int, ...] = ()
    horizon: int = 1
    coverage: float = 0.8
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, kw_only=True)
class SeriesForecast:
    """The next values of a series.

    Attributes:
        values: expected, the next period first; ``low`` and ``high`` bound them.
        method: its standard name.
        residuals: past misses the interval is made from, at ``origins`` moments.
        measured: share of them inside an interval made from those of other moments.
        mase: mean absolute miss in the back-test, as a multiple of the mean step from season to
            season before it; ``naive_mase`` that of the best seasonal naive method.
        smape: mean of 2 · |miss| / (|actual| + |forecast|), as a fraction.
        tested: method → its ``mase``, all that were tried.
        notes: what a reader must know, as sentences.
    """

    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    method: str
    coverage: float
    measured: float
    residuals: int
    origins: int
    mase: float
    naive_mase: float
    smape: float
    tested: Mapping[str, float]
    notes: tuple[str, ...] = ()

    @property
    def beats_naive(self) -> bool:
        """Whether its back-test was at least as good as the seasonal naive method's."""
        return self.mase <= self.naive_mase * (1 + _ROUNDING)


@dataclass(frozen=True, kw_only=True)
class NoForecast:
    """Why there is none, as a sentence."""

    reason: str


Maker = Callable[[Past, int], Sequence[Candidate]]


def forecast(asked: Asked, *, candidates: Maker | None = None) -> SeriesForecast | NoForecast:
    """The forecast of a series, or why there is none.

    Args:
        asked: the series.
        candidates: makes the methods to choose from, of the past and the number of periods in the
            shortest past of the test; None = all.

    Example:
        >>> wave = tuple([10.0, 20.0, 30.0, 20.0] * 3)
        >>> found = forecast(Asked(values=wave, seasons=(4,), horizon=2))
        >>> found.values, found.method, found.mase
        ((10.0, 20.0), 'seasonal naive (4)', 0.0)
        >>> forecast(Asked(values=(1.0, 2.0)))
        NoForecast(reason='Only 2 periods with a value; a forecast needs 12.')
    """
    past = read_past(asked.values, asked.seasons)
    if isinstance(past, str):
        return NoForecast(reason=past)
    scale = float(np.abs(past.values).mean()) or 1.0
    past = replace(past, values=past.values / scale)
    origins = origins_of(past, asked.horizon)
    methods = (candidates or _methods)(past, int(origins[0]))
    rehearsals = rehearse(methods, past, origins=origins, horizon=asked.horizon)
    actuals = actuals_of(past, origins, asked.horizon)
    errors = {name: error_of(actuals - item.paths) for name, item in rehearsals.items()}
    naive = min(errors[item.name] for item in methods if item.name in errors and _is_naive(item))
    method, chosen = _choose(rehearsals, errors, actuals)
    misses = actuals - chosen.paths
    interval = interval_of(
        misses, coverage=asked.coverage, windows=(past.size - int(origins[0])) / asked.horizon
    )
    bounded = _bounds(asked, past, scale)
    unit = _step_of(past)
    found = SeriesForecast(
        values=bounded(chosen.ahead),
        low=bounded(chosen.ahead - interval.reach),
        high=bounded(chosen.ahead + interval.reach),
        method=method,
        coverage=asked.coverage,
        measured=interval.measured,
        residuals=interval.residuals,
        origins=int(origins.size),
        mase=error_of(misses) / unit,
        naive_mase=naive / unit,
        smape=_smape(actuals, chosen.paths),
        tested={name: error / unit for name, error in errors.items()},
    )
    return replace(found, notes=tuple(_notes(found, asked, past, misses)))


def _methods(past: Past, shortest: int) -> Sequence[Candidate]:
    """All methods; for what never moved, only the simplest."""
    if np.ptp(past.values) == 0:
        return (SeasonalNaive(season=1),)
    return candidates_for(
        past.values[:shortest], seasons=past.seasons, fitted_seasons=past.fitted_seasons
    )


def _is_naive(method: Candidate) -> bool:
    return isinstance(method, SeasonalNaive) and not method.drift


def _choose(
    rehearsals: Mapping[str, Rehearsal], errors: Mapping[str, float], actuals: Array
) -> tuple[str, Rehearsal]:
    """The name and the paths of what is forecast with."""
    best = min(errors, key=errors.__getitem__)
    if len(rehearsals) == 1 or errors[best] <= _ROUNDING:
        return best, rehearsals[best]
    weights = {name: errors[name] ** -_WEIGHT_POWER for name in rehearsals}
    mean = mean_of(rehearsals, weights)
    middle = median_of(rehearsals)
    others = {**rehearsals, f"median of {len(rehearsals)} methods": middle}
    missed = {name: error_of(actuals - item.paths) for name, item in others.items()}
    best = min(missed, key=missed.__getitem__)
    if missed[best] < BETTER * error_of(actuals - mean.paths):
        return best, others[best]
    return f"weighted mean of {len(rehearsals)} methods", mean


def _bounds(asked: Asked, past: Past, scale: float) -> Callable[[Array], tuple[float, ...]]:
    """Brings a path back into the series' unit and inside what its values can be."""
    lower = asked.lower
    if lower is None:
        lower = 0.0 if float(past.values.min()) >= 0 else -math.inf
    upper = math.inf if asked.upper is None else asked.upper

    def bounded(path: Array) -> tuple[float, ...]:
        return tuple(float(item) for item in np.clip(path * scale, lower, upper))

    return bounded


def _step_of(past: Past) -> float:
    """The mean step from season to season, which misses are measured by."""
    season = past.seasons[0] if past.seasons else 1
    return float(np.abs(past.values[season:] - past.values[:-season]).mean()) or 1.0


def _smape(actuals: Array, paths: Array) -> float:
    whole = np.abs(actuals) + np.abs(paths)
    shares = 2 * np.abs(actuals - paths) / np.where(whole > 0, whole, 1.0)
    return float(np.nanmean(shares))


def _notes(found: SeriesForecast, asked: Asked, past: Past, misses: Array) -> Iterator[str]:
    if not found.beats_naive:
        yield (
            "In the back-test this was less accurate than simply repeating the last season "
            f"({found.mase:.2f} against {found.naive_mase:.2f})."
        )
    if np.ptp(past.values) == 0:
        yield "The series has never moved, so its interval has no width."
    unseen = [item for item in asked.seasons if item > 1 and item not in past.fitted_seasons]
    if unseen:
        yield f"A season of {unseen[-1]} periods was seen too seldom to fit its pattern."
    gaps = int((~past.known).sum())
    if gaps:
        yield f"{gaps} of {past.size} periods had no value and were filled in."
    tested = int(np.isfinite(misses).any(axis=0).sum())
    if tested < asked.horizon:
        yield f"Nothing farther ahead than {tested} periods could be tested."
