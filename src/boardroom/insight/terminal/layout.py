"""Headings, frames and columns of the terminal page. Used by its blocks."""

from collections.abc import Iterable, Sequence

from rich.box import ASCII, HORIZONTALS, Box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.terminal.ink import Ink
from boardroom.semantic.result import Caveat

WIDE = 120
"""From this many columns on, blocks stand side by side."""

_GAP = 4


def heading(title: str, *, width: int, ink: Ink, aside: str = "") -> Iterable[RenderableType]:
    """An empty line, the title, a line below; ``aside`` is said in grey after it."""
    words = ink.text(title, "bold")
    if aside:
        words.append_text(ink.text(f"  {aside}", "dim"))
    yield ""
    yield words
    yield Text(("─" if ink.unicode else "-") * width, style="dim")


def frame(ink: Ink, *, width: int) -> RichTable:
    """An empty table in the page's style."""
    box: Box = HORIZONTALS if ink.unicode else ASCII
    return RichTable(
        box=box, width=width, show_edge=False, pad_edge=False, header_style="bold dim",
        border_style="dim", padding=(0, 1),
    )  # fmt: skip


def marked(mark: Text, lines: Sequence[Text], *, indent: int = 0) -> RenderableType:
    """Lines that hang behind a mark."""
    table = RichTable.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    for place, line in enumerate(lines):
        table.add_row("" if place else mark, line)
    return Padding(table, (0, 0, 0, indent))


def caveat_lines(caveats: Iterable[Caveat], ink: Ink) -> list[Text]:
    """What to bear in mind, each once."""
    return [ink.text(f"! {text}", "yellow") for text in dict.fromkeys(x.text for x in caveats)]


def half_width(width: int) -> int:
    """The width of each of two blocks side by side."""
    return (width - _GAP) // 2


def side_by_side(
    left: Sequence[RenderableType], right: Sequence[RenderableType], *, width: int
) -> RichTable:
    """Two blocks, each drawn for ``half_width``, next to each other."""
    table = RichTable.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    table.add_column(width=half_width(width))
    table.add_column(width=half_width(width))
    table.add_row(Group(*left), Group(*right))
    return table
