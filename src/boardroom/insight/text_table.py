"""Tables for the terminal, drawn by rich into a string of a given width."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO


@dataclass(frozen=True, kw_only=True)
class TextColumn:
    """One column: ``number`` ones are right-aligned and never wrapped or cut; ``share`` weighs the
    free width."""

    title: str
    number: bool = False
    fixed: bool = False
    share: int = 1


def draw_table(
    columns: Sequence[TextColumn], rows: Sequence[Sequence[str]], *, width: int, title: str = ""
) -> str:
    """The rows as a table of at most ``width`` columns; long words wrap, nothing is cut."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title or None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    for column in columns:
        table.add_column(
            column.title,
            justify="right" if column.number else "left",
            no_wrap=column.number or column.fixed,
            overflow="fold",
            ratio=None if column.number or column.fixed else column.share,
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    buffer = StringIO()
    Console(file=buffer, width=width, force_terminal=False, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines())
