"""The words of time and what they stand for. Data of the forms; nothing is decided here."""

import re
from collections.abc import Callable
from typing import NamedTuple

from boardroom.ask.when.days import Unit
from boardroom.ask.when.holiday import HOLIDAYS
from boardroom.ask.when.pattern import WordClass
from boardroom.semantic.query import Compare

MONTH_NAMES = (
    "january february march april may june july august september october november december"
).split()
WEEKDAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday".split()
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_YEARS = range(1900, 2101)
_CENTURY_TURN = 70
"""Two digits below are years of 2000, others of 1900."""


class YearName(NamedTuple):
    """A year by its number; ``fiscal`` where it is said to be one."""

    number: int
    fiscal: bool


class Length(NamedTuple):
    """A number of units in one word: ``30d``."""

    number: int
    unit: Unit


_UNITS: dict[str, Unit] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week", "wks": "week",
    "calendar week": "week", "calendar weeks": "week", "month": "month", "months": "month",
    "mo": "month", "mos": "month", "mth": "month", "mths": "month", "calendar month": "month",
    "calendar months": "month", "quarter": "quarter", "quarters": "quarter", "qtr": "quarter",
    "qtrs": "quarter", "calendar quarter": "quarter", "calendar quarters": "quarter",
    "half": "half", "halves": "half", "half year": "half", "half years": "half",
    "semester": "half", "semesters": "half",
    "year": "year", "years": "year", "yr": "year", "yrs": "year", "calendar year": "year",
    "calendar years": "year",
    "fy": "fiscal_year", "fq": "fiscal_quarter",
}  # fmt: skip
_FISCAL: tuple[tuple[str, Unit], ...] = (
    ("quarter", "fiscal_quarter"), ("half", "fiscal_half"), ("year", "fiscal_year"),
)  # fmt: skip
_UNITS |= {
    f"{fiscal} {name}{plural}": unit
    for fiscal in ("fiscal", "financial")
    for name, unit in _FISCAL
    for plural in ("", "s")
}
_PLAIN_UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")
_LETTERS: dict[str, Unit] = {
    "d": "day", "day": "day", "days": "day", "w": "week", "wk": "week", "wks": "week", "m": "month",
    "mo": "month", "mos": "month", "mth": "month", "q": "quarter", "qtr": "quarter", "y": "year",
    "yr": "year", "yrs": "year",
}  # fmt: skip
_ADVERBS: dict[str, Unit] = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
_OVERS: dict[str, tuple[Compare, Unit]] = {
    "year": ("previous_year", "year"), "month": ("previous_period", "month"),
    "quarter": ("previous_period", "quarter"), "week": ("previous_period", "week"),
    "day": ("previous_period", "day"),
}  # fmt: skip
MOST = frozenset(
    (
        "best worst top peak busiest slowest strongest weakest highest lowest record biggest "
        "largest smallest most fewest least"
    ).split()
)
"""Before a unit of time, somewhere near: «best selling month» asks for rows by month."""
_CLOCK = "hour hours hourly minute minutes seconds hrs mins".split()
_SEASONS = {
    "spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter"
}  # fmt: skip


_MONTHS = {
    form: number
    for number, name in enumerate(MONTH_NAMES, 1)
    for short in (name, name[:3], *(["sept"] if name == "september" else []))
    for form in (short, *([f"{short} ."] if short != name else []))
}


def _whole(low: int, high: int) -> Callable[[re.Match[str]], int | None]:
    """The number in the first group where it lies within bounds."""
    return lambda match: int(match[1]) if low <= int(match[1]) <= high else None


def _full_year(match: re.Match[str]) -> int | None:
    return century(int(match[1])) if len(match[1]) == 2 else _whole(1900, 2100)(match)


def century(two_digits: int) -> int:
    """The year that two digits mean.

    Example:
        >>> century(25), century(98)
        (2025, 1998)
    """
    return two_digits + (2000 if two_digits < _CENTURY_TURN else 1900)


def _year_name(match: re.Match[str]) -> YearName | None:
    number = century(int(match[2])) if len(match[2]) == 2 else int(match[2])
    return YearName(number, fiscal=match[1] == "fy") if number in _YEARS else None


def _length(match: re.Match[str]) -> Length | None:
    unit = _LETTERS.get(match[2])
    return Length(int(match[1]), unit) if unit and int(match[1]) > 0 else None


def _trailing(match: re.Match[str]) -> Length | None:
    unit = _LETTERS[match[2]]
    return Length(int(match[1]), unit) if int(match[1]) > 0 else None


class PartOfYear(NamedTuple):
    """``Q4'25``, ``H1FY25``: letter, number, year."""

    letter: str
    number: int
    year: YearName


def _part_and_year(match: re.Match[str]) -> PartOfYear:
    year = YearName(century(int(match[4])), fiscal=match[3] is not None)
    return PartOfYear(match[1], int(match[2]), year)


def _year_and_letter(match: re.Match[str]) -> tuple[int, str] | None:
    return (int(match[1]), match[2]) if int(match[1]) in _YEARS else None


def _month_year(match: re.Match[str]) -> tuple[int, int]:
    return _MONTHS[match[1]], century(int(match[2]))


def _decade(match: re.Match[str]) -> int | None:
    number = int(match[1])
    return century(number) if number < 100 else number if number in _YEARS else None


_WEEKDAYS = {name: number for number, name in enumerate(WEEKDAY_NAMES)}
_WEEKDAY_SHORTS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
    "sun": 6,
}  # fmt: skip

WORDS: dict[str, WordClass] = {
    "which": WordClass(words={
        **dict.fromkeys(("last", "previous", "prior", "preceding", "most recent", "latest"), -1),
        **dict.fromkeys(("this", "current", "the current", "present", "ongoing"), 0),
        **dict.fromkeys(("next", "coming", "upcoming", "following"), 1),
    }),
    "_lately": WordClass(words=dict.fromkeys((
        "last", "past", "previous", "prior", "preceding", "trailing", "rolling", "recent", "latest",
        "most recent",
    ))),
    "_full": WordClass(words=dict.fromkeys(
        ("full", "complete", "completed", "whole", "entire", "consecutive", "calendar"))),
    "todate": WordClass(words={
        "ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week", "fytd": "fiscal_year",
        "fqtd": "fiscal_quarter", "htd": "half",
    }),
    "before_to_date": WordClass(words={
        "pytd": "year", "lytd": "year", "pmtd": "month", "lmtd": "month", "pqtd": "quarter",
        "lqtd": "quarter",
    }),
    "third": WordClass(words={word: word for word in ("early", "mid", "late")}),
    "edge": WordClass(words={"start": "start", "beginning": "start", "end": "end", "close": "end"}),
    "eo": WordClass(words={
        "eoy": "year", "eom": "month", "eoq": "quarter", "yearend": "year", "monthend": "month",
    }),
    "today": WordClass(words={"today": 0, "yesterday": 1, "tomorrow": -1}),
    "unit": WordClass(words=dict(_UNITS)),
    "grain": WordClass(words={word: unit for word, unit in _UNITS.items() if "half" not in unit}),
    "one": WordClass(words={word: unit for word, unit in _UNITS.items() if word[-1] != "s"}),
    "minute": WordClass(shapes=((re.compile(r"([0-5]\d)"), _whole(0, 59)),)),
    "hour": WordClass(shapes=((re.compile(r"(\d{1,2})"), _whole(0, 24)),)),
    "grains": WordClass(words={
        word: unit for word, unit in _UNITS.items() if word.endswith("s") and "half" not in unit
    }),
    "_which": WordClass(words=dict.fromkeys((
        "which", "what", "average", *sorted(MOST),
    ))),
    "_weekday_part": WordClass(words=dict.fromkeys((
        "day of the week", "day of week", "days of the week", "weekday", "dow", "day name",
        "the day of the week", "days of week",
    ))),
    "_month_part": WordClass(words=dict.fromkeys(
        ("month of the year", "month of year", "month name", "calendar month of the year"))),
    "_daytime": WordClass(words=dict.fromkeys(
        "morning mornings afternoon afternoons evening evenings night nights".split())),
    "_ampm": WordClass(words=dict.fromkeys(
        ("am", "pm", "a . m .", "p . m .", "o'clock", "hrs", "h"))),
    "_clock_at": WordClass(words=dict.fromkeys(
        ("at", "after", "before", "until", "by", "from", "around", "since"))),
    "time_of_day": WordClass(
        words={"noon": True, "midnight": True},
        shapes=((re.compile(r"(\d{1,2})(?:am|pm)"), _whole(0, 24)),),
    ),
    "_at": WordClass(words=dict.fromkeys(("on", "at", "during", "over"))),
    "_lately_or_next": WordClass(words=dict.fromkeys(
        ("last", "past", "previous", "this", "current", "next", "prior", "the last", "the past"))),
    "over_sign": WordClass(words={
        form: kind
        for name, kind in _OVERS.items()
        for form in (
            *(f"{name} {over} {name}" for over in ("over", "on", "to", "versus")),
            *(f"{name[0]}{over}{name[0]}" for over in ("o", " / ", " o ")),
        )
    } | {"period over period": ("previous_period", "month"), "yr over yr": _OVERS["year"]}),
    "wise": WordClass(words={f"{unit}wise": unit for unit in _PLAIN_UNITS}),
    "adverb": WordClass(words=dict(_ADVERBS)),
    "clock": WordClass(words=dict.fromkeys(_CLOCK, True)),
    "n": WordClass(
        words={
            **{word: number for number, word in enumerate(_COUNTS, 1)},
            "couple": 2, "couple of": 2, "a couple of": 2, "dozen": 12, "eighteen": 18,
            "twenty four": 24, "thirty": 30, "sixty": 60, "ninety": 90,
        },
        shapes=((re.compile(r"(\d{1,4})"), _whole(1, 9999)),),
    ),
    "nth": WordClass(
        words={word: number for number, word in enumerate(_ORDINALS, 1)},
        shapes=((re.compile(r"(\d{1,2})(?:st|nd|rd|th)"), _whole(1, 53)),),
    ),
    "length": WordClass(shapes=((re.compile(r"(\d{1,3})([a-z]+)"), _length),)),
    "trailing": WordClass(
        words={"ttm": Length(12, "month"), "ltm": Length(12, "month")},
        shapes=((re.compile(r"[tlrp](\d{1,3})([dwmqy])"), _trailing),),
    ),
    "month": WordClass(words=_MONTHS),
    "dayno": WordClass(
        words={word: number for number, word in enumerate(_ORDINALS, 1)},
        shapes=((re.compile(r"(\d{1,2})(?:st|nd|rd|th)?"), _whole(1, 31)),),
    ),
    "_in_or_on": WordClass(words=dict.fromkeys(
        ("in", "on", "since", "until", "before", "after", "from", "as of", "by", "at"))),
    "dated": WordClass(shapes=(
        (re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}"), lambda match: match[0]),
    )),
    "iso": WordClass(shapes=(
        (re.compile(r"\d{4}-\d\d-\d\d"), lambda match: match[0]),
    )),
    "slashed": WordClass(shapes=(
        (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), lambda match: tuple(map(int, match.groups()))),
    )),
    "dotted": WordClass(shapes=(
        (re.compile(r"(\d{1,2})\.(\d{1,2})"), lambda match: tuple(map(int, match.groups()))),
    )),
    "year4": WordClass(shapes=((re.compile(r"(\d{4})"), _whole(1900, 2100)),)),
    "year24": WordClass(shapes=((re.compile(r"(\d{4}|\d\d)"), _full_year),)),
    "yy": WordClass(shapes=((re.compile(r"(\d\d)"), _full_year),)),
    "mm": WordClass(shapes=((re.compile(r"(\d{1,2})"), _whole(1, 12)),)),
    "mm2": WordClass(shapes=((re.compile(r"(\d\d)"), _whole(1, 12)),)),
    "number": WordClass(shapes=((re.compile(r"(\d{1,4})"), _whole(1, 9999)),)),
    "yearname": WordClass(shapes=((re.compile(r"(fy|cy)'?(\d{4}|\d\d)"), _year_name),)),
    "decade": WordClass(
        words={"eighties": 1980, "nineties": 1990, "noughties": 2000},
        shapes=((re.compile(r"(\d{3}0|\d0)s"), _decade),),
    ),
    "q": WordClass(shapes=((re.compile(r"q([1-4])"), _whole(1, 4)),)),
    "fq": WordClass(shapes=((re.compile(r"fq([1-4])"), _whole(1, 4)),)),
    "q1": WordClass(shapes=((re.compile(r"([1-4])q"), _whole(1, 4)),)),
    "h": WordClass(shapes=((re.compile(r"h([12])"), _whole(1, 2)),)),
    "h1": WordClass(shapes=((re.compile(r"([12])h"), _whole(1, 2)),)),
    "w": WordClass(shapes=((re.compile(r"(?:c|k)?w(\d{1,2})"), _whole(1, 53)),)),
    "qyear": WordClass(shapes=(
        (re.compile(r"([qh])([1-4])(fy)?'?(\d\d)"), _part_and_year),
    )),
    "monthyear": WordClass(shapes=(
        (re.compile(rf"({'|'.join(_MONTHS)})'?(\d\d)"), _month_year),
    )),
    "yearq": WordClass(shapes=((re.compile(r"(\d{4})([qhw])"), _year_and_letter),)),
    "weekday": WordClass(words=dict(_WEEKDAYS)),
    "weekdayshort": WordClass(words=dict(_WEEKDAY_SHORTS)),
    "weekdays": WordClass(words={f"{word}s": number for word, number in _WEEKDAYS.items()}),
    "season": WordClass(words=dict(_SEASONS)),
    "holiday": WordClass(words={name: name for name in HOLIDAYS}),
    "incl": WordClass(words={
        **dict.fromkeys(("inclusive", "( inclusive )", "included", "( included )"), "inclusive"),
        **dict.fromkeys(("exclusive", "( exclusive )", "excluded", "( excluded )"), "exclusive"),
    }),
    "_stretch_word": WordClass(words=dict.fromkeys(
        "period time point days dates weeks months span timeframe stretch".split())),
    "_in": WordClass(words=dict.fromkeys((
        "in", "during", "for", "over", "within", "throughout", "across", "on", "at", "of",
        "in all of", "for all of", "in all", "all of", "all through", "over the course of",
        "in the course of",
        "as in", "back in", "dated", "for the period", "in the period", "during the period",
        "for the whole of", "within the",
    ))),
    "_during": WordClass(words=dict.fromkeys(("in", "for", "during", "in the", "for the"))),
    "_to": WordClass(words=dict.fromkeys(
        ("to", "till", "til", "until", "through", "thru", "up to", "-", ". ."))),
    "_vs": WordClass(words=dict.fromkeys((
        "vs", "vs .", "v", "versus", "against", "than", "than in", "compared to", "compared with",
        "compared against", "as compared to", "in comparison to", "in comparison with",
        "relative to", "vs the", "than the", "over and above", "versus the", "compare to",
        "compare with", "compares to", "compares with", "vs in", "and compare to",
        "and compare with",
    ))),
    "_ended": WordClass(words=dict.fromkeys(
        ("ended", "ending", "ended in", "ending in", "ended on", "ending on", "to", "through"))),
    "_starting": WordClass(words=dict.fromkeys((
        "starting", "beginning", "starting in", "beginning in", "starting on", "beginning on",
        "starting from", "beginning from", "starting with", "beginning with", "effective",
        "as from",
    ))),
    "_before": WordClass(words=dict.fromkeys(
        ("before", "prior to", "ahead of", "earlier than", "up until before", "older than"))),
    "_after": WordClass(words=dict.fromkeys(("after", "later than", "following"))),
    "_until": WordClass(words=dict.fromkeys((
        "until", "till", "til", "up to", "up until", "up till",
    ))),
    "_through": WordClass(words=dict.fromkeys((
        "through", "thru", "no later than", "on or before", "not later than", "up to and including",
    ))),
    "_asof": WordClass(words=dict.fromkeys(("as of", "as at", "as on", "as per"))),
    "_including": WordClass(words=dict.fromkeys(
        ("including", "inclusive of", "incl", "incl .", "with"))),
    "_excluding": WordClass(words=dict.fromkeys((
        "excluding", "exclusive of", "excl", "excl .", "not including", "not counting", "without",
    ))),
    "_ahead": WordClass(words=dict.fromkeys((
        "forecast", "forecasts", "forecasted", "projected", "projection", "projections", "outlook",
        "upcoming", "expected", "expire", "expires", "expiring", "due", "will", "scheduled",
        "closing",
    ))),
    "_compare": WordClass(words=dict.fromkeys(
        ("compare", "compares", "comparing", "comparison", "compared", "difference", "differ"))),
    "_growth": WordClass(words=dict.fromkeys((
        "growth", "change", "changes", "changed", "increase", "increased", "decrease", "decreased",
        "difference", "grew", "grown", "grow", "growing", "drop", "dropped", "rise", "rose",
        "risen", "fell", "fallen", "shrink", "shrank", "delta", "decline", "declined",
        "growth rate",
    ))),
}  # fmt: skip
