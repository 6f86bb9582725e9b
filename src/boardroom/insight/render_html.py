"""A ``Report`` as one self-contained HTML file: no script, no foreign request, light and dark.

Called by the command line. Every number opens its query; all data is escaped; a content security
policy allows nothing but the page's own styles.
"""

from boardroom.insight.html.card import key_metric_card
from boardroom.insight.html.markup import Content, Markup, document, style, tag
from boardroom.insight.html.section import (
    absent_card,
    breakdown_card,
    department,
    insight_list,
    main_chart,
    source_card,
)
from boardroom.insight.html.sheet import page_sheet
from boardroom.insight.model import Report
from boardroom.insight.period_text import day_text, period_text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_QUIET = "No change or trend stands out from what is usual for these metrics."
_SHORTEST_CHART = 3
_MANY_INSIGHTS = 3


def render_html(report: Report) -> str:
    """The whole page as HTML text, UTF-8."""
    return document(
        tag(
            "html",
            {"lang": "en"},
            tag(
                "head",
                None,
                tag("meta", {"charset": "utf-8"}),
                tag("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
                tag("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
                tag("meta", {"name": "color-scheme", "content": "light dark"}),
                tag("meta", {"name": "referrer", "content": "no-referrer"}),
                tag("title", None, f"{report.title}, {day_text(report.as_of)}"),
                style(page_sheet()),
            ),
            tag("body", None, tag("main", None, _body(report))),
        )
    )


def _body(report: Report) -> list[Content]:
    return [
        _top(report),
        [tag("p", {"class": "note", "role": "note"}, note) for note in report.notes],
        _key_metrics(report),
        _what_changed(report),
        tag("div", {"class": "masonry"}, [department(section) for section in report.sections]),
        _grid("half", [source_card(report.sources), absent_card(report.not_available)]),
        _footer(report),
    ]


def _top(report: Report) -> Markup:
    chips = [f"as of {day_text(report.as_of)}"]
    if report.key_metrics:
        chips.insert(0, period_text(report.key_metrics[0].evidence.period))
    if report.currency:
        chips.append(report.currency)
    stale = sum(item.stale for item in report.sources.values())
    count = len(report.sources)
    noun = "source" if count == 1 else "sources"
    state = f"{stale} of {count} {noun} stale" if stale else f"{count} {noun} as loaded"
    return tag(
        "header",
        {"class": "top"},
        tag(
            "div",
            None,
            tag("h1", None, report.title),
            tag("p", {"class": "sub"}, _subtitle(report)),
        ),
        tag(
            "div",
            {"class": "chips"},
            [tag("span", {"class": "chip"}, chip) for chip in [*chips, state]],
        ),
    )


def _subtitle(report: Report) -> str:
    shown = len(report.key_metrics) + sum(len(item.key_metrics) for item in report.sections)
    words = f"{shown} metrics in their last complete period, each against the one before"
    if report.generated_at is not None:
        words += f" · made {report.generated_at:%Y-%m-%d %H:%M} UTC"
    return words


def _key_metrics(report: Report) -> Markup | None:
    if not report.key_metrics:
        return tag(
            "p", {"class": "card box empty"}, "No metric of the model could be computed; see below."
        )
    return tag(
        "section",
        {"class": f"grid kpis {_columns(len(report.key_metrics))}", "aria-label": "Key metrics"},
        tag("h2", {"class": "hide"}, "Key metrics"),
        [key_metric_card(card) for card in report.key_metrics],
    )


def _columns(cards: int) -> str:
    """The style that leaves no hole in the grid of cards, as far as one can."""
    return {1: "two", 2: "two", 3: "three", 5: "five", 6: "three"}.get(cards, "four")


def _what_changed(report: Report) -> list[Content]:
    """Chart, breakdowns and insights; beside many insights the breakdowns stand under the chart."""
    insights = tag(
        "section",
        {"class": "card box"},
        tag("div", {"class": "head"}, tag("h2", None, "What stands out")),
        insight_list(report.insights, quiet=_QUIET),
    )
    known = [
        card
        for card in report.key_metrics
        if sum(value is not None for _, value in card.sparkline) >= _SHORTEST_CHART
    ]
    tables = [breakdown_card(table) for table in report.tables]
    if not known:
        return [tag("div", {"class": "grid one"}, insights), _grid("half", tables)]
    chart = main_chart(known[0])
    if len(report.insights) < _MANY_INSIGHTS:
        return [tag("div", {"class": "grid wide"}, chart, insights), _grid("half", tables)]
    left = tag("div", {"class": "stack"}, chart, tables)
    return [tag("div", {"class": "grid wide top-aligned"}, left, insights)]


def _grid(kind: str, cards: list[Markup]) -> Markup | None:
    if not cards:
        return None
    return tag("div", {"class": f"grid {kind if len(cards) > 1 else 'one'}"}, cards)


def _footer(report: Report) -> Markup:
    key = tag("span", {"class": "key"}, "▲ ▼")
    parts: list[Content] = [[key, " shaded: against the good direction"], "Boardroom"]
    if report.model_version:
        parts.append(f"model {report.model_version}")
    if report.data_version:
        parts.append(f"data {report.data_version}")
    parts.append(f"made in {report.generated_ms:,.0f} ms")
    return tag("footer", None, [tag("span", None, part) for part in parts])
