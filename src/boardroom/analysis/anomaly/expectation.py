"""What a row was expected to be, from the rows before it. Called by ``anomaly.detection``.

Four simple predictions compete: the median of all the past, that of the last few rows, the middle
of the seasonal neighbours, and the same moved by how far the last few rows lay from theirs. Row by
row the one with the smallest error so far is taken, and its own past errors bound it.
"""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.anomaly.past import mean_loss_before, median_before, median_of_all
from boardroom.analysis.anomaly.rarity import Array
from boardroom.analysis.anomaly.score import SHORT
from boardroom.analysis.anomaly.season import Seasons

COVERAGE = 0.99
"""Share of rows that lie between ``low`` and ``high`` when nothing is wrong."""


@dataclass(frozen=True, kw_only=True)
class Band:
    """A prediction and its bounds, in the unit of the values."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """Predictions for every row of a series.

    Attributes:
        values: what came.
        predictions: one line per way to predict, one column per row; NaN where it cannot.
        best: per row, the line that had the smallest error before it.
        season: middle of the seasonal neighbours, 0 where none are known or they do not help.
    """

    values: Array
    predictions: Array
    best: np.ndarray[tuple[int, ...], np.dtype[np.intp]]
    season: Array

    def band(self, row: int) -> Band:
        """Expected value of a row after the first, and its bounds from earlier errors."""
        line = self.predictions[self.best[row]]
        errors = self.values[:row] - line[:row]
        errors = errors[np.isfinite(errors)]
        tail = (1.0 - COVERAGE) / 2.0
        low, high = (float(x) for x in np.quantile(errors, [tail, 1.0 - tail]))
        expected = float(line[row])
        return Band(expected=expected, low=expected + min(low, 0.0), high=expected + max(high, 0.0))

    def departures(self, row: int, count: int) -> Array:
        """How far the row and those after it, ``count`` in all at most, lie from where the row was
        expected, the season's own moves left out."""
        level = float(self.predictions[self.best[row], row]) - float(self.season[row])
        after = slice(row, row + count)
        departures: Array = self.values[after] - self.season[after] - level
        return departures


def expect(values: Array, seasons: Seasons) -> Expectation:
    """Predictions for each row from those before it."""
    middle = seasons.middle
    known = np.isfinite(middle)
    drift = median_before(np.where(known, values - middle, 0.0), SHORT)
    predictions = np.stack(
        [median_of_all(values), median_before(values, SHORT), middle, middle + drift]
    )
    losses = np.stack([mean_loss_before(values - line) for line in predictions])
    losses[~np.isfinite(predictions)] = np.inf
    best = np.argmin(losses, axis=0)
    return Expectation(
        values=values,
        predictions=predictions,
        best=best,
        season=np.where(known & (best >= _SEASONAL), middle, 0.0),
    )


_SEASONAL = 2
