"""Window lists cut into pieces, each inside one calendar unit, so that a hash join finds them.

However windows lie (shifted, cut, fiscal, overlapping), a row is matched by its truncated date;
only where a piece is not a whole unit are days compared too. Called by ``placement``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from boardroom.semantic.calendar import next_period, period_start
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import Grain
from boardroom.semantic.windows import Window, WindowList

MOST_PIECES = 400
"""Beyond so many, and more than windows, comparing days with windows costs less than the list."""


class Piece(NamedTuple):
    """Days ``start`` … before ``end`` of the unit that begins on ``source`` count for ``label``."""

    source: date
    label: date
    start: date
    end: date


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """All pieces of a window list; ``whole`` when only the list's own bounds cut units."""

    unit: Grain
    items: tuple[Piece, ...]
    whole: bool


def pieces_of(windows: WindowList) -> Pieces | None:
    """The pieces of a list; None where a window is unbounded or there would be too many."""
    if windows.grain is None:
        return None
    unit: Grain = "month" if windows.grain.startswith("fiscal") else windows.grain
    found: list[Piece] = []
    for window in windows.filled:
        if window.start is None or window.end is None:
            return None
        found += _cut(window, unit, windows.calendar)
        if len(found) > max(MOST_PIECES, len(windows.filled)):
            return None
    whole = all(
        item.start in {item.source, windows.start}
        and item.end in {next_period(item.source, unit, windows.calendar), windows.end}
        for item in found
    )
    return Pieces(unit=unit, items=tuple(found), whole=whole)


def unit_of_instants(days: Sequence[date], windows: WindowList) -> Grain:
    """The longest unit that all ``days`` (sorted) but the last begin; only ``day`` in doubt."""
    grain = windows.grain or "day"
    unit: Grain = "month" if grain.startswith("fiscal") else grain
    aligned = all(period_start(item, unit, windows.calendar) == item for item in days[:-1])
    return unit if aligned else "day"


def _cut(window: Window, unit: Grain, calendar: Calendar) -> Iterator[Piece]:
    start, end, label = window.start, window.end, window.label
    while start is not None and end is not None and label is not None and start < end:
        source = period_start(start, unit, calendar)
        after = min(next_period(start, unit, calendar), end)
        yield Piece(source=source, label=label, start=start, end=after)
        start = after
