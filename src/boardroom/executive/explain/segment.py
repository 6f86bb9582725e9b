"""Where a change sits: the leaf table of both periods, asked of the warehouse, and its causes.

Dimensions are first looked at one by one; those that tell most are asked for together, and of the
combinations that occur, those that moved otherwise than the rest are named. Called by
``explainer``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.contribution import Fraction, has_shares, split_ratio
from boardroom.analysis.localisation.exchange import exchanging
from boardroom.analysis.localisation.leaf import Codes
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import (
    Moving,
    find_beside,
    find_carrier,
    find_moving,
    powers_of,
)
from boardroom.analysis.localisation.search import find_causes
from boardroom.analysis.localisation.side import find_on_sides
from boardroom.executive.explain.course_reading import look_along
from boardroom.executive.explain.formula import happens
from boardroom.executive.explain.leaf_reading import has_signs, leaf_table
from boardroom.executive.explain.question import Question
from boardroom.executive.explain.row_value import squares_of
from boardroom.executive.explain.shape import Shape, shape_of
from boardroom.executive.explain.side import sides_of
from boardroom.executive.explain.swing import is_whole, periods_before
from boardroom.executive.metric_facts import dimensions
from boardroom.insight.drivers import Segment, Segments
from boardroom.semantic.model import Metric
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result

MOST_VALUES = 200
"""Fields with more known values are no dimensions."""

MOST_LOOKED_AT = 24
MOST_TOGETHER = 5
_DIGITS = 9
"""Sums that agree in so many digits are the same, added in another order."""
_LEAST_EARLIER, _MOST_EARLIER, _DAYS_EARLIER = 7, 27, 200
"""Periods before the earlier one that tell how segments usually move: as many as make up some
days, in these limits."""

MOST_LEAVES = 60_000
_ENOUGH_SHARE = 0.05
"""A segment with a smaller share of what moved is not worth a line."""
_BELOW_ZERO = "The values of some combinations are below zero and leave no shares."
_NOT_COMPUTED = "Its combinations of values could not be computed."
_CHANGED_PLACES = "Along each dimension rows only changed places between values."


@dataclass(frozen=True, kw_only=True)
class Found:
    """The segments, and the query that they were read from."""

    segments: Segments
    query: Query | None = None
    result: Result | None = None


@dataclass(frozen=True, kw_only=True)
class _Way:
    """What is asked for, and what of it is judged.

    Attributes:
        shape: of the metric.
        sides: of a top with signs, what adds to it and what takes away; each is judged by itself.
        stock: most of its rows are the same in both periods.
    """

    shape: Shape
    sides: tuple[Shape, ...] = ()
    stock: bool = False

    @property
    def judged(self) -> tuple[Shape, ...]:
        return self.sides or (self.shape,)


@dataclass(frozen=True, kw_only=True)
class _Ranked:
    """Dimensions that tell most of the change, first; those that could not be looked along; and
    whether that is so of some because of values below zero."""

    looked: tuple[str, ...]
    unseen: tuple[str, ...]
    signed: bool


@dataclass(frozen=True, kw_only=True)
class _Leaves:
    """The leaf table as asked for, that of each shape that is judged over the same leaves, all
    dimensions looked at and those that could not be; ``signed`` as in ``_Ranked``."""

    table: TwoPeriods
    judged: tuple[TwoPeriods, ...]
    looked: tuple[str, ...]
    unseen: tuple[str, ...] = ()
    signed: bool = False
    query: Query
    result: Result


@dataclass(frozen=True, kw_only=True)
class _NoLeaves:
    """Why there is no leaf table."""

    why: str
    signed: bool


def find_segments(question: Question, metric: Metric, *, unusual: bool = False) -> Found:
    """Where the change of ``metric`` sits; ``why`` says what stands in the way, if something
    does.

    Args:
        question: the change.
        metric: the metric asked about, or a part of it.
        unusual: the change is larger than usual: where no combination moved as it seldom does, the
            value that carries the change is named.
    """
    model = question.model
    shape = shape_of(model.semantic, model.expander, metric)
    if shape is None:
        return _none(metric, "Its values by segment do not add up to the whole.")
    names = dimensions_of(question, metric, shape)
    if not names:
        return _none(metric, "No dimension of the model splits all its rows.")
    way = _Way(shape=shape, stock=_is_stock(question, shape))
    leaves = _leaves(question, way, names)
    if leaves.signed and not way.stock and (sides := sides_of(model, shape)):
        way = replace(way, sides=sides)
        leaves = _leaves(question, way, names)
    if isinstance(leaves, _NoLeaves):
        return _none(metric, leaves.why)
    moving = _moving(question, way, leaves)
    if not moving and unusual:
        carrier = find_carrier(leaves.table)
        moving = () if carrier is None else (carrier,)
    return _segments(metric, shape, leaves, moving, names=names)


def _leaves(question: Question, way: _Way, names: Mapping[str, str]) -> _Leaves | _NoLeaves:
    """The leaf table over the dimensions that tell most; or why there is none."""
    ranked = _ranked(question, way, names)
    if not ranked.looked:
        return _NoLeaves(why=_not_looked(ranked, names), signed=ranked.signed)
    leaves = _together(question, way, ranked.looked, order=list(names))
    if isinstance(leaves, str):
        return _NoLeaves(why=leaves, signed=ranked.signed or leaves == _BELOW_ZERO)
    return replace(leaves, unseen=ranked.unseen, signed=ranked.signed)


def _not_looked(ranked: _Ranked, names: Mapping[str, str]) -> str:
    """Why it could be looked along no dimension."""
    if not ranked.unseen:
        return "Every dimension has one value only."
    reason = "its values below zero leave no shares" if ranked.signed else "its parts overlap"
    return f"Along {', '.join(_labels(ranked.unseen, names))} {reason}."


def _labels(names: Iterable[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels[name] for name in names))


def _moving(question: Question, way: _Way, leaves: _Leaves) -> tuple[Moving, ...]:
    """What moved otherwise than the rest: on either side, or in the whole."""
    if way.sides:
        return find_on_sides(leaves.judged)
    moving = find_moving(leaves.table) if way.stock else find_causes(leaves.table)
    return _along(question, way, leaves, moving) or moving


def _along(
    question: Question, way: _Way, leaves: _Leaves, moving: Sequence[Moving]
) -> tuple[Moving, ...]:
    """The values that left their own course by weeks, and what moved beside them; nothing where the
    sums of the two periods tell more."""
    if way.stock:
        return ()
    table = leaves.table
    left = look_along(question, way.shape, table.attributes, leaves.result.period)
    if not left or (moving and left[0].gain < moving[0].gain):
        return ()
    places = [table.attributes.index(one.name) for one in left]
    values = [
        (place, table.values[place].index(one.value), one.gain)
        for place, one in zip(places, left, strict=True)
        if one.value in table.values[place]
    ]
    return find_beside(table, values)


def _none(metric: Metric, why: str) -> Found:
    segments = Segments(
        of=metric.title, metric=metric.name, unit=metric.unit, total=0.0, outside=False, why=why
    )
    return Found(segments=segments)


def dimensions_of(question: Question, metric: Metric, shape: Shape) -> dict[str, str]:
    """References → labels of the dimensions that all rows of the metric reach: near ones first,
    and of those at one distance the ones whose values are words, not codes."""
    model = question.model
    known = dimensions(model.semantic, most_values=MOST_VALUES)
    facts = model.reader.read(metric)
    hidden = question.context.hidden_datasets()

    def rank(name: str) -> tuple[bool, int, bool]:
        dataset, _, field = name.rpartition(".")
        values = model.semantic.dataset_by_name[dataset].field_by_name[field].values
        codes = sum(not any(map(str.isalpha, str(value))) for value in values)
        distance = model.reader.distance(facts, dataset)
        return dataset not in shape.bases, distance, 2 * codes > len(values)

    reached = [
        name
        for name in known
        if name.rpartition(".")[0] not in hidden and model.reader.splits_by(facts, name)
    ]
    reached.sort(key=rank)
    return {name: known[name] for name in reached[:MOST_LOOKED_AT]}


def _ranked(question: Question, way: _Way, names: Mapping[str, str]) -> _Ranked:
    """The dimensions in order; those with one value, or that say the same as another, left out."""
    asked = [_query(question, way, [name]) for name in names]
    tables: dict[str, list[TwoPeriods]] = {}
    unseen, signed = [], False
    for name, answer in zip(names, question.context.ask(asked), strict=True):
        if not isinstance(answer, Result) or _counts_twice(answer):
            unseen.append(name)
            continue
        found = _tables(answer, way, [name])
        if found is None:
            unseen.append(name)
            signed = True
        elif len(found[0]) > 1:
            tables[name] = found
    twins = set(_twins(question, way, tables))
    each = [powers_of(column) for column in zip(*tables.values(), strict=True)]
    powers = {name: max(power) for name, power in zip(tables, zip(*each, strict=True), strict=True)}
    looked = sorted((name for name in tables if name not in twins), key=lambda name: -powers[name])
    return _Ranked(looked=tuple(looked), unseen=tuple(unseen), signed=signed)


def _tables(
    answer: Result, way: _Way, names: Sequence[str], *, earlier: Sequence[Result] = ()
) -> list[TwoPeriods] | None:
    """The leaves of each shape that is judged; None where one of them is not to be shared out."""
    found = [
        leaf_table(answer, shape, names, stock=way.stock, earlier=earlier) for shape in way.judged
    ]
    return None if any(map(has_signs, found)) else found


def _twins(
    question: Question, way: _Way, tables: Mapping[str, Sequence[TwoPeriods]]
) -> Iterator[str]:
    """Dimensions that say the same as one before them by other names (a code and its name)."""
    first: dict[tuple[tuple[str, ...], ...], str] = {}
    for name, judged in tables.items():
        columns = [sums.columns for table in judged for sums in (table.now, table.then)]
        rows = zip(*(column for several in columns for column in several), strict=True)
        key = tuple(sorted(tuple(f"{value:.{_DIGITS}g}" for value in row) for row in rows))
        other = first.setdefault(key, name)
        if other == name:
            continue
        answer = question.ask(_query(question, way, [other, name]))
        if isinstance(answer, Result) and len(answer.rows) == len(judged[0]):
            yield name


def _together(
    question: Question, way: _Way, looked: Sequence[str], *, order: Sequence[str]
) -> _Leaves | str:
    """The leaf table over as many of the best dimensions as the number of leaves allows, in the
    given order; or why there is none."""
    if not looked:
        return _CHANGED_PLACES
    best = list(looked[:MOST_TOGETHER])
    while best:
        chosen = sorted(best, key=order.index)
        query = _query(question, way, chosen)
        answer = question.ask(query)
        if isinstance(answer, Result) and len(answer.rows) <= MOST_LEAVES:
            earlier = _earlier(question, query, answer)
            judged = _tables(answer, way, chosen, earlier=earlier)
            if judged is None:
                return _BELOW_ZERO
            traded = {name for table in judged for name in exchanging(table)}
            if traded:
                rest = [name for name in looked if name not in traded]
                found = _together(question, way, rest, order=order)
                return found if isinstance(found, str) else replace(found, looked=tuple(looked))
            whole = judged[0]
            if way.sides:
                whole = leaf_table(answer, way.shape, chosen, stock=way.stock, earlier=earlier)
            return _Leaves(
                table=whole, judged=tuple(judged), looked=tuple(looked), query=query, result=answer
            )
        best.pop()
    return _NOT_COMPUTED


def _earlier(question: Question, query: Query, answer: Result) -> list[Result]:
    """The same leaves in periods before the earlier one, newest first; up to the first that is
    not loaded in full."""
    comparison = answer.comparison
    if comparison is None or comparison.kind != "previous_period":
        return []
    days = (comparison.end - comparison.start).days + 1
    most = min(_MOST_EARLIER, max(_LEAST_EARLIER, _DAYS_EARLIER // days))
    starts = periods_before(comparison.start, comparison.end, most=most)
    asked = [
        replace(query, compare=None, time_range=f"{start.isoformat()}..{end.isoformat()}")
        for start, end in starts
    ]
    found = []
    for item in question.context.ask(asked):
        if not isinstance(item, Result) or not is_whole(item) or not item.rows:
            break
        found.append(item)
    return found


def _query(question: Question, way: _Way, names: Sequence[str]) -> Query:
    model = question.model
    asked = [
        part
        for shape in dict.fromkeys((way.shape, *way.sides))
        for part in (*shape.parts, *squares_of(model.semantic, model.expander, shape))
    ]
    return question.query(list({part.name: part for part in asked}.values()), by=names)


def _counts_twice(result: Result) -> bool:
    return any(caveat.kind == "non_additive" for caveat in result.caveats)


def _is_stock(question: Question, shape: Shape) -> bool:
    """Whether most of its rows are the same in both periods."""
    model = question.model
    return not all(happens(model.semantic, model.expander.inline(part)) for part in shape.parts)


def _segments(
    metric: Metric,
    shape: Shape,
    leaves: _Leaves,
    moving: Sequence[Moving],
    *,
    names: Mapping[str, str],
) -> Found:
    table = leaves.table
    items, rest = _parted(shape, leaves, moving, names=names)
    total = sum(item.change for item in items) + rest
    moved = sum(abs(item.change) for item in items) + abs(rest)
    kept = tuple(item for item in items if abs(item.change) >= _ENOUGH_SHARE * moved)
    rest += sum(item.change for item in items if item not in kept)
    used = table.attributes
    found = Segments(
        of=metric.title,
        metric=metric.name,
        unit=metric.unit,
        total=total,
        items=tuple(sorted(kept, key=lambda item: -abs(item.change))),
        dimensions=_labels(used, names),
        left_out=_labels([name for name in leaves.looked if name not in used], names),
        unseen=_labels(leaves.unseen, names),
        leaves=len(table),
        rest=rest,
    )
    segments = replace(found, outside=not (found.unseen or found.inside))
    return Found(segments=segments, query=leaves.query, result=leaves.result)


def _parted(
    shape: Shape, leaves: _Leaves, found: Sequence[Moving], *, names: Mapping[str, str]
) -> tuple[list[Segment], float]:
    """The segments with their exact parts of the whole change, and the part of all other rows."""
    table = leaves.table
    everything = np.ones(len(table), dtype=np.bool_)
    for item in found:
        everything[item.leaves] = False
    groups = [*(item.leaves for item in found), np.flatnonzero(everything)]
    now, then = (
        [_fraction(sums.seen(table.views[0]), rows) for rows in groups]
        for sums in (table.now, table.then)
    )
    changes = list(_changes(shape, now, then))
    sizes = [change for change, _, _ in changes]
    total = sum(sizes)
    shared = has_shares(sizes, total)
    items = []
    for place, item in enumerate(found):
        change, rate, mix = changes[place]
        items.append(
            Segment(
                where=item.where,
                label=", ".join(
                    f"{names[key]} {'(none)' if value is None else value}"
                    for key, value in item.where.items()
                ),
                current=shape.value(now[place].top, now[place].bottom),
                previous=shape.value(then[place].top, then[place].bottom),
                change=change,
                share=change / total if shared else None,
                rate=rate,
                mix=mix,
                expected=_expected(shape, leaves, item.leaves, rest=groups[-1]),
            )
        )
    return items, changes[-1][0]


def _expected(shape: Shape, leaves: _Leaves, rows: Codes, *, rest: Codes) -> float | None:
    """What a sum over some leaves would be had it moved as the rest did, on either side; None of
    ratios, and where there was no rest."""
    if shape.bottom is not None:
        return None
    top = 0.0
    for table, sign in zip(leaves.judged, (1.0, -1.0), strict=False):
        now, then = (float(np.sum(sums.top[rest])) for sums in (table.now, table.then))
        if then <= 0:
            return None
        top += sign * float(np.sum(table.then.top[rows])) * now / then
    return shape.value(top, 0.0)


def _fraction(sums: Sums, rows: Codes) -> Fraction:
    bottom = 0.0 if sums.bottom is None else float(np.sum(sums.bottom[rows]))
    return Fraction(top=float(np.sum(sums.top[rows])), bottom=bottom)


def _changes(
    shape: Shape, now: Sequence[Fraction], then: Sequence[Fraction]
) -> Iterator[tuple[float, float | None, float | None]]:
    """Per group its part of the change, and for ratios of it those from rate and from mix."""
    if shape.bottom is None:
        for current, previous in zip(now, then, strict=True):
            yield shape.scale * (current.top - previous.top), None, None
        return
    split = split_ratio(
        {str(place): item for place, item in enumerate(now)},
        {str(place): item for place, item in enumerate(then)},
    )
    by_place = {part.key: part for part in split}
    for place in range(len(now)):
        part = by_place.get(str(place))
        if part is None:
            yield 0.0, 0.0, 0.0
            continue
        rate, mix = part.rate or 0.0, part.mix or 0.0
        yield shape.scale * part.change, shape.scale * rate, shape.scale * mix
