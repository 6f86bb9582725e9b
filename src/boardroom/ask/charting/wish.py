"""Charts that are drawn because somebody wants them: by name, or by what the question is after.

A wish that the rows cannot honour gives nothing; then the chart is chosen by the rows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from boardroom.ask.charting.bar import draw_bars, draw_period_bars
from boardroom.ask.charting.drawing import Drawing
from boardroom.ask.charting.figure import draw_pie
from boardroom.ask.charting.grid import read_grid
from boardroom.ask.charting.groups import draw_grouped, draw_stacked
from boardroom.ask.charting.heat_map import draw_heat_map
from boardroom.ask.charting.line import draw_lines
from boardroom.ask.charting.shape import Shape
from boardroom.ask.charting.spread import draw_boxes, draw_histogram, draw_scatter
from boardroom.ask.charting.steps import bridge_of, draw_funnel, draw_waterfall
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column

Drawer = Callable[[Shape, Sequence[Column]], Drawing | None]

_FEWEST_POINTS = 3
_FEWEST_VALUES = 8
_MOST_PERIOD_BARS = 36
_INTENTS: Final[Mapping[str, str]] = {
    "correlate": "scatter", "distribution": "histogram", "drivers": "waterfall",
    "explain": "waterfall", "funnel": "funnel",
}  # fmt: skip


def draw_wish(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    """The chart asked for by its name or by the intent; None where there is no wish or the rows do
    not make such a chart."""
    wish = shape.wanted.chart or _INTENTS.get(shape.wanted.intent)
    draw = _DRAWERS.get(wish or "")
    return None if draw is None else draw(shape, measures)


def _bars(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    if shape.records:
        return None
    if shape.time is None:
        return draw_bars(shape, measures[0]) if shape.axes == 1 else None
    few = len(shape.timeline) <= _MOST_PERIOD_BARS and not shape.dimensions
    return draw_period_bars(shape, measures[0]) if few else None


def _lines(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    one_unit = len({measure.unit for measure in measures}) == 1
    return draw_lines(shape, measures) if _runs(shape) and one_unit else None


def _areas(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    """Stacked areas say what their sum is: they must have one."""
    summed = not shape.dimensions or shape.can_add_up(measures[0])
    plain = all(value is None or value >= 0 for value in shape.values_of(measures[0]))
    return (
        draw_lines(shape, measures[:1], filled=True) if _runs(shape) and summed and plain else None
    )


def _runs(shape: Shape) -> bool:
    return shape.time is not None and len(set(shape.starts)) > 1


def _grouped(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    if not _has_two(shape):
        return None
    grid = read_grid(shape, measures[0], most_parts=4)
    return draw_grouped(grid, measures[0])


def _stacked(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    plain = all(value is None or value >= 0 for value in shape.values_of(measures[0]))
    if not (_has_two(shape) and shape.can_add_up(measures[0]) and plain):
        return None
    return draw_stacked(read_grid(shape, measures[0], most_parts=6), measures[0])


def _heat_map(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    if not _has_two(shape):
        return None
    return draw_heat_map(read_grid(shape, measures[0], most_parts=20), measures[0])


def _has_two(shape: Shape) -> bool:
    return not shape.records and shape.axes == 2


def _scatter(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    enough = len(shape.result.rows) >= _FEWEST_POINTS
    return draw_scatter(shape, measures[0], measures[1]) if measures[1:] and enough else None


def _histogram(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    """Of records by a group, boxes; a histogram of one measure otherwise."""
    return draw_histogram(shape, measures[0]) if _has_values(shape, measures[0]) else None


def _boxes(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    return draw_boxes(shape, measures[0]) if _has_values(shape, measures[0]) else None


def _has_values(shape: Shape, measure: Column) -> bool:
    known = [value for value in shape.values_of(measure) if value is not None]
    return shape.time is None and len(known) >= _FEWEST_VALUES


def _waterfall(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    if shape.time is not None or not shape.dimensions:
        return None
    bridge = bridge_of(shape, measures[0])
    return None if bridge is None or not bridge.steps else draw_waterfall(bridge)


def _funnel(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    """Steps are the rows in their order, or the measures of the only row; none gains anybody."""
    if len(shape.result.rows) == 1:
        names = [column_title(measure) for measure in measures]
        values = [shape.values_of(measure)[0] for measure in measures]
        one_unit = len({measure.unit for measure in measures}) == 1
    else:
        names, values, one_unit = list(shape.names), list(shape.values_of(measures[0])), True
    known = [value for value in values if value is not None and value >= 0]
    falls = known == sorted(known, reverse=True) and len(known) == len(values) >= 2
    split = shape.axes == 1 or len(shape.result.rows) == 1
    return (
        draw_funnel(names, known, measures[0], width=shape.width)
        if falls and one_unit and split
        else None
    )


def _pie(shape: Shape, measures: Sequence[Column]) -> Drawing | None:
    one = shape.axes == 1 and shape.time is None
    return draw_pie(shape, measures[0]) if one else None


_DRAWERS: Final[Mapping[str, Drawer]] = {
    "bar": _bars, "line": _lines, "area": _areas, "grouped_bar": _grouped,
    "stacked_bar": _stacked, "heat_map": _heat_map, "scatter": _scatter,
    "histogram": _histogram, "box": _boxes, "waterfall": _waterfall, "funnel": _funnel,
    "pie": _pie,
}  # fmt: skip
