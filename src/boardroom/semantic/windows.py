"""Window lists: the one mechanism of time. Every part of a metric is computed over such a list.

Grains, comparisons, offsets, cumulative parts, like-for-like cuts, fiscal calendars and stocks are
all lists of windows «rows of these days count for that label». Called by the compiler; pure. The
query's own time (range, grain, labels, Period, Comparison) is a ``TimePlan`` of
``semantic.time_plan``, which makes the lists::

    plan = plan_time(query, context, coverages=(coverage, ...))  # of the parts' time fields
    plan.labels                          # label of each row; None = no grain, or days unknown
    plan.windows(PartTime())                                # WindowList of a plain part
    plan.windows(PartTime(coverage=cov), compared=True)     # the same part for `m_previous`
    plan.windows(PartTime(steps=(step_of(metric_input),)))  # an offset or cumulative part
    plan.windows(PartTime(stock=True)).instants("end")      # (label, X): the balance just before X
    plan.period, plan.comparison, plan.caveats              # for the Result
    covers(window, coverage)             # True: an empty additive part is 0; False: it is NULL

A ``WindowList`` says by ``shape`` how to compute it:

- ``single``: no labels, one window: WHERE t >= list.start AND t < list.end (each only if not None).
- ``aligned``: WHERE as above; the label is the first day of the period of ``grain`` with t
  (``date_trunc``; fiscal ones by the calendar). ``unbounded`` lists have no windows and no bounds.
- ``mapped``: as aligned, but the truncated day is looked up in ``mapping`` (source period's first
  day → label); one source period may feed several labels; days of unlisted periods do not count.
- ``join``: windows overlap or are cut: join t >= w.start AND t < w.end to the windows themselves
  (a window's start may be None = since ever).

Labels without a window in a list have no value (NULL); a list may have none at all (``empty``;
its start equals its end). A window with start == end has no complete day: NULL, not 0.
``end`` is exclusive everywhere.

Stocks (``PartTime.stock``): intervals and movements use ``instants``; their last known state holds
until today or, where the end of the workspace's data is known (given as their coverage), until
then: the period in which it lies is read there, later ones have no value. Snapshots use the windows
(last row per entity inside) and their coverage; ``opening=True`` gives the windows of the periods
before (balance ``at: start``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from boardroom.errors import ModelError, QueryError, UsageError
from boardroom.semantic.calendar import (
    GRAINS,
    Span,
    month_count,
    next_period,
    parse_span,
    period_start,
    shift,
    shift_period,
)
from boardroom.semantic.context import Calendar, Coverage
from boardroom.semantic.model import Grain, Metric, MetricInput, StockPoint
from boardroom.semantic.query import Compare

Shape = Literal["single", "aligned", "mapped", "join"]

_DAY = timedelta(days=1)


class Window(NamedTuple):
    """Rows of the days ``start`` … before ``end`` count for ``label``; None = unbounded."""

    label: date | None
    start: date | None
    end: date | None

    @property
    def empty(self) -> bool:
        """True when it has not one day."""
        return self.start is not None and self.end is not None and self.start >= self.end


@dataclass(frozen=True, kw_only=True)
class Step:
    """One look through time at a metric: an offset and/or a cumulative window.

    Attributes:
        offset: the window that long before.
        offset_to: the first period of the enclosing period of this grain.
        window: the trailing window of this length that ends with the period.
        to_date: from the first day of this grain's period to the period's end; ``all``: since ever.
    """

    offset: Span | None = None
    offset_to: Grain | None = None
    window: Span | None = None
    to_date: Grain | Literal["all"] | None = None

    @property
    def cumulates(self) -> bool:
        """Whether the windows of neighbouring periods overlap."""
        return self.window is not None or self.to_date is not None


@dataclass(frozen=True, kw_only=True)
class PartTime:
    """How one part of a metric stands in time.

    Attributes:
        steps: looks through time, the outermost metric's first.
        coverage: the loaded days of its time field; None = unknown. Where parts are set against an
            earlier period, give what all of one metric share (the earliest last day), so that they
            are cut alike.
        stock: True for balances: an unfinished period ends today, a future one has none.
        lasting: True for states that hold until the end of ``coverage`` and are unknown after it.
        opening: the periods before instead: where a snapshot's opening balance is found.
        like_for_like: True where some part of the metric has an offset, for all its parts.
    """

    steps: tuple[Step, ...] = ()
    coverage: Coverage | None = None
    stock: bool = False
    lasting: bool = False
    opening: bool = False
    like_for_like: bool = False

    @property
    def cumulates(self) -> bool:
        """Whether any step does."""
        return any(step.cumulates for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class WindowList:
    """The windows of one part, at most one per label; the module says how to use each shape."""

    windows: tuple[Window, ...]
    shape: Shape
    grain: Grain | None
    calendar: Calendar = field(default_factory=Calendar)
    unbounded: bool = False

    def __hash__(self) -> int:
        """Of the outer days: parts are looked up by their lists, which may be years of days."""
        return hash((self.shape, self.grain, self.unbounded, len(self.windows), *self.windows[-1:]))

    @property
    def empty(self) -> bool:
        """True when not one day counts."""
        return not self.unbounded and not self.filled

    @cached_property
    def filled(self) -> tuple[Window, ...]:
        """The windows that have days."""
        return tuple(
            [
                window
                for window in self.windows
                if window.start is None or window.end is None or window.start < window.end
            ]
        )

    @cached_property
    def start(self) -> date | None:
        """First day of all windows; None = unbounded."""
        if self.empty:
            return date.min
        starts = [window.start for window in self.filled]
        return None if None in starts else min(filter(None, starts), default=None)

    @cached_property
    def end(self) -> date | None:
        """First day after all windows; None = unbounded."""
        if self.empty:
            return date.min
        ends = [window.end for window in self.filled]
        return None if None in ends else max(filter(None, ends), default=None)

    @cached_property
    def labels(self) -> frozenset[date | None]:
        """Labels of the windows that have days."""
        return frozenset([window.label for window in self.filled])

    def covered_labels(self, coverage: Coverage | None) -> frozenset[date | None]:
        """Labels of the windows of which some day is loaded (``covers``)."""
        if coverage is None:
            return self.labels
        if coverage not in self._covered:
            self._covered[coverage] = frozenset(
                [window.label for window in self.filled if covers(window, coverage)]
            )
        return self._covered[coverage]

    @cached_property
    def _covered(self) -> dict[Coverage, frozenset[date | None]]:
        """What was asked before: all parts of a query, and queries of one time, share a list."""
        return {}

    @cached_property
    def mapping(self) -> tuple[tuple[date, date], ...]:
        """(first day of the source period, label) of each window with days; () without a grain."""
        grain = self.grain
        if grain is None:
            return ()
        if grain == "day":
            return tuple((start, label) for label, start, _ in self.filled if start and label)
        return tuple(
            (period_start(window.start, grain, self.calendar), window.label)
            for window in self.filled
            if window.start is not None and window.label is not None
        )

    def instants(self, at: StockPoint) -> tuple[tuple[date | None, date], ...]:
        """(label, X) of each window: the balance counts what happened before X.

        The first day of the year 1 stands for «before everything».

        Raises:
            QueryError: the windows have no end (they were not made for a stock).
        """
        found = []
        for window in self.windows:
            instant = window.end if at == "end" else window.start or date.min
            if instant is None:
                raise QueryError(
                    "a balance has no end to be taken at",
                    hint="Give a time range with a last day.",
                )
            found.append((window.label, instant))
        return tuple(found)


def covers(window: Window, coverage: Coverage | None) -> bool:
    """Whether some day of the window is loaded (then an empty sum is 0) or coverage is unknown."""
    if window.empty:
        return False
    if coverage is None:
        return True
    begins = window.start is None or window.start <= coverage.last
    return begins and (window.end is None or window.end > coverage.first)


def step_of(item: Metric | MetricInput) -> Step | None:
    """The time semantics written at a metric or an input; None when it has none.

    Raises:
        ModelError: a text that is no length of time or no grain.
    """
    texts = (item.offset, item.offset_to, item.window, item.to_date)
    if all(text is None for text in texts):
        return None
    name = item.name if isinstance(item, Metric) else item.metric
    try:
        return Step(
            offset=None if item.offset is None else parse_span(item.offset),
            offset_to=None if item.offset_to is None else _grain(item.offset_to),
            window=None if item.window is None else parse_span(item.window),
            to_date=_to_date(item.to_date),
        )
    except UsageError as exc:
        raise ModelError(f"metric {name!r}: {exc.message}", hint=exc.hint) from exc


def _to_date(text: str | None) -> Grain | Literal["all"] | None:
    if text is None:
        return None
    return "all" if text == "all" else _grain(text)


def _grain(text: str) -> Grain:
    for grain in GRAINS:
        if text == grain:
            return grain
    raise UsageError(f"{text!r} is not a grain", hint=f"Grains: {', '.join(GRAINS)}.")


class Slice(NamedTuple):
    """Days [start, end) that count out of the period [first, after), for ``label``.

    ``cut`` is True where days at the period's end are left out.
    """

    label: date | None
    start: date
    end: date
    first: date
    after: date
    cut: bool = False


def before(item: Slice, unit: Grain, calendar: Calendar) -> Slice:
    """The same days of the period before, which has as many units; clipped to its length."""
    return _same_days(item, *_period_before(item, unit, calendar))


def year_before(item: Slice, unit: Grain, calendar: Calendar) -> Slice:
    """The same calendar dates one year before; for weeks the same weekdays 52 weeks before."""
    if unit == "week":
        return _moved(item, -364)
    return _months_before(item, 12, unit, calendar)


def whole_days_before(days: Sequence[date], compare: Compare | None) -> list[date]:
    """What ``before`` or ``year_before`` make of slices that are one whole day each."""
    if compare == "previous_year":
        return [shift(day, -12, "month") for day in days]
    return [day - _DAY for day in days]


def opening_of(item: Slice, unit: Grain, calendar: Calendar) -> Slice:
    """The days before the slice back to the beginning of the period before."""
    first, after = _period_before(item, unit, calendar)
    return item._replace(start=first, end=item.start, first=first, after=after)


def stepped(item: Slice, step: Step, unit: Grain, calendar: Calendar) -> Slice:
    """The slice seen through one step's offsets (cumulation comes after: ``cumulated``)."""
    if step.offset:
        item = _offset(item, step.offset, unit, calendar)
    if step.offset_to:
        item = _offset_to(item, step.offset_to, unit, calendar)
    return item


def cumulated(start: date | None, end: date, step: Step, calendar: Calendar) -> date | None:
    """The first day from which a step with a cumulative window counts up to ``end``."""
    if step.to_date == "all":
        return None
    if step.to_date:
        last = end if start is not None and start >= end else end - _DAY
        return period_start(last, step.to_date, calendar)
    if step.window:
        return shift(end, -step.window.count, step.window.unit)
    return start


def shape_of(windows: tuple[Window, ...], grain: Grain, calendar: Calendar) -> Shape:
    """How the windows of a query with a grain can be computed."""
    days = [window for window in windows if not window.empty]
    if grain == "day" and all(end and start and end - start == _DAY for _, start, end in days):
        return "aligned" if all(label == start for label, start, _ in days) else "mapped"
    starts = [window.start for window in days if window.start is not None]
    ends = [window.end for window in days if window.end is not None]
    if len(starts) < len(days) or len(ends) < len(days):
        return "join"
    aligned = True
    low, high = min(starts, default=date.min), max(ends, default=date.min)
    for window, start, end in zip(days, starts, ends, strict=True):
        first = period_start(start, grain, calendar)
        after = next_period(first, grain, calendar)
        if start != max(first, low) or end != min(after, high):
            return "join"
        aligned = aligned and first == window.label
    return "aligned" if aligned else "mapped"


def _same_days(item: Slice, first: date, after: date) -> Slice:
    start = min(first + (item.start - item.first), after)
    whole = item.end == item.after and not item.cut
    end = after if whole else min(first + (item.end - item.first), after)
    return Slice(item.label, start, end, first, after, item.cut)


def _period_before(item: Slice, unit: Grain, calendar: Calendar) -> tuple[date, date]:
    months = month_count(unit)
    if months is None:
        return item.first - (item.after - item.first), item.first
    count = _months_between(item.first, item.after) // months
    return shift_period(item.first, -count, unit, calendar), item.first


def _months_between(first: date, after: date) -> int:
    return (after.year - first.year) * 12 + after.month - first.month


def _moved(item: Slice, days: int) -> Slice:
    by = timedelta(days=days)
    start, end = item.start + by, item.end + by
    return Slice(item.label, start, end, item.first + by, item.after + by, item.cut)


def _months_before(item: Slice, months: int, unit: Grain, calendar: Calendar) -> Slice:
    """The same dates some months before; whole periods stay whole."""
    size = month_count(unit)
    if size is None:
        first = shift(item.first, -months, "month")
        after = _day_after_shifted(item.after, months)
    elif months % size == 0:
        first = shift_period(item.first, -months // size, unit, calendar)
        after = shift_period(item.after, -months // size, unit, calendar)
    else:
        first = shift(item.first, -months, "month")
        after = shift(item.after, -months, "month")
    start = first if item.start == item.first else shift(item.start, -months, "month")
    if item.end == item.start:
        end = start
    elif item.end == item.after and not item.cut:
        end = after
    else:
        end = min(_day_after_shifted(item.end, months), after)
    return Slice(item.label, start, end, first, after, item.cut)


def _day_after_shifted(end: date, months: int) -> date:
    """The exclusive end whose last day is that many months before the last day before ``end``."""
    return shift(end - _DAY, -months, "month") + _DAY


def _offset(item: Slice, by: Span, unit: Grain, calendar: Calendar) -> Slice:
    if by.days is not None:
        return _moved(item, -by.days)
    months = by.months or 0
    if unit == "week" and months % 3 == 0:
        return _moved(item, -months // 3 * 13 * 7)
    if unit == "week":
        start = shift(item.first, -months, "month")
        return _moved(item, (start - item.first).days)
    return _months_before(item, months, unit, calendar)


def _offset_to(item: Slice, to: Grain, unit: Grain, calendar: Calendar) -> Slice:
    first = period_start(period_start(item.first, to, calendar), unit, calendar)
    months = month_count(unit)
    if months is None:
        return _same_days(item, first, first + (item.after - item.first))
    count = _months_between(item.first, item.after) // months
    return _same_days(item, first, shift_period(first, count, unit, calendar))
