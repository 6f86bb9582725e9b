"""Whether insights are true: simulated companies with planted incidents, and without any.

A folder is not needed: each world is simulated from its seed, loaded and modelled like any data,
and the scout, which tells all alarms of ``boardroom insights``, looks at it as of the world's last
day. An *alarm* is an insight of kind ``episode``. Worlds are made side by side, one a core.

- A planted business incident that has begun by then is **found** when an alarm names its segment
  (or one of the values of it, or what is part of one or stands behind it: ``SPEAKS_FOR``) or the
  whole, a metric that its levers reach (``REACHES``), and days that overlap its own.
- An alarm is **true** when that holds for some incident, with the aftermath counted in (what an
  incident does to later stages comes up to 60 days after it); ``fdr`` is the share of those that
  are not, over the planted worlds.
- ``false_alarms`` is the share of worlds without incidents in which there is any alarm.

What is no news is planted, too (in worlds without incidents there are only the calendar's own
seasons and the period that is not over), and the alarms that come of it are counted over all
worlds, each as ``alarms_`` and the simulator's name for its cause:

- ``unfinished_period``: its days reach a day that is not over.
- ``pipeline_gap``, ``late_data``, ``duplicate_load``: it tells of no incident, its metric is made
  of rows of the file that was planted so, and its days overlap the planted ones and last no more
  than a month longer (so that what lasts a quarter does not come of a day without rows).
- ``seasonal_swing``: it tells of no incident, and either its metric is one that visitors reach and
  its days lie so by the days of a planted swing, in any year; or at least half of its days are such
  as the simulator's own calendar makes a fifth or more quieter than is usual on their day of the
  week (holidays, the last days of December and the first of January).

``troubles_told`` is the share of planted gaps, late and double loads that a finding on the quality
of data names by file and days: what was told apart rather than overlooked.
"""

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from boardroom.executive.metric_facts import FactsReader
from boardroom.insight.model import Insight
from boardroom.simulate.company import CompanySpec, Incident, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace
from evals.beside import scout
from evals.insight_causes import CAUSES, causes, is_trouble
from evals.insight_truth import follows, tells_of
from evals.score import Score

UNTIL = date(2026, 7, 1)
SCALE = 0.05
STRONG = 2.5


@dataclass(frozen=True, kw_only=True)
class World:
    """A company's truth and what was said of it.

    Attributes:
        incidents: all that was planted.
        alarms: what was told of its business.
        troubles: what was told of the quality of its data.
        reads: the files whose rows a metric is made of, of each metric with an alarm.
        seconds: how long the scout took.
    """

    incidents: tuple[Incident, ...]
    alarms: tuple[Insight, ...]
    troubles: tuple[Insight, ...]
    reads: Mapping[str, AbstractSet[str]]
    seconds: float


def evaluate(folder: Path) -> Score:
    """Make and score ``BOARDROOM_EVAL_WORLDS`` (default ``20,200``) worlds with and without
    incidents below ``folder``.
    """
    planted, empty = map(int, os.environ.get("BOARDROOM_EVAL_WORLDS", "20,200").split(","))
    specs = [CompanySpec(until=UNTIL, seed=seed, scale=SCALE) for seed in range(planted)]
    specs += [
        CompanySpec(until=UNTIL, seed=1000 + seed, scale=SCALE, incidents="none")
        for seed in range(empty)
    ]
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=get_context("spawn"), initializer=_take_one_core
    ) as workers:
        worlds = list(workers.map(_world, repeat(folder), specs))
    return score_worlds(worlds[:planted], worlds[planted:])


def score_worlds(planted: list[World], empty: list[World]) -> Score:
    """The figures over all worlds."""
    strong = [item for world in planted for item in _business(world) if _is_strong(item)]
    weak = [item for world in planted for item in _business(world) if not _is_strong(item)]
    found = [
        item.id + str(place)
        for place, world in enumerate(planted)
        for item in _business(world)
        if _is_strong(item) and any(tells_of(alarm, item) for alarm in world.alarms)
    ]
    found_weak = sum(
        any(tells_of(alarm, item) for alarm in world.alarms)
        for world in planted
        for item in _business(world)
        if not _is_strong(item)
    )
    alarms = [(alarm, world) for world in planted for alarm in world.alarms]
    false = sum(
        not any(follows(alarm, item) for item in _business(world)) for alarm, world in alarms
    )
    worlds = [*planted, *empty]
    figures = {
        "recall": len(found) / len(strong) if strong else 1.0,
        "recall_weak": found_weak / len(weak) if weak else 1.0,
        "fdr": false / len(alarms) if alarms else 0.0,
        "false_alarms": sum(bool(world.alarms) for world in empty) / len(empty) if empty else 0.0,
        "alarms_per_world": len(alarms) / len(planted) if planted else 0.0,
        **_count_causes(worlds),
        "troubles_told": _share_of_troubles_told(planted),
    }
    seconds = sum(world.seconds for world in worlds)
    return Score(figures=figures, cases=len(worlds), seconds=seconds)


def _count_causes(worlds: Iterable[World]) -> dict[str, float]:
    """The alarms by what they come of that is no news."""
    counts = Counter(
        cause
        for world in worlds
        for alarm in world.alarms
        for cause in causes(alarm, world.incidents, until=UNTIL, reads=world.reads[alarm.metric])
    )
    return {f"alarms_{cause}": float(counts[cause]) for cause in CAUSES}


def _share_of_troubles_told(worlds: Iterable[World]) -> float:
    told = [
        any(is_trouble(insight, item) for insight in world.troubles)
        for world in worlds
        for item in world.incidents
        if "file" in item.segment
    ]
    return sum(told) / len(told) if told else 1.0


def _business(world: World) -> Iterator[Incident]:
    return (item for item in world.incidents if item.of_kind.business and item.start < UNTIL)


def _is_strong(incident: Incident) -> bool:
    return incident.sigmas is not None and incident.sigmas >= STRONG


def _take_one_core() -> None:
    """Threads of an engine would only wait for those of the world beside."""
    os.environ["BOARDROOM_THREADS"] = "1"


def _world(folder: Path, spec: CompanySpec) -> World:
    place = folder / f"world-{spec.seed}"
    company = write_company(place / "data", spec)
    wanted = NewWorkspace(locations=[str(place / "data")], name="Simulated company")
    with create_workspace(place / "work", wanted, progress=lambda _: None):
        pass
    with Workspace.open(place / "work") as workspace:
        began = time.perf_counter()
        report = scout(workspace, as_of=UNTIL)
        seconds = time.perf_counter() - began
        model = workspace.packs.model
    shutil.rmtree(place)
    alarms = tuple(item for item in report.insights if item.kind == "episode")
    facts = FactsReader(model)
    return World(
        incidents=company.incidents,
        alarms=alarms,
        troubles=tuple(item for item in report.insights if item.kind == "data_quality"),
        reads={
            name: frozenset(facts.read(model.metric_by_name[name]).bases)
            for name in {alarm.metric for alarm in alarms}
        },
        seconds=seconds,
    )
