"""Forms of periods: ``last 12 months``, ``Q4 of last year``, ``YTD``, ``the first week of May``.

Each gives a ``Stretch``: the days it can mean, the likeliest first.
"""

from dataclasses import replace
from datetime import date, timedelta

from boardroom.ask.when.day_form import latest_weekday, month_of
from boardroom.ask.when.days import (
    Days,
    Found,
    Now,
    Stretch,
    Unit,
    between,
    coming,
    fiscal_unit,
    last_complete,
    likeliest,
    said_unit,
    to_date,
    unit_days,
    unit_shift,
    unit_start,
    up_to_yesterday,
    weighed,
)
from boardroom.ask.when.part import Part, all_year_parts, before_and_after, in_years, recent
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.vocabulary import Length, PartOfYear
from boardroom.ask.when.year_form import named_fiscal, numbered_year
from boardroom.semantic.calendar import shift

_WHOLE, _FISCAL_QUARTER, _FISCAL_YEAR = 0.2, 0.5, 0.3
_ROLLING, _ROLLING_LONG, _CALENDAR = 0.3, 0.5, 0.4
_FEW, _FEW_MORE, _MORE = 3, 6, 0.5
_AGO_DAY = 0.3
_AMBIGUOUS_WORDS = frozenset({3, 4, 5, 6, 8, 1})
"""Months whose names are verbs or first names, too: March, April, May, June, August, Jan."""


def with_fiscal(now: Now, plain: Days, fiscal: Days | None) -> Found:
    """A calendar period, and the fiscal one where that is another."""
    if fiscal is None:
        return (plain,)
    year = plain.unit == "year"
    return likeliest([plain, weighed(fiscal, _FISCAL_YEAR if year else _FISCAL_QUARTER)])


def relative(now: Now, which: int, unit: Unit) -> Stretch:
    """``last month``, ``this quarter``, ``next year``."""
    fiscal = fiscal_unit(unit) if now.fiscal else None
    if which < 0:
        other = last_complete(now, 1, fiscal) if fiscal else None
        return Stretch(with_fiscal(now, last_complete(now, 1, unit), other))
    if which > 0:
        return Stretch(with_fiscal(now, coming(now, 1, unit), fiscal and coming(now, 1, fiscal)))
    running = with_fiscal(now, to_date(now, unit), fiscal and to_date(now, fiscal))
    whole = replace(
        unit_days(now, now.as_of, unit, weight=_WHOLE), words=f"all of this {said_unit(unit)}"
    )
    return Stretch(running if unit == "day" else likeliest([*running, whole]))


def _the_last(now: Now, unit: Unit) -> Stretch:
    """``in the last month``: the last one that is over, or the days of a month up to yesterday."""
    weight = _ROLLING if unit.endswith("quarter") else _ROLLING_LONG
    rolled = up_to_yesterday(now, 1, unit, weight=weight)
    return Stretch(likeliest([*relative(now, -1, unit).days, rolled]))


def whole_unit(now: Now, which: int, unit: Unit) -> Stretch:
    """The same, whole also while it runs: for what is said of its parts and its end."""
    plain = unit_days(now, unit_shift(now, now.as_of, which, unit), unit)
    fiscal = fiscal_unit(unit) if now.fiscal else None
    other = fiscal and unit_days(now, unit_shift(now, now.as_of, which, fiscal), fiscal)
    return Stretch(with_fiscal(now, plain, other))


def _the_unit(now: Now, unit: Unit) -> Stretch | None:
    return None if unit == "day" else whole_unit(now, 0, unit)


def _past_one(now: Now, unit: Unit) -> Stretch:
    """``the past week``: the days up to yesterday, or the last calendar week."""
    calendar = last_complete(now, 1, unit, weight=_CALENDAR)
    return Stretch(likeliest([up_to_yesterday(now, 1, unit), calendar]))


def _last_units(now: Now, count: int, unit: Unit) -> Stretch | None:
    """``last 12 months``: complete ones, or the days up to yesterday."""
    if count == 1:
        return Stretch(likeliest([last_complete(now, 1, unit), _rolled(now, 1, unit)]))
    complete = last_complete(now, count, unit)
    return Stretch(complete_or_rolled(now, complete, count, unit))


def complete_or_rolled(now: Now, complete: Days, count: int, unit: Unit) -> Found:
    """Complete units; less likely the same length up to yesterday."""
    return likeliest([complete, _rolled(now, count, unit)])


def _rolled(now: Now, count: int, unit: Unit) -> Days:
    years = unit in {"year", "fiscal_year"}
    return up_to_yesterday(now, count, unit, weight=_ROLLING_LONG if years else _ROLLING)


def _complete_units(now: Now, count: int, unit: Unit) -> Stretch:
    return Stretch((last_complete(now, count, unit),))


def _few(now: Now, unit: Unit) -> Stretch:
    """``the last few weeks``: how many is not said."""
    return Stretch(
        (
            last_complete(now, _FEW, unit),
            last_complete(now, _FEW_MORE, unit, weight=_MORE),
        )
    )


def _last_length(now: Now, length: Length) -> Stretch | None:
    return _last_units(now, length.number, length.unit)


def _trailing(now: Now, length: Length) -> Stretch:
    return Stretch((last_complete(now, length.number, length.unit),))


def _trailing_one(now: Now, unit: Unit) -> Stretch:
    return Stretch((up_to_yesterday(now, 1, unit),))


def _next_units(now: Now, count: int, unit: Unit) -> Stretch:
    return Stretch((coming(now, count, unit),))


def _ago(now: Now, count: int, unit: Unit) -> Stretch:
    """``3 months ago``: that month, or that day."""
    whole = unit_days(now, unit_shift(now, now.as_of, -count, unit), unit)
    if unit == "day" or unit.endswith("half"):
        return Stretch((whole,))
    that_day = unit_days(now, shift(now.as_of, -count, unit), "day", weight=_AGO_DAY)
    return Stretch(likeliest([whole, that_day]))


def _before_last(now: Now, unit: Unit) -> Stretch:
    return whole_unit(now, -2, unit)


def _to_date(now: Now, unit: Unit) -> Stretch:
    fiscal = fiscal_unit(unit) if now.fiscal else None
    return Stretch(with_fiscal(now, to_date(now, unit), fiscal and to_date(now, fiscal)))


def _which_to_date(now: Now, which: int, unit: Unit) -> Stretch | None:
    """``last year to date``: up to the day that yesterday was then."""
    if which == 0:
        return _to_date(now, unit)
    if which > 0 or unit.endswith("half"):
        return None
    start = unit_shift(now, now.as_of, which, unit)
    end = min(shift(now.as_of, which, unit), unit_shift(now, start, 1, unit))
    words = f"the {said_unit(unit)} before, to the same day"
    return Stretch((replace(between(now, start, end, words=words), unit=unit),))


def _year_to_date_of(now: Now, unit: Unit, number: int) -> Stretch | None:
    """``YTD 2025``: of that year, up to the day that yesterday was then."""
    if unit not in {"year", "fiscal_year"}:
        return None
    years = named_fiscal(now, number) if unit == "fiscal_year" else numbered_year(now, number)
    start = years[0].start or now.as_of
    back = start.year - unit_start(now, now.as_of, unit).year
    return _to_date(now, unit) if back == 0 else _which_to_date(now, back, unit)


def _year_so_far(now: Now, years: Found) -> Stretch | None:
    """``2026 so far``, said in 2026."""
    found = [
        weighed(to_date(now, days.unit), days.weight)
        for days in years
        if days.start and days.end and days.unit and days.start <= now.as_of < days.end
    ]
    return Stretch(likeliest(found)) if found else None


def _part(now: Now, part: Part) -> Stretch:
    """A month, quarter… without its year: the latest that has begun."""
    certain = all_year_parts(part) and not (part.kind == "month" and part.key in _AMBIGUOUS_WORDS)
    return Stretch(recent(now, part), certain=certain)


def _part_in(now: Now, part: Part, years: Found) -> Stretch | None:
    return Stretch(found) if (found := in_years(now, part, years)) else None


def _part_after_year(now: Now, years: Found, part: Part) -> Stretch | None:
    return _part_in(now, part, years)


def _part_short_year(now: Now, part: Part, year: int) -> Stretch | None:
    """``Q4 25``; «Mar 25» is left to the days."""
    return _part_in(now, part, numbered_year(now, year)) if part.kind != "month" else None


def _part_and_year(now: Now, part: PartOfYear) -> Stretch | None:
    years = named_fiscal if part.year.fiscal else numbered_year
    kind = Part("quarter" if part.letter == "q" else "half", part.number)
    if kind.kind == "half" and part.number > 2:
        return None
    return _part_in(now, kind, years(now, part.year.number))


def _which_part(now: Now, which: int, part: Part) -> Stretch:
    return Stretch(before_and_after(now, part, which))


def _season_of_two(now: Now, name: str, first: int, second: int) -> Stretch | None:
    """``winter 2024/25``."""
    if name != "winter" or second != first + 1:
        return None
    return Stretch((in_years(now, Part("season", name), numbered_year(now, first))[0],))


def _decade(now: Now, first: int) -> Stretch:
    end = date(first + 10, 1, 1)
    return Stretch((between(now, date(first, 1, 1), end, unit="year", words=f"the {first}s"),))


def _one_day(now: Now, back: int) -> Stretch:
    if back == 0:
        return Stretch((to_date(now, "day"),))
    if back == 1:
        return Stretch((last_complete(now, 1, "day"),))
    return Stretch((unit_days(now, now.as_of - timedelta(days=back), "day"),))


def _currently(now: Now) -> Stretch:
    return Stretch((replace(to_date(now, "day"), moment=True),), certain=False)


def _ever(now: Now) -> Stretch:
    return Stretch((Days(start=None, end=None, text="all"),))


def _found(_: Now, found: Found) -> Stretch | None:
    return Stretch(found) if found else None


def _same(_: Now, stretch: Stretch) -> Stretch:
    return stretch


def _unsure(_: Now, found: Found) -> Stretch:
    return Stretch(found, certain=False)


def bare_year(now: Now, number: int) -> Stretch:
    """A year that may be any number."""
    return Stretch(numbered_year(now, number), certain=False)


PERIOD = forms(
    ("{day}", _found),
    ("{week}", _found),
    ("{week_bare}", _unsure),
    ("{weekday_named}", _found),
    ("{part} ,? of|in? {year}", _part_in),
    ("{year} {part}", _part_after_year),
    ("{part} {yy}", _part_short_year),
    ("{qyear}", _part_and_year),
    ("the? {which} {part}", _which_part),
    ("{year4} - {mm2}", lambda now, year, month: _found(now, month_of(now, year, month))),
    ("{year4} / {mm2}", lambda now, year, month: _found(now, month_of(now, year, month))),
    ("{monthyear}", lambda now, found: _found(now, month_of(now, found[1], found[0]))),
    ("{mm} / {year4}", lambda now, month, year: _found(now, month_of(now, year, month))),
    ("the? {season} of? {year4} /|- {year24}", _season_of_two),
    ("{part}", _part),
    ("{year4}", bare_year),
    ("{year_named}", _found),
    ("the? {decade}", _decade),
    ("the? ' {decade}", _decade),
    ("the last {unit}", _the_last),
    ("the? {which} {unit}", relative),
    ("the? past {unit}", _past_one),
    ("this past {unit}", _past_one),
    ("the? trailing|rolling|running {unit}", _trailing_one),
    ("the? {unit} before last", _before_last),
    ("{n} {unit} ago|back", _ago),
    ("a|an {unit} ago|back", lambda now, unit: _ago(now, 1, unit)),
    ("the? {_lately} {n} {unit}", _last_units),
    ("the? {n} {_lately} {unit}", _last_units),
    ("the? {_lately} {n} {_full} {unit}", _complete_units),
    ("the? {n} {_lately} {_full} {unit}", _complete_units),
    ("the? {_lately} {_full} {n} {unit}", _complete_units),
    ("the? {_lately} {_full} {unit}", lambda now, unit: _complete_units(now, 1, unit)),
    ("the? {_lately} {length}", _last_length),
    ("the? {_lately} decade", lambda now: _last_units(now, 10, "year")),
    ("the? {_lately} fortnight", lambda now: _last_units(now, 14, "day")),
    ("{trailing}", _trailing),
    ("the? {_lately} few|several {unit}", _few),
    ("the? next|coming|following|upcoming {n} {unit}", _next_units),
    ("{unit} to date", _to_date),
    ("{which} {unit} to date", _which_to_date),
    ("{todate}", _to_date),
    ("{todate} {year4}", _year_to_date_of),
    ("{year4} {todate}", lambda now, year, unit: _year_to_date_of(now, unit, year)),
    ("{which} {unit} {todate}", lambda now, which, unit, _: _which_to_date(now, which, unit)),
    ("{before_to_date}", lambda now, unit: _which_to_date(now, -1, unit)),
    ("the|this? {unit} so far", _to_date),
    ("the? current {unit} so far", _to_date),
    ("so far the|this {unit}", _to_date),
    ("so far in? the|this? {unit}", _to_date),
    ("so far in {year}", _year_so_far),
    ("in? {year} so far", _year_so_far),
    ("{inside}", _same),
    ("the? day before yesterday", lambda now: _one_day(now, 2)),
    ("the? day after tomorrow", lambda now: _one_day(now, -2)),
    ("{today}", _one_day),
    ("currently|now|presently", _currently),
    ("right now", _currently),
    ("at the moment", _currently),
    ("at present", _currently),
    ("all time", _ever),
    ("the? entire|whole|full history", _ever),
    ("all years|periods|dates|months", _ever),
    ("{weekday}", lambda now, weekday: _unsure(now, latest_weekday(now, weekday))),
)  # fmt: skip
"""Periods, whether they are said alone or in a range or comparison."""

WHOLE = (
    *forms(("the? {which} {unit}", whole_unit), ("the {unit}", _the_unit)),
    *forms(("{period}", _same)),
)
"""Periods that something is a part or the end of."""
