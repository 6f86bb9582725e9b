"""``boardroom init``, ``load`` and ``doctor``: making a workspace, refreshing it, looking after
it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boardroom.cli.console import emit, remark, remarks, terminal_width
from boardroom.cli.options import WorkspaceOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boardroom.data.sources.report import LoadReport

SOME_FAILED = 6


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The workspace to make.")],
    sources: Annotated[
        list[str],
        typer.Option(
            "--from", metavar="PATH_OR_URL", help="File, folder or database; may be repeated."
        ),
    ],
    no_load: Annotated[
        bool, typer.Option("--no-load", help="Leave the data in its database and query it there.")
    ] = False,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency", metavar="CODE", help="ISO 4217 code of amounts without one, such as EUR."
        ),
    ] = None,
    time_zone: Annotated[
        str, typer.Option("--time-zone", metavar="ZONE", help="IANA name; days end there.")
    ] = "UTC",
) -> None:
    """Make a workspace: load the data, profile it and propose a semantic model, saying per item why
    and how sure."""
    from boardroom.cli.proposal_text import proposal_to_text
    from boardroom.workspace.creation import NewWorkspace, create_workspace

    wanted = NewWorkspace(
        locations=sources, load=not no_load, currency=currency, time_zone=time_zone
    )
    with remarks() as say, create_workspace(folder, wanted, progress=say) as created:
        workspace, reports, proposal = created.workspace, created.reports, created.proposal
        _tell_loads(reports)
        emit(proposal_to_text(proposal, width=terminal_width()))
        remark(f"made the workspace {folder}: {workspace.model_summary()}")
        remark(f"next: boardroom dashboard --workspace {folder}")
    if any(report.failed for report in reports):
        raise typer.Exit(SOME_FAILED)


def load(
    source: Annotated[
        str | None,
        typer.Argument(metavar="SOURCE", help="One source of boardroom.yml; all when left out."),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="Read all of it again, not only what is new since last time."),
    ] = False,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Refresh the data; only what is new where a cursor or new files allow. Running it twice
    changes nothing."""
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened, remarks() as say:
        reports = opened.load(source, full=full, progress=say)
    _tell_loads(reports)
    if any(report.failed for report in reports):
        raise typer.Exit(SOME_FAILED)


def doctor(workspace: WorkspaceOption = Path()) -> None:
    """Check the installation and, where there is one, the workspace; each finding says what to
    do."""
    from boardroom.workspace.doctor import examine

    findings = examine(workspace)
    marks = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}
    emit(
        "\n".join(f"{marks[finding.level]}  {finding.what}: {finding.text}" for finding in findings)
    )
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(1)


def _tell_loads(reports: "Sequence[LoadReport]") -> None:
    from boardroom.cli.load_text import load_to_text

    emit(load_to_text(reports, width=terminal_width()))
