"""The life of a page's own insights: they can be dismissed, end, and come again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from boardroom.clock import FixedClock
from boardroom.executive.lifetime import State, settle_page, tell_apart
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.insight.model import Effect, Insight
from boardroom.semantic.result import Period
from boardroom.store.database import Database
from boardroom.store.insight_store import InsightStore
from tests.unit.executive.cards import bad

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
MISSED = bad("target", "revenue", status="open")
GAP = bad("data_quality", "", id="data_quality:gap:orders", status="open", effect=None)


class Pages:
    """Pages of one workspace, day by day."""

    def __init__(self, path: Path) -> None:
        self.store = InsightStore(Database(path), workspace="shop")

    def book(self, day: int) -> InsightBook:
        now = NOON + timedelta(days=day)
        return InsightBook(self.store, clock=FixedClock(instant=now), today=now.date())

    def make(self, day: int, *found: Insight, whole: bool = True) -> Sequence[str]:
        state = State(
            asked=NOON.date() + timedelta(days=day),
            data_version=f"v{day}",
            metrics={"revenue"},
            whole=whole,
        )
        return [item.status for item in settle_page(found, self.book(day), state)]

    def events(self, name: str) -> list[str]:
        return [item.what for item in self.store.history(name)]


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path / "state.sqlite")


def test_a_missed_target_is_quiet_until_it_grows_or_comes_again(pages: Pages) -> None:
    assert pages.make(0, MISSED, GAP) == ["open", "open"]
    pages.book(0).dismiss(MISSED.id, reason="agreed with sales")
    assert pages.make(1, MISSED, GAP) == ["dismissed", "open"]
    assert pages.make(2, replace(MISSED, effect=Effect(value=-15.1))) == ["open"]
    assert pages.make(3) == []
    assert pages.make(4, MISSED) == ["open"]
    assert pages.events(MISSED.id) == ["opened", "dismissed", "recovered", "reopened"]


def test_a_page_that_lacks_something_ends_nothing(pages: Pages) -> None:
    pages.make(0, MISSED)
    pages.make(1, whole=False)
    assert pages.events(MISSED.id) == ["opened"]
    other = replace(MISSED, metric="leads", id="target:leads")
    pages.make(2, MISSED, other)
    pages.make(3, MISSED)
    assert pages.events(other.id) == ["opened"], "leads had no value: nobody looked"


def test_what_others_look_for_is_left_to_them(pages: Pages) -> None:
    twice = bad("data_quality", "", id="data_quality:twice:orders:2026-09-01", status="open")
    pages.book(0).settle([twice], kinds={"data_quality:twice"}, asked=NOON.date(), data_version="v")
    pages.make(1, GAP)
    pages.make(2)
    assert pages.events(twice.id) == ["opened"]
    assert pages.events(GAP.id) == ["opened", "recovered"]


def test_a_trend_that_turns_and_a_change_of_the_next_month_are_other_news(pages: Pages) -> None:
    def change(month: int) -> Insight:
        made = bad("change", "revenue", status="open")
        period = Period(start=date(2026, month, 1), end=date(2026, month, 28), complete=True)
        return replace(made, evidence=replace(made.evidence, period=period))

    trend = bad("trend", "revenue", status="open")
    pages.make(0, trend, change(7))
    for name in (trend.id, change(7).id):
        pages.book(0).dismiss(name)
    assert pages.make(1, trend, change(7)) == ["dismissed", "dismissed"]
    turned = replace(trend, effect=Effect(value=10.0))
    assert pages.make(2, turned, change(8)) == ["open", "open"]


def test_who_carries_a_dismissed_change_is_quiet_too() -> None:
    change = bad("change", "revenue", status="dismissed")
    carried = bad("contributors", "revenue", id="contributors:revenue:orders.state", status="open")
    found = tell_apart((change, carried, MISSED, GAP))
    assert found.standing == (MISSED,)
    assert found.quality == (GAP,)
    assert [item.id for item in found.quiet] == [change.id, carried.id]


def test_trouble_of_the_data_under_an_earlier_id_is_no_business_news(pages: Pages) -> None:
    weeks = Period(start=date(2026, 8, 3), end=date(2026, 9, 14), complete=True)
    gap = replace(GAP, subject={"dataset": "orders"}, evidence=replace(GAP.evidence, period=weeks))
    pages.make(0, gap)
    moved = replace(gap, id=f"{gap.id}:later")
    day = NOON.date() + timedelta(days=1)
    state = State(asked=day, data_version="v1", metrics=set(), whole=True)
    (settled,) = settle_page((moved,), pages.book(1), state)
    assert settled.id == gap.id
    assert tell_apart((settled,)).standing == ()
    assert tell_apart((settled,)).quality == (settled,)
