"""Days whose rows cannot be right: missing, arrived in part only, loaded twice.

Read from the rows per day of each time base, so that such days are reported as what they are and
not as news of the business. Called by ``executive.probe``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from boardroom.analysis.activity import Activity
from boardroom.analysis.panel.expected import Residuals, expect
from boardroom.analysis.panel.series import Floats, Panel
from boardroom.executive.metric_facts import TimeBase

TroubleKind = Literal["missing", "late", "twice"]

_ENOUGH_ROWS = 12.0
_NOTHING = 0.1
_AROUND = 3
_ALONE = 1.15
"""The days around a double load hold what is usual, those around a real rise do not."""
_ABOUT_TWICE = (1.5, 2.6)
_PLAINLY = 5.0
_HARDLY = 2.5
_FEWEST = 6
_LOOK_BACK = 130
"""Days whose rows are looked at: those of the periods that a page compares."""

_LATE = 3.5
_LATE_DAYS = 5
_WEEK = 7
_LEAST_DAYS = 60
_MOST_DAYS = 1100
_BACK = (-3, -2, -1, 1, 2, 3)
_SAME_WEEKDAY = 364
_LITTLE = -2.0
"""A day counts as quiet in its year when so many deviations were missing."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Days of one dataset.

    Attributes:
        time_field: what they are dated by; ``interval`` where their end counts, too.
        rows, expected: the rows of these days, and how many there should have been.
    """

    dataset: str
    time_field: str
    kind: TroubleKind
    days: tuple[date, ...]
    rows: int
    expected: float
    interval: bool = False

    def is_of(self, base: TimeBase) -> bool:
        """Whether it is about the rows of ``base``, by what they are dated there."""
        own = (base.dataset, base.reference(base.fields[0]), len(base.fields) > 1)
        return (self.dataset, self.time_field, self.interval) == own


@dataclass(frozen=True, kw_only=True)
class Suspects:
    """Days of one dataset that may hold their rows twice for all their number says: to be seen in
    the rows. Where few come each day, nearly all may."""

    dataset: str
    time_field: str
    days: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What the rows per day of one time base tell.

    Attributes:
        first: the first day looked at; ``expected`` says how many rows it and those after it
            should have.
    """

    trouble: tuple[Trouble, ...] = ()
    suspects: Suspects | None = None
    first: date = date.min
    expected: tuple[float, ...] = ()

    def expect(self, first: date, last: date) -> dict[date, float]:
        """The rows that should be there on each day of a period, as far as it was looked at."""
        begin = max(0, (first - self.first).days)
        end = (last - self.first).days + 1
        days = (self.first + timedelta(days=place) for place in range(begin, end))
        return dict(zip(days, self.expected[begin : max(0, end)], strict=False))


def look_at(base: TimeBase, activity: Activity, rows_per_day: Mapping[date, int]) -> Looked:
    """What is wrong with the days of a time base, where most have rows."""
    first = max(activity.first, activity.last - timedelta(days=_MOST_DAYS))
    days = [first + timedelta(days=place) for place in range((activity.last - first).days + 1)]
    if activity.cadence != "day" or len(days) < _LEAST_DAYS:
        return Looked()
    rows = np.array([[rows_per_day.get(day, 0) for day in days]], dtype=float)
    panel = Panel(days=np.array([day.toordinal() for day in days], dtype=np.int64), totals=rows)
    residuals = expect(panel)
    trouble = tuple(_of(base, days, rows[0], residuals))
    known = {day for item in trouble for day in item.days}
    places = np.flatnonzero(_may_be_double(rows[0], residuals)).tolist()
    doubtful = tuple(days[place] for place in places if days[place] not in known)
    suspects = None
    if doubtful and len(base.fields) == 1:
        field = base.reference(base.fields[0])
        suspects = Suspects(dataset=base.dataset, time_field=field, days=doubtful)
    expected = tuple(residuals.expected[0].tolist())
    return Looked(trouble=trouble, suspects=suspects, first=first, expected=expected)


def each_once(trouble: Iterable[Trouble]) -> list[Trouble]:
    """A table's rows lack or stand twice by whatever they are dated: told by its widest days, once
    also where another of their dates lies some days off."""
    told: list[Trouble] = []
    for item in sorted(trouble, key=lambda item: -len(item.days)):
        if not any(_are_one(item, other) for other in told):
            told.append(item)
    return told


def _are_one(item: Trouble, other: Trouble) -> bool:
    """Whether both are about the same rows: on the same days, or by another date within a week."""
    if (item.dataset, item.kind) != (other.dataset, other.kind):
        return False
    apart = _WEEK if item.time_field != other.time_field else 0
    between = max(item.days[0] - other.days[-1], other.days[0] - item.days[-1])
    return between <= timedelta(days=apart)


def unknown_days(trouble: tuple[Trouble, ...]) -> Mapping[str, AbstractSet[date]]:
    """Dataset → days not to judge by."""
    found: dict[str, set[date]] = {}
    for item in trouble:
        found.setdefault(item.dataset, set()).update(item.days)
    return found


def _of(
    base: TimeBase, days: Sequence[date], rows: Floats, residuals: Residuals
) -> Iterator[Trouble]:
    expected = residuals.expected[0]
    ratio = np.divide(rows, expected, out=np.ones(len(days)), where=expected >= _ENOUGH_ROWS)
    spread = np.sqrt(np.maximum(residuals.variance[0], 1e-300))
    apart = residuals.excess[0] / spread
    quiet = _quiet_elsewhere(days, np.where(apart < _LITTLE, ratio, 1.0))
    likely, variance = quiet * expected, quiet * residuals.variance[0]
    nothing = ratio < _NOTHING
    missing = nothing & ~_usual(nothing) & (rows < _NOTHING * likely)
    missing &= rows - likely < _LITTLE * np.sqrt(variance)
    twice = _twice(rows, expected, residuals.variance[0])
    late = _late(rows, likely, variance) & ~missing
    for kind, flags in (("missing", missing), ("late", late), ("twice", twice)):
        for begin, end in _runs(flags):
            yield Trouble(
                dataset=base.dataset,
                time_field=base.reference(base.fields[0]),
                kind=kind,  # type: ignore[arg-type]  # the three kinds
                days=tuple(days[begin:end]),
                rows=int(rows[begin:end].sum()),
                expected=float(expected[begin:end].sum()),
                interval=len(base.fields) > 1,
            )


def _twice(rows: Floats, expected: Floats, variance: Floats) -> np.ndarray:
    """Days of runs that hold about twice what was expected, too plainly for chance."""
    about = (rows >= _ABOUT_TWICE[0] * expected) & (rows <= _ABOUT_TWICE[1] * expected)
    about &= expected >= _ENOUGH_ROWS
    found = np.zeros(len(rows), dtype=bool)
    for begin, end in _runs(about):
        came, usual = rows[begin:end].sum(), expected[begin:end].sum()
        spread = float(np.sqrt(max(float(variance[begin:end].sum()), 1e-300)))
        sides = (slice(max(0, begin - _AROUND), begin), slice(end, end + _AROUND))
        alone = all(rows[side].sum() <= _ALONE * expected[side].sum() for side in sides)
        if alone and came - usual > _PLAINLY * spread:
            found[begin:end] = True
    return found


def _may_be_double(rows: Floats, residuals: Residuals) -> np.ndarray:
    """Recent days that hold as many rows as twice the usual ones, but for chance, may be."""
    spread = 2 * np.sqrt(np.maximum(residuals.variance[0], 0.0))
    found: np.ndarray = rows >= np.maximum(_FEWEST, 2 * residuals.expected[0] - _HARDLY * spread)
    found[:-_LOOK_BACK] = False
    return found


def _usual(flags: np.ndarray) -> np.ndarray:
    """Weekdays on which that is nothing special."""
    place = np.arange(len(flags)) % 7
    often = np.array(
        [flags[place == day].mean() if (place == day).any() else 0 for day in range(7)]
    )
    usual: np.ndarray = often[place] > 1 / 3
    return usual


def _quiet_elsewhere(days: Sequence[date], share: Floats) -> Floats:
    """The least share of the usual that came on the same day of another year, by its date or its
    weekday; 1 where none was quiet. Holidays keep to one of them: a day that came again in a third
    year by its date only says nothing of its weekday.

    Args:
        share: per day, what came of the usual where that was little, else 1.
    """
    place = {day: number for number, day in enumerate(days)}
    quiet = {day: part for day, part in zip(days, share.tolist(), strict=True) if part < 1}
    least = np.ones(len(days))
    for day, part in quiet.items():
        by_date, by_weekday = _by_date(day), _by_weekday(day)
        dated = {back for back, other in by_date.items() if other in quiet}
        weekly = {back for back, other in by_weekday.items() if other in quiet}
        told = [by_weekday[back] for back in _BACK if not dated - {back} or weekly - {back}]
        known = [place[other] for other in (*by_date.values(), *told) if other in place]
        least[known] = np.minimum(least[known], part)
    return least


def _by_date(day: date) -> dict[int, date]:
    """Years back → the same date."""
    if (day.month, day.day) == (2, 29):
        return {}
    return {back: day.replace(year=day.year - back) for back in _BACK}


def _by_weekday(day: date) -> dict[int, date]:
    """Years back → the same weekday of the same week."""
    return {back: day - timedelta(days=_SAME_WEEKDAY * back) for back in _BACK}


def _late(rows: Floats, expected: Floats, variance: Floats) -> np.ndarray:
    """The last days, where too few of many rows came and none made up for it: as many of them as
    stand out most; where that began longer ago it is no lateness."""
    excess = rows - expected
    found = np.zeros(len(rows), dtype=bool)
    before = slice(-_LATE_DAYS - _WEEK, -_LATE_DAYS)
    if excess[before].sum() < -_LATE * np.sqrt(variance[before].sum()):
        return found
    most = _LATE
    for count in range(1, _LATE_DAYS + 1):
        if excess[-count] > -np.sqrt(variance[-count]):
            break
        many = expected[-count:].sum() >= _ENOUGH_ROWS
        lacking = -excess[-count:].sum() / np.sqrt(max(float(variance[-count:].sum()), 1e-300))
        if many and lacking > most:
            found[-count:], most = True, lacking
    return found


def _runs(flags: np.ndarray) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
