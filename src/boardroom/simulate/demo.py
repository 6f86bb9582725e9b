"""The demo: the sample company's files, loaded into a workspace. Called by ``boardroom demo``."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from boardroom.simulate.sample import write_sample
from boardroom.workspace.config import FILE_NAME
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Progress, Workspace


@contextmanager
def make_demo(
    folder: Path, *, until: date, seed: int = 7, progress: Progress
) -> Iterator[Workspace]:
    """Write the sample company up to ``until`` and open a workspace on it, made or refreshed.

    A demo folder that exists already keeps its model and whatever a person edited there.
    """
    files = write_sample(folder / "data", until=until, seed=seed)
    progress(f"wrote the sample company: {len(files)} CSV files in {folder / 'data'}")
    if (folder / FILE_NAME).exists():
        with Workspace.open(folder) as workspace:
            workspace.load(progress=progress)
            yield workspace
        return
    wanted = NewWorkspace(locations=[str(folder / "data")], name="Sample company", currency="USD")
    with create_workspace(folder, wanted, progress=progress) as created:
        yield created.workspace
