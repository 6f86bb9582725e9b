"""Bars of one measure by one dimension or by period: from zero, sorted, few enough to read."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from boardroom.ask.charting.drawing import OTHER, Drawing, Row, finite, said, short_text
from boardroom.ask.charting.encode import (
    field,
    layer,
    name_channel,
    scale_with_room,
    text_room,
    tooltip,
    value_axis,
    value_title,
    where,
)
from boardroom.ask.charting.naming import natural_order
from boardroom.ask.charting.shape import Shape
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import axis_text
from boardroom.insight.table_view import column_title
from boardroom.semantic.model import Unit
from boardroom.semantic.result import Column

_MOST_BARS = 20
_CRUSHING = 1.5
"""A bar of the rest so many times as long as the longest would leave no room for the others."""
_UPRIGHT_ROOM = 300
_NAME_MARK, _NAME_GAP = 7.0, 12
"""Pixels that a mark of a name takes, and what lies between two names."""
_LABELLED = 8
_UPRIGHT_TEXT = 22.0
_LABEL_SHARE = 0.25
"""A tick so near beyond the end of its bar would run through the text there."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar.

    Attributes:
        kind: ``whole``; ``part`` of a period that is not all there; ``other``: what is folded.
    """

    name: str
    value: float | None
    previous: float | None = None
    kind: str = "whole"


def draw_bars(shape: Shape, measure: Column) -> Drawing:
    """The bars of ``measure`` by the shape's dimensions."""
    values, before = shape.values_of(measure), shape.previous_of(measure)
    bars = [
        Bar(name=name, value=finite(value), previous=finite(before[place]) if before else None)
        for place, (name, value) in enumerate(zip(shape.names, values, strict=True))
    ]
    ordered, natural = _ordered(bars, shape)
    shown, note = _few(ordered, shape, measure, natural=natural)
    notes = [note] if note else []
    if before and shape.compared:
        notes.append(f"Tick: {shape.compared}")
    axis = ", ".join(column_title(column) for column in shape.dimensions)
    return _drawn(shown, shape, measure, axis=axis, notes=notes)


def draw_period_bars(shape: Shape, measure: Column) -> Drawing:
    """Bars that stand on periods; one that is missing leaves its place empty."""
    values, before = shape.values_of(measure), shape.previous_of(measure)
    place_of = {day: place for place, day in enumerate(shape.starts)}
    bars = []
    for day in shape.timeline:
        place = place_of.get(day)
        bar = Bar(
            name=axis_text(day, shape.grain).removeprefix("week of "),
            value=None if place is None else finite(values[place]),
            previous=finite(before[place]) if before and place is not None else None,
        )
        bars.append(replace(bar, kind="part") if day in shape.parts else bar)
    notes = [f"Tick: {shape.compared}"] if before and shape.compared else []
    parts = [bar.name for bar in bars if bar.kind == "part"]
    if parts:
        notes.append(f"Lighter: not all of {' and '.join(parts)} is in")
    title = (shape.grain or "period").replace("_", " ").capitalize()
    return _drawn(bars, shape, measure, axis=title, notes=notes)


def stands_upright(names: Sequence[str]) -> bool:
    """Whether the names fit beside each other under upright bars, in a narrow chart too."""
    longest = max(map(len, names), default=0)
    return len(names) * (longest * _NAME_MARK + _NAME_GAP) <= _UPRIGHT_ROOM


def _ordered(bars: list[Bar], shape: Shape) -> tuple[list[Bar], bool]:
    """The bars as asked for, as people know their names, or the largest first."""
    if shape.wanted.ordered:
        return bars, False
    order = natural_order([bar.name for bar in bars]) if len(shape.dimensions) == 1 else None
    if order is not None:
        return [bars[place] for place in order], True
    return sorted(bars, key=lambda bar: -math.inf if bar.value is None else bar.value)[::-1], False


def _few(
    bars: list[Bar], shape: Shape, measure: Column, *, natural: bool
) -> tuple[list[Bar], str | None]:
    """At most twenty bars; the rest is one more, where its values add up to something."""
    count = len(bars)
    if count <= _MOST_BARS + 1:
        return bars, None
    if natural:
        largest = sorted(bars, key=lambda bar: -abs(bar.value or 0.0))[:_MOST_BARS]
        return [bar for bar in bars if bar in largest], f"The {_MOST_BARS} largest of {count:,}"
    kept, rest = bars[:_MOST_BARS], bars[_MOST_BARS:]
    values = [bar.value for bar in kept if bar.value is not None]
    falling = values == sorted(values, reverse=True)
    if not (falling and shape.can_add_up(measure)):
        word = "largest" if falling else "first"
        return kept, f"The {word} {_MOST_BARS} of {count:,}; the others are in the table"
    total = _sum(bar.value for bar in rest)
    if total is not None and abs(total) > _CRUSHING * max(map(abs, values), default=0.0):
        text = value_text(total, measure.unit)
        return kept, f"The largest {_MOST_BARS} of {count:,}; the rest add up to {text}"
    before = _sum(bar.previous for bar in rest)
    name = f"{OTHER} ({len(rest):,})"
    other = Bar(name=name, value=total, previous=before, kind="other")
    return [*kept, other], f"The largest {_MOST_BARS} of {count:,}; «other» is the sum of the rest"


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if known else None


def _drawn(
    bars: Sequence[Bar], shape: Shape, measure: Column, *, axis: str, notes: Sequence[str]
) -> Drawing:
    low, high = _span(bars)
    rows: list[Row] = [
        {
            "name": bar.name,
            "value": bar.value,
            "previous": bar.previous,
            "end": _end(bar, high - low),
            "kind": bar.kind,
            "text": short_text(bar.value, measure.unit),
            "full": value_text(bar.value, measure.unit, full=True),
            "before": value_text(bar.previous, measure.unit, full=True),
        }
        for bar in bars
    ]
    upright = shape.time is not None or stands_upright([bar.name for bar in bars])
    ticked = any(bar.previous is not None for bar in bars)
    along, across = ("x", "y") if upright else ("y", "x")
    names = [bar.name for bar in bars]
    place = name_channel(names, title=axis or None, width=shape.width, upright=upright)
    measured = field(
        "value",
        "quantitative",
        axis=value_axis(measure.unit, upright=upright, title=value_title(measure)),
        scale=_scale(bars, measure.unit, upright=upright),
    )
    shown = {"name": axis, "full": column_title(measure)} | (
        {"before": shape.compared} if ticked and shape.compared else {}
    )
    return Drawing(
        chart_type="bar",
        x_axis=(shape.time or shape.dimensions[0]).name,
        y_axis=measure.name,
        rows=rows,
        body={
            "encoding": {along: place, "tooltip": tooltip(**shown)},
            "layer": _layers(across, measured, upright=upright, ticked=ticked, count=len(bars)),
        },
        height=260 if upright else {"step": 30},
        says=said(((bar.name, bar.value) for bar in bars), measure.unit),
        notes=tuple(notes),
    )


def _layers(across: str, measured: Spec, *, upright: bool, ticked: bool, count: int) -> list[Spec]:
    solid: Spec = {"type": "bar", "style": "measure-bar", "cornerRadiusEnd": 3}
    if upright:
        solid["width"] = {"band": 0.62}
    looks = {"whole": solid, "part": {**solid, "fillOpacity": 0.45},
             "other": {**solid, "style": "other"}}  # fmt: skip
    found = [
        where(f"datum.kind === '{kind}'", layer(look, **{across: measured}))
        for kind, look in looks.items()
    ]
    if ticked:
        tick: Spec = {"type": "tick", "style": "measure-tick", "thickness": 2}
        if upright:
            tick["width"] = {"band": 0.7}
        found.append(layer(tick, **{across: field("previous", "quantitative")}))
    if not upright or count <= _LABELLED:
        found.append(_labels(across, upright=upright))
    return found


def _labels(across: str, *, upright: bool) -> Spec:
    """The value at the end of each bar, on the side that the bar points to."""
    if upright:
        beside: Spec = {"baseline": {"expr": "datum.end < 0 ? 'top' : 'bottom'"},
                        "dy": {"expr": "datum.end < 0 ? 5 : -5"}}  # fmt: skip
    else:
        beside = {"align": {"expr": "datum.end < 0 ? 'right' : 'left'"}, "baseline": "middle",
                  "dx": {"expr": "datum.end < 0 ? -6 : 6"}}  # fmt: skip
    place = {across: field("end", "quantitative")}
    return layer({"type": "text", "style": "label", **beside}, text={"field": "text"}, **place)


def _end(bar: Bar, span: float) -> float | None:
    """Where the text of a bar begins: beyond the tick, where that would run through it."""
    if bar.value is None or bar.previous is None:
        return bar.value
    beyond = (bar.previous - bar.value) * (-1 if bar.value < 0 else 1)
    return bar.previous if 0 <= beyond < _LABEL_SHARE * span else bar.value


def _span(bars: Sequence[Bar]) -> tuple[float, float]:
    values = [item for bar in bars for item in (bar.value, bar.previous) if item is not None]
    return min([0.0, *values]), max([0.0, *values])


def _scale(bars: Sequence[Bar], unit: Unit | None, *, upright: bool) -> Spec:
    ends = _span(bars)
    if upright:
        return scale_with_room(ends, room=_UPRIGHT_TEXT, size="height")
    longest = max(len(short_text(bar.value, unit)) for bar in bars)
    return scale_with_room(ends, room=text_room(longest))
