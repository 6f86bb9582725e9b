"""The visualization agent: the chart that fits the rows. Called by the orchestrator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from boardroom.ask.answer import Intent, refusal
from boardroom.ask.conversation.state import AgentName, ConversationState
from boardroom.semantic.result import Result

Draw = Callable[[Result, str, str], Mapping[str, object] | None]
"""Rows, the question and its intent → the chart as the contract has it; None where none fits."""


@dataclass(frozen=True, kw_only=True)
class VisualizationAgent:
    """Draws the rows of an answer.

    Attributes:
        draw: makes the chart.
    """

    draw: Draw

    def visit(self, state: ConversationState) -> ConversationState:
        """The turn with the chart of its rows."""
        found = state.answer
        if state.intent is Intent.DASHBOARD:
            why = "One question makes no dashboard; `boardroom dashboard` shows the executive page."
            return replace(state, answer=refusal(state.turn, why), next=None)
        if found is None or found.result is None:
            return replace(state, next=None)
        chart = self.draw(found.result, state.turn, state.intent.value)
        return replace(
            state, answer=replace(found, visualization=chart), next=AgentName.DOCUMENTATION
        )
