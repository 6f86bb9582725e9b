"""Where the ticks of a time axis stand: on first days of periods that people name."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from boardroom.semantic.model import Grain

TickUnit = Literal["day", "month", "quarter", "year"]

_ROOM: Final = {"day": 78, "month": 46, "quarter": 60, "year": 60}
"""Pixels that a tick of each kind takes with its label."""
_DAYS_APART = 120
"""Over a longer span no ticks stand on single days."""
_MONDAY = date(1900, 1, 1)


def time_ticks(
    days: Sequence[date], grain: Grain | None, *, width: int = 640
) -> tuple[list[date], TickUnit]:
    """The ticks for periods that begin on ``days``, and what is written at them: as many as have
    room in ``width`` pixels.

    Example:
        >>> days = [date(2026, month, 1) for month in range(1, 7)]
        >>> ticks, unit = time_ticks(days, "month")
        >>> ticks == days, unit
        (True, 'month')
        >>> years = [date(2016 + count, 1, 1) for count in range(10)]
        >>> time_ticks(years, "year", width=320)[0][1].year
        2018
    """
    if not days:
        return [], "year"
    own: TickUnit = _OWN.get(grain, "day") if grain else "day"
    known = sorted(set(days))
    if len(known) <= width // _ROOM[own]:
        return known, own
    span = _firsts(known[0], known[-1])
    long = (known[-1] - known[0]).days > _DAYS_APART
    least = max(_ORDER.index(own), _ORDER.index("month") if long else 0)
    for unit, rule in _RULES:
        if _ORDER.index(unit) < least:
            continue
        found = [day for day in span if rule(day)]
        if 2 <= len(found) <= width // _ROOM[unit]:
            return found, unit
    most = max(2, width // _ROOM[own])
    return known[:: -(-len(known) // most)], own


def _firsts(first: date, last: date) -> list[date]:
    """The days between two on which something may begin: all, or of long spans those of months."""
    days = (last - first).days
    if days <= _DAYS_APART:
        return [first + timedelta(day) for day in range(days + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    found = (date(month // 12, month % 12 + 1, 1) for month in months)
    return [day for day in found if day >= first]


_OWN: Final[dict[Grain, TickUnit]] = {
    "day": "day", "week": "day", "month": "month", "quarter": "quarter", "year": "year",
    "fiscal_quarter": "month", "fiscal_year": "month",
}  # fmt: skip
_ORDER: Final[tuple[TickUnit, ...]] = ("day", "month", "quarter", "year")


def _mondays(every: int) -> Callable[[date], bool]:
    return lambda day: (day - _MONDAY).days % (7 * every) == 0


def _months(every: int) -> Callable[[date], bool]:
    return lambda day: day.day == 1 and (day.month - 1) % every == 0


def _years(every: int) -> Callable[[date], bool]:
    return lambda day: day.day == 1 and day.month == 1 and day.year % every == 0


_RULES: Final[tuple[tuple[TickUnit, Callable[[date], bool]], ...]] = (
    ("day", _mondays(1)), ("day", _mondays(2)),
    ("month", _months(1)), ("month", _months(2)), ("quarter", _months(3)), ("month", _months(3)),
    ("month", _months(6)), ("year", _years(1)), ("year", _years(2)), ("year", _years(5)),
    ("year", _years(10)), ("year", _years(50)),
)  # fmt: skip
