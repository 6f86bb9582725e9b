"""Forms of comparisons: ``vs last month``, ``same quarter last year``, ``YoY``.

Each gives a ``Spoken``. What a ``Query`` compares by itself (the period before, the same one last
year) is a ``compare``; any two other times are a range and another.
"""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from boardroom.ask.when.days import (
    Days,
    Found,
    Now,
    Stretch,
    Unit,
    between,
    grain_of,
    last_complete,
    unit_shift,
    unit_start,
)
from boardroom.ask.when.part import QUARTERS, Part, in_years, recent
from boardroom.ask.when.pattern import forms
from boardroom.ask.when.range_form import years_near
from boardroom.ask.when.reading import TimeReading
from boardroom.semantic.calendar import shift
from boardroom.semantic.query import Compare

_SERIES, _BOTH, _WHOLE = 0.4, 0.3, 0.2
_YEARS = frozenset({"year", "fiscal_year"})


class Spoken(NamedTuple):
    """What words mean.

    Attributes:
        certain: whether they can mean nothing else.
        asked: whether only the last words, the unit, speak of time (``which month``).
    """

    readings: tuple[TimeReading, ...]
    certain: bool = True
    asked: bool = False


def spoken(_: Now, stretch: Stretch) -> Spoken:
    """A range alone."""
    return Spoken(tuple(map(_range, stretch.days)), stretch.certain)


def _range(days: Days) -> TimeReading:
    return TimeReading(words=days.said, range=days.text, moment=days.moment, weight=days.weight)


def set_against(now: Now, base: Days, other: Days) -> TimeReading:
    """Two times compared; the later one is the range, whichever is said first."""
    if base.start and other.start and other.start > base.start:
        base, other = other, base
    weight = min(base.weight, other.weight)
    kind = _kind(now, base, other)
    if base.unit == "day" and other.text == "last_complete_week" and base.start and base.end:
        week = timedelta(days=7)
        other = between(now, base.start - week, base.end - week)
    longer = other.unit in _YEARS and base.unit not in _YEARS
    if longer and (_is_year_before(now, base, other) or _lies_in(base, other)):
        return TimeReading(
            words=f"{base.said} against the same period a year before",
            range=base.text, moment=base.moment, compare="previous_year",
            unit=grain_of(base.unit), weight=weight,
        )  # fmt: skip
    before = other.said
    if kind and base.goes_on and not other.goes_on:  # Like for like: its days that are over.
        before = f"the same days of the {base.unit or 'period'} before".replace("_", " ")
    return TimeReading(
        words=f"{base.said} against {before}",
        range=base.text, moment=base.moment, compare=kind, other=other.text,
        unit=grain_of(base.unit), weight=weight,
    )  # fmt: skip


def _kind(now: Now, base: Days, other: Days) -> Compare | None:
    """The comparison of a ``Query`` that these two are; None where they are none."""
    if base.start is None or other.start is None or base.end is None or other.end is None:
        return None
    if base.start >= now.as_of and not base.goes_on:  # Not a day of it is complete.
        return None
    running = base.goes_on
    alike = other.unit == base.unit
    if alike and base.unit not in {"day", "week"} and other.start == shift(base.start, -1, "year"):
        then = shift(base.end, -1, "year")
        year_later = unit_shift(now, other.start, 1, base.unit) if base.unit else None
        if other.end == then or (running and other.end == year_later):
            return "previous_year"
    if not alike or other.end > base.start:
        return None
    if other.end == base.start and _as_long(now, base, other, running=running):
        return "previous_period"
    if running and base.unit and other.start == unit_shift(now, base.start, -1, base.unit):
        return "previous_period"
    return None


def _as_long(now: Now, base: Days, other: Days, *, running: bool) -> bool:
    """Whether the two have the same number of units; a running one counts as whole."""
    unit = base.unit
    if unit is None or base.start is None or base.end is None or other.start is None:
        return False
    if running:
        return other.start == unit_shift(now, base.start, -1, unit)
    if unit in {"day", "week"}:
        return other.end is not None and other.end - other.start == base.end - base.start
    months = (base.end.year - base.start.year) * 12 + base.end.month - base.start.month
    return other.start == shift(base.start, -months, "month")


def _is_year_before(now: Now, base: Days, year: Days) -> bool:
    """Whether ``year`` is the one before that in which ``base`` lies."""
    if base.start is None or year.unit is None:
        return False
    return year.start == unit_shift(now, unit_start(now, base.start, year.unit), -1, year.unit)


def _lies_in(base: Days, year: Days) -> bool:
    """Whether it is a part of what «last year» is today: «Q4 2025 vs last year», said in 2026."""
    if not year.text.startswith("last_") or base.start is None or year.start is None:
        return False
    return year.end is not None and year.start <= base.start < year.end


def _two(now: Now, base: Stretch, other: Stretch) -> Spoken | None:
    if base.days[0].start == other.days[0].start and base.days[0].end == other.days[0].end:
        return _with(now, base, _before_same(now, base.days[0]))
    readings = [set_against(now, *pair) for pair in _pairs(base.days, other.days)]
    kept = {(reading.range, reading.other): reading for reading in reversed(readings)}
    first, *more = sorted(kept.values(), key=lambda reading: -reading.weight)
    whole = _against_whole(first, base.days[0], other.days[0])
    return Spoken((first, *more[:2], *([whole] if whole else [])))


def _before_same(now: Now, days: Days) -> Spoken:
    """«the last 4 weeks vs the previous 4 weeks», «this March vs last March»: those before."""
    return _previous(now) if days.text.startswith("last_") else _year_ago(now)


def _pairs(base: Found, other: Found) -> list[tuple[Days, Days]]:
    """What can be meant together: calendar with calendar, fiscal with fiscal."""
    pairs = [
        (days, next((item for item in other if item.unit == days.unit), other[0]))
        for days in base
        if days.weight >= _BOTH
    ]
    usual = other[0].unit
    pairs += [(base[0], item) for item in other[1:] if item.unit == usual and item.weight >= _BOTH]
    return pairs


def _against_whole(reading: TimeReading, base: Days, other: Days) -> TimeReading | None:
    """An unfinished period against the whole of the other, instead of like for like."""
    if reading.compare is None or not (base.goes_on or other.goes_on):
        return None
    return replace(reading, words=f"{reading.words}, all of it", compare=None, weight=_WHOLE)


def _week_before(now: Now, base: Stretch) -> Spoken | None:
    """``yesterday vs the same day last week``."""
    days, week = base.days[0], timedelta(days=7)
    if days.start is None or days.end is None or days.start == days.end:
        return None
    other = between(now, days.start - week, days.end - week)
    return Spoken((set_against(now, days, other),))


def _two_alone(now: Now, base: Stretch, other: Stretch) -> Spoken | None:
    """«this month and last month»: both are asked for."""
    if now.compares:
        return _two(now, base, other)
    one, two = base.days[0], other.days[0]
    if one.start == two.start or one.moment or two.moment or not (one.unit and two.unit):
        return None
    if one.start and two.start and two.start > one.start:
        one, two = two, one
    reading = TimeReading(
        words=f"{one.said} and {two.said}", range=one.text, other=two.text, unit=grain_of(one.unit)
    )
    return Spoken((reading,), base.certain or other.certain)


def _two_reversed(now: Now, base: Stretch, other: Stretch) -> Spoken | None:
    """``compare this quarter to last quarter``: no range runs backwards."""
    one, two = base.days[0], other.days[0]
    backwards = one.start is not None and two.start is not None and two.start < one.start
    said = now.compares or now.growth or one.goes_on
    return _two(now, base, other) if backwards and said and one.unit != "day" else None


def _two_parts(now: Now, first: Part, second: Part, years: Found | None) -> Spoken | None:
    """``Q1 vs Q2 2025``: the year is of both; of «June vs June last year» it is not."""
    if first == second:
        return None
    if years:
        one, two = in_years(now, first, years[:1]), in_years(now, second, years[:1])
    else:
        one, two = recent(now, first), recent(now, second)
    return _two(now, Stretch(one), Stretch(two)) if one and two else None


def _two_years(now: Now, part: Part, one: Found, two: Found) -> Spoken | None:
    """``Q2 of this year and last year``: the part of both."""
    first, second = in_years(now, part, one[:1]), in_years(now, part, two[:1])
    return _two(now, Stretch(first), Stretch(second)) if first and second else None


def _two_parts_alone(now: Now, first: Part, second: Part, years: Found | None) -> Spoken | None:
    if years:
        one, two = in_years(now, first, years[:1]), in_years(now, second, years[:1])
    else:
        one, two = recent(now, first), recent(now, second)
    return _two_alone(now, Stretch(one), Stretch(two)) if one and two else None


def _from_to(now: Now, first: Stretch, second: Stretch) -> Spoken | None:
    """«change from 2023 to 2024»: of the second against the first, where a change is asked for."""
    if not now.growth or first.days[0].unit in {None, "day"}:
        return None
    if first.days[0].unit != second.days[0].unit:
        return None
    found = _two(now, first, second)
    certain = first.certain or second.certain or years_near(now, first, second)
    return found and found._replace(certain=certain)


def _from_to_parts(now: Now, first: Part, second: Part, years: Found | None) -> Spoken | None:
    if not now.growth or first.kind != second.kind:
        return None
    return _two_parts(now, first, second, years)


def _from_to_quarters(now: Now, first: int, second: int, years: Found | None) -> Spoken | None:
    """``from the first to the second quarter of 2025``."""
    if not first < second <= QUARTERS:
        return None
    return _from_to_parts(now, Part("quarter", first), Part("quarter", second), years)


def _against(now: Now, other: Stretch) -> Spoken:
    """``vs last month``: the range it is set against stands elsewhere, or is the running one."""
    return Spoken((_against_one(now, other.days[0]),), other.certain)


def _against_one(now: Now, days: Days) -> TimeReading:
    kind: Compare | None = None
    grain = grain_of(days.unit)
    if days.unit and days.start:
        last = last_complete(now, 1, days.unit)
        if (last.start, last.end) == (days.start, days.end):
            kind = "previous_year" if days.unit in _YEARS else "previous_period"
    return TimeReading(
        words=f"against {days.said}", compare=kind, other=days.text, unit=grain, weight=days.weight
    )


def _since_growth(now: Now, other: Stretch) -> Spoken | None:
    """«growth since last year»: against it; or of the days since."""
    if not now.growth:
        return None
    reading = _against_one(now, other.days[0])
    return Spoken((reading,)) if reading.compare else None


def _previous(_: Now, unit: Unit | None = None) -> Spoken:
    """``vs the previous quarter``: the one before the range."""
    if unit in _YEARS:
        reading = TimeReading(
            words="against the year before", compare="previous_year", unit=grain_of(unit)
        )
    else:
        reading = TimeReading(
            words="against the period before", compare="previous_period",
            unit=grain_of(unit) if unit else None,
        )  # fmt: skip
    return Spoken((reading,))


def _previous_period(now: Now) -> Spoken:
    return _previous(now)


def _year_ago(_: Now, *__: object) -> Spoken:
    reading = TimeReading(words="against the same period a year before", compare="previous_year")
    return Spoken((reading,))


def _with(_: Now, base: Stretch, against: Spoken) -> Spoken | None:
    """A range with a comparison that it gives the base of."""
    compared = against.readings[0]
    unit = grain_of(base.days[0].unit)
    if compared.compare == "previous_period" and compared.unit not in {None, unit}:
        return None
    readings = tuple(
        replace(
            compared,
            words=f"{days.said} {compared.words}",
            range=days.text,
            moment=days.moment,
            unit=grain_of(days.unit) or compared.unit,
            weight=days.weight,
        )
        for days in base.days
    )
    return Spoken(readings)


def _over(_: Now, kind: tuple[Compare, Unit]) -> Spoken:
    """``MoM``, ``year over year``; by the month, where it is not of one range."""
    compare, unit = kind
    grain = grain_of(unit)
    words = {
        "previous_year": "against the same period a year before",
        "previous_period": f"against the {unit} before",
    }[compare]
    plain = TimeReading(words=words, compare=compare, unit=grain)
    if unit in _YEARS:
        return Spoken((plain,))
    series = replace(plain, grain=grain, words=f"each {unit} {words}")
    return Spoken((series, replace(plain, weight=_SERIES)))


def _over_year(now: Now, kind: tuple[Compare, Unit]) -> Spoken | None:
    return _over(now, kind) if kind[0] == "previous_year" else None


def _same(_: Now, value: Spoken) -> Spoken:
    return value


SAME_YEAR_AGO = forms(
    ("the? same {unit} last|previous|prior year", _year_ago),
    ("the? same {unit} of|in|as? the? last|previous|prior year", _year_ago),
    ("the? same {_stretch_word} of|in? the? last|previous|prior year", _year_ago),
    ("the? same {unit} a|one year ago|earlier|before|prior", _year_ago),
    ("the? same {_stretch_word} a|one year ago|earlier|before|prior", _year_ago),
    ("the? same {unit} the year before", _year_ago),
    ("the? same period the year before", _year_ago),
    ("last year same|this {unit}", _year_ago),
    ("last year same|this period|time", _year_ago),
    ("this time|period|day last year", _year_ago),
    ("prior|previous year period|comparable", _year_ago),
    ("the? year ago period", _year_ago),
    ("sply", _year_ago),
)  # fmt: skip
"""The same a year before, said of whatever else is asked for."""

YEAR_AGO = (
    *SAME_YEAR_AGO,
    *forms(
        ("a|one? year ago|earlier|prior|before", _year_ago),
        ("ly|py", _year_ago),
    ),
)
"""The same, said as what is compared with."""

BEFORE = forms(
    ("the? previous|prior|preceding|earlier period|one|timeframe", _previous_period),
    ("the? previous|prior|preceding {unit}", _previous),
    ("the? period|one before", _previous_period),
    ("the? {unit} before", _previous),
    ("the? {n} {unit} before|prior|earlier", lambda now, _, unit: _previous(now)),
    ("the {unit} prior|earlier", _previous),
    ("pp|pop", _previous_period),
    ("the? same {_stretch_word} of|in? the? last|previous|prior {unit}", _previous),
    ("the? previous|prior|last {todate}", _previous),
    ("the? previous|prior|last {unit} to date", _previous),
)
"""What comes before the range, whichever that is."""

OVER_YEAR = forms(("{over_sign}", _over_year))

COMPARISON = forms(
    ("{range} ,? {_vs} {year_ago}", _with),
    ("{range} ,? {_vs} {before}", _with),
    ("{range} ,? and {year_ago}", _with),
    ("{range} ,? {_vs} the? same day|weekday|time|days last|previous|prior week", _week_before),
    ("{_during}? {part} {_vs} {part} {in_year}?", _two_parts),
    ("{_during}? {part} ,? of|in? {year} and|& {year}", _two_years),
    ("{_during}? {part} ,? of|in? {year} {_vs} {year}", _two_years),
    ("{range} ,? {_vs} {range}", _two),
    ("{range} ,? {over_year}", _with),
    ("from {part} to {part} {in_year}?", _from_to_parts),
    ("between {part} and {part} {in_year}?", _from_to_parts),
    (
        "from|between the? {nth} quarter? to|and|& the? {nth} quarter of|in? {year}?",
        _from_to_quarters,
    ),
    ("from {period} to {period}", _from_to),
    ("between {period} and {period}", _from_to),
    ("{period} to {period}", _two_reversed),
    ("{_vs} {year_ago}", _same),
    ("{_vs} {before}", _same),
    ("{_vs} {range}", _against),
    ("up|down from|on|over|vs {year_ago}", _same),
    ("up|down from|on|over|vs {range}", _against),
    ("over|on|from {year_ago}", _same),
    ("over|on|from {before}", _same),
    ("{over_sign}", _over),
    ("since|over|on|from {relative}", _since_growth),
    ("{_during}? {part} and|& {part} {in_year}?", _two_parts_alone),
    ("{range} and|& {range}", _two_alone),
    ("in|for|during|at? {same_year_ago}", _same),
)
"""Comparisons; where a form is also a range, only a question for a change makes it one."""
