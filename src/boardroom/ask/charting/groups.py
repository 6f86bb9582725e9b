"""Bars of one measure by two things: beside each other, or stacked where they add up."""

from boardroom.ask.charting.bar import stands_upright
from boardroom.ask.charting.drawing import Drawing
from boardroom.ask.charting.encode import (
    NAMES_SHARE,
    field,
    layer,
    name_channel,
    series_tone,
    tooltip,
    value_axis,
    value_title,
)
from boardroom.ask.charting.grid import Grid
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column

_UPRIGHT_BARS = 16
_HEIGHT = 260
_STEP, _THIN_STEP = 30, 13
_BESIDE = 90
"""Pixels beside the bars that the axis of heights and the margins take."""


def draw_grouped(grid: Grid, measure: Column) -> Drawing:
    """One bar a part, beside the others of its name."""
    count = len(grid.names) * len(grid.parts)
    upright = stands_upright(grid.names) and count <= _UPRIGHT_BARS
    offset = {"field": "part", "type": "nominal", "sort": list(grid.parts)}
    channels = _channels(grid, measure, upright=upright, stacked=False)
    channels["xOffset" if upright else "yOffset"] = offset
    step = max(_STEP, _THIN_STEP * len(grid.parts) + 10)
    return Drawing(
        chart_type="grouped_bar",
        x_axis=grid.axis.name,
        y_axis=measure.name,
        rows=grid.rows(measure),
        body=layer({"type": "bar", "cornerRadiusEnd": 2}, **channels),
        height=_HEIGHT if upright else {"step": step, "for": "position"},
        says=grid.said(measure),
        notes=grid.notes,
    )


def draw_stacked(grid: Grid, measure: Column) -> Drawing:
    """One bar a name, made of its parts; only for what adds up and is never negative."""
    upright = stands_upright(grid.names)
    channels = _channels(grid, measure, upright=upright, stacked=True)
    channels["order"] = {"field": "rank", "type": "ordinal"}
    return Drawing(
        chart_type="stacked_bar",
        x_axis=grid.axis.name,
        y_axis=measure.name,
        rows=grid.rows(measure),
        body=layer({"type": "bar"}, **channels),
        height=_HEIGHT if upright else {"step": _STEP},
        says=grid.said(measure),
        notes=grid.notes,
    )


def _channels(grid: Grid, measure: Column, *, upright: bool, stacked: bool) -> Spec:
    along, across = ("x", "y") if upright else ("y", "x")
    room = grid.width - _BESIDE if upright else grid.width * (1 - NAMES_SHARE)
    names = name_channel(
        grid.names, title=column_title(grid.axis), width=grid.width, upright=upright
    )
    measured = field(
        "value",
        "quantitative",
        stack="zero" if stacked else None,
        axis=value_axis(measure.unit, upright=upright, title=value_title(measure)),
        scale={"zero": True},
    )
    return {
        along: names,
        across: measured,
        "color": series_tone("part", grid.parts, room=room),
        "tooltip": tooltip(
            name=column_title(grid.axis),
            part=column_title(grid.split),
            full=column_title(measure),
        ),
    }
