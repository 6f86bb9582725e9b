"""One executive page of a workspace, or the list of all its insights: what it is made with, and
what is kept of it.

Called by ``Workspace.page`` and ``Workspace.insights``.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from boardroom.agents.context import Stop
from boardroom.agents.task import Run
from boardroom.errors import BoardroomError, SourceError
from boardroom.executive.aggregator import Fetch, PageSource
from boardroom.executive.alert import find_alerts, find_unjudged
from boardroom.executive.page import PageSetup, build_page, list_insights
from boardroom.executive.since import compare_pages, keep_deadlines
from boardroom.insight.model import NotAvailable, Report
from boardroom.insight.summary import Alert, Phase
from boardroom.store.load_store import LoadRecord
from boardroom.store.run_store import RunRecord
from boardroom.workspace.alert_delivery import AlertDesk, Settled
from boardroom.workspace.page_history import append_history
from boardroom.workspace.rephrasing import reword

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

T = TypeVar("T")


class PageMaking:
    """Makes one page.

    Args:
        workspace: whose page.
        refresh: load every source first.
        told: called with each phase as it ends.
        patience_seconds: how long to wait for what is worked out beside it.
    """

    def __init__(
        self,
        workspace: "Workspace",
        *,
        refresh: bool,
        told: Callable[[Phase], None] | None,
        patience_seconds: float,
    ) -> None:
        self._workspace = workspace
        self._refresh = refresh
        self._told = told
        self._patience_seconds = patience_seconds
        self._unkept: dict[str, None] = {}

    def make(self, *, as_of: date | None) -> Report:
        """The page, stored, its alerts settled and delivered; what cannot be kept, it says.

        A page of a past day settles no alerts and no forecasts: they are about today.
        """
        workspace, setup = self._workspace, self._setup()
        metrics = workspace.metrics()
        today = workspace.config.as_of or metrics.today
        report = build_page(metrics, principal=workspace.principal, as_of=as_of, setup=setup)
        now = workspace.clock.now()
        report = replace(report, currency=workspace.config.currency, generated_at=now)
        report = self._kept(partial(self._compared, report), otherwise=report)
        alerts = find_alerts(report)
        if as_of is not None and as_of < today:
            alerts = tuple(replace(item, new=False) for item in alerts)
        else:
            settled = self._kept(
                partial(self._settled, report, alerts),
                otherwise=Settled(alerts=alerts, unsent={}),
            )
            alerts = settled.alerts
            report = _with_unsent(report, settled)
            if setup.forecasts is not None:
                self._kept(partial(setup.forecasts.settle, report), otherwise=None)
        report = reword(replace(report, alerts=alerts), workspace)
        self._kept(partial(self._store, report, at=now), otherwise=None)
        return self._with_unkept(report, what="Keeping this page")

    def insights(self, *, as_of: date | None) -> Report:
        """All that the page's agents find, as one list; only the life of insights is stored."""
        workspace = self._workspace
        setup = replace(self._setup(), log=None, live=True)
        metrics = workspace.metrics()
        report = list_insights(metrics, principal=workspace.principal, as_of=as_of, setup=setup)
        report = replace(report, currency=workspace.config.currency)
        return self._with_unkept(report, what="What is kept of insights and forecasts")

    def _setup(self) -> PageSetup:
        workspace = self._workspace
        return PageSetup(
            packs=workspace.packs,
            weights=workspace.config.page.weights,
            sources=tuple(self._kept(self._sources, otherwise=())),
            notebook=workspace.notebook,
            forecasts=self._kept(lambda: workspace.forecasts, otherwise=None),
            insights=self._kept(lambda: workspace.insight_book, otherwise=None),
            agents=workspace.agents,
            clock=workspace.clock,
            log=_RunLog(self),
            told=self._told,
            patience_seconds=self._patience_seconds,
        )

    def _with_unkept(self, report: Report, *, what: str) -> Report:
        """The report, saying what could not be kept or read back."""
        missing = [NotAvailable(what=what, why=why) for why in self._unkept]
        return replace(report, not_available=(*report.not_available, *missing))

    def save_runs(self, runs: Sequence[Run]) -> None:
        """Keep what agents did."""
        records = [_record(run) for run in runs]
        self._kept(partial(self._workspace.runs.save, records), otherwise=None)

    def _kept(self, step: Callable[[], T], *, otherwise: T) -> T:
        """What ``step`` on the state gives; where the state cannot be used, the page goes on."""
        try:
            return step()
        except BoardroomError as exc:
            self._unkept[exc.message] = None
            return otherwise

    def _compared(self, report: Report) -> Report:
        before = self._workspace.archive.latest_digest(until=report.as_of)
        if before is None or report.summary is None:
            return report
        since = compare_pages(report, before, quiet=self._workspace.insight_book.quiet())
        summary = keep_deadlines(report.summary, report, before)
        return replace(report, summary=replace(summary, since=since))

    def _settled(self, report: Report, alerts: tuple[Alert, ...]) -> Settled:
        workspace = self._workspace
        desk = AlertDesk(
            store=workspace.alerts,
            settings=workspace.config.alerts,
            folder=workspace.folder,
            clock=workspace.clock,
        )
        return desk.settle(
            alerts,
            unjudged=find_unjudged(report, workspace.packs),
            quiet=workspace.insight_book.quiet(),
        )

    def _store(self, report: Report, *, at: datetime) -> None:
        page = self._workspace.archive.save(report, created_at=at)
        if self._workspace.copies:
            append_history(self._workspace.lake, report, page=page, made_at=at)

    def _sources(self) -> Sequence[PageSource]:
        loads = self._workspace.load_records.latest()
        by_source: dict[str, list[LoadRecord]] = {}
        for record in loads:
            by_source.setdefault(record.source, []).append(record)
        return [
            PageSource(
                name=source.name,
                loads=tuple(by_source.get(source.name, ())),
                fetch=self._fetching(source.name) if self._refresh and source.load else None,
                note=partial(self._noted, source.name),
            )
            for source in self._workspace.config.sources
        ]

    def _fetching(self, name: str) -> Fetch:
        def fetch(stop: Stop) -> Sequence[LoadRecord]:
            reports = self._workspace.load(name, stopped=lambda: stop.requested)
            failed = [report.problem for report in reports if report.problem]
            if failed:
                raise SourceError(failed[0], hint="Its last good data is shown.")
            found = self._workspace.load_records.latest()
            return [record for record in found if record.source == name]

        return fetch

    def _noted(self, name: str, problem: str) -> None:
        note = partial(self._workspace.note_failed_load, name, problem)
        self._kept(note, otherwise=None)


class _RunLog:
    """Writes runs into the workspace's state; a page is not lost for it."""

    def __init__(self, making: PageMaking) -> None:
        self._making = making

    def save(self, runs: Sequence[Run]) -> None:
        self._making.save_runs(runs)


def _with_unsent(report: Report, settled: Settled) -> Report:
    """The report, saying where alerts did not arrive."""
    missing = (
        NotAvailable(
            what="Sending alerts to the webhook"
            if "://" in place
            else f"Writing alerts to {place}",
            why=f"{why}; the next page tries again.",
        )
        for place, why in settled.unsent.items()
    )
    return replace(report, not_available=(*report.not_available, *missing))


def _record(run: Run) -> RunRecord:
    return RunRecord(
        id=run.id,
        agent=run.task.agent,
        department=run.task.department,
        task=run.task.kind,
        subject=run.task.subject,
        status=run.status,
        problem=run.problem,
        queued_at=run.queued_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        queue_ms=run.queue_ms,
        execution_ms=run.execution_ms,
        rows=run.rows,
        cpu_ms=run.cpu_ms,
        memory_mb=run.memory_mb,
    )
