"""The visualization agent: the chart that fits the rows. Called by the orchestrator."""

from dataclasses import dataclass, replace

from boardroom.ask.answer import Intent, refusal
from boardroom.ask.charting.answer_chart import answer_chart
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.semantic.model import SemanticModel


@dataclass(frozen=True, kw_only=True)
class VisualizationAgent:
    """Draws the rows of an answer.

    Attributes:
        model: says what may be summed up.
    """

    model: SemanticModel

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn with the chart of its rows."""
        found = state.answer
        if state.intent is Intent.DASHBOARD:
            why = "One question makes no dashboard; `boardroom dashboard` shows the executive page."
            return replace(state, answer=refusal(state.turn, why), next=None)
        if found is None or found.result is None:
            return replace(state, next=None)
        chart = answer_chart(found, self.model, turn=state.turn, intent=state.intent)
        drawn = replace(found, visualization=None if chart is None else chart.to_json())
        return replace(state, answer=drawn, next=AgentName.DOCUMENTATION)
