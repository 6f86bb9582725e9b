"""What stands behind a workspace's figures. Called by the benchmarks."""

from datetime import date
from typing import TYPE_CHECKING

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.inspection.inspector import INSPECTOR, Inspector
from boardroom.insight.model import Report

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

SECONDS = 300.0


def inspect(workspace: "Workspace", *, as_of: date | None) -> Report:
    """The inspector's report on one state of the data, however long it takes.

    Raises:
        BoardroomError: the inspector failed or took too long; the message says why.
    """
    metrics = workspace.metrics()
    asked = as_of or workspace.config.as_of or metrics.today
    agent = Inspector(
        departments=workspace.packs.departments,
        notebook=workspace.notebook,
        book=workspace.insight_book,
        patience_seconds=SECONDS,
        live=True,
    )
    task = Task(agent=INSPECTOR, kind="inspect", timeout_seconds=SECONDS)
    with metrics.held() as held:
        context = Context(metrics=held, principal=workspace.principal, asked=asked, as_of=asked)
        run = Runtime([agent], clock=workspace.clock).run(task, context)
    if run.report is None:
        raise BoardroomError(f"what stands behind the figures is not known: {run.problem}")
    return run.report
