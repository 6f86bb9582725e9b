"""Importing foreign model files into a workspace. Called by ``boardroom model import``.

The tables are looked at, and loaded before where none is: the model is completed with what they
hold. A model
file that describes the same things otherwise, such as the proposed one, is set aside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from boardroom.errors import NotFoundError, StorageError
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.problem import Problem, raise_errors
from boardroom.workspace.config import FILE_NAME
from boardroom.workspace.workspace import Progress, Workspace, size_in_words

if TYPE_CHECKING:
    from boardroom.semantic.completion import Completion

ImportFormat = Literal["ossie", "dbt"]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import wrote, and what it could not map.

    Attributes:
        set_aside: model files that describe the same things, each with its new name.
    """

    written: Path
    summary: str
    problems: Sequence[Problem]
    set_aside: Sequence[tuple[Path, Path]] = ()


def import_model(
    folder: Path, *, path: Path, from_format: ImportFormat, progress: Progress | None = None
) -> Imported:
    """Read foreign model files and write them as ``models/<name>.yml`` of the workspace in
    ``folder``, completed with what its tables hold.

    Raises:
        NotFoundError: no workspace, or nothing at ``path``.
        ModelError: a file is wrong; names file:line.
        StorageError: the model file exists already or cannot be written.
    """
    from boardroom.semantic.model_file import dump_model

    if not (folder / FILE_NAME).is_file():
        message = f"{str(folder)!r} is no workspace: it has no {FILE_NAME}"
        raise NotFoundError(message, hint="Make one with: boardroom init DIR --from PATH_OR_URL")
    if not path.exists():
        message = f"there is no file or folder {str(path)!r} to import"
        raise NotFoundError(message)
    model, problems = _read(path, from_format)
    target = folder / "models" / f"{path.resolve().stem}_{from_format}.yml"
    if target.exists():
        message = f"{str(target)!r} exists already"
        raise StorageError(message, hint="Remove or rename it, then import again.")
    completion = _completed(folder, model, from_format, progress)
    try:
        target.parent.mkdir(exist_ok=True)
        written = target.with_name(f"{target.name}.new")
        written.write_text(dump_model(completion.model), encoding="utf-8")
        moved = tuple(_set_aside(target.parent, completion.model))
        written.replace(target)
    except OSError as exc:
        message = f"cannot write {str(target)!r}: {exc.strerror}"
        raise StorageError(message) from exc
    return Imported(
        written=target,
        summary=size_in_words(model),
        problems=(*problems, *completion.problems),
        set_aside=moved,
    )


def _completed(
    folder: Path, model: SemanticModel, from_format: ImportFormat, progress: Progress | None
) -> "Completion":
    from boardroom.data.profile import measure_expression
    from boardroom.semantic.completion import Completion, Known, complete_model
    from boardroom.workspace.creation import propose

    with Workspace.open(folder) as workspace:
        if from_format == "dbt":  # whose files give a project no name
            model = replace(model, name=workspace.config.name)
        if workspace.copies and workspace.config.sources and not workspace.engine.tables():
            workspace.load(progress=progress)
        if not workspace.engine.tables():
            return Completion(model=model)
        found = propose(workspace, progress=progress)
        with workspace.engine.reading() as tables:
            known = Known(
                tables=found.tables,
                proposed=found.model,
                measure=partial(measure_expression, tables),
            )
            return complete_model(model, known)


def _set_aside(models: Path, imported: SemanticModel) -> Iterator[tuple[Path, Path]]:
    """Rename the files that say something else of what is imported: two files cannot both."""
    clashing = [path for path in sorted(models.glob("*.y*ml")) if _clashes(path, imported)]
    for path in clashing:
        names = (path.with_name(f"{path.name}.replaced{'.' * bool(n)}{n or ''}") for n in count())
        aside = next(name for name in names if not name.exists())
        path.replace(aside)
        yield path, aside


def _clashes(path: Path, imported: SemanticModel) -> bool:
    from boardroom.semantic.model_file import read_models

    held = read_models([path]).model
    same = {item.source for item in held.datasets} & {item.source for item in imported.datasets}
    names = held.dataset_by_name.keys() & imported.dataset_by_name.keys()
    return bool(same or names or held.metric_by_name.keys() & imported.metric_by_name.keys())


def _read(path: Path, from_format: ImportFormat) -> tuple[SemanticModel, Sequence[Problem]]:
    if from_format == "dbt":
        from boardroom.semantic.dbt import import_dbt

        imported = import_dbt([path])
        raise_errors(imported.problems)
        return imported.model, imported.problems
    from boardroom.semantic.ossie import import_ossie

    return import_ossie(path.read_bytes(), origin=str(path)), ()
