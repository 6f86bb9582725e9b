"""``Workspace``: a folder with ``boardroom.yml``, ``models/*.yml`` and ``.boardroom/``, wired to
the layers below.

The command line and later the server open one and ask it for loads, metrics and pages; nothing else
wires the layers.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from boardroom.clock import Clock, SystemClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.sources.progress import Cancelled, Step
from boardroom.errors import BoardroomError, CancelledError, ModelError, NotFoundError, UsageError
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.semantic.model import SemanticModel
from boardroom.settings import Settings
from boardroom.workspace.config import (
    FILE_NAME,
    WorkspaceConfig,
    read_config,
    with_secrets,
    yaml_memory,
)
from boardroom.workspace.secret import read_secrets

if TYPE_CHECKING:
    from boardroom.agents.agent import Agent
    from boardroom.agents.context import Context
    from boardroom.data.sources.report import LoadReport
    from boardroom.data.sources.spec import SourceSpec
    from boardroom.data.warehouse.engine import Engine
    from boardroom.data.warehouse.lake import Lake
    from boardroom.executive.archive import PageArchive
    from boardroom.executive.explain.explainer import Asking
    from boardroom.executive.forecast_book import ForecastBook
    from boardroom.executive.notebook import Notebook
    from boardroom.executive.pack_binding import BoundPacks
    from boardroom.executive.scan.insight_book import InsightBook
    from boardroom.insight.model import Report
    from boardroom.insight.summary import Phase
    from boardroom.language.model import LanguageModel
    from boardroom.semantic.query import Query
    from boardroom.semantic.result import Result
    from boardroom.semantic.rollup import Rollup
    from boardroom.store.alert_store import AlertStore
    from boardroom.store.database import Database
    from boardroom.store.load_store import LoadStore
    from boardroom.store.page_store import PageRecord
    from boardroom.store.run_store import RunStore

INSIGHT_SECONDS = 600.0
"""How long a list of insights waits for each thing that takes long."""

Progress = Callable[[str], None]
"""Called with one sentence at a time about long work."""


class Workspace:
    """An open workspace. Use as a context manager; thread-safe once open.

    Attributes:
        principal: who asks: whoever runs this process owns the files, so it sees everything.
    """

    def __init__(
        self,
        folder: Path,
        config: WorkspaceConfig,
        *,
        settings: Settings | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.folder = folder
        self.config = config
        self.settings = settings or Settings.from_environment()
        self.clock = clock or SystemClock()
        self.principal: Principal = LOCAL_ADMIN

    @classmethod
    def open(
        cls, folder: Path, *, settings: Settings | None = None, clock: Clock | None = None
    ) -> "Workspace":
        """Open the workspace in ``folder``.

        Raises:
            NotFoundError: there is no ``boardroom.yml``.
            ModelError: it is wrong; the message has file:line.
        """
        path = folder / FILE_NAME
        if not path.is_file():
            message = f"{str(folder)!r} is no workspace: it has no {FILE_NAME}"
            raise NotFoundError(
                message, hint="Make one with: boardroom init DIR --from PATH_OR_URL"
            )
        config = with_secrets(read_config(path, memory=yaml_memory(folder)), read_secrets(folder))
        return cls(folder, config, settings=settings, clock=clock)

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop what is still worked out, and release connections; files stay."""
        if "notebook" in self.__dict__:
            self.notebook.background.close()
        for name in ("engine", "state"):
            held = self.__dict__.pop(name, None)
            if held is not None:
                held.close()

    @property
    def private(self) -> Path:
        """The folder of everything that is not for people to edit."""
        return self.folder / ".boardroom"

    @cached_property
    def lake(self) -> "Lake":
        """The Delta tables of this workspace."""
        from boardroom.data.warehouse.lake import Lake

        return Lake(
            self.private / "lake",
            clock=self.clock,
            lock_timeout_seconds=self.settings.lock_timeout_seconds,
        )

    @cached_property
    def engine(self) -> "Engine":
        """What answers queries: DuckDB over the lake, or the database the workspace sits on."""
        live = [source for source in self.config.sources if not source.load]
        if live and len(self.config.sources) > 1:
            names = ", ".join(repr(source.name) for source in live)
            message = f"{FILE_NAME}: {names} stays in its database, so it must be the only source"
            raise ModelError(message, hint="Set load: true, or make a workspace of its own for it.")
        if live:
            from boardroom.data.warehouse.open_engine import open_live_engine

            return open_live_engine(live[0].location, self.settings)
        from boardroom.data.warehouse.duckdb_engine import DuckDbEngine

        return DuckDbEngine(self.lake, self.settings)

    @cached_property
    def model(self) -> SemanticModel:
        """The semantic model. Raises: ModelError with file:line for every problem."""
        from boardroom.semantic.model_file import load_models

        return load_models(self.models, memory=yaml_memory(self.folder))

    @property
    def models(self) -> Path:
        """The folder of the model files."""
        return self.folder / "models"

    @cached_property
    def _metrics(self) -> MetricsService:
        from boardroom.workspace.page_history import HISTORY

        setup = MetricsSetup(
            clock=self.clock,
            calendar=self.config.calendar,
            settings=self.settings,
            policy=self.config.policy.hiding(HISTORY),
        )
        if self.copies:
            setup = replace(setup, loads=self.lake, rollups=self._rollups())
        return MetricsService(self.packs.model, self.engine, setup)

    def metrics(self) -> MetricsService:
        """The door to the data, in the terms of the model."""
        return self._metrics

    def query(self, query: "Query", *, as_of: date | None = None) -> "Result":
        """Answer one query. Raises as ``MetricsService.run``."""
        return self._metrics.run(query, principal=self.principal, as_of=as_of or self.config.as_of)

    def load(
        self,
        source: str | None = None,
        *,
        full: bool = False,
        progress: Progress | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> "tuple[LoadReport, ...]":
        """Refresh one source, or all concurrently; then bring the rollups up to date.

        Args:
            full: read everything again, also what a cursor or unchanged files would spare.
            stopped: asked several times a second; True cancels the load.

        Raises:
            NotFoundError: no source has that name.
            UsageError: the workspace copies nothing, so there is nothing to load.
            CancelledError: ``stopped`` said so; tables done by then stay done.
        """
        from boardroom.data.sources.load import load_sources
        from boardroom.data.sources.load_table import LoadSettings
        from boardroom.workspace.load_record import load_records

        chosen = self._chosen(source)
        settings = LoadSettings(clock=self.clock, full=full)
        if stopped is not None:
            settings = replace(settings, stopped=stopped)
        if self.settings.memory_limit_mb:
            settings = replace(settings, memory_limit_mb=self.settings.memory_limit_mb)
        try:
            reports = load_sources(
                chosen, self.lake, base=self.folder, told=_told(progress), settings=settings
            )
        except Cancelled as exc:
            raise CancelledError("the load was cancelled") from exc
        self.load_records.save(load_records(reports, finished_at=self.clock.now()))
        if any(report.changed for report in reports):
            self.refresh_rollups(progress=progress)
        return reports

    def note_failed_load(self, source: str, problem: str) -> None:
        """Remember that a source could not be brought up to date, for pages to come."""
        from boardroom.data.sources.load import note_stale
        from boardroom.store.load_store import LoadRecord

        (spec,) = self._chosen(source)
        note_stale(self.lake, spec, problem)
        failed = LoadRecord(
            source=source,
            table="",
            status="failed",
            finished_at=self.clock.now(),
            problem=problem,
        )
        self.load_records.save([failed])

    def refresh_rollups(self, *, progress: Progress | None = None) -> None:
        """Bring the rollups up to date with the tables; nothing without a model."""
        from boardroom.data.warehouse.rollup_build import build_rollups
        from boardroom.data.warehouse.rollup_distinct import measure_distinct
        from boardroom.data.warehouse.stored_select import store_selects

        if not self.models.is_dir() or not any(self.models.glob("*.y*ml")):
            return
        if progress:
            progress("bringing the rollups up to date")
        model = self.packs.model
        calendar = self.config.calendar
        store_selects(model, self.engine, self.lake, calendar=calendar)
        measure_distinct(model, self.engine, self.lake)
        build_rollups(model, self._rollups(), self.engine, self.lake, calendar=calendar)

    def _rollups(self) -> "tuple[Rollup, ...]":
        from boardroom.data.warehouse.rollup_distinct import known_distinct
        from boardroom.semantic.rollup_plan import plan_rollups

        return plan_rollups(self.packs.model, distinct=known_distinct(self.lake))

    def _chosen(self, source: str | None) -> "list[SourceSpec]":
        from boardroom.semantic.nearest import did_you_mean

        chosen = [item for item in self.config.sources if source in {None, item.name}]
        names = [item.name for item in self.config.sources]
        if not chosen:
            message = f"{FILE_NAME} has no source {source!r}{did_you_mean(source or '', names)}"
            raise NotFoundError(message, hint=f"Sources: {', '.join(names) or 'none'}.")
        live = [item.name for item in chosen if not item.load]
        if live:
            message = (
                f"{live[0]!r} stays in its database (load: false), so there is nothing to load"
            )
            raise UsageError(message, hint="Its tables are always read live.")
        return chosen

    def model_summary(self) -> str:
        """The model's size in words."""
        return size_in_words(self.model)

    def page(
        self,
        *,
        as_of: date | None = None,
        refresh: bool = False,
        told: "Callable[[Phase], None] | None" = None,
        patience_seconds: float = 0.0,
    ) -> "Report":
        """Make the executive page, settle the alerts, store everything.

        Args:
            as_of: «today»; None = the workspace's, else by the clock.
            refresh: load every source first; one that fails is shown as it was.
            told: called with each phase as it ends.
            patience_seconds: how long to wait for what is worked out beside the page when it is not
                kept yet: forecasts, customers about to leave. The page says what it lacks.
        """
        from boardroom.workspace.page_making import PageMaking

        making = PageMaking(self, refresh=refresh, told=told, patience_seconds=patience_seconds)
        with self.notebook.background.held():
            return making.make(as_of=as_of or self.config.as_of)

    @property
    def is_busy(self) -> bool:
        """Whether something is worked out that pages did not wait for."""
        return self.notebook.background.busy

    def finish(self) -> tuple[str, ...]:
        """Wait until nothing is; returns what went wrong with it, in words."""
        failed = self.notebook.background.finish()
        return tuple(getattr(exc, "message", None) or repr(exc) for exc in failed)

    @contextmanager
    def context(self, *, as_of: date | None) -> "Iterator[Context]":
        """What one piece of work may use: one state of the data, in the owner's name, on one day
        (None = the workspace's, else by the clock)."""
        from boardroom.agents.context import Context

        asked = as_of or self.config.as_of or self._metrics.today
        with self._metrics.held() as held:
            yield Context(metrics=held, principal=self.principal, asked=asked, as_of=asked)

    def explain(self, asking: "Asking", *, as_of: date | None = None) -> "Report":
        """Why a metric moved. Raises: NotFoundError, QueryError, UsageError."""
        from boardroom.executive.explain.explainer import Explainer, bridges_of

        packs = self.packs
        bridges = bridges_of([desk.pack for desk in packs.departments], packs.model)
        explainer = Explainer(notebook=self.notebook, bridges=bridges)
        with self.context(as_of=as_of) as context:
            report = explainer.explain(asking, context)
        return replace(report, currency=self.config.currency, generated_at=self.clock.now())

    def insights(self, *, as_of: date | None = None) -> "Report":
        """All that is found, most important first: what the page's agents tell, what left its
        expected range within a year, what moves together, and what the records of each table say
        beside. Takes seconds to minutes. It is of the page's day: the one after the data's end,
        where that lies back.

        Args:
            as_of: «today»; None = the workspace's, else by the clock.
        """
        from boardroom.executive.listing import with_records
        from boardroom.insight.model import NotAvailable
        from boardroom.workspace.page_making import PageMaking
        from boardroom.workspace.rephrasing import reword
        from boardroom.workspace.surveying import survey

        day = as_of or self.config.as_of
        making = PageMaking(self, refresh=False, told=None, patience_seconds=INSIGHT_SECONDS)
        found = making.insights(as_of=day)
        try:
            records = survey(self, as_of=day)
        except BoardroomError as exc:
            missing = (NotAvailable(what="Records", why=exc.message),)
            found = replace(found, not_available=(*found.not_available, *missing))
        else:
            found = with_records(found, records, departments=self.packs.departments)
        return reword(found, self)

    @cached_property
    def packs(self) -> "BoundPacks":
        """The built-in packs and those in ``packs/``, bound to the model.

        Raises:
            ModelError: a pack, a mapping or the model is wrong, with file:line.
        """
        from boardroom.executive.pack_binding import bind_packs
        from boardroom.executive.pack_file import built_in_packs, join_packs, read_packs
        from boardroom.workspace.page_history import with_history

        memory = yaml_memory(self.folder)
        own = read_packs(self.folder / "packs", memory=memory)
        packs = join_packs((*built_in_packs(memory), *own))
        model = with_history(self.model) if self.copies else self.model
        return bind_packs(model, packs, self.config.page)

    @property
    def copies(self) -> bool:
        """Whether the data is loaded into this workspace, rather than left in its database."""
        return all(source.load for source in self.config.sources)

    def pages(self) -> "Sequence[PageRecord]":
        """The stored pages, newest first."""
        return self.archive.list()

    def stored_page(self, page_id: str) -> "Report":
        """A stored page, as it was. Raises: NotFoundError."""
        return self.archive.get(page_id)

    @cached_property
    def state(self) -> "Database":
        """The application state."""
        from boardroom.store.database import Database

        if self.settings.state_url:
            return Database(self.settings.state_url)
        with suppress(OSError):  # SQLite then says what is wrong with the folder
            self.private.mkdir(exist_ok=True)
        return Database(self.private / "state.sqlite")

    @cached_property
    def notebook(self) -> "Notebook":
        """What agents need not work out twice while this workspace is open."""
        from boardroom.executive.notebook import Notebook
        from boardroom.store.document_store import DocumentStore
        from boardroom.workspace.document_shelf import DocumentShelf
        from boardroom.workspace.page_history import HISTORY

        def documents() -> DocumentStore:
            return DocumentStore(self.state, workspace=self.config.name)

        shelf = DocumentShelf(documents, clock=self.clock)
        return Notebook(self.packs.model, shelf=shelf, own=frozenset({HISTORY}))

    @cached_property
    def language(self) -> "LanguageModel | None":
        """The language model, within limits; None where none is set up. Raises: UsageError."""
        from boardroom.workspace.rephrasing import open_language

        return open_language(self)

    @cached_property
    def forecasts(self) -> "ForecastBook":
        """Forecasts worked out before, and the ledger of what became of them."""
        from boardroom.executive.forecast_book import ForecastBook
        from boardroom.store.forecast_store import ForecastStore

        ledger = ForecastStore(self.state, workspace=self.config.name)
        return ForecastBook(self.notebook.shelf, ledger=ledger, clock=self.clock)

    @property
    def insight_book(self) -> "InsightBook":
        """What became of insights, and of which nobody wants to hear."""
        from boardroom.executive.scan.insight_book import InsightBook
        from boardroom.store.insight_store import InsightStore

        store = InsightStore(self.state, workspace=self.config.name)
        today = self.config.as_of or self._metrics.today
        return InsightBook(store, clock=self.clock, today=today)

    @cached_property
    def agents(self) -> "tuple[Agent, ...]":
        """The agents that ``boardroom.yml`` and installed packages plug in."""
        from boardroom.workspace.plugin import load_agents

        return load_agents(self.config.agents, folder=self.folder, places=self.config.page)

    @cached_property
    def runs(self) -> "RunStore":
        """What every agent did."""
        from boardroom.store.run_store import RunStore

        return RunStore(self.state, workspace=self.config.name)

    @cached_property
    def alerts(self) -> "AlertStore":
        """What is or was wrong."""
        from boardroom.store.alert_store import AlertStore

        return AlertStore(self.state, workspace=self.config.name)

    @cached_property
    def load_records(self) -> "LoadStore":
        """How loads went."""
        from boardroom.store.load_store import LoadStore

        return LoadStore(self.state, workspace=self.config.name)

    @cached_property
    def archive(self) -> "PageArchive":
        """The stored pages."""
        from boardroom.executive.archive import PageArchive
        from boardroom.store.page_store import PageStore

        return PageArchive(PageStore(self.state, workspace=self.config.name))


def size_in_words(model: SemanticModel) -> str:
    """How many items a model has."""
    sizes = (len(model.datasets), len(model.relationships), len(model.metrics))
    return "{} datasets, {} relationships, {} metrics".format(*sizes)


def _told(progress: Progress | None) -> "Callable[[Step], None] | None":
    if progress is None:
        return None
    return lambda step: progress(f"{step.table or step.source}: {step.text}")
