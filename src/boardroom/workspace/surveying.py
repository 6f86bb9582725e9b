"""What the records of a workspace's tables say. Called by ``Workspace.insights``."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Task
from boardroom.data.metrics import MetricsService
from boardroom.errors import BoardroomError
from boardroom.executive.survey.surveyor import SURVEYOR, Surveyor
from boardroom.governance.principal import Principal
from boardroom.insight.model import OF_RECORDS, Report
from boardroom.insight.render_json import report_from_text, report_to_text

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

SECONDS = 300.0

_VERSION = "10"
"""Changes with what the surveyor makes of the same data."""


def survey(workspace: "Workspace", *, as_of: date | None) -> Report:
    """The surveyor's report on one state of the data: worked out once, then read from where the
    workspace keeps it; what was dismissed is marked so.

    Raises:
        BoardroomError: the surveyor failed; the message says why.
    """
    asked = as_of or workspace.config.as_of or workspace.metrics().today
    report, version = _surveyed(workspace, asked)
    book = workspace.insight_book
    told = book.settle(report.insights, kinds=OF_RECORDS, asked=asked, data_version=version)
    return replace(report, insights=book.marked(told))


def _surveyed(workspace: "Workspace", asked: date) -> tuple[Report, str]:
    """The report, and the version of the data that it is of."""
    metrics = workspace.metrics()
    runtime = Runtime([Surveyor()], clock=workspace.clock)
    task = Task(agent=SURVEYOR, kind="survey", timeout_seconds=SECONDS)
    with metrics.held() as held:
        version = held.data_version(principal=workspace.principal)
        key = _key(held, workspace.principal, asked, version)
        known = workspace.notebook.shelf.get(key) if key else None
        if known is not None:
            return report_from_text(known), version or ""
        context = Context(metrics=held, principal=workspace.principal, asked=asked, as_of=asked)
        run = runtime.run(task, context)
    if run.report is None:
        raise BoardroomError(f"the records could not be surveyed: {run.problem}")
    report = replace(
        run.report, currency=workspace.config.currency, model_version=metrics.model_version
    )
    if key:
        workspace.notebook.shelf.put(key, report_to_text(report))
    return report, version or ""


def _key(
    held: MetricsService, principal: Principal, asked: date, version: str | None
) -> str | None:
    """The same for the same data, model, reader and day; None where the data has no version."""
    if version is None:
        return None
    who = (principal.id, principal.tenant, sorted(principal.roles), dict(principal.attributes))
    told = (_VERSION, version, held.model_version, asked, who)
    return f"survey:{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"
