"""How far apart rows are dated, and the calendar periods that go with it. Called by
``analysis.activity`` and ``data.extent``.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

Cadence = Literal["day", "week", "month", "quarter", "year"]

REGULAR_SHARE = 0.9
"""So many of the distances between dated days must be one and the same for a cadence."""

_ENOUGH_DAYS = 4
_MONTHS: Mapping[int, Cadence] = {1: "month", 3: "quarter", 12: "year"}
_DAY = timedelta(days=1)


def cadence_of(days: Sequence[date]) -> Cadence:
    """How far apart the sorted ``days`` lie: week, month, quarter or year when nine of ten
    distances are one such unit and none is shorter, or all days are the first (or the last) of a
    month; else day."""
    if len(days) < _ENOUGH_DAYS and not (len(days) == _ENOUGH_DAYS - 1 and _on_edges(days)):
        return "day"
    weeks = [period_start(day, "week").toordinal() // 7 for day in days]
    months = [day.year * 12 + day.month for day in days]
    usual = _usual_step(months) or (_common_step(months) if _on_edges(days) else 0)
    if usual in _MONTHS:
        return _MONTHS[usual]
    return "week" if _usual_step(weeks) == 1 else "day"


def period_start(day: date, cadence: Cadence) -> date:
    """First day of the ``cadence`` period that holds ``day``.

    Example:
        >>> period_start(date(2018, 8, 29), "quarter")
        datetime.date(2018, 7, 1)
    """
    if cadence == "week":
        return day - timedelta(days=day.weekday())
    if cadence == "month":
        return day.replace(day=1)
    if cadence == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if cadence == "year" else day


def period_end(day: date, cadence: Cadence) -> date:
    """Last day of the ``cadence`` period that holds ``day``.

    Example:
        >>> period_end(date(2018, 2, 3), "month")
        datetime.date(2018, 2, 28)
    """
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[cadence]
    start = period_start(day, cadence)
    if cadence in {"day", "week"}:
        return start + timedelta(days=longest - 1)
    return period_start(start + timedelta(days=longest + 1), cadence) - timedelta(days=1)


def _usual_step(numbers: Sequence[int]) -> int:
    """The smallest distance, when nearly all are equal to it; 0 when they are not."""
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    least = min(steps)
    return least if steps.count(least) >= REGULAR_SHARE * len(steps) else 0


def _on_edges(days: Sequence[date]) -> bool:
    """Whether all are first days of months, or all are last days."""
    return all(day.day == 1 for day in days) or all((day + _DAY).day == 1 for day in days)


def _common_step(months: Sequence[int]) -> int:
    """Months of the longest unit (12, 3, 1) that all distances are made of."""
    steps = [later - earlier for earlier, later in pairwise(months)]
    return next(unit for unit in (12, 3, 1) if all(step % unit == 0 for step in steps))
