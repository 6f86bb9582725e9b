"""Importing foreign model files into a workspace. Called by ``boardroom model import``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from boardroom.errors import NotFoundError, StorageError
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.problem import Problem, raise_errors
from boardroom.workspace.config import FILE_NAME
from boardroom.workspace.workspace import size_in_words

ImportFormat = Literal["ossie", "dbt"]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import wrote, and what it could not map."""

    written: Path
    summary: str
    problems: Sequence[Problem]


def import_model(folder: Path, *, path: Path, from_format: ImportFormat) -> Imported:
    """Read foreign model files and write them as ``models/<name>.yml`` of the workspace in
    ``folder``.

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
    target = folder / "models" / f"{path.stem}_{from_format}.yml"
    if target.exists():
        message = f"{str(target)!r} exists already"
        raise StorageError(message, hint="Remove or rename it, then import again.")
    try:
        target.parent.mkdir(exist_ok=True)
        target.write_text(dump_model(model), encoding="utf-8")
    except OSError as exc:
        message = f"cannot write {str(target)!r}: {exc.strerror}"
        raise StorageError(message) from exc
    return Imported(written=target, summary=size_in_words(model), problems=problems)


def _read(path: Path, from_format: ImportFormat) -> tuple[SemanticModel, Sequence[Problem]]:
    if from_format == "dbt":
        from boardroom.semantic.dbt import import_dbt

        imported = import_dbt([path])
        raise_errors(imported.problems)
        return imported.model, imported.problems
    from boardroom.semantic.ossie import import_ossie

    return import_ossie(path.read_bytes(), origin=str(path)), ()
