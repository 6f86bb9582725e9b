"""The main chart and the departments of the HTML page. Called by ``insight.render_html``."""

from boardroom.insight.delta_text import delta_of_card
from boardroom.insight.html.card import delta_markup, metric_row
from boardroom.insight.html.chart import line_chart
from boardroom.insight.html.evidence import query_details
from boardroom.insight.html.fold import folded
from boardroom.insight.html.insight import forecast_list, insight_list
from boardroom.insight.html.markup import Markup, tag
from boardroom.insight.html.table import table_drawer
from boardroom.insight.insight_view import split_forecasts
from boardroom.insight.model import Forecast, KeyMetric, Section
from boardroom.insight.page_index import PageIndex
from boardroom.insight.period_text import axis_text
from boardroom.insight.summary_view import score_text

_METRICS_SHOWN = 6
_INSIGHTS_SHOWN = 3


def main_chart(card: KeyMetric, *, expected: Forecast | None) -> Markup:
    """The course of the first key metric, and what is expected next."""
    first, last = card.sparkline[0][0], card.sparkline[-1][0]
    grain = card.sparkline_grain
    span = f"{axis_text(first, grain)} to {axis_text(last, grain)}, complete {grain}s"
    ahead = expected.points if expected is not None and expected.grain == grain else ()
    if ahead:
        span += f"; dashed: expected, with its {expected.coverage:.0%} interval" if expected else ""
    delta = delta_of_card(card)
    return tag(
        "section",
        {"class": "card box o4 main-chart"},
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
        line_chart(card.sparkline, unit=card.unit, grain=grain, ahead=ahead),
        query_details(card.evidence),
    )


def department(section: Section, index: PageIndex, *, score: float | None) -> Markup:
    """Metrics, insights, forecasts and tables of one department; long lists are folded.

    Args:
        score: its health, where it has one.
    """
    told, expected = split_forecasts(section.insights)
    rows = [metric_row(card, index) for card in section.key_metrics]
    return tag(
        "section",
        {"class": "card box dept"},
        _head(section, score=score),
        tag(
            "p",
            {"class": "missing", "role": "note"},
            tag("b", {"class": "bad", "aria-hidden": "true"}, "✗ "),
            section.problem,
        )
        if section.problem
        else None,
        folded(rows, most=_METRICS_SHOWN, kind="rows", noun="metrics") if rows else None,
        insight_list(told, index, most=_INSIGHTS_SHOWN, home=section.name) if told else None,
        forecast_list(expected, index) if expected else None,
        [table_drawer(table, opened=place == 0) for place, table in enumerate(section.tables)],
    )


def _head(section: Section, *, score: float | None) -> Markup:
    owner = tag("span", {"class": "sub"}, section.owner) if section.owner else None
    health = None
    if score is not None:
        words = (tag("span", {"class": "muted"}, "health "), tag("b", None, score_text(score)))
        health = tag("span", {"class": "chip num"}, words)
    return tag(
        "div",
        {"class": "head"},
        tag("div", {"class": "who"}, tag("h2", None, section.title), owner),
        health,
    )
