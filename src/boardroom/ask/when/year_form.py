"""Forms of years and of the named parts of a year: ``FY25``, ``last year``, ``third quarter``."""

from datetime import date

from boardroom.ask.when.days import (
    Found,
    Now,
    Unit,
    likeliest,
    unit_days,
    unit_shift,
    weighed,
)
from boardroom.ask.when.part import Part
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.vocabulary import YearName, century

_FISCAL_YEAR = 0.2
_FISCAL_RELATIVE = 0.3
_LAST_QUARTER, _LAST_HALF = 4, 2


def numbered_year(now: Now, number: int) -> Found:
    """The calendar year; the fiscal one of that name is hardly meant."""
    plain = unit_days(now, date(number, 1, 1), "year")
    if not now.fiscal:
        return (plain,)
    return likeliest([plain, weighed(named_fiscal(now, number)[0], _FISCAL_YEAR)])


def named_fiscal(now: Now, number: int) -> Found:
    """The fiscal year that is named so."""
    next_one = unit_days(now, date(number, 12, 31), "fiscal_year")
    if not now.fiscal or next_one.start is None:
        return (next_one,)
    return (unit_days(now, unit_shift(now, next_one.start, -1, "fiscal_year"), "fiscal_year"),)


def relative_year(now: Now, which: int, unit: Unit) -> Found | None:
    """The whole of last, this or next year."""
    if unit not in {"year", "fiscal_year"}:
        return None
    plain = unit_days(now, unit_shift(now, now.as_of, which, unit), unit)
    if unit == "fiscal_year" or not now.fiscal:
        return (plain,)
    fiscal = unit_days(now, unit_shift(now, now.as_of, which, "fiscal_year"), "fiscal_year")
    return likeliest([plain, weighed(fiscal, _FISCAL_RELATIVE)])


def _named(now: Now, name: YearName) -> Found:
    return named_fiscal(now, name.number) if name.fiscal else _calendar(now, name.number)


def _calendar(now: Now, number: int) -> Found:
    return (unit_days(now, date(number, 1, 1), "year"),)


def _split(now: Now, first: int, second: int) -> Found | None:
    """``FY 2024/25``: the fiscal year that ends in 2025."""
    if century(second % 100) != first + 1:
        return None
    return named_fiscal(now, first + 1 if now.fiscal else first)


def _named_split(now: Now, first: YearName, second: int) -> Found | None:
    return _split(now, first.number, second) if first.fiscal else None


def _years_ago(now: Now, count: int, unit: Unit) -> Found | None:
    return relative_year(now, -count, unit)


YEAR_NAMED = forms(
    ("' {yy}", _calendar),
    ("the? year|cy {year4}", numbered_year),
    ("the? year of {year4}", numbered_year),
    ("the? full|whole|entire year {year4}", numbered_year),
    ("the? calendar year {year4}", _calendar),
    ("calendar {year4}", _calendar),
    ("cy {year24}", _calendar),
    ("{yearname}", _named),
    ("the? fy|fye|fiscal {year24}", named_fiscal),
    ("fy '? {yy}", named_fiscal),
    ("the? fiscal|financial year {year24}", named_fiscal),
    ("the? fiscal|financial year of {year4}", named_fiscal),
    ("{yearname} / {yy}", _named_split),
    ("{yearname} - {yy}", _named_split),
    ("fy|fiscal {year4} /|- {year24}", _split),
    ("the? fiscal|financial year {year4} /|- {year24}", _split),
)
"""Years with a number that can be nothing else."""

YEAR = (
    *YEAR_NAMED,
    *forms(
        ("{year4}", numbered_year),
        ("the? {which} {unit}", relative_year),
        ("the? {unit} before last", lambda now, unit: relative_year(now, -2, unit)),
        ("{n} {unit} ago|back", _years_ago),
        ("the {unit}", lambda now, unit: relative_year(now, 0, unit)),
    ),
)
"""All years, the relative ones whole."""


def _same(_: Now, found: object) -> object:
    return found


IN_YEAR = forms((",? of|in? {year}", _same))
COMMA_YEAR = forms((",? {year4}", _same))
"""Years behind what they are the years of."""


def _month(_: Now, number: int) -> Part:
    return Part("month", number)


def _quarter(_: Now, number: int) -> Part | None:
    return Part("quarter", number) if number <= _LAST_QUARTER else None


def _half(_: Now, number: int) -> Part | None:
    return Part("half", number) if number <= _LAST_HALF else None


def _season(_: Now, name: str) -> Part:
    return Part("season", name)


def _holiday(_: Now, name: str) -> Part:
    return Part("holiday", name)


def _in_fiscal(_: Now, part: Part) -> Part | None:
    return part._replace(fiscal=True) if part.kind in {"quarter", "half"} else None


def _fiscal_quarter(now: Now, number: int) -> Part | None:
    part = _quarter(now, number)
    return part and part._replace(fiscal=True)


PART_PLAIN = forms(
    ("{month}", _month),
    ("the? month of {month}", _month),
    ("{q}", _quarter),
    ("{q1}", _quarter),
    ("the? {nth} quarter|qtr", _quarter),
    ("quarter|qtr {n}", _quarter),
    ("{h}", _half),
    ("{h1}", _half),
    ("the? {nth} half", _half),
    ("the? {nth} half year", _half),
    ("half {n}", _half),
    ("the? {season}", _season),
    ("{holiday}", _holiday),
    ("the {holiday} weekend|season|period|holiday|holidays|sale|sales", _holiday),
)
"""A named part of some year."""

PART = (
    *PART_PLAIN,
    *forms(
        ("the? fiscal|financial {part_plain}", _in_fiscal),
        ("the? {nth} fiscal|financial quarter", _fiscal_quarter),
        ("{fq}", _fiscal_quarter),
        ("fy {part_plain}", _in_fiscal),
    ),
)
"""The same, also of fiscal years."""
