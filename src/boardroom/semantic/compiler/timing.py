"""Third pass: every part of every metric gets its windows.

Fills in the plan's time, the parts of the present and of the comparison, and what time makes
doubtful.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from boardroom.errors import QueryError
from boardroom.semantic.calendar import longest_days
from boardroom.semantic.compiler.expand import Call
from boardroom.semantic.compiler.mixed_days import mixed_days
from boardroom.semantic.compiler.plan import Measure, Part, Plan, Timing
from boardroom.semantic.context import Coverage
from boardroom.semantic.model import (
    EventTime,
    IntervalTime,
    MovementTime,
    SnapshotTime,
    TimeSpec,
)
from boardroom.semantic.result import Caveat
from boardroom.semantic.time_plan import TimePlan, plan_time
from boardroom.semantic.windows import PartTime, Window, WindowList

_DAY = timedelta(days=1)


def assign_windows(plan: Plan) -> Plan:
    """Windows for all parts, now and compared.

    Raises:
        QueryError: a grain over a timeless dataset, or over days nobody knows; periods longer
            than a metric is right for.
    """
    placed = {
        call: _place(call, plan) for measure in plan.measures for call in measure.formula.calls
    }
    known = [item.coverage for item in placed.values() if item and item.coverage]
    calls = [call for measure in plan.measures for call in measure.formula.calls]
    time = plan_time(
        plan.query,
        plan.context,
        coverages=dict.fromkeys(known),
        like_for_like=any(_shifts(call) for call in calls),
    )
    _check_grain(plan, placed, time)
    windows = cache(time.windows)
    current = tuple(
        _parts(item, placed, time, windows_of=windows, compared=False) for item in plan.measures
    )
    previous: tuple[tuple[Part, ...], ...] = ()
    if plan.query.compare:
        previous = tuple(
            _parts(item, placed, time, windows_of=windows, compared=True) for item in plan.measures
        )
    for measure, parts in zip(plan.measures, current, strict=True):
        _check_length(measure, parts, placed)
    sides = (False, True) if previous else (False,)
    asked = [windows(PartTime(), compared=compared) for compared in sides]
    caveats = (
        *time.caveats,
        *_timeless(placed, time),
        *_at_data_end(current, time),
        *_carried_on(placed, (*current, *previous)),
        *_outside(plan, time, (*current, *previous)),
        *_mixed(plan.measures, placed, asked),
    )
    return replace(
        plan, time=time, current=current, previous=previous, caveats=(*plan.caveats, *caveats)
    )


@dataclass(frozen=True, kw_only=True)
class _Spot:
    """A call's time fields and their loaded days.

    Attributes:
        key: ``dataset.field`` of the time field, the first where there are two.
        lasting: whether the last known state holds on (intervals, movements, sums since ever): its
            days go on to the end of the workspace's data, though no row says so.
        bounded: whether that end is known.
        quiet: last day with something new, where nothing came for longer than ever before.
    """

    key: str
    spec: TimeSpec
    coverage: Coverage | None
    lasting: bool
    bounded: bool
    quiet: date | None = None

    @property
    def stock(self) -> bool:
        return not isinstance(self.spec, EventTime)


def _place(call: Call, plan: Plan) -> _Spot | None:
    spec = call.time or plan.catalog.graph.dataset(call.base).time
    if plan.query.time_field:
        spec = EventTime(field=plan.query.time_field)
    if spec is None:
        return None
    text = spec.start if isinstance(spec, IntervalTime) else spec.field
    found = plan.catalog.reference(text, own=call.base, bases=(call.base,))
    kind = found.field.datatype if found.field else None
    if kind not in {"Date", "DateTime", "DateTimeTz", None}:
        raise QueryError(
            f"{found.key!r} is a {kind}, so rows cannot be placed in time by it",
            hint="Use a field of type Date, DateTime or DateTimeTz.",
        )
    plan.catalog.time_fields[found.key] = None
    coverage = plan.context.coverage.get(found.key)
    stock = isinstance(spec, IntervalTime | MovementTime)
    lasting = stock or any(step.to_date == "all" for step in call.view.steps)
    if not lasting:
        plan.catalog.event_fields[found.key] = None
    quiet = plan.context.quiet.get(found.key) if stock else None
    until = (quiet and quiet.known_until) or plan.context.data_until
    if lasting and until and coverage:
        coverage = Coverage(first=coverage.first, last=max(coverage.last, until))
    return _Spot(
        key=found.key,
        spec=spec,
        coverage=coverage,
        lasting=lasting,
        bounded=until is not None,
        quiet=quiet.since if quiet else None,
    )


def _check_grain(plan: Plan, placed: dict[Call, _Spot | None], time: TimePlan) -> None:
    grain = plan.query.grain
    if grain is None:
        return
    for call, spot in placed.items():
        if spot is None:
            raise QueryError(
                f"{call.base!r} has no time, so {call.text} cannot be split by {grain}",
                hint=f"Leave out the grain, or give {call.base!r} (or the metric) a `time`.",
            )
    if time.labels is None:
        for key in plan.catalog.time_fields:
            plan.catalog.computable(key)
        fields = sorted({_text(spot.spec) for spot in placed.values() if spot})
        raise QueryError(
            f"Range {time.range.text!r} by {grain} needs the loaded days of {', '.join(fields)}, "
            "and none are known",
            hint="Give a range with a first and a last day, or load data.",
        )


def _check_length(
    measure: Measure, parts: tuple[Part, ...], placed: dict[Call, _Spot | None]
) -> None:
    """Refuse windows longer than a metric is right for; what has no time has no windows."""
    for limit in measure.formula.limits:
        most = longest_days(limit.grain)
        for part in (parts[place] for place in limit.calls):
            if placed[part.call] is None:
                continue
            timing = part.timing
            if timing is None or any(_longer(window, most) for window in timing.windows.filled):
                grain = limit.grain
                raise QueryError(
                    f"Metric {limit.metric!r} is right for periods of up to one {grain} only, and "
                    "longer ones were asked for",
                    hint=f"Ask by {grain} (--grain {grain}), or for a single {grain}.",
                )


def _longer(window: Window, days: int) -> bool:
    if window.start is None or window.end is None:
        return True
    return (window.end - window.start).days > days


def _text(spec: TimeSpec) -> str:
    return spec.start if isinstance(spec, IntervalTime) else spec.field


def _parts(
    measure: Measure,
    placed: dict[Call, _Spot | None],
    time: TimePlan,
    *,
    windows_of: Callable[..., WindowList],
    compared: bool,
) -> tuple[Part, ...]:
    calls = measure.formula.calls
    shared = _shared(placed[call] for call in calls)
    shifts = any(_shifts(call) for call in calls)
    fair = shifts or time.compare is not None
    found = []
    for call in calls:
        spot = placed[call]
        if spot is None:
            found.append(Part(call=call))
            continue
        lasting = _lasting_days(spot)
        own = lasting if spot.lasting else spot.coverage
        at = call.view.at or "end"
        part = PartTime(
            steps=call.view.steps,
            coverage=shared if fair and not spot.lasting else own,
            stock=spot.stock,
            lasting=lasting is not None,
            opening=at == "start" and isinstance(spot.spec, SnapshotTime),
            like_for_like=shifts,
        )
        windows = windows_of(part, compared=compared)
        unbounded = windows.grain is None and windows.start is windows.end is None
        if unbounded and isinstance(spot.spec, EventTime):
            found.append(Part(call=call))
            continue
        timing = Timing(
            spec=spot.spec,
            windows=windows,
            at=at,
            coverage=spot.coverage,
            holds_until=lasting.last if lasting else None,
        )
        found.append(Part(call=call, timing=timing))
    return tuple(found)


def _lasting_days(spot: _Spot) -> Coverage | None:
    return spot.coverage if spot.lasting and spot.bounded else None


def _shifts(call: Call) -> bool:
    return any(step.offset or step.offset_to for step in call.view.steps)


def _shared(spots: Iterable[_Spot | None]) -> Coverage | None:
    """The loaded days that all time fields of a metric have, up to where the first of them ends."""
    known = [spot.coverage for spot in spots if spot and spot.coverage and not spot.lasting]
    if not known:
        return None
    return Coverage(first=min(c.first for c in known), last=min(c.last for c in known))


def covered_labels(timing: Timing) -> frozenset[date | None]:
    """Labels for which an empty additive part means zero: some day of their window is loaded."""
    if isinstance(timing.spec, SnapshotTime):
        return frozenset()
    coverage = timing.coverage
    if isinstance(timing.spec, EventTime):
        return timing.windows.covered_labels(coverage)
    instants = timing.windows.instants(timing.at)
    return frozenset(label for label, x in instants if coverage is None or x > coverage.first)


def _timeless(placed: dict[Call, _Spot | None], time: TimePlan) -> list[Caveat]:
    if time.range.start is None and time.range.end is None:
        return []
    names = dict.fromkeys(call.base for call, spot in placed.items() if spot is None)
    return [
        Caveat(
            kind="timeless", text=f"{name} has no time: it is counted whole, whatever the range."
        )
        for name in names
    ]


def _mixed(
    measures: Iterable[Measure], placed: dict[Call, _Spot | None], asked: Sequence[WindowList]
) -> list[Caveat]:
    """Which metrics set data of different days against each other, not looking away on purpose."""
    found = []
    for measure in measures:
        loaded: dict[str, Coverage] = {}
        for call in measure.formula.calls:
            spot = placed[call]
            if spot is None or spot.coverage is None or spot.stock or call.view.steps:
                continue
            dataset = spot.key.rpartition(".")[0]
            other = loaded.get(dataset, spot.coverage)
            loaded[dataset] = Coverage(
                first=min(other.first, spot.coverage.first),
                last=max(other.last, spot.coverage.last),
            )
        found.append(mixed_days(measure.label or measure.name, loaded, asked))
    return [item for item in found if item is not None]


def _at_data_end(measures: Iterable[tuple[Part, ...]], time: TimePlan) -> list[Caveat]:
    """That the balance of a range without a last day is that of the last loaded day."""
    if time.grain is not None or time.range.end is not None:
        return []
    timings = [part.timing for parts in measures for part in parts if part.timing]
    ends = [
        item.holds_until
        for item in timings
        if item.holds_until is not None and not isinstance(item.spec, EventTime)
    ]
    if not ends or min(ends) >= time.as_of - _DAY:
        return []
    text = f"Balances are those at the end of the loaded data, on {min(ends)}."
    return [Caveat(kind="partly_loaded", text=text)]


def _carried_on(
    placed: dict[Call, _Spot | None], measures: Iterable[tuple[Part, ...]]
) -> list[Caveat]:
    """Of which datasets nothing new is known at the end of some window."""
    found: dict[str, Caveat] = {}
    for part in (part for parts in measures for part in parts):
        spot, timing = placed[part.call], part.timing
        if spot is None or spot.quiet is None or timing is None or timing.holds_until is None:
            continue
        known = timing.holds_until + _DAY
        if any(spot.quiet + _DAY < x <= known for _, x in timing.windows.instants(timing.at)):
            begun, less = "is dated", ""
            if isinstance(spot.spec, IntervalTime):
                begun, less = "begins", ", less what ended"
            text = (
                f"No row of {part.call.base!r} {begun} after {spot.quiet}: "
                f"what held then is carried on{less}."
            )
            found.setdefault(part.call.base, Caveat(kind="carried_on", text=text))
    return list(found.values())


def _outside(plan: Plan, time: TimePlan, measures: Iterable[tuple[Part, ...]]) -> list[Caveat]:
    """Which time fields are not loaded for all windows asked for."""
    found: dict[str, Caveat] = {}
    for part in (part for parts in measures for part in parts):
        timing = part.timing
        if timing is None or timing.coverage is None or isinstance(timing.spec, SnapshotTime):
            continue
        missing = not timing.windows.labels <= covered_labels(timing)
        if missing or _asked_beyond(timing, time):
            key = plan.catalog.reference(_text(timing.spec), own=part.call.base).key
            days = f"{timing.coverage.first} to {timing.coverage.last}"
            state = "known" if timing.holds_until else "loaded"
            text = f"{key} is {state} for {days} only; periods outside have no value."
            found.setdefault(key, Caveat(kind="outside_coverage", text=text))
    return list(found.values())


def _asked_beyond(timing: Timing, time: TimePlan) -> bool:
    """Whether some period before today begins after the last day that a balance is known for."""
    until = timing.holds_until
    if until is None:
        return False
    firsts = time.labels if time.grain else (time.range.start,)
    return any(first is not None and until < first < time.as_of for first in firsts or ())
