"""Loads sources into the lake: all tables of one source, and several sources side by side.

The workspace calls ``load_sources``; ``load_table`` has the steps for one table. A table that fails
keeps its last good version, is noted as stale beside the data, and never stops the others.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from boardroom.data.sources.load_table import LoadSettings, load_table
from boardroom.data.sources.plugin_source import fetched
from boardroom.data.sources.progress import Cancelled, Step, Task
from boardroom.data.sources.report import LoadReport, TableReport
from boardroom.data.sources.side_by_side import run_side_by_side
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec, mask_url
from boardroom.data.sources.survey import survey
from boardroom.data.sources.table_names import Look, claim_names
from boardroom.data.warehouse.lake import Lake
from boardroom.errors import BoardroomError, SourceError

PATIENCE_SECONDS = 20.0
"""A cancelled load gives up its table in hand within this time, or is left behind."""


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
    looks = claim_names([_look(spec, base)], lake)
    return _load_all(looks[0], lake, task=task, settings=settings or LoadSettings())


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

    Raises:
        Cancelled: ``settings.stopped`` said so; tables done by then stay done.
    """
    task = Task(told)
    settings = settings or LoadSettings()
    check = partial(_check, settings.stopped)
    looks = run_side_by_side([partial(_look, spec, base) for spec in specs], check=check)
    return run_side_by_side(
        [
            partial(_load_all, look, lake, task=task, settings=settings)
            for look in claim_names(looks, lake)
        ],
        check=check,
        cancel=task.cancel,
        patience_seconds=PATIENCE_SECONDS,
    )


def _check(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise Cancelled


def _look(spec: SourceSpec, base: Path | None) -> Look:
    """What a source holds, or why that cannot be told."""
    started = time.monotonic()
    found, problem = None, None
    if spec.load:
        try:
            found = survey(fetched(spec, base), base=base)
        except BoardroomError as exc:
            problem = exc
        except Exception as exc:  # noqa: BLE001  # a defect in one source must not stop the others
            problem = _unexpected(exc)
    elapsed = time.monotonic() - started
    return Look(spec=spec, survey=found, problem=problem, elapsed_seconds=elapsed)


def _load_all(look: Look, lake: Lake, *, task: Task, settings: LoadSettings) -> LoadReport:
    started = time.monotonic()
    spec, location = look.spec, mask_url(look.spec.location)
    if look.problem is not None:
        note_stale(lake, spec, look.problem.message)
        return LoadReport(
            source=spec.name,
            location=location,
            problem=mask_url(look.problem.message),
            hint=look.problem.hint or "",
            elapsed_seconds=look.elapsed_seconds,
        )
    if look.survey is None:
        return LoadReport(source=spec.name, location=location)
    tables = look.survey.tables
    reports = [_load_one(table, spec, lake, task=task, settings=settings) for table in tables]
    found = {
        name for one, told in zip(tables, reports, strict=True) for name in (one.name, told.table)
    }
    reports += _gone(spec, lake, found)
    return LoadReport(
        source=spec.name,
        location=location,
        tables=tuple(reports),
        notes=look.survey.notes,
        elapsed_seconds=look.elapsed_seconds + time.monotonic() - started,
    )


def _load_one(
    table: SourceTable, spec: SourceSpec, lake: Lake, *, task: Task, settings: LoadSettings
) -> TableReport:
    started = time.monotonic()
    try:
        report = load_table(table, spec, lake, task=task, settings=settings)
        lake.note_state(report.table)
    except Cancelled:
        raise
    except BoardroomError as exc:
        task.check()
        report = _failed(table.name, spec, lake, problem=exc.message, hint=exc.hint or "")
    except Exception as exc:  # noqa: BLE001  # a defect in one table must not stop the others
        task.check()
        told = _unexpected(exc)
        report = _failed(table.name, spec, lake, problem=told.message, hint=told.hint or "")
    return report.but(elapsed_seconds=time.monotonic() - started)


def _unexpected(exc: Exception) -> SourceError:
    text = f"{type(exc).__name__}: {exc}".splitlines()[0][:300]
    hint = "This is a defect of Boardroom: please report it."
    return SourceError(f"unexpected {text}", hint=hint)


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


def note_stale(lake: Lake, spec: SourceSpec, problem: str) -> None:
    """Note beside every table of a source that it could not be brought up to date, and why."""
    for name, table in lake.tables().items():
        if table.details.get("source") == spec.name:
            _try_note(lake, name, mask_url(problem))


def _try_note(lake: Lake, name: str, problem: str) -> None:
    """The note is worth less than the report: on a full disk it is left out."""
    try:
        lake.note_state(name, problem=problem)
    except BoardroomError:
        return
