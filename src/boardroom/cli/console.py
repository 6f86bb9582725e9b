"""Where words go: data to stdout, progress and remarks to stderr. Used by every command."""

import shutil
import sys

import typer

from boardroom.settings import refuses_color


def emit(text: str) -> None:
    """Write data to stdout, with one newline at its end."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def remark(text: str) -> None:
    """Say something about the work on stderr."""
    typer.echo(text, err=True)


def terminal_width() -> int:
    """Columns of the terminal (``COLUMNS`` wins); 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def wants_color() -> bool:
    """Whether stdout is a terminal that shows colour."""
    return sys.stdout.isatty() and not refuses_color()


def wants_unicode() -> bool:
    """Whether stdout can show characters beyond ASCII."""
    return (sys.stdout.encoding or "ascii").lower().replace("-", "") in {"utf8", "utf16", "utf32"}
