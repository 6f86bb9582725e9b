"""The insights of a workspace over all its metrics and segments. Called by
``Workspace.insights``."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Task
from boardroom.data.metrics import MetricsService
from boardroom.errors import BoardroomError
from boardroom.executive.scan.scout import SCOUT, Scout
from boardroom.governance.principal import Principal
from boardroom.insight.model import Report
from boardroom.insight.render_json import report_from_text, report_to_text

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

SECONDS = 600.0


_VERSION = "2"
"""Changes with what the scout makes of the same data."""


def scout(workspace: "Workspace", *, as_of: date | None) -> Report:
    """The scout's report on one state of the data: worked out once, then read from where the
    workspace keeps it.

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
        key = _key(held, agent, workspace.principal, asked)
        known = workspace.notebook.shelf.get(key) if key else None
        if known is not None:
            return report_from_text(known)
        context = Context(metrics=held, principal=workspace.principal, asked=asked, as_of=asked)
        run = runtime.run(task, context)
    if run.report is None:
        raise BoardroomError(f"the insights could not be worked out: {run.problem}")
    report = replace(
        run.report, currency=workspace.config.currency, model_version=metrics.model_version
    )
    if key:
        workspace.notebook.shelf.put(key, report_to_text(report))
    return report


def _key(held: MetricsService, agent: Scout, principal: Principal, asked: date) -> str | None:
    """The same for the same data, model, reader and day; None where the data has no version."""
    version = held.data_version(principal=principal)
    if version is None:
        return None
    who = (principal.id, principal.tenant, sorted(principal.roles), dict(principal.attributes))
    told = (_VERSION, version, held.model_version, agent.metrics, asked, who)
    return f"scan:{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"
