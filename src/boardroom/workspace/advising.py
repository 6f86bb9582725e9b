"""The language model that a workspace lets answer questions. Called by the ``Desk``."""

from typing import TYPE_CHECKING

from boardroom.errors import BoardroomError

if TYPE_CHECKING:
    from boardroom.ask.advisor.advisor import Advisor
    from boardroom.workspace.workspace import Workspace


def open_advisor(workspace: "Workspace") -> "Advisor | None":
    """Who is asked where words alone have no answer; None where the workspace wants nobody.

    One that has no model to ask says so in each answer that lacks it.
    """
    wanted = workspace.config.language
    if not wanted.questions:
        return None
    from boardroom.ask.advisor.advisor import Advisor
    from boardroom.ask.advisor.consulting import Allowed
    from boardroom.language.rest import RestingModel

    try:
        model, why = workspace.language, "BOARDROOM_LANGUAGE_MODEL names none"
    except BoardroomError as exc:
        model, why = None, exc.message
    return Advisor(
        model=None if model is None else RestingModel(model=model, clock=workspace.clock),
        allowed=Allowed(
            values=wanted.values,
            raw_sql=wanted.raw_sql,
            tokens_per_question=int(wanted.tokens_per_question),
        ),
        why=why,
    )
