"""What the records of a workspace's tables say. Called by ``Workspace.insights``."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.survey.surveyor import SURVEYOR, Surveyor
from boardroom.insight.model import OF_RECORDS, Report
from boardroom.insight.render_json import report_from_text, report_to_text

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

SECONDS = 300.0

_VERSION = "12"
"""Changes with what the surveyor makes of the same data."""


def survey(workspace: "Workspace", *, as_of: date | None) -> Report:
    """The surveyor's report on one state of the data: worked out once, then read from where the
    workspace keeps it; what was dismissed is marked so.

    Raises:
        BoardroomError: the surveyor failed; the message says why.
    """
    with workspace.context(as_of=as_of) as context:
        version = context.metrics.data_version(principal=workspace.principal)
        report = _surveyed(workspace, context, version)
    book = workspace.insight_book
    told = book.settle(
        report.insights, kinds=OF_RECORDS, asked=context.asked, data_version=version or ""
    )
    return replace(report, insights=book.marked(told))


def _surveyed(workspace: "Workspace", context: Context, version: str | None) -> Report:
    """The report on the data of that version."""
    key = _key(context, version)
    known = workspace.notebook.shelf.get(key) if key else None
    if known is not None:
        return report_from_text(known)
    runtime = Runtime([Surveyor()], clock=workspace.clock)
    run = runtime.run(Task(agent=SURVEYOR, kind="survey", timeout_seconds=SECONDS), context)
    if run.report is None:
        raise BoardroomError(f"the records could not be surveyed: {run.problem}")
    report = replace(
        run.report,
        currency=workspace.config.currency,
        model_version=context.metrics.model_version,
    )
    if key:
        workspace.notebook.shelf.put(key, report_to_text(report))
    return report


def _key(context: Context, version: str | None) -> str | None:
    """The same for the same data, model, reader and day; None where the data has no version."""
    if version is None:
        return None
    person = context.principal
    who = (person.id, person.tenant, sorted(person.roles), dict(person.attributes))
    told = (_VERSION, version, context.metrics.model_version, context.asked, who)
    return f"survey:{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"
