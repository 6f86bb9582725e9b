"""Insights, contributions and forecasts on the HTML page. Called by sections and the page."""

from collections.abc import Sequence

from boardroom.insight.breakdown_view import others_name
from boardroom.insight.html.card import verdict, warnings
from boardroom.insight.html.chart import sparkline, split_bar
from boardroom.insight.html.evidence import fact, query_body
from boardroom.insight.html.fold import drawer, folded, opening_row
from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.html.statement import level_tag, mark, statement
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
from boardroom.insight.rephrased import whose_words
from boardroom.semantic.model import Unit


def insight_list(
    insights: Sequence[Insight], index: PageIndex, *, most: int, home: str | None = None
) -> Markup:
    """Insights in their order, those after the first ``most`` folded away, but bad ones never.

    Args:
        home: the department they stand in; it is not said again.
    """
    seen: list[Insight] = []
    rest: list[Insight] = []
    group = seen
    for place, item in enumerate(insights):
        if item.kind != "contributors":
            group = seen if place < most or item.assessment == "bad" else rest
        group.append(item)
    items = [_insight(item, index, home=home) for item in (*seen, *rest)]
    return folded(items, most=len(seen), kind="insights", noun="insights")


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
        tag("ul", {"class": "rows"}, [_forecast(item, index) for item in rows]),
    )


def _insight(item: Insight, index: PageIndex, *, home: str | None) -> Markup:
    is_child = item.kind == "contributors"
    size = effect_text(item)
    odds = " ".join(text for text in (size, item.uncertainty) if text)
    advice = (tag("b", None, "Do: "), item.recommendation)
    return statement(
        (
            mark(insight_mark(item), item.level or item.assessment),
            tag("h3", None, item.title, verdict(item.assessment)),
            level_tag(item.level) if item.level is not None else None,
        ),
        tag("p", {"class": "text"}, item.text),
        drawer(whose_words(item.rephrased), tag("p", {"class": "text"}, item.rephrased.original))
        if item.rephrased
        else None,
        tag("p", {"class": "odds"}, odds) if odds else None,
        tag("p", {"class": "do"}, advice) if item.recommendation else None,
        contribution_table(item.contributions) if item.contributions else None,
        warnings(item.caveats),
        evidence=item.evidence,
        tags=() if is_child else _tags(item, index, home=home),
        kind="child" if is_child else None,
    )


def _tags(item: Insight, index: PageIndex, *, home: str | None) -> list[str]:
    names = [KIND_WORDS[item.kind]]
    if item.department and item.department != home:
        names.append(index.department(item.department))
    return names


def _forecast(item: ForecastRow, index: PageIndex) -> Markup:
    card = index.cards.get(item.insight.metric)
    chart: Content = None
    if card is not None:
        chart = sparkline(
            card.sparkline,
            unit=card.unit,
            grain=card.sparkline_grain,
            ahead=item.forecast.points,
        )
    facts = [
        fact("Expected", item.insight.text),
        fact("Later", "; ".join(item.later)),
        fact("Held before", f"{item.held} past values"),
        fact("Mean miss", item.missed and f"{item.missed} of that of repeating the last season"),
        fact("Method", " ".join([f"{item.forecast.method}.", *item.forecast.notes])),
    ]
    return opening_row(
        (
            tag("span", {"class": "name"}, item.label, tag("small", None, item.when)),
            tag("span", {"class": "figure num"}, item.value),
            tag("span", {"class": "range num"}, item.range),
            tag("span", {"class": "accent"}, chart),
        ),
        warnings(item.insight.caveats),
        query_body(item.insight.evidence, facts=facts),
        kind="row forecast",
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
