"""Insights, contributions and forecasts on the HTML page. Called by sections and the page."""

from collections.abc import Sequence

from boardroom.insight.breakdown_view import others_name
from boardroom.insight.html.card import verdict, warnings
from boardroom.insight.html.chart import sparkline, split_bar
from boardroom.insight.html.evidence import fact, query_body, query_details
from boardroom.insight.html.fold import folded
from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.insight_view import (
    KIND_WORDS,
    ForecastRow,
    coverage_title,
    effect_text,
    insight_mark,
)
from boardroom.insight.model import Contribution, Contributions, Insight
from boardroom.insight.number_text import change_text, share_text
from boardroom.insight.page_index import PageIndex
from boardroom.insight.summary import AlertLevel
from boardroom.semantic.model import Unit


def insight_list(
    insights: Sequence[Insight], index: PageIndex, *, most: int, home: str | None = None
) -> Markup:
    """Insights in their order, those after the first ``most`` folded away.

    Args:
        home: the department they stand in; it is not said again.
    """
    items = [_insight(item, index, home=home) for item in insights]
    return folded(items, most=most, kind="insights", noun="insights")


def level_tag(level: AlertLevel) -> Markup:
    """The level as a word on its colour."""
    return tag("span", {"class": f"level {level}"}, level)


def forecast_list(rows: Sequence[ForecastRow], index: PageIndex) -> Markup:
    """What is expected: value, interval, and course with a band; each row opens its query."""
    return tag(
        "div",
        {"class": "expected"},
        tag(
            "h3",
            {"class": "label"},
            "Expected next",
            tag("small", None, f" value, {coverage_title(rows)}"),
        ),
        tag("ul", {"class": "rows"}, [_forecast(row, index) for row in rows]),
    )


def _insight(item: Insight, index: PageIndex, *, home: str | None) -> Markup:
    is_child = item.kind == "contributors"
    look = item.level or item.assessment
    mark = tag("span", {"class": f"mark {look}", "aria-hidden": "true"}, insight_mark(item))
    size = effect_text(item, index)
    odds = " ".join(text for text in (size, item.uncertainty) if text)
    return tag(
        "li",
        {"class": "child" if is_child else None},
        tag(
            "div",
            {"class": "title"},
            mark,
            tag("h3", None, item.title, verdict(item.assessment)),
            level_tag(item.level) if item.level is not None else None,
        ),
        tag(
            "div",
            {"class": "body"},
            tag("p", {"class": "text"}, item.text),
            tag("p", {"class": "odds"}, odds) if odds else None,
            tag("p", {"class": "do"}, tag("b", None, "Do: "), item.recommendation)
            if item.recommendation
            else None,
            contribution_table(item.contributions) if item.contributions else None,
            warnings(item.caveats),
            tag(
                "div",
                {"class": "below"},
                query_details(item.evidence) if item.evidence.sql else None,
                None if is_child else _tags(item, index, home=home),
            ),
        ),
    )


def _tags(item: Insight, index: PageIndex, *, home: str | None) -> Markup:
    names = [KIND_WORDS[item.kind]]
    if item.department and item.department != home:
        names.append(index.department(item.department))
    return tag("div", {"class": "tags"}, [tag("span", {"class": "tag"}, name) for name in names])


def _forecast(row: ForecastRow, index: PageIndex) -> Markup:
    card = index.cards.get(row.insight.metric)
    chart: Content = None
    if card is not None:
        chart = sparkline(
            card.sparkline,
            unit=card.unit,
            grain=card.sparkline_grain,
            ahead=row.forecast.points,
        )
    facts = [
        fact("Expected", row.insight.text),
        fact("Later", "; ".join(row.later)),
        fact("Held before", row.held),
        fact("Method", row.forecast.method),
    ]
    return tag(
        "li",
        None,
        tag(
            "details",
            {"class": "line-item"},
            tag(
                "summary",
                {"class": "row forecast"},
                tag("span", {"class": "name"}, row.label, tag("small", None, row.when)),
                tag("span", {"class": "figure num"}, row.value),
                tag("span", {"class": "range num"}, row.range),
                tag("span", {"class": "accent"}, chart),
            ),
            tag(
                "div",
                {"class": "open"},
                warnings(row.insight.caveats),
                query_body(row.insight.evidence, facts=facts),
            ),
        ),
    )


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


def _contribution_row(
    name: str, item: Contribution, *, scale: tuple[float, float], unit: Unit | None
) -> Markup:
    span, left = scale
    return tag(
        "tr",
        None,
        tag("th", {"scope": "row"}, tag("span", None, name)),
        tag("td", None, split_bar(item.change / span, left=left)),
        tag("td", {"class": "v num"}, change_text(item.change, unit)),
        tag("td", {"class": "d num muted"}, share_text(item.share)),
    )
