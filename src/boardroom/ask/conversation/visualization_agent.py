"""The visualization agent: the chart that fits the rows, and what stands out in them. Called by the
orchestrator.
"""

from dataclasses import dataclass, replace

from boardroom.ask.answer import Intent
from boardroom.ask.asker import Asker
from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.wanted import wanted_of
from boardroom.ask.conversation.outside import Boards
from boardroom.ask.conversation.overview import overview
from boardroom.ask.conversation.sql_agent import refused
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.ask.remarks import remarks_of
from boardroom.errors import LimitError, NotFoundError, PolicyError, QueryError


@dataclass(frozen=True, kw_only=True)
class VisualizationAgent:
    """Draws the rows of an answer and remarks on them.

    Attributes:
        asker: knows what may be summed up, and runs a dashboard's query.
        boards: the departments.
    """

    asker: Asker
    boards: Boards

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn with the chart of its rows and remarks on them."""
        found = state.answer
        if state.intent is Intent.DASHBOARD:
            try:
                board = overview(state, self.asker, self.boards)
            except (QueryError, PolicyError, LimitError, NotFoundError) as exc:
                board = refused(state.turn, exc)
            return replace(state, answer=board, next=None)
        if found is None or found.result is None or found.query is None:
            return replace(state, next=None)
        ground = self.asker.lexicon.ground
        wanted = wanted_of(found.query, ground, intent=state.intent.value, question=state.turn)
        chart = visualization_of(found.result, wanted=wanted)
        drawn = replace(
            found,
            visualization=None if chart is None else chart.to_json(),
            remarks=found.remarks or remarks_of(found.result, wanted),
        )
        return replace(state, answer=drawn, next=AgentName.DOCUMENTATION)
