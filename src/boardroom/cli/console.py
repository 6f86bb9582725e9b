"""Where words go: data to stdout, progress and remarks to stderr. Used by every command."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread

import typer

from boardroom.settings import refuses_color


def emit(text: str) -> None:
    """Write data to stdout, with one newline at its end."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def remark(text: str) -> None:
    """Say something about the work on stderr."""
    typer.echo(text, err=True)


@contextmanager
def remarks(*, quiet_seconds: float = 15.0) -> Iterator[Callable[[str], None]]:
    """``remark`` for long work: after so long without a word, the last one is said again with the
    time since, so that slow work is told from work that hangs.
    """
    said = Condition()
    last, began, over = "", time.monotonic(), False

    def say(text: str) -> None:
        nonlocal last, began
        with said:
            last, began = text, time.monotonic()
            remark(text)
            said.notify()

    def watch() -> None:
        with said:
            while not over:
                if not said.wait(quiet_seconds) and last and not over:
                    remark(f"still: {last} ({time.monotonic() - began:.0f} s)")

    watcher = Thread(target=watch, name="remarks", daemon=True)
    watcher.start()
    try:
        yield say
    finally:
        with said:
            over = True
            said.notify()
        watcher.join()


def terminal_width() -> int:
    """Columns of the terminal (``COLUMNS`` wins); 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def wants_color() -> bool:
    """Whether stdout is a terminal that shows colour."""
    return sys.stdout.isatty() and not refuses_color()


def wants_unicode() -> bool:
    """Whether stdout can show characters beyond ASCII."""
    return (sys.stdout.encoding or "ascii").lower().replace("-", "") in {"utf8", "utf16", "utf32"}
