"""What the shell offers after TAB: the names of the workspace's model.

Reads the model files only: no data, no engine. A workspace that cannot be read offers nothing, for
a shell has no place to show why. Called by typer while it completes a command line.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from boardroom.errors import BoardroomError

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace

Names = Callable[[typer.Context, str], list[str]]


def names_of(read: "Callable[[Workspace], Iterable[str]]") -> Names:
    """A completer that offers what ``read`` finds in the workspace of the command line."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        from boardroom.workspace.workspace import Workspace

        try:
            with Workspace.open(Path(context.params.get("workspace") or ".")) as opened:
                return [name for name in read(opened) if name.startswith(incomplete)]
        except BoardroomError:
            return []

    return complete


def metric_names(workspace: "Workspace") -> Iterable[str]:
    """Metrics that are not hidden."""
    return (item.name for item in workspace.model.metrics if not item.hidden)


def dataset_names(workspace: "Workspace") -> Iterable[str]:
    """All datasets."""
    return (item.name for item in workspace.model.datasets)


def dimension_names(workspace: "Workspace") -> Iterable[str]:
    """``dataset.field`` of all fields but measures."""
    return (
        f"{dataset.name}.{item.name}"
        for dataset in workspace.model.datasets
        for item in dataset.fields
        if not item.hidden and item.role != "measure"
    )
