"""A conversation with the small shop, turn by turn."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from boardroom.analysis.anomaly.method import Method
from boardroom.analysis.forecasting.forecast import forecast
from boardroom.ask.answer import Answer
from boardroom.ask.asker import Asker
from boardroom.ask.conversation.orchestrator import AnalyticsOrchestrator, Telemetry
from boardroom.ask.conversation.outside import Boards, DepartmentBoard, Outside
from boardroom.ask.conversation.session import Session, session_from_json, session_to_json
from boardroom.ask.conversation.team import orchestrate
from boardroom.ask.conversation.verified import VerifiedQuestions
from boardroom.errors import QueryError
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.insight.judgement import Judgement
from boardroom.insight.model import Report
from tests.unit.ask.shop_data import TODAY

if TYPE_CHECKING:
    from boardroom.ask.conversation.outside import Explain, Judge


def nothing_to_explain(metric: str, time_range: str | None, as_of: date) -> Report:
    """The shop is too small to explain anything."""
    raise QueryError(f"{metric!r} in {time_range} on {as_of} is too short to explain")


def nothing_to_judge(metric: str, method: Method, as_of: date) -> Judgement:
    """The shop is too small to judge anything."""
    raise QueryError(f"{metric!r} on {as_of} is too short to judge by {method}")


def one_department() -> Sequence[DepartmentBoard]:
    """The shop has one department."""
    return [DepartmentBoard(name="sales", title="Sales", metrics=("revenue", "orders"))]


def engines(
    *,
    explain: "Explain" = nothing_to_explain,
    judge: "Judge" = nothing_to_judge,
    boards: Boards = one_department,
) -> Outside:
    """The engines as they are over the shop."""
    return Outside(explain=explain, judge=judge, predict=forecast, boards=boards)


def team(
    asker: Asker, *, verified: VerifiedQuestions | None = None, outside: Outside | None = None
) -> AnalyticsOrchestrator:
    """The agents over the shop."""
    return orchestrate(
        asker,
        outside or engines(),
        verified=verified or VerifiedQuestions(),
        telemetry=Telemetry(),
    )


@dataclass(kw_only=True)
class Talk:
    """Keeps the session from turn to turn, as JSON like a store does."""

    agents: AnalyticsOrchestrator
    principal: Principal = LOCAL_ADMIN
    today: date = TODAY
    session: Session = field(default_factory=lambda: Session(id="talk"))

    def say(self, *turns: str) -> Answer:
        """Say some turns; the answer to the last."""
        for turn in turns:
            found, after = self.agents.ask(
                turn, session=self.session, principal=self.principal, as_of=self.today
            )
            self.session = session_from_json(session_to_json(after))
            assert self.session == after
        return replace(found)
