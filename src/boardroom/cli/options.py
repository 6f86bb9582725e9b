"""Options that several commands share, and how their texts become values."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from boardroom.errors import UsageError

WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace", "-w", metavar="DIR", help="The workspace folder (default: this one)."
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Show it as of the morning of this day: days from it on are left out.",
    ),
]


def parse_as_of(text: str | None) -> date | None:
    """The date of ``--as-of``. Raises: UsageError when it is not YYYY-MM-DD."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        message = f"--as-of is {text!r}, expected a date"
        raise UsageError(message, hint="Write it as YYYY-MM-DD, for example 2026-03-31.") from exc
