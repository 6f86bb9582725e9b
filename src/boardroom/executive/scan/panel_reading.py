"""From the answers to the watch list to panels. Called by ``executive.scan.scanner``."""

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np

from boardroom.analysis.cadence import period_end
from boardroom.analysis.panel.series import Days, Flags, Floats, Panel, Step
from boardroom.executive.scan.step_axis import StepAxis
from boardroom.executive.scan.watch_list import LEAST_PERIODS, Watched
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result

_GROUPS = frozenset({"dimension", "key"})
_DURATIONS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440, "seconds": 1 / 86400}
_SIZES = {"day": 1, "week": 7, "month": 31}
_MONDAY = 1
"""The ordinal of the first one."""

_RIPE = 4.0
_BUSY = 0.4
"""A series less even by day than this is read by week; less even by week, not at all."""

_FILLED = 0.9
"""So many of the months of a series have a value."""

_MOST_NEGATIVE = 0.02

_LEAST_SHARE = 0.03
"""A value with less of the rows is not watched by itself: a few customers are all of it."""

_NEWEST_DAYS = 14
_NEWEST = 1 / 8
"""The newest rows are those of so many days, and of such a part of all periods."""
_MORE_LACK = 0.1
_PLAINLY = 3.0
"""More of them lack a value where it is such a share more, and so many deviations of chance."""

_REGULAR = 0.25
"""Counts of rows that vary less than this, where 1 is as by chance, come by a schedule: a posting a
month, a check a minute. How few they are says nothing then."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One watched metric with its series.

    Attributes:
        values: the dimension's value of each series; one None for the whole.
        panel: its series.
        support: shape (S, T): how many rows (for ratios: cases) each period stands on.
        whole_totals, whole_support: shape (T,): both of all values together, those without a series
            too.
        regular: shape (S,): rows that come by a schedule.
        query, result: the question and the answer behind it, without its rows.
        steps: the axis of a series by hour or minute, whose panel says of which day each is; None
            for others.
        measures: row → the title of what the series follows and is measured by.
    """

    watched: Watched
    values: tuple[object, ...]
    panel: Panel
    support: Floats
    whole_totals: Floats
    whole_support: Floats
    regular: Flags
    query: Query
    result: Result
    steps: StepAxis | None = None
    measures: Mapping[int, str] = field(default_factory=dict)

    def day(self, place: int) -> date:
        """First day of a period."""
        return date.fromordinal(int(self.panel.days[place]))

    def last_day(self, place: int) -> date:
        """Last day of a period; of an hour the day that holds it."""
        return period_end(self.day(place), self.panel.step)

    def span(self, first: date, last: date) -> tuple[int, int] | None:
        """The first and the last of the periods of which most days are within these."""
        size = _SIZES[self.panel.step]
        begins = np.maximum(self.panel.days, first.toordinal())
        ends = np.minimum(self.panel.days + size - 1, last.toordinal())
        inside = np.flatnonzero(2 * (ends - begins + 1) > size)
        return (int(inside[0]), int(inside[-1])) if len(inside) else None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with its answer: one row per period and value."""

    query: Query
    result: Result


def read_panels(
    watched: Watched,
    asked: Asked,
    *,
    unknown: Mapping[str, AbstractSet[date]],
    few: AbstractSet[object],
) -> list[Reading]:
    """The series of one answer, by day, week or month: each by the finest at which most periods
    have rows.

    Args:
        watched: what is watched.
        asked: what was asked for it, and the answer.
        unknown: dataset → days whose rows are known to be wrong; they count as unknown.
        few: values of the dimension that too few things stand behind.
    """
    axis = _axis(watched.first, watched.end, watched.step)
    values, totals, support = _cells(watched, asked.result, axis)
    wrong = {day for name in watched.facts.bases for day in unknown.get(name, ())}
    if watched.kind == "level":
        totals = totals * support
    totals[:, axis.holding(wrong)] = np.nan
    totals[:, _is_young(axis, watched, totals, support)] = np.nan
    series = _Series(axis=axis, totals=totals, support=support)
    share = support.sum(1) / max(float(support.sum()), 1e-300)
    if watched.kind == "flow":
        size = np.abs(np.nan_to_num(totals)).sum(1)
        share = np.maximum(share, size / max(float(size.sum()), 1e-300))
    known = [
        (key, row)
        for row, key in enumerate(values)
        if (key is not None or watched.dimension is None) and share[row] >= _LEAST_SHARE
    ]
    if watched.dimension is not None and (
        len(known) < 2 or _is_unsettled(values, support, watched.step)
    ):
        return []
    usable = [(key, row) for key, row in known if key not in few]
    return list(_by_step(watched, asked, usable, series))


def _is_unsettled(values: Sequence[object], support: Floats, step: str) -> bool:
    """Whether more of the newest rows lack a value than of the others: a deal has a customer once
    it is won, so that what is told by customer always falls in the end."""
    lack = support[[row for row, key in enumerate(values) if key is None]].sum(0)
    rows, periods = support.sum(0), support.shape[1]
    for newest in (math.ceil(_NEWEST_DAYS / _SIZES[step]), math.ceil(periods * _NEWEST)):
        then, now = (
            lack[part].sum() / max(rows[part].sum(), 1e-300)
            for part in (slice(None, -newest), slice(-newest, None))
        )
        chance = _PLAINLY * (then * (1 - then) / max(rows[-newest:].sum(), 1.0)) ** 0.5
        if now > then + max(_MORE_LACK, chance):
            return True
    return False


def without_twins(readings: Sequence[Reading]) -> list[Reading]:
    """Without those that split a metric as another does: by the code of what that one names."""
    found: dict[object, Reading] = {}
    for item in readings:
        series = tuple(sorted(row.tobytes() for row in item.panel.totals))
        place = (item.watched.facts.metric.name, item.panel.step, series)
        known = found.get(place)
        if known is None or (_is_coded(known) and not _is_coded(item)):
            found[place] = item
    return list(found.values())


def _is_coded(reading: Reading) -> bool:
    return any(mark.isdigit() for value in reading.values for mark in str(value))


def _is_young(axis: "_Axis", watched: Watched, totals: Floats, support: Floats) -> Flags:
    """Periods so late that of what began in them only the quick part has ended yet, which makes
    mean durations look short: within four times the usual duration of the end."""
    unit = _DURATIONS.get(watched.facts.metric.unit or "")
    if unit is None or watched.kind == "flow" or watched.facts.ended:
        return np.zeros(len(axis.days), dtype=bool)
    rows = np.where(np.isfinite(totals), support, 0.0).sum()
    usual = unit * abs(float(np.nansum(totals))) / max(float(rows), 1e-300)
    since = watched.end - timedelta(days=math.ceil(_RIPE * usual) + 1)
    young: Flags = axis.lasts >= since.toordinal()
    return young


@dataclass(frozen=True, kw_only=True)
class _Axis:
    """Periods side by side, by the ordinals of their first days, shape (T,)."""

    days: Days
    step: Step

    @cached_property
    def lasts(self) -> Days:
        """Their last days."""
        if self.step == "month":
            last = period_end(date.fromordinal(int(self.days[-1])), self.step)
            return np.append(self.days[1:] - 1, last.toordinal())
        return self.days + (_SIZES[self.step] - 1)

    def holding(self, days: AbstractSet[date]) -> Flags:
        """Which of them hold one of ``days``."""
        sought = np.sort(np.array([day.toordinal() for day in days], dtype=np.int64))
        before, until = sought.searchsorted(self.days), sought.searchsorted(self.lasts, "right")
        found: Flags = before < until
        return found

    def places(self, days: Days) -> Days:
        """Which of them begin on ``days``; -1 for others."""
        near = np.minimum(self.days.searchsorted(days), len(self.days) - 1)
        found: Days = np.where(self.days[near] == days, near, -1)
        return found

    @cached_property
    def weeks(self) -> "_Axis":
        """The whole weeks of days."""
        mondays = self.days[(self.days - _MONDAY) % _SIZES["week"] == 0]
        whole = mondays[mondays + _SIZES["week"] - 1 <= self.days[-1]]
        return _Axis(days=whole, step="week")


@lru_cache(maxsize=64)
def _axis(first: date, end: date, step: Step) -> _Axis:
    """One object for all that is watched over the same periods."""
    if step == "month":
        begins = [first]
        while (begin := period_end(begins[-1], step) + timedelta(days=1)) < end:
            begins.append(begin)
        return _Axis(days=np.array([day.toordinal() for day in begins]), step=step)
    days = np.arange(first.toordinal(), end.toordinal(), _SIZES[step], dtype=np.int64)
    return _Axis(days=days, step=step)


@dataclass(frozen=True, kw_only=True)
class _Series:
    """Totals and support of shape (S, T)."""

    axis: _Axis
    totals: Floats
    support: Floats

    def by(self, step: Step) -> "_Series":
        """Summed over the whole weeks."""
        if step == self.axis.step:
            return self
        weeks = self.axis.weeks
        if not len(weeks.days):
            none = np.zeros((len(self.totals), 0))
            return _Series(axis=weeks, totals=none, support=none)
        places = weeks.days - self.axis.days[0]
        end = places[-1] + _SIZES[step]
        return _Series(
            axis=weeks,
            totals=np.add.reduceat(self.totals[:, :end], places, axis=1),
            support=np.add.reduceat(self.support[:, :end], places, axis=1),
        )


def _by_step(
    watched: Watched, asked: Asked, usable: Sequence[tuple[object, int]], series: _Series
) -> Iterator[Reading]:
    if series.axis.step == "month":
        filled = (np.nan_to_num(series.totals) != 0).mean(1)
        if kept := [(key, row) for key, row in usable if filled[row] >= _FILLED]:
            yield _reading(watched, asked, kept, series)
        return
    steps: tuple[Step, ...] = ("day", "week")
    left = list(usable)
    for step in steps[steps.index(series.axis.step) :]:
        coarse = series.by(step)
        if len(coarse.axis.days) < LEAST_PERIODS[step]:
            return
        busy = _evenness(coarse.support)
        if watched.kind == "flow":
            busy = np.minimum(busy, _evenness(coarse.totals))
        least = _BUSY
        if watched.kind == "level" and step == steps[-1]:
            least = LEAST_PERIODS[step] / len(
                coarse.axis.days
            )  # Weeks without a row are not known.
        kept = [(key, row) for key, row in left if busy[row] >= least]
        left = [pair for pair in left if pair not in kept]
        if kept:
            yield _reading(watched, asked, kept, coarse)


def _evenness(values: Floats) -> Floats:
    """(Σ|x|)² / (T Σx²): 1 for an even series, 1/T where all lies in one period; 0 for values of
    both signs, which have no level that a share could be missing from."""
    known = np.nan_to_num(values)
    squares = len(known.T) * (known**2).sum(1)
    size = np.abs(known).sum(1)
    even = np.divide(size**2, squares, out=np.zeros(len(known)), where=squares > 0)
    negative = -np.minimum(known, 0.0).sum(1)
    result: Floats = np.where(negative > _MOST_NEGATIVE * size, 0.0, even)
    return result


def _reading(
    watched: Watched, asked: Asked, kept: Sequence[tuple[object, int]], series: _Series
) -> Reading:
    rows = [row for _, row in kept]
    support = series.support[rows]
    return Reading(
        watched=watched,
        values=tuple(key for key, _ in kept),
        panel=Panel(
            days=series.axis.days,
            totals=series.totals[rows],
            weights=_weights(watched, support),
            step=series.axis.step,
        ),
        support=support,
        whole_totals=np.nansum(series.totals, axis=0),
        whole_support=series.support.sum(axis=0),
        regular=is_regular(support) | (watched.kind == "stock"),
        query=asked.query,
        result=replace(asked.result, rows=()),
    )


def _weights(watched: Watched, support: Floats) -> Floats | None:
    if watched.kind == "flow":
        return None
    return np.ones(support.shape) if watched.kind == "stock" else support


def is_regular(support: Floats) -> Flags:
    """Whether as many rows come in each period as in the one before."""
    usual = np.maximum(support.mean(1), 1e-300)
    found: Flags = (np.diff(support, axis=1) ** 2).mean(1) / (2 * usual) <= _REGULAR
    return found


def _cells(
    watched: Watched, result: Result, axis: _Axis
) -> tuple[tuple[object, ...], Floats, Floats]:
    """The dimension's values, and both columns of the answer by value and period, shape (S, T)."""
    values: tuple[object, ...] = (None,)
    rows: Days = np.zeros(len(result.rows), dtype=np.int64)
    if watched.dimension is not None:
        name = next(item.name for item in result.columns if item.role in _GROUPS)
        groups = result.groups(name)
        values, rows = groups.values, groups.places
    places = axis.places(result.days("period"))
    known = places >= 0
    cells = np.zeros((2, len(values), len(axis.days)))
    for index, name in enumerate(watched.columns):
        cells[index, rows[known], places[known]] = result.numbers(name)[known]
    if watched.kind == "level":  # The mean of rows that all lack the value stands on none.
        cells[1][np.isnan(cells[0])] = 0.0
    totals, support = np.nan_to_num(cells)
    if watched.kind == "stock":  # Where none was taken, none is known.
        filled = np.zeros(totals.shape, dtype=bool)
        filled[rows[known], places[known]] = True
        totals = np.where(filled, totals, np.nan)
    return values, totals, support
