"""What a series did at the same place of earlier cycles. Called by ``anomaly.score`` and
``anomaly.expectation``.

A cycle is a day, a week, a month or a year (what happens every hour happens every day too). Which
one a series follows is found from the series: the one whose earlier values have been closest so
far. Times may be irregular or have gaps; «one week earlier» is looked up by time, not by count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.anomaly.past import mean_loss_before, median_of_all
from boardroom.analysis.anomaly.rarity import Array

Rows = np.ndarray[tuple[int, ...], np.dtype[np.intp]]
Times = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

_DAY = 86_400
_CYCLES_BACK = 4
_CLOSER = 0.8
"""A longer cycle must come so much closer: it holds the shorter ones and learns more slowly."""

_LEAST_STEPS = 4
_SLACK_STEPS = 24
"""In a cycle of at least so many steps, one step earlier or later is the same place too."""


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Per row, what the same places of up to four earlier cycles had; NaN where none is known."""

    low: Array
    middle: Array
    high: Array


@dataclass(frozen=True, kw_only=True)
class Seasons:
    """The cycles that a series may follow.

    Attributes:
        cycles: neighbours in each cycle that is long enough for the series' steps and short enough
            for its length.
        best: per row, the place in ``cycles`` of the one that has come closest before; -1 where
            none has a neighbour.
        size: how many rows there are.
    """

    cycles: tuple[Neighbours, ...]
    best: Rows
    size: int

    def select(self, lines: Sequence[Array]) -> Array:
        """Per row, what the line of the best cycle has; NaN where there is none."""
        table = np.stack([*lines, np.full(self.size, np.nan)])
        taken: Array = np.take_along_axis(table, self.best[None], axis=0)[0]
        return taken

    @property
    def middle(self) -> Array:
        """Per row, the middle of the neighbours in the best cycle; NaN where there is none."""
        return self.select([cycle.middle for cycle in self.cycles])


def find_seasons(times: Times, values: Array) -> Seasons:
    """The cycles of a series.

    Args:
        times: seconds, ascending.
        values: one per time, finite.
    """
    step = _usual_step(times)
    cycles: list[Neighbours] = []
    best = np.full(values.size, -1)
    least_loss = np.full(values.size, np.inf)
    for seconds, earlier in _CYCLES.items():
        fits = step * _LEAST_STEPS <= seconds
        if not fits.any() or times[-1] - times[0] < seconds / 2:
            continue
        found = _neighbours(times, values, step=step, seconds=seconds, earlier=earlier)
        loss = mean_loss_before(values - found.middle)
        better = fits & np.isfinite(found.middle) & ((loss < _CLOSER * least_loss) | (best < 0))
        best = np.where(better, len(cycles), best)
        least_loss = np.where(better, loss, least_loss)
        cycles.append(found)
    return Seasons(cycles=tuple(cycles), best=best, size=values.size)


def _usual_step(times: Times) -> Array:
    """Seconds between rows, the median so far."""
    return median_of_all(np.diff(times, prepend=times[:1]).astype(float))


Earlier = Callable[[Times, int], Times]


def _fixed(seconds: int) -> Earlier:
    return lambda times, count: times - count * seconds


def _months(months: int) -> Earlier:
    def earlier(times: Times, count: int) -> Times:
        month = times.astype("datetime64[s]").astype("datetime64[M]")
        within = times - month.astype("datetime64[s]").astype(np.int64)
        return (month - count * months).astype("datetime64[s]").astype(np.int64) + within

    return earlier


_CYCLES: Mapping[int, Earlier] = {
    _DAY: _fixed(_DAY),
    7 * _DAY: _fixed(7 * _DAY),
    30 * _DAY: _months(1),
    365 * _DAY: _months(12),
}


def _neighbours(
    times: Times, values: Array, *, step: Array, seconds: int, earlier: Earlier
) -> Neighbours:
    slack = step * _SLACK_STEPS <= seconds
    rows = np.arange(values.size)
    columns = []
    for count in range(1, _CYCLES_BACK + 1):
        target = earlier(times, count)
        at = np.searchsorted(times, target + 0.5 * step) - 1
        for offset in (0, -1, 1):
            near = at + offset
            known = (at >= 0) & (near >= 0) & (near < rows) & (slack | (offset == 0))
            near = np.clip(near, 0, values.size - 1)
            known &= np.abs(times[near] - target) < step * (2 if offset else 1)
            columns.append(np.where(known, values[near], np.nan))
    return _summary(np.stack(columns))


def _summary(table: Array) -> Neighbours:
    """Lowest, middle and highest of each column; NaN where it has none."""
    ordered = np.sort(table, axis=0)  # NaN last
    count = np.isfinite(ordered).sum(axis=0)
    last = np.maximum(count - 1, 0)

    def at(place: Rows) -> Array:
        taken: Array = np.take_along_axis(ordered, place[None], axis=0)[0]
        return taken

    return Neighbours(low=ordered[0], middle=(at(last // 2) + at(count // 2)) / 2, high=at(last))
