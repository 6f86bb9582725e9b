"""A conversation with the small shop in which a scripted model may be asked."""

from dataclasses import replace
from typing import Any

from boardroom.ask.advisor.advice import Advice, QueryOption
from boardroom.ask.advisor.advisor import Advisor
from boardroom.ask.advisor.case import Allowed
from boardroom.ask.asker import Asker
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.language.model import LanguageModel, Use
from boardroom.testing import ScriptedModel
from tests.unit.ask.conversation.talk import Talk, engines, team

TOKENS = 1_234


def query(**parts: Any) -> Advice:
    """An answer with one query."""
    return Advice(outcome="answer", query=QueryOption(**parts))


def scripted(*replies: object) -> ScriptedModel:
    """A model that says these."""
    return ScriptedModel(replies=replies, use=Use(tokens=TOKENS))


def talk(
    asker: Asker,
    model: LanguageModel | None,
    *,
    principal: Principal = LOCAL_ADMIN,
    allowed: Allowed | None = None,
) -> Talk:
    """A conversation with an advisor."""
    advisor = Advisor(model=model, allowed=allowed or Allowed(), why="none is named")
    return Talk(
        agents=team(asker, outside=replace(engines(), advise=advisor.advise)), principal=principal
    )
