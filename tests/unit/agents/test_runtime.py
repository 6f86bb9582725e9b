"""Running agents: in parallel, in time, each failure for itself, each run measured."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Run, Task
from boardroom.clock import SystemClock
from boardroom.errors import BoardroomError, NotFoundError, QueryError
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Report
from boardroom.semantic.query import Query
from tests.unit.executive.world import make_service, order_rows

TODAY = date(2018, 3, 11)
Work = Callable[[Task, Context], Report]


@dataclass(frozen=True)
class Doing:
    """An agent that does what it is given."""

    name: str
    work: Work
    department: str | None = None

    def run(self, task: Task, context: Context) -> Report:
        return self.work(task, context)


@dataclass
class Kept:
    """A log in memory."""

    runs: list[Run] = field(default_factory=list)

    def save(self, runs: Sequence[Run]) -> None:
        self.runs += runs


@pytest.fixture
def context(tmp_path: Path) -> Context:
    service = make_service(tmp_path, {"orders": order_rows(days=100)})
    return Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)


def _report(task: Task, context: Context) -> Report:
    return Report(title=task.subject or task.agent, as_of=context.as_of)


def _runtime(*agents: Doing, log: Kept | None = None, workers: int = 8) -> Runtime:
    return Runtime(agents, clock=SystemClock(), log=log, workers=workers)


def test_runs_come_back_in_the_order_of_their_tasks(context: Context) -> None:
    def nap(task: Task, context: Context) -> Report:
        time.sleep(0.05 if task.subject == "first" else 0.0)
        return _report(task, context)

    tasks = [Task(agent="a", kind="analyse", subject=name) for name in ("first", "second")]
    runs = _runtime(Doing("a", nap)).run_all(tasks, context)
    assert [run.report.title for run in runs if run.report] == ["first", "second"]
    assert {run.status for run in runs} == {"done"}


def test_tasks_run_side_by_side_up_to_the_number_of_workers(context: Context) -> None:
    meeting = threading.Barrier(3, timeout=10)

    def meet(task: Task, context: Context) -> Report:
        meeting.wait()
        return _report(task, context)

    tasks = [Task(agent="a", kind="analyse", subject=str(number)) for number in range(6)]
    runs = _runtime(Doing("a", meet), workers=3).run_all(tasks, context)
    assert [run.status for run in runs] == ["done"] * 6
    assert max(run.queue_ms for run in runs) > min(run.queue_ms for run in runs)


def test_a_failure_costs_its_own_run_only(context: Context) -> None:
    def refuse(task: Task, context: Context) -> Report:
        raise QueryError("no such metric")

    def break_down(task: Task, context: Context) -> Report:
        raise ZeroDivisionError("by nothing")

    def give_nothing(task: Task, context: Context) -> Report:
        return "done"  # type: ignore[return-value]  # what a careless agent returns

    agents = [
        Doing("good", _report),
        Doing("refuses", refuse),
        Doing("breaks", break_down),
        Doing("gives nothing", give_nothing),
    ]
    runs = _runtime(*agents).run_all(
        [Task(agent=item.name, kind="analyse") for item in agents], context
    )
    assert [run.status for run in runs] == ["done", "failed", "failed", "failed"]
    assert runs[1].problem == "no such metric"
    assert runs[2].problem == "agent 'breaks' failed with ZeroDivisionError: by nothing"
    assert runs[3].problem == "agent 'gives nothing' returned str, expected a Report"


def test_an_agent_that_hangs_is_left_behind_after_its_time(context: Context) -> None:
    release = threading.Event()

    def hang(task: Task, context: Context) -> Report:
        release.wait(60)
        return _report(task, context)

    agents = [Doing("hangs", hang), Doing("good", _report)]
    tasks = [
        Task(agent="hangs", kind="analyse", timeout_seconds=0.1),
        Task(agent="good", kind="analyse"),
    ]
    began = time.perf_counter()
    slow, good = _runtime(*agents, workers=1).run_all(tasks, context)
    assert time.perf_counter() - began < 30
    release.set()
    assert (slow.status, slow.report) == ("timed_out", None)
    assert "took longer than 0.1 s" in slow.problem
    assert good.status == "done"


def test_an_agent_that_looks_at_the_data_stops_by_itself(context: Context) -> None:
    seen: list[str] = []

    def keep_asking(task: Task, context: Context) -> Report:
        try:
            while True:
                context.ask([Query(metrics=("revenue",))])
        except BoardroomError as exc:
            seen.append(exc.message)
            raise

    task = Task(agent="a", kind="analyse", timeout_seconds=0.2)
    run = _runtime(Doing("a", keep_asking)).run(task, context)
    assert run.status == "timed_out"
    assert seen == ["the run took longer than its time limit and was stopped"]


def test_a_cancelled_context_ends_what_runs_and_what_waits(context: Context) -> None:
    def stop_everything(task: Task, inner: Context) -> Report:
        context.stop.request()
        inner.stop.wait(30)
        inner.stop.check()
        return _report(task, inner)

    tasks = [Task(agent="a", kind="analyse", subject=str(number)) for number in range(3)]
    runs = _runtime(Doing("a", stop_everything), workers=1).run_all(tasks, context)
    assert [run.status for run in runs] == ["cancelled"] * 3


def test_every_run_is_measured_and_written_down(context: Context) -> None:
    def ask(task: Task, context: Context) -> Report:
        context.ask([Query(metrics=("revenue",), group_by=("orders.state",))])
        return _report(task, context)

    log = Kept()
    run = _runtime(Doing("a", ask, department="sales"), log=log).run(
        Task(agent="a", kind="analyse", department="sales"), context
    )
    assert log.runs == [run]
    assert run.rows == 4
    assert run.execution_ms > 0
    assert run.cpu_ms > 0
    assert run.memory_mb > 10
    assert run.started_at is not None
    assert run.queued_at <= run.started_at <= run.finished_at


def test_an_unknown_agent_is_named_before_anything_runs(context: Context) -> None:
    log = Kept()
    runtime = _runtime(Doing("analyst:sales", _report), log=log)
    tasks = [Task(agent="analyst:sales", kind="analyse"), Task(agent="analyst:sale", kind="custom")]
    with pytest.raises(NotFoundError, match="did you mean 'analyst:sales'"):
        runtime.run_all(tasks, context)
    assert log.runs == []


def test_ends_are_told_as_they_come(context: Context) -> None:
    told: list[str] = []
    tasks = [Task(agent="a", kind="analyse", subject=name) for name in ("x", "y")]
    _runtime(Doing("a", _report), workers=1).run_all(
        tasks, context, told=lambda run: told.append(run.task.subject)
    )
    assert told == ["x", "y"]


def test_two_agents_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'a'"):
        _runtime(Doing("a", _report), Doing("a", _report))
