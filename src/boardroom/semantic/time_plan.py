"""The time of one query: its range, labels, window lists, Period, Comparison and their caveats.

Called by the compiler, which asks ``plan_time`` once per query and ``TimePlan.windows`` once per
part; ``semantic.windows`` says how to use the lists. Pure.

Like for like: whenever the query compares, or the part is a stock, has steps or is marked
``like_for_like`` (all parts of a metric with an offset; a caveat says it), the period that contains
``as_of`` counts its complete days only.
Compared and offset windows are cut to the same days also where the loaded data ends inside a
period, and balances are read at its end there. Periods wholly after today are not cut (a plan
reaches into the future) unless ``cut_at_as_of``.

With a grain each period compares with the period before it (``previous_period``) or the same one
a year before (``previous_year``). Without a grain the whole range moves back by its own length,
in calendar units where it is a whole number of them. All periods of a bounded range are labels;
an unbounded one has those of the loaded days. Periods that the range clips keep the label of
their first day.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from boardroom.errors import QueryError
from boardroom.semantic.calendar import (
    TimeRange,
    next_period,
    period_name,
    period_start,
    period_starts,
    resolve_range,
)
from boardroom.semantic.context import Calendar, CompileContext, Coverage
from boardroom.semantic.model import Grain
from boardroom.semantic.query import Compare, Query
from boardroom.semantic.result import Caveat, Comparison, Period
from boardroom.semantic.windows import (
    PartTime,
    Shape,
    Slice,
    Window,
    WindowList,
    before,
    cumulated,
    opening_of,
    shape_of,
    stepped,
    whole_days_before,
    year_before,
)

_DAY = timedelta(days=1)
_REMEMBERED = 16
"""Plans kept: what is watched or drawn over the same days is asked for dataset by dataset, and the
windows of years of days take longer than the rest of a compilation."""


def plan_time(
    query: Query,
    context: CompileContext,
    *,
    coverages: Iterable[Coverage] = (),
    like_for_like: bool = False,
) -> "TimePlan":
    """The time of a whole query.

    Args:
        coverages: the loaded days of the time fields of its parts, as far as known.
        like_for_like: whether some part is set against another one with an offset.

    Raises:
        UsageError: an unknown time range.
        QueryError: a comparison of a range that has nothing before it.
    """
    asked = resolve_range(query.time_range, as_of=context.as_of, calendar=context.calendar)
    if query.compare and query.grain is None and asked.start is None:
        raise _nothing_before(asked)
    return _plan(
        range=asked,
        as_of=context.as_of,
        calendar=context.calendar,
        grain=query.grain,
        compare=query.compare,
        cut_at_as_of=context.cut_at_as_of and not (context.live and _is_all(asked, query.grain)),
        coverages=tuple(coverages),
        like_for_like=like_for_like,
    )


def _is_all(asked: TimeRange, grain: Grain | None) -> bool:
    """Whether one value of all days is asked for."""
    return (asked.start, asked.end, grain) == (None, None, None)


class _Bucket(NamedTuple):
    """One period [first, after) clipped to [start, end) by the range; None = unbounded."""

    label: date | None
    start: date | None
    end: date | None
    first: date | None
    after: date | None


@dataclass(frozen=True, kw_only=True)
class TimePlan:
    """The time of one query on one day ``as_of``; the module says by which rules."""

    range: TimeRange
    as_of: date
    calendar: Calendar
    grain: Grain | None = None
    compare: Compare | None = None
    cut_at_as_of: bool = False
    coverages: tuple[Coverage, ...] = ()
    like_for_like: bool = False

    @cached_property
    def loaded(self) -> Coverage | None:
        """From the first to the last day loaded of any part; None = unknown."""
        if not self.coverages:
            return None
        return Coverage(
            first=min(item.first for item in self.coverages),
            last=max(item.last for item in self.coverages),
        )

    @cached_property
    def labels(self) -> tuple[date, ...] | None:
        """First days of the periods, in order; None without a grain or when days are unknown."""
        if self.grain is None or self._buckets is None:
            return None
        return tuple(item.label for item in self._buckets if item.label is not None)

    def windows(self, part: PartTime | None = None, *, compared: bool = False) -> WindowList:
        """The windows of one part.

        Args:
            part: how it stands in time; None = a plain part of unknown coverage.
            compared: True for the values compared with (``m_previous``).

        Raises:
            QueryError: the part needs loaded days that are unknown, or cumulates a cumulation.
        """
        key = (part or PartTime(), compared)
        if key not in self._made:
            self._made[key] = self._windows(key[0], compared=compared)
        return self._made[key]

    @cached_property
    def _made(self) -> dict[tuple[PartTime, bool], WindowList]:
        """Window lists asked for before: parts that stand alike in time share one."""
        return {}

    def _windows(self, part: PartTime, *, compared: bool) -> WindowList:
        if sum(step.cumulates for step in part.steps) > 1:
            raise QueryError(
                "a cumulative metric of a cumulative metric has no clear meaning",
                hint="Keep `window` or `to_date` on one of the two metrics.",
            )
        if self._buckets is None:
            return self._unbounded(part, compared=compared)
        days = self._whole_days(part, compared=compared)
        rest = self._buckets[len(days) :]
        made = [self._window(item, part, compared=compared) for item in rest]
        windows = (*days, *(item for item in made if item is not None))
        plain = not compared and not part.steps and not part.opening
        shape = self._shape(windows, plain=plain)
        return WindowList(windows=windows, shape=shape, grain=self.grain, calendar=self.calendar)

    @cached_property
    def period(self) -> Period:
        """The days that count, both ends included; an empty range ends the day before it starts."""
        start, end = self.range.start, self.range.end
        goal = self.range.goes_on_to or end or (self._bounds[1] if self.grain else None)
        if self.loaded:
            start = start or self.loaded.first
            end = end or self.loaded.last + _DAY
            goal = goal or end
        if self._ends_today(start, end):
            end = max(self.as_of, start) if start else self.as_of
        return Period(
            start=start,
            end=end - _DAY if end else None,
            complete=goal is not None and goal <= self.as_of and not self._ends_early(goal),
        )

    @cached_property
    def comparison(self) -> Comparison | None:
        """The days compared with; None without a comparison or when it has no complete day."""
        if self.compare is None or self._buckets is None:
            return None
        made = self.windows(PartTime(coverage=self._shared), compared=True)
        if made.empty or made.start is None or made.end is None:
            return None
        return Comparison(start=made.start, end=made.end - _DAY, kind=self.compare)

    @cached_property
    def caveats(self) -> tuple[Caveat, ...]:
        """What the range, the day and the loaded data make doubtful; kinds ``no_complete_day``,
        ``to_date``, ``partly_loaded``, ``partial_period``."""
        made = (
            self._today_caveat(),
            self._begins_caveat(),
            self._ends_caveat(),
            self._clipped_caveat(),
        )
        return tuple(item for item in made if item is not None)

    @property
    def _cuts_all(self) -> bool:
        """Whether even plain parts leave out today and later days."""
        return self.cut_at_as_of or self.compare is not None

    def _ends_today(self, start: date | None, end: date | None) -> bool:
        """Whether the days of a range that goes on after today are cut off there."""
        if not self._cuts_all or (end is not None and end <= self.as_of):
            return False
        last = self._buckets[-1].start if self._buckets else start
        return self.cut_at_as_of or last is None or last <= self.as_of

    @cached_property
    def _shared(self) -> Coverage | None:
        """The loaded days up to where the first part's data ends."""
        if self.loaded is None:
            return None
        last = min(item.last for item in self.coverages)
        return Coverage(first=min(self.loaded.first, last), last=last)

    @cached_property
    def _bounds(self) -> tuple[date | None, date | None]:
        """The range's bounds; with a grain, open ends are closed by what is loaded."""
        start, end = self.range.start, self.range.end
        if self.grain and self.loaded:
            last = self.loaded.last
            if self.cut_at_as_of:
                last = min(last, self.as_of - _DAY)
            start = start or period_start(self.loaded.first, self.grain, self.calendar)
            end = end or max(start, next_period(last, self.grain, self.calendar))
        return start, end

    @cached_property
    def _buckets(self) -> tuple[_Bucket, ...] | None:
        """The periods clipped to the range; None when labels are wanted but cannot be known."""
        start, end = self._bounds
        if self.grain is None:
            return (_Bucket(None, start, end, start, self.range.goes_on_to or end),)
        if start is None or end is None:
            return None
        firsts = period_starts(start, end, self.grain, self.calendar)
        if self.grain == "day":
            days, after = firsts[:-1], firsts[1:]
            return tuple(map(_Bucket, days, days, after, days, after))
        return tuple(
            _Bucket(first, max(first, start), min(after, end), first, after)
            for first, after in pairwise(firsts)
        )

    def _shape(self, windows: tuple[Window, ...], *, plain: bool) -> Shape:
        if self.grain is None:
            return "single"
        days = [window for window in windows if not window.empty]
        if plain and all(one.end == other.start for one, other in pairwise(days)):
            return "aligned"
        return shape_of(windows, self.grain, self.calendar)

    def _unbounded(self, part: PartTime, *, compared: bool) -> WindowList:
        if compared or part.steps or part.stock:
            raise QueryError(
                f"time range {self.range.text!r} by {self.grain} needs to know the loaded days",
                hint="Give a range with a first and a last day.",
            )
        return WindowList(
            windows=(),
            shape="aligned",
            grain=self.grain,
            calendar=self.calendar,
            unbounded=True,
        )

    def _whole_days(self, part: PartTime, *, compared: bool) -> list[Window]:
        """The windows of the first labels, as far as these are days that nothing cuts or cumulates:
        what ``_window`` makes of them, for the lists that are long."""
        if self.grain != "day" or part.steps or part.opening or self.labels is None:
            return []
        loaded = part.coverage.last if part.coverage else date.max
        labels = self.labels[: bisect_right(self.labels, min(self.as_of - _DAY, loaded))]
        days = whole_days_before(labels, self.compare) if compared else labels
        return list(map(Window, labels, days, [day + _DAY for day in days]))

    def _window(self, item: _Bucket, part: PartTime, *, compared: bool) -> Window | None:
        """The window of one label; None = it has no value."""
        if self._valueless(item, part):
            return None
        moved = compared or bool(part.steps) or part.opening
        item = self._cut(item, part, moved=moved)
        if item.end is None or not moved:
            return Window(item.label, item.start, item.end)
        if item.start is None or item.first is None or item.after is None:
            return self._open_window(item, part, compared=compared)
        unit = self.grain or self.range.unit or "day"
        cut = item.end != item.after
        days = Slice(item.label, item.start, item.end, item.first, item.after, cut)
        if compared:
            earlier = year_before if self.compare == "previous_year" else before
            days = earlier(days, unit, self.calendar)
        for step in part.steps:
            days = stepped(days, step, unit, self.calendar)
        if part.opening:
            days = opening_of(days, unit, self.calendar)
        start: date | None = days.start
        for step in part.steps:
            start = cumulated(start, days.end, step, self.calendar)
        return Window(item.label, start, days.end)

    def _open_window(self, item: _Bucket, part: PartTime, *, compared: bool) -> Window | None:
        """The one window of a range without a first day, seen through the part's steps."""
        if compared or any(step.offset_to for step in part.steps):
            raise _nothing_before(self.range)
        if part.opening or item.end is None:
            return None
        end = item.end
        days = Slice(None, end - _DAY, end, end - _DAY, end)
        for step in part.steps:
            days = stepped(days, step, "day", self.calendar)
        start: date | None = None
        for step in part.steps:
            if step.cumulates:
                start = cumulated(None, days.end, step, self.calendar)
        return Window(None, start, days.end)

    def _valueless(self, item: _Bucket, part: PartTime) -> bool:
        """Future balances, and cumulations of periods that have no complete or loaded day."""
        if item.start is None:
            return False
        if part.stock:
            known = part.coverage.last if part.coverage and part.lasting else self.as_of
            return item.start > min(known, self.as_of)
        if not part.cumulates:
            return False
        begun = item.start < self.as_of or not (self._cuts_all or item.start == self.as_of)
        return not begun or (part.coverage is not None and item.start > part.coverage.last)

    def _cut(self, item: _Bucket, part: PartTime, *, moved: bool) -> _Bucket:
        """The period without its unfinished days, as far as the part asks for that."""
        fair = moved or part.stock or part.like_for_like or self.compare is not None
        loaded = part.coverage.last + _DAY if part.coverage else None
        if fair and item.end is None:
            item = self._closed(item, loaded)
        begun = item.start is None or item.start <= self.as_of
        end = item.end
        if begun and (fair or self.cut_at_as_of) and (end is None or end > self.as_of):
            end = self.as_of
        elif self.cut_at_as_of and not begun:
            end = item.start
        inside = loaded and (item.start is None or item.start < loaded)
        if (moved or part.lasting) and loaded and inside and end is not None and loaded < end:
            end = loaded
        return item if end == item.end else item._replace(end=end)

    def _closed(self, item: _Bucket, loaded: date | None) -> _Bucket:
        """A range without a last day goes until today, or to the end of the loaded data."""
        end = min(self.as_of, loaded) if loaded else self.as_of
        end = max(end, item.start) if item.start else end
        return item._replace(end=end, after=end)

    def _ends_early(self, goal: date) -> bool:
        """Whether the data ends before the goal, or begins only after it."""
        if self._shared is None:
            return False
        return self._shared.last + _DAY < goal or goal <= self._shared.first

    def _today_caveat(self) -> Caveat | None:
        start, end = self.range.start, self.range.end
        if start is not None and start == end:
            text = f"{self.range.text!r} has no complete day yet on {self.as_of}: it has no values"
            return Caveat(kind="no_complete_day", text=f"{text}.")
        bucket = self._bucket_with(self.as_of)
        goes_on = self.range.goes_on_to
        offset = self.like_for_like and not self._cuts_all
        if offset and self.grain is None and end is None:
            text = f"Only complete days, up to {self.as_of - _DAY}, count"
            return Caveat(kind="to_date", text=f"{text}: a part is set against an earlier one.")
        if bucket is None or (goes_on is None and end is not None and end <= self.as_of):
            return None
        if bucket.start == self.as_of and self._cuts_all:
            text = f"{self._name(bucket)} has no complete day yet on {self.as_of}"
            return Caveat(kind="no_complete_day", text=f"{text}: it has no value.")
        text = f"{self._name(bucket)} is unfinished"
        if self._cuts_all or goes_on or offset:
            text += f": only its complete days up to {self.as_of - _DAY} count"
        if self.compare:
            text += self._compared_with(bucket)
        return Caveat(kind="to_date", text=f"{text}.")

    def _begins_caveat(self) -> Caveat | None:
        """The data begins inside a period or inside the period compared with."""
        if self.loaded is None:
            return None
        first = self.loaded.first
        bucket = self._bucket_with(first)
        if bucket is not None and bucket.start is not None and bucket.start < first:
            where = self._name(bucket)
        elif self.comparison and self.comparison.start < first <= self.comparison.end:
            where = f"the period compared with, which starts on {self.comparison.start}"
        else:
            return None
        text = f"The loaded data begins on {first}, inside {where}."
        return Caveat(kind="partly_loaded", text=text)

    def _ends_caveat(self) -> Caveat | None:
        """The data ends inside the range, before today."""
        if self._shared is None:
            return None
        last = self._shared.last
        bucket = self._bucket_with(last + _DAY)
        if bucket is None or last + _DAY >= self.as_of or bucket.start == last + _DAY:
            return None
        text = f"the loaded data ends on {last}, inside {self._name(bucket)}"
        if self.compare:
            text += self._compared_with(bucket)
        return Caveat(kind="partly_loaded", text=f"{text[0].upper()}{text[1:]}.")

    def _compared_with(self, bucket: _Bucket) -> str:
        """What a cut period is compared with, and how many days each has where that differs: on
        the 31st a shorter month has fewer.
        """
        text = "; it is compared with the same days of the earlier period"
        part = PartTime(coverage=self._shared)
        sizes: list[int] = []
        for compared in (False, True):
            window = self._window(bucket, part, compared=compared)
            if window is None or window.start is None or window.end is None:
                return text
            last = window.end
            if not sizes and self._shared:
                last = min(last, self._shared.last + _DAY)
            sizes.append((last - window.start).days)
        now, before = sizes
        return text if now == before else f"{text}, {now} days with {before}"

    def _clipped_caveat(self) -> Caveat | None:
        if not self.grain or not self._buckets or self.range.goes_on_to:
            return None
        ends = dict.fromkeys((self._buckets[0], self._buckets[-1]))
        names = [
            f"{self._name(item)} ({item.start} to {item.end - _DAY})"
            for item in ends
            if item.end and (item.start != item.first or item.end != item.after)
        ]
        if not names:
            return None
        text = f"The range holds only a part of {' and '.join(names)}."
        return Caveat(kind="partial_period", text=text)

    def _bucket_with(self, day: date) -> _Bucket | None:
        """The period that contains the day, itself bounded; to-date ranges go on to their end."""
        for item in self._buckets or ():
            if item.start is None or item.after is None:
                continue
            end = item.after if self.range.goes_on_to else item.end
            if item.start <= day and end is not None and day < end:
                return item
        return None

    def _name(self, item: _Bucket) -> str:
        if self.grain and item.first:
            return period_name(item.first, self.grain, self.calendar)
        return repr(self.range.text)


_plan = lru_cache(maxsize=_REMEMBERED)(TimePlan)


def _nothing_before(asked: TimeRange) -> QueryError:
    return QueryError(
        f"time range {asked.text!r} has nothing before it to compare with",
        hint="Give a range with a first day (such as last_complete_month), or a grain.",
    )
