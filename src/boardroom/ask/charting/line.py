"""Lines over time: one measure, one by each value of a dimension, or several measures.

A missing period is a gap. What is not all there is dashed, and so is what is expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.ask.charting.drawing import MOST_POINTS, Drawing, Row, finite
from boardroom.ask.charting.encode import (
    field,
    layer,
    series_tone,
    time_channel,
    tooltip,
    unit_word,
    value_axis,
    value_title,
    where,
)
from boardroom.ask.charting.series import Series, series_of
from boardroom.ask.charting.shape import Shape
from boardroom.ask.charting.thinning import Point, thinned
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.html.chart import spoken
from boardroom.insight.model import ForecastPoint
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import axis_text
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column

_NEAR_ZERO = 0.6
"""An axis whose lowest value is under this share of the highest begins at zero."""
_HEIGHT, _LOW_HEIGHT = 280, 130
_BESIDE = 80
"""Pixels beside the lines that the axis of heights and the margins take."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """What a chart of lines is made of.

    Attributes:
        filled: whether areas are drawn, stacked on each other where there are several.
    """

    shape: Shape
    measure: Column
    series: tuple[Series, ...]
    filled: bool = False
    notes: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether series must be told apart."""
        return len(self.series) > 1


def draw_line(shape: Shape, measure: Column) -> Drawing:
    """The line of one measure, with what it is compared with and what is expected."""
    return draw_lines(shape, [measure])


def draw_lines(shape: Shape, measures: Sequence[Column], *, filled: bool = False) -> Drawing:
    """The lines of measures of one unit."""
    series, note = series_of(shape, measures)
    notes = [note] if note else []
    course = Course(shape=shape, measure=measures[0], series=series, filled=filled)
    rows, drawn_points = _rows(course)
    if drawn_points:
        notes.append(drawn_points)
    notes += _told(course, rows)
    body: Spec = {"encoding": {"x": _time(course)}, "layer": _layers(course, rows)}
    return Drawing(
        chart_type="area" if filled else "line",
        x_axis=None if shape.time is None else shape.time.name,
        y_axis=measures[0].name,
        rows=rows,
        body=body,
        height=_HEIGHT,
        says=_says(course),
        notes=tuple(notes),
    )


def draw_stack_of_lines(shape: Shape, measures: Sequence[Column]) -> Drawing:
    """One chart a measure, above each other over the same periods: their units differ."""
    parts = [draw_lines(shape, [measure]) for measure in measures]
    views = [
        {
            "data": {"values": [dict(row) for row in part.rows]},
            "height": _LOW_HEIGHT,
            "width": shape.width - _BESIDE,
            **part.body,
        }
        for part in parts
    ]
    return Drawing(
        chart_type="line",
        x_axis=parts[0].x_axis,
        y_axis=parts[0].y_axis,
        rows=(),
        body={"vconcat": views, "spacing": 34},
        height=0,
        says=" ".join(
            f"{column_title(measure)}: {part.says}"
            for measure, part in zip(measures, parts, strict=True)
        ),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def _rows(course: Course) -> tuple[list[Row], str | None]:
    """One row a point, and how many were left out; then those of dashed and grey lines."""
    room = MOST_POINTS // max(1, len(course.series))
    found: list[Row] = []
    for item in course.series:
        found += _solid(thinned(item.points, most=room), item, course)
    drawn, count = len(found), sum(len(item.points) for item in course.series)
    note = f"{drawn:,} of {count:,} points are drawn, the extremes among them"
    for item in course.series:
        found += [] if course.filled else _dashed(item, course)
    if not course.several and not course.filled:
        found += _compared(course) + _expected(course.series[0], course)
    return found, note if drawn < count else None


def _solid(points: Sequence[Point], item: Series, course: Course) -> list[Row]:
    """What is all there; areas hold the unfinished too."""
    known = [
        (day, None if day in course.shape.parts and not course.filled else value)
        for day, value in points
    ]
    rows = []
    for place, (day, value) in enumerate(known):
        beside = [known[next_to][1] for next_to in (place - 1, place + 1)
                  if 0 <= next_to < len(known)]  # fmt: skip
        alone = value is not None and all(other is None for other in beside)
        rows.append(_point(day, value, item, course, kind="alone" if alone else "whole"))
    return rows


def _compared(course: Course) -> list[Row]:
    """The same periods of the time compared with."""
    shape = course.shape
    before = shape.previous_of(course.measure)
    if before is None or shape.dimensions:
        return []
    known = {day: value for day, value in zip(shape.starts, before, strict=True) if day}
    return [
        _point(day, known.get(day), course.series[0], course, kind="before")
        for day in shape.timeline
    ]


def _dashed(item: Series, course: Course) -> list[Row]:
    """The unfinished periods, each joined to the one beside it."""
    points, rows = item.points, list[Row]()
    for place, (day, value) in enumerate(points):
        if value is None or day not in course.shape.parts:
            continue
        beside = place - 1 if place else 1
        run = f"{item.name} {place}"
        if beside < len(points) and points[beside][1] is not None:
            rows.append(_point(*points[beside], item, course, kind="joint") | {"run": run})
        rows.append(_point(day, value, item, course, kind="part") | {"run": run})
    return rows


def _expected(item: Series, course: Course) -> list[Row]:
    """What is expected, beginning at the last period that is all there."""
    shape, ahead = course.shape, list(course.shape.wanted.ahead)
    known = [
        (day, value) for day, value in item.points if value is not None and day not in shape.parts
    ]
    if ahead and known:
        day, value = known[-1]
        ahead.insert(0, ForecastPoint(start=day, value=value, low=value, high=value))
    return [
        _point(point.start, point.value, item, course, kind="ahead")
        | {"low": finite(point.low), "high": finite(point.high)}
        for point in ahead
    ]


def _point(day: date, value: float | None, item: Series, course: Course, *, kind: str) -> Row:
    return {
        "start": day.isoformat(),
        "value": finite(value),
        "series": item.name,
        "kind": kind,
        "period": axis_text(day, course.shape.grain),
        "full": value_text(value, course.measure.unit, full=True),
    }


def _time(course: Course) -> Spec:
    shape = course.shape
    days = [*shape.timeline, *(point.start for point in shape.wanted.ahead)]
    title = None if shape.grain is None else shape.grain.replace("_", " ").capitalize()
    return time_channel(shape.grain, days, title=title, width=shape.width)


def _height_channel(course: Course, rows: Sequence[Row]) -> Spec:
    """The measure's channel; lines need no zero unless it is near, areas always begin there."""
    measures = {item.measure for item in course.series}
    title = value_title(course.measure) if len(measures) == 1 else unit_word(course.measure.unit)
    axis = value_axis(course.measure.unit, upright=True, title=title)
    if course.filled:
        return field("value", "quantitative", axis=axis, stack="zero" if course.several else None)
    cells = (row.get(name) for row in rows for name in ("value", "low", "high"))
    values = [value for value in cells if isinstance(value, float)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    near = 0 <= low < _NEAR_ZERO * high or 0 >= high > _NEAR_ZERO * low
    return field("value", "quantitative", axis=axis, scale={"zero": near or low == high})


def _layers(course: Course, rows: Sequence[Row]) -> list[Spec]:
    """From back to front: band, what was before, the lines, what is dashed, single points."""
    height, kinds = _height_channel(course, rows), {row["kind"] for row in rows}
    titles = {"series": "Series"} if course.several else {}
    titles |= {"period": "Period", "full": column_title(course.measure)}
    shown: Spec = {"y": height, "tooltip": tooltip(**titles), **_tone(course)}
    found = []
    if "ahead" in kinds:
        low = field("low", "quantitative", axis=height["axis"])
        band = layer({"type": "area", "style": "band"}, y=low, y2={"field": "high"})
        found.append(where("datum.kind === 'ahead'", band))
    if "before" in kinds:
        grey: Spec = {"type": "line", "strokeWidth": 1.5, "style": "before"}
        found.append(where("datum.kind === 'before'", layer(grey, y=height)))
    found.append(where("datum.kind === 'whole' || datum.kind === 'alone'",
                       layer(_look(course), **shown)))  # fmt: skip
    dashed = {**_look(course), "strokeDash": [5, 4]}
    if "part" in kinds:
        test = "datum.kind === 'part' || datum.kind === 'joint'"
        found.append(where(test, layer(dashed, detail={"field": "run"}, **shown)))
    if "ahead" in kinds:
        found.append(where("datum.kind === 'ahead'", layer(dashed, **shown)))
    for kind, style, filled in (("alone", "dot", True), ("part", "hollow", False)):
        if kind in kinds:
            mark: Spec = {"type": "point", "size": 42, "filled": filled, "strokeWidth": 2}
            mark |= {} if course.several else {"style": style}
            found.append(where(f"datum.kind === '{kind}'", layer(mark, **shown)))
    return found


def _look(course: Course) -> Spec:
    """The mark of a line, in the accent where it is the only one."""
    if course.filled:
        alone: Spec = {"line": True, "style": "measure-area"}
        return {"type": "area", **({"opacity": 0.85} if course.several else alone)}
    mark: Spec = {"type": "line", "strokeWidth": 2, "strokeJoin": "round"}
    return mark if course.several else {**mark, "style": "measure-line"}


def _tone(course: Course) -> Spec:
    """The colour channel, in the order of the series."""
    if not course.several:
        return {}
    names = [item.name for item in course.series]
    room = course.shape.width - _BESIDE
    return {"color": series_tone("series", names, room=room, lines=not course.filled)}


def _told(course: Course, rows: Sequence[Row]) -> list[str]:
    """What the dashes and the grey line are."""
    shape, kinds = course.shape, {row["kind"] for row in rows}
    the = "the " if shape.grain == "week" else ""
    parts = [the + axis_text(day, shape.grain) for day in sorted(shape.parts)]
    found = []
    if parts and (course.filled or "part" in kinds):
        found.append(f"{'' if course.filled else 'Dashed: '}not all of {' and '.join(parts)} is in")
    if "ahead" in kinds:
        found.append(f"Dashed: expected, in an interval for {shape.wanted.coverage:.0%} of cases")
    if "before" in kinds:
        found.append(f"Grey: {shape.compared}")
    return [text[0].upper() + text[1:] for text in found]


def _says(course: Course) -> str:
    unit, grain = course.measure.unit, course.shape.grain
    told = [spoken(item.points, unit=unit, grain=grain) for item in course.series]
    if not course.several:
        return told[0] if told else "No values."
    return " ".join(f"{item.name}: {text}" for item, text in zip(course.series, told, strict=True))
