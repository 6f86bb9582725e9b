"""Insights and forecasts in a terminal. Called by ``insight.render_terminal``."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.breakdown_view import others_name
from boardroom.insight.insight_view import (
    ForecastRow,
    coverage_title,
    effect_text,
    insight_mark,
    split_forecasts,
)
from boardroom.insight.model import Contributions, Insight, InsightKind
from boardroom.insight.number_text import MISSING, change_text, share_text
from boardroom.insight.rephrased import whose_words
from boardroom.insight.terminal.ink import VERDICT_STYLES, Ink
from boardroom.insight.terminal.layout import caveat_lines, frame, marked

_LEVEL_STYLES = {"critical": "red", "warning": "yellow"}
_KIND_STYLES: Mapping[InsightKind, str] = {"data_quality": "yellow", "contributors": "dim"}
_SPACIOUS = 100


def insight_block(insights: Sequence[Insight], *, width: int, ink: Ink) -> Iterable[RenderableType]:
    """Insights in their order, forecasts as a table after them."""
    told, rows = split_forecasts(insights)
    for item in told:
        yield from _insight(item, width=width, ink=ink)
    if rows:
        if told:
            yield ""
        yield forecast_table(rows, width=width, ink=ink)


def mark_style(item: Insight) -> str:
    """How the mark of an insight is coloured."""
    if item.level is not None:
        return _LEVEL_STYLES[item.level]
    return _KIND_STYLES.get(item.kind, VERDICT_STYLES[item.assessment])


def title_line(item: Insight, ink: Ink) -> Text:
    """Its title, with the level that it has reached."""
    title = ink.text(item.title, "bold")
    if item.level is not None:
        title.append_text(ink.text(f"  {item.level}", _LEVEL_STYLES[item.level]))
    return title


def advice_line(item: Insight, ink: Ink) -> Sequence[Text]:
    """What to do, where the playbook says it."""
    if not item.recommendation:
        return ()
    return (ink.text("Do: ", "dim").append_text(ink.text(item.recommendation)),)


def words_line(item: Insight, ink: Ink) -> Sequence[Text]:
    """Whose words its text is in, where they are not Boardroom's own."""
    return (ink.text(whose_words(item.rephrased), "dim"),) if item.rephrased else ()


def _insight(item: Insight, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    indent = 2 if item.kind == "contributors" else 0
    body = (item.text, item.uncertainty, effect_text(item))
    lines = [title_line(item, ink), ink.text(" ".join(part for part in body if part))]
    lines += [*words_line(item, ink), *advice_line(item, ink), *caveat_lines(item.caveats, ink)]
    yield marked(ink.text(insight_mark(item), mark_style(item)), lines, indent=indent)
    if item.contributions is not None:
        yield Padding(
            contribution_table(item.contributions, width=width - 4, ink=ink), (0, 0, 0, indent + 2)
        )


def contribution_table(found: Contributions, *, width: int, ink: Ink) -> RichTable:
    """Parts of a change as bars."""
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


def forecast_table(rows: Sequence[ForecastRow], *, width: int, ink: Ink) -> RichTable:
    """Value and interval of the next period, how often such intervals held and how far such values
    missed on the metric's own past."""
    table = frame(ink, width=width)
    whens = {row.when for row in rows}
    common = f", {whens.pop()}" if len(whens) == 1 else ""
    table.add_column(f"Expected{common}", ratio=1, overflow="fold")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column(coverage_title(rows), justify="right", no_wrap=True)
    table.add_column("held before", justify="right", no_wrap=True)
    table.add_column("mean miss", justify="right", no_wrap=True)
    for row in rows:
        name = row.label if common else f"{row.label}, {row.when}"
        cells = [ink.text(name), ink.text(row.value, "bold")]
        cells.append(ink.text(row.range))
        held, missed = row.held, row.missed or MISSING
        if width >= _SPACIOUS:
            held, missed = f"{held} values", f"{missed} of naive" if row.missed else MISSING
        cells += [ink.text(held, "dim"), ink.text(missed, "dim")]
        table.add_row(*cells)
    return table
