"""``AnalyticsOrchestrator``: one turn of a conversation, from agent to agent until it is answered.

The agents share one frozen state; each visit gives a new one, is timed, and is counted in the
telemetry. A visit takes milliseconds and has no effect outside, so it is no ``Run``: those are
journalled with their task, memory and rows, which would cost more than the visit itself. What was
visited, and for how long, stands in every answer.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from boardroom.ask.answer import ENGINE, Answer, Step, refusal
from boardroom.ask.conversation.session import Session
from boardroom.ask.conversation.state import AgentName, ConversationAgent, ConversationState
from boardroom.governance.principal import Principal

VISIT_LIMIT = 10
"""So many visits one turn may take."""


@dataclass(kw_only=True)
class Telemetry:
    """What the agents of this process did: visits, failures and time by agent. Thread-safe."""

    visits: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    milliseconds: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, agent: str, ms: float, *, failed: bool) -> None:
        """Add one visit."""
        with self._lock:
            self.visits[agent] += 1
            self.failures[agent] += failed
            self.milliseconds[agent] += ms  # type: ignore[assignment]  # a Counter adds floats as well


@dataclass(frozen=True, kw_only=True)
class AnalyticsOrchestrator:
    """Runs the agents.

    Attributes:
        agents: who takes part, by name; the router is first.
        telemetry: counts their visits.
    """

    agents: Mapping[AgentName, ConversationAgent]
    telemetry: Telemetry = field(default_factory=Telemetry)

    def ask(
        self, turn: str, *, session: Session, principal: Principal, as_of: date
    ) -> tuple[Answer, Session]:
        """Answer one turn; the session after it.

        Raises:
            UsageError: the turn is empty or too long.
            BoardroomError: the data cannot be read.
        """
        state = ConversationState(
            turn=turn, subject="", session=session, principal=principal, as_of=as_of
        )
        steps: list[Step] = []
        while state.next is not None and len(steps) < VISIT_LIMIT:
            agent = state.next
            state, step = self._visit(agent, state)
            steps.append(step)
        found = state.answer
        if state.next is not None or found is None:
            found = refusal(turn, f"No answer came of {len(steps)} visits to agents; ask it anew.")
        engine = [step for step in found.steps if step.agent == ENGINE]
        found = replace(
            found,
            question=turn,
            session_id=session.id,
            intent=state.intent,
            steps=(*steps, *engine),
        )
        return found, state.session.said(found)

    def _visit(self, agent: AgentName, state: ConversationState) -> tuple[ConversationState, Step]:
        began, before = time.perf_counter(), _engine_ms(state)
        failed = True
        after = state
        try:
            after = self.agents[agent].visit(state)
            failed = False
        finally:
            elapsed = (time.perf_counter() - began) * 1000
            ms = max(0.0, elapsed - (_engine_ms(after) - before))
            self.telemetry.count(agent, ms, failed=failed)
        return after, Step(agent=agent.value, ms=ms)


def _engine_ms(state: ConversationState) -> float:
    """The data's own time so far, which is told apart."""
    steps = state.answer.steps if state.answer else ()
    return sum(step.ms for step in steps if step.agent == ENGINE)
