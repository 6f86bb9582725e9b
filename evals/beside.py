"""What an agent tells of a workspace beside its page, however long it takes. Called by
evaluations.
"""

from datetime import date
from typing import TYPE_CHECKING

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.scan.scout import Scout
from boardroom.insight.model import Report

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

SECONDS = 600.0


def scout(workspace: "Workspace", *, as_of: date | None) -> Report:
    """The scout's report on one state of the data.

    Raises:
        BoardroomError: the agent failed or took too long; the message says why.
    """
    agent = Scout(
        departments=workspace.packs.departments,
        notebook=workspace.notebook,
        book=workspace.insight_book,
        patience_seconds=SECONDS,
        live=True,
    )
    metrics = workspace.metrics()
    asked = as_of or workspace.config.as_of or metrics.today
    task = Task(agent=agent.name, kind="scan", timeout_seconds=SECONDS)
    with metrics.held() as held:
        context = Context(metrics=held, principal=workspace.principal, asked=asked, as_of=asked)
        run = Runtime([agent], clock=workspace.clock).run(task, context)
    if run.report is None or not run.report.tests:
        why = run.problem or f"it took more than {SECONDS:.0f} s"
        raise BoardroomError(f"the agent {agent.name!r} told nothing: {why}")
    return run.report
