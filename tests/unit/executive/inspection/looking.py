"""The inspector's report on made-up companies."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path

import pyarrow as pa

from boardroom.agents.context import Context
from boardroom.agents.runtime import Runtime
from boardroom.agents.task import Task
from boardroom.clock import SystemClock
from boardroom.executive.inspection.inspector import INSPECTOR, Inspector
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack import PageSettings
from boardroom.executive.pack_binding import bind_packs
from boardroom.executive.pack_file import read_pack
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Insight, Report
from tests.unit.executive.world import FIRST, make_service


def look(
    folder: Path,
    tables: Mapping[str, pa.Table],
    *,
    model: str,
    days: int,
    pack: str = "",
    lacking: Collection[str] = (),
) -> Report:
    """What the inspector finds, as of ``days`` after the first day; only ``lacking`` is not there,
    and groups of customers where they do not stand apart.
    """
    service = make_service(folder, tables, model=model, today=FIRST + timedelta(days=days))
    packs = [read_pack(pack, origin="pack.yml")] if pack else []
    bound = bind_packs(service.model, packs, PageSettings())
    service = make_service(folder, {}, model=bound.model, today=FIRST + timedelta(days=days))
    agent = Inspector(
        departments=bound.departments,
        notebook=Notebook(bound.model),
        patience_seconds=120.0,
        live=True,
    )
    today = service.today
    context = Context(metrics=service, principal=LOCAL_ADMIN, asked=today, as_of=today)
    task = Task(agent=INSPECTOR, kind="inspect", timeout_seconds=120.0)
    run = Runtime([agent], clock=SystemClock()).run(task, context)
    assert run.report is not None, run.problem
    missing = {item.what for item in run.report.not_available}
    assert missing - {"Groups of customers that are alike"} == set(lacking)
    return run.report


def told(report: Report, kind: str) -> list[Insight]:
    """The insights of one kind."""
    return [item for part in report.sections for item in part.insights if item.kind == kind]
