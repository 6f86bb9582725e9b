"""Making a workspace from data, and proposing its model again later.

Called by ``boardroom init``, ``boardroom model propose`` and the demo.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.clock import Clock, today
from boardroom.data.sources.spec import SourceSpec, location_scheme, spec_for
from boardroom.errors import SourceError, StorageError, UsageError
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import SemanticModel
from boardroom.workspace.config import (
    FILE_NAME,
    WorkspaceConfig,
    config_to_text,
    read_config,
    take_password,
)
from boardroom.workspace.secret import write_secrets
from boardroom.workspace.workspace import Progress, Workspace

if TYPE_CHECKING:
    from boardroom.data.sources.report import LoadReport
    from boardroom.semantic.merge import Merge
    from boardroom.semantic.propose.propose import Proposal

MODEL_FILE = "models/model.yml"


@dataclass(frozen=True, kw_only=True)
class NewWorkspace:
    """What to make. ``load`` False leaves the data in its database."""

    locations: Sequence[str]
    name: str | None = None
    load: bool = True
    currency: str | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Created:
    """A workspace just made: open, with how its loads went and what was proposed."""

    workspace: Workspace
    reports: "tuple[LoadReport, ...]"
    proposal: "Proposal"


@contextmanager
def create_workspace(
    folder: Path,
    wanted: NewWorkspace,
    *,
    progress: Progress | None = None,
    clock: Clock | None = None,
) -> Iterator[Created]:
    """Make the workspace, load its sources and propose its model; yields it open.

    Raises:
        UsageError: the folder is a workspace already, or the sources cannot be combined.
        SourceError: not one table could be loaded; nothing is left behind.
    """
    if (folder / FILE_NAME).exists():
        message = f"{str(folder)!r} is a workspace already"
        raise UsageError(
            message, hint="Refresh it with `boardroom load`, or choose another folder."
        )
    specs = _specs(folder, wanted)
    write_config(folder, wanted, specs)
    with Workspace.open(folder, clock=clock) as workspace:
        try:
            reports = workspace.load(progress=progress) if wanted.load else ()
            _refuse_nothing(workspace, reports)
        except BaseException:
            (folder / FILE_NAME).unlink(missing_ok=True)
            raise
        proposal = propose(workspace, progress=progress)
        write_model(workspace, proposal)
        workspace.refresh_rollups(progress=progress) if wanted.load else None
        yield Created(workspace=workspace, reports=reports, proposal=proposal)


def propose(workspace: Workspace, *, progress: Progress | None = None) -> "Proposal":
    """Profile the tables and propose a model from them; writes nothing."""
    from boardroom.data.profile import EngineProbe, profile_tables
    from boardroom.semantic.propose.propose import propose_model
    from boardroom.workspace.page_history import HISTORY

    with workspace.engine.reading() as tables:
        if progress:
            progress("profiling the tables")
        profiles = [item for item in profile_tables(tables) if item.name != HISTORY]
        if progress:
            progress(f"proposing a model of {len(profiles)} tables")
        return propose_model(
            profiles,
            EngineProbe(tables),
            name=workspace.config.name,
            currency=workspace.config.currency,
        )


def write_model(workspace: Workspace, proposal: "Proposal") -> None:
    """Write the proposed model as the workspace's first model file."""
    from boardroom.semantic.model_file import dump_model

    path = workspace.folder / MODEL_FILE
    _write(path, dump_model(proposal.model))


def write_config(folder: Path, wanted: NewWorkspace, specs: Sequence[SourceSpec]) -> None:
    """Write ``boardroom.yml`` without passwords, and the passwords where only the owner reads
    them."""
    secrets, public = {}, []
    for spec in specs:
        location, password = take_password(spec.location)
        public.append(replace(spec, location=location))
        if password is not None:
            secrets[spec.name] = password
    config = WorkspaceConfig(
        name=wanted.name or _workspace_name(folder),
        calendar=Calendar(time_zone=wanted.time_zone),
        currency=wanted.currency,
        sources=tuple(public),
    )
    _write(folder / FILE_NAME, config_to_text(config))
    try:
        read_config(folder / FILE_NAME)
    except Exception:
        (folder / FILE_NAME).unlink()
        raise
    if secrets:
        write_secrets(folder, secrets)


def _specs(folder: Path, wanted: NewWorkspace) -> list[SourceSpec]:
    specs: list[SourceSpec] = []
    for location in wanted.locations:
        is_file = location_scheme(location) == "file"
        if is_file and not wanted.load:
            message = f"--no-load needs a database URL, {location!r} is a path"
            raise UsageError(message, hint="Leave --no-load out: files are always loaded.")
        spec = replace(spec_for(location), load=wanted.load)
        if is_file:
            spec = replace(spec, location=_relative(spec.location, folder))
        taken = {item.name for item in specs}
        number = 2
        while spec.name in taken:
            spec = replace(spec, name=f"{spec_for(location).name}_{number}")
            number += 1
        specs.append(spec)
    if not wanted.load and len(specs) > 1:
        message = "--no-load takes one database: a workspace sits on one engine"
        raise UsageError(message, hint="Make one workspace per database, or load them.")
    return specs


def _relative(location: str, folder: Path) -> str:
    """Paths inside the workspace stay relative, so that it can be moved; others become absolute."""
    from boardroom.data.sources.spec import file_path

    path = file_path(location).absolute()
    if not path.exists():
        message = f"there is no file or folder {location!r}"
        raise SourceError(message, hint="Check the path given with --from.")
    home = folder.absolute()
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)


def _refuse_nothing(workspace: Workspace, reports: "Sequence[LoadReport]") -> None:
    if workspace.engine.tables():
        return
    problems = [
        problem
        for report in reports
        for problem in (report.problem, *(table.problem for table in report.tables))
        if problem
    ]
    message = "not one table could be loaded" + (f": {problems[0]}" if problems else "")
    raise SourceError(message, hint="Give a file, folder or database that holds tables with rows.")


def _workspace_name(folder: Path) -> str:
    import re

    name = re.sub(r"[^\w.-]+", "-", folder.absolute().name).strip("-._")
    return name or "workspace"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        message = f"cannot write {str(path)!r}: {exc.strerror or exc}"
        raise StorageError(message, hint="Choose a folder that you may write to.") from exc


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a new proposal would change, in words, and the files that were written, if any."""

    text: str
    written: tuple[Path, ...] = ()


def propose_again(folder: Path, *, write: bool, progress: Progress | None = None) -> Difference:
    """Propose a model from the data as it is now and compare it with the model files.

    Args:
        write: add new items as a file of their own; nothing that exists is touched.

    Raises:
        NotFoundError, ModelError: as ``Workspace.open`` and for wrong model files.
    """
    from boardroom.semantic.merge import merge_proposal

    with Workspace.open(folder) as workspace:
        proposal = propose(workspace, progress=progress)
        if not model_files(workspace):
            write_model(workspace, proposal)
            return Difference(text=workspace.model_summary(), written=(folder / MODEL_FILE,))
        merged = merge_proposal(workspace.model, proposal.model)
        written = _write_merge(workspace, merged, proposal.model) if write else ()
        return Difference(text=merged.text, written=written)


def model_files(workspace: Workspace) -> list[Path]:
    """The YAML files of the model, in the order they are read."""
    return sorted(path for path in workspace.models.glob("*.y*ml") if path.is_file())


def _write_merge(
    workspace: Workspace, merged: "Merge", proposed: SemanticModel
) -> tuple[Path, ...]:
    from boardroom.semantic.merge import add_fields

    files = {str(path): path.read_text(encoding="utf-8") for path in model_files(workspace)}
    texts = {Path(name): text for name, text in add_fields(files, proposed).texts.items()}
    if merged.new_text is not None:
        day = today(workspace.clock, time_zone=workspace.config.calendar.time_zone)
        texts[_free(workspace.models / f"proposed_{day}.yml")] = merged.new_text
    for path, text in texts.items():
        _write(path, text)
    return tuple(texts)


def _free(path: Path) -> Path:
    """``path``, or the first of its numbered variants that does not exist."""
    numbered = (path.with_stem(f"{path.stem}_{number}") for number in count(2))
    return next(item for item in chain([path], numbered) if not item.exists())
