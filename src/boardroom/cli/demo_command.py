"""``boardroom demo``: a sample company from nothing to its executive page."""

from pathlib import Path
from typing import Annotated

import typer

from boardroom.cli.console import emit, remark
from boardroom.cli.dashboard_command import render, write_text
from boardroom.cli.options import AsOfOption, parse_as_of


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.")] = Path(
        "boardroom-demo"
    ),
    seed: Annotated[int, typer.Option("--seed", help="Another seed is another company.")] = 7,
    as_of: AsOfOption = None,
) -> None:
    """Make a small sample company, load it, propose its model, and show its executive page."""
    from boardroom.clock import SystemClock, today
    from boardroom.simulate.demo import make_demo

    day = parse_as_of(as_of) or today(SystemClock(), time_zone="UTC")
    with make_demo(folder, until=day, seed=seed, progress=remark) as workspace:
        report = workspace.page(as_of=day)
    emit(render(report, output_format="text"))
    for name, output_format in (("executive.html", "html"), ("executive.json", "json")):
        write_text(folder / name, render(report, output_format=output_format, to_file=True))  # type: ignore[arg-type]  # literals
        remark(f"wrote {folder / name}")
    remark(f"the workspace is {folder}; try: boardroom query -w {folder} -m revenue --grain month")
