"""Tables for the terminal, drawn by rich into a string of a given width. Used by the renderers."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

_UNBOUNDED = 10_000


@dataclass(frozen=True, kw_only=True)
class TextColumn:
    """One column: ``number`` ones are right-aligned; they and ``fixed`` ones are never wrapped;
    ``share`` weighs how the free width is given to the others."""

    title: str
    number: bool = False
    fixed: bool = False
    share: int = 1


def draw_table(
    columns: Sequence[TextColumn], rows: Sequence[Sequence[str]], *, width: int, title: str = ""
) -> str:
    """The rows as a table of at most ``width`` columns. Words wrap; when even then the numbers do
    not fit, titles break at their underscores and spaces, and at last the table is wider: nothing
    is cut."""
    from rich.console import Console

    measuring = Console(file=StringIO(), width=_UNBOUNDED)
    table = _table(columns, rows, title=title, broken_titles=False)
    if measuring.measure(table).minimum > width:
        table = _table(columns, rows, title=title, broken_titles=True)
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=max(width, measuring.measure(table).minimum),
        force_terminal=False,
        color_system=None,
    )
    console.print(table)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines())


def _table(
    columns: Sequence[TextColumn],
    rows: Sequence[Sequence[str]],
    *,
    title: str,
    broken_titles: bool,
) -> "Table":
    from rich import box
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
        rigid = column.number or column.fixed
        table.add_column(
            _broken(column, rigid=rigid) if broken_titles else column.title,
            justify="right" if column.number else "left",
            no_wrap=rigid,
            overflow="fold",
            ratio=None if rigid else column.share,
            vertical="bottom" if broken_titles else "top",
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _broken(column: TextColumn, *, rigid: bool) -> str:
    title = column.title.replace("_", "_\n")
    return title.replace(" ", "\n") if rigid else title
