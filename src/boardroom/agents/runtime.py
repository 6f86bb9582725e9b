"""The runtime: runs tasks in this process, in parallel, within their time, and measures each run.

An agent that fails, hangs or is cancelled costs its own run only. Called by ``executive``.
"""

import queue
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from boardroom.agents.agent import Agent
from boardroom.agents.context import Context
from boardroom.agents.memory import resident_mb
from boardroom.agents.task import Run, RunStatus, Task
from boardroom.clock import Clock
from boardroom.errors import BoardroomError, CancelledError, LimitError, NotFoundError
from boardroom.insight.model import Report
from boardroom.semantic.nearest import did_you_mean

WORKERS = 8
"""So many tasks run at once; their queries share the engine's own threads."""

_GRACE_SECONDS = 0.25
_TICK_SECONDS = 0.05


class RunLog(Protocol):
    """Where runs are written down."""

    def save(self, runs: Sequence[Run]) -> None:
        """Keep the runs."""
        ...


class Runtime:
    """Runs tasks. Thread-safe.

    Args:
        agents: who can be asked; names are unique.
        clock: gives the instants of runs.
        log: where runs are written down; None = nowhere.
        workers: how many tasks run at once.

    Raises:
        ValueError: two agents have one name.
    """

    def __init__(
        self,
        agents: Iterable[Agent],
        *,
        clock: Clock,
        log: RunLog | None = None,
        workers: int = WORKERS,
    ) -> None:
        self._agents: dict[str, Agent] = {}
        for agent in agents:
            if agent.name in self._agents:
                raise ValueError(f"two agents are called {agent.name!r}")
            self._agents[agent.name] = agent
        self._clock = clock
        self._log = log
        self._workers = workers

    @property
    def agents(self) -> Mapping[str, Agent]:
        """The agents by name."""
        return self._agents

    def run(self, task: Task, context: Context) -> Run:
        """Run one task and wait for it. Raises as ``run_all``."""
        return self.run_all([task], context)[0]

    def run_all(
        self,
        tasks: Sequence[Task],
        context: Context,
        *,
        told: Callable[[Run], None] | None = None,
    ) -> tuple[Run, ...]:
        """Run tasks in parallel and wait for all; the runs in the order of ``tasks``.

        A run never raises: a failure, a time limit or a cancelled ``context.stop`` is its status.
        An agent that does not heed its time limit is left behind and its report thrown away.

        Args:
            tasks: what to do.
            context: the data; each run gets a copy that it can be stopped by.
            told: called with each run as it ends, in this thread.

        Raises:
            NotFoundError: no agent has that name; nothing was run.
        """
        agents = [self._agent(task) for task in tasks]
        landed: queue.SimpleQueue[_Flight] = queue.SimpleQueue()
        waiting = deque(
            _Flight(task=task, agent=agent, context=context.for_run(), clock=self._clock)
            for task, agent in zip(tasks, agents, strict=True)
        )
        order = list(waiting)
        flying: list[_Flight] = []
        try:
            while waiting or flying:
                while waiting and len(flying) < self._workers:
                    flying.append(waiting.popleft().take_off(landed))
                ended = _next_ended(landed, flying)
                flying = [item for item in flying if item not in ended]
                if told is not None:
                    for item in ended:
                        told(item.run)
        finally:
            for item in flying:
                item.context.stop.request()
        runs = tuple(item.run for item in order)
        if self._log is not None:
            self._log.save(runs)
        return runs

    def _agent(self, task: Task) -> Agent:
        agent = self._agents.get(task.agent)
        if agent is None:
            message = f"there is no agent {task.agent!r}{did_you_mean(task.agent, self._agents)}"
            raise NotFoundError(message, hint=f"Agents: {', '.join(self._agents) or 'none'}.")
        return agent


@dataclass(kw_only=True, eq=False)
class _Flight:
    """One run while it is under way."""

    task: Task
    agent: Agent
    context: Context
    clock: Clock
    queued_at: datetime = field(init=False)
    started_at: datetime | None = None
    report: Report | None = None
    error: BoardroomError | None = None
    cpu_ms: float = 0.0
    _queued: float = field(init=False)
    _began: float = 0.0
    _until: float = 0.0
    _leave_at: float | None = None
    _run: Run | None = None

    def __post_init__(self) -> None:
        self.queued_at = self.clock.now()
        self._queued = time.perf_counter()

    @property
    def run(self) -> Run:
        """What came of it; only once it has ended."""
        if self._run is None:
            raise RuntimeError("still under way")
        return self._run

    def take_off(self, landed: "queue.SimpleQueue[_Flight]") -> "_Flight":
        """Begin, in a thread that does not keep the process alive."""
        self.started_at = self.clock.now()
        self._began = time.perf_counter()
        self._until = self._began + self.task.timeout_seconds
        name = f"agent {self.task.agent}"
        threading.Thread(target=self._fly, args=(landed,), name=name, daemon=True).start()
        return self

    def _fly(self, landed: "queue.SimpleQueue[_Flight]") -> None:
        began = time.thread_time()
        try:
            self.context.stop.check()
            self.report = self.agent.run(self.task, self.context)
        except BoardroomError as exc:
            self.error = exc
        except BaseException as exc:  # noqa: BLE001  # the thread's last frame: whatever it is, it is this run's
            self.error = _foreign(self.task, exc)
        self.cpu_ms = (time.thread_time() - began) * 1000
        landed.put(self)

    def end(self, status: RunStatus, error: BoardroomError | None) -> None:
        """Settle the outcome; what the thread does later counts no more."""
        now = time.perf_counter()
        self._run = Run(
            id=uuid.uuid4().hex[:12],
            task=self.task,
            status=status,
            queued_at=self.queued_at,
            started_at=self.started_at,
            finished_at=self.clock.now(),
            queue_ms=(self._began - self._queued) * 1000,
            execution_ms=(now - self._began) * 1000,
            report=self.report if status == "done" else None,
            error=error,
            rows=self.context.rows,
            cpu_ms=self.cpu_ms,
            memory_mb=resident_mb(),
        )

    def land(self) -> None:
        """Settle the outcome of a thread that has ended."""
        if self.error is None and isinstance(self.report, Report):
            self.end("done", None)
        elif isinstance(self.error, CancelledError):
            self.end("cancelled", self.error)
        elif self.context.stop.requested and isinstance(self.error, LimitError):
            self.end("timed_out", _late(self.task))
        else:
            self.end("failed", self.error or _no_report(self.task, self.report))

    def watch(self) -> bool:
        """Ask it to stop when its time is over or it was cancelled; True when it was left."""
        now = time.perf_counter()
        stop = self.context.stop
        if self._leave_at is None:
            if now >= self._until or stop.requested:
                stop.request(late=now >= self._until)
                self._leave_at = now + _GRACE_SECONDS
            return False
        if now < self._leave_at:
            return False
        self._leave()
        return True

    def _leave(self) -> None:
        try:
            self.context.stop.check()
        except CancelledError as exc:
            self.end("cancelled", exc)
        except LimitError:
            self.end("timed_out", _late(self.task))


def _next_ended(
    landed: "queue.SimpleQueue[_Flight]", flying: Sequence[_Flight]
) -> Sequence[_Flight]:
    """Runs that ended or had to be left, waiting for a moment at most."""
    ended = []
    try:
        item = landed.get(timeout=_TICK_SECONDS)
        if item in flying:
            item.land()
            ended.append(item)
    except queue.Empty:
        pass
    return [*ended, *(item for item in flying if item not in ended and item.watch())]


def _late(task: Task) -> LimitError:
    return LimitError(
        f"agent {task.agent!r} took longer than {task.timeout_seconds:g} s and was stopped",
        hint="Give it more time, or look at what it waits for.",
    )


def _no_report(task: Task, report: object) -> BoardroomError:
    return BoardroomError(
        f"agent {task.agent!r} returned {type(report).__name__}, expected a Report",
        hint="Every agent returns a Report.",
    )


def _foreign(task: Task, exc: BaseException) -> BoardroomError:
    what = f"{type(exc).__name__}: {exc}" if str(exc) else type(exc).__name__
    error = BoardroomError(
        f"agent {task.agent!r} failed with {what}", hint="This is a fault in the agent's own code."
    )
    error.__cause__ = exc
    return error
