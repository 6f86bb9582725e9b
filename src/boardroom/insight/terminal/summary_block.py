"""The executive summary in a terminal: health, growth, risk, alerts, what is different, priorities.

Called by ``insight.render_terminal``.
"""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.insight_view import LEVEL_MARKS
from boardroom.insight.model import Assessment, Report
from boardroom.insight.page_index import PageIndex
from boardroom.insight.summary import Alert, Health, Priority, Risk, Since, Summary, Trajectory
from boardroom.insight.summary_view import (
    NO_PRIORITIES,
    NOTHING_DIFFERENT,
    alert_count,
    alert_notes,
    come_and_gone,
    department_scores,
    growth_arrow,
    growth_assessment,
    health_move,
    health_rows,
    is_unchanged,
    money_of,
    moved_values,
    priority_plan,
    risk_assessment,
    score_text,
    since_text,
    sorted_alerts,
)
from boardroom.insight.terminal.ink import VERDICT_STYLES, Ink
from boardroom.insight.terminal.layout import (
    WIDE,
    frame,
    half_width,
    heading,
    marked,
    side_by_side,
)

_ALERT_STYLES = {"critical": "red", "warning": "yellow"}


def summary_block(
    report: Report, index: PageIndex, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    """The whole summary; nothing for a report without one."""
    summary = report.summary
    if summary is None:
        return
    room = half_width(width) if width >= WIDE else width
    outlook = list(_outlook(summary, index, width=room, ink=ink))
    parts = list(_health_parts(summary.health, index, width=room, ink=ink))
    work = [
        *_priorities(summary.priorities, index, width=room, ink=ink),
        *_alerts(report.alerts, index, width=room, ink=ink),
        *_since(summary.since, width=room, ink=ink),
    ]
    if width >= WIDE:
        yield side_by_side([*outlook, *parts], work, width=width)
    else:
        yield from (*outlook, *work, *parts)


def _outlook(
    summary: Summary, index: PageIndex, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    if summary.health is None and summary.trajectory is None and summary.risk is None:
        return
    yield from heading("Executive summary", width=width, ink=ink)
    table = RichTable.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    if summary.health is not None:
        table.add_row(ink.text("Health", "dim"), _health(summary.health, index, ink=ink))
    if summary.trajectory is not None:
        table.add_row(ink.text("Growth", "dim"), _growth(summary.trajectory, index, ink=ink))
    if summary.risk is not None:
        table.add_row(ink.text("Risk", "dim"), _risk(summary.risk, ink=ink))
    yield table


def _health(health: Health, index: PageIndex, *, ink: Ink) -> Text:
    words = ink.text(f"{score_text(health.score)} of 10", "bold")
    short = [(name, score) for name, score in department_scores(health, index) if score < 9.95]
    if short:
        listed = ", ".join(f"{name} {score_text(score)}" for name, score in short)
        rest = ", all others 10" if len(short) < len(health.departments) else ""
        words.append_text(ink.text(f"  {listed}{rest}"))
    return words


def _growth(found: Trajectory, index: PageIndex, *, ink: Ink) -> Text:
    words = _verdict(f"{growth_arrow(found)} {found.label}", growth_assessment(found, index), ink)
    return words.append_text(ink.text(f"  {found.text}"))


def _risk(risk: Risk, *, ink: Ink) -> Text:
    words = _verdict(risk.level, risk_assessment(risk), ink)
    reasons = "; ".join(risk.reasons) or "no level reached, no change for the worse"
    words.append_text(ink.text(f"  {reasons}. "))
    return words.append_text(ink.text(risk.rule, "dim"))


def _verdict(text: str, assessment: Assessment, ink: Ink) -> Text:
    return ink.text(text, f"bold {VERDICT_STYLES[assessment]}".strip())


def _alerts(
    alerts: Sequence[Alert], index: PageIndex, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    if not alerts:
        return
    yield from heading("Alerts", width=width, ink=ink, aside=alert_count(alerts))
    for alert in sorted_alerts(alerts):
        style = _ALERT_STYLES[alert.level]
        title = ink.text(f"{alert.level.upper()} ", style)
        title.append_text(ink.text(alert.title, "bold"))
        notes = ", ".join(alert_notes(alert, index))
        title.append_text(ink.text(f" ({notes})", "dim"))
        mark = ink.text(LEVEL_MARKS[alert.level], style)
        yield marked(mark, [title, ink.text(alert.text)])


def _since(since: Since | None, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    if since is None:
        return
    yield from heading("Since the page before", width=width, ink=ink, aside=since_text(since))
    if is_unchanged(since):
        yield ink.text(NOTHING_DIFFERENT)
    move = health_move(since)
    if move is not None:
        yield ink.text("Health: ").append_text(_verdict(*move, ink))
    for moved in since.moved:
        before, now = moved_values(moved)
        line = ink.text(f"{moved.label}: {before} → ")
        yield line.append_text(ink.text(now, "bold"))
    for word, titles in come_and_gone(since):
        yield ink.text(f"{word}: ", "dim").append_text(ink.text("; ".join(titles)))


def _priorities(
    priorities: Sequence[Priority], index: PageIndex, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    yield from heading("Top priorities", width=width, ink=ink)
    if not priorities:
        yield ink.text(NO_PRIORITIES)
    for place, item in enumerate(priorities, start=1):
        if place > 1:
            yield ""
        yield _priority(item, index, place=place, ink=ink)


def _priority(item: Priority, index: PageIndex, *, place: int, ink: Ink) -> RenderableType:
    money = money_of(item)
    worth = ink.text("At stake: ", "dim")
    if money.amount:
        worth.append_text(ink.text(money.amount, "bold red"))
        worth.append_text(ink.text(f", {money.range.rstrip('.')}. "))
        worth.append_text(ink.text(money.how, "dim"))
    else:
        worth.append_text(ink.text(f"cannot be told. {money.range}"))
    plan = priority_plan(item, index)
    lines = [ink.text(f"{name}: ", "dim").append_text(ink.text(text)) for name, text in plan]
    title = ink.text(item.title, "bold")
    return marked(ink.text(str(place), "bold"), [title, worth, *lines])


def _health_parts(
    health: Health | None, index: PageIndex, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    """How the score comes about: every part that loses points, and the formula."""
    if health is None:
        return
    rows = health_rows(health, index)
    losing = [row for row in rows if row.loses]
    yield from heading("How the health score comes about", width=width, ink=ink)
    if losing:
        table = frame(ink, width=width)
        table.add_column(ink.text("part"), ratio=2, overflow="fold")
        for name in ("score", "weight", "lost"):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("why", ratio=3, overflow="fold")
        for row in losing:
            cells = (row.name, row.score, row.weight, row.lost, row.why)
            table.add_row(*(ink.text(cell) for cell in cells))
        yield table
    full = [row for row in rows if not row.loses]
    if full:
        listed = ", ".join(f"{row.name} ({row.weight})" for row in full)
        yield ink.text("At 10: ", "dim").append_text(ink.text(listed))
    yield ink.text(health.formula, "dim")
