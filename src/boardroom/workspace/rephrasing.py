"""The language model of a workspace, and the texts of its reports in that model's words.

Called by ``Workspace`` and where pages are made.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from boardroom.errors import BoardroomError
from boardroom.executive.rephraser import WHAT, Rephraser
from boardroom.insight.model import NotAvailable, Report
from boardroom.language.budget import Limits, MeteredModel
from boardroom.language.model import LanguageModel
from boardroom.language.provider import Connection
from boardroom.language.remote import RemoteModel

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

_NO_MODEL = "BOARDROOM_LANGUAGE_MODEL names none; the report has its own words."


def open_language(workspace: "Workspace") -> LanguageModel | None:
    """The model that this process talks to, within the workspace's limits; None where its settings
    name none.

    Raises:
        UsageError: they name one that cannot be.
    """
    settings, allowed = workspace.settings, workspace.config.language
    if not settings.language_model:
        return None
    connection = Connection(
        name=settings.language_model,
        url=settings.language_model_url,
        key=settings.language_model_key,
        timeout_seconds=settings.language_model_timeout_seconds,
    )
    return MeteredModel(
        model=RemoteModel(connection),
        limits=Limits(tokens=int(allowed.tokens_per_day), usd=allowed.usd_per_day),
        notes=workspace.notebook.shelf,
        clock=workspace.clock,
    )


def reword(report: Report, workspace: "Workspace") -> Report:
    """The report, where the workspace wants it, with its texts in the model's words as far as these
    are known; one that says why not, where there is no model.
    """
    if not workspace.config.language.rephrase:
        return report
    try:
        model, why = workspace.language, _NO_MODEL
    except BoardroomError as exc:
        model, why = None, f"{exc.message}; the report has its own words."
    if model is None:
        missing = NotAvailable(what=WHAT, why=why)
        return replace(report, not_available=(*report.not_available, missing))
    return Rephraser(model=model, notebook=workspace.notebook).reword(report)
