"""A card says when its value is of, and which other metric shows the same."""

from dataclasses import replace

from boardroom.insight.card_view import when_text
from boardroom.insight.page_index import index_page
from boardroom.insight.render_html import render_html
from boardroom.insight.render_terminal import render_terminal
from boardroom.semantic.result import Caveat
from tests.unit.insight.sample_report import REPORT, REVENUE

ENDED = Caveat(kind="period_behind", text="Its data ends on 31 Aug 2018, earlier than the page's.")
INVOICED = replace(REVENUE, metric="invoiced", label="Invoiced", same_as="revenue")
ARR = replace(INVOICED, metric="arr", label="ARR", value=12 * (REVENUE.value or 0.0))


def test_the_last_period_with_data_is_called_so() -> None:
    assert when_text(REVENUE) == "Aug 2018"
    assert when_text(replace(REVENUE, caveats=(ENDED,))) == "Aug 2018, last with data"


def test_one_figure_under_two_names_is_said_to_be_one() -> None:
    section = replace(REPORT.sections[0], key_metrics=(INVOICED, ARR))
    report = replace(REPORT, sections=(section,))
    index = index_page(report)
    assert [index.repeats(card) for card in (REVENUE, INVOICED, ARR)] == [
        "", "same figure as Revenue", "moves as Revenue",
    ]  # fmt: skip
    for page in (render_html(report), render_terminal(report, width=140)):
        assert "same figure as Revenue" in page
        assert "moves as Revenue" in page
