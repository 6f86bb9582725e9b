"""The language model that a workspace lets help with questions. Called by the ``Desk``."""

from functools import cache
from typing import TYPE_CHECKING

from boardroom.errors import BoardroomError

if TYPE_CHECKING:
    from boardroom.ask.advisor.advisor import Advisor
    from boardroom.ask.advisor.case import Case
    from boardroom.ask.answer import Answer
    from boardroom.ask.asker import Asker
    from boardroom.ask.conversation.outside import Advise
    from boardroom.workspace.workspace import Workspace


def advice_of(workspace: "Workspace") -> "Advise | None":
    """Asks who may be asked where words alone have no answer; None where the workspace wants
    nobody.

    Nothing of it is loaded before the first such question.
    """
    if not workspace.config.language.questions:
        return None
    advisor = cache(lambda: _open_advisor(workspace))

    def advise(case: "Case", asker: "Asker") -> "Answer":
        return advisor().advise(case, asker)

    return advise


def _open_advisor(workspace: "Workspace") -> "Advisor":
    """One that has no model to ask says so in each answer that lacks it."""
    from boardroom.ask.advisor.advisor import Advisor
    from boardroom.ask.advisor.case import Allowed
    from boardroom.language.rest import RestingModel

    wanted = workspace.config.language
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
