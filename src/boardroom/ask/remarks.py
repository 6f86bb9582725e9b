"""What stands out in the rows of an answer: short sentences that say no more than the rows do.

Every number is read off the rows or computed from them exactly; nothing is claimed of chance, of
causes or of rows that are not shown. Shares and sums are told only of metrics whose values add up,
and only where the rows are all groups there are. Called by the visualization agent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, islice

from boardroom.ask.answer import Remark
from boardroom.ask.charting.drawing import finite
from boardroom.ask.charting.shape import Shape, read_shape
from boardroom.ask.charting.title import lowered
from boardroom.ask.charting.wanted import Wanted
from boardroom.insight.delta_text import difference, is_negligible
from boardroom.insight.number_text import change_text, ratio_text, share_text, value_text
from boardroom.insight.period_text import axis_text
from boardroom.insight.table_view import column_title
from boardroom.insight.wording import NumberBook
from boardroom.semantic.result import Column, Result

_MOST = 3
_FEWEST_GROUPS = 3
_MANY_GROUPS = 8
_HALF = 0.5
_FEW = 1 / 3
"""A half that so small a share of the groups make up is worth saying."""


@dataclass(frozen=True, kw_only=True)
class _Value:
    """One row: what it is called, its value, and what it was before."""

    name: str
    value: float
    previous: float | None = None


def remarks_of(result: Result, wanted: Wanted) -> tuple[Remark, ...]:
    """At most three remarks on the first metric of ``result``."""
    shape = read_shape(result, wanted)
    measure = next((item for item in shape.measures if item.role == "metric"), None)
    if measure is None or not result.rows:
        return ()
    return tuple(islice(_remarks(shape, measure), _MOST))


def _remarks(shape: Shape, measure: Column) -> Iterator[Remark]:
    if shape.axes == 0:
        yield from _change(shape, measure)
    elif not shape.wanted.whole or len(shape.result.rows) < _FEWEST_GROUPS:
        return
    elif shape.time is None and shape.axes == 1:
        groups = _groups(shape, measure)
        yield from _largest_share(groups, shape, measure)
        yield from _half(groups, shape, measure)
        yield from _moves(groups, shape, measure)
    elif shape.time is not None and not shape.dimensions:
        yield from _extremes(shape, measure)
        yield from _latest(shape, measure)


def _groups(shape: Shape, measure: Column) -> list[_Value]:
    """The groups that have a value, the largest first."""
    before = shape.previous_of(measure) or (None,) * len(shape.result.rows)
    cells = zip(shape.names, shape.values_of(measure), before, strict=True)
    found = [
        _Value(name=name, value=known, previous=finite(earlier))
        for name, value, earlier in cells
        if (known := finite(value)) is not None
    ]
    return sorted(found, key=lambda item: -item.value)


def _change(shape: Shape, measure: Column) -> Iterator[Remark]:
    """How a single number moved, absolutely and relatively."""
    before, value = shape.previous_of(measure), finite(shape.values_of(measure)[0])
    earlier = finite(before[0]) if before else None
    if value is None or earlier is None or not shape.compared:
        return
    book = NumberBook()
    size = _size(value, earlier, measure, book)
    verb = "rose" if value > earlier else "fell"
    if size is None:
        if value == earlier:
            yield _remark("Change", f"{column_title(measure)} is as in {shape.compared}.", book)
        return
    previous = book.note("previous", earlier, value_text(earlier, measure.unit), unit=measure.unit)
    where = f"from {previous} in {shape.compared}"
    yield _remark("Change", f"{column_title(measure)} {verb} by {size} {where}.", book)


def _size(value: float, earlier: float, measure: Column, book: NumberBook) -> str | None:
    """A change in words, without its sign; None where there is none to speak of."""
    change = float(_exact(value) - _exact(earlier))
    _, ratio = difference(value, earlier, measure.unit)
    if is_negligible(change, ratio, measure.unit):
        return None
    unit = "points" if measure.unit == "percent" else measure.unit
    text = change_text(change, measure.unit).lstrip("+−")
    words = book.note("change", change, text, unit=unit)
    if ratio is None:
        return words
    relative = book.note("change_ratio", ratio, ratio_text(ratio), unit="percent")
    return f"{words} ({relative})"


def _largest_share(groups: Sequence[_Value], shape: Shape, measure: Column) -> Iterator[Remark]:
    """The largest part of a whole, where there is one and a largest."""
    total = _whole(groups, shape, measure)
    if total is None or groups[0].value == groups[1].value:
        return
    book, top = NumberBook(), groups[0]
    share = book.note("share", top.value / total, share_text(top.value / total), unit="percent")
    part = book.note("value", top.value, value_text(top.value, measure.unit), unit=measure.unit)
    whole = book.note("total", total, value_text(total, measure.unit), unit=measure.unit)
    what = lowered(column_title(measure))
    yield _remark("Largest", f"{top.name} makes up {share} of {what}: {part} of {whole}.", book)


def _half(groups: Sequence[_Value], shape: Shape, measure: Column) -> Iterator[Remark]:
    """How few of many groups make up half of the whole."""
    total = _whole(groups, shape, measure)
    if total is None or len(groups) < _MANY_GROUPS:
        return
    sums = accumulate(_exact(item.value) for item in groups)
    count, reached = next(
        (count, part) for count, part in enumerate(sums, 1) if float(part) >= _HALF * total
    )
    part = float(reached)
    if count < 2 or count > _FEW * len(groups):
        return
    book = NumberBook()
    few = book.note("few", count, f"{count:,}", unit="count")
    many = book.note("many", len(groups), f"{len(groups):,}", unit="count")
    share = book.note("share", part / total, share_text(part / total), unit="percent")
    what = lowered(column_title(measure))
    text = f"The largest {few} of {many} make up {share} of {what}."
    yield _remark("Concentration", text, book)


def _whole(groups: Sequence[_Value], shape: Shape, measure: Column) -> float | None:
    """What the groups add up to; None where that means nothing."""
    if not shape.can_add_up(measure) or len(groups) < _FEWEST_GROUPS or groups[-1].value < 0:
        return None
    return float(sum(_exact(item.value) for item in groups)) or None


def _exact(value: float) -> Decimal:
    """The shortest decimal that a double stands for: cents add up to cents."""
    return Decimal(repr(value))


def _moves(groups: Sequence[_Value], shape: Shape, measure: Column) -> Iterator[Remark]:
    """Which group rose most and which fell most, by size."""
    changes = [(item.value - item.previous, item) for item in groups if item.previous is not None]
    if len(changes) < 2 or not shape.compared:
        return
    changes.sort(key=lambda pair: pair[0])
    ends = ((changes[-1], changes[-2], "rose", 1), (changes[0], changes[1], "fell", -1))
    for (change, item), (next_change, _), verb, sign in ends:
        if change * sign <= 0 or change == next_change:
            continue
        book = NumberBook()
        size = _size(item.value, item.previous or 0.0, measure, book)
        if size is None:
            continue
        text = value_text(item.value, measure.unit)
        now = book.note("value", item.value, text, unit=measure.unit)
        text = f"{item.name} {verb} most: by {size} to {now}, against {shape.compared}."
        yield _remark("Rise" if sign > 0 else "Fall", text, book)


def _extremes(shape: Shape, measure: Column) -> Iterator[Remark]:
    """The highest and the lowest of the periods that are all there."""
    known = _whole_periods(shape, measure)
    ranked = sorted(known, key=lambda pair: pair[1])
    values = [value for _, value in ranked]
    if len(values) < _FEWEST_GROUPS or values[0] == values[1] or values[-2] == values[-1]:
        return
    book = NumberBook()
    texts = [
        f"{book.note(name, value, value_text(value, measure.unit), unit=measure.unit)} in"
        f" {_period(day, shape)}"
        for name, (day, value) in (("highest", ranked[-1]), ("lowest", ranked[0]))
    ]
    yield _remark("Range", f"Highest {texts[0]}, lowest {texts[1]}.", book)


def _latest(shape: Shape, measure: Column) -> Iterator[Remark]:
    """The last period that is all there against the one before it."""
    known = dict(_whole_periods(shape, measure))
    line = [day for day in shape.timeline if day not in shape.parts]
    if len(line) < _FEWEST_GROUPS or line[-1] not in known or line[-2] not in known:
        return
    book = NumberBook()
    size = _size(known[line[-1]], known[line[-2]], measure, book)
    if size is None:
        return
    verb = "rose" if known[line[-1]] > known[line[-2]] else "fell"
    when, before = _period(line[-1], shape), _period(line[-2], shape)
    text = f"{column_title(measure)} {verb} by {size} in {when}, against {before}."
    yield _remark("Latest", text, book)


def _whole_periods(shape: Shape, measure: Column) -> list[tuple[date, float]]:
    cells = zip(shape.starts, shape.values_of(measure), strict=True)
    return [
        (day, known)
        for day, value in cells
        if day is not None and (known := finite(value)) is not None and day not in shape.parts
    ]


def _period(day: date, shape: Shape) -> str:
    the = "the " if shape.grain == "week" else ""
    return f"{the}{axis_text(day, shape.grain)}"


def _remark(title: str, text: str, book: NumberBook) -> Remark:
    return Remark(title=title, text=text, numbers={item.id: item.value for item in book})
