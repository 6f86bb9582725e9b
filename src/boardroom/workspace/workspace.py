"""``Workspace``: a folder with ``boardroom.yml``, ``models/*.yml`` and ``.boardroom/``, wired to
the layers below.

The command line and later the server open one and ask it for loads, metrics and pages; nothing else
wires the layers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from boardroom.clock import Clock, SystemClock
from boardroom.data.metrics import MetricsService, MetricsSetup
from boardroom.data.sources.progress import Step
from boardroom.errors import ModelError, NotFoundError, StorageError, UsageError
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.problem import Problem
from boardroom.settings import Settings
from boardroom.workspace.config import FILE_NAME, WorkspaceConfig, read_config, with_secrets

if TYPE_CHECKING:
    from boardroom.data.sources.report import LoadReport
    from boardroom.data.sources.spec import SourceSpec
    from boardroom.data.warehouse.engine import Engine
    from boardroom.data.warehouse.lake import Lake
    from boardroom.insight.model import Report
    from boardroom.store.page_store import PageEntry, PageStore

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
        config = with_secrets(read_config(path), read_secrets(folder))
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
        """Release connections; files stay."""
        for name in ("engine", "_pages"):
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

        return load_models(self.models)

    @property
    def models(self) -> Path:
        """The folder of the model files."""
        return self.folder / "models"

    @cached_property
    def _metrics(self) -> MetricsService:
        from boardroom.semantic.rollup_plan import plan_rollups

        loaded = all(source.load for source in self.config.sources)
        setup = MetricsSetup(
            clock=self.clock,
            calendar=self.config.calendar,
            settings=self.settings,
            policy=self.config.policy,
            **({"loads": self.lake, "rollups": plan_rollups(self.model)} if loaded else {}),
        )
        return MetricsService(self.model, self.engine, setup)

    def metrics(self) -> MetricsService:
        """The door to the data, in the terms of the model."""
        return self._metrics

    def load(
        self, source: str | None = None, *, progress: Progress | None = None
    ) -> "tuple[LoadReport, ...]":
        """Refresh one source, or all concurrently; then bring the rollups up to date.

        Raises:
            NotFoundError: no source has that name.
            UsageError: the workspace copies nothing, so there is nothing to load.
        """
        from boardroom.data.sources.load import load_sources

        chosen = self._chosen(source)
        reports = load_sources(chosen, self.lake, base=self.folder, told=_told(progress))
        if any(report.changed for report in reports):
            self.refresh_rollups(progress=progress)
        return reports

    def refresh_rollups(self, *, progress: Progress | None = None) -> None:
        """Build the daily rollups anew for tables that changed; nothing without a model."""
        from boardroom.data.warehouse.rollup_build import build_rollups
        from boardroom.semantic.rollup_plan import plan_rollups

        if not self.models.is_dir() or not any(self.models.glob("*.y*ml")):
            return
        if progress:
            progress("bringing the daily rollups up to date")
        build_rollups(
            self.model,
            plan_rollups(self.model),
            self.engine,
            self.lake,
            calendar=self.config.calendar,
        )

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

    def check_model(self) -> Sequence[Problem]:
        """Problems of the model files, of their tables, and of metrics that do not compile; with
        file:line."""
        from boardroom.workspace.model_check import check_workspace_model

        return check_workspace_model(self)

    def model_summary(self) -> str:
        """The model's size in words."""
        return size_in_words(self.model)

    def page(self, *, as_of: date | None = None) -> "Report":
        """Make the executive page and store it."""
        from boardroom.executive.page import build_page

        report = build_page(
            self.metrics(), principal=self.principal, as_of=as_of or self.config.as_of
        )
        report = replace(report, currency=self.config.currency)
        self._pages.save(report)
        return report

    def pages(self) -> "Sequence[PageEntry]":
        """The stored pages, newest first."""
        return self._pages.list()

    def stored_page(self, page_id: str) -> "Report":
        """A stored page, as it was. Raises: NotFoundError."""
        return self._pages.get(page_id)

    @cached_property
    def _pages(self) -> "PageStore":
        from boardroom.store.page_store import PageStore

        url = self.settings.state_url or f"sqlite:///{(self.private / 'state.sqlite').absolute()}"
        return PageStore.open(url, workspace=self.config.name)


def size_in_words(model: SemanticModel) -> str:
    """How many items a model has."""
    sizes = (len(model.datasets), len(model.relationships), len(model.metrics))
    return "{} datasets, {} relationships, {} metrics".format(*sizes)


def _told(progress: Progress | None) -> "Callable[[Step], None] | None":
    if progress is None:
        return None
    return lambda step: progress(f"{step.table or step.source}: {step.text}")


def read_secrets(folder: Path) -> Mapping[str, str]:
    """Passwords by source name; empty when none were kept. Raises: StorageError: the file is
    damaged."""
    path = folder / ".boardroom" / "secrets.json"
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(secret) for name, secret in data.items()}
    except (OSError, ValueError, AttributeError) as exc:
        message = f"cannot read the passwords in {str(path)!r}"
        raise StorageError(
            message, hint='Write {"source name": "password"} into it again.'
        ) from exc


def write_secrets(folder: Path, secrets: Mapping[str, str]) -> None:
    """Keep passwords in a file that only its owner can read."""
    path = folder / ".boardroom" / "secrets.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(dict(secrets), indent=1), encoding="utf-8")
