"""How periods stand in text: ``Aug 2018``, ``1–29 Aug 2018``, ``week of 3 Sep 2018``.

Used by wording and renderers; month names are English whatever the machine's locale.
"""

import calendar
from datetime import date, datetime, time, timedelta

from boardroom.semantic.result import Period

_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_text(day: date) -> str:
    """A day in words.

    Example:
        >>> day_text(date(2018, 8, 29))
        '29 Aug 2018'
    """
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def period_text(period: Period) -> str:
    """A period in words, as short as it can be said without doubt.

    Example:
        >>> period_text(Period(start=date(2018, 8, 1), end=date(2018, 8, 31), complete=True))
        'Aug 2018'
        >>> period_text(Period(start=date(2018, 8, 1), end=date(2018, 8, 29), complete=False))
        '1–29 Aug 2018'
        >>> period_text(Period(start=None, end=None, complete=True))
        'all data'
    """
    if period.start is None and period.end is None:
        return "all data"
    if period.start is None:
        return f"until {day_text(period.end)}" if period.end is not None else "all data"
    if period.end is None:
        return f"since {day_text(period.start)}"
    return _whole_unit(period.start, period.end) or days_text(period.start, period.end)


def placed_text(period: Period) -> str:
    """A period as the place in time of what is told.

    Example:
        >>> placed_text(Period(start=date(2018, 8, 1), end=date(2018, 8, 31), complete=True))
        'in Aug 2018'
        >>> placed_text(Period(start=date(2018, 8, 1), end=date(2018, 8, 1), complete=True))
        'on 1 Aug 2018'
        >>> placed_text(Period(start=date(2018, 8, 1), end=date(2018, 8, 29), complete=False))
        'over 1–29 Aug 2018'
        >>> placed_text(Period(start=date(2018, 9, 3), end=date(2018, 9, 9), complete=True))
        'in the week of 3 Sep 2018'
    """
    if period.start is None or period.end is None:
        return f"in {period_text(period)}" if period.start is period.end else period_text(period)
    whole = _whole_unit(period.start, period.end)
    if whole is not None:
        return f"in the {whole}" if whole.startswith("week") else f"in {whole}"
    days = days_text(period.start, period.end)
    return f"on {days}" if period.start == period.end else f"over {days}"


def days_text(start: date, end: date) -> str:
    """The days from ``start`` to ``end``, both included.

    Example:
        >>> days_text(date(2018, 7, 30), date(2018, 8, 5))
        '30 Jul – 5 Aug 2018'
        >>> days_text(date(2018, 8, 1), date(2018, 8, 1))
        '1 Aug 2018'
    """
    if start == end:
        return day_text(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_text(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month]} – {day_text(end)}"
    return f"{day_text(start)} – {day_text(end)}"


def steps_text(start: datetime, end: datetime) -> str:
    """From one moment up to another, on the wall.

    Example:
        >>> steps_text(datetime(2026, 11, 24, 14), datetime(2026, 11, 24, 15))
        'Tue 24 Nov 2026, 14:00–15:00'
        >>> steps_text(datetime(2026, 11, 24, 22), datetime(2026, 11, 25, 2))
        'Tue 24 Nov 2026, 22:00 – Wed 25 Nov 2026, 02:00'
    """
    first, last = (f"{_WEEKDAYS[item.weekday()]} {day_text(item)}" for item in (start, end))
    midnight = end.date() - start.date() == timedelta(days=1) and end.time() == time()
    if start.date() == end.date() or midnight:
        return f"{first}, {start:%H:%M}–{'24:00' if midnight else f'{end:%H:%M}'}"
    return f"{first}, {start:%H:%M} – {last}, {end:%H:%M}"


def axis_text(day: date, grain: str | None) -> str:
    """A short label of the period of ``grain`` that begins on ``day``, for axes and charts.

    Example:
        >>> axis_text(date(2018, 8, 1), "month"), axis_text(date(2018, 7, 1), "quarter")
        ('Aug 2018', 'Q3 2018')
        >>> axis_text(date(2018, 8, 6), "week"), axis_text(date(2018, 1, 1), "year")
        ('week of 6 Aug 2018', '2018')
    """
    if grain == "month":
        return f"{_MONTHS[day.month]} {day.year}"
    if grain == "quarter":
        return f"Q{(day.month + 2) // 3} {day.year}"
    if grain == "year":
        return str(day.year)
    return f"week of {day_text(day)}" if grain == "week" else day_text(day)


def _whole_unit(start: date, end: date) -> str | None:
    last_day = calendar.monthrange(end.year, end.month)[1]
    if start.day == 1 and end.day == last_day:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        if months == 1:
            return f"{_MONTHS[start.month]} {start.year}"
        if months == 3 and start.month % 3 == 1:
            return f"Q{(start.month + 2) // 3} {start.year}"
        if months == 12 and start.month == 1:
            return str(start.year)
        return _month_range(start, end)
    if start.weekday() == 0 and end - start == timedelta(days=6):
        return f"week of {day_text(start)}"
    return None


def _month_range(start: date, end: date) -> str:
    if start.year == end.year:
        return f"{_MONTHS[start.month]}–{_MONTHS[end.month]} {end.year}"
    return f"{_MONTHS[start.month]} {start.year} – {_MONTHS[end.month]} {end.year}"
