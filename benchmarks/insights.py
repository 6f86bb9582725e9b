"""All insights of a page of 60 metrics by up to five dimensions each, of the simulated company.

What a scan of the rollups finds is promised, at scale 50; what stands behind the figures and what
the records say is shown beside it. A scan's time is told apart into asking the store (compiling the
questions included) and the rest, which is computing.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.company import UNTIL, memory_line, told_by, workspace_of
from benchmarks.measure import Line, peak_memory_mb, seconds_taken
from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.inspection.inspector import Inspector
from boardroom.executive.metric_facts import dimensions
from boardroom.executive.pack_binding import Department
from boardroom.executive.scan.scout import Scout
from boardroom.executive.scan.watch_list import MOST_DIMENSIONS, MOST_VALUES
from boardroom.insight.model import Report
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result
from boardroom.workspace.surveying import survey
from boardroom.workspace.workspace import Workspace

METRICS = 60
PROMISED_SECONDS = 3.0
PROMISED_SCALE = 50.0

_PATIENCE_SECONDS = 600.0


def measure_insights(folder: Path, *, scale: float) -> list[Line]:
    """Time all insights in a process of its own: of one day, then of another in the warm process,
    none of which is known."""
    told = told_by(tell_insights, workspace_of(folder, scale))
    looked = f"{told['metrics']:.0f} metrics, {told['splits']:.0f} splits by dimension"
    what = f"insights of a page of the simulated company of scale {scale:g}"
    return [
        Line(
            what=f"{what}: {looked}, {told['series']:.0f} series: first of a process",
            measured=f"{told['first_seconds']:.1f} s",
        ),
        _promised(f"{what}: warm process", told["seconds"], scale),
        Line(what=f"{what}: warm, CPU", measured=f"{told['cpu_seconds']:.1f} s"),
        Line(what=f"{what}: warm, asking the store", measured=f"{told['ask_seconds']:.1f} s"),
        Line(what=f"{what}: warm, asking, CPU", measured=f"{told['ask_cpu_seconds']:.1f} s"),
        Line(
            what=f"{what}: beside them, what stands behind the figures",
            measured=f"{told['inspect_seconds']:.1f} s",
        ),
        Line(
            what=f"{what}: beside them, what the records say",
            measured=f"{told['survey_seconds']:.1f} s",
        ),
        memory_line(what, told["peak_mb"], scale),
    ]


def _promised(what: str, seconds: float, scale: float) -> Line:
    """A smaller company that takes too long misses the promise; one that does not, says nothing."""
    late = seconds >= PROMISED_SECONDS
    return Line(
        what=what,
        measured=f"{seconds:.1f} s",
        promise=f"< {PROMISED_SECONDS:.0f} s at scale {PROMISED_SCALE:g}",
        kept=not late if late or scale >= PROMISED_SCALE else None,
    )


def tell_insights(folder: Path) -> None:
    """Work out all insights of the workspace in this process and print what they took, as JSON; as
    of days that no page was made of."""
    day = UNTIL - timedelta(days=2)
    with Workspace.open(folder) as workspace:
        splits = _splits(workspace)
        departments = _page(workspace.packs.departments, splits)
        agents = [
            made(
                departments=departments,
                notebook=workspace.notebook,
                book=workspace.insight_book,
                patience_seconds=_PATIENCE_SECONDS,
                live=True,
            )
            for made in (Scout, Inspector)
        ]
        scout, inspector = agents
        first, _ = seconds_taken(lambda: _run(workspace, scout, day))
        runs: list[tuple[Report, _Asking]] = []
        day += timedelta(days=1)
        warm, warm_cpu = seconds_taken(lambda: runs.append(_run(workspace, scout, day)))
        inspected, _ = seconds_taken(lambda: _run(workspace, inspector, day))
        surveyed, _ = seconds_taken(lambda: survey(workspace, as_of=day))
    report, asking = runs[0]
    names = [name for item in departments for name in item.metrics]
    told = {
        "metrics": len(names),
        "splits": sum(splits[name] for name in names),
        "series": report.tests["episode"],
        "first_seconds": first,
        "seconds": warm,
        "cpu_seconds": warm_cpu,
        "ask_seconds": asking.seconds,
        "ask_cpu_seconds": asking.cpu_seconds,
        "inspect_seconds": inspected,
        "survey_seconds": surveyed,
        "peak_mb": peak_memory_mb(),
    }
    sys.stdout.write(json.dumps(told))


def _splits(workspace: Workspace) -> Mapping[str, int]:
    """Metric → by how many dimensions it is looked at."""
    model, reader = workspace.metrics().model, workspace.notebook.reader
    known, found = dimensions(model, most_values=MOST_VALUES), {}
    for metric in model.metrics:
        try:
            facts = reader.read(metric)
        except BoardroomError:
            continue
        labels = {label for name, label in known.items() if reader.splits_by(facts, name)}
        found[metric.name] = min(MOST_DIMENSIONS, len(labels))
    return found


def _page(departments: Sequence[Department], splits: Mapping[str, int]) -> tuple[Department, ...]:
    """The departments with those of their metrics that have the most dimensions."""
    names = dict.fromkeys(name for item in departments for name in item.metrics)
    chosen = set(sorted(names, key=lambda name: -splits.get(name, 0))[:METRICS])
    found, shown = [], set[str]()
    for item in departments:
        own = tuple(name for name in item.metrics if name in chosen - shown)
        shown.update(own)
        found.append(replace(item, metrics=own))
    return tuple(found)


@dataclass(kw_only=True)
class _Asking:
    """What asking the store took so far."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class _TimedContext(Context):
    """A context that counts what asking takes."""

    asking: _Asking = field(default_factory=_Asking)

    def ask(
        self, queries: Sequence[Query], *, as_of: date | None = None
    ) -> tuple[Result | BoardroomError, ...]:
        began, cpu = time.perf_counter(), time.process_time()
        answers = super().ask(queries, as_of=as_of)
        self.asking.seconds += time.perf_counter() - began
        self.asking.cpu_seconds += time.process_time() - cpu
        return answers


def _run(workspace: Workspace, agent: Scout | Inspector, day: date) -> tuple[Report, _Asking]:
    task = Task(
        agent=agent.name,
        kind="scan" if isinstance(agent, Scout) else "inspect",
        timeout_seconds=_PATIENCE_SECONDS,
    )
    with workspace.metrics().held() as held:
        context = _TimedContext(metrics=held, principal=workspace.principal, asked=day, as_of=day)
        report = agent.run(task, context)
    if not report.tests:
        raise SystemExit(f"the agent {agent.name!r} told nothing: {report.not_available}")
    return report, context.asking
