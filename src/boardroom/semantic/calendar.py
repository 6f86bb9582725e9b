"""Periods of the calendar and the language of time ranges.

Owns what a day, ISO week, month, quarter, year and fiscal period is, how one moves by them, and
what ``last_complete_month``, ``mtd``, ``2017-Q3`` or ``2017-11..2018-02`` mean on a given day.
``as_of`` is «today»: today and later days are unfinished, complete days are those before it.
Called by ``semantic.windows`` and by everything that must read a range from a person.

Everywhere ``end`` is exclusive. Weeks begin on Monday. Moving by months clips to the month's last
day (31 January + 1 month = 28 February).

Example:
    >>> resolve_range("mtd", as_of=date(2018, 8, 15), calendar=Calendar()).days
    14
    >>> str(shift(date(2018, 3, 31), -1, "month"))
    '2018-02-28'
"""

import difflib
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import get_args

from boardroom.errors import UsageError
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain

GRAINS: tuple[Grain, ...] = get_args(Grain)
_MONTHS: dict[Grain, int] = {
    "month": 1,
    "quarter": 3,
    "year": 12,
    "fiscal_quarter": 3,
    "fiscal_year": 12,
}
_DAYS: dict[Grain, int] = {"day": 1, "week": 7}
_LONGEST_DAYS = {1: 31, 3: 92, 12: 366}
"""Months → days of the longest period of so many."""
_SHORTEST_MONTH = 28
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time such as «28 days» or «1 fiscal year»; ``count`` is at least 1."""

    count: int
    unit: Grain

    @property
    def days(self) -> int | None:
        """Its length when that is fixed (days and weeks), else None."""
        return self.count * _DAYS[self.unit] if self.unit in _DAYS else None

    @property
    def months(self) -> int | None:
        """Its length in months when it is one of months, quarters or years, else None."""
        return self.count * _MONTHS[self.unit] if self.unit in _MONTHS else None


@dataclass(frozen=True, kw_only=True)
class TimeRange:
    """A range of days.

    Attributes:
        start: first day; None = since ever.
        end: first day after it; None = for ever. Equal to ``start`` when not one day is complete.
        unit: the calendar unit of which the range is a whole number (``day`` when of no other);
            of a to-date range, the unit it is a part of. None when unbounded.
        text: as it was asked for.
        goes_on_to: for to-date ranges, the exclusive end of the unfinished period; else None.
    """

    start: date | None
    end: date | None
    unit: Grain | None
    text: str
    goes_on_to: date | None = None

    @property
    def days(self) -> int | None:
        """Number of days; None when unbounded."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days


def month_count(grain: Grain) -> int | None:
    """How many months a period of ``grain`` has; None for days and weeks."""
    return _MONTHS.get(grain)


def longest_days(grain: Grain) -> int:
    """How many days the longest period of ``grain`` has."""
    months = _MONTHS.get(grain)
    return _LONGEST_DAYS[months] if months else _DAYS[grain]


@lru_cache(maxsize=16_384)
def shift(day: date, count: int, unit: Grain) -> date:
    """The date ``count`` units after (negative: before) ``day``, clipped to the month's end."""
    if unit in _DAYS:
        return day + timedelta(days=count * _DAYS[unit])
    return _in_month(day.year * 12 + day.month - 1 + count * _MONTHS[unit], day.day)


def period_start(day: date, grain: Grain, calendar: Calendar) -> date:
    """The first day of the period of ``grain`` that contains ``day``."""
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return _period_by_index(_period_index(day, grain, calendar), grain, calendar)


def next_period(day: date, grain: Grain, calendar: Calendar) -> date:
    """The first day of the period after the one that contains ``day``."""
    return day + _ONE_DAY if grain == "day" else shift_period(day, 1, grain, calendar)


def period_starts(start: date, end: date, grain: Grain, calendar: Calendar) -> list[date]:
    """The first days of all periods that touch [start, end), and of the one after the last."""
    first = period_start(start, grain, calendar)
    if start >= end:
        return [first]
    if grain in _DAYS:
        size = _DAYS[grain]
        ordinals = range(first.toordinal(), end.toordinal() + size, size)
        return list(map(date.fromordinal, ordinals))
    low = _period_index(start, grain, calendar)
    high = _period_index(end - timedelta(days=1), grain, calendar)
    return [_period_by_index(index, grain, calendar) for index in range(low, high + 2)]


def shift_period(day: date, count: int, grain: Grain, calendar: Calendar) -> date:
    """The first day of the period ``count`` periods after the one that contains ``day``."""
    if grain in _DAYS:
        return shift(period_start(day, grain, calendar), count, grain)
    return _period_by_index(_period_index(day, grain, calendar) + count, grain, calendar)


def period_name(start: date, grain: Grain, calendar: Calendar) -> str:
    """The period beginning on ``start`` as a range: ``2018-11``, ``2018-W05``, ``FY2018``."""
    match grain:
        case "day":
            return start.isoformat()
        case "week":
            iso = start.isocalendar()
            return f"{iso.year}-W{iso.week:02}"
        case "month":
            return f"{start:%Y-%m}"
        case "quarter":
            return f"{start.year}-Q{(start.month + 2) // 3}"
        case "year":
            return f"{start.year}"
        case "fiscal_year":
            return f"FY{_fiscal_name(start, calendar)}"
        case "fiscal_quarter":
            quarter = _period_index(start, "fiscal_quarter", calendar) % 4 + 1
            return f"FY{_fiscal_name(start, calendar)}-Q{quarter}"


def parse_span(text: str) -> Span:
    """Read ``1 month``, ``7 days``, ``1 fiscal_year``.

    Raises:
        UsageError: not a positive whole number followed by a unit.
    """
    found = re.fullmatch(r"\s*(\d{1,5})\s+([A-Za-z_ ]+?)s?\s*", text, flags=re.ASCII)
    unit = found[2].lower().replace(" ", "_") if found else ""
    for grain in GRAINS:
        if found and unit == grain and int(found[1]) > 0:
            return Span(count=int(found[1]), unit=grain)
    raise UsageError(
        f"{text!r} is not a length of time",
        hint=f"Write a positive whole number and a unit ({', '.join(GRAINS)}), such as '28 days'.",
    )


def resolve_range(text: str, *, as_of: date, calendar: Calendar) -> TimeRange:
    """The days that ``text`` means when ``as_of`` is today.

    Known are ``all``, ``today``, ``yesterday``, ``last_N_days`` (weeks, months, quarters, years
    and fiscal ones: complete ones before today), ``last_complete_month`` (and other units),
    ``this_month`` (and other units) and ``wtd mtd qtd ytd fytd`` (both: from the period's first
    day to yesterday), ``2017``, ``2017-11``, ``2017-Q3``, ``2017-W05``, ``2017-11-03``, ``FY2018``,
    ``FY2018-Q2``, and ``A..B`` with both ends included, either of which may be left out.

    Raises:
        UsageError: unknown text (the hint has the nearest forms), reversed or impossible dates.
    """
    asked = text.strip()
    try:
        found = _resolve(asked, as_of, calendar)
    except (OverflowError, ValueError) as exc:
        raise UsageError(
            f"time range {asked!r} lies outside the years 1 to 9999",
            hint="Use a range nearer to today.",
        ) from exc
    if found is None:
        raise _unknown(asked)
    return TimeRange(
        start=found.start,
        end=found.end,
        unit=found.unit,
        text=asked,
        goes_on_to=found.goes_on_to,
    )


def _resolve(text: str, as_of: date, calendar: Calendar) -> TimeRange | None:
    if ".." in text:
        return _between(text, as_of, calendar)
    return _named(text.lower(), as_of, calendar) or _absolute(text, calendar)


_TO_DATE: dict[str, Grain] = {
    "wtd": "week",
    "mtd": "month",
    "qtd": "quarter",
    "ytd": "year",
    "fytd": "fiscal_year",
    "fqtd": "fiscal_quarter",
}


def _named(text: str, as_of: date, calendar: Calendar) -> TimeRange | None:
    tomorrow = timedelta(days=1)
    match text:
        case "all":
            return TimeRange(start=None, end=None, unit=None, text=text)
        case "today":
            return TimeRange(start=as_of, end=as_of + tomorrow, unit="day", text=text)
        case "yesterday":
            return _last(1, "day", as_of, calendar)
    if text in _TO_DATE:
        return _to_date(_TO_DATE[text], as_of, calendar)
    for grain in GRAINS:
        if text == f"last_complete_{grain}":
            return _last(1, grain, as_of, calendar)
        if text == f"this_{grain}" and grain != "day":
            return _to_date(grain, as_of, calendar)
        found = re.fullmatch(rf"last_(\d{{1,5}})_{grain}s?", text, flags=re.ASCII)
        if found and int(found[1]) > 0:
            return _last(int(found[1]), grain, as_of, calendar)
    return None


def _to_date(grain: Grain, as_of: date, calendar: Calendar) -> TimeRange:
    start = period_start(as_of, grain, calendar)
    after = next_period(as_of, grain, calendar)
    return TimeRange(start=start, end=as_of, unit=grain, text="", goes_on_to=after)


def _last(count: int, grain: Grain, as_of: date, calendar: Calendar) -> TimeRange:
    end = period_start(as_of, grain, calendar)
    start = shift_period(as_of, -count, grain, calendar)
    return TimeRange(start=start, end=end, unit=grain, text="")


def _absolute(text: str, calendar: Calendar) -> TimeRange | None:
    for pattern, read in _FORMS:
        found = re.fullmatch(pattern, text, flags=re.IGNORECASE | re.ASCII)
        if found:
            try:
                start, unit = read(found, calendar)
                end = next_period(start, unit, calendar)
            except ValueError as exc:
                raise UsageError(
                    f"time range {text!r} names a date that does not exist: {exc}",
                    hint=f"Valid forms: {_FORMS_TEXT}.",
                ) from exc
            return TimeRange(start=start, end=end, unit=unit, text=text)
    return None


def _year(found: re.Match[str], _: Calendar) -> tuple[date, Grain]:
    return date(int(found[1]), 1, 1), "year"


def _month(found: re.Match[str], _: Calendar) -> tuple[date, Grain]:
    return date(int(found[1]), int(found[2]), 1), "month"


def _day(found: re.Match[str], _: Calendar) -> tuple[date, Grain]:
    return date(int(found[1]), int(found[2]), int(found[3])), "day"


def _quarter(found: re.Match[str], _: Calendar) -> tuple[date, Grain]:
    return date(int(found[1]), int(found[2]) * 3 - 2, 1), "quarter"


def _week(found: re.Match[str], _: Calendar) -> tuple[date, Grain]:
    return date.fromisocalendar(int(found[1]), int(found[2]), 1), "week"


def _fiscal_year(found: re.Match[str], calendar: Calendar) -> tuple[date, Grain]:
    index = int(found[1]) - _fiscal_offset(calendar)
    return _period_by_index(index, "fiscal_year", calendar), "fiscal_year"


def _fiscal_quarter(found: re.Match[str], calendar: Calendar) -> tuple[date, Grain]:
    index = (int(found[1]) - _fiscal_offset(calendar)) * 4 + int(found[2]) - 1
    return _period_by_index(index, "fiscal_quarter", calendar), "fiscal_quarter"


_FORMS: tuple[tuple[str, Callable[[re.Match[str], Calendar], tuple[date, Grain]]], ...] = (
    (r"(\d{4})", _year),
    (r"(\d{4})-(\d\d)", _month),
    (r"(\d{4})-(\d\d)-(\d\d)", _day),
    (r"(\d{4})-?Q([1-4])", _quarter),
    (r"(\d{4})-?W(\d\d?)", _week),
    (r"FY(\d{4})", _fiscal_year),
    (r"FY(\d{4})-?Q([1-4])", _fiscal_quarter),
)
_FORMS_TEXT = "2017, 2017-11, 2017-11-03, 2017-Q3, 2017-W05, FY2018, FY2018-Q2, 2017-11..2018-02"


def _between(text: str, as_of: date, calendar: Calendar) -> TimeRange | None:
    first, _, last = text.partition("..")
    ends = [_end_point(part.strip(), as_of, calendar) for part in (first, last)]
    low, high = ends
    blank = [not part.strip() for part in (first, last)]
    if all(blank) or any(end is None and not empty for end, empty in zip(ends, blank, strict=True)):
        return None
    start, end = (low.start if low else None), (high.end if high else None)
    if start is None or end is None:
        return TimeRange(start=start, end=end, unit=None, text=text)
    if start >= end:
        raise UsageError(
            f"time range {text!r} ends before it begins",
            hint=f"Did you mean '{last.strip()}..{first.strip()}'?",
        )
    same = low is not None and high is not None and low.unit == high.unit != "day"
    unit = low.unit if low and same else _whole_unit(start, end)
    return TimeRange(start=start, end=end, unit=unit, text=text)


def _end_point(text: str, as_of: date, calendar: Calendar) -> TimeRange | None:
    if text.lower() in {"today", "yesterday"}:
        return _named(text.lower(), as_of, calendar)
    return _absolute(text, calendar)


def _whole_unit(start: date, end: date) -> Grain:
    return "month" if start.day == 1 and end.day == 1 else "day"


def _unknown(text: str) -> UsageError:
    names = ["all", "today", "yesterday", *_TO_DATE]
    names += [f"last_complete_{grain}" for grain in GRAINS]
    names += [f"last_30_{grain}s" for grain in GRAINS]
    names += [f"this_{grain}" for grain in GRAINS if grain != "day"]
    near = difflib.get_close_matches(text.lower().replace(" ", "_"), names, n=4, cutoff=0.5)
    close = f"Near to it: {', '.join(near)}. " if near else ""
    return UsageError(
        f"unknown time range {text!r}",
        hint=f"{close}Valid forms: all, today, last_30_days, last_complete_month, this_month, mtd, "
        f"{_FORMS_TEXT}.",
    )


def _period_index(day: date, grain: Grain, calendar: Calendar) -> int:
    """The running number of the month-based period with ``day``; years count by their first."""
    first_month, first_day = _anchor(grain, calendar)
    index = (day.year * 12 + day.month - first_month) // _MONTHS[grain]
    return index if _period_by_index(index, grain, (first_month, first_day)) <= day else index - 1


def _period_by_index(index: int, grain: Grain, anchor: Calendar | tuple[int, int]) -> date:
    first_month, first_day = _anchor(grain, anchor) if isinstance(anchor, Calendar) else anchor
    return _in_month(index * _MONTHS[grain] + first_month - 1, first_day)


def _anchor(grain: Grain, calendar: Calendar) -> tuple[int, int]:
    return calendar.fiscal_year_start if grain.startswith("fiscal") else (1, 1)


def _in_month(month: int, day: int) -> date:
    """The ``day`` (clipped) of the month numbered ``month`` (year × 12 + month − 1)."""
    year, zero_based = divmod(month, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"year {year} is out of range")
    if day > _SHORTEST_MONTH:
        day = min(day, monthrange(year, zero_based + 1)[1])
    return date(year, zero_based + 1, day)


def _fiscal_offset(calendar: Calendar) -> int:
    """1 where fiscal years are named after the year they end in, 0 where they are calendar's."""
    return 0 if calendar.fiscal_year_start == (1, 1) else 1


def _fiscal_name(start: date, calendar: Calendar) -> int:
    return _period_index(start, "fiscal_year", calendar) + _fiscal_offset(calendar)
