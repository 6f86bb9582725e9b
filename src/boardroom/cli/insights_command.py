"""``boardroom insights``: what left its expected range, with the reasons for saying so."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boardroom.cli.console import emit, remark, terminal_width
from boardroom.cli.options import AsOfOption, WorkspaceOption, parse_as_of
from boardroom.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boardroom.insight.model import Insight, Report
    from boardroom.semantic.model import SemanticModel
    from boardroom.store.insight_store import InsightEvent
    from boardroom.workspace.workspace import Workspace


def insights(  # noqa: PLR0913  # one parameter per option: that is how typer reads a command line
    workspace: WorkspaceOption = Path(),
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", "-m", metavar="METRIC", help="Only insights on this metric."),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="ID", help="Show one insight with all it rests on."),
    ] = None,
    dismiss: Annotated[
        str | None,
        typer.Option("--dismiss", metavar="ID", help="Keep quiet of one until it changes."),
    ] = None,
    restore: Annotated[
        str | None,
        typer.Option("--restore", metavar="ID", help="Tell of a dismissed one again."),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why it is dismissed.")
    ] = "",
    dismissed: Annotated[
        bool, typer.Option("--dismissed", help="List the dismissed ones too.")
    ] = False,
    as_of: AsOfOption = None,
    json: Annotated[bool, typer.Option("--json", help="As a Report in JSON.")] = False,
) -> None:
    """Look at every metric by day and segment and tell what left its expected range within a
    year; then what the records of each table say beside."""
    from dataclasses import replace

    from boardroom.cli.dashboard_command import finish
    from boardroom.insight.terminal.ink import Ink
    from boardroom.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        if dismiss or restore:
            _decide(opened, dismiss=dismiss, restore=restore, reason=reason)
            return
        _check_metrics(metric or [], opened.model)
        report = opened.insights(as_of=parse_as_of(as_of))
        events = opened.insight_book.history(explain) if explain else ()
        if not dismissed and not explain:
            report = _without_dismissed(report)
        chosen = _chosen(report, metrics=frozenset(metric or ()), explain=explain)
        if json:
            _emit_json(replace(report, insights=chosen))
        else:
            text = _explained(chosen[0], events) if explain else _listed(chosen, report)
            emit(Ink().plain(text))
        finish(opened)


def _without_dismissed(report: "Report") -> "Report":
    from dataclasses import replace

    told = tuple(item for item in report.insights if item.status != "dismissed")
    return replace(report, insights=told)


def _emit_json(report: "Report") -> None:
    from boardroom.insight.render_json import report_to_text

    emit(report_to_text(report))


def _decide(opened: "Workspace", *, dismiss: str | None, restore: str | None, reason: str) -> None:
    if dismiss:
        opened.insight_book.dismiss(dismiss, reason=reason)
        remark(f"dismissed {dismiss}; it is told again when it changes, or with --restore")
    if restore:
        opened.insight_book.restore(restore)
        remark(f"restored {restore}")


def _check_metrics(names: list[str], model: "SemanticModel") -> None:
    from boardroom.semantic.nearest import did_you_mean

    for name in names:
        if name not in model.metric_by_name:
            near = did_you_mean(name, model.metric_by_name)
            raise NotFoundError(
                f"there is no metric {name!r}{near}", hint="`boardroom model show` lists them."
            )


def _chosen(
    report: "Report", *, metrics: frozenset[str], explain: str | None
) -> "tuple[Insight, ...]":
    if explain:
        found = tuple(item for item in report.insights if item.id == explain)
        if not found:
            raise NotFoundError(
                f"there is no insight {explain!r}",
                hint="`boardroom insights` lists them with their ids.",
            )
        return found
    return tuple(item for item in report.insights if not metrics or item.metric in metrics)


def _listed(chosen: "tuple[Insight, ...]", report: "Report") -> str:
    """Title, text and id of each, most important first."""
    from boardroom.insight.model import OF_RECORDS

    series, compared = report.tests.get("episode", 0), report.tests.get("survey", 0)
    head = f"Insights as of {report.as_of}: {len(chosen)}, of {series:,} series looked at"
    lines = [f"{head} and {compared:,} comparisons of records", ""]
    courses = [item for item in chosen if item.kind not in OF_RECORDS]
    records = [item for item in chosen if item.kind in OF_RECORDS]
    lines += _blocks(courses) or ["Nothing left its expected range.", ""]
    if records:
        lines += ["In the records:", "", *_blocks(records)]
    for item in report.not_available:
        lines += _wrapped(f"{item.what}: {item.why}", indent=2, first=0)
    return "\n".join(lines).rstrip()


def _blocks(items: "Sequence[Insight]") -> list[str]:
    from boardroom.insight.insight_view import insight_mark

    lines: list[str] = []
    for item in items:
        lines += _wrapped(f"{insight_mark(item)} {item.title}", indent=2, first=0)
        lines += _wrapped(item.text, indent=4)
        lines += _wrapped(f"{item.status} · {item.id}", indent=4)
        lines.append("")
    return lines


def _explained(item: "Insight", events: "Sequence[InsightEvent]") -> str:
    """Everything one insight rests on."""
    from boardroom.insight.rephrased import whose_words

    lines = [item.title, "", *_wrapped(item.text, indent=0)]
    if item.rephrased is not None:
        lines += _wrapped(f"{whose_words(item.rephrased)}: {item.rephrased.original}", indent=0)
    if item.uncertainty:
        lines += _wrapped(item.uncertainty, indent=0)
    if item.effect is not None and item.effect.low is not None and item.effect.high is not None:
        low, high = item.effect.low, item.effect.high
        what = "Beyond expected" if item.kind == "episode" else "Size of the effect"
        lines.append(f"{what}: {item.effect.value:,.4g} (nine in ten: {low:,.4g} to {high:,.4g})")
    lines += [f"Caveat: {caveat.text}" for caveat in item.caveats]
    lines += ["", f"status: {item.status}", f"score: {item.score:.1f}"]
    lines += [f"  {name}: {value:+.1f}" for name, value in item.score_parts.items()]
    if events:
        lines += ["", "history:"]
    for event in events:
        why = f": {event.text}" if event.what == "dismissed" and event.text else ""
        lines.append(f"  {event.at:%Y-%m-%d %H:%M} UTC {event.what}{why}")
    if item.evidence.sql:
        lines += ["", "SQL behind it:", item.evidence.sql]
    return "\n".join(lines)


def _wrapped(text: str, *, indent: int, first: int | None = None) -> list[str]:
    import textwrap

    start = indent if first is None else first
    return textwrap.wrap(
        text,
        width=min(terminal_width(), 120),
        initial_indent=" " * start,
        subsequent_indent=" " * indent,
        break_long_words=False,
    )
