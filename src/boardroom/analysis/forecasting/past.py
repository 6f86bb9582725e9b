"""A series made ready to be forecast: gaps filled, seasons that fit, a limit on its length.

Called by ``forecast``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

FEWEST = 12
"""Fewer periods than this say too little of how far off a forecast may be."""

LONGEST = 1200
"""Older periods than these (more than three years of days) are left out always,"""

ROUNDS = 5
"""and those older than so many rounds of the longest season,"""

LONG = 400
"""but not where fewer than these would stay: they cost time and say little of tomorrow."""

MOST_FILLED = 0.2
"""A series with a larger share of gaps is not forecast: what it is made of would be invented."""

TESTED = 8
"""A season must leave so many periods to be tested on."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """A series without gaps.

    Attributes:
        values: shape (n,), oldest first.
        known: shape (n,); False where a gap was filled.
        seasons: periods per season, shortest first, that were seen at least once and leave enough
            to test on.
    """

    values: Array
    known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    seasons: tuple[int, ...]

    @property
    def fitted_seasons(self) -> tuple[int, ...]:
        """Those seen twice and more, so that a pattern can be told from chance."""
        return tuple(item for item in self.seasons if self.values.size >= 2 * item + TESTED)

    @property
    def size(self) -> int:
        """How many periods."""
        return int(self.values.size)


def read_past(values: Sequence[float | None], seasons: Sequence[int]) -> Past | str:
    """The series ready to be forecast, or in words why it cannot be.

    Leading and trailing gaps are cut off where nothing was measured yet; a trailing gap is a
    refusal, since the forecast would begin somewhere else than it says.
    """
    given = np.asarray([np.nan if item is None else item for item in values], dtype=float)
    known = np.isfinite(given)
    if known.sum() < FEWEST:
        return f"Only {int(known.sum())} periods with a value; a forecast needs {FEWEST}."
    if not known[-1]:
        return "The last period has no value."
    kept = min(LONGEST, max(LONG, ROUNDS * max(seasons, default=1)))
    first = max(int(np.argmax(known)), given.size - kept)
    given, known = given[first:], known[first:]
    if known.mean() < 1 - MOST_FILLED:
        return f"{int((~known).sum())} of {known.size} periods have no value."
    fitting = sorted({item for item in seasons if 1 < item <= given.size - TESTED})
    return Past(
        values=_filled(given, known, fitting[-1] if fitting else 1),
        known=known,
        seasons=tuple(fitting),
    )


def _filled(
    given: Array, known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], season: int
) -> Array:
    """Gaps on the line between their neighbours, moved by what is usual at their place in the
    season.
    """
    places = np.arange(given.size)
    line = np.interp(places, places[known], given[known])
    if known.all() or season == 1:
        return line
    usual = np.zeros(season)
    for place in range(season):
        here = known & (places % season == place)
        usual[place] = np.median(given[here]) if here.any() else np.nan
    usual = np.where(np.isnan(usual), np.nanmedian(usual), usual)[places % season]
    return np.where(known, given, usual + np.interp(places, places[known], (given - usual)[known]))
