"""The chart of an answer: what its query and the words of the turn want, and the rows.

Called by the visualization agent.
"""

from dataclasses import replace

from boardroom.ask.answer import Answer, Intent
from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.shape import WIDTH
from boardroom.ask.charting.visualization import Visualization
from boardroom.ask.charting.wanted import chart_wished, wanted_of
from boardroom.semantic.model import SemanticModel


def answer_chart(
    found: Answer, model: SemanticModel, *, turn: str, intent: Intent, width: int = WIDTH
) -> Visualization | None:
    """The chart of the rows of ``found``; None where there are none.

    Args:
        turn: what was said; it may ask for a chart by its name.
    """
    if found.result is None or found.query is None:
        return None
    wanted = replace(wanted_of(found.query, model, intent=intent.value), chart=chart_wished(turn))
    return visualization_of(found.result, wanted=wanted, width=width)
