"""A measure by two things: which of them lies along the axis, in which order, how many.

Called by grouped and stacked bars and by heat maps.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.ask.charting.drawing import OTHER, Row, finite, short_text
from boardroom.ask.charting.naming import natural_order
from boardroom.ask.charting.series import MOST_SERIES
from boardroom.ask.charting.shape import Shape, label_of
from boardroom.insight.number_text import value_text
from boardroom.insight.period_text import axis_text
from boardroom.semantic.result import Column

_MOST_NAMES = 20


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A measure by two things.

    Attributes:
        names: along the axis, in their order; ``parts``: what each is split into.
        cells: name and part → value.
        axis, split: the columns of names and parts.
        width: how wide the chart will be, in pixels.
    """

    names: tuple[str, ...]
    parts: tuple[str, ...]
    cells: Mapping[tuple[str, str], float | None]
    axis: Column
    split: Column
    width: int
    notes: tuple[str, ...] = ()

    def total(self, name: str) -> float:
        """The sum of all parts of a name."""
        return math.fsum(self.cells.get((name, part)) or 0.0 for part in self.parts)

    def weight(self, part: str) -> float:
        """The sum of a part over all names, without sign."""
        return math.fsum(abs(self.cells.get((name, part)) or 0.0) for name in self.names)

    def rows(self, measure: Column) -> list[Row]:
        """The cells that have a value, to draw."""
        return [
            {
                "name": name,
                "part": part,
                "rank": rank,
                "value": value,
                "text": short_text(value, measure.unit),
                "full": value_text(value, measure.unit, full=True),
            }
            for name in self.names
            for rank, part in enumerate(self.parts)
            if (value := self.cells.get((name, part))) is not None
        ]

    def said(self, measure: Column) -> str:
        """How large it is, its highest and its lowest value."""
        known = [(value, pair) for pair, value in self.cells.items() if value is not None]
        if not known:
            return "No values."
        high, low = (
            f"{value_text(value, measure.unit)} for {name}, {part}"
            for value, (name, part) in (max(known), min(known))
        )
        size = f"{len(self.names)} by {len(self.parts)} values"
        return f"{size}; highest {high}; lowest {low}."


def read_grid(shape: Shape, measure: Column, *, most_parts: int = MOST_SERIES) -> Grid:
    """The measure by the shape's two dimensions, or by its periods and its dimension. The one with
    fewer values splits the other.
    """
    first, second = (*([shape.time] if shape.time else []), *shape.dimensions)[:2]
    names, parts = _labels(shape, first), _labels(shape, second)
    if len(set(names)) < len(set(parts)):
        first, second, names, parts = second, first, parts, names
    cells = {
        pair: finite(value)
        for pair, value in zip(
            zip(names, parts, strict=True), shape.values_of(measure), strict=True
        )
    }
    grid = Grid(
        names=tuple(dict.fromkeys(names)),
        parts=tuple(dict.fromkeys(parts)),
        cells=cells,
        axis=first,
        split=second,
        width=shape.width,
    )
    ordered = _ordered(grid, shape)
    fewer = _with_few_parts(ordered, most_parts, summed=shape.can_add_up(measure))
    return fewer if first is shape.time else _with_few_names(fewer)


def _labels(shape: Shape, column: Column) -> list[str]:
    if column is not shape.time:
        return list(shape.names_of(column))
    return [
        label_of(None) if day is None else axis_text(day, shape.grain).removeprefix("week of ")
        for day in shape.starts
    ]


def _ordered(grid: Grid, shape: Shape) -> Grid:
    """Both as people know them, or the largest first; periods as they come."""
    names, parts = list(grid.names), list(grid.parts)
    if grid.axis is not shape.time:
        names = _in_order(names, {name: grid.total(name) for name in names})
    if grid.split is not shape.time:
        parts = _in_order(parts, {part: grid.weight(part) for part in parts})
    return replace(grid, names=tuple(names), parts=tuple(parts))


def _in_order(names: Sequence[str], sizes: Mapping[str, float]) -> list[str]:
    order = natural_order(names)
    if order is not None:
        return [names[place] for place in order]
    return sorted(names, key=lambda name: -sizes[name])


def _with_few_parts(grid: Grid, most: int, *, summed: bool) -> Grid:
    """The rest is one more part, where the parts add up; else it is left to the table."""
    ranked = sorted(grid.parts, key=lambda part: -grid.weight(part))
    if len(ranked) <= most:
        return grid
    kept, rest = ranked[: most - 1], ranked[most - 1 :]
    if not summed:
        kept = ranked[:most]
        note = f"The largest {most} of {len(ranked):,}; the others are in the table"
        parts = tuple(part for part in grid.parts if part in kept)
        return replace(grid, parts=parts, notes=(*grid.notes, note))
    other, cells = f"{OTHER} ({len(rest):,})", dict(grid.cells)
    for name in grid.names:
        known = [value for part in rest if (value := cells.get((name, part))) is not None]
        cells[name, other] = math.fsum(known) if known else None
    note = f"The largest {len(kept)} of {len(ranked):,}; «{OTHER}» is the sum of the rest"
    parts = (*(part for part in grid.parts if part in kept), other)
    return replace(grid, parts=parts, cells=cells, notes=(*grid.notes, note))


def _with_few_names(grid: Grid) -> Grid:
    if len(grid.names) <= _MOST_NAMES:
        return grid
    largest = set(sorted(grid.names, key=lambda name: -abs(grid.total(name)))[:_MOST_NAMES])
    note = f"The largest {_MOST_NAMES} of {len(grid.names):,}; the others are in the table"
    names = tuple(name for name in grid.names if name in largest)
    return replace(grid, names=names, notes=(*grid.notes, note))
