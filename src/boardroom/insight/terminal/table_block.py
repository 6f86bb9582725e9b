"""Tables of a report in a terminal: bars, steps or a grid.

Called by ``insight.render_terminal``.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from rich.console import RenderableType
from rich.table import Table as RichTable

from boardroom.insight.breakdown_view import read_breakdown_table
from boardroom.insight.delta_text import delta_text
from boardroom.insight.model import Table
from boardroom.insight.number_text import value_text
from boardroom.insight.table_view import GridView, read_grid, read_steps, table_kind
from boardroom.insight.terminal.ink import VERDICT_STYLES, Ink
from boardroom.insight.terminal.layout import (
    WIDE,
    caveat_lines,
    frame,
    half_width,
    heading,
    side_by_side,
)

_HEAD_WIDTH = 12
_GAP = 3
_LEAST_WORDS = 10


def table_blocks(tables: Sequence[Table], *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """All tables with their titles, two side by side where there is room."""
    if width < WIDE:
        for table in tables:
            yield from _table(table, width=width, ink=ink)
        return
    half = half_width(width)
    small = [table for table in tables if _fits(table, half)]
    for place in range(0, len(small), 2):
        pair = [list(_table(table, width=half, ink=ink)) for table in small[place : place + 2]]
        yield side_by_side(pair[0], pair[1] if len(pair) > 1 else [], width=width)
    for table in tables:
        if table not in small:
            yield from _table(table, width=width, ink=ink)


def _fits(table: Table, width: int) -> bool:
    return table_kind(table) != "grid" or _least_width(read_grid(table)) <= width


def _table(table: Table, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    yield from heading(table.title, width=width, ink=ink)
    match table_kind(table):
        case "bars":
            yield _bars(table, width=width, ink=ink)
        case "steps":
            yield _steps(table, width=width, ink=ink)
        case _:
            yield from _grid(read_grid(table), width=width, ink=ink)
    yield from caveat_lines(table.result.caveats, ink)


def _bars(table: Table, *, width: int, ink: Ink) -> RichTable:
    view = read_breakdown_table(table)
    found = RichTable.grid(padding=(0, 1))
    found.add_column(width=max(12, width // 4), overflow="fold")
    found.add_column(ratio=1)
    found.add_column(justify="right", no_wrap=True)
    found.add_column(justify="right", no_wrap=True)
    space = max(6, width - width // 4 - 28)
    if view.against:
        found.add_row("", "", "", ink.text(f"vs {view.against}", "dim"))
    for row in view.rows:
        share = (row.value or 0.0) / view.top if view.top else 0.0
        delta = delta_text(row.delta, unit=view.unit) if row.delta is not None else None
        found.add_row(
            ink.text(row.name),
            ink.bar(max(0.0, share), width=space),
            ink.text(value_text(row.value, view.unit), "bold"),
            ink.delta(delta),
        )
    return found


def _steps(table: Table, *, width: int, ink: Ink) -> RichTable:
    found = RichTable.grid(padding=(0, 1))
    found.add_column(width=max(16, width // 3), overflow="fold")
    found.add_column(ratio=1)
    found.add_column(justify="right", no_wrap=True)
    space = max(6, width - width // 3 - 20)
    for step in read_steps(table):
        style = "bold" if step.total else ""
        found.add_row(
            ink.text(step.name, style),
            ink.bar(abs(step.share), width=space),
            ink.text(step.text, style),
        )
    return found


def _grid(view: GridView, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """A table, or where the numbers do not fit side by side one paragraph per row."""
    if _least_width(view) > width:
        yield from _paragraphs(view, ink=ink)
        return
    table = frame(ink, width=width)
    for column in view.columns:
        title = ink.text(_broken(column.title) if column.number else column.title)
        if column.number:
            table.add_column(title, justify="right", no_wrap=True)
        else:
            table.add_column(
                title, overflow="fold", ratio=None if column.fixed else 1, no_wrap=column.fixed
            )
    for row in view.rows:
        table.add_row(*(ink.text(cell.text, VERDICT_STYLES[cell.assessment]) for cell in row))
    yield table


def _paragraphs(view: GridView, *, ink: Ink) -> Iterable[RenderableType]:
    for row in view.rows:
        first, *rest = zip(view.columns, row, strict=True)
        line = ink.text(first[1].text, "bold")
        for column, cell in rest:
            line.append_text(ink.text(f" · {column.title} ", "dim"))
            line.append_text(ink.text(cell.text, VERDICT_STYLES[cell.assessment]))
        line.overflow = "fold"
        yield line


def _least_width(view: GridView) -> int:
    """Characters that all columns need when words wrap and numbers do not."""
    total = 0
    for place, column in enumerate(view.columns):
        if not column.number and not column.fixed:
            total += _LEAST_WORDS + _GAP
            continue
        texts = chain(_broken(column.title).split("\n"), (row[place].text for row in view.rows))
        total += max(map(len, texts)) + _GAP
    return total


def _broken(title: str) -> str:
    """A title on lines of a few characters, broken between words.

    Example:
        >>> _broken("Mean time to restore")
        'Mean time to\\nrestore'
    """
    lines: list[str] = []
    for word in title.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _HEAD_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
