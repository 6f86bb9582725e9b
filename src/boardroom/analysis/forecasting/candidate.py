"""The methods that a forecast is chosen from, each fitted once and then rolled over longer pasts.

Called by ``backtest``. Fitting settles parameters on the past that it is given; ``path`` applies
them to any past that begins with the same periods, so that rolling over many origins costs no fit
and sees nothing of what lies ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from boardroom.analysis.forecasting.past import Array
from boardroom.analysis.forecasting.smoothing import Ces, Ets, Theta
from boardroom.analysis.forecasting.stl import decompose

FEWEST_TO_FIT = 10
"""On fewer periods the parameters of a smoothing model are chance."""

LONGEST_SMOOTHED = 24
"""CES keeps a state per place in the season: for seasons up to the hours of a day."""

LONGEST_ETS = 12
"""ETS searches over them too, which takes seconds from here on."""

LONG_FOR_ETS = 200
"""On longer pasts the form of a seasonal ETS is not searched for: there it is a matter of seconds,
and the other methods differ from it more than its forms do."""


class Fitted(Protocol):
    """A method with its parameters settled."""

    def path(self, past: Array, horizon: int) -> Array:
        """The ``horizon`` values after ``past``."""


class Candidate(Protocol):
    """A method of forecasting."""

    @property
    def name(self) -> str:
        """Its standard name."""

    def fit(self, past: Array) -> Fitted:
        """The method with parameters settled on ``past`` alone."""


@dataclass(frozen=True, kw_only=True)
class SeasonalNaive:
    """The value one season before (with a season of one: the last value), moved on by the median
    step from season to season where ``drift`` is set.

    Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2.
    """

    season: int
    drift: bool = False

    @property
    def name(self) -> str:
        """Its standard name."""
        name = "naive" if self.season == 1 else f"seasonal naive ({self.season})"
        return f"{name} with drift" if self.drift else name

    def fit(self, past: Array) -> "SeasonalNaive":
        """Itself: nothing is settled before the last season is seen."""
        return self if past.size >= self.season else SeasonalNaive(season=1, drift=self.drift)

    def path(self, past: Array, horizon: int) -> Array:
        """The last season again and again."""
        ahead = np.resize(past[-self.season :], horizon)
        if not self.drift or past.size <= self.season:
            return ahead
        step = float(np.median(past[self.season :] - past[: -self.season]))
        return ahead + step * (1 + np.arange(horizon) // self.season)


@dataclass(frozen=True, kw_only=True)
class Decomposed:
    """Seasons taken off by STL, one after the other, and what is left forecast by ``rest``.

    Source: K. Bandara, R. J. Hyndman and C. Bergmeir, MSTL: A Seasonal-Trend Decomposition
        Algorithm for Time Series with Multiple Seasonal Patterns (2021).
    """

    seasons: Sequence[int]
    rest: Candidate

    @property
    def name(self) -> str:
        """Its standard name."""
        return f"MSTL ({', '.join(map(str, self.seasons))})"

    def fit(self, past: Array) -> "RolledDecomposition":
        """The rest's parameters, settled on ``past`` without its seasons."""
        rest = self.rest.fit(past - sum(decompose(past, self.seasons)))
        return RolledDecomposition(seasons=self.seasons, rest=rest)


@dataclass(frozen=True, kw_only=True)
class RolledDecomposition:
    """A fitted model for what STL leaves."""

    seasons: Sequence[int]
    rest: Fitted

    def path(self, past: Array, horizon: int) -> Array:
        """The rest's path, with the last round of each season on top of it."""
        patterns = decompose(past, self.seasons)
        ahead = self.rest.path(past - sum(patterns), horizon)
        for season, pattern in zip(self.seasons, patterns, strict=True):
            ahead = ahead + np.resize(pattern[-season:], horizon)
        return ahead


def candidates_for(
    shortest: Array, *, seasons: Sequence[int], fitted_seasons: Sequence[int]
) -> Sequence[Candidate]:
    """The methods for a series, of which ``shortest`` is the shortest past in the test.

    Seasons seen too seldom to fit a pattern are left to the seasonal naive method, there with its
    drift beside it.
    """
    found: list[Candidate] = [SeasonalNaive(season=item) for item in seasons or (1,)]
    if len(fitted_seasons) < max(len(seasons), 1):
        longest = seasons[-1] if seasons else 1
        found.append(SeasonalNaive(season=longest, drift=True))
    if shortest.size < FEWEST_TO_FIT:
        return found
    season = fitted_seasons[0] if fitted_seasons else 1
    found.append(Theta(season=season))
    if season <= LONGEST_SMOOTHED:
        found.append(Ces(season=season))
    if season <= LONGEST_ETS:
        found.append(_ets(season, shortest))
    if fitted_seasons:
        found.append(Decomposed(seasons=fitted_seasons, rest=_ets(1, shortest)))
    return found


def _ets(season: int, past: Array) -> Ets:
    """ETS; without a season its whole form is chosen by information criterion, beside one the trend
    is additive and damped, which is as good and spares two thirds of the search. On long pasts the
    error and the season are what suits the sign.
    """
    if season == 1:
        return Ets(season=1, form="ZZN")
    if past.size < LONG_FOR_ETS:
        return Ets(season=season, form="ZAZ", damped=True)
    return Ets(season=season, form="MAM" if past.min() > 0 else "AAA", damped=True)
