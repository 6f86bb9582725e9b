"""The page as HTML: one file, safe whatever the data says, every number with its query."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from boardroom.insight.html.chart import axis_value, line_chart, scale, sparkline
from boardroom.insight.html.markup import style, tag
from boardroom.insight.html.theme import DARK, LIGHT, READABLE, contrast
from boardroom.insight.model import ForecastPoint, Report
from boardroom.insight.render_html import render_html
from tests.unit.insight.full_report import FULL, evil_full_report
from tests.unit.insight.sample_report import REPORT, evil_report, months

VOID = {"meta", "br", "hr", "link", "img"}


class _Reader(HTMLParser):
    """Checks nesting and collects elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _read(report: Report) -> _Reader:
    reader = _Reader()
    reader.feed(render_html(report))
    reader.close()
    assert reader.open == []
    return reader


EMPTY = Report(title="Empty", as_of=REPORT.as_of)


@pytest.mark.parametrize("report", [REPORT, FULL, evil_report(), evil_full_report(), EMPTY])
def test_the_page_is_one_well_formed_file_without_scripts_or_requests(report: Report) -> None:
    page = _read(report)
    assert not {"script", "img", "link", "iframe", "object", "form", "base"} & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not {"src", "href", "srcset", "action", "data", "background"} & names
    text = render_html(report)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_hostile_text_is_shown_as_text() -> None:
    for report in (evil_report(), evil_full_report()):
        assert any("<script>alert(1)</script>" in part for part in _read(report).text)
        assert "<script" not in render_html(report)


def test_every_number_opens_its_query() -> None:
    text = render_html(REPORT)
    cards = len(REPORT.key_metrics) + sum(len(item.key_metrics) for item in REPORT.sections)
    assert text.count('<pre class="sql"') >= cards + len(REPORT.tables)
    for wanted in (
        "SELECT SUM(&quot;price&quot;)", "Aug 2018 (2018-08-01 to 2018-08-31)", "SUM(orders.price)",
        "$1,284,034.20", "model m1, data d1", "data until 31 Aug 2018", "orders.state",
    ):  # fmt: skip
        assert wanted in text


def test_every_change_names_its_comparison() -> None:
    text = "".join(_read(REPORT).text)
    for wanted in ("▲ +6.4% (good) vs Jul 2018", "▲ +0.4 pts (bad)", "to date, 1–9 Sep 2018"):
        assert wanted in text


def test_charts_say_in_words_what_they_show() -> None:
    labels = [value for name, value in _read(REPORT).attributes if name == "aria-label"]
    assert any(
        label.startswith("From $900.00 in Aug 2017 to $1,272 in Aug 2018") for label in labels
    )


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_text_can_be_read_on_its_background(tokens: dict[str, str]) -> None:
    for front, back in READABLE:
        assert contrast(tokens[front], tokens[back]) >= 4.5, (front, back)


def test_light_and_dark_have_the_same_tokens_and_the_sheet_uses_no_other() -> None:
    assert LIGHT.keys() == DARK.keys()
    used = set(re.findall(r"var\(--([a-z-]+)\)", render_html(FULL)))
    assert used <= LIGHT.keys() | {"sans", "mono"}


def test_markup_cannot_be_forged_by_text() -> None:
    assert tag("p", {"title": '"><b>'}, "<i>") == '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;</p>'
    with pytest.raises(ValueError, match="style sheet"):
        style("</style><script>")


def test_charts_hold_odd_series() -> None:
    days = months(5)
    assert sparkline([], unit=None, grain="month") == ""
    assert sparkline([(days[0], 1.0)], unit=None, grain="month") == ""
    gap = [(days[0], 1.0), (days[1], None), (days[2], 3.0), (days[3], 3.0)]
    assert "nan" not in line_chart(gap, unit="USD", grain="month")
    flat = [(day, 0.0) for day in days]
    assert "nan" not in line_chart(flat, unit="percent", grain="month")
    below = [(day, -5.0 * place) for place, day in enumerate(days)]
    assert "nan" not in line_chart(below, unit="USD", grain="month")


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.0, 0.0), (5.0, 5.0), (-3.0, 4.0), (1e9, 1.01e9), (1e-9, 2e-9), (-8.0, -7.0)],
)
def test_axes_hold_their_values_in_round_steps(low: float, high: float) -> None:
    bottom, top, step = scale(low, high)
    assert bottom <= low <= high <= top
    assert 1 <= round((top - bottom) / step) <= 8


def test_axis_labels_differ_and_are_short() -> None:
    for unit, values in (("USD", (-50_000, 0, 2_500, 1_500_000)), ("percent", (0.0, 0.05, 0.125))):
        labels = [axis_value(value, unit) for value in values]
        assert all(first != second for first, second in pairwise(labels))
        assert all(len(label) <= 7 for label in labels)


def test_the_summary_is_on_the_page_with_every_part() -> None:
    text = "".join(_read(FULL).text)
    for wanted in (
        "7.3", "growing, slower (good)", "high (bad)", "$46,000 a week",
        "Nine times in ten between $40,000 and $52,000", "not told", "critical", "still open",
        "$1.21M", "−0.6 points (bad)", "Customers: limits", "−2.65",
        "Weighted mean of the parts", "✗ This section is missing: it took longer",
        "Sales is missing; the section",
        "sales: took longer than 30 s", "Map it in boardroom.yml under tables.",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_priorities_alerts_moves_and_forecasts_open_their_query() -> None:
    cards = (*FULL.key_metrics, *(card for part in FULL.sections for card in part.key_metrics))
    insights = (*FULL.insights, *(item for part in FULL.sections for item in part.insights))
    told = sum(bool(item.evidence.sql) for item in insights)
    tables = len(FULL.tables) + sum(len(part.tables) for part in FULL.sections)
    linked = 2 + 1 + 1 + 1
    assert render_html(FULL).count('<pre class="sql"') == (
        len(cards) + told + tables + linked + 1
    ), "two priorities, an alert, a move, growth; the main chart"


def _with_bad_news(report: Report) -> Report:
    """The report, all of whose insights are bad."""
    sections = (
        replace(part, insights=tuple(replace(x, assessment="bad") for x in part.insights))
        for part in report.sections
    )
    return replace(report, sections=tuple(sections))


def test_long_lists_are_folded_and_lose_nothing() -> None:
    text = "".join(_read(FULL).text)
    assert "8 more metrics" in text
    assert "3 more insights" in text
    assert "3 more reasons" in text
    assert "more insights" not in "".join(_read(_with_bad_news(FULL)).text)
    for place in range(14):
        assert f"Metric number {place}" in text


def test_a_forecast_is_drawn_in_its_interval_and_said_in_words() -> None:
    labels = [value for name, value in _read(FULL).attributes if name == "aria-label"]
    assert any("Sep 2018: about $1.30M, $1.20M to $1.40M; Oct 2018" in label for label in labels)
    days = months(4)
    ahead = (ForecastPoint(start=days[3], value=3.0, low=2.0, high=9.0),)
    chart = line_chart([(day, 1.0) for day in days[:3]], unit=None, grain="month", ahead=ahead)
    assert chart.count('class="band"') == 1
    assert "Aug 2018: about 3, 2 to 9" in chart
    lost = line_chart([(days[0], 1.0), (days[1], None)], unit=None, grain="month", ahead=ahead)
    assert "nan" not in lost
