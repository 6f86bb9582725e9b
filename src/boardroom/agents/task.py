"""``Task`` and ``Run``: what an agent is asked to do, and what came of it. Frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from boardroom.errors import BoardroomError
from boardroom.insight.model import Report

TaskKind = Literal[
    "aggregate",
    "analyse",
    "predict",
    "summarise",
    "explain",
    "custom",
    "scan",
    "survey",
    "inspect",
]
RunStatus = Literal["done", "failed", "timed_out", "cancelled"]

TIMEOUT_SECONDS = 30.0
"""How long a task may take that does not say."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing for one agent to do.

    Attributes:
        agent: the name of the agent.
        kind: what sort of work it is; telemetry is kept per kind.
        subject: what it is about, such as a source; empty = all the agent knows of.
        department: for whom; None = for everybody.
        timeout_seconds: the run is stopped after this time.
        inputs: reports of earlier runs that it builds on, by name.
    """

    agent: str
    kind: TaskKind
    subject: str = ""
    department: str | None = None
    timeout_seconds: float = TIMEOUT_SECONDS
    inputs: Mapping[str, Report] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of a task, with what it took.

    Attributes:
        id: unique.
        status: ``done`` has a report; the others have an ``error`` that says why not.
        queued_at, started_at, finished_at: aware instants; ``started_at`` is None when it never
            began.
        queue_ms, execution_ms: time waiting and time working.
        rows: rows of business data that the agent was given.
        cpu_ms: CPU time of the run's own thread; the query engine's threads are not in it.
        memory_mb: resident memory of the whole process when the run ended, in MiB.
    """

    id: str
    task: Task
    status: RunStatus
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime
    queue_ms: float
    execution_ms: float
    report: Report | None = None
    error: BoardroomError | None = None
    rows: int = 0
    cpu_ms: float = 0.0
    memory_mb: float = 0.0

    @property
    def problem(self) -> str:
        """Why there is no report, in one line; empty when there is one."""
        return "" if self.error is None else " ".join(self.error.message.split())
