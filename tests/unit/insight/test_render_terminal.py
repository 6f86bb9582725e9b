"""The page in a terminal: fits, cuts no number, and needs neither colour nor Unicode."""

import re
from dataclasses import replace

import pytest

from boardroom.insight.model import Report
from boardroom.insight.number_text import value_text
from boardroom.insight.render_terminal import render_terminal
from boardroom.semantic.result import Caveat
from tests.unit.insight.full_report import FULL, evil_full_report
from tests.unit.insight.sample_report import BY_STATE, REPORT, evil_report

EMPTY = Report(title="Empty", as_of=REPORT.as_of)


@pytest.mark.parametrize("report", [REPORT, FULL, evil_report(), evil_full_report(), EMPTY])
@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
def test_no_line_is_wider_than_the_terminal(report: Report, width: int) -> None:
    text = render_terminal(report, width=width)
    assert max(len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("width", [60, 80, 140])
def test_every_number_stands_there_whole(width: int) -> None:
    text = render_terminal(REPORT, width=width)
    for card in REPORT.key_metrics:
        assert value_text(card.value, card.unit) in text
    assert ("+28.4%" in text) == (width >= 80)
    for wanted in ("+6.4%", "+0.4 pts", "−9.1%", "$300.0K", "$512.0K", "−$8,000", "67%"):
        assert wanted in text
    assert "…" not in text


def test_every_change_names_its_comparison_and_its_verdict() -> None:
    text = render_terminal(REPORT, width=140)
    for wanted in ("vs Jul 2018", "vs Aug 2017", "to date,", "1–9 Sep 2018", "vs 1–9 Aug 2018"):
        assert wanted in text
    assert "▲ +6.4% ✓" in text
    assert "▲ +0.4 pts ✗" in text


def test_plain_terminals_get_only_ascii() -> None:
    for report in (REPORT, FULL, evil_full_report()):
        text = render_terminal(report, width=80, unicode=False)
        assert text.isascii()
    assert "Sao Paulo" in render_terminal(REPORT, width=80, unicode=False)
    assert "^ +6.4% +" in render_terminal(REPORT, width=80, unicode=False)


def test_colour_comes_only_when_asked_for() -> None:
    assert "\x1b" not in render_terminal(evil_report(), width=80)
    coloured = render_terminal(REPORT, width=80, color=True)
    assert "\x1b[" in coloured
    assert (
        re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == render_terminal(REPORT, width=80).split()
    )


def test_control_characters_of_the_data_do_not_reach_the_terminal() -> None:
    text = "".join(
        render_terminal(report, width=80) for report in (evil_report(), evil_full_report())
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_stale_sources_notes_and_what_is_missing_are_said() -> None:
    text = render_terminal(REPORT, width=140)
    assert "stale: orders could not be loaded" in text
    assert "! Data ends 9 Sep 2018" in text
    assert "Forecasts: Boardroom does not forecast yet." in text


def test_a_page_without_metrics_says_so() -> None:
    text = render_terminal(EMPTY, width=80)
    assert "No metric of the model could be computed" in text
    quiet = render_terminal(replace(REPORT, insights=()), width=80)
    assert "No change or trend stands out" in quiet


@pytest.mark.parametrize("width", [60, 80])
def test_the_summary_says_all_that_an_executive_asks(width: int) -> None:
    text = " ".join(render_terminal(FULL, width=width).split())
    for wanted in (
        "7.3 of 10", "Customers 4.7, all others 10", "▲ growing, slower", "high Reason number 1",
        "$46,000 a week, nine times in ten between $40,000", "cannot be told. Its playbook",
        "no interval: how far", "Call the customers", "1 new, 1 still open",
        "$1.21M → $1.28M", "Uptime is back", "−0.6 points", "Weighted mean of the parts",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_priorities_stand_above_what_stands_out_and_phases_at_the_end() -> None:
    text = render_terminal(FULL, width=80)
    titles = (
        "Key metrics", "Executive summary", "Top priorities", "Alerts", "Since the page before",
        "What stands out", "SALES", "Sources", "Not on this page", "How this page was made",
    )  # fmt: skip
    places = [text.index(f"\n{title}") for title in titles]
    assert places == sorted(places)


def test_a_department_that_failed_is_shown_as_missing_with_its_reason() -> None:
    text = render_terminal(FULL, width=80)
    assert "✗ This section is missing: it took longer than 30 s." in text
    assert "✗ sales: took longer than 30 s" in text
    assert "! Sales is missing; the section says why." in text


@pytest.mark.parametrize("width", [60, 80, 140])
def test_tables_of_many_columns_keep_every_number(width: int) -> None:
    text = render_terminal(FULL, width=width)
    for wanted in ("$168.5K", "116381000", "1.16 hours", "$16,841", "+$300.00", "▲ +25.0%"):
        assert wanted in text
    for wanted in ("$1.20M to $1.40M", "−$250.0K"):
        assert wanted in text


@pytest.mark.parametrize("width", [80, 140])
def test_a_table_says_its_caveats(width: int) -> None:
    caveats = (Caveat(kind="unfinished", text="Q4 is unfinished."),) * 2
    table = replace(BY_STATE, result=replace(BY_STATE.result, caveats=caveats))
    text = render_terminal(replace(REPORT, tables=(table,)), width=width)
    assert text.count("! Q4 is unfinished.") == 1
