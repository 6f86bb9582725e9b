"""``boardroom explain``: why a metric moved, as text or JSON."""

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from boardroom.cli.completion import metric_names, names_of
from boardroom.cli.console import emit, terminal_width, wants_color, wants_unicode
from boardroom.cli.options import AsOfOption, WorkspaceOption, parse_as_of
from boardroom.semantic.query import Compare

ExplainFormat = Literal["text", "json"]


def explain(  # noqa: PLR0913  # one parameter per option: that is how typer reads a command line
    metric: Annotated[
        str,
        typer.Argument(metavar="METRIC", help="The metric.", autocompletion=names_of(metric_names)),
    ],
    workspace: WorkspaceOption = Path(),
    time_range: Annotated[
        str | None,
        typer.Option(
            "--range",
            metavar="RANGE",
            help="The period to explain, such as 2017-11 or mtd (default: the last complete one).",
        ),
    ] = None,
    compare: Annotated[
        Compare,
        typer.Option("--compare", metavar="WITH", help=" | ".join(get_args(Compare))),
    ] = "previous_period",
    what_if: Annotated[
        str | None,
        typer.Option(
            "--what-if",
            metavar="INPUT=CHANGE",
            help='The whole with one part different, such as "conversion_rate=+10%".',
        ),
    ] = None,
    as_of: AsOfOption = None,
    output_format: Annotated[
        ExplainFormat, typer.Option("--format", help="How to show it.")
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Say why a metric moved: its parts, the segments the change sits in, what began about then."""
    from boardroom.executive.explain.explainer import Asking
    from boardroom.workspace.workspace import Workspace

    asking = Asking(metric=metric, time_range=time_range, compare=compare, what_if=what_if)
    with Workspace.open(workspace) as opened:
        report = opened.explain(asking, as_of=parse_as_of(as_of))
    if as_json or output_format == "json":
        from boardroom.insight.render_json import report_to_text

        emit(report_to_text(report))
        return
    from boardroom.insight.render_drivers import render_drivers

    emit(
        render_drivers(report, width=terminal_width(), color=wants_color(), unicode=wants_unicode())
    )
