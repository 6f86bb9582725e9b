"""A ``Judgement`` as text for a terminal of any width from 60 columns on. Called by the command
line; the rules of ``render_terminal`` hold."""

from collections.abc import Iterable
from datetime import date, datetime

from rich.console import RenderableType
from rich.table import Table as RichTable

from boardroom.insight.judgement import METHOD_NAMES, FlaggedPoint, Judgement
from boardroom.insight.number_text import MISSING, value_text
from boardroom.insight.period_text import period_text, steps_text
from boardroom.insight.render_terminal import NARROWEST, draw
from boardroom.insight.terminal.ink import Ink
from boardroom.insight.terminal.layout import frame
from boardroom.semantic.model import Unit
from boardroom.semantic.result import Period

_MOST = 100


def render_judgement(
    judgement: Judgement, *, width: int = 80, color: bool = False, unicode: bool = True
) -> str:
    """The flagged points as a table, and what such a list is worth."""
    width = max(width, NARROWEST)
    return draw(_parts(judgement, width=width, ink=Ink(unicode=unicode)), width=width, color=color)


def _parts(judgement: Judgement, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    name = METHOD_NAMES[judgement.method]
    when = _when(judgement.start, judgement.end) + _left_out(judgement)
    yield ink.text(f"{judgement.title} by {judgement.step}, judged by the {name}", "bold")
    yield ink.text(f"{judgement.flagged:,} of {judgement.judged:,} points flagged, {when}.")
    if len(judgement.points) < judgement.flagged:
        yield ink.text(
            f"Points close together are one line; its value and range are of its first "
            f"{judgement.step}.",
            "dim",
        )
    if judgement.points:
        yield ""
        yield _table(judgement, width=width, ink=ink)
        hidden = len(judgement.points) - _MOST
        if hidden > 0:
            yield ink.text(f"… and {hidden:,} before; --json has all", "dim")
    yield ""
    yield ink.text(judgement.note)
    if why := judgement.evidence.freshness.why:
        yield ink.text(f"! {why}", "yellow")
    yield ink.text("The series and the SQL: --json.", "dim")


def _left_out(judgement: Judgement) -> str:
    unknown = sum(item.value is None for item in judgement.series if item.start >= judgement.start)
    return f"; {unknown:,} without a value, or known to be wrong, left out" if unknown else ""


def _table(judgement: Judgement, *, width: int, ink: Ink) -> RichTable:
    table = frame(ink, width=width)
    table.add_column("When", ratio=2, overflow="fold")
    table.add_column("Value", justify="right", no_wrap=True)
    table.add_column("Expected range", justify="right", no_wrap=True)
    table.add_column("How far beyond", ratio=3, overflow="fold")
    for point in judgement.points[-_MOST:]:
        cells = (
            _when(point.start, point.end),
            value_text(point.value, judgement.unit),
            _range(point, judgement.unit),
            point.how,
        )
        table.add_row(*map(ink.text, cells))
    return table


def _when(start: date, end: date) -> str:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return steps_text(start, end)
    return period_text(Period(start=start, end=end, complete=True))


def _range(point: FlaggedPoint, unit: Unit | None) -> str:
    if point.low is None or point.high is None:
        return MISSING
    return f"{value_text(point.low, unit)} to {value_text(point.high, unit)}"
