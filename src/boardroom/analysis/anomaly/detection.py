"""Named anomalies of a series: spikes, shifts, changes of spread, flat lines and gaps.

Called by who wants to tell people. Whether a row is unusual is decided by what came before it;
what it is called, by the few rows after it, as far as they are there: a shift looks like a spike
until it has lasted.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from boardroom.analysis.anomaly.anomaly import Anomaly, AnomalyKind
from boardroom.analysis.anomaly.expectation import Band, Expectation, expect
from boardroom.analysis.anomaly.rarity import Array, blocks, rarity
from boardroom.analysis.anomaly.score import SHORT, WARM_UP, Rated, rate, seconds_of

THRESHOLD = 0.35
"""Rows scored less are not reported. False anomalies measured in a thousand rows: none to 0.2 on
normal, counted, seasonal or trending noise, 1 to 3 with heavy tails or much correlation, 3 to 4 on
random walks, 5 to 8 on short series that are zero nearly always."""

_TELLING = 4
_AFTER = 2 * SHORT
_LASTING_SHARE = 0.75
"""So many of the next rows lie on one side, at least half as far out as is still usual: a shift."""

_SCATTERED_SHARE = 0.3
"""So many lie further out than is usual, on either side: more spread."""

_FLAT_TIMES = 3
_GAP_TIMES = 1.5
_USUAL_STEPS = 0.95
_CEILING = 10.0


def detect(
    times: Sequence[date],
    values: Sequence[float] | Array,
    *,
    holidays: Sequence[bool] | None = None,
    threshold: float = THRESHOLD,
    warm_up: int = WARM_UP,
) -> tuple[Anomaly, ...]:
    """What is unusual, in order of time. Rows that belong together are one anomaly.

    Args:
        times: one per value, ascending; minutes to months apart, gaps allowed.
        values: NaN where there is none (then the row is missing).
        holidays: rows that are not judged and not learnt from.
        threshold: least score of what is reported (see ``score.anomaly_scores``).
        warm_up: rows at the start that are learnt from only.

    Example:
        >>> from datetime import timedelta
        >>> days = [date(2026, 1, 1) + timedelta(days=n) for n in range(80)]
        >>> sales = [100.0 + 20 * (n % 7) + n % 3 for n in range(80)]
        >>> sales[70] = 400.0
        >>> [(found.kind.value, found.start) for found in detect(days, sales)]
        [('spike', datetime.date(2026, 3, 12))]
    """
    rated = rate(times, values, holidays=holidays)
    if rated.rows.size <= warm_up:
        return ()
    flats = list(_flat_lines(rated, times, warm_up))
    covered = [(found.row, found.last_row + SHORT) for found in flats]
    moved = [
        found
        for found in _moves(rated, times, threshold=threshold, warm_up=warm_up)
        if not any(first <= found.row <= last for first, last in covered)
    ]
    present = np.isfinite(np.asarray(values, dtype=float))
    if holidays is not None:
        present |= np.asarray(holidays, dtype=bool)
    gaps = _gaps(times, np.flatnonzero(present), warm_up)
    return tuple(sorted([*flats, *moved, *gaps], key=lambda found: found.row))


def _moves(
    rated: Rated, times: Sequence[date], *, threshold: float, warm_up: int
) -> Iterator[Anomaly]:
    scores = rated.merged / _CEILING
    alarms = np.flatnonzero((scores >= threshold) & (rated.rows >= warm_up))
    if alarms.size == 0:
        return
    expectation = expect(rated.values, rated.seasons)
    for group in np.split(alarms, np.flatnonzero(np.diff(alarms) > SHORT) + 1):
        first, last = int(group[0]), int(group[-1])
        band = expectation.band(first)
        yield Anomaly(
            kind=_kind(rated, expectation, first, band),
            row=int(rated.rows[first]),
            last_row=int(rated.rows[last]),
            start=times[int(rated.rows[first])],
            end=times[int(rated.rows[last])],
            value=float(rated.values[first]),
            expected=band.expected,
            low=band.low,
            high=band.high,
            score=float(scores[group].max()),
        )


def _kind(rated: Rated, expectation: Expectation, row: int, band: Band) -> AnomalyKind:
    after = expectation.departures(row, _AFTER)
    reach_up, reach_down = band.high - band.expected, band.low - band.expected
    if after.size >= _TELLING:
        if max(np.mean(after > reach_up / 2), np.mean(after < reach_down / 2)) >= _LASTING_SHARE:
            return AnomalyKind.SHIFT
        outside = (after > reach_up) | (after < reach_down)
        if after.size >= SHORT and outside.mean() >= _SCATTERED_SHARE:
            return AnomalyKind.SPREAD
    if not band.low <= rated.values[row] <= band.high:
        return AnomalyKind.SPIKE
    loudest = max(rated.rarities, key=lambda view: float(rated.rarities[view][row]))
    return _BY_VIEW.get(loudest, AnomalyKind.SPIKE)


_BY_VIEW = {
    "spread": AnomalyKind.SPREAD,
    "level": AnomalyKind.SHIFT,
    "step": AnomalyKind.SHIFT,
}


def _flat_lines(rated: Rated, times: Sequence[date], warm_up: int) -> Iterator[Anomaly]:
    """Runs of one value at least three times as long as any before."""
    changes = np.flatnonzero(np.diff(rated.values) != 0) + 1
    starts = np.concatenate([[0], changes])
    lengths = np.diff(np.append(starts, rated.values.size))
    longest, repeated = 0, 0
    for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        least = max(SHORT, _FLAT_TIMES * longest + 1)
        if start >= warm_up and length >= least:
            chance = (repeated + 1) / (start + 2)
            yield Anomaly(
                kind=AnomalyKind.FLAT,
                row=int(rated.rows[start]),
                last_row=int(rated.rows[start + length - 1]),
                start=times[int(rated.rows[start])],
                end=times[int(rated.rows[start + length - 1])],
                value=float(length),
                expected=(start + 1) / (start + 1 - repeated),
                low=1.0,
                high=float(least - 1),
                score=min(1.0, -(length - 1) * math.log10(chance) / _CEILING),
            )
        longest, repeated = max(longest, length), repeated + length - 1


def _gaps(
    times: Sequence[date], present: np.ndarray[tuple[int, ...], np.dtype[np.intp]], warm_up: int
) -> Iterator[Anomaly]:
    """Rows further apart than all but a few before, by half as much again."""
    steps = np.diff(seconds_of(times)[present]).astype(float)
    usual, bound = np.full(steps.size, np.inf), np.full(steps.size, np.inf)
    for first, end in blocks(steps.size, max(warm_up, 1)):
        usual[first:end] = np.median(steps[:first])
        bound[first:end] = _GAP_TIMES * np.quantile(steps[:first], _USUAL_STEPS, method="higher")
    rare = rarity(steps, resolution=usual / 2)
    for place in np.flatnonzero(steps > bound).tolist():
        yield Anomaly(
            kind=AnomalyKind.GAP,
            row=int(present[place + 1]),
            last_row=int(present[place + 1]),
            start=times[int(present[place])],
            end=times[int(present[place + 1])],
            value=float(steps[place]),
            expected=float(usual[place]),
            low=0.0,
            high=float(bound[place]),
            score=min(1.0, float(rare[place]) / _CEILING),
        )
