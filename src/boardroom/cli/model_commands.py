"""``boardroom model check | show | propose | export | import``."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from boardroom.cli.console import emit, remark, remarks, terminal_width
from boardroom.cli.dashboard_command import write_text
from boardroom.cli.options import WorkspaceOption
from boardroom.errors import ModelError

app = typer.Typer(
    help="The semantic model: check, show, propose, export, import.", no_args_is_help=True
)


@app.command("check")
def check(workspace: WorkspaceOption = Path()) -> None:
    """Check the model's files, fields and metrics; lists each problem with file:line."""
    from boardroom.workspace.model_check import check_workspace_model
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        problems = check_workspace_model(opened)
        summary = opened.model_summary() if not any(p.level == "error" for p in problems) else ""
    for problem in problems:
        emit(f"{problem.level}: {problem.where}: {problem.text}")
    errors = sum(problem.level == "error" for problem in problems)
    if errors:
        message = f"the model has {errors} error{'s' if errors > 1 else ''}"
        raise ModelError(
            message, hint="Mend the files above and run `boardroom model check` again."
        )
    remark(f"the model is sound: {summary}")


@app.command("show")
def show(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="A metric, a dataset or dataset.field; all when left out."
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    output_format: Annotated[
        Literal["text", "yaml", "json-schema"], typer.Option("--format")
    ] = "text",
) -> None:
    """Show datasets, relationships and metrics with their definitions."""
    from boardroom.cli.model_text import model_to_text
    from boardroom.workspace.model_check import item_origins
    from boardroom.workspace.workspace import Workspace

    if output_format == "json-schema":
        from boardroom.semantic.model_schema import model_schema_text

        emit(model_schema_text())
        return
    with Workspace.open(workspace) as opened:
        if output_format == "yaml":
            from boardroom.semantic.model_file import dump_model

            emit(dump_model(opened.model))
        else:
            origins = item_origins(opened) if name is not None else None
            text = model_to_text(opened.model, name=name, width=terminal_width(), origins=origins)
            emit(text)


@app.command("propose")
def propose(
    workspace: WorkspaceOption = Path(),
    write: Annotated[
        bool, typer.Option("--write", help="Add the new items to models/; edits stay as they are.")
    ] = False,
) -> None:
    """Propose a model from the data again and show the difference; a person's edits are never
    overwritten."""
    from boardroom.workspace.creation import propose_again

    with remarks() as say:
        difference = propose_again(workspace, write=write, progress=say)
    emit(difference.text)
    for path in difference.written:
        remark(f"wrote {path}")


@app.command("export")
def export(
    to: Annotated[Literal["ossie"], typer.Option("--to", help="The format.")],
    workspace: WorkspaceOption = Path(),
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
) -> None:
    """Write the model in a standard format: strict Apache Ossie."""
    from boardroom.semantic.ossie import export_ossie
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        text = export_ossie(opened.model)
    if output is None:
        emit(text)
    else:
        write_text(output, text)
        remark(f"wrote {output} ({to})")


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file or a folder.")],
    from_format: Annotated[Literal["ossie", "dbt"], typer.Option("--from", help="What it is.")],
    workspace: WorkspaceOption = Path(),
) -> None:
    """Import a model into models/, with the values and types that the loaded tables hold: what
    cannot be mapped is listed, never dropped in silence."""
    from boardroom.workspace.model_import import import_model

    with remarks() as say:
        outcome = import_model(workspace, path=path, from_format=from_format, progress=say)
    for problem in outcome.problems:
        remark(f"{problem.level}: {problem.where}: {problem.text}")
    for old, new in outcome.set_aside:
        remark(f"set {old} aside as {new.name}: it describes the same tables or metrics")
    emit(f"wrote {outcome.written}: {outcome.summary}")
