"""What the scout tells of a workspace, and nothing else. Called by evaluations and benchmarks."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.scan.scout import SCOUT, Scout
from boardroom.insight.model import Report

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

SECONDS = 600.0


def scout(workspace: "Workspace", *, as_of: date | None) -> Report:
    """The scout's report on one state of the data, however long it takes.

    Raises:
        BoardroomError: the scout failed or took too long; the message says why.
    """
    metrics = workspace.metrics()
    asked = as_of or workspace.config.as_of or metrics.today
    agent = Scout(
        departments=workspace.packs.departments,
        notebook=workspace.notebook,
        book=workspace.insight_book,
        patience_seconds=SECONDS,
        live=True,
    )
    runtime = Runtime([agent], clock=workspace.clock)
    task = Task(agent=SCOUT, kind="scan", timeout_seconds=SECONDS)
    with metrics.held() as held:
        context = Context(metrics=held, principal=workspace.principal, asked=asked, as_of=asked)
        run = runtime.run(task, context)
    if run.report is None or not run.report.tests:
        why = run.problem or f"it took more than {SECONDS:.0f} s"
        raise BoardroomError(f"the insights could not be worked out: {why}")
    return replace(
        run.report, currency=workspace.config.currency, model_version=metrics.model_version
    )
