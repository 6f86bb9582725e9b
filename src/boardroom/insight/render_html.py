"""A ``Report`` as one self-contained HTML file: no script, no foreign request, light and dark.

Called by the command line. Every number opens its query; all data is escaped; a content security
policy allows nothing but the page's own styles.
"""

from collections.abc import Sequence

from boardroom.insight.html.card import key_metric_card
from boardroom.insight.html.insight import insight_list
from boardroom.insight.html.markup import Content, Markup, document, style, tag
from boardroom.insight.html.page_end import absent_card, phase_card, source_card
from boardroom.insight.html.section import department, main_chart
from boardroom.insight.html.sheet import page_sheet
from boardroom.insight.html.summary import alert_card, outlook_tiles, priority_card, since_card
from boardroom.insight.html.table import table_card
from boardroom.insight.model import Forecast, Report
from boardroom.insight.page_index import PageIndex, index_page
from boardroom.insight.period_text import day_text, period_text
from boardroom.insight.phase_view import duration_text, page_notes

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_QUIET = "No change or trend stands out from what is usual for these metrics."
_SHORTEST_CHART = 3
_MANY_INSIGHTS = 3
_INSIGHTS_SHOWN = 8


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
    index = index_page(report)
    health = report.summary.health if report.summary is not None else None
    scores = health.departments if health is not None else {}
    sections = [department(item, index, score=scores.get(item.name)) for item in report.sections]
    end = [source_card(report.sources), absent_card(report.not_available)]
    return [
        _top(report),
        [tag("p", {"class": "note", "role": "note"}, note) for note in page_notes(report)],
        _key_metrics(report),
        outlook_tiles(report.summary, index),
        _middle(report, index),
        tag("div", {"class": "masonry"}, sections),
        _grid("half", end),
        phase_card(report.phases),
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


def _middle(report: Report, index: PageIndex) -> list[Content]:
    """Priorities and the main chart beside alerts and what stands out.

    What differs, and breakdowns, stand under the chart where the other column is long; the chart
    takes what room is left.
    """
    insights = tag(
        "section",
        {"class": "card box o5"},
        tag("div", {"class": "head"}, tag("h2", None, "What stands out")),
        insight_list(report.insights, index, most=_INSIGHTS_SHOWN)
        if report.insights
        else tag("p", {"class": "empty"}, _QUIET),
    )
    since = since_card(report.summary, index)
    left = [priority_card(report.summary, index), _chart(report, index)]
    right = [alert_card(report.alerts, index), insights]
    tables = [table_card(table) for table in report.tables]
    if not any(left):
        return [tag("div", {"class": "grid one"}, [*right, since]), _grid("half", tables)]
    if len(report.insights) + len(report.alerts) >= _MANY_INSIGHTS:
        left, tables = [*left, since, *tables], []
    else:
        right = [*right, since]
    stacks = [tag("div", {"class": "stack"}, part) for part in (left, right)]
    return [tag("div", {"class": "grid wide"}, stacks), _grid("half", tables)]


def _chart(report: Report, index: PageIndex) -> Markup | None:
    """The first key metric that has a course."""
    for card in report.key_metrics:
        if sum(value is not None for _, value in card.sparkline) >= _SHORTEST_CHART:
            return main_chart(card, expected=_expected(card.metric, index))
    return None


def _expected(metric: str, index: PageIndex) -> Forecast | None:
    """What is expected of ``metric``."""
    own = (item for item in index.insights.values() if item.metric == metric)
    return next((item.forecast for item in own if item.forecast is not None), None)


def _grid(kind: str, cards: Sequence[Markup | None]) -> Markup | None:
    shown = [card for card in cards if card is not None]
    if not shown:
        return None
    return tag("div", {"class": f"grid {kind if len(shown) > 1 else 'one'}"}, shown)


def _footer(report: Report) -> Markup:
    key = tag("span", {"class": "key"}, "▲ ▼")
    parts: list[Content] = [[key, " shaded: against the good direction"], "Boardroom"]
    if report.model_version:
        parts.append(f"model {report.model_version}")
    if report.data_version:
        parts.append(f"data {report.data_version}")
    parts.append(f"made in {duration_text(report.generated_ms)}")
    return tag("footer", None, [tag("span", None, part) for part in parts])
