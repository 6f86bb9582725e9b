"""Insights as text for a terminal of any width from 60 columns on: all of them as one list, or one
with all that it rests on. Called by the command line; the rules of ``render_terminal`` hold.
"""

import shlex
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from boardroom.insight.insight_view import (
    KIND_WORDS,
    effect_text,
    insight_mark,
    split_forecasts,
)
from boardroom.insight.model import Insight, Report
from boardroom.insight.number_text import MINUS
from boardroom.insight.period_text import day_text, period_text
from boardroom.insight.render_terminal import NARROWEST, draw
from boardroom.insight.rephrased import whose_words
from boardroom.insight.terminal.ink import Ink
from boardroom.insight.terminal.insight_block import (
    advice_line,
    contribution_table,
    forecast_table,
    mark_style,
    title_line,
    words_line,
)
from boardroom.insight.terminal.layout import caveat_lines, heading, marked
from boardroom.store.insight_store import InsightEvent

_WIDEST = 120
"""Lines of more columns are hard to read."""

_LOOKS = (
    ("episode", "series by day and segment"),
    ("correlation", "pairs of metrics"),
    ("survey", "comparisons of records"),
)
"""Tests by what they looked at; all others are of figures."""


def render_insights(
    report: Report, *, width: int = 80, color: bool = False, unicode: bool = True
) -> str:
    """The insights in their order, forecasts as a table after them.

    Args:
        report: the list.
        width: columns of the terminal.
        color: True puts ANSI colours in.
        unicode: False uses ASCII only.
    """
    width = min(max(width, NARROWEST), _WIDEST)
    return draw(_list(report, width=width, ink=Ink(unicode=unicode)), width=width, color=color)


def render_insight(
    item: Insight,
    events: Sequence[InsightEvent] = (),
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
) -> str:
    """One insight: its words, size, caveats and advice, how it is ranked, what happened to it, and
    the query behind it.

    Args:
        item: the insight.
        events: its history, oldest first.
        width, color, unicode: as for ``render_insights``.
    """
    width = min(max(width, NARROWEST), _WIDEST)
    ink = Ink(unicode=unicode)
    return draw(_whole(item, events, width=width, ink=ink), width=width, color=color)


def _list(report: Report, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    told, rows = split_forecasts(report.insights)
    yield ink.text(f"Insights as of {day_text(report.as_of)}", "bold")
    yield ink.text(_looked_at(report), "dim")
    yield ""
    if not told:
        yield ink.text("Nothing stands out.")
    for item in told:
        yield marked(ink.text(insight_mark(item), mark_style(item)), _lines(item, ink))
        yield ""
    if rows:
        yield forecast_table(rows, width=width, ink=ink)
        yield ""
    yield from _absent(report, width=width, ink=ink)
    yield ink.text(
        "✓ good, ✗ bad by the metric's direction. --explain ID shows what one rests on, "
        "--dismiss ID keeps quiet of it until it changes.",
        "dim",
    )
    if rows:
        yield ink.text(
            "A forecast's id is forecast:METRIC. Held before: how many past values lay inside such "
            "an interval. Mean miss: there, as a share of that of repeating the last season.",
            "dim",
        )


def _lines(item: Insight, ink: Ink) -> Sequence[Text]:
    about = " · ".join((KIND_WORDS[item.kind].lower(), item.status, shlex.quote(item.id)))
    return (
        title_line(item, ink),
        ink.text(item.text),
        *words_line(item, ink),
        *advice_line(item, ink),
        ink.text(about, "dim"),
    )


def _looked_at(report: Report) -> str:
    """What was looked at, so that a reader knows how much could have been found by chance."""
    known = [(report.tests.get(kind, 0), words) for kind, words in _LOOKS]
    figures = sum(report.tests.values()) - sum(count for count, _ in known)
    known.append((figures, "tests of figures"))
    told = [f"{count:,} {words}" for count, words in known if count]
    return f"Looked at: {', '.join(told) or 'nothing'}."


def _absent(report: Report, *, width: int, ink: Ink) -> Iterable[RenderableType]:
    if not report.not_available:
        return
    yield from heading("Not told", width=width, ink=ink)
    for item in report.not_available:
        line = ink.text(f"{item.what}: ").append_text(ink.text(item.why, "dim"))
        yield marked(ink.text("•", "dim"), [line])
    yield ""


def _whole(
    item: Insight, events: Sequence[InsightEvent], *, width: int, ink: Ink
) -> Iterable[RenderableType]:
    told = (item.text, item.uncertainty, effect_text(item))
    lines = [title_line(item, ink), *(ink.text(text) for text in told if text)]
    if item.rephrased is not None:
        words = f"{whose_words(item.rephrased)}: {item.rephrased.original}"
        lines.append(ink.text(words, "dim"))
    lines += [*advice_line(item, ink), *caveat_lines(item.caveats, ink)]
    yield marked(ink.text(insight_mark(item), mark_style(item)), lines)
    if item.contributions is not None:
        table = contribution_table(item.contributions, width=width - 4, ink=ink)
        yield Padding(table, (0, 0, 0, 2))
    yield ""
    yield _facts(item, ink)
    yield from heading(f"Score {_signed(item.score).lstrip('+')}", width=width, ink=ink)
    yield _parts(item, ink)
    if events:
        yield from heading("History", width=width, ink=ink)
        yield from (ink.text(_event(event)) for event in events)
    if item.evidence.sql:
        yield from heading("The SQL behind it", width=width, ink=ink)
        yield ink.text(item.evidence.sql)


def _facts(item: Insight, ink: Ink) -> RenderableType:
    evidence = item.evidence
    until = evidence.freshness.data_until
    facts = (
        ("Kind", KIND_WORDS[item.kind].lower()),
        ("Status", item.status),
        ("Id", shlex.quote(item.id)),
        ("Metric", item.metric),
        ("Period", period_text(evidence.period)),
        ("Data until", day_text(until) if until is not None else ""),
    )
    table = RichTable.grid(padding=(0, 2, 0, 0))
    for name, value in facts:
        if value:
            table.add_row(ink.text(name, "dim"), ink.text(value))
    return table


def _parts(item: Insight, ink: Ink) -> RenderableType:
    table = RichTable.grid(padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for name, value in item.score_parts.items():
        table.add_row(ink.text(name), ink.text(_signed(value)))
    return table


def _signed(value: float) -> str:
    return f"{value:+,.1f}".replace("-", MINUS)


def _event(event: InsightEvent) -> str:
    why = f": {event.text}" if event.what == "dismissed" and event.text else ""
    return f"{event.at:%Y-%m-%d %H:%M} UTC {event.what}{why}"
