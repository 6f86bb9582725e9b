"""Forms of ranges: ``between A and B``, ``since May``, ``January and February 2025``, remarks.

Each gives a ``Stretch``. Of ranges without a year, the words decide: «from November to February»
runs over the turn of the year.
"""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from boardroom.ask.when.day_form import week_numbered
from boardroom.ask.when.days import (
    ONE_DAY,
    Days,
    Found,
    Now,
    Stretch,
    Unit,
    between,
    last_complete,
    likeliest,
    to_date,
    unit_days,
    unit_shift,
    unit_start,
    weighed,
)
from boardroom.ask.when.inside_form import edge_of, unit_end
from boardroom.ask.when.part import QUARTERS, Part, all_year_parts, in_years, recent
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.period_form import bare_year
from boardroom.semantic.calendar import shift

_UNTIL_BEFORE, _FROM_SINCE = 0.4, 0.4
_YEAR_BEFORE, _LAST_UNIT = 0.5, 0.5
_ONE_MORE = 0.4
_WORTH = 0.3
_OUT = "exclusive"
_RELATIVE = ("this_", "last_", "today", "yesterday")
_OF_YEARS = (12, 3)
_BARE_YEARS = (30, 5)
"""Years before and after today between which «between 2000 and 2010» is surely of time."""


def _span(now: Now, first: Days, last: Days) -> Days | None:
    """From the first day of one to the last of the other."""
    if first.start is None or last.end is None or first.start >= last.end:
        return None
    unit = first.unit if first.unit == last.unit else None
    end = last.start + ONE_DAY if last.moment and last.start else last.end
    days = between(now, first.start, end, unit=unit)
    return replace(days, weight=first.weight * last.weight)


def _from_to(now: Now, first: Stretch, last: Stretch) -> Stretch | None:
    lows, highs = (
        [days for days in stretch.days if days.weight >= _WORTH] for stretch in (first, last)
    )
    found = [span for low in lows for high in highs if (span := _span(now, low, high))]
    certain = (first.certain or last.certain) or years_near(now, first, last)
    return Stretch(likeliest(found), certain) if found else None


def years_near(now: Now, *stretches: Stretch) -> bool:
    """Whether all are years so near to today that four digits are surely years."""
    back, ahead = _BARE_YEARS
    return all(
        days.unit == "year" and days.start is not None
        and now.as_of.year - back <= days.start.year <= now.as_of.year + ahead
        for stretch in stretches for days in stretch.days[:1]
    )  # fmt: skip


def _between(
    now: Now, first: Stretch, first_end: str | None, last: Stretch, last_end: str | None
) -> Stretch | None:
    """Both ends are included unless it is said otherwise."""
    low = Stretch(tuple(
        replace(days, start=days.end) if first_end == _OUT else days for days in first.days
    ), first.certain)  # fmt: skip
    high = Stretch(tuple(
        replace(days, end=days.start, start=None) if last_end == _OUT else days
        for days in last.days
    ), last.certain)  # fmt: skip
    return _from_to(now, low, high)


def _parts_in(now: Now, first: Part, second: Part, years: Found | None) -> Stretch | None:
    """``January to March 2025``, ``May–August``."""
    if years:
        found = []
        for year in years:
            lows, highs = in_years(now, first, (year,)), in_years(now, second, (year,))
            found += [span for low, high in zip(lows, highs, strict=False)
                      if (span := _span(now, low, high))]  # fmt: skip
        return Stretch(likeliest(found)) if found else None
    low = recent(now, first)[0]
    return _open_parts(now, low, second)


def _parts_together(now: Now, first: Part, second: Part, years: Found | None) -> Stretch | None:
    """The same, unless the two are to be compared."""
    return None if now.compares or now.growth else _parts_in(now, first, second, years)


def _open_parts(now: Now, low: Days, second: Part) -> Stretch | None:
    """To the first such part after; where that is not over, maybe the year before is meant."""
    if low.start is None:
        return None
    years = [unit_days(now, date(low.start.year + step, 1, 1), "year") for step in (0, 1)]
    spans = [_span(now, low, in_years(now, second, (year,))[0]) for year in years]
    span = next((span for span in spans if span), None)
    if span is None or span.start is None or span.end is None or span.end <= now.as_of:
        return Stretch((span,)) if span else None
    start, end = shift(span.start, -1, "year"), shift(span.end, -1, "year")
    before = replace(between(now, start, end, unit=span.unit), weight=_YEAR_BEFORE)
    return Stretch(likeliest([span, before]))


def _to_part(now: Now, first: Stretch, second: Part) -> Stretch | None:
    """``from March 2024 to May``: the first May after."""
    return _open_parts(now, first.days[0], second)


def _hyphened(now: Now, first: Part, second: Part, years: Found | None) -> Stretch | None:
    """``Jan–Mar 2025``, of which the tokens have lost the hyphen."""
    if first.kind != second.kind or first.kind not in {"month", "quarter"}:
        return None
    found = _parts_in(now, first, second, years)
    return found and found._replace(certain=found.certain and years is not None)


def _union(now: Now, first: Part, second: Part, years: Found | None) -> Stretch | None:
    """``January and February 2025``: neighbours make one range, unless they are to be compared."""
    if now.compares or first.kind != second.kind or not all_year_parts(first):
        return None
    if int(second.key) - int(first.key) != 1:
        return None
    return _parts_in(now, first, second, years)


def _quarters(now: Now, first: int, second: int, years: Found | None) -> Stretch | None:
    """``the first and second quarter of 2025``."""
    if not first < second <= QUARTERS:
        return None
    return _parts_in(now, Part("quarter", first), Part("quarter", second), years)


def _union_of_three(
    now: Now, first: Part, middle: Part, last: Part, years: Found | None
) -> Stretch | None:
    parts = (first, middle, last)
    if len({part.kind for part in parts}) > 1 or not all_year_parts(first):
        return None
    numbers = [int(part.key) for part in parts]
    neighbours = numbers == list(range(numbers[0], numbers[0] + len(parts)))
    return _parts_in(now, first, last, years) if neighbours else None


def _chain(now: Now, *stretches: Stretch) -> Stretch | None:
    """``2022, 2023 and 2024``: named neighbours make one range, unless they are to be compared."""
    days = [stretch.days[0] for stretch in stretches]
    named = all(item.unit == days[0].unit and not item.text.startswith(_RELATIVE) for item in days)
    neighbours = all(one.end == two.start for one, two in itertools.pairwise(days))
    if now.compares or days[0].unit in {None, "day"} or not named or not neighbours:
        return None
    span = _span(now, days[0], days[-1])
    certain = any(stretch.certain for stretch in stretches) or years_near(now, *stretches)
    return Stretch((span,), certain) if span else None


def _half_years(now: Now, first: int, second: int) -> Stretch | None:
    """``2023-24`` as two years."""
    return _chain(now, bare_year(now, first), bare_year(now, second))


def _days_of_month(now: Now, month: int, first: int, last: int, year: int | None) -> Stretch:
    """``March 5–12``, ``5 to 12 March 2025``."""
    number = year
    if number is None:
        this = date(now.as_of.year, month, first)
        number = this.year if this <= now.as_of else this.year - 1
    return Stretch((between(now, date(number, month, first), date(number, month, last) + ONE_DAY),))


def _days_of_week(now: Now, first: int, last: int, which: int) -> Stretch:
    """``between Monday and Wednesday last week``."""
    week = unit_start(now, now.as_of, "week") + timedelta(days=7 * which)
    return Stretch((between(now, week + timedelta(days=first), week + timedelta(days=last + 1)),))


def _weeks(now: Now, first: int, last: int, year: Found | None) -> Stretch | None:
    """``weeks 40 to 45 of 2025``."""
    low, high = week_numbered(now, first, year), week_numbered(now, last, year)
    span = _span(now, low[0], high[0]) if low and high else None
    return Stretch((span,)) if span else None


def _month_last(now: Now, first: int, last: int, month: int, year: int | None) -> Stretch:
    return _days_of_month(now, month, first, last, year)


def _days_in_year(now: Now, month: int, first: int, ends: tuple[int, int], year: int) -> Stretch:
    """``March 5 to April 2, 2025``."""
    low, high = date(year, month, first), date(year, *ends)
    low = low if low <= high else low.replace(year=year - 1)
    return Stretch((between(now, low, high + ONE_DAY),))


def _said(_: Now, stretch: Stretch) -> Stretch:
    """With a preposition it is surely of time."""
    return stretch._replace(certain=True)


def _same(_: Now, stretch: Stretch) -> Stretch:
    return stretch


def _in_the(now: Now, unit: Unit) -> Stretch | None:
    """``for the month``: the running one, or the last one that is over."""
    if unit == "day":
        return None
    found = [to_date(now, unit), last_complete(now, 1, unit, weight=_LAST_UNIT)]
    return Stretch(likeliest(found), certain=False)


def _from(now: Now, stretch: Stretch) -> Stretch:
    """``orders from March``: of March, or since."""
    since = _since(now, stretch)
    more = [weighed(days, _FROM_SINCE) for days in since.days] if since else []
    return Stretch(likeliest([*stretch.days, *more]), stretch.certain)


def _since(now: Now, stretch: Stretch) -> Stretch | None:
    """From its first day to yesterday; of what is ahead, to an open end."""

    def since(days: Days) -> Days | None:
        ahead = days.start is None or days.start >= now.as_of
        return between(now, days.start, None if ahead else now.as_of) if days.start else None

    begun = [days for days in stretch.days if days.start and days.start < now.as_of]
    return _moved(since, Stretch(tuple(begun) or stretch.days))


def _moved(move: Callable[[Days], Days | None], stretch: Stretch) -> Stretch | None:
    """Each meaning moved; «since» and «after» speak of time whatever follows."""
    found = [replace(moved, weight=days.weight) for days in stretch.days if (moved := move(days))]
    return Stretch(likeliest(found)) if found else None


def _to_now(now: Now, stretch: Stretch) -> Stretch | None:
    """«March to date»; what is to date already stays as it is."""
    relative = stretch.days[0].text.startswith(_RELATIVE)
    return None if relative else _since(now, stretch)


def _onward(now: Now, stretch: Stretch) -> Stretch | None:
    """From its first day on."""
    return _moved(lambda days: between(now, days.start, None) if days.start else None, stretch)


def _after(now: Now, stretch: Stretch) -> Stretch | None:
    """From the first day after it."""
    return _moved(lambda days: between(now, days.end, None) if days.end else None, stretch)


def _before(now: Now, stretch: Stretch) -> Stretch | None:
    """To the last day before it; «before the end of the year» takes the year's last day in."""

    def before(days: Days) -> Days | None:
        to_end = days.moment and days.end is not None and days.end.day == 1
        end = days.end if to_end else days.start
        return between(now, None, end) if end else None

    return _moved(before, stretch)


def _until(now: Now, stretch: Stretch) -> Stretch | None:
    """To its last day; of what is longer than a day, maybe only to its first."""
    found = []
    for days in stretch.days:
        if days.start is None or days.end is None:
            continue
        end = days.end
        found.append(replace(between(now, None, end), weight=days.weight))
        if end - days.start > ONE_DAY and end != now.as_of:
            before = between(now, None, days.start)
            found.append(replace(before, weight=days.weight * _UNTIL_BEFORE))
    certain = stretch.certain or stretch.days[0].unit != "year"
    return Stretch(likeliest(found), certain) if found else None


def _through(now: Now, stretch: Stretch) -> Stretch | None:
    """To its last day, without doubt."""
    until = _until(now, stretch)
    return until and until._replace(days=until.days[:1])


def _as_of(now: Now, stretch: Stretch) -> Stretch | None:
    """At the end of its last day; of the running period, of yesterday."""

    def moment(days: Days) -> Days | None:
        if days.end is None or days.start is None:
            return None
        runs = days.start < now.as_of < days.end
        return replace(
            unit_days(now, (now.as_of if runs else days.end) - ONE_DAY, "day"), moment=True
        )

    return _moved(moment, stretch)


def _so_far_all(now: Now) -> Stretch:
    return Stretch((between(now, None, now.as_of),))


def _so_far_all_unsure(now: Now) -> Stretch:
    return _unsure(now, _so_far_all(now))


def _with_today(now: Now, stretch: Stretch) -> Stretch | None:
    """«including today»: so many days that end today, or one more."""
    days = stretch.days[0]
    if days.start is None:
        return None
    end = now.as_of + ONE_DAY
    same = between(now, days.start, end)
    if days.end == now.as_of and days.unit == "day":
        moved = between(now, days.start + ONE_DAY, end)
        return Stretch((moved, replace(same, weight=_ONE_MORE)))
    return Stretch((same,))


def _without_today(now: Now, stretch: Stretch) -> Stretch | None:
    days = stretch.days[0]
    if days.start is None or days.start >= now.as_of:
        return None
    if days.end is not None and days.end <= now.as_of:
        return stretch
    return Stretch((between(now, days.start, now.as_of),))


def _with_running(now: Now, stretch: Stretch, unit: Unit) -> Stretch | None:
    """«last 6 months including this month»: six that end with the running one, to date."""
    days = stretch.days[0]
    if days.start is None or days.end is None or days.unit != unit:
        return None
    start = unit_shift(now, days.start, 1, unit)
    return Stretch((between(now, start, now.as_of),))


def _without_running(now: Now, stretch: Stretch, unit: Unit) -> Stretch | None:
    """«excluding this month»: only units that are over."""
    days = stretch.days[0]
    if days.start is None:
        return None
    end = unit_start(now, now.as_of, unit)
    if days.end is not None and days.end <= end:
        return Stretch((days,))
    return Stretch((between(now, days.start, end, unit=days.unit),))


def _from_ago(now: Now, stretch: Stretch, count: int, unit: Unit) -> Stretch | None:
    """«inclusive of 7 days ago»: from that day to yesterday."""
    start = shift(now.as_of, -count, unit) if not unit.endswith("half") else None
    days = stretch.days[0]
    if start is None or days.start is None or abs(days.start - start) > timedelta(days=31):
        return None
    return Stretch((between(now, start, now.as_of),))


def _unsure(_: Now, stretch: Stretch) -> Stretch:
    return stretch._replace(certain=False)


def _if_near(now: Now, stretch: Stretch) -> Stretch:
    """``customers of 2025``; «a limit of 2000» may be how many."""
    back, ahead = _OF_YEARS
    start = stretch.days[0].start
    year = start.year if start else 0
    return stretch._replace(certain=now.as_of.year - back <= year <= now.as_of.year + ahead)


def _ever(_: Now) -> Stretch:
    return Stretch((Days(start=None, end=None, text="all"),))


TOGETHER = forms(
    ("from|between? {part} {_to} {part} {in_year}?", _parts_together),
    ("in|for|during|over? {part} {part} {in_year}?", _hyphened),
    ("in|for|during|over|of? {part} and|&|/ {part} {in_year}?", _union),
    ("{_during}? the? {nth} and|&|to the? {nth} quarter|quarters of|in? {year}?", _quarters),
    ("in|for|during|over|of? {part} , {part} ,? and|& {part} {in_year}?", _union_of_three),
    ("in|for|during|over|of? {part} , {part} , {part} {in_year}?", _union_of_three),
    ("in|for|during|over|of? {period} and|& {period}", _chain),
    ("in|for|during|over|of? {period} , {period} ,? and|& {period}", _chain),
    ("in|for|during|over|of? {period} , {period} , {period} ,? and|& {period}", _chain),
    ("in|for|during|over|of? {year4} -|/ {yy}", _half_years),
)
"""Neighbours that make one range."""

STRETCH = forms(
    ("from|between? {part} {_to} {part} {in_year}?", _parts_in),
    ("between {part} and {part} {in_year}?", _parts_in),
    ("from {period} {_to} {part}", _to_part),
    ("between|from {period} {incl}? and|to|- {period} {incl}?", _between),
    ("{period} {incl} to|until|- {period} {incl}?", _between),
    ("{together}", _same),
    ("between|from? week|weeks|wk {number} and|to|- week? {number} {in_year}?", _weeks),
    ("between|from? {weekday} and|to|- {weekday} {which} week", _days_of_week),
    ("from|on? {month} {dayno} {_to} {dayno} {comma_year}?", _days_of_month),
    ("between {month} {dayno} and {dayno} {comma_year}?", _days_of_month),
    ("from|on? the? {dayno} {_to} the? {dayno} of? {month} {comma_year}?", _month_last),
    ("between the? {dayno} and the? {dayno} of? {month} {comma_year}?", _month_last),
    ("from? {month} {dayno} {_to} {month_day} ,? {year4}", _days_in_year),
    ("between {month} {dayno} and {month_day} ,? {year4}", _days_in_year),
    ("from {period} {_to} {period}", _from_to),
    ("{period} {_to} {period}", _from_to),
    ("between {period} and {period}", _from_to),
    ("from|since? {period} {_to} date|now|present", _to_now),
    ("from|since? {period} {_to} the present", _to_now),
    ("of {bare_year}", _if_near),
    ("over|on|at {bare_year}", _unsure),
    ("{_in} {period}", _said),
    ("{_in} the {period}", _unsure),
    ("in|for|during|over|within|throughout the {unit}", _in_the),
    ("from {period}", _from),
    ("ever? since {period}", _since),
    ("from {period} on|onward|onwards|forward", _onward),
    ("{period} onward|onwards", _onward),
    ("{_starting} {period}", _onward),
    ("on or after {period}", _onward),
    ("{_after} {period}", _after),
    ("{_before} {period}", _before),
    ("until|till {day}", lambda now, found: _through(now, Stretch(found))),
    ("until|till|through|to now|present", _so_far_all),
    ("up to|until now|present", _so_far_all),
    ("{_through} {period}", _through),
    ("{_until} {period}", _until),
    ("by {day}", lambda now, found: _until(now, Stretch(found))),
    ("by {end_of}", _until),
    ("{_asof} {period}", _as_of),
    ("since inception|launch|founding|ever", _ever),
    ("since the beginning|start", _ever),
    ("since the? beginning of time", _ever),
    ("to date", _so_far_all_unsure),
    ("{period}", _same),
)  # fmt: skip
"""Ranges as they are said."""

RANGE = forms(
    ("{stretch} ,? (? {_including} today )?", _with_today),
    ("{stretch} ,? (? {_excluding} today )?", _without_today),
    ("{stretch} ,? (? {_including} the? this|current|running {unit} )?", _with_running),
    ("{stretch} ,? (? {_excluding} the? this|current|running {unit} )?", _without_running),
    ("{stretch} ,? (? {_including} {n} {unit} ago )?", _from_ago),
    ("{stretch} ( inclusive )", _same),
    ("{stretch} ,? inclusive", _same),
    ("{stretch}", _same),
)
"""Ranges with what is said of their ends."""

END_OF = forms(("the? {edge} of {whole}", edge_of), ("{eo}", unit_end), ("{unit} end", unit_end))
"""Ends of periods, which are also said with «by»."""

MONTH_DAY = forms(("{month} {dayno}", lambda _, month, number: (month, number)))
BARE_YEAR = forms(("{year4}", bare_year))
