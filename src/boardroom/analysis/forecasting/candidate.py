"""The methods that a forecast is chosen from, each fitted once and then rolled over longer pasts.

Called by ``backtest``. Fitting settles parameters on the past that it is given; ``path`` applies
them to any past that begins with the same periods, so that rolling over many origins costs no fit
and sees nothing of what lies ahead. ``statsforecast`` is imported where a model is made.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

FEWEST_TO_FIT = 10
"""On fewer periods the parameters of a smoothing model are chance."""

LONGEST_SMOOTHED = 24
"""CES keeps a state per place in the season: for seasons up to the hours of a day."""

LONGEST_ETS = 12
"""ETS searches over them too, which takes seconds from here on."""

LONG_FOR_ETS = 200
"""On longer pasts the form of a seasonal ETS is not searched for: there it is a matter of seconds,
and the other methods differ from it more than its forms do."""

_STL_WIDTH = 7
_STL_WIDER = 4
_JUMP = 10
_MOST_JUMP = 3


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
class LibraryModel:
    """A model of statsforecast under its standard name."""

    name: str
    make: Callable[[], Any]

    def fit(self, past: Array) -> "RolledModel":
        """The model, its parameters settled by likelihood or squared error."""
        return RolledModel(model=self.make().fit(y=past))


@dataclass(frozen=True, kw_only=True)
class RolledModel:
    """A fitted model of statsforecast."""

    model: Any

    def path(self, past: Array, horizon: int) -> Array:
        """The mean path, from the settled parameters."""
        return np.asarray(self.model.forward(y=past, h=horizon)["mean"], dtype=float)


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


def decompose(past: Array, seasons: Sequence[int]) -> Sequence[Array]:
    """The pattern of each season over ``past``, shortest season first.

    Smoothing every tenth of a season instead of every period changes little and costs a tenth.
    """
    from statsmodels.tsa.seasonal import STL

    patterns = [np.zeros(past.size) for _ in seasons]
    left = past
    for _ in range(min(len(seasons), 2)):
        for place, season in enumerate(seasons):
            jump = math.ceil(season / _JUMP)
            found = STL(
                left + patterns[place],
                period=season,
                seasonal=_STL_WIDTH + _STL_WIDER * (place + 1),
                seasonal_deg=0,
                seasonal_jump=min(jump, _MOST_JUMP),
                trend_jump=jump,
                low_pass_jump=jump,
            ).fit()
            left = left + patterns[place] - found.seasonal
            patterns[place] = np.asarray(found.seasonal, dtype=float)
    return patterns


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
    found.append(LibraryModel(name="Theta", make=partial(_theta, season)))
    if season <= LONGEST_SMOOTHED:
        found.append(LibraryModel(name="CES", make=partial(_ces, season)))
    if season <= LONGEST_ETS:
        found.append(LibraryModel(name="ETS", make=partial(_ets, season, form=_form(shortest))))
    if fitted_seasons:
        rest = LibraryModel(name="ETS", make=partial(_ets, 1))
        found.append(Decomposed(seasons=fitted_seasons, rest=rest))
    return found


def _theta(season: int) -> Any:
    from statsforecast.models import DynamicOptimizedTheta

    return DynamicOptimizedTheta(season)


def _ces(season: int) -> Any:
    from statsforecast.models import AutoCES

    return AutoCES(season)


def _ets(season: int, *, form: str = "ZAZ") -> Any:
    """ETS; without a season its whole form is chosen by information criterion, beside one the trend
    is additive and damped, which is as good and spares two thirds of the search.
    """
    from statsforecast.models import AutoETS

    return AutoETS(1, model="ZZN") if season == 1 else AutoETS(season, model=form, damped=True)


def _form(past: Array) -> str:
    """Error, trend and season of ETS: chosen (Z) on short pasts, else what suits the sign."""
    if past.size < LONG_FOR_ETS:
        return "ZAZ"
    return "MAM" if past.min() > 0 else "AAA"
