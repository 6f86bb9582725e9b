"""Holidays and shopping days that business questions name, and the days on which they fall.

Only those whose day follows from a rule; the Easter Sunday of a year is computed.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

Rule = Callable[[int], tuple[date, date]]
"""Year → first day, and the first day after."""
_POSSESSIVE = re.compile(r"\b(New Year|Valentine|Patrick|Mother|Father)s?(?= Day| Eve)")


def holiday_days(name: str, year: int) -> tuple[date, date]:
    """First day of a holiday and the first day after it.

    Args:
        name: one of ``HOLIDAYS``.
        year: the calendar year that it begins in.

    Example:
        >>> [str(day) for day in holiday_days("black friday", 2025)]
        ['2025-11-28', '2025-11-29']
    """
    return HOLIDAYS[name](year)


def holiday_name(name: str) -> str:
    """How a holiday is written.

    Example:
        >>> holiday_name("new year eve"), holiday_name("easter monday")
        ("New Year's Eve", 'Easter Monday')
    """
    return _POSSESSIVE.sub(r"\1's", name.title())


def easter(year: int) -> date:
    """Easter Sunday of the western churches.

    Source: the Gregorian computus of J. Meeus, H. Jones and S. Butcher.

    Example:
        >>> str(easter(2026))
        '2026-04-05'
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, ages = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quads, singles = divmod(rest, 4)
    weekday = (32 + 2 * ages + 2 * quads - moon - singles) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int, *, length: int = 1) -> Rule:
    def days(year: int) -> tuple[date, date]:
        start = date(year, month, day)
        return start, start + timedelta(days=length)

    return days


def _around_easter(first: int, *, length: int = 1) -> Rule:
    def days(year: int) -> tuple[date, date]:
        start = easter(year) + timedelta(days=first)
        return start, start + timedelta(days=length)

    return days


def _nth(nth: int, weekday: int, month: int, *, later: int = 0, length: int = 1) -> Rule:
    """The ``nth`` (−1 = last) ``weekday`` (0 = Monday) of a month, ``later`` days on."""

    def days(year: int) -> tuple[date, date]:
        if nth > 0:
            first = date(year, month, 1)
            found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        else:
            final = date(year, month + 1, 1) - timedelta(days=1)
            found = final - timedelta(days=(final.weekday() - weekday) % 7)
        start = found + timedelta(days=later)
        return start, start + timedelta(days=length)

    return days


HOLIDAYS: dict[str, Rule] = {
    "new year": _fixed(1, 1),
    "new year day": _fixed(1, 1),
    "new year eve": _fixed(12, 31),
    "valentine day": _fixed(2, 14),
    "valentines day": _fixed(2, 14),
    "st patrick day": _fixed(3, 17),
    "good friday": _around_easter(-2),
    "easter": _around_easter(-2, length=4),
    "easter weekend": _around_easter(-2, length=4),
    "easter sunday": _around_easter(0),
    "easter monday": _around_easter(1),
    "mother day": _nth(2, 6, 5),
    "mothers day": _nth(2, 6, 5),
    "father day": _nth(3, 6, 6),
    "fathers day": _nth(3, 6, 6),
    "memorial day": _nth(-1, 0, 5),
    "independence day": _fixed(7, 4),
    "labor day": _nth(1, 0, 9),
    "halloween": _fixed(10, 31),
    "singles day": _fixed(11, 11),
    "thanksgiving": _nth(4, 3, 11),
    "thanksgiving day": _nth(4, 3, 11),
    "thanksgiving weekend": _nth(4, 3, 11, length=4),
    "black friday": _nth(4, 3, 11, later=1),
    "black friday weekend": _nth(4, 3, 11, later=1, length=3),
    "cyber monday": _nth(4, 3, 11, later=4),
    "cyber week": _nth(4, 3, 11, later=4, length=7),
    "cyber weekend": _nth(4, 3, 11, length=5),
    "christmas": _fixed(12, 24, length=3),
    "christmas day": _fixed(12, 25),
    "christmas eve": _fixed(12, 24),
    "xmas": _fixed(12, 24, length=3),
    "boxing day": _fixed(12, 26),
    "holiday season": _fixed(11, 1, length=61),
}
