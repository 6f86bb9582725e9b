"""The leaf table of a change, from answers by dimension. Called by ``segment``."""

from collections.abc import Callable, Sequence

import numpy as np

from boardroom.analysis.localisation.leaf import Codes, Floats
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.executive.explain.row_value import BOTTOM_SQUARES, CROSS, ROWS, SQUARES
from boardroom.executive.explain.shape import Shape
from boardroom.semantic.query import NamedExpression
from boardroom.semantic.result import Result

_MOST_BELOW = 0.5
"""Values below zero up to so much of those above are corrections; more of them are a side of their
own."""


def leaf_table(
    result: Result,
    shape: Shape,
    names: Sequence[str],
    *,
    stock: bool,
    earlier: Sequence[Result] = (),
) -> TwoPeriods:
    """The leaves.

    Args:
        result: of ``shape`` by dimensions, in both periods.
        names: references of these dimensions.
        stock: most of its rows are the same in both periods.
        earlier: the same of periods before, newest first.
    """
    labels = [_labelled((result, *earlier), name) for name in names]
    first, at = _distinct([codes for _, codes in labels])
    own, *others = np.split(at, np.cumsum([len(answer.rows) for answer in (result, *earlier)])[:-1])
    now, then = (
        _spread(_sums(result, shape, ending), own, len(first)) for ending in ("", "_previous")
    )
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


def has_signs(table: TwoPeriods) -> bool:
    """Whether so much of it is below zero that a leaf has no share of it to speak of."""
    sums = [(np.minimum(one.top, 0.0), np.maximum(one.top, 0.0)) for one in (table.now, table.then)]
    return any(float(np.sum(below)) < -_MOST_BELOW * float(np.sum(above)) for below, above in sums)


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

    top, squares = _given(column, shape.top), column(shape.prefix + SQUARES)
    if shape.bottom is None:
        return _counted(top, squares, column(shape.prefix + ROWS))
    bottom = _given(column, shape.bottom)
    if squares is None:
        # Nothing is known of its rows: as if they were counted, up to a unit that is measured.
        return Sums(
            top=top,
            squares=np.abs(top),
            bottom=bottom,
            cross=np.zeros_like(top),
            bottom_squares=np.abs(bottom),
        )
    cross, below = column(shape.prefix + CROSS), column(BOTTOM_SQUARES)
    return Sums(
        top=top,
        squares=squares,
        bottom=bottom,
        cross=np.zeros_like(top) if cross is None else cross,
        bottom_squares=np.abs(bottom) if below is None else below,
    )


def _given(column: Callable[[str], Floats | None], part: NamedExpression) -> Floats:
    found = column(part.name)
    if found is None:
        raise KeyError(part.name)
    return found


def _counted(top: Floats, squares: Floats | None, rows: Floats | None) -> Sums:
    """The sums of a metric that has no denominator."""
    if squares is None:
        return Sums(top=top, squares=np.abs(top))
    if rows is None:
        return Sums(top=top, squares=squares)
    return Sums(top=top, squares=squares, bottom=rows, cross=top, bottom_squares=rows)
