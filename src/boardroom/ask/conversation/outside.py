"""What the agents need from outside ``ask``: the engines behind other commands. Made by the
workspace.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from boardroom.ask.conversation.follow_up import Read

if TYPE_CHECKING:
    from boardroom.analysis.anomaly.method import Method
    from boardroom.analysis.forecasting.forecast import Asked, NoForecast, SeriesForecast
    from boardroom.ask.advisor.case import Case
    from boardroom.ask.answer import Answer
    from boardroom.ask.asker import Asker
    from boardroom.insight.judgement import Judgement
    from boardroom.insight.model import Report

    Explain = Callable[[str, str | None, date], Report]
    """A metric, a range of time (None = the last complete period) and «today» → why it moved."""
    Judge = Callable[[str, Method, date], Judgement]
    """A metric, a method and «today» → what is unusual in its last year."""
    Predict = Callable[[Asked], SeriesForecast | NoForecast]
    """A series → what is to be expected of it, or why nothing is."""
    Advise = Callable[[Case, Asker], Answer]
    """A question that the words alone do not answer → what a language model makes of it, or what
    stands."""


@dataclass(frozen=True, kw_only=True)
class DepartmentBoard:
    """A department: its metrics, the most important first."""

    name: str
    title: str
    metrics: tuple[str, ...]


Boards = Callable[[], Sequence[DepartmentBoard]]
"""The departments that have anything to show."""


@dataclass(frozen=True, kw_only=True)
class Outside:
    """The engines, and what is kept between turns.

    Attributes:
        explain, judge: those behind ``boardroom explain`` and ``boardroom insights --metric``.
        predict: that behind the forecasts of the page.
        boards: the departments of the page.
        read: what proposed questions were read as, kept as long as the model is.
        advise: asks a language model; None = nobody may be asked.
    """

    explain: "Explain"
    judge: "Judge"
    predict: "Predict"
    boards: Boards
    read: Read = field(default_factory=dict)
    advise: "Advise | None" = None
