"""Rolling back-test: what each method would have forecast at many past moments.

Called by ``forecast``. Parameters are settled at the first moment and kept; at each later one a
method sees all periods before it and none after. The same misses choose the method, are shown, and
make the interval.
"""

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.forecasting.candidate import Candidate
from boardroom.analysis.forecasting.past import Array, Past

ORIGINS = 18
"""Moments to test at; more of them cost time and say little, since their futures overlap."""

REACH = 24
"""The test reaches back so many periods at least, where the past is long enough."""

SETTLED = 0.8
"""Parameters settled on such a share of the past are not settled again for the forecast itself."""

WILD = 3.0
"""A path farther from all that was seen than so many times its whole range is no forecast."""

Origins = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """One method's forecasts, of the future and of the past.

    Attributes:
        ahead: shape (horizon,): what it forecasts now.
        paths: shape (origins, horizon): what it would have forecast.
    """

    ahead: Array
    paths: Array


def origins_of(past: Past, horizon: int) -> Origins:
    """The moments to test at, as numbers of periods known by then.

    They reach back two horizons, and a horizon before one whole round of the longest season, so
    that each place in it is forecast; but no farther than that season needs to be seen.
    """
    longest = past.seasons[-1] if past.seasons else 1
    needed = max(longest, 2)
    if past.fitted_seasons:
        needed = max(needed, 2 * past.fitted_seasons[-1])
    reach = max(2 * horizon, longest + horizon, REACH)
    first = max(past.size - reach, needed)
    return np.unique(np.linspace(first, past.size - 1, ORIGINS).astype(np.int64))


def actuals_of(past: Past, origins: Origins, horizon: int) -> Array:
    """Shape (origins, horizon): what came after each moment; NaN where it is not known yet or a
    gap was filled.
    """
    measured = np.where(past.known, past.values, np.nan)
    padded = np.concatenate([measured, np.full(horizon, np.nan)])
    return np.asarray(padded[origins[:, None] + np.arange(horizon)], dtype=float)


def rehearse(
    candidates: Sequence[Candidate], past: Past, *, origins: Origins, horizon: int
) -> Mapping[str, Rehearsal]:
    """Name → forecasts of each method; those that fail or run wild are left out."""
    found = {item.name: _rehearsed(item, past.values, origins, horizon) for item in candidates}
    return {name: item for name, item in found.items() if item is not None}


def _rehearsed(
    candidate: Candidate, values: Array, origins: Origins, horizon: int
) -> Rehearsal | None:
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            settled = candidate.fit(values[: origins[0]].copy())
            paths = [settled.path(values[:end].copy(), horizon) for end in origins]
            again = origins[0] < SETTLED * values.size
            ahead = (candidate.fit(values) if again else settled).path(values, horizon)
    except Exception:  # noqa: BLE001  # a method of another library may fail in any way: it is left out
        return None
    found = Rehearsal(ahead=ahead, paths=np.vstack(paths))
    return found if _is_sane(found, values) else None


def _is_sane(found: Rehearsal, values: Array) -> bool:
    """Whether no path is without end or far from everything that was seen."""
    low, high = float(values.min()), float(values.max())
    room = WILD * (high - low)
    every = np.vstack([found.paths, found.ahead])
    return bool(
        np.isfinite(every).all() and every.min() >= low - room and every.max() <= high + room
    )


def median_of(rehearsals: Mapping[str, Rehearsal]) -> Rehearsal:
    """The median of several methods at every step."""
    every = rehearsals.values()
    return Rehearsal(
        ahead=np.median([item.ahead for item in every], axis=0),
        paths=np.median([item.paths for item in every], axis=0),
    )


def mean_of(rehearsals: Mapping[str, Rehearsal], weights: Mapping[str, float]) -> Rehearsal:
    """The mean of several methods at every step, by weight."""
    parts = {name: weights[name] / sum(weights.values()) for name in rehearsals}
    return Rehearsal(
        ahead=np.sum([parts[name] * item.ahead for name, item in rehearsals.items()], axis=0),
        paths=np.sum([parts[name] * item.paths for name, item in rehearsals.items()], axis=0),
    )


def error_of(misses: Array) -> float:
    """Mean absolute miss; infinite where none is known."""
    known = np.abs(misses[np.isfinite(misses)])
    return float(known.mean()) if known.size else math.inf
