"""A ``Report`` as text for a terminal of any width from 60 columns on. Called by the command line.

Colour only where asked for, good and bad also by ✓ and ✗; plain ASCII where the terminal is not
UTF-8. Numbers are never cut: names wrap instead.
"""

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.breakdown_view import others_name, read_breakdown_table
from boardroom.insight.delta_text import delta_text
from boardroom.insight.model import Contributions, Insight, Report, Table
from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.period_text import day_text
from boardroom.insight.terminal.ink import Ink
from boardroom.insight.terminal.metric_table import WIDE, frame, metric_tables, to_date_tables
from boardroom.semantic.result import Freshness

NARROWEST = 60
_MARKS = {"good": ("✓", "green"), "bad": ("✗", "red"), "neutral": ("•", "")}
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
    out = StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, no_color=not color,
        color_system="standard" if color else None, highlight=False, markup=False, emoji=False,
        legacy_windows=False, safe_box=True, _environ={},
    )  # fmt: skip
    ink = Ink(unicode=unicode)
    for part in _parts(report, width=width, ink=ink):
        console.print(part)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).rstrip() + "\n"


def _parts(report: Report, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    yield _title(report, ink)
    for note in report.notes:
        yield ink.text(f"! {note}", "yellow")
    yield ""
    yield from metric_tables(report.key_metrics, width=width, ink=ink, title="Key metrics")
    yield from to_date_tables(report.key_metrics, width=width, ink=ink)
    if not report.key_metrics:
        yield ink.text("No metric of the model could be computed; see the end.")
    yield from _heading("What stands out", ink)
    yield _insights(report.insights, width=width, ink=ink) if report.insights else ink.text(_QUIET)
    yield from _breakdowns(report.tables, width=width, ink=ink)
    for section in report.sections:
        yield ""
        if section.key_metrics:
            yield from metric_tables(section.key_metrics, width=width, ink=ink, title=section.title)
        else:
            yield from _heading(section.title, ink)
        if section.insights:
            yield ""
            yield _insights(section.insights, width=width, ink=ink)
    yield from _sources(report, ink=ink, width=width)
    yield from _absent(report, ink)
    yield ""
    yield _footer(report, ink)


def _title(report: Report, ink: Ink) -> RenderableType:
    line = RichTable.grid(expand=True)
    line.add_column(ratio=1, overflow="fold")
    line.add_column(justify="right", no_wrap=True)
    line.add_row(ink.text(report.title, "bold"), ink.text(f"as of {day_text(report.as_of)}", "dim"))
    return line


def _heading(title: str, ink: Ink) -> Iterable[RenderableType]:
    yield ""
    yield ink.text(title, "bold")
    yield Rule(characters="─" if ink.unicode else "-", style="dim")


def _insights(insights: Sequence[Insight], *, width: int, ink: Ink) -> Group:
    return Group(*(part for item in insights for part in _insight(item, width=width, ink=ink)))


def _insight(item: Insight, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    mark, style = _MARKS[item.assessment]
    if item.kind == "data_quality":
        mark, style = "!", "yellow"
    indent = 0
    if item.kind == "contributors":
        mark, style, indent = "↳", "dim", 2
    line = RichTable.grid(padding=(0, 1))
    line.add_column(width=1)
    line.add_column(ratio=1, overflow="fold")
    line.add_row(ink.text(mark, style), ink.text(item.title, "bold"))
    body = [item.text, *([item.uncertainty] if item.uncertainty else [])]
    line.add_row("", ink.text(" ".join(body)))
    for caveat in dict.fromkeys(caveat.text for caveat in item.caveats):
        line.add_row("", ink.text(f"! {caveat}", "yellow"))
    yield Padding(line, (0, 0, 0, indent))
    if item.contributions is not None:
        yield Padding(
            _contributions(item.contributions, width=width - 4, ink=ink), (0, 0, 0, indent + 2)
        )


def _contributions(found: Contributions, *, width: int, ink: Ink) -> RichTable:
    table = RichTable.grid(padding=(0, 1))
    table.add_column(max_width=max(12, width // 4), overflow="fold")
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    top = max(abs(item.change) for item in found.items) or 1.0
    space = min(24, width // 3)
    for item in found.items:
        table.add_row(
            ink.text(item.value or "(none)"),
            ink.bar(abs(item.change) / top, width=space),
            ink.text(change_text(item.change, found.unit), "bold"),
            ink.text(share_text(item.share), "dim"),
        )
    if found.others_count:
        table.add_row(
            ink.text(others_name(found)),
            ink.bar(abs(found.others) / top, width=space),
            ink.text(change_text(found.others, found.unit), "bold"),
        )
    return table


def _breakdowns(tables: Sequence[Table], *, width: int, ink: Ink) -> Iterable[RenderableType]:
    if width < WIDE or len(tables) < 2:
        for table in tables:
            yield from _heading(table.title, ink)
            yield _bars(table, width=width, ink=ink)
        return
    half = (width - 4) // 2
    line = RichTable.grid(padding=(0, 4, 0, 0))
    cells = [
        Group(*_heading_in(table.title, ink, half), _bars(table, width=half, ink=ink))
        for table in tables
    ]
    line.add_row(*cells)
    yield line


def _heading_in(title: str, ink: Ink, width: int) -> Iterable[RenderableType]:
    yield ""
    yield ink.text(title, "bold")
    yield Text(("─" if ink.unicode else "-") * width, style="dim")


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


def _sources(report: Report, *, ink: Ink, width: int) -> Iterable[RenderableType]:
    if not report.sources:
        return
    yield ""
    table = frame(ink, width=width)
    table.add_column(ink.text("Sources"), overflow="fold", ratio=1)
    table.add_column(ink.text("data until"), no_wrap=True)
    stale = any(freshness.stale for freshness in report.sources.values())
    table.add_column(ink.text("state"), overflow="fold", ratio=1 if stale else None)
    for name, freshness in report.sources.items():
        until = day_text(freshness.data_until) if freshness.data_until else "no dates"
        style = "red" if freshness.stale else ""
        table.add_row(ink.text(name), ink.text(until), ink.text(_state(freshness), style))
    yield table


def _state(freshness: Freshness) -> str:
    if not freshness.stale:
        return "as loaded"
    return f"stale: {freshness.why}" if freshness.why else "stale"


def _absent(report: Report, ink: Ink) -> Iterable[RenderableType]:
    if not report.not_available:
        return
    yield from _heading("Not on this page", ink)
    for item in report.not_available:
        yield ink.text(f"{item.what}: {item.why}")


def _footer(report: Report, ink: Ink) -> Text:
    parts = ["✓ good, ✗ bad by the metric's direction", "! has a caveat: see --format html"]
    parts.append(f"made in {report.generated_ms:,.0f} ms")
    return ink.text(" · ".join(parts), "dim")
