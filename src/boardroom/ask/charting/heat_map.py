"""A heat map: one measure by two dimensions with many values each."""

from collections.abc import Sequence

from boardroom.ask.charting.drawing import Drawing, Row
from boardroom.ask.charting.encode import (
    NAMES_SHARE,
    field,
    layer,
    name_channel,
    number_expression,
    tooltip,
    value_title,
    where,
)
from boardroom.ask.charting.grid import Grid
from boardroom.ask.charting.visualization import Spec
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column

_TEXT_ROOM = 52
_CELL = 30
_DEEP = 0.55
_NAME_MARK, _LEVEL_NAME, _MARGINS = 7.0, 12, 32
"""Pixels that a mark of a name takes; marks that must fit for names to lie level."""


def draw_heat_map(grid: Grid, measure: Column) -> Drawing:
    """Cells whose colour is the value, which stands in them where there is room; a cell without a
    value is empty.
    """
    rows = grid.rows(measure)
    scale = _shaded(rows)
    cells = layer(
        {"type": "rect", "cornerRadius": 2},
        color=field("value", "quantitative", scale=scale, legend=_legend(measure)),
        tooltip=tooltip(
            name=column_title(grid.axis),
            part=column_title(grid.split),
            full=column_title(measure),
        ),
    )
    layers = [cells]
    if _cell_width(grid) >= _TEXT_ROOM:
        for test, style in (("datum.deep", "on-accent"), ("!datum.deep", "on-light")):
            texts = layer({"type": "text", "style": style}, text={"field": "text"})
            layers.append(where(test, texts))
    return Drawing(
        chart_type="heat_map",
        x_axis=grid.split.name,
        y_axis=grid.axis.name,
        rows=rows,
        body={"encoding": _places(grid), "layer": layers},
        height={"step": _CELL},
        says=grid.said(measure),
        notes=grid.notes,
    )


def _shaded(rows: Sequence[Row]) -> Spec:
    """The scale of colours, around zero where values lie on both sides; marks the cells that are so
    deep that their text must be light.
    """
    values = [value for row in rows if isinstance(value := row["value"], float)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    size, crosses = max(-low, high), low < 0 < high
    start, width = (0.0, size) if crosses else (low, high - low)
    for row, value in zip(rows, values, strict=True):
        depth = abs(value) if crosses else value
        row["deep"] = width > 0 and depth - start > _DEEP * width
    if crosses:
        return {"domain": [-size, 0, size], "type": "linear", "range": "diverging"}
    return {"domain": [low, high], "type": "linear", "range": "heatmap"}


def _cell_width(grid: Grid) -> float:
    """Pixels that are left for a cell beside the names."""
    names = min(_NAME_MARK * max(map(len, grid.names)), NAMES_SHARE * grid.width)
    return (grid.width - names - _MARGINS) / len(grid.parts)


def _places(grid: Grid) -> Spec:
    """Where the cells are; names across stand upright where their cells are too narrow."""
    room = _cell_width(grid)
    level = room >= _NAME_MARK * min(_LEVEL_NAME, max(map(len, grid.parts)))
    turned: Spec = {"labelAngle": 0, "labelLimit": round(room)} if level else {
        "labelAngle": -90, "labelAlign": "left", "labelBaseline": "middle", "labelLimit": 110,
    }  # fmt: skip
    across: Spec = {"title": column_title(grid.split), "orient": "top", "grid": False,
                    "labelOverlap": False, **turned}  # fmt: skip
    return {
        "y": name_channel(grid.names, title=column_title(grid.axis), width=grid.width, gap=0.06),
        "x": field(
            "part",
            "nominal",
            sort=None,
            scale={"paddingInner": 0.04, "domain": list(grid.parts)},
            axis=across,
        ),
    }


def _legend(measure: Column) -> Spec:
    return {
        "title": value_title(measure), "titleFontWeight": "normal", "titleFontSize": 12,
        "titleOrient": "left", "titleLimit": 200, "titlePadding": 8, "gradientLength": 120,
        "gradientThickness": 8, "labelExpr": number_expression(measure.unit), "tickCount": 3,
    }  # fmt: skip
