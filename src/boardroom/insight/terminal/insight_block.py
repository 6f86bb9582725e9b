"""Insights and forecasts in a terminal. Called by ``insight.render_terminal``."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable

from boardroom.insight.breakdown_view import others_name
from boardroom.insight.insight_view import (
    ForecastRow,
    coverage_title,
    effect_text,
    insight_mark,
    split_forecasts,
)
from boardroom.insight.model import Contributions, Insight
from boardroom.insight.number_text import change_text, share_text
from boardroom.insight.page_index import PageIndex
from boardroom.insight.rephrased import whose_words
from boardroom.insight.terminal.ink import VERDICT_STYLES, Ink
from boardroom.insight.terminal.layout import frame, marked

_LEVEL_STYLES = {"critical": "red", "warning": "yellow"}
_NARROW = 76


def insight_block(
    insights: Sequence[Insight], index: PageIndex, *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    """Insights in their order, forecasts as a table after them."""
    told, rows = split_forecasts(insights, index)
    for item in told:
        yield from _insight(item, index, width=width, ink=ink)
    if rows:
        if told:
            yield ""
        yield _forecasts(rows, width=width, ink=ink)


def _insight(item: Insight, index: PageIndex, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    style, indent = VERDICT_STYLES[item.assessment], 0
    if item.level is not None:
        style = _LEVEL_STYLES[item.level]
    elif item.kind == "data_quality":
        style = "yellow"
    elif item.kind == "contributors":
        style, indent = "dim", 2
    title = ink.text(item.title, "bold")
    if item.level is not None:
        title.append_text(ink.text(f"  {item.level}", style))
    body = (item.text, item.uncertainty, effect_text(item, index))
    lines = [title, ink.text(" ".join(part for part in body if part))]
    if item.rephrased:
        lines.append(ink.text(whose_words(item.rephrased), "dim"))
    if item.recommendation:
        lines.append(ink.text("Do: ", "dim").append_text(ink.text(item.recommendation)))
    caveats = dict.fromkeys(caveat.text for caveat in item.caveats)
    lines += [ink.text(f"! {caveat}", "yellow") for caveat in caveats]
    yield marked(ink.text(insight_mark(item), style), lines, indent=indent)
    if item.contributions is not None:
        yield Padding(
            _contributions(item.contributions, width=width - 4, ink=ink), (0, 0, 0, indent + 2)
        )


def _contributions(found: Contributions, *, width: int, ink: Ink) -> RichTable:
    table = RichTable.grid(padding=(0, 1))
    table.add_column(max_width=max(12, width // 4), overflow="fold")
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    top = max(abs(item.change) for item in found.items) or 1.0
    space = min(24, width // 3)
    for item in found.items:
        table.add_row(
            ink.text(item.value or "(none)"),
            ink.bar(abs(item.change) / top, width=space),
            ink.text(change_text(item.change, found.unit), "bold"),
            ink.text(share_text(item.share), "dim"),
        )
    if found.others_count:
        table.add_row(
            ink.text(others_name(found)),
            ink.bar(abs(found.others) / top, width=space),
            ink.text(change_text(found.others, found.unit), "bold"),
        )
    return table


def _forecasts(rows: Sequence[ForecastRow], *, width: int, ink: Ink) -> RichTable:
    """Value and interval of the next period; what proves them where there is room."""
    proven = width >= _NARROW
    table = frame(ink, width=width)
    table.add_column("Expected", ratio=1, overflow="fold")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column(coverage_title(rows), justify="right", no_wrap=True)
    if proven:
        table.add_column("held before", justify="right", no_wrap=True)
    for row in rows:
        cells = [ink.text(f"{row.label}, {row.when}"), ink.text(row.value, "bold")]
        cells.append(ink.text(row.range))
        if proven:
            cells.append(ink.text(row.held, "dim"))
        table.add_row(*cells)
    return table
