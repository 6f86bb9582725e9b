"""The option ``--chart`` of ``boardroom ask``: the chart of an answer as a file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boardroom.cli.console import remark
from boardroom.errors import StorageError, UsageError

if TYPE_CHECKING:
    from boardroom.ask.answer import Answer

ChartOption = Annotated[
    str | None,
    typer.Option(
        "--chart",
        metavar="png|svg|json|FILE",
        help="Write the chart to a file named after its title, or to FILE; json is Vega-Lite.",
    ),
]

_FORMATS = ("png", "svg", "json")
_LONGEST_NAME = 80


def write_chart(found: "Answer", wanted: str) -> None:
    """Write the chart of an answer and say where; say why where there is none.

    Args:
        wanted: a format, or a file whose name ends in one.

    Raises:
        UsageError: no such format.
        MissingExtraError: the extra ``charts`` is not installed.
        StorageError: the file cannot be written.
    """
    kind = _format(wanted)
    chart = found.visualization
    spec = None if chart is None else chart["spec"]
    if chart is None or not isinstance(spec, dict):
        remark("no chart: " + ("there are no rows" if chart is None else "a table says it best"))
        return
    path = Path(f"{_slug(str(chart['title']))}.{kind}") if wanted in _FORMATS else Path(wanted)
    content = _content(spec, kind)
    try:
        path.write_bytes(content)
    except OSError as exc:
        raise StorageError(f"cannot write the chart to {str(path)!r}: {exc.strerror}") from exc
    remark(f"chart: {path}")


def _content(spec: Mapping[str, object], kind: str) -> bytes:
    if kind == "json":
        from boardroom.semantic.result_json import dump_json

        return dump_json(spec, indent=2).encode()
    from boardroom.ask.charting.picture import picture_of

    return picture_of(spec, "svg" if kind == "svg" else "png")


def _format(wanted: str) -> str:
    kind = wanted if wanted in _FORMATS else Path(wanted).suffix.removeprefix(".").lower()
    if kind not in _FORMATS:
        message = f"--chart {wanted!r} is none of {', '.join(_FORMATS)} and no file of such a kind"
        raise UsageError(message, hint="For example: --chart png, or --chart revenue.svg.")
    return kind


def _slug(title: str) -> str:
    """A title as the name of a file.

    Example:
        >>> _slug("Revenue by region, Jun 2026"), _slug("../«»")
        ('revenue-by-region-jun-2026', 'chart')
    """
    words = re.findall(r"[^\W_]+", title.lower())
    return "-".join(words)[:_LONGEST_NAME].strip("-") or "chart"
