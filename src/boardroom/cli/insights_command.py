"""``boardroom insights``: all that is found, most important first, or one with all it rests on."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from boardroom.cli.completion import metric_names, names_of
from boardroom.cli.console import emit, remark, terminal_width, wants_color, wants_unicode
from boardroom.cli.options import AsOfOption, WorkspaceOption, parse_as_of
from boardroom.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from boardroom.insight.model import Insight, Report
    from boardroom.semantic.model import SemanticModel
    from boardroom.workspace.workspace import Workspace


MethodName = Literal["zscore", "iqr", "forest", "seasonal"]
"""The words of ``analysis.anomaly.method``, which takes long to load."""


MetricsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        "-m",
        metavar="METRIC",
        help="Only insights on this metric.",
        autocompletion=names_of(metric_names),
    ),
]
MethodOption = Annotated[
    MethodName | None,
    typer.Option("--method", help="What this method flags in the last year of the one --metric."),
]
ExplainOption = Annotated[
    str | None,
    typer.Option("--explain", metavar="ID", help="Show one insight with all it rests on."),
]
DismissOption = Annotated[
    str | None,
    typer.Option("--dismiss", metavar="ID", help="Keep quiet of one until it changes."),
]
RestoreOption = Annotated[
    str | None, typer.Option("--restore", metavar="ID", help="Tell of a dismissed one again.")
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is dismissed.")]
DismissedOption = Annotated[bool, typer.Option("--dismissed", help="List the dismissed ones too.")]
JsonOption = Annotated[
    bool, typer.Option("--json", help="As JSON: a Report, or what --method flags.")
]


def insights(  # noqa: PLR0913  # one parameter per option: that is how typer reads a command line
    workspace: WorkspaceOption = Path(),
    metric: MetricsOption = None,
    method: MethodOption = None,
    explain: ExplainOption = None,
    dismiss: DismissOption = None,
    restore: RestoreOption = None,
    reason: ReasonOption = "",
    dismissed: DismissedOption = False,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Tell all that is found, most important first: what changed, left its expected range, misses a
    target or is to be expected, what moves together, what the records of each table say."""
    from boardroom.cli.dashboard_command import finish
    from boardroom.workspace.workspace import Workspace

    asked = {
        "--explain": explain, "--metric": metric, "--dismissed": dismissed, "--as-of": as_of,
        "--json": json, "--method": method,
    }  # fmt: skip
    shown = [name for name, value in asked.items() if value]
    _check_options(shown, dismiss=dismiss, restore=restore, reason=reason)
    metrics = tuple(metric or ())
    if method:
        _check_method(metrics, shown)
    with Workspace.open(workspace) as opened:
        if method:
            _judge(opened, metrics[0], method, as_of=parse_as_of(as_of), json=json)
        elif dismiss or restore:
            _decide(opened, dismiss=dismiss, restore=restore, reason=reason)
        else:
            _check_metrics(metrics, opened.packs.model)
            report = opened.insights(as_of=parse_as_of(as_of))
            if explain:
                _show_one(opened, _one(report, explain), report, json=json)
            else:
                told = report.insights if dismissed else _without_dismissed(report.insights)
                _show(_only(report, told, frozenset(metrics)), json=json)
            finish(opened)


def _show_one(opened: "Workspace", item: "Insight", report: "Report", *, json: bool) -> None:
    from dataclasses import replace

    if json:
        _show(replace(report, insights=(item,)), json=True)
        return
    from boardroom.insight.render_insights import render_insight

    events = opened.insight_book.history(item.id)
    width, color, unicode = terminal_width(), wants_color(), wants_unicode()
    emit(render_insight(item, events, width=width, color=color, unicode=unicode))


def _show(report: "Report", *, json: bool) -> None:
    if json:
        from boardroom.insight.render_json import report_to_text

        emit(report_to_text(report))
        return
    from boardroom.insight.render_insights import render_insights

    width, color, unicode = terminal_width(), wants_color(), wants_unicode()
    emit(render_insights(report, width=width, color=color, unicode=unicode))


def _check_options(
    shown: Sequence[str], *, dismiss: str | None, restore: str | None, reason: str
) -> None:
    """Options that say different things are no command."""
    decided = [name for name, value in (("--dismiss", dismiss), ("--restore", restore)) if value]
    if reason and not dismiss:
        raise UsageError(
            "--reason says why an insight is dismissed, and none is",
            hint="Give its id too: --dismiss ID --reason TEXT.",
        )
    if len(decided) > 1 or (decided and shown):
        names = " and ".join([*decided, *shown][:2])
        raise UsageError(
            f"{names} do not go together: one command shows insights or decides about one",
            hint=f"Run it once with {decided[0]}, and then without.",
        )
    for name in ("--metric", "--dismissed"):
        if {"--explain", name} <= set(shown) and "--method" not in shown:
            raise UsageError(
                f"--explain and {name} do not go together: one insight is shown, not a list",
                hint=f"Leave out {name}.",
            )


def _check_method(metrics: Sequence[str], shown: Sequence[str]) -> None:
    """A method judges one metric, and nothing else is asked with it."""
    if len(metrics) != 1:
        given = ", ".join(metrics) or "none"
        raise UsageError(
            f"--method judges the series of one metric; given: {given}",
            hint="Name it: --metric METRIC (`boardroom model show` lists them).",
        )
    for name in ("--explain", "--dismissed"):
        if name in shown:
            raise UsageError(
                f"--method and {name} do not go together: what a method flags is no insight",
                hint=f"Leave out {name}.",
            )


def _judge(
    opened: "Workspace", metric: str, method: MethodName, *, as_of: "date | None", json: bool
) -> None:
    from boardroom.analysis.anomaly.method import Method
    from boardroom.workspace.judging import judge_metric

    found = judge_metric(opened, metric, Method(method), as_of=as_of)
    if json:
        from boardroom.insight.render_json import value_to_text

        emit(value_to_text(found))
        return
    from boardroom.insight.render_judgement import render_judgement

    width, color, unicode = terminal_width(), wants_color(), wants_unicode()
    emit(render_judgement(found, width=width, color=color, unicode=unicode))


def _without_dismissed(insights: "Sequence[Insight]") -> "tuple[Insight, ...]":
    return tuple(item for item in insights if item.status != "dismissed")


def _decide(opened: "Workspace", *, dismiss: str | None, restore: str | None, reason: str) -> None:
    if dismiss:
        opened.insight_book.dismiss(dismiss, reason=reason)
        remark(f"dismissed {dismiss}; it is told again when it changes, or with --restore")
    if restore:
        opened.insight_book.restore(restore)
        remark(f"restored {restore}")


def _check_metrics(names: Sequence[str], model: "SemanticModel") -> None:
    from boardroom.semantic.nearest import did_you_mean

    for name in names:
        if name not in model.metric_by_name:
            near = did_you_mean(name, model.metric_by_name)
            raise NotFoundError(
                f"there is no metric {name!r}{near}", hint="`boardroom model show` lists them."
            )


def _one(report: "Report", name: str) -> "Insight":
    """The insight of that id; a course that another one tells too is found as well."""
    for item in report.insights:
        for story in item.stories:
            if story.id == name:
                return story
    raise NotFoundError(
        f"there is no insight {name!r}", hint="`boardroom insights` lists them with their ids."
    )


def _only(report: "Report", insights: "Sequence[Insight]", metrics: frozenset[str]) -> "Report":
    """What is told of some metrics, or of all where none is named; what could not be looked at may
    be of them too."""
    from dataclasses import replace

    told = tuple(item for item in insights if not metrics or item.metric in metrics)
    return replace(report, insights=told)
