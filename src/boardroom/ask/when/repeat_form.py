"""Forms of what comes again: rows by month, Mondays, Decembers; and hours, which no query has."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from boardroom.ask.when.comparison_form import Spoken
from boardroom.ask.when.days import (
    Days,
    Found,
    Now,
    Stretch,
    Unit,
    between,
    fiscal_unit,
    grain_of,
    last_complete,
    said_unit,
    weighed,
)
from boardroom.ask.when.part import Part, recent
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.reading import Cyclic, CyclicPart, TimeReading
from boardroom.ask.when.vocabulary import MONTH_NAMES, WEEKDAY_NAMES
from boardroom.semantic.calendar import shift

_FISCAL_GRAIN, _THIS_YEAR = 0.2, 0.5
_VAGUE, _RECENT_DAYS, _RECENT_UNITS = 0.5, (30, 90), (3, 6)
_LEAP_YEAR = 2024
_CLOCK = "times are counted by days and longer periods, not by hours or minutes"
_WORKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)


def _grain(now: Now, unit: Unit) -> Spoken | None:
    grain = grain_of(unit)
    if grain is None:
        return None
    plain = TimeReading(words=f"by {said_unit(unit)}", grain=grain)
    other = grain_of(fiscal_unit(unit)) if now.fiscal else None
    if other is None:
        return Spoken((plain,))
    fiscal = TimeReading(words=f"by {said_unit(other)}", grain=other, weight=_FISCAL_GRAIN)
    return Spoken((plain, fiscal))


def _unsure(now: Now, unit: Unit) -> Spoken | None:
    """An adverb before a noun may belong to it: «monthly limit»."""
    found = _grain(now, unit)
    return found and found._replace(certain=False)


def _asked(now: Now, unit: Unit) -> Spoken | None:
    """``which month``: only the unit is of time."""
    found = _grain(now, unit)
    return found and found._replace(asked=True)


def _listed(now: Now, unit: Unit) -> Spoken | None:
    """``by region and month``: the last of a list, if it is one."""
    found = _asked(now, unit)
    return found and found._replace(certain=False)


def _any(_: Now) -> Spoken:
    return Spoken((TimeReading(words="over time", grain="any"),))


def _any_unsure(now: Now) -> Spoken:
    return _any(now)._replace(certain=False)


def _each_of(_: Now, stretch: Stretch) -> Spoken | None:
    """``each of the last 6 months``: the range by its own unit."""
    readings = tuple(
        TimeReading(
            words=f"{days.said}, by {said_unit(days.unit)}",
            range=days.text, grain=grain_of(days.unit), weight=days.weight,
        )
        for days in stretch.days
        if days.unit and grain_of(days.unit)
    )  # fmt: skip
    return Spoken(readings) if readings else None


def _cyclic(part: CyclicPart, values: tuple[int, ...], words: str) -> Spoken:
    return Spoken((TimeReading(words=words, cyclic=Cyclic(part=part, values=values)),))


def _weekdays(_: Now, *days: int) -> Spoken:
    names = " and ".join(f"{WEEKDAY_NAMES[day].title()}s" for day in days)
    return _cyclic("weekday", tuple(sorted(set(days))), f"on {names}")


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


def _every(_: Now, part: Part) -> Spoken | None:
    """``every December``, ``Q4 of each year``."""
    if part.kind not in {"month", "quarter", "half"} or part.fiscal:
        return None
    kind: CyclicPart = part.kind
    name = (
        MONTH_NAMES[int(part.key) - 1].title()
        if kind == "month"
        else f"{kind[0].upper()}{part.key}"
    )
    return _cyclic(kind, (int(part.key),), f"in {name} of every year")


def _day_of_month(_: Now, number: int) -> Spoken:
    return _cyclic("day_of_month", (number,), f"on day {number} of every month")


def _last_of_month(_: Now) -> Spoken:
    return _cyclic("day_of_month", (-1,), "on the last day of every month")


def _each_end(now: Now, unit: Unit) -> Spoken | None:
    """``stock at the end of each month``: a moment in each."""
    found = _grain(now, unit)
    return found and Spoken(
        tuple(
            replace(reading, moment=True, words=f"at the end of each {said_unit(unit)}")
            for reading in found.readings
        )
    )


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


def _clock(_: Now, *__: object) -> Spoken:
    return Spoken((TimeReading(words="by the clock", unsupported=_CLOCK),))


def _clock_unsure(now: Now, *__: object) -> Spoken:
    return _clock(now)._replace(certain=False)


def _no_such_day(now: Now, month: int, number: int, year: int | None) -> Spoken | None:
    """«30 February»: never another day instead."""
    longest = monthrange(_LEAP_YEAR if year is None else year, month)[1]
    return _impossible(f"{number} {MONTH_NAMES[month - 1].title()}") if number > longest else None


def _no_such_day_swapped(now: Now, number: int, month: int, year: int | None) -> Spoken | None:
    return _no_such_day(now, month, number, year)


def _no_such_date(_: Now, text: str) -> Spoken:
    """A date that the forms of days do not know."""
    return _impossible(text)


def _impossible(text: str) -> Spoken:
    why = f"there is no day {text!r} in the calendar"
    return Spoken((TimeReading(words=text, unsupported=why),))


def _recently(now: Now) -> Spoken:
    """``recently``: how long is not said."""
    first, second = (last_complete(now, count, "day") for count in _RECENT_DAYS)
    return _vague(first.text, first.said, second.text, second.said)


def _recent_units(now: Now, unit: Unit) -> Spoken:
    """``in recent months``: how many is not said."""
    first, second = (last_complete(now, count, unit) for count in _RECENT_UNITS)
    return _vague(first.text, first.said, second.text, second.said)


def _vague(first: str, first_said: str, second: str, second_said: str) -> Spoken:
    preferred = TimeReading(words=first_said, range=first)
    return Spoken((preferred, replace(preferred, words=second_said, range=second, weight=_VAGUE)))


REPEAT = forms(
    ("by|per|each|every the? {grain}", _grain),
    ("for|in|on|during|at each|every {grain}", _grain),
    ("{grain} by|after {grain}", lambda now, unit, _: _grain(now, unit)),
    ("on|at a|an {adverb} basis|level", _grain),
    ("at {adverb} intervals|granularity", _grain),
    ("a|an {grain}", _unsure),
    ("{adverb}", _unsure),
    ("over time", _any),
    ("over|across|through|throughout the {grains}", _grain),
    ("trend|trends|trending|trended|trendline", _any_unsure),
    ("through|across time", _any),
    ("{_which} {grain}", _asked),
    ("{_which} {n} {grain}", lambda now, _, unit: _asked(now, unit)),
    ("and|,|& {grain}", _listed),
    ("{grain}", _unsure),
    ("each|every of {range}", _each_of),
    ("for|in|during|by|per each|every of {range}", _each_of),
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
    ("at|on? the? end|close of each|every {grain}", _each_end),
    ("at each|every {grain} end", _each_end),
    ("{_during}? {part} for|of|in|over|during? {stretch}", _part_of_years),
    ("{_during}? {part} {year4} , {year4} ,? and|& {year4}", _part_of_three),
    ("{_during}? {part} of|in {year4} , {year4} ,? and|& {year4}", _part_of_three),
    ("by|per|each|every {clock}", _clock),
    ("hourly", _clock),
    ("by|per hour|minute|time of the? day|hour", _clock),
    ("{_lately_or_next} {clock}", _clock),
    ("in|over|during|within? the? {_lately_or_next} {n}? {clock}", _clock),
    ("{n} {clock} ago", _clock),
    ("in|during|on? the|this? {_daytime}", _clock),
    ("{weekday} {_daytime}", _clock),
    ("this {_daytime}", _clock),
    ("at night|noon|midnight|dawn|lunchtime", _clock),
    ("tonight", _clock),
    ("{_clock_at}? {time_of_day}", _clock),
    ("{_clock_at}? {number} {_ampm}", _clock),
    ("{_clock_at}? {number} : {number} {_ampm}?", _clock),
    ("between|from {number} and|to {number} {_ampm}", _clock),
    ("between|from {time_of_day} and|to|- {time_of_day}", _clock),
    ("between|from {number} {_ampm} and|to {number} {_ampm}", _clock),
    ("the? time|hour|hours of the? day", _clock_unsure),
    ("recently|lately", _recently),
    ("in|over|during? the? recent {unit}", _recent_units),
)
"""What comes again, and what cannot be said by days."""

IMPOSSIBLE = forms(
    ("{_in_or_on}? {month} the? {dayno} ,? {year4}?", _no_such_day),
    ("{_in_or_on}? the? {dayno} of? {month} ,? {year4}?", _no_such_day_swapped),
    ("{_in_or_on}? {dated}", _no_such_date),
)
"""Days that no calendar has; asked last of all."""
