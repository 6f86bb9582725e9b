"""Anomaly scores as values arrive. Called by ``anomaly.detection`` and by the evaluation.

A row is looked at in several ways (against all values, the last few, the season; the level of the
last few rows, the step between two stretches, the spread); each gives a rarity against that view's
own past, so the views are comparable, and so are series. They are merged half by the rarest and
half by their mean: one view that shouts is heard, agreement of several is heard sooner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from boardroom.analysis.anomaly.past import (
    highest_before,
    mean_loss_before,
    mean_of_last,
    median_before,
    median_of_all,
)
from boardroom.analysis.anomaly.rarity import Array, rarity
from boardroom.analysis.anomaly.season import Seasons, Times, find_seasons

SHORT = 8
"""Rows that say what the level has been of late."""

WARM_UP = 24
"""Rows at the start that are not judged: fewer say too little of what is usual."""

_LONG = 32
_SPREAD = 16
_RESOLUTION = 1e-3
"""Of the range seen so far: differences below it do not matter."""

_SPREAD_RESOLUTION = 0.05
_CEILING = 10.0
"""Rarer than once in 10 to this power is all the same."""

_WANDERS = 0.8
"""A level of late must do so much better than that of all the past to be preferred."""

_CLEARLY = 0.2
"""So much rarer (in powers of ten) is clearly rarer."""


@dataclass(frozen=True, kw_only=True)
class Rated:
    """Rows with a known value that is no holiday, and how rare each is.

    Attributes:
        rows: their places in the series given.
        times: seconds; values: one per row.
        seasons: the cycles they may follow.
        rarities: view → rarity per row (−log10 of a probability, at most 10).
        merged: of all views.
    """

    rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]]
    times: Times
    values: Array
    seasons: Seasons
    rarities: Mapping[str, Array]
    merged: Array


def anomaly_scores(
    times: Sequence[date],
    values: Sequence[float] | Array,
    *,
    holidays: Sequence[bool] | None = None,
    warm_up: int = WARM_UP,
    quiet: int | None = None,
) -> Array:
    """A score from 0 to 1 per row, each from that row and earlier ones only.

    The score is a tenth of −log10 of the estimated probability of something so unusual: 0.3 stands
    for about once in a thousand rows, on every series. (Measured without ``quiet``: 0.1 to 2 in a
    thousand rows of stationary noise, 3 to 6 with heavy tails, 10 and more on random walks, whose
    past says little of their future.) What goes on is scored once: for ``quiet`` rows only
    something clearly rarer scores again.

    Args:
        times: one per value, ascending; aware ones are taken in UTC.
        values: NaN where there is none; such rows and holidays score 0 and are not learnt from.
        holidays: whether a row is one, if any is.
        warm_up: rows at the start that score 0.
        quiet: rows; 0 scores every row by itself; as a rule a third of ``warm_up``, at least 64.

    Example:
        >>> from datetime import timedelta
        >>> days = [date(2026, 1, 1) + timedelta(days=n) for n in range(60)]
        >>> scores = anomaly_scores(days, [10.0 + n % 7 for n in range(59)] + [40.0])
        >>> bool(scores[-1] > 0.4), float(scores[:-1].max()) < 0.3
        (True, True)

    Source: merging: V. Vovk and R. Wang, Combining p-values via averaging, Biometrika 107 (2020);
        comparability by tail probabilities: S. Ahmad et al., Unsupervised real-time anomaly
        detection for streaming data, Neurocomputing 262 (2017).
    """
    scores = np.zeros(len(values))
    rated = rate(times, values, holidays=holidays)
    if rated.rows.size == 0:
        return scores
    width = max(64, warm_up // 3) if quiet is None else quiet
    said = rated.merged
    if width:
        said = np.where(said > highest_before(said, width) + _CLEARLY, said, 0.0)
    scores[rated.rows] = said / _CEILING
    scores[:warm_up] = 0.0
    return scores


def rate(
    times: Sequence[date],
    values: Sequence[float] | Array,
    *,
    holidays: Sequence[bool] | None = None,
) -> Rated:
    """How rare every row is that has a value and is no holiday.

    Raises:
        ValueError: times, values and holidays differ in number.
    """
    series = np.asarray(values, dtype=float)
    if len(times) != series.size or (holidays is not None and len(holidays) != series.size):
        raise ValueError("times, values and holidays must be equally many")
    judged = np.isfinite(series)
    if holidays is not None:
        judged &= ~np.asarray(holidays, dtype=bool)
    rows = np.flatnonzero(judged)
    known, seconds = series[rows], seconds_of(times)[rows]
    if rows.size == 0:
        none = Seasons(cycles=(), best=rows, size=0)
        return Rated(
            rows=rows, times=seconds, values=known, seasons=none, rarities={}, merged=known
        )
    seasons = find_seasons(seconds, known)
    rarities = _rarities(known, seasons)
    table = np.stack(list(rarities.values()))
    return Rated(
        rows=rows,
        times=seconds,
        values=known,
        seasons=seasons,
        rarities=rarities,
        merged=0.5 * (table.max(axis=0) + table.mean(axis=0)),
    )


def seconds_of(times: Sequence[date]) -> Times:
    """Whole seconds since 1970; a time before its forerunner counts as that one."""
    if isinstance(times, np.ndarray):
        seconds = times.astype("datetime64[s]").astype(np.int64)
    else:
        naive = [
            moment.astimezone(UTC).replace(tzinfo=None)
            if isinstance(moment, datetime) and moment.tzinfo
            else moment
            for moment in times
        ]
        seconds = np.array(naive, dtype="datetime64[s]").astype(np.int64)
    return np.maximum.accumulate(seconds)


def _rarities(values: Array, seasons: Seasons) -> dict[str, Array]:
    """The ways to look at a row, and how rare it is in each."""
    span = np.maximum.accumulate(values) - np.minimum.accumulate(values)
    resolution = _RESOLUTION * span
    usual = _usual(values)
    long = mean_of_last(values, _LONG)
    before = np.concatenate([np.full(_LONG, np.nan), long])[: values.size]
    views = {
        "value": values - usual,
        "recent": values - median_before(values, SHORT),
        "level": mean_of_last(values, SHORT) - usual,
        "step": long - before,
    }
    found = {name: rarity(view, resolution=resolution) for name, view in views.items()}
    beyond = [values - np.clip(values, cycle.low, cycle.high) for cycle in seasons.cycles]
    found["season"] = np.nan_to_num(
        seasons.select([rarity(view, resolution=resolution) for view in beyond])
    )
    found["spread"] = rarity(
        _spread(values, resolution), resolution=np.full(values.size, _SPREAD_RESOLUTION)
    )
    return {name: np.minimum(view, _CEILING) for name, view in found.items()}


def _usual(values: Array) -> Array:
    """The level to compare with: of all the past, or of late where the series wanders off."""
    settled, moving = median_of_all(values), median_before(values, 2 * _LONG)
    wanders = mean_loss_before(values - moving) < _WANDERS * mean_loss_before(values - settled)
    return np.where(wanders, moving, settled)


def _spread(values: Array, resolution: Array) -> Array:
    """Logarithm of how far rows have lain from those before; NaN while nothing has moved."""
    distance = mean_of_last(np.abs(values - median_before(values, SHORT)), _SPREAD) + resolution
    return np.log(distance, out=np.full(values.size, np.nan), where=distance > 0)
