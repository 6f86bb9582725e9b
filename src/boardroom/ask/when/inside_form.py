"""Forms of what lies in, at the end of or beside a period: ``first week of May``, ``year end``.

Each gives a ``Stretch``: the days it can mean, the likeliest first.
"""

from dataclasses import replace
from datetime import timedelta

from boardroom.ask.when.day_form import week_of
from boardroom.ask.when.days import (
    ONE_DAY,
    Days,
    Found,
    Now,
    Stretch,
    Unit,
    between,
    fiscal_unit,
    grain_of,
    last_complete,
    likeliest,
    unit_days,
    unit_shift,
    weighed,
)
from boardroom.ask.when.part import Part, in_years, recent
from boardroom.ask.when.pattern import forms
from boardroom.semantic.calendar import shift
from boardroom.semantic.model import Grain

_CALENDAR_WEEK, _RUNNING_END, _WHOLE_OF_THIRD = 0.4, 0.5, 0.5
_THIRDS = ("early", "mid", "late")
_THIRD_SIZES: dict[Unit, tuple[Grain, int]] = {"month": ("day", 10), "year": ("month", 4)}


def _inside(now: Now, nth: int, count: int | None, unit: Unit, outer: Stretch) -> Stretch | None:
    """``the first 10 days of June``, ``the third week of 2025``; ``nth`` −1 = last."""
    if nth > 1 and count not in {None, 1}:
        return None
    found = [
        weighed(days, outer_days.weight)
        for outer_days in outer.days
        for days in _units_inside(now, nth, count or 1, unit, outer_days)
    ]
    return Stretch(likeliest(found)) if found else None


def _units_inside(now: Now, nth: int, count: int, unit: Unit, outer: Days) -> list[Days]:
    """A span of units inside a period; weeks of a month are days 1–7, 8–14…, or calendar weeks."""
    start, end = outer.start, outer.end
    if start is None or end is None or end - start <= ONE_DAY:
        return []
    if unit == "half" and outer.unit not in {"year", "fiscal_year"}:
        return [_half_inside(now, nth, outer)]
    if unit in {"quarter", "half"} and outer.unit == "fiscal_year":
        unit = fiscal_unit(unit) or unit
    if nth < 0:
        last = unit_shift(now, end - ONE_DAY, 1 - count, unit)
        inner = [(last, unit_shift(now, end - ONE_DAY, 1, unit))]
        if unit == "week":
            inner.insert(0, (end - timedelta(days=7 * count), end))
    else:
        first = unit_shift(now, start, nth - 1, unit)
        inner = [(first, unit_shift(now, first, count, unit))]
        if unit == "week" and start.weekday() != 0:
            days = start + timedelta(days=7 * (nth - 1))
            inner.insert(0, (days, days + timedelta(days=7 * count)))
    found = [
        between(now, low, high, unit=unit) for low, high in inner if low < end and high > start
        and (unit == "week" or start <= low)
    ]  # fmt: skip
    return [weighed(days, 1.0 if not place else _CALENDAR_WEEK) for place, days in enumerate(found)]


def _half_inside(now: Now, nth: int, outer: Days) -> Days:
    """The first or second half of a month or quarter, by its days."""
    start, end = outer.start, outer.end
    if start is None or end is None or nth not in {1, 2, -1}:
        raise ValueError("there are two halves")
    middle = start + timedelta(days=15) if outer.unit == "month" else start + (end - start) // 2
    return between(now, start, middle) if nth == 1 else between(now, middle, end)


def _first_inside(now: Now, count: int | None, unit: Unit, outer: Stretch) -> Stretch | None:
    return _inside(now, 1, count, unit, outer)


def _last_inside(now: Now, count: int | None, unit: Unit, outer: Stretch) -> Stretch | None:
    return _inside(now, -1, count, unit, outer)


def _just_before(now: Now, by: tuple[int, Unit], outer: Stretch) -> Stretch | None:
    """``the week before Christmas``: the days just before."""
    count, unit = by
    found = [
        weighed(between(now, shift(days.start, -count, grain), days.start), days.weight)
        for days in outer.days
        if days.start and (grain := grain_of(unit))
    ]
    return Stretch(likeliest(found)) if found else None


def _just_after(now: Now, by: tuple[int, Unit], outer: Stretch) -> Stretch | None:
    """``the 3 days after Black Friday``."""
    count, unit = by
    found = [
        weighed(between(now, days.end, shift(days.end, count, grain)), days.weight)
        for days in outer.days
        if days.end and (grain := grain_of(unit))
    ]
    return Stretch(likeliest(found)) if found else None


def _third_of_part(now: Now, third: str, part: Part, years: Found | None) -> Stretch | None:
    """``late May``: hardly more than a guess."""
    return _thirds(now, third, in_years(now, part, years) if years else recent(now, part))


def _third_of_year(now: Now, third: str, years: Found) -> Stretch | None:
    return _thirds(now, third, years)


def _thirds(now: Now, third: str, whole: Found) -> Stretch | None:
    """A third of a month by its days, of a year by its months; or the whole."""
    place = _THIRDS.index(third)
    for days in whole[:1]:
        if days.start is None or days.end is None or days.unit not in _THIRD_SIZES:
            continue
        grain, size = _THIRD_SIZES[days.unit]
        low = shift(days.start, size * place, grain)
        high = days.end if place == 2 else shift(low, size, grain)
        part = between(now, low, high, words=f"{third} in the {days.unit}")
        return Stretch((part, weighed(days, _WHOLE_OF_THIRD)))
    return None


def edge_of(now: Now, edge: str, outer: Stretch) -> Stretch | None:
    """``the end of March``: its last day, as a moment."""
    found = []
    for days in outer.days:
        if days.start is None or days.end is None:
            continue
        one = days.start if edge == "start" else days.end - ONE_DAY
        found.append(replace(unit_days(now, one, "day", weight=days.weight), moment=True))
    return Stretch(likeliest(found)) if found else None


def unit_end(now: Now, unit: Unit) -> Stretch | None:
    """``at year end``: of the last one that is over, or of the running one."""
    if unit in {"day", "week"}:
        return None
    over = last_complete(now, 1, unit)
    running = unit_days(now, now.as_of, unit, weight=_RUNNING_END)
    return edge_of(now, "end", Stretch((over, running)))


def _year_end(now: Now, unit: Unit, years: Found) -> Stretch | None:
    if unit not in {"year", "fiscal_year"}:
        return None
    return edge_of(now, "end", Stretch(years))


def _unit_ending(now: Now, unit: Unit, outer: Stretch) -> Stretch | None:
    """``the year ended 30 June 2025``."""
    return _units_ending(now, 1, unit, outer)


def _units_ending(now: Now, count: int, unit: Unit, outer: Stretch) -> Stretch | None:
    """``12 months ended March 2025``."""
    end = outer.days[0].end
    if end is None or unit == "day" or unit.endswith("half"):
        return None
    months = end.day == 1 or unit == "week"
    start = shift(end if months else end - ONE_DAY, -count, unit)
    return Stretch((between(now, start if months else start + ONE_DAY, end),), outer.certain)


def _week_of(now: Now, stretch: Stretch) -> Stretch | None:
    found = week_of(now, stretch.days)
    return Stretch(found, stretch.certain) if found else None


INSIDE = forms(
    ("the? first {n}? {unit} of|in {whole}", _first_inside),
    ("the? last|final {n}? {unit} of|in {whole}", _last_inside),
    ("the? {nth} {n}? {unit} of|in {whole}", _inside),
    ("the? {edge} of {whole}", edge_of),
    ("{unit} end|close", unit_end),
    ("the? end of {unit}", unit_end),
    ("{unit} end|close {year}", _year_end),
    ("the? end of? {year}", lambda now, years: edge_of(now, "end", Stretch(years))),
    ("{eo}", unit_end),
    ("{eo} {year}", _year_end),
    ("the? {n} {unit} {_ended} {period}", _units_ending),
    ("the? {unit} ended|ending {period}", _unit_ending),
    ("the? week of|containing {period}", _week_of),
    ("{moved_by} before {period}", _just_before),
    ("{moved_by} after|following {period}", _just_after),
    ("{third} {part} {in_year}?", _third_of_part),
    ("{third} {year}", _third_of_year),
)
"""What is said of another period."""
