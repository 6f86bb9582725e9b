"""The HTML page in a real Chromium: quiet console, no request, no sideways scrolling, usable."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from boardroom.insight.render_html import render_html
from tests.unit.insight.full_report import FULL, evil_full_report
from tests.unit.insight.sample_report import REPORT, evil_report

WIDTHS = [390, 820, 1440]
PAGES = {
    "plain": REPORT,
    "full": FULL,
    "hostile": evil_report(),
    "hostile_full": evil_full_report(),
}


class Opened:
    """A page opened from its file, with everything it said and asked for."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.messages: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))

    def show(self, name: str, *, width: int = 1440, scheme: str = "light") -> Any:
        path = self.folder / f"{name}.html"
        path.write_text(render_html(PAGES[name]), encoding="utf-8")
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(path.as_uri())
        return self.page


@pytest.fixture
def opened(browser_page: Any, tmp_path: Path) -> Opened:
    return Opened(browser_page, tmp_path)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways_and_nothing_is_asked_for(
    opened: Opened, name: str, width: int
) -> None:
    page = opened.show(name, width=width)
    for open_all in (False, True):
        if open_all:
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.messages == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_to_complain_of(
    opened: Opened, name: str, scheme: str, width: int
) -> None:
    page = opened.show(name, width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert [
        (found["impact"], found["id"], node["html"])
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ] == []


@pytest.mark.parametrize("name", ["plain", "full"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_number_is_cut_off_or_covered(opened: Opened, name: str, width: int) -> None:
    page = opened.show(name, width=width)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.num, .row > *')]
            .filter(e => getComputedStyle(e).display != 'inline')
            .filter(e => e.scrollWidth > e.clientWidth + 1)
            .map(e => e.textContent)"""
    )
    assert cut == []


def test_the_schemes_really_differ_and_texts_can_be_read(opened: Opened) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        page = opened.show("plain", scheme=scheme)
        colours[scheme] = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor,"
            " getComputedStyle(document.querySelector('.value')).color]"
        )
    assert colours["light"] == ["rgb(247, 248, 250)", "rgb(15, 19, 26)"]
    assert colours["dark"] == ["rgb(15, 17, 21)", "rgb(231, 233, 238)"]


def test_a_number_opens_its_query_by_keyboard(opened: Opened) -> None:
    page = opened.show("plain")
    summary = page.locator(".kpi .query summary").first
    sql = page.locator(".kpi .query .sql").first
    assert not sql.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert sql.is_visible()
    assert "SELECT SUM" in sql.inner_text()


def test_the_page_has_a_title_headings_in_order_and_named_regions(opened: Opened) -> None:
    page = opened.show("plain")
    assert page.title() == "Northwind: executive page, 10 Sep 2018"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert all(later <= earlier + 2 for earlier, later in pairwise(levels))
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('svg')]
            .filter(e => !e.getAttribute('aria-label'))
            .filter(e => e.getAttribute('aria-hidden') != 'true').length"""
    )
    assert unnamed == 0
    assert page.locator("main").count() == 1


def test_hostile_text_runs_nothing(opened: Opened) -> None:
    page = opened.show("hostile")
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()
    assert page.evaluate("document.scripts.length") == 0
    assert opened.messages == []


def test_printed_pages_are_light_and_keep_cards_whole(opened: Opened) -> None:
    page = opened.show("plain", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    colour = page.evaluate("getComputedStyle(document.querySelector('.value')).color")
    assert colour == "rgb(15, 19, 26)"
    assert not page.locator(".kpi .query").first.is_visible()


def test_printed_pages_show_what_the_screen_folds_away(opened: Opened) -> None:
    page = opened.show("full")
    folded = page.get_by_text("Metric number 13")
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()


def test_a_folded_list_and_the_parts_of_health_open_by_keyboard(opened: Opened) -> None:
    page = opened.show("full")
    for summary, hidden in (
        (page.get_by_text("8 more metrics"), page.get_by_text("Metric number 13")),
        (page.get_by_text("How it comes about"), page.get_by_text("Customers: limits")),
    ):
        assert not hidden.is_visible()
        summary.focus()
        page.keyboard.press("Enter")
        assert hidden.is_visible()
