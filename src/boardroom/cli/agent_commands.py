"""``boardroom runs`` and ``boardroom alerts``: what agents did, and what is or was wrong."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from boardroom.cli.console import emit, terminal_width
from boardroom.cli.options import WorkspaceOption

_LimitOption = Annotated[int, typer.Option("--limit", min=1, help="How many to list.")]


def runs(
    workspace: WorkspaceOption = Path(),
    agent: Annotated[
        str | None, typer.Option("--agent", metavar="NAME", help="Only runs of this agent.")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only runs without a report.")] = False,
    limit: _LimitOption = 30,
) -> None:
    """List what agents did, newest first: time waiting and working, rows, CPU, outcome."""
    from boardroom.insight.phase_view import duration_text
    from boardroom.insight.text_table import TextColumn, draw_table
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        found = opened.runs.list(agent=agent, limit=limit, failed=failed)
    if not found:
        emit("no runs yet")
        return
    columns = [
        TextColumn(title="when (UTC)", fixed=True),
        TextColumn(title="agent", share=2),
        TextColumn(title="outcome"),
        TextColumn(title="waited", number=True),
        TextColumn(title="worked", number=True),
        TextColumn(title="CPU", number=True),
        TextColumn(title="rows", number=True),
    ]
    rows = [
        (
            _instant(item.queued_at),
            ", ".join(filter(None, (item.agent, item.subject or item.department))),
            f"{item.status}: {item.problem}" if item.problem else item.status,
            duration_text(item.queue_ms),
            duration_text(item.execution_ms),
            duration_text(item.cpu_ms),
            f"{item.rows:,}",
        )
        for item in found
    ]
    emit(draw_table(columns, rows, width=terminal_width()))


def alerts(
    workspace: WorkspaceOption = Path(),
    past: Annotated[bool, typer.Option("--all", help="Also those that recovered.")] = False,
    limit: _LimitOption = 30,
) -> None:
    """List open alerts, newest first: level, what it is, since when, where it went."""
    from boardroom.insight.text_table import TextColumn, draw_table
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        found = opened.alerts.list(status=None if past else "open", limit=limit)
    if not found:
        emit("no alerts" if past else "no open alerts")
        return
    columns = [
        TextColumn(title="level", fixed=True),
        TextColumn(title="alert", share=3),
        TextColumn(title="since (UTC)", fixed=True),
        TextColumn(title="until (UTC)", fixed=True),
        TextColumn(title="sent to"),
    ]
    rows = [
        (
            item.level,
            item.text,
            _instant(item.opened_at),
            _instant(item.closed_at) or "open",
            ", ".join(item.reached) or "nowhere",
        )
        for item in found
    ]
    emit(draw_table(columns, rows, width=terminal_width()))


def _instant(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if value is not None else ""
