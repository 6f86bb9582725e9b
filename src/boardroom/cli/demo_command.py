"""``boardroom demo``: a simulated company from nothing to its executive page."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boardroom.cli.console import emit, remark, remarks
from boardroom.cli.dashboard_command import render, tell_phase, write_text
from boardroom.cli.options import AsOfOption, parse_as_of

if TYPE_CHECKING:
    from boardroom.simulate.company import Incident, Planting

_PATIENCE_SECONDS = 120.0
"""A demo shows the whole page: forecasts, churn and unusual courses too."""


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.")] = Path(
        "boardroom-demo"
    ),
    scale: Annotated[
        float,
        typer.Option("--scale", help="Size: 1 has 1,850 customers and two million fact rows."),
    ] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="Another seed is another company.")] = 72,
    incidents: Annotated[
        str,
        typer.Option(
            "--incidents",
            metavar="default|none|FILE",
            help="What is planted: one of every kind, nothing, or what a truth file lists.",
        ),
    ] = "default",
    as_of: AsOfOption = None,
) -> None:
    """Simulate a company, load it, propose its model, and show its executive page."""
    from boardroom.clock import SystemClock, today
    from boardroom.simulate.company import CompanySpec
    from boardroom.simulate.demo import make_demo

    day = parse_as_of(as_of) or today(SystemClock(), time_zone="UTC")
    spec = CompanySpec(until=day, seed=seed, scale=scale, incidents=_planted(incidents))
    with ExitStack() as stack:
        with remarks() as say:
            workspace = stack.enter_context(make_demo(folder, spec, progress=say))
        remark("making the page; forecasts, churn and unusual courses may take a minute or two")
        report = workspace.page(as_of=day, told=tell_phase, patience_seconds=_PATIENCE_SECONDS)
    emit(render(report, output_format="text"))
    for name, output_format in (("executive.html", "html"), ("executive.json", "json")):
        write_text(folder / name, render(report, output_format=output_format, to_file=True))  # type: ignore[arg-type]  # literals
        remark(f"wrote {folder / name}")
    remark(f"the workspace is {folder}; try: boardroom query -w {folder} -m revenue --grain month")


def _planted(text: str) -> "Planting | tuple[Incident, ...]":
    """``default``, ``none``, or the incidents that a truth file lists."""
    from boardroom.simulate.company import read_incidents

    match text:
        case "default":
            return "default"
        case "none":
            return "none"
        case _:
            return read_incidents(Path(text))
