"""How far the rows of one time field reach, judged from its rows per day. Called by
``data.coverage``.

The last row is not yet the end of what is known, on either side. A stray or a trickle lies behind
it (``filled_until``). Rows that are dated once a month (week, quarter, year), on whatever day,
speak for that whole month. And where few things happen (hires, leavers), a silence no longer than
one seen before says that nothing happened, not that nothing is loaded (``Extent.reaches``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from boardroom.analysis.cadence import cadence_of, period_end

THIN_SHARE = 0.25
"""A last day or week with less than this share of the usual rows is taken for a trickle."""

USUAL_DAYS = 56
"""How many days with data before a day say what is usual."""

GAP_FACTOR = 10
"""A silence this many times longer than the longest usual one cuts off what comes after it."""

STRAY_SHARE = 0.01
"""What lies behind such a silence is stray when it is at most this share of all rows."""

ENOUGH_DAYS = 4
"""Fewer days with rows do not tell how long a silence may be."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Extent:
    """What the rows per day of a time field tell.

    Attributes:
        last: newest complete day that rows fill as usual.
        end: last day they speak for: ``last``, or the end of its month (week, quarter, year)
            where rows are dated once in each.
        silence: most days without rows between two with rows, up to ``last``.
        rows: number of rows.
    """

    last: date
    end: date
    silence: int
    rows: int

    def reaches(self, until: date) -> bool:
        """Whether the silence from ``last`` to ``until`` is no longer than one seen before."""
        return self.end >= until or (until - self.last).days <= self.silence


def read_extent(counts: Mapping[date, int], *, today: date) -> Extent | None:
    """The extent of rows per day before ``today``; None when there are none.

    Example:
        >>> monthly = {date(2018, m, 28 if m % 2 else 27): 5 for m in range(1, 7)}
        >>> read_extent(monthly, today=date(2020, 1, 1)).end
        datetime.date(2018, 6, 30)
    """
    last = filled_until(counts, today=today)
    if last is None:
        return None
    days = sorted(day for day, count in counts.items() if count and day <= last)
    end = period_end(last, cadence_of(days))
    silence = max(((later - earlier).days for earlier, later in pairwise(days)), default=1) - 1
    if len(days) < ENOUGH_DAYS:
        silence = 0
    return Extent(
        last=last,
        end=max(last, min(end, today - _DAY)),
        silence=silence,
        rows=sum(counts.values()),
    )


def filled_until(counts: Mapping[date, int], *, today: date) -> date | None:
    """The newest complete day that rows fill as usual.

    Days from ``today`` on are left out. Then, from the end: what follows a silence ten times longer
    than the longest usual one is dropped when it is at most 1 % of the rows; and a day is dropped
    when it has less than a quarter of the rows of a usual day (median of the 56 days with data
    before it), or the week ending with it less than a quarter of a usual week (mean of the eight
    before). So one stray order in the far future, or a trickle after the export was cut, does not
    pass for the end of the data.

    Args:
        counts: day → number of rows.
        today: the unfinished day.
    """
    days = sorted(day for day in counts if day < today)
    days = _without_strays(days, counts)
    while len(days) > 1 and _is_thin(days, counts):
        days.pop()
    return days[-1] if days else None


def _is_thin(days: Sequence[date], counts: Mapping[date, int]) -> bool:
    """Whether the last day, or the week that ends with it, has far fewer rows than usual."""
    last = days[-1]
    usual_day = median(counts[day] for day in days[-1 - USUAL_DAYS : -1])
    recent = [day for day in days[-8 - USUAL_DAYS :] if day > last - timedelta(days=7)]
    week = sum(counts[day] for day in recent)
    before = last - timedelta(days=7 + USUAL_DAYS)
    weeks = sum(counts[day] for day in days[-8 - USUAL_DAYS :] if before < day <= last) - week
    return counts[last] < THIN_SHARE * usual_day or week < THIN_SHARE * weeks * 7 / USUAL_DAYS


def _without_strays(days: list[date], counts: Mapping[date, int]) -> list[date]:
    """``days`` without a thin tail behind an unusually long silence."""
    total = sum(counts[day] for day in days)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(gaps) < 2:
        return days
    usual = sorted(gaps)[int(0.95 * (len(gaps) - 1))]
    tail = 0
    for position in range(len(gaps) - 1, -1, -1):
        tail += counts[days[position + 1]]
        if tail > max(1, STRAY_SHARE * total):
            break
        if gaps[position] > max(GAP_FACTOR * usual, 7):
            return _without_strays(days[: position + 1], counts)
    return days
