"""Why a metric moved, as text for a terminal of any width from 60 columns on. Called by the command
line; the rules of ``render_terminal`` hold."""

from collections.abc import Iterable
from datetime import date

from rich.console import RenderableType

from boardroom.insight.drivers import Drivers
from boardroom.insight.model import Evidence, Insight, Report
from boardroom.insight.period_text import day_text, days_text, period_text
from boardroom.insight.render_terminal import NARROWEST, draw
from boardroom.insight.terminal.driver_block import (
    event_block,
    segment_block,
    tree_block,
    what_if_block,
)
from boardroom.insight.terminal.ink import VERDICT_STYLES, Ink
from boardroom.insight.terminal.layout import caveat_lines, heading
from boardroom.semantic.result import Period


def render_drivers(
    report: Report, *, width: int = 80, color: bool = False, unicode: bool = True
) -> str:
    """The explanation as text; lines are at most ``width`` characters (60 at least).

    Args:
        report: with an insight of kind ``drivers``.
        width: columns of the terminal.
        color: True puts ANSI colours in.
        unicode: False uses ASCII only.
    """
    width = max(width, NARROWEST)
    ink = Ink(unicode=unicode)
    parts = (
        part
        for item in report.insights
        if item.drivers is not None
        for part in _parts(report, item, item.drivers, width=width, ink=ink)
    )
    return draw(parts, width=width, color=color)


def _parts(
    report: Report, item: Insight, drivers: Drivers, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    columns = _columns(item.evidence)
    yield ink.text(item.title, f"bold {VERDICT_STYLES[item.assessment]}".strip())
    yield ink.text(" ".join(filter(None, (item.text, item.uncertainty))))
    yield from caveat_lines(item.caveats, ink)
    yield from what_if_block(drivers, width=width, ink=ink)
    yield from tree_block(drivers, columns=columns, width=width, ink=ink)
    yield from segment_block(drivers.segments, columns=columns, width=width, ink=ink)
    yield from event_block(drivers, width=width, ink=ink)
    yield from heading("Where the numbers come from", width=width, ink=ink)
    yield ink.text(_provenance(report, item))


def _columns(evidence: Evidence) -> tuple[str, str]:
    before = evidence.comparison
    then = "Before"
    if before is not None:
        whole = Period(start=before.start, end=before.end, complete=True)
        then = period_text(whole) if evidence.period.complete else days_text(*_days(whole))
    return then, period_text(evidence.period)


def _days(period: Period) -> tuple[date, date]:
    if period.start is None or period.end is None:
        raise ValueError("a comparison has both ends")
    return period.start, period.end


def _provenance(report: Report, item: Insight) -> str:
    evidence = item.evidence
    until = evidence.freshness.data_until
    parts = [f"As of {day_text(report.as_of)}"]
    if until is not None:
        parts.append(f"data until {day_text(until)}")
    parts += [f"model {evidence.model_version[:12]}", f"data {evidence.data_version[:12]}"]
    return f"{', '.join(parts)}. The SQL: --format json."
