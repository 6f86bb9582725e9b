"""Stretches of days as a person names them, each with the text that a ``Query`` takes.

Pure arithmetic on the workspace's calendar; which words mean what is told by the forms.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

from boardroom.insight.period_text import days_text, period_text
from boardroom.semantic.calendar import (
    GRAINS,
    next_period,
    period_name,
    period_start,
    shift,
    shift_period,
)
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain
from boardroom.semantic.result import Period

Unit = Literal[
    "day", "week", "month", "quarter", "half", "year",
    "fiscal_quarter", "fiscal_half", "fiscal_year",
]  # fmt: skip
"""A grain, or half a year, which no query has as its grain."""

ONE_DAY = timedelta(days=1)
_HALF_MONTHS = 6
_LEAST = 0.15
_MOST = 4
_PLAIN_FISCAL: dict[Unit, Unit] = {
    "quarter": "fiscal_quarter", "half": "fiscal_half", "year": "fiscal_year",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Now:
    """«Today» and the calendar for which a question is read.

    Attributes:
        growth: whether the question asks for a change, so that two times are to be compared.
        compares: whether it says that something is to be compared.
        ahead: whether it asks for what is to come, so that «in September» is the next one.
    """

    as_of: date
    calendar: Calendar
    growth: bool = False
    compares: bool = False
    ahead: bool = False

    @property
    def fiscal(self) -> bool:
        """Whether fiscal years are others than calendar years."""
        return self.calendar.fiscal_year_start != (1, 1)


@dataclass(frozen=True, kw_only=True)
class Days:
    """A stretch of days; ``end`` is exclusive, None = open.

    Attributes:
        text: as ``resolve_range`` takes it.
        unit: the unit that it is one of, or a whole number of; None when of none.
        words: what to say besides the days.
        moment: whether the end of its one day is meant.
        goes_on: whether it is the part to yesterday of a unit that goes on.
        weight: how likely it is meant, against 1 of the likeliest.
    """

    start: date | None
    end: date | None
    text: str
    unit: Unit | None = None
    words: str = ""
    moment: bool = False
    goes_on: bool = False
    weight: float = 1.0

    @property
    def said(self) -> str:
        """Its words and days: ``the last 3 complete months (Apr–Jun 2026)``."""
        if self.start is not None and self.start == self.end:
            return f"{self.words} (not one day complete)" if self.words else "no complete day"
        last = None if self.end is None else self.end - ONE_DAY
        if self.start and last and self.unit in {"fiscal_quarter", "fiscal_half"}:
            days = days_text(self.start, last)  # «Q4 2025» would be another quarter.
        else:
            days = period_text(Period(start=self.start, end=last, complete=True))
        if self.moment:
            days = f"as of {days}"
        return f"{self.words} ({days})" if self.words and self.words != days else days


Found = tuple[Days, ...]
"""What words can mean, the likeliest first."""


class Stretch(NamedTuple):
    """What words mean in days, and whether they can mean nothing but days."""

    days: Found
    certain: bool = True


def weighed(days: Days, weight: float) -> Days:
    """The same days, less likely."""
    return replace(days, weight=days.weight * weight)


def likeliest(found: Iterable[Days]) -> Found:
    """The likeliest of them, the first with weight 1; of those with the same days only one."""
    kept: dict[tuple[date | None, date | None, bool], Days] = {}
    for days in found:
        key = (days.start, days.end, days.moment)
        if key not in kept or kept[key].weight < days.weight:
            kept[key] = days
    found = sorted(kept.values(), key=lambda days: -days.weight)[:_MOST]
    best = found[0].weight if found else 1.0
    return tuple(weighed(days, 1 / best) for days in found if days.weight >= _LEAST * best)


def fiscal_unit(unit: Unit) -> Unit | None:
    """The fiscal unit of the same length; None where there is none."""
    return _PLAIN_FISCAL.get(unit)


def unit_start(now: Now, day: date, unit: Unit) -> date:
    """First day of the unit with ``day``."""
    if unit in GRAINS:
        return period_start(day, unit, now.calendar)
    year: Grain = "year" if unit == "half" else "fiscal_year"
    start = period_start(day, year, now.calendar)
    middle = shift(start, _HALF_MONTHS, "month")
    return middle if day >= middle else start


def unit_shift(now: Now, day: date, count: int, unit: Unit) -> date:
    """First day of the unit ``count`` after that with ``day``."""
    if unit in GRAINS:
        return shift_period(day, count, unit, now.calendar)
    return shift(unit_start(now, day, unit), count * _HALF_MONTHS, "month")


def unit_days(now: Now, day: date, unit: Unit, *, weight: float = 1.0) -> Days:
    """The whole unit with ``day``."""
    start = unit_start(now, day, unit)
    return _units(now, start, unit_shift(now, start, 1, unit), unit, weight=weight)


def between(
    now: Now, start: date | None, end: date | None, *, unit: Unit | None = None, words: str = ""
) -> Days:
    """Days from ``start`` before ``end``, of which one may be open."""
    if start is None or end is None:
        last = "" if end is None else (end - ONE_DAY).isoformat()
        text = f"{'' if start is None else start.isoformat()}..{last}"
        return Days(start=start, end=end, text=text, words=words)
    if start >= end:
        raise ValueError(f"{start} is not before {end}")
    if unit and unit_start(now, start, unit) == start and unit_start(now, end, unit) == end:
        return replace(_units(now, start, end, unit), words=words)
    if start + ONE_DAY == end:
        return Days(start=start, end=end, text=start.isoformat(), unit="day", words=words)
    text = f"{start.isoformat()}..{(end - ONE_DAY).isoformat()}"
    return Days(start=start, end=end, text=text, unit="day", words=words)


def _units(now: Now, start: date, end: date, unit: Unit, *, weight: float = 1.0) -> Days:
    """A whole number of units."""
    named = _named_unit(unit)
    if named is None:
        text = f"{start.isoformat()}..{(end - ONE_DAY).isoformat()}"
        return Days(start=start, end=end, text=text, unit=unit, weight=weight)
    first = period_name(start, named, now.calendar)
    final = period_name(period_start(end - ONE_DAY, named, now.calendar), named, now.calendar)
    text = first if next_period(start, named, now.calendar) == end else f"{first}..{final}"
    words = text.replace("-", " ") if unit.startswith("fiscal") and ".." not in text else ""
    return Days(start=start, end=end, text=text, unit=unit, words=words, weight=weight)


def _named_unit(unit: Unit) -> Grain | None:
    """The grain whose names stand at the ends of so many units."""
    if unit == "half":
        return "month"
    return None if unit == "fiscal_half" else unit


def to_date(now: Now, unit: Unit, *, weight: float = 1.0) -> Days:
    """From the first day of the running unit to yesterday; today itself for the day."""
    start = unit_start(now, now.as_of, unit)
    if unit == "day":
        end = start + ONE_DAY
        return Days(start=start, end=end, text="today", unit=unit, words="today", weight=weight)
    words = f"this {said_unit(unit)} to date"
    if unit in GRAINS:
        text = f"this_{unit}"
    elif start == now.as_of:
        return replace(unit_days(now, start, unit, weight=weight), words=f"this {said_unit(unit)}")
    else:
        text = f"{start.isoformat()}..{(now.as_of - ONE_DAY).isoformat()}"
    return Days(
        start=start, end=now.as_of, text=text, unit=unit, words=words, goes_on=True, weight=weight
    )


def last_complete(now: Now, count: int, unit: Unit, *, weight: float = 1.0) -> Days:
    """The last ``count`` units that are over."""
    end = unit_start(now, now.as_of, unit)
    start = unit_shift(now, end, -count, unit)
    if count == 1:
        if unit == "day":
            return Days(start=start, end=end, text="yesterday", unit=unit, words="yesterday")
        text = f"last_complete_{unit}" if unit in GRAINS else _units(now, start, end, unit).text
        words = f"the last complete {said_unit(unit)}"
    else:
        text = f"last_{count}_{unit}s" if unit in GRAINS else _units(now, start, end, unit).text
        words = f"the last {count} complete {said_unit(unit)}s"
    if unit == "day":
        words = f"the {count} complete days before today"
    return Days(start=start, end=end, text=text, unit=unit, words=words, weight=weight)


def up_to_yesterday(now: Now, count: int, unit: Unit, *, weight: float = 1.0) -> Days:
    """The days of ``count`` units before today, wherever the units begin."""
    grain = _named_unit(unit) or "month"
    size = count * (_HALF_MONTHS if unit.endswith("half") else 1)
    start = shift(now.as_of, -size, grain)
    length = f"{count} {said_unit(unit)}s" if count > 1 else said_unit(unit)
    days = between(now, start, now.as_of, words=f"the {length} up to yesterday")
    return replace(days, weight=weight)


def coming(now: Now, count: int, unit: Unit) -> Days:
    """The next ``count`` units, of which none has begun."""
    start = unit_shift(now, now.as_of, 1, unit)
    days = _units(now, start, unit_shift(now, start, count, unit), unit)
    name = said_unit(unit)
    return replace(days, words=f"the next {count} {name}s" if count > 1 else f"the next {name}")


def said_unit(unit: Unit) -> str:
    """The unit in words, singular."""
    return {"half": "half-year", "fiscal_half": "fiscal half-year"}.get(
        unit, unit.replace("_", " ")
    )


def grain_of(unit: Unit | None) -> Grain | None:
    """The unit as a grain; half-years are none."""
    return unit if unit in GRAINS else None
