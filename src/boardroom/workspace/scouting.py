"""The insights of a workspace over all its metrics and segments. Called by
``Workspace.insights``."""

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
    """The scout's report on one state of the data.

    Raises:
        BoardroomError: the scout failed; the message says why.
    """
    metrics = workspace.metrics()
    asked = as_of or workspace.config.as_of or metrics.today
    names = (name for desk in workspace.packs.departments for name in desk.metrics)
    agent = Scout(metrics=tuple(dict.fromkeys(names)), notebook=workspace.notebook)
    runtime = Runtime([agent], clock=workspace.clock)
    task = Task(agent=SCOUT, kind="scan", timeout_seconds=SECONDS)
    with metrics.held() as held:
        context = Context(metrics=held, principal=workspace.principal, asked=asked, as_of=asked)
        run = runtime.run(task, context)
    if run.report is None:
        raise BoardroomError(f"the insights could not be worked out: {run.problem}")
    report = replace(run.report, currency=workspace.config.currency)
    return replace(report, model_version=metrics.model_version)
