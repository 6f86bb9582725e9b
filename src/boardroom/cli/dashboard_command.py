"""``boardroom dashboard``: makes the executive page, stores it, and prints it as text, JSON or
HTML."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from boardroom.cli.console import emit, remark, terminal_width, wants_color, wants_unicode
from boardroom.cli.options import AsOfOption, WorkspaceOption, parse_as_of
from boardroom.errors import StorageError

if TYPE_CHECKING:
    from boardroom.insight.model import Report
    from boardroom.insight.summary import Phase
    from boardroom.workspace.workspace import Workspace

PageFormat = Literal["text", "json", "html"]

_PATIENCE = 600.0
"""Seconds that a page waits which nobody looks at while it is made."""


def dashboard(  # noqa: PLR0913  # one parameter per option: that is how typer reads a command line
    workspace: WorkspaceOption = Path(),
    as_of: AsOfOption = None,
    output_format: Annotated[
        PageFormat, typer.Option("--format", help="How to show the page.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it to this file, not stdout."),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option("--page", metavar="ID", help="Show a stored page as it was; see --list."),
    ] = None,
    refresh: Annotated[
        bool,
        typer.Option("--refresh", help="Load every source first; what fails is shown as it was."),
    ] = False,
    wait: Annotated[
        float | None,
        typer.Option(
            "--wait",
            metavar="SECONDS",
            help="Wait so long for what is still worked out beside the page, such as forecasts; "
            "by default not at all on a screen, else ten minutes.",
        ),
    ] = None,
    list_pages: Annotated[bool, typer.Option("--list", help="List the stored pages.")] = False,
) -> None:
    """Show the executive page: key metrics with like-for-like change, what moved, where the numbers
    come from."""
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        if list_pages:
            pages = [f"{item.id}  as of {item.as_of}  {item.title}" for item in opened.pages()]
            emit("\n".join(pages) or "no pages yet")
            return
        if page:
            report = opened.stored_page(page)
        else:
            report = opened.page(
                as_of=parse_as_of(as_of),
                refresh=refresh,
                told=tell_phase,
                patience_seconds=_patience(output) if wait is None else wait,
            )
        _show(report, output_format=output_format, output=output)
        if not page:
            finish(opened)


def _patience(output: Path | None) -> float:
    """Nobody waits for a page that is not for the screen, and what is worked out after it would be
    of yesterday tomorrow: it had better be whole."""
    return 0.0 if output is None and sys.stdout.isatty() else _PATIENCE


def _show(report: "Report", *, output_format: PageFormat, output: Path | None) -> None:
    _tell_alerts(report)
    text = render(report, output_format=output_format, to_file=output is not None)
    if output is None:
        emit(text)
        return
    write_text(output, text)
    remark(f"wrote {output}")


def finish(opened: "Workspace") -> None:
    """Work out what the page did not wait for, so that the next one has it."""
    if opened.is_busy:
        remark("working out for the next page what this one lacks; Ctrl-C leaves it")
    for problem in opened.finish():
        remark(f"it failed, and the next page tries again: {problem}")


def tell_phase(phase: "Phase") -> None:
    """Say on stderr how a phase went."""
    remark(
        f"{phase.name}: {phase.done}/{phase.total} done in {phase.elapsed_ms:.0f} ms, {phase.text}"
    )
    for problem in phase.problems:
        remark(f"  ! {problem}")


def _tell_alerts(report: "Report") -> None:
    """Say on stderr which alerts are new."""
    for alert in report.alerts:
        if alert.new:
            remark(f"ALERT {alert.level}: {alert.title}. {alert.text}")


def render(report: "Report", *, output_format: PageFormat, to_file: bool = False) -> str:
    """The page in one of its three forms; the text form fits the terminal."""
    if output_format == "json":
        from boardroom.insight.render_json import report_to_text

        return report_to_text(report)
    if output_format == "html":
        from boardroom.insight.render_html import render_html

        return render_html(report)
    from boardroom.insight.render_terminal import render_terminal

    return render_terminal(
        report,
        width=terminal_width(),
        color=wants_color() and not to_file,
        unicode=to_file or wants_unicode(),
    )


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8. Raises: StorageError naming the file."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        message = f"cannot write {str(path)!r}: {exc.strerror or exc}"
        raise StorageError(
            message, hint="Choose a folder that exists and that you may write to."
        ) from exc
