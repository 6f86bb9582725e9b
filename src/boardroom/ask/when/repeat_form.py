"""Forms of what comes again: on Mondays, every December, Q2 of the last 3 years, by weekday."""

from dataclasses import replace
from datetime import date

from boardroom.ask.when.comparison_form import Spoken
from boardroom.ask.when.day_form import latest_weekday
from boardroom.ask.when.days import (
    Days,
    Found,
    Now,
    Stretch,
    between,
    weighed,
)
from boardroom.ask.when.part import Part, all_year_parts, recent
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.reading import Cyclic, CyclicPart, TimeReading
from boardroom.ask.when.vocabulary import MONTH_NAMES, WEEKDAY_NAMES
from boardroom.semantic.calendar import shift
from boardroom.semantic.model import Grain

_THIS_YEAR, _EVERY = 0.5, 0.5
_WORKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)


def _cyclic(part: CyclicPart, values: tuple[int, ...], words: str) -> Spoken:
    return Spoken((TimeReading(words=words, cyclic=Cyclic(part=part, values=values)),))


def _weekdays(_: Now, *days: int) -> Spoken:
    names = " and ".join(f"{WEEKDAY_NAMES[day].title()}s" for day in days)
    return _cyclic("weekday", tuple(sorted(set(days))), f"on {names}")


def _weekday_or_all(now: Now, weekday: int) -> Spoken:
    """``Friday orders``: of the latest Friday, or of all."""
    latest = latest_weekday(now, weekday)[0]
    one = TimeReading(words=latest.said, range=latest.text)
    (every,) = _weekdays(now, weekday).readings
    return Spoken((one, replace(every, weight=_EVERY)), certain=False)


def _weekday_range(_: Now, first: int, last: int) -> Spoken:
    days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    names = f"{WEEKDAY_NAMES[first].title()} to {WEEKDAY_NAMES[last].title()}"
    return _cyclic("weekday", tuple(sorted(days)), f"on {names}")


def _weekend(_: Now) -> Spoken:
    return _cyclic("weekday", _WEEKEND, "on Saturdays and Sundays")


def _workdays(_: Now) -> Spoken:
    return _cyclic("weekday", _WORKDAYS, "on Mondays to Fridays")


def _workdays_unsure(now: Now) -> Spoken:
    return _workdays(now)._replace(certain=False)


def _name(part: Part) -> str:
    """How a month, quarter or half is written."""
    if part.kind == "month":
        return MONTH_NAMES[int(part.key) - 1].title()
    return f"{part.kind[0].upper()}{part.key}"


def _every(_: Now, part: Part) -> Spoken | None:
    """``every December``, ``Q4 of each year``."""
    if part.kind not in {"month", "quarter", "half"} or part.fiscal:
        return None
    kind: CyclicPart = part.kind
    return _cyclic(kind, (int(part.key),), f"in {_name(part)} of every year")


def _day_of_month(_: Now, number: int) -> Spoken:
    return _cyclic("day_of_month", (number,), f"on day {number} of every month")


def _last_of_month(_: Now) -> Spoken:
    return _cyclic("day_of_month", (-1,), "on the last day of every month")


def _part_of_years(now: Now, part: Part, stretch: Stretch) -> Spoken | None:
    """``Q2 for the last 3 years``: that part of each of them, year by year."""
    every = _every(now, part)
    several = [
        days
        for found in stretch.days
        for days in _with_this_year(now, part, found)
        if days.unit == "year" and days.start and days.end and days.end.year - days.start.year > 1
    ]
    if every is None or not several:
        return None
    (reading,) = every.readings
    readings = tuple(
        replace(
            reading,
            words=f"{reading.words}, {days.said}",
            range=days.text,
            grain="year",
            weight=days.weight / several[0].weight,
        )
        for days in several
    )
    return Spoken(readings)


def _with_this_year(now: Now, part: Part, days: Days) -> Found:
    """Complete years; where this year's part is over, maybe those that end with this year."""
    latest = recent(now, part)[0]
    over = latest.start and latest.start.year == now.as_of.year and latest.end
    if not (
        over and over <= now.as_of and days.start and days.end and days.text.startswith("last_")
    ):
        return (days,)
    start, end = shift(days.start, 1, "year"), shift(days.end, 1, "year")
    return (days, weighed(between(now, start, end, unit="year"), _THIS_YEAR * days.weight))


def _part_of_three(now: Now, part: Part, *years: int) -> Spoken | None:
    """``March 2024, 2025 and 2026``."""
    if list(years) != list(range(years[0], years[0] + len(years))):
        return None
    start, end = date(years[0], 1, 1), date(years[-1] + 1, 1, 1)
    return _part_of_years(now, part, Stretch((between(now, start, end, unit="year"),)))


def _scattered(_: Now, *parts_and_years: Part | Found) -> Spoken | None:
    """``Q1, Q2 and Q4 2025``: parts of one year, each apart."""
    *parts, years = parts_and_years
    named = [part for part in parts if isinstance(part, Part) and all_year_parts(part)]
    kinds = {part.kind for part in named}
    year = years[0]
    if len(named) < len(parts) or len(kinds) > 1 or not isinstance(year, Days) or kinds == {"half"}:
        return None
    kind: CyclicPart = named[0].kind  # type: ignore[assignment]  # seasons and holidays are out
    grain: Grain = "month" if kind == "month" else "quarter"
    values = tuple(sorted(int(part.key) for part in named))
    names = ", ".join(_name(part) for part in named)
    cyclic = Cyclic(part=kind, values=values)
    words = f"{names} of {year.said}"
    return Spoken((TimeReading(words=words, range=year.text, grain=grain, cyclic=cyclic),))


def _by_weekday(_: Now) -> Spoken:
    return _cyclic("weekday", (), "by day of the week")


def _by_month(_: Now) -> Spoken:
    return _cyclic("month", (), "by month of the year")


def _by_quarter(_: Now) -> Spoken:
    return _cyclic("quarter", (), "by quarter of the year")


def _by_day_of_month(_: Now) -> Spoken:
    return _cyclic("day_of_month", (), "by day of the month")


def _asked_weekday(now: Now) -> Spoken:
    return _by_weekday(now)._replace(asked=True)


REPEAT = forms(
    ("by|per|each|every|for|across {_weekday_part}", _by_weekday),
    ("{_which} {_weekday_part}", _asked_weekday),
    ("{_weekday_part}", lambda now: _by_weekday(now)._replace(certain=False)),
    ("by|per {_month_part}", _by_month),
    ("by|per quarter of|in the? year", _by_quarter),
    ("by|per day of|in the? month", _by_day_of_month),
    ("on? {weekdays}", _weekdays),
    ("on? {weekdays} and|or|& {weekdays}", _weekdays),
    ("on? {weekdays} , {weekdays} ,? and|or|& {weekdays}", _weekdays),
    ("on? each|every {weekday}", _weekdays),
    ("on? each|every {weekday} and {weekday}", _weekdays),
    ("from|on? {weekday} {_to} {weekday}", _weekday_range),
    ("from|on? {weekdays} {_to} {weekdays}", _weekday_range),
    ("from|on? {weekdayshort} {_to} {weekdayshort}", _weekday_range),
    ("{weekdayshort} {weekdayshort}", _weekday_range),
    ("{weekday} {weekday}", _weekday_range),
    ("{weekday}", _weekday_or_all),
    ("{_at} the? weekends", _weekend),
    ("at|on the weekend", _weekend),
    ("weekends", _weekend),
    ("weekend", lambda now: _weekend(now)._replace(certain=False)),
    ("on|during? weekdays|workdays", _workdays),
    ("on|during? the? business|working|week|work days", _workdays_unsure),
    ("in|for|during? each|every {part}", _every),
    ("in|for|during? {part} of|in? each|every year", _every),
    ("each|every year {part}", _every),
    ("on the {dayno} of? each|every month", _day_of_month),
    ("on the {dayno} of the month", _day_of_month),
    ("on|at? the? last day of each|every month", _last_of_month),
    ("{_during}? {part} for|of|in|over|during? {stretch}", _part_of_years),
    ("{_during}? {part} {year4} , {year4} ,? and|& {year4}", _part_of_three),
    ("{_during}? {part} of|in {year4} , {year4} ,? and|& {year4}", _part_of_three),
    ("{_during}? {part} , {part} ,? and|& {part} ,? of|in? {year}", _scattered),
    ("{_during}? {part} , {part} , {part} ,? and|& {part} ,? of|in? {year}", _scattered),
)
"""Parts of time that come again."""
