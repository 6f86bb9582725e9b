"""A ``Report`` as text for a terminal of any width from 60 columns on. Called by the command line.

Colour only where asked for, good and bad also by ✓ and ✗; plain ASCII where the terminal is not
UTF-8. Numbers are never cut: names wrap instead.
"""

from collections.abc import Iterable
from dataclasses import replace
from io import StringIO

from rich.console import Console, RenderableType
from rich.table import Table as RichTable

from boardroom.insight.model import KeyMetric, Report, Section
from boardroom.insight.page_index import PageIndex, index_page
from boardroom.insight.period_text import day_text
from boardroom.insight.phase_view import page_notes
from boardroom.insight.terminal.ink import Ink
from boardroom.insight.terminal.insight_block import insight_block
from boardroom.insight.terminal.layout import heading, marked
from boardroom.insight.terminal.metric_table import metric_tables, to_date_tables
from boardroom.insight.terminal.page_end import page_end
from boardroom.insight.terminal.summary_block import summary_block
from boardroom.insight.terminal.table_block import table_blocks

NARROWEST = 60
_QUIET = "No change or trend stands out from what is usual for these metrics."


def render_terminal(
    report: Report, *, width: int = 80, color: bool = False, unicode: bool = True
) -> str:
    """The page as text; lines are at most ``width`` characters (60 at least).

    Args:
        report: the page.
        width: columns of the terminal.
        color: True puts ANSI colours in.
        unicode: False uses ASCII only.
    """
    width = max(width, NARROWEST)
    return draw(_parts(report, width=width, ink=Ink(unicode=unicode)), width=width, color=color)


def draw(parts: Iterable[RenderableType], *, width: int, color: bool) -> str:
    """The parts one below the other, as text whatever the terminal."""
    out = StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, no_color=not color,
        color_system="standard" if color else None, highlight=False, markup=False, emoji=False,
        legacy_windows=False, safe_box=True, _environ={},
    )  # fmt: skip
    for part in parts:
        console.print(part)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).rstrip() + "\n"


def _parts(report: Report, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    index = index_page(report)
    yield _title(report, ink)
    for note in page_notes(report):
        yield ink.text(f"! {note}", "yellow")
    yield ""
    yield from metric_tables(report.key_metrics, width=width, ink=ink, title="Key metrics")
    yield from to_date_tables(report.key_metrics, width=width, ink=ink)
    if not report.key_metrics:
        yield ink.text("No metric of the model could be computed; see the end.")
    yield from summary_block(report, index, width=width, ink=ink)
    yield from heading("What stands out", width=width, ink=ink)
    if report.insights:
        yield from insight_block(report.insights, width=width, ink=ink)
    else:
        yield ink.text(_QUIET)
    yield from table_blocks(report.tables, width=width, ink=ink)
    for section in report.sections:
        yield from _section(section, index, width=width, ink=ink)
    yield from page_end(report, width=width, ink=ink)


def _title(report: Report, ink: Ink) -> RenderableType:
    line = RichTable.grid(expand=True)
    line.add_column(ratio=1, overflow="fold")
    line.add_column(justify="right", no_wrap=True)
    line.add_row(ink.text(report.title, "bold"), ink.text(f"as of {day_text(report.as_of)}", "dim"))
    return line


def _section(
    section: Section, index: PageIndex, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    """One department under a banner of its own."""
    yield ""
    yield _banner(section, width=width, ink=ink)
    if section.problem:
        mark = ink.text("✗", "red")
        yield marked(mark, [ink.text(section.problem, "red")])
    if section.key_metrics:
        cards = [_told(card, index) for card in section.key_metrics]
        yield from metric_tables(cards, width=width, ink=ink, title="Metric")
    if section.insights:
        yield ""
        yield from insight_block(section.insights, width=width, ink=ink)
    yield from table_blocks(section.tables, width=width, ink=ink)


def _told(card: KeyMetric, index: PageIndex) -> KeyMetric:
    """The card; its label says which other metric shows the same."""
    repeats = index.repeats(card)
    return replace(card, label=f"{card.label}, {repeats}") if repeats else card


def _banner(section: Section, *, width: int, ink: Ink) -> RenderableType:
    owner = f"  {section.owner}" if section.owner else ""
    words = ink.text(f"{section.title.upper()}", "bold cyan").append_text(ink.text(owner, "dim"))
    rest = width - words.cell_len - 1
    if rest > 3:
        words.append_text(ink.text(" " + ("═" if ink.unicode else "=") * rest, "dim"))
    return words
