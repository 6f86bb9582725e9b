"""Parts of a year that have a name: months, quarters, halves, seasons, holidays.

Said without a year, one is the latest that has begun: «in March», said in February, is last year's.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Literal, NamedTuple

from boardroom.ask.when.days import (
    Days,
    Found,
    Now,
    Unit,
    between,
    fiscal_unit,
    likeliest,
    unit_days,
    unit_shift,
    unit_start,
    weighed,
)
from boardroom.ask.when.holiday import holiday_days, holiday_name
from boardroom.semantic.calendar import shift

PartKind = Literal["month", "quarter", "half", "season", "holiday"]

QUARTERS = 4
"""Of a year."""

_SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_BEGUN_TODAY, _RUNNING_BEFORE, _AHEAD, _FISCAL = 0.5, 0.25, 0.2, 0.5
_WINTER_BEFORE, _PAST, _YEAR_EARLIER = 0.5, 0.5, 0.5


class Part(NamedTuple):
    """A named part of a year.

    Attributes:
        key: its number, or the name of a season or holiday.
        fiscal: whether it is said to be one of a fiscal year.
    """

    kind: PartKind
    key: int | str
    fiscal: bool = False


def in_year(now: Now, part: Part, year: Days) -> Found:
    """The part in a whole year, calendar or fiscal."""
    if year.start is None:
        return ()
    fiscal = year.unit == "fiscal_year"
    if part.kind == "month" and fiscal:
        ahead = (int(part.key) - year.start.month) % 12
        return (unit_days(now, shift(year.start.replace(day=1), ahead, "month"), "month"),)
    if part.kind in {"quarter", "half"}:
        if fiscal or part.fiscal:
            start = year.start if fiscal else _fiscal_start(now, year.start.year)
            return _numbered(now, part, start, fiscal=True)
        other = _numbered(now, part, _fiscal_start(now, year.start.year), fiscal=True)
        doubt = [weighed(days, _FISCAL) for days in other] if now.fiscal else []
        return likeliest([*_numbered(now, part, year.start, fiscal=False), *doubt])
    found = _in_calendar_year(now, part, year.start.year)
    before = fiscal and found[0].start is not None and found[0].start < year.start
    return _in_calendar_year(now, part, year.start.year + 1) if before else found


def in_years(now: Now, part: Part, years: Found) -> Found:
    """The part in each of the years that are meant."""
    return likeliest(
        weighed(days, year.weight) for year in years for days in in_year(now, part, year)
    )


def recent(now: Now, part: Part) -> Found:
    """The latest one that has begun, and others that could be meant."""
    if part.kind in {"quarter", "half"}:
        fiscal = _recent(now, lambda year: _in_fiscal_year(now, part, year))
        if part.fiscal:
            return fiscal
        plain = _recent(now, lambda year: _in_plain_year(now, part, year))
        doubt = [weighed(days, _FISCAL) for days in fiscal] if now.fiscal else []
        return likeliest([*plain, *doubt])
    return _recent(now, lambda year: _in_calendar_year(now, part, year)[0])


def before_and_after(now: Now, part: Part, which: int) -> Found:
    """«last March» (−1), «this March» (0), «next March» (1)."""
    found = [_one(now, part, now.as_of.year + step) for step in range(-2, 3)]
    if which == 0:
        return (_one(now, part, now.as_of.year),)
    if which > 0:
        return (next(days for days in found if days.start and days.start > now.as_of),)
    over = [days for days in found if days.end and days.end <= now.as_of]
    last = over[-1]
    this_year = last.start is not None and last.start.year == now.as_of.year
    return likeliest([last, weighed(over[-2], _YEAR_EARLIER)]) if this_year else (last,)


def all_year_parts(part: Part) -> bool:
    """Whether it is numbered within its year."""
    return part.kind in {"month", "quarter", "half"}


def _one(now: Now, part: Part, year: int) -> Days:
    if part.kind in {"quarter", "half"}:
        of = _in_fiscal_year if part.fiscal else _in_plain_year
        return of(now, part, year)
    return _in_calendar_year(now, part, year)[0]


def _recent(now: Now, of_year: Callable[[int], Days]) -> Found:
    latest, running, ahead = None, None, None
    for year in range(now.as_of.year + 2, now.as_of.year - 3, -1):
        days = of_year(year)
        if days.start is None or days.end is None:
            continue
        if days.start > now.as_of:
            ahead = days
        elif days.end > now.as_of:
            running = days
        else:
            latest = days
            break
    found: list[Days | None]
    if now.ahead:
        found = [running or ahead, latest and weighed(latest, _PAST)]
    elif running is None:
        found = [latest, ahead and weighed(ahead, _AHEAD)]
    elif running.start == now.as_of and running.unit != "day":
        found = [latest, weighed(running, _BEGUN_TODAY)]
    else:
        found = [running, latest and weighed(latest, _RUNNING_BEFORE)]
    return likeliest(days for days in found if days)


def _fiscal_start(now: Now, year: int) -> date:
    """First day of the fiscal year that is named after ``year``."""
    first = unit_start(now, date(year, 12, 31), "fiscal_year")
    return unit_shift(now, first, -1, "fiscal_year") if now.fiscal else first


def _in_plain_year(now: Now, part: Part, year: int) -> Days:
    return _numbered(now, part, date(year, 1, 1), fiscal=False)[0]


def _in_fiscal_year(now: Now, part: Part, year: int) -> Days:
    return _numbered(now, part, _fiscal_start(now, year), fiscal=True)[0]


def _numbered(now: Now, part: Part, year_start: date, *, fiscal: bool) -> Found:
    """A quarter or half by its number."""
    plain: Unit = "quarter" if part.kind == "quarter" else "half"
    unit = (fiscal_unit(plain) if fiscal else None) or plain
    days = unit_days(now, unit_shift(now, year_start, int(part.key) - 1, unit), unit)
    return (days,)


def _in_calendar_year(now: Now, part: Part, year: int) -> Found:
    match part.kind:
        case "season":
            return _season(now, str(part.key), year)
        case "holiday":
            start, end = holiday_days(str(part.key), year)
            return (between(now, start, end, words=holiday_name(str(part.key))),)
        case "month":
            return (unit_days(now, date(year, int(part.key), 1), "month"),)
        case _:
            return (_in_plain_year(now, part, year),)


def _season(now: Now, name: str, year: int) -> Found:
    """Three whole months of the northern year; a winter is named after either of its years."""
    start = date(year, _SEASON_MONTHS[name], 1)
    days = between(now, start, shift(start, 3, "month"), words=name)
    days = replace(days, unit="month")
    if name != "winter":
        return (days,)
    before = shift(start, -1, "year")
    other = between(now, before, shift(before, 3, "month"), words=name)
    return (days, weighed(replace(other, unit="month"), _WINTER_BEFORE))
