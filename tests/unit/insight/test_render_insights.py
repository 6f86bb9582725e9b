"""Insights in a terminal: one list, and one with all that it rests on."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from boardroom.insight.model import Effect, NotAvailable, Report
from boardroom.insight.number import Number
from boardroom.insight.render_insights import render_insight, render_insights
from boardroom.store.insight_store import InsightEvent
from tests.unit.insight.full_report import CROSSED, EXPECTED, MISSED
from tests.unit.insight.sample_report import FELL

SPACED = replace(
    FELL,
    id="episode:revenue:New York:2018-08-01",
    effect=Effect(value=-46_000.0, low=-50_000.0, high=-42_000.0),
    numbers=(Number(id="value", value=1.28e6, unit="USD", text="$1.28M"),),
    score=60.5,
    score_parts={"importance": 100.5, "novelty": -40.0},
)
REPORT = Report(
    title="Insights",
    as_of=date(2018, 9, 10),
    insights=(CROSSED, SPACED, MISSED, EXPECTED),
    not_available=(NotAvailable(what="Records", why="nobody looked"),),
    tests={"episode": 1200, "change": 7, "trend": 3},
)


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_list_fits_and_ends_with_forecasts(width: int) -> None:
    text = render_insights(REPORT, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "Insights as of 10 Sep 2018" in text
    flat = " ".join(text.split())
    assert "Looked at: 1,200 series by day and segment, 10 tests of figures." in flat
    assert flat.index(CROSSED.title) < flat.index(SPACED.title) < flat.index("held before")
    assert "$1.20M to $1.40M" in text
    assert "10 of 12" in text
    assert "'episode:revenue:New York:2018-08-01'" in text, "ready to be pasted into a shell"
    assert "Records: nobody looked" in flat


def test_without_insights_the_list_says_so() -> None:
    assert "Nothing stands out." in render_insights(replace(REPORT, insights=()))


def test_one_is_told_with_units_real_minus_signs_and_its_history() -> None:
    at = datetime(2018, 9, 1, 8, 30, tzinfo=UTC)
    events = (
        InsightEvent(insight=SPACED.id, at=at, what="opened", text=SPACED.title),
        InsightEvent(insight=SPACED.id, at=at, what="dismissed", text="a strike"),
    )
    text = render_insight(SPACED, events, width=100)
    assert "Size: −$46,000, nine times in ten between −$50,000 and −$42,000." in text
    assert "Score 60.5" in text
    lines = [line.split() for line in text.splitlines()]
    assert ["importance", "+100.5"] in lines
    assert ["novelty", "−40.0"] in lines
    assert "2018-09-01 08:30 UTC dismissed: a strike" in text
    assert "SELECT" in text
    plain = render_insight(SPACED, events, unicode=False)
    assert plain.isascii()
