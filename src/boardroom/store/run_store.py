"""Runs of agents: what each did, how long it took, how it ended. Called by the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from boardroom.store.database import Database
from boardroom.store.row import record_of, values_of
from boardroom.store.schema import RUNS


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One run of one agent.

    Attributes:
        task: the kind of work; ``subject`` what it was about.
        status: ``done``, ``failed``, ``timed_out`` or ``cancelled``.
        problem: why there was no report; empty when there was one.
        queue_ms, execution_ms: time waiting and time working.
        rows: rows of business data that the agent was given.
        cpu_ms: CPU time of the run's own thread.
        memory_mb: resident memory of the process at the end, in MiB.
    """

    id: str
    agent: str
    department: str | None
    task: str
    subject: str
    status: str
    problem: str
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime
    queue_ms: float
    execution_ms: float
    rows: int
    cpu_ms: float
    memory_mb: float


class RunStore:
    """The runs of one workspace.

    Args:
        database: the application state.
        workspace: whose runs; no other workspace's are seen or touched.
    """

    def __init__(self, database: Database, *, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def save(self, records: Sequence[RunRecord]) -> None:
        """Store runs that have ended."""
        if not records:
            return
        values = [{"workspace": self._workspace, **values_of(item)} for item in records]
        with self._database.begin() as connection:
            connection.execute(insert(RUNS), values)

    def list(
        self, *, agent: str | None = None, failed: bool = False, limit: int = 100
    ) -> tuple[RunRecord, ...]:
        """The newest runs first (of one agent; only those without a report)."""
        query = (
            select(RUNS)
            .where(RUNS.c.workspace == self._workspace)
            .order_by(RUNS.c.queued_at.desc(), RUNS.c.id)
            .limit(limit)
        )
        if agent is not None:
            query = query.where(RUNS.c.agent == agent)
        if failed:
            query = query.where(RUNS.c.status != "done")
        with self._database.read() as connection:
            return tuple(record_of(row._asdict(), RunRecord) for row in connection.execute(query))

    def drop_before(self, instant: datetime) -> int:
        """Forget runs queued before ``instant``; returns how many."""
        old = RUNS.c.queued_at < instant.astimezone(UTC)
        statement = delete(RUNS).where(RUNS.c.workspace == self._workspace, old)
        with self._database.begin() as connection:
            return connection.execute(statement).rowcount
