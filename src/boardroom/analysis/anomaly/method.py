"""One series judged by a method that the user names, and what the method flags on noise.

Called by ``executive.judging``. None of the methods controls false discoveries; what it would flag
anyway is therefore measured on noise of the same length, and told.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

import numpy as np

from boardroom.analysis.anomaly.anomaly import Anomaly
from boardroom.analysis.anomaly.classic import by_deviations, by_isolation, by_quartiles, outliers
from boardroom.analysis.anomaly.detection import detect
from boardroom.analysis.anomaly.rarity import Array
from boardroom.analysis.anomaly.score import WARM_UP

ENOUGH = 30
"""Among fewer points of the last year a rule takes all there are, such as those by month."""

_NOISE_POINTS = 20_000
_SLOW_SERIES = 10
_LEAST_SERIES = 2
_SEED = 0


class Method(StrEnum):
    """A method by the word that asks for it."""

    ZSCORE = "zscore"
    IQR = "iqr"
    FOREST = "forest"
    SEASONAL = "seasonal"
    """Trend, seasons and what came before (``detection.detect``)."""


_RULES = {
    Method.ZSCORE: by_deviations,
    Method.IQR: by_quartiles,
    Method.FOREST: by_isolation,
}
_QUICK = frozenset({Method.ZSCORE, Method.IQR})


def first_judged(method: Method, *, since: int) -> int:
    """The first row that can be judged, of those from ``since`` on."""
    return max(since, WARM_UP) if method is Method.SEASONAL else since


def flag(
    times: Sequence[date], values: Array, *, method: Method, since: int
) -> tuple[Anomaly, ...]:
    """What the method sets apart in the rows from ``since`` on, in order of time.

    ``seasonal`` learns from all rows before each; a rule takes the rows from ``since`` on
    together, or all rows where these are few.

    Args:
        times: one per value, ascending.
        values: NaN where none is known; such a row is neither judged nor learnt from.

    Example:
        >>> days = [date.fromordinal(739_000 + n) for n in range(40)]
        >>> sales = np.array([5.0, 6.0, 7.0, 6.0] * 10)
        >>> sales[33] = 50.0
        >>> [found.row for found in flag(days, sales, method=Method.IQR, since=0)]
        [33]
    """
    known = np.isfinite(values)
    if method is Method.SEASONAL:
        found = detect(times, values, holidays=(~known).tolist())
    else:
        begin = since if known[since:].sum() >= ENOUGH else 0
        alone = outliers(times[begin:], values[begin:], rule=_RULES[method])
        found = tuple(
            replace(each, row=each.row + begin, last_row=each.last_row + begin) for each in alone
        )
    return tuple(each for each in found if each.last_row >= since)


def flagged_rows(found: Sequence[Anomaly], values: Array, *, since: int) -> int:
    """How many known rows from ``since`` on the anomalies cover."""
    covered = np.zeros(len(values), dtype=bool)
    for each in found:
        covered[max(each.row, since) : each.last_row + 1] = True
    return int((covered & np.isfinite(values)).sum())


def share_on_noise(times: Sequence[date], values: Array, *, method: Method, since: int) -> float:
    """The share of rows that the method flags where there is nothing to find: on normal noise in
    place of the known values."""
    known = np.isfinite(values)
    series = max(_LEAST_SERIES, _NOISE_POINTS // len(values))
    if method not in _QUICK:
        series = min(series, _SLOW_SERIES)
    random = np.random.default_rng(_SEED)
    flagged = 0
    for _ in range(series):
        noise = np.where(known, random.normal(size=len(values)), np.nan)
        found = flag(times, noise, method=method, since=since)
        flagged += flagged_rows(found, noise, since=since)
    return flagged / (series * max(int(known[since:].sum()), 1))
