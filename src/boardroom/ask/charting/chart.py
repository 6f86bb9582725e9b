"""Which chart says a result best, by what was asked and what the rows are: the door to charts.

Called by whoever answers a question. A table is chosen where no chart would be honest.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from boardroom.ask.charting.bar import draw_bars, draw_period_bars
from boardroom.ask.charting.drawing import Drawing, finish, table_of
from boardroom.ask.charting.figure import MOST_FIGURES, draw_figures
from boardroom.ask.charting.grid import read_grid
from boardroom.ask.charting.groups import draw_grouped, draw_stacked
from boardroom.ask.charting.heat_map import draw_heat_map
from boardroom.ask.charting.line import draw_line, draw_lines, draw_stack_of_lines
from boardroom.ask.charting.shape import WIDTH, Shape, read_shape
from boardroom.ask.charting.title import title_of
from boardroom.ask.charting.visualization import Visualization
from boardroom.ask.charting.wanted import Wanted
from boardroom.ask.charting.wish import draw_wish
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column, Result

_FEW_PERIODS = 2
_MOST_VIEWS = 3
_GROUPED_PARTS = 4
_GROUPED_BARS = 24
_STACKED_PARTS = 6
_HEAT_PARTS = 20
_NEAR = 1e-6


def visualization_of(
    result: Result,
    *,
    title: str | None = None,
    intent: str | None = None,
    wanted: Wanted | None = None,
    width: int = WIDTH,
) -> Visualization | None:
    """The chart of ``result``; None where there are no rows.

    Args:
        title: what stands above it; made of the columns and the period when not given.
        intent: of the question, see ``Wanted``.
        wanted: what else is known of the question: without it nothing is summed up.
        width: in pixels.
    """
    if not result.rows:
        return None
    known = wanted or Wanted()
    known = replace(known, intent=(intent or known.intent).casefold())
    shape = read_shape(result, known, width=width)
    drawing, why = _drawn(shape)
    if drawing is None:
        return table_of(title or title_of(shape), why=why)
    if why:
        drawing = replace(drawing, notes=(*drawing.notes, why))
    return finish(drawing, title or drawing.heading or title_of(shape), width=width)


def _drawn(shape: Shape) -> tuple[Drawing | None, str | None]:
    """The chart, and what must be said of the choice; no chart: the table."""
    measures = [item for item in shape.measures if any(_known(shape, item))]
    if not measures:
        return None, None
    wished = draw_wish(shape, measures)
    if wished is not None:
        return wished, None
    note = None
    wish = shape.wanted.chart
    if wish == "table":
        return None, None
    if wish is not None:
        note = f"No {wish.replace('_', ' ')}: these rows do not make one"
    if shape.records:
        return None, note
    drawing, own = _fitting(shape, measures)
    return drawing, note or own


def _known(shape: Shape, measure: Column) -> list[bool]:
    return [value is not None for value in shape.values_of(measure)]


def _fitting(shape: Shape, measures: Sequence[Column]) -> tuple[Drawing | None, str | None]:
    """By the shape of the rows alone."""
    split = shape.axes
    if len(shape.result.rows) == 1 and len(measures) <= MOST_FIGURES:
        return draw_figures(shape, measures), None
    if split == 0 or split > 2 or not _told_apart(shape):
        return None, None
    if not shape.dimensions:
        return _over_time(shape, measures), None
    note = None
    if len(measures) > 1:
        note = f"Drawn: {column_title(measures[0])}; the table has the rest"
    if split == 1:
        return draw_bars(shape, measures[0]), note
    return _by_two(shape, measures[0]), note


def _told_apart(shape: Shape) -> bool:
    """Whether no two rows would be drawn in one place."""
    places = Counter(zip(shape.names, shape.starts or shape.names, strict=True))
    return max(places.values()) == 1


def _over_time(shape: Shape, measures: Sequence[Column]) -> Drawing:
    if len(measures) == 1:
        few = len(shape.result.rows) <= _FEW_PERIODS and not shape.wanted.ahead
        draw = draw_period_bars if few else draw_line
        return draw(shape, measures[0])
    if len({measure.unit for measure in measures}) == 1:
        return draw_lines(shape, measures)
    return draw_stack_of_lines(shape, measures[:_MOST_VIEWS])


def _by_two(shape: Shape, measure: Column) -> Drawing:
    """A dimension over time, or two dimensions."""
    if shape.time is not None and len(set(shape.starts)) > _FEW_PERIODS:
        return draw_lines(shape, [measure], filled=_is_whole(shape, measure))
    grid = read_grid(shape, measure)
    summed = shape.can_add_up(measure) and _never_negative(shape, measure)
    few = len(grid.parts) <= _GROUPED_PARTS and len(grid.names) * len(grid.parts) <= _GROUPED_BARS
    if shape.wanted.intent == "share" and summed:
        return draw_stacked(read_grid(shape, measure, most_parts=_STACKED_PARTS), measure)
    if few:
        return draw_grouped(grid, measure)
    if summed and len(grid.parts) <= _STACKED_PARTS:
        return draw_stacked(grid, measure)
    return draw_heat_map(read_grid(shape, measure, most_parts=_HEAT_PARTS), measure)


def _never_negative(shape: Shape, measure: Column) -> bool:
    return all(value >= 0 for value in shape.values_of(measure) if value is not None)


def _is_whole(shape: Shape, measure: Column) -> bool:
    """Whether the values are shares that make up one in each period."""
    if measure.unit != "percent" or not shape.can_add_up(measure):
        return False
    sums: dict[object, float] = defaultdict(float)
    for day, value in zip(shape.starts, shape.values_of(measure), strict=True):
        sums[day] += value or 0.0
    return _never_negative(shape, measure) and all(
        math.isclose(total, 1.0, abs_tol=_NEAR) for total in sums.values()
    )
