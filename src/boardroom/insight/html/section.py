"""The larger parts of the page: main chart, insights, breakdowns, departments, sources, what is
absent.

Called by ``insight.render_html``.
"""

from collections.abc import Mapping, Sequence

from boardroom.insight.breakdown_view import (
    BreakdownRow,
    BreakdownView,
    others_name,
    read_breakdown_table,
    table_evidence,
)
from boardroom.insight.delta_text import delta_of_card, delta_text
from boardroom.insight.html.card import delta_markup, metric_row, verdict, warnings
from boardroom.insight.html.chart import bar, line_chart, split_bar
from boardroom.insight.html.evidence import freshness_words, query_details
from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.model import (
    Contribution,
    Contributions,
    Insight,
    KeyMetric,
    NotAvailable,
    Section,
    Table,
)
from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.period_text import axis_text, day_text
from boardroom.semantic.model import Unit
from boardroom.semantic.result import Freshness

_MARKS = {"good": "✓", "bad": "✗", "neutral": "•"}
_KINDS = {
    "change": "Change", "trend": "Trend", "contributors": "Contributors",
    "data_quality": "Data quality", "value": "Value", "threshold": "Threshold",
    "target": "Target", "forecast": "Forecast",
}  # fmt: skip


def main_chart(card: KeyMetric) -> Markup:
    """The course of the first key metric."""
    first, last = card.sparkline[0][0], card.sparkline[-1][0]
    grain = card.sparkline_grain
    span = f"{axis_text(first, grain)} to {axis_text(last, grain)}, complete {grain}s"
    delta = delta_of_card(card)
    return tag(
        "section",
        {"class": "card box"},
        tag(
            "div",
            {"class": "head"},
            tag(
                "div",
                None,
                tag("h2", None, f"{card.label} by {grain}"),
                tag("p", {"class": "sub"}, span),
            ),
            tag("p", {"class": "delta"}, delta_markup(delta)) if delta is not None else None,
        ),
        line_chart(card.sparkline, unit=card.unit, grain=grain),
        query_details(card.evidence),
    )


def insight_list(insights: Sequence[Insight], *, quiet: str) -> Markup:
    """Insights in their order; ``quiet`` is said when there are none."""
    if not insights:
        return tag("p", {"class": "empty"}, quiet)
    return tag("ul", {"class": "insights"}, [_insight(item) for item in insights])


def _insight(item: Insight) -> Markup:
    is_child = item.kind == "contributors"
    mark = tag("span", {"class": f"mark {item.assessment}", "aria-hidden": "true"}, _mark(item))
    return tag(
        "li",
        {"class": "child" if is_child else None},
        tag("div", {"class": "title"}, mark, tag("h3", None, item.title, verdict(item.assessment))),
        tag(
            "div",
            {"class": "body"},
            tag("p", {"class": "text"}, item.text),
            tag("p", {"class": "odds"}, item.uncertainty) if item.uncertainty else None,
            contribution_table(item.contributions) if item.contributions else None,
            warnings(item.caveats),
            tag(
                "div",
                {"class": "below"},
                query_details(item.evidence) if item.evidence.sql else None,
                _tags(item),
            ),
        ),
    )


def _mark(item: Insight) -> str:
    if item.kind == "data_quality":
        return "!"
    return "↳" if item.kind == "contributors" else _MARKS[item.assessment]


def _tags(item: Insight) -> Markup | None:
    if item.kind == "contributors":
        return None
    names = [
        _KINDS[item.kind],
        *([item.department.replace("_", " ").capitalize()] if item.department else []),
    ]
    return tag("div", {"class": "tags"}, [tag("span", {"class": "tag"}, name) for name in names])


def contribution_table(found: Contributions) -> Markup:
    """Parts of a change as bars to both sides of zero."""
    changes = [item.change for item in found.items]
    if found.others_count:
        changes.append(found.others)
    below, above = max(0.0, -min(changes)), max(0.0, *changes)
    span = below + above or 1.0
    left = below / span
    rows = [
        _contribution_row(item.value or "(none)", item, scale=(span, left), unit=found.unit)
        for item in found.items
    ]
    if found.others_count:
        rest = Contribution(
            value=None, current=None, previous=None, change=found.others,
            share=found.others / found.total if found.total else 0.0,
        )  # fmt: skip
        name = others_name(found)
        rows.append(_contribution_row(name, rest, scale=(span, left), unit=found.unit))
    return tag(
        "table",
        {"class": "bars"},
        tag("caption", {"class": "hide"}, f"Parts of the change by {found.label}"),
        tag("tbody", None, rows),
    )


def breakdown_card(table: Table) -> Markup:
    """A metric by one dimension: bars, with a mark where each value was before."""
    view = read_breakdown_table(table)
    legend = f"Bar: value. Mark: {view.against}." if view.against else "Bar: value."
    return tag(
        "section",
        {"class": "card box"},
        tag(
            "div",
            {"class": "head"},
            tag("h2", None, table.title),
            tag("p", {"class": "legend"}, legend),
        ),
        tag(
            "table",
            {"class": "bars"},
            tag("caption", {"class": "hide"}, table.title),
            tag("tbody", None, [_breakdown_row(row, view) for row in view.rows]),
        ),
        query_details(table_evidence(table)),
    )


def department(section: Section) -> Markup:
    """The metrics and insights of one department."""
    return tag(
        "section",
        {"class": "card box"},
        tag("div", {"class": "head"}, tag("h2", None, section.title)),
        tag("ul", {"class": "rows"}, [metric_row(card) for card in section.key_metrics])
        if section.key_metrics
        else None,
        insight_list(section.insights, quiet="") if section.insights else None,
        [breakdown_card(item) for item in section.tables if item.query.records is None],
    )


def source_card(sources: Mapping[str, Freshness]) -> Markup:
    """Each table with how far it goes, when it was loaded, and whether it is fresh."""
    rows = [
        tag(
            "tr",
            None,
            tag("th", {"scope": "row"}, name),
            tag("td", {"class": "num"}, _until(freshness)),
            tag("td", {"class": "ok"}, _state(freshness)),
        )
        for name, freshness in sources.items()
    ]
    head = [tag("th", {"scope": "col"}, name) for name in ("Dataset", "Data until", "State")]
    return tag(
        "section",
        {"class": "card box"},
        tag("div", {"class": "head"}, tag("h2", None, "Sources")),
        tag(
            "table",
            {"class": "plain"},
            tag("thead", None, tag("tr", None, head)),
            tag("tbody", None, rows),
        ),
    )


def absent_card(items: Sequence[NotAvailable]) -> Markup:
    """What a reader may look for and not find, with the reason."""
    return tag(
        "section",
        {"class": "card box"},
        tag("div", {"class": "head"}, tag("h2", None, "Not on this page")),
        tag(
            "ul",
            {"class": "absent"},
            [tag("li", None, tag("b", None, item.what), f": {item.why}") for item in items],
        ),
    )


def _contribution_row(
    name: str, item: Contribution, *, scale: tuple[float, float], unit: Unit | None
) -> Markup:
    span, left = scale
    return tag(
        "tr",
        None,
        tag("th", {"scope": "row"}, name),
        tag("td", None, split_bar(item.change / span, left=left)),
        tag("td", {"class": "v num"}, change_text(item.change, unit)),
        tag("td", {"class": "d num muted"}, share_text(item.share)),
    )


def _breakdown_row(row: BreakdownRow, view: BreakdownView) -> Markup:
    top = view.top or 1.0
    tick = row.previous / top if row.previous is not None else None
    delta = delta_text(row.delta, unit=view.unit) if row.delta is not None else None
    return tag(
        "tr",
        None,
        tag("th", {"scope": "row"}, row.name),
        tag("td", None, bar((row.value or 0.0) / top, tick=tick)),
        tag("td", {"class": "v num"}, value_text(row.value, view.unit)),
        tag(
            "td",
            {"class": f"d num {delta.assessment}"},
            tag("span", {"class": "size"}, f"{delta.arrow} {delta.size}"),
            verdict(delta.assessment),
        )
        if delta is not None
        else tag("td", {"class": "d"}),
    )


def _until(freshness: Freshness) -> str:
    return day_text(freshness.data_until) if freshness.data_until is not None else "no dates"


def _state(freshness: Freshness) -> Content:
    words = (
        f"stale: {freshness.why}"
        if freshness.stale and freshness.why
        else "stale"
        if freshness.stale
        else "as loaded"
    )
    kind = "dot stale" if freshness.stale else "dot"
    dot = tag(
        "span",
        {"class": kind, "style": "display:inline-block;margin-right:7px", "aria-hidden": "true"},
    )
    return tag("span", {"title": freshness_words(freshness)}, dot, words)
