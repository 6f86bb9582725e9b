"""The entry point: assembles the commands and turns errors into one message and an exit code."""

import sys
import tempfile
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from boardroom import __version__
from boardroom.cli import (
    agent_commands,
    ask_command,
    dashboard_command,
    demo_command,
    explain_command,
    insights_command,
    load_commands,
    model_commands,
    query_command,
)
from boardroom.cli.console import remark
from boardroom.cli.exit_code import INTERRUPTED, UNEXPECTED, exit_code
from boardroom.errors import BoardroomError

app = typer.Typer(
    name="boardroom",
    help="An autonomous BI team in one package: data in, true numbers and an executive page out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("init")(load_commands.init)
app.command("load")(load_commands.load)
app.add_typer(model_commands.app, name="model")
app.command("query")(query_command.query)
app.command("ask")(ask_command.ask)
app.command("explain")(explain_command.explain)
app.command("dashboard")(dashboard_command.dashboard)
app.command("insights")(insights_command.insights)
app.command("runs")(agent_commands.runs)
app.command("alerts")(agent_commands.alerts)
app.command("demo")(demo_command.demo)
app.command("doctor")(load_commands.doctor)


def _show_version(value: bool) -> None:  # the signature that typer calls
    if value:
        typer.echo(f"boardroom {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and leave."
        ),
    ] = False,
) -> None:
    """An autonomous BI team in one package: data in, a semantic model, true numbers, an executive
    page."""


def spread_options(arguments: Sequence[str], *, names: frozenset[str]) -> list[str]:
    """Let one option take several values: ``-m a b -d c`` becomes ``-m a -m b -d c``.

    Example:
        >>> spread_options(["query", "-m", "a", "b", "--limit", "3"], names=frozenset({"-m"}))
        ['query', '-m', 'a', '-m', 'b', '--limit', '3']
    """
    spread: list[str] = []
    current: str | None = None
    first = False
    for argument in arguments:
        if argument in names:
            current, first = argument, True
        elif argument.startswith("-"):
            current = None
        elif current and not first:
            spread.append(current)
        else:
            first = False
        spread.append(argument)
    return spread


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with a documented exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["query"]:
        given = spread_options(given, names=query_command.MANY_VALUED)
    try:
        app(args=given)
    except BoardroomError as exc:
        remark(f"boardroom: {exc.message}")
        if exc.hint:
            remark(f"  → {exc.hint}")
        raise SystemExit(exit_code(exc)) from exc
    except SystemExit as exc:
        if exc.code == INTERRUPTED:
            remark("boardroom: stopped; the last good data is unchanged")
        raise
    except Exception as exc:
        tell_defect(exc)
        raise SystemExit(UNEXPECTED) from exc


def tell_defect(error: Exception) -> None:
    """Say on stderr that ``error`` is a defect, with the path of a file to report it with."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="boardroom-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        traceback.print_exception(error, file=file)
    remark(f"boardroom: unexpected {type(error).__name__}: {error}")
    remark(f"  → This is a defect of Boardroom; please report it with {file.name}")
