"""The series of a chart over time: at most eight, the rest folded or left to the table."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.ask.charting.drawing import OTHER
from boardroom.ask.charting.shape import Shape
from boardroom.insight.table_view import column_title
from boardroom.semantic.result import Column

MOST_SERIES = 8


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line.

    Attributes:
        points: a value, or none, for each period from the first to the last.
        folded: whether it is the sum of series that are too small to show.
    """

    name: str
    measure: str
    points: tuple[tuple[date, float | None], ...]
    folded: bool = False

    @property
    def size(self) -> float:
        """The sum of its values without sign."""
        return math.fsum(abs(value) for _, value in self.points if value is not None)

    @property
    def last(self) -> float:
        """Its newest value."""
        known = [value for _, value in self.points if value is not None]
        return known[-1] if known else -math.inf


def series_of(shape: Shape, measures: Sequence[Column]) -> tuple[tuple[Series, ...], str | None]:
    """The series, that with the highest last value first, and what was done to those too many."""
    found = [item for measure in measures for item in _of_measure(shape, measure, measures)]
    note = None
    if len(found) > MOST_SERIES:
        found, note = _folded(found, shape, measures)
    return tuple(sorted(found, key=lambda item: (item.folded, -item.last))), note


def _of_measure(shape: Shape, measure: Column, measures: Sequence[Column]) -> list[Series]:
    cells: dict[str, dict[date, float | None]] = defaultdict(dict)
    names = shape.names if shape.dimensions else [""] * len(shape.starts)
    title = column_title(measure)
    for name, day, value in zip(names, shape.starts, shape.values_of(measure), strict=True):
        if day is not None:
            full = " · ".join(filter(None, (name, title if measures[1:] or not name else "")))
            cells[full][day] = value
    line = shape.timeline
    return [
        Series(
            name=name,
            measure=measure.name,
            points=tuple((day, found.get(day)) for day in line),
        )
        for name, found in cells.items()
    ]


def _folded(
    found: list[Series], shape: Shape, measures: Sequence[Column]
) -> tuple[list[Series], str]:
    """The largest; the others as one, where their values add up to something."""
    ranked = sorted(found, key=lambda item: -item.size)
    if measures[1:] or not shape.can_add_up(measures[0]):
        text = f"The largest {MOST_SERIES} of {len(found):,}; the others are in the table"
        return ranked[:MOST_SERIES], text
    kept, rest = ranked[: MOST_SERIES - 1], ranked[MOST_SERIES - 1 :]
    sums = []
    for cells in zip(*(item.points for item in rest), strict=True):
        known = [value for _, value in cells if value is not None]
        sums.append((cells[0][0], math.fsum(known) if known else None))
    name = f"{OTHER} ({len(rest):,})"
    other = Series(name=name, measure=measures[0].name, points=tuple(sums), folded=True)
    text = f"The largest {len(kept)} of {len(found):,}; «{OTHER}» is the sum of the rest"
    return [*kept, other], text
