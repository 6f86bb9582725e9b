"""``ConversationState``: what the agents of one turn hand on; each visit gives a new one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from boardroom.ask.answer import Answer, Intent
from boardroom.ask.conversation.session import Session
from boardroom.governance.principal import Principal
from boardroom.semantic.query import Query


class AgentName(StrEnum):
    """Who takes part in a turn."""

    ROUTER = "router"
    SQL = "sql"
    ANALYSIS = "analysis"
    VISUALIZATION = "visualization"
    DOCUMENTATION = "documentation"


@dataclass(frozen=True, kw_only=True)
class ConversationState:
    """One turn under way.

    Attributes:
        turn: as it was said.
        subject: what is left of it without the words that say what to do with it.
        intent: what it wants, once that is known.
        query: what is to be run, where that needs no reading: a choice, a query taken back, a
            verified one.
        label: what the answer says of such a query.
        answer: what is said so far.
        next: who comes next; None = it is done.
    """

    turn: str
    subject: str
    session: Session
    principal: Principal
    as_of: date
    intent: Intent = Intent.QUERY_DATA
    query: Query | None = None
    label: str = ""
    answer: Answer | None = None
    next: AgentName | None = AgentName.ROUTER


class ConversationAgent(Protocol):
    """One of those who take part; it keeps nothing between visits."""

    def visit(self, state: ConversationState) -> ConversationState:
        """Do its part and say who is next."""
        ...
