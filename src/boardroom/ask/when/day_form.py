"""Forms of days and of weeks: ``March 5th, 2025``, ``3/15/2025``, ``CW32``, ``last Monday``."""

from datetime import date, timedelta

from boardroom.ask.when.days import (
    ONE_DAY,
    Days,
    Found,
    Now,
    between,
    likeliest,
    unit_days,
    unit_start,
    weighed,
)
from boardroom.ask.when.part import Part, PartKind, in_year
from boardroom.ask.when.pattern import forms

_DAY_FIRST = 0.7
_MONTH_OF_YEAR = 0.4
_NEXT_YEAR = 0.2
_WEEK = 7
_YEARS_BACK = 15


def day(now: Now, value: date, *, weight: float = 1.0) -> Days:
    """One day."""
    return unit_days(now, value, "day", weight=weight)


def _iso(now: Now, text: str) -> Found:
    return (day(now, date.fromisoformat(text)),)


def _either(now: Now, first: int, second: int, year: int) -> Found | None:
    """``3/4/2025``: the month first, as Americans write, or the day."""
    found = [
        day(now, date(year, month, number), weight=weight)
        for month, number, weight in ((first, second, 1.0), (second, first, _DAY_FIRST))
        if month <= 12 and _exists(year, month, number)
    ]
    if len(found) == 1:
        found = [day(now, value.start) for value in found if value.start]
    return likeliest(found) or None


def _exists(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


def _dated(now: Now, month: int, number: int, year: int) -> Found:
    return (day(now, date(year, month, number)),)


def _undated(now: Now, month: int, number: int) -> Found | None:
    """A day of a month, of the latest year in which it is over or today."""
    years = range(now.as_of.year + 1, now.as_of.year - 5, -1)
    known = [date(year, month, number) for year in years if _exists(year, month, number)]
    past = [value for value in known if value <= now.as_of]
    if not past:
        return None
    ahead = [day(now, value, weight=_NEXT_YEAR) for value in known if value > now.as_of]
    return likeliest([day(now, past[0]), *ahead[-1:]])


def _day_or_year(now: Now, month: int, year: int) -> Found | None:
    """``Mar 25``: the day, or the month of 2025."""
    found = _undated(now, month, year % 100)
    if found is None or not 0 <= now.as_of.year + 1 - year <= _YEARS_BACK:
        return None
    return likeliest([*found, unit_days(now, date(year, month, 1), "month", weight=_MONTH_OF_YEAR)])


def month_of(now: Now, year: int, month: int) -> Found:
    """A month by its number."""
    return (unit_days(now, date(year, month, 1), "month"),)


def latest_weekday(now: Now, weekday: int) -> Found:
    """The latest day of that name before today; today's name means today a week ago, too."""
    back = (now.as_of.weekday() - weekday) % _WEEK or _WEEK
    return (day(now, now.as_of - timedelta(days=back)),)


def _which_weekday(now: Now, which: int, weekday: int) -> Found:
    """``last Monday``, ``this Monday`` (of the running week), ``next Monday``."""
    if which < 0:
        return latest_weekday(now, weekday)
    this = unit_start(now, now.as_of, "week") + timedelta(days=weekday)
    if which == 0:
        return (day(now, this),)
    ahead = (weekday - now.as_of.weekday()) % _WEEK or _WEEK
    return (day(now, now.as_of + timedelta(days=ahead)),)


def _weekday_of_week(now: Now, weekday: int, which: int) -> Found:
    start = unit_start(now, now.as_of, "week") + timedelta(days=_WEEK * which)
    return (day(now, start + timedelta(days=weekday)),)


def _weekend(now: Now, which: int) -> Found:
    """Saturday and Sunday: ``last weekend`` is the latest that is over."""
    saturday = unit_start(now, now.as_of, "week") + timedelta(days=5)
    over = saturday + timedelta(days=2) <= now.as_of
    start = saturday + timedelta(days=_WEEK * (which + over if which < 0 else which))
    return (between(now, start, start + timedelta(days=2), words="the weekend"),)


def week_numbered(now: Now, number: int, year: Found | None) -> Found | None:
    """An ISO week by its number."""
    if year:
        return likeliest(
            unit_days(now, date.fromisocalendar(days.start.year, number, 1), "week")
            for days in year
            if days.start and days.unit == "year"
        )
    this = now.as_of.isocalendar().year
    starts = [date.fromisocalendar(year, number, 1) for year in (this, this - 1) if
              number < 53 or _long_year(year)]  # fmt: skip
    begun = [start for start in starts if start < now.as_of]
    return (unit_days(now, begun[0], "week"),) if begun else None


def _long_year(year: int) -> bool:
    return date(year, 12, 28).isocalendar().week == 53


def _glued(now: Now, year_letter: tuple[int, str], number: int) -> Found | None:
    """``2025Q4``, ``2025W05``, ``2025H1``."""
    year, letter = year_letter
    whole = unit_days(now, date(year, 1, 1), "year")
    if letter == "w":
        return week_numbered(now, number, (whole,))
    kind: PartKind = "quarter" if letter == "q" else "half"
    return _in_year_numbered(now, kind, number, whole)


def _in_year_numbered(now: Now, kind: PartKind, number: int, year: Days) -> Found | None:
    """A quarter or half by its number in a year; None where there is no such one."""
    fits = 1 <= number <= (4 if kind == "quarter" else 2)
    return in_year(now, Part(kind, number), year) if fits else None


def week_of(now: Now, found: Found) -> Found | None:
    """The week with the day."""
    days = [days for days in found if days.start and _is_day(days)]
    return (
        likeliest(
            unit_days(now, item.start, "week", weight=item.weight) for item in days if item.start
        )
        or None
    )


def _week_ending(now: Now, found: Found) -> Found | None:
    """The seven days that end with the day."""
    return (
        likeliest(
            weighed(
                between(now, item.end - timedelta(days=_WEEK), item.end, unit="week"), item.weight
            )
            for item in found
            if item.end and _is_day(item)
        )
        or None
    )


def _is_day(days: Days) -> bool:
    return days.start is not None and days.end == days.start + ONE_DAY


def _swapped(now: Now, number: int, month: int, year: int) -> Found:
    return _dated(now, month, number, year)


def _year_first(now: Now, year: int, month: int, number: int) -> Found:
    return _dated(now, month, number, year)


def _undated_swapped(now: Now, number: int, month: int) -> Found | None:
    return _undated(now, month, number)


def _weekday_said(_: Now, __: int, found: Found) -> Found:
    """A weekday before a date makes sure that it is a day."""
    return likeliest(days for days in found if _is_day(days))


def _plain_year(now: Now, number: int) -> Found:
    return (unit_days(now, date(number, 1, 1), "year"),)


DAY_PLAIN = forms(
    ("{iso}", _iso),
    ("{slashed}", lambda now, parts: _either(now, *parts)),
    ("{dotted} . {year4}", lambda now, parts, year: _dated(now, parts[1], parts[0], year)),
    ("{number} /|- {number} / {yy}", _either),
    ("{number} - {number} - {year4}", _swapped),
    ("{year4} / {mm} / {number}", _year_first),
    ("{month} the? {dayno} ,? {year4}", _dated),
    ("{month} the? {dayno} ,? ' {yy}", _dated),
    ("the? {dayno} of? {month} ,? {year4}", _swapped),
    ("the? {dayno} of? {month} ,? ' {yy}", _swapped),
    ("{month} {yy}", _day_or_year),
    ("{month} the? {dayno}", _undated),
    ("the? {dayno} of? {month}", _undated_swapped),
)
DAY = (
    *DAY_PLAIN,
    *forms(
        ("{weekday} ,? the? {day_plain}", _weekday_said),
        ("{weekdayshort} ,? the? {day_plain}", _weekday_said),
    ),
)
"""Days of the calendar."""

WEEKDAY = forms(
    ("{which} {weekday}", _which_weekday),
    ("{which} {weekdayshort}", _which_weekday),
    ("{weekday} {which} week", _weekday_of_week),
    ("{weekday} of {which} week", _weekday_of_week),
    ("the? {which} weekend", _weekend),
)
"""Days of the week around today."""

WEEK_BARE = forms(("the? week|wk {number}", lambda now, number: week_numbered(now, number, None)))
"""Weeks that may be counted from anything: «week 4 retention»."""

WEEK = forms(
    ("the? week|wk {number} ,? of|in? {year}", week_numbered),
    ("calendar week {number}", lambda now, number: week_numbered(now, number, None)),
    ("calendar week {number} ,? of|in? {year}", week_numbered),
    ("{w}", lambda now, number: week_numbered(now, number, None)),
    ("{w} ,? of|in? {year}", week_numbered),
    ("{w} ' {yy}", lambda now, number, year: week_numbered(now, number, _plain_year(now, year))),
    ("{year4} {w}", lambda now, year, number: week_numbered(now, number, _plain_year(now, year))),
    ("{yearq} {number}", _glued),
    ("the? week of|containing|starting|beginning|commencing|from {day}", week_of),
    ("the? week ending|ended on? {day}", _week_ending),
)
"""Weeks, and what is written in one word with a year."""
