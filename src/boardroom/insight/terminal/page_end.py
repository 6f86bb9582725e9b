"""What stands at the end of the terminal page: sources, what is absent, how it was made.

Called by ``insight.render_terminal``.
"""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.absence_view import group_absent
from boardroom.insight.model import NotAvailable, Report
from boardroom.insight.period_text import day_text
from boardroom.insight.phase_view import duration_text, phase_line
from boardroom.insight.summary import Phase
from boardroom.insight.terminal.ink import Ink
from boardroom.insight.terminal.layout import frame, heading, marked
from boardroom.semantic.result import Freshness


def page_end(report: Report, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """All blocks after the departments."""
    yield from _sources(report, width=width, ink=ink)
    yield from _absent(report.not_available, width=width, ink=ink)
    yield from _phases(report.phases, width=width, ink=ink)
    yield ""
    yield _key(report, ink)


def _sources(report: Report, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """Stale tables one by one; the others together, by the day up to which they have data."""
    if not report.sources:
        return
    yield ""
    stale = {name: found for name, found in report.sources.items() if found.stale}
    table = frame(ink, width=width)
    table.add_column(ink.text("Sources"), overflow="fold", ratio=2)
    table.add_column(ink.text("data until"), no_wrap=True)
    table.add_column(ink.text("state"), overflow="fold", ratio=1 if stale else None)
    for name, freshness in stale.items():
        table.add_row(
            *(ink.text(text, "red") for text in (name, _until(freshness), _why(freshness)))
        )
    days: dict[str, list[str]] = {}
    for name, freshness in report.sources.items():
        if not freshness.stale:
            days.setdefault(_until(freshness), []).append(name)
    for until, names in days.items():
        table.add_row(ink.text(", ".join(names)), ink.text(until), ink.text("as loaded"))
    yield table


def _until(freshness: Freshness) -> str:
    return day_text(freshness.data_until) if freshness.data_until else "no dates"


def _why(freshness: Freshness) -> str:
    return f"stale: {freshness.why}" if freshness.why else "stale"


def _absent(items: Sequence[NotAvailable], *, width: int, ink: Ink) -> Iterable[RenderableType]:
    if not items:
        return
    yield from heading("Not on this page", width=width, ink=ink)
    for group in group_absent(items):
        if group.advice:
            yield ink.text(group.advice, "dim")
        for item in group.items:
            line = ink.text(f"{item.what}: ").append_text(ink.text(item.why, "dim"))
            yield marked(ink.text("•", "dim"), [line])


def _phases(phases: Sequence[Phase], *, width: int, ink: Ink) -> Iterable[RenderableType]:
    if not phases:
        return
    yield from heading("How this page was made", width=width, ink=ink)
    table = RichTable.grid(padding=(0, 2, 0, 0))
    table.add_column(max_width=width // 3, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for line in map(phase_line, phases):
        style = "" if line.whole else "red"
        mark = "✓" if line.whole else "✗"
        words = ink.text(line.text)
        for problem in line.problems:
            words.append_text(ink.text(f"\n✗ {problem}", "red"))
        table.add_row(
            ink.text(f"{mark} {line.name}", style), ink.text(line.count), ink.text(line.time), words
        )
    yield table


def _key(report: Report, ink: Ink) -> Text:
    parts = ["✓ good, ✗ bad by the metric's direction", "! has a caveat: see --format html"]
    parts.append(f"made in {duration_text(report.generated_ms)}")
    return ink.text(" · ".join(parts), "dim")
