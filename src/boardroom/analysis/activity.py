"""Where data really begins, ends and has holes, from its rows per day. Called by ``executive``.

A static extract often ends in a thin tail (a few late rows after the last full day), and
calendars of facts differ: one row a day, a week, a month. Comparing periods without knowing this
gives false alarms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from boardroom.analysis.cadence import Cadence, cadence_of, period_end

_WINDOW = 7
_THIN = 0.1
_FULL_DAY = 0.25
_ENOUGH_ROWS = 20.0
_REFERENCE_DAYS = 365
_DENSE_ROWS = 12.0
_RARE = 0.02


@dataclass(frozen=True, kw_only=True)
class Activity:
    """How a table's rows lie in time.

    Attributes:
        first: first day with rows.
        last: last day with rows.
        end: last day that the data really covers: ``last``, or earlier when a thin tail follows, or
            the end of the month (week, quarter, year) when rows are dated once a month (…).
        cadence: how far apart rows are dated.
        longest_gap: longest usual distance in days between days with rows (19 of 20 are shorter).
        tail_rows: rows after ``end`` that were judged a thin tail; 0 when none was.
        usual_rows: usual rows in seven days before the tail.
        empty_days: days without rows where many were usual, oldest first.
    """

    first: date
    last: date
    end: date
    cadence: Cadence
    longest_gap: int
    tail_rows: int
    usual_rows: float
    empty_days: tuple[date, ...]


def read_activity(
    rows_per_day: Mapping[date, int], *, before: date | None = None
) -> Activity | None:
    """Judge rows per day, of the days before ``before`` only; None when there are none.

    Example:
        >>> first = date(2018, 1, 1)
        >>> rows = {first + timedelta(days=day): 40 for day in range(120)}
        >>> rows[first + timedelta(days=150)] = 1
        >>> read = read_activity(rows)
        >>> read.end, read.last, read.tail_rows
        (datetime.date(2018, 4, 30), datetime.date(2018, 5, 31), 1)
        >>> monthly = {date(2018, month, 1): 5 for month in range(1, 7)}
        >>> read_activity(monthly).cadence, read_activity(monthly).end
        ('month', datetime.date(2018, 6, 30))
    """
    active = {
        day: count
        for day, count in rows_per_day.items()
        if count > 0 and (before is None or day < before)
    }
    if not active:
        return None
    days = sorted(active)
    cadence = cadence_of(days)
    counts = _dense(active, first=days[0], last=days[-1])
    silent = 0 if before is None else (before - days[-1]).days - 1
    end, usual = (days[-1], 0.0)
    if cadence == "day":
        end, usual = _thin_tail(counts, first=days[0], silent_days=min(silent, _WINDOW))
    gaps = np.diff(np.asarray([day.toordinal() for day in days if day <= end]))
    return Activity(
        first=days[0],
        last=days[-1],
        end=period_end(end, cadence) if cadence != "day" else end,
        cadence=cadence,
        longest_gap=int(np.quantile(gaps, 0.95, method="higher")) if gaps.size else 1,
        tail_rows=sum(count for day, count in active.items() if day > end),
        usual_rows=usual,
        empty_days=_empty_days(counts, first=days[0], end=end) if cadence == "day" else (),
    )


def day_runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days, oldest first, as ranges of days that follow each other.

    Example:
        >>> day_runs([date(2018, 1, 1), date(2018, 1, 2), date(2018, 1, 5)])
        [(datetime.date(2018, 1, 1), datetime.date(2018, 1, 2)), \
(datetime.date(2018, 1, 5), datetime.date(2018, 1, 5))]
    """
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _dense(active: Mapping[date, int], *, first: date, last: date) -> np.ndarray:
    counts = np.zeros((last - first).days + 1)
    for day, count in active.items():
        counts[(day - first).days] = count
    return counts


def _thin_tail(counts: np.ndarray, *, first: date, silent_days: int) -> tuple[date, float]:
    """The last day before a thin tail, and the usual rows in seven days. Silent days behind the
    last row belong to the tail: a few stray rows before them do not make the data go on."""
    last = first + timedelta(days=counts.size - 1)
    counts = np.concatenate((counts, np.zeros(silent_days)))
    if counts.size < 4 * _WINDOW:
        return last, 0.0
    sums = np.convolve(counts, np.ones(_WINDOW), mode="valid")
    recent = sums[-_REFERENCE_DAYS:]
    usual = float(np.median(recent[recent > 0]))
    busy = np.nonzero(sums >= _THIN * usual)[0]
    window_end = int(busy[-1]) + _WINDOW - 1
    if usual < _ENOUGH_ROWS or counts.size - 1 - window_end < _WINDOW:
        return last, usual
    full = np.nonzero(counts[: window_end + 1] >= _FULL_DAY * usual / _WINDOW)[0]
    end = int(full[-1])
    return first + timedelta(days=end), usual


def _empty_days(counts: np.ndarray, *, first: date, end: date) -> tuple[date, ...]:
    """Days without rows although such days are rare and the weeks before had many rows."""
    stop = (end - first).days + 1
    empty_before = np.concatenate(([0], np.cumsum(counts == 0)))
    found = []
    for position in (int(place) for place in np.nonzero(counts[:stop] == 0)[0]):
        since = max(0, position - _REFERENCE_DAYS)
        rare = empty_before[position] - empty_before[since] <= _RARE * (position - since)
        if position < 4 * 7 or not rare:
            continue
        before = counts[[position - 7 * week for week in range(1, 5)]]
        around = counts[max(0, position - 28) : position]
        if min(float(np.median(before)), float(np.median(around))) >= _DENSE_ROWS:
            found.append(first + timedelta(days=position))
    return tuple(found)
