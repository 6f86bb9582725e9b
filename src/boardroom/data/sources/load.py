"""Loads sources into the lake: all tables of one source, and several sources side by side.

The workspace calls ``load_sources``; ``load_table`` has the steps for one table. A table that fails
keeps its last good version, is noted as stale beside the data, and never stops the others.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from boardroom.data.sources.load_table import LoadSettings, load_table
from boardroom.data.sources.progress import Cancelled, Step, Task
from boardroom.data.sources.report import LoadReport, TableReport
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec, mask_url
from boardroom.data.sources.survey import survey
from boardroom.data.warehouse.lake import Lake
from boardroom.errors import BoardroomError

AT_ONCE = 4


def discover(spec: SourceSpec, *, base: Path | None = None) -> tuple[SourceTable, ...]:
    """The tables that ``spec`` holds, without reading their rows.

    Raises:
        NotFoundError: the path does not exist.
        SourceError: it holds no table that can be read.
        UnavailableError: the server does not answer.
        MissingExtraError: its driver is not installed.
    """
    return survey(spec, base=base).tables


def load_source(
    spec: SourceSpec,
    lake: Lake,
    *,
    base: Path | None = None,
    task: Task | None = None,
    settings: LoadSettings | None = None,
) -> LoadReport:
    """Bring all tables of ``spec`` in ``lake`` up to date; failures are in the report.

    Args:
        base: folder in which relative paths stand; None = the current one.
        task: to hear of progress and to cancel.

    Raises:
        Cancelled: ``task`` was cancelled; tables done by then stay done.
    """
    task = task or Task()
    started = time.monotonic()
    location = mask_url(spec.location)
    if not spec.load:
        return LoadReport(source=spec.name, location=location)
    try:
        found = survey(spec, base=base)
    except BoardroomError as exc:
        _note_stale(lake, spec, exc.message)
        elapsed = time.monotonic() - started
        return LoadReport(
            source=spec.name,
            location=location,
            problem=mask_url(exc.message),
            hint=exc.hint or "",
            elapsed_seconds=elapsed,
        )
    settings = settings or LoadSettings()
    reports = [_load_one(table, spec, lake, task=task, settings=settings) for table in found.tables]
    reports += _gone(spec, lake, {table.name for table in found.tables})
    return LoadReport(
        source=spec.name,
        location=location,
        tables=tuple(reports),
        notes=found.notes,
        elapsed_seconds=time.monotonic() - started,
    )


def load_sources(
    specs: Sequence[SourceSpec],
    lake: Lake,
    *,
    base: Path | None = None,
    told: Callable[[Step], None] | None = None,
    settings: LoadSettings | None = None,
) -> tuple[LoadReport, ...]:
    """Load several sources side by side; the reports stand in the order of ``specs``.

    Call it from the main thread: Ctrl-C there cancels all loads, each of which leaves the last good
    version of the table in hand, and then goes on as ``KeyboardInterrupt``.

    Args:
        told: called with each step of progress, from the loading threads.
    """
    task = Task(told)
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="load") as pool:
        futures = [
            pool.submit(load_source, spec, lake, base=base, task=task, settings=settings)
            for spec in specs
        ]
        try:
            _wait_for(futures)
        except BaseException:
            task.cancel()
            raise
    return tuple(future.result() for future in futures)


def _wait_for(futures: Sequence[Future[LoadReport]]) -> None:
    """Wait in short steps, so that Ctrl-C is heard at once; a defect in one load stops all."""
    open_ones = set(futures)
    while open_ones:
        done, open_ones = wait(open_ones, timeout=0.1, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()


def _load_one(
    table: SourceTable, spec: SourceSpec, lake: Lake, *, task: Task, settings: LoadSettings
) -> TableReport:
    started = time.monotonic()
    try:
        report = load_table(table, spec, lake, task=task, settings=settings)
        lake.note_state(table.name)
    except Cancelled:
        raise
    except BoardroomError as exc:
        task.check()
        report = _failed(table.name, spec, lake, problem=exc.message, hint=exc.hint or "")
    return report.but(elapsed_seconds=time.monotonic() - started)


def _failed(name: str, spec: SourceSpec, lake: Lake, *, problem: str, hint: str) -> TableReport:
    problem = mask_url(problem)
    known = name in lake.names()
    if known:
        _try_note(lake, name, problem)
    current = lake.table(name) if known else None
    return TableReport(
        table=name,
        source=spec.name,
        status="failed",
        rows=current.rows if current else 0,
        version_before=current.version if current else None,
        version=current.version if current else None,
        problem=problem,
        hint=hint,
    )


def _gone(spec: SourceSpec, lake: Lake, found: set[str]) -> list[TableReport]:
    """Tables of this source in the lake that the source no longer holds."""
    return [
        _failed(
            name,
            spec,
            lake,
            problem=f"{mask_url(spec.location)} no longer holds {name!r}",
            hint="Its last version stays; remove the table if it is not needed.",
        )
        for name, table in lake.tables().items()
        if table.details.get("source") == spec.name and name not in found
    ]


def _note_stale(lake: Lake, spec: SourceSpec, problem: str) -> None:
    for name, table in lake.tables().items():
        if table.details.get("source") == spec.name:
            _try_note(lake, name, mask_url(problem))


def _try_note(lake: Lake, name: str, problem: str) -> None:
    """The note is worth less than the report: on a full disk it is left out."""
    try:
        lake.note_state(name, problem=problem)
    except BoardroomError:
        return
