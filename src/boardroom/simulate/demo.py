"""The demo: the simulated company, loaded into a workspace. Called by ``boardroom demo``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.config import FILE_NAME
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Progress, Workspace


@contextmanager
def make_demo(folder: Path, spec: CompanySpec, *, progress: Progress) -> Iterator[Workspace]:
    """Write the simulated company and open a workspace on it, made or refreshed.

    A demo folder that exists already keeps its model and whatever a person edited there. What was
    planted stands in ``data.truth.json`` beside the data, and is not loaded.
    """
    progress("simulating a company of three years")
    company = write_company(folder / "data", spec)
    rows, planted = sum(company.rows.values()), len(company.incidents)
    progress(f"wrote {len(company.rows)} tables, {rows:,} rows, {planted} incidents planted")
    if (folder / FILE_NAME).exists():
        with Workspace.open(folder) as workspace:
            workspace.load(progress=progress)
            yield workspace
        return
    wanted = NewWorkspace(
        locations=[str(folder / "data")], name="Simulated company", currency="USD"
    )
    with create_workspace(folder, wanted, progress=progress) as created:
        yield created.workspace
