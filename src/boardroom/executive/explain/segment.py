"""Where a change sits: the leaf table of both periods, asked of the warehouse, and its causes.

Dimensions are first looked at one by one; those that tell most are asked for together, and of the
combinations that occur, those that moved otherwise than the rest are named. Called by
``explainer``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.contribution import Fraction, has_shares, split_ratio
from boardroom.analysis.localisation.exchange import exchanging
from boardroom.analysis.localisation.leaf import Codes, Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.scan import (
    Moving,
    find_beside,
    find_carrier,
    find_moving,
    powers_of,
)
from boardroom.executive.explain.course_reading import look_along
from boardroom.executive.explain.formula import happens
from boardroom.executive.explain.question import Question
from boardroom.executive.explain.row_value import BOTTOM_SQUARES, CROSS, ROWS, SQUARES, squares_of
from boardroom.executive.explain.shape import BOTTOM, TOP, Shape, shape_of
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
_NOT_COMPUTED = "Its combinations of values could not be computed."
_CHANGED_PLACES = "Along each dimension rows only changed places between values."
_INSIDE = 0.5
_TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Found:
    """The segments, and the query that they were read from."""

    segments: Segments
    query: Query | None = None
    result: Result | None = None


@dataclass(frozen=True, kw_only=True)
class _Leaves:
    """The leaf table as asked for, and all dimensions looked at."""

    table: TwoPeriods
    looked: tuple[str, ...]
    query: Query
    result: Result


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
    looked = _ranked(question, shape, names)
    if not looked:
        return _none(metric, "each dimension has one value only, or its parts have signs.")
    leaves = _together(question, shape, looked, order=list(names))
    if isinstance(leaves, str):
        return _none(metric, leaves)
    moving = find_moving(leaves.table)
    along = _along(question, shape, leaves, moving)
    moving = along or moving
    if not moving and unusual:
        carrier = find_carrier(leaves.table)
        moving = () if carrier is None else (carrier,)
    return _segments(metric, shape, leaves, moving, names=names)


def _along(
    question: Question, shape: Shape, leaves: _Leaves, moving: Sequence[Moving]
) -> tuple[Moving, ...]:
    """The values that left their own course by weeks, and what moved beside them; nothing where the
    sums of the two periods tell more."""
    if _is_stock(question, shape):
        return ()
    table = leaves.table
    left = look_along(question, shape, table.attributes, leaves.result.period)
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
    segments = Segments(of=metric.title, metric=metric.name, unit=metric.unit, total=0.0, why=why)
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


def _ranked(question: Question, shape: Shape, names: Mapping[str, str]) -> list[str]:
    """The dimensions that tell most of the change, first; those with one value left out."""
    stock = _is_stock(question, shape)
    asked = [_query(question, shape, [name]) for name in names]
    answers = question.context.ask(asked)
    tables = {}
    for name, answer in zip(names, answers, strict=True):
        if isinstance(answer, Result) and not _counts_twice(answer):
            table = _table(answer, shape, [name], stock=stock)
            if table is not None and len(table) > 1:
                tables[name] = table
    twins = set(_twins(question, shape, tables))
    powers = dict(zip(tables, powers_of(list(tables.values())), strict=True))
    return sorted((name for name in tables if name not in twins), key=lambda name: -powers[name])


def _twins(question: Question, shape: Shape, tables: Mapping[str, TwoPeriods]) -> Iterator[str]:
    """Dimensions that say the same as one before them by other names (a code and its name)."""
    first: dict[tuple[tuple[str, ...], ...], str] = {}
    for name, table in tables.items():
        columns = zip(*table.now.columns, *table.then.columns, strict=True)
        key = tuple(sorted(tuple(f"{value:.{_DIGITS}g}" for value in row) for row in columns))
        other = first.setdefault(key, name)
        if other == name:
            continue
        answer = question.ask(_query(question, shape, [other, name]))
        if isinstance(answer, Result) and len(answer.rows) == len(table):
            yield name


def _together(
    question: Question, shape: Shape, looked: Sequence[str], *, order: Sequence[str]
) -> _Leaves | str:
    """The leaf table over as many of the best dimensions as the number of leaves allows, in the
    given order; or why there is none."""
    if not looked:
        return _CHANGED_PLACES
    best = list(looked[:MOST_TOGETHER])
    stock = _is_stock(question, shape)
    while best:
        chosen = sorted(best, key=order.index)
        query = _query(question, shape, chosen)
        answer = question.ask(query)
        if isinstance(answer, Result) and len(answer.rows) <= MOST_LEAVES:
            earlier = _earlier(question, query, answer)
            table = _table(answer, shape, chosen, stock=stock, earlier=earlier)
            if table is None:
                break
            traded = exchanging(table)
            if traded:
                rest = [name for name in looked if name not in traded]
                found = _together(question, shape, rest, order=order)
                return found if isinstance(found, str) else replace(found, looked=tuple(looked))
            return _Leaves(table=table, looked=tuple(looked), query=query, result=answer)
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


def _query(question: Question, shape: Shape, names: Sequence[str]) -> Query:
    model = question.model
    squares = squares_of(model.semantic, model.expander, shape)
    return question.query([*shape.parts, *squares], by=names)


def _counts_twice(result: Result) -> bool:
    return any(caveat.kind == "non_additive" for caveat in result.caveats)


def _is_stock(question: Question, shape: Shape) -> bool:
    """Whether most of its rows are the same in both periods."""
    model = question.model
    return not all(happens(model.semantic, model.expander.inline(part)) for part in shape.parts)


def _table(
    result: Result,
    shape: Shape,
    names: Sequence[str],
    *,
    stock: bool,
    earlier: Sequence[Result] = (),
) -> TwoPeriods | None:
    """The leaves; None where values below zero leave no share to speak of."""
    labels = [_labelled((result, *earlier), name) for name in names]
    first, at = _distinct([codes for _, codes in labels])
    own, *others = np.split(at, np.cumsum([len(answer.rows) for answer in (result, *earlier)])[:-1])
    now, then = (
        _spread(_sums(result, shape, ending), own, len(first)) for ending in ("", "_previous")
    )
    for sums in (now, then):
        if float(np.sum(np.minimum(sums.top, 0.0))) < -0.5 * float(np.sum(np.maximum(sums.top, 0))):
            return None
    if stock and shape.bottom is None:
        now, then = _gained(now, then) if not earlier else (now.seen("sum"), then.seen("sum"))
    return TwoPeriods(
        attributes=tuple(names),
        values=tuple(values for values, _ in labels),
        codes=tuple(codes[first] for _, codes in labels),
        now=now,
        then=then,
        earlier=tuple(
            _spread(_sums(answer, shape, ""), places, len(first))
            for answer, places in zip(earlier, others, strict=True)
        ),
        ratio=shape.bottom is not None,
    )


def _gained(now: Sums, then: Sums) -> tuple[Sums, Sums]:
    """What is held in both periods does not vary: only what each leaf gained or lost does."""
    squares = (now.top - then.top) ** 2
    return Sums(top=now.top, squares=squares), Sums(top=then.top, squares=np.zeros_like(then.top))


def _labelled(answers: Sequence[Result], name: str) -> tuple[tuple[str | None, ...], Codes]:
    """The values of a dimension in the order in which they come first, and the rows' of all
    answers, one after the other, as places among them."""
    known: dict[str | None, int] = {}
    codes = []
    for answer in answers:
        groups = answer.groups(name)
        labels = [None if value is None else str(value) for value in groups.values]
        places = [known.setdefault(label, len(known)) for label in labels]
        codes.append(np.array(places, dtype=np.int64)[groups.places])
    return tuple(known), np.concatenate(codes)


def _distinct(columns: Sequence[Codes]) -> tuple[Codes, Codes]:
    """Of rows of codes, the first one of each kind, and each row's kind as a place among those."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    first = key
    for column in columns:
        _, first, key = np.unique(
            key * (int(column.max(initial=0)) + 1) + column, return_index=True, return_inverse=True
        )
    order = np.argsort(first)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return first[order], place[key]


def _spread(sums: Sums, at: Codes, count: int) -> Sums:
    """The sums at their places among all leaves, zero at the others."""

    def spread(column: Floats) -> Floats:
        whole = np.zeros(count, dtype=np.float64)
        whole[at] = column
        return whole

    return sums.each(spread)


def _sums(result: Result, shape: Shape, ending: str) -> Sums:
    names = {column.name for column in result.columns}

    def column(name: str) -> Floats | None:
        if name + ending not in names:
            return None
        return np.nan_to_num(result.numbers(name + ending))

    top = column(TOP)
    if top is None:
        raise KeyError(TOP)
    squares = column(SQUARES)
    if shape.bottom is None:
        return _counted(top, squares, column(ROWS))
    bottom = column(BOTTOM)
    if bottom is None:
        raise KeyError(BOTTOM)
    if squares is None:
        # Nothing is known of its rows: as if they were counted, up to a unit that is measured.
        return Sums(
            top=top,
            squares=np.abs(top),
            bottom=bottom,
            cross=np.zeros_like(top),
            bottom_squares=np.abs(bottom),
        )
    cross, below = column(CROSS), column(BOTTOM_SQUARES)
    return Sums(
        top=top,
        squares=squares,
        bottom=bottom,
        cross=np.zeros_like(top) if cross is None else cross,
        bottom_squares=np.abs(bottom) if below is None else below,
    )


def _counted(top: Floats, squares: Floats | None, rows: Floats | None) -> Sums:
    """The sums of a metric that has no denominator."""
    if squares is None:
        return Sums(top=top, squares=np.abs(top))
    if rows is None:
        return Sums(top=top, squares=squares)
    return Sums(top=top, squares=squares, bottom=rows, cross=top, bottom_squares=rows)


def _segments(
    metric: Metric,
    shape: Shape,
    leaves: _Leaves,
    moving: Sequence[Moving],
    *,
    names: Mapping[str, str],
) -> Found:
    table = leaves.table
    parts = _parted(metric, shape, table, moving, names=names)
    items, rest = parts
    total = sum(item.change for item in items) + rest
    moved = sum(abs(item.change) for item in items) + abs(rest)
    kept = tuple(item for item in items if abs(item.change) >= _ENOUGH_SHARE * moved)
    rest += sum(item.change for item in items if item not in kept)
    inside = sum(abs(item.change) for item in kept)
    used = table.attributes
    segments = Segments(
        of=metric.title,
        metric=metric.name,
        unit=metric.unit,
        total=total,
        items=tuple(sorted(kept, key=lambda item: -abs(item.change))),
        dimensions=tuple(dict.fromkeys(names[name] for name in used)),
        left_out=tuple(dict.fromkeys(names[name] for name in leaves.looked if name not in used)),
        leaves=len(table),
        rest=rest,
        outside=not inside or inside < _INSIDE * (inside + abs(rest)),
    )
    return Found(segments=segments, query=leaves.query, result=leaves.result)


def _parted(
    metric: Metric,
    shape: Shape,
    table: TwoPeriods,
    found: Sequence[Moving],
    *,
    names: Mapping[str, str],
) -> tuple[list[Segment], float]:
    """The segments with their exact parts of the whole change, and the part of all other rows."""
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
                expected=None
                if shape.bottom is not None
                else shape.scale * (now[place].top - item.away),
            )
        )
    return items, changes[-1][0]


def _fraction(sums: Sums, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Fraction:
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
