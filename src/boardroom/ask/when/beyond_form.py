"""Forms of what no query can say, and of what leaves open which days are meant.

``by hour``, ``30 February``, ``every fortnight``: told, never answered with something else.
"""

from calendar import monthrange
from dataclasses import replace

from boardroom.ask.when.comparison_form import Spoken
from boardroom.ask.when.days import Now, Unit, last_complete
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.reading import TimeReading
from boardroom.ask.when.vocabulary import MONTH_NAMES

_VAGUE, _RECENT_DAYS, _RECENT_UNITS = 0.5, (30, 90), (3, 6)
_LEAP_YEAR = 2024
_CLOCK = "times are counted by days and longer periods, not by hours or minutes"
_ROWS = "rows can be days, weeks, months, quarters or years"


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


def _no_rows(_: Now) -> Spoken:
    return Spoken((TimeReading(words="by another length of time", unsupported=_ROWS),))


BEYOND = forms(
    ("by|per|each|every {clock}", _clock),
    ("hourly", _clock),
    ("by|per hour|minute|time of the? day|hour", _clock),
    ("{_lately_or_next} {clock}", _clock),
    ("in|over|during|within? the? {_lately_or_next} {n}? {clock}", _clock),
    ("{n} {clock} ago", _clock),
    ("in|during|on the|this? {_daytime}", _clock),
    ("the? {_daytime}", _clock_unsure),
    ("{weekday} {_daytime}", _clock),
    ("this {_daytime}", _clock),
    ("at night|noon|midnight|dawn|lunchtime", _clock),
    ("tonight", _clock),
    ("{_clock_at}? {time_of_day}", _clock),
    ("{_clock_at}? {number} {_ampm}", _clock),
    ("{_clock_at}? {hour} : {minute} {_ampm}?", _clock),
    ("between|from {number} and|to {number} {_ampm}", _clock),
    ("between|from {time_of_day} and|to|- {time_of_day}", _clock),
    ("between|from {number} {_ampm} and|to {number} {_ampm}", _clock),
    ("the? time|hour|hours of the? day", _clock_unsure),
    ("recently|lately", _recently),
    ("in|over|during? the? recent {unit}", _recent_units),
    ("by|per|each|every fortnight|decade|semester|century", _no_rows),
    ("each|every half", _no_rows),
    ("{_in}? the last|past {grains}", _recent_units),
    ("by|per|each|every half year", _no_rows),
    ("half yearly", _no_rows),
    ("semi annual|annually", _no_rows),
    ("bi weekly|monthly|annually", _no_rows),
    ("halfyearly|semiannual|semiannually|biweekly|bimonthly|biannually|fortnightly", _no_rows),
)
"""What cannot be said by days, and what is vague."""

IMPOSSIBLE = forms(
    ("{_in_or_on}? {month} the? {dayno} {comma_year}?", _no_such_day),
    ("{_in_or_on}? the? {dayno} of? {month} {comma_year}?", _no_such_day_swapped),
    ("{_in_or_on}? {dated}", _no_such_date),
)
"""Days that no calendar has; asked last of all."""
