"""One story keeps one id over versions of the data, has a history, and can be dismissed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from boardroom.clock import FixedClock
from boardroom.errors import NotFoundError
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.insight.model import Effect, Insight
from boardroom.semantic.result import Period
from boardroom.store.database import Database
from boardroom.store.insight_store import InsightStore
from tests.unit.executive.cards import bad

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
TODAY = NOON.date()
EMAIL = {"leads.channel": "Email"}


class Books:
    """The book of one workspace, day by day."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.store = InsightStore(self.database, workspace="shop")

    def on(self, day: int) -> InsightBook:
        clock = FixedClock(instant=NOON + timedelta(days=day))
        return InsightBook(self.store, clock=clock, today=TODAY + timedelta(days=day))

    def settle(self, day: int, *found: Insight) -> list[str]:
        asked = TODAY + timedelta(days=day)
        told = self.on(day).settle(found, kinds={"episode"}, asked=asked, data_version=f"v{day}")
        return [item.id for item in told]

    def events(self, name: str) -> list[tuple[str, str]]:
        return [(item.what, item.data_version) for item in self.on(0).history(name)]


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path / "state.sqlite")


def _course(start: int, end: int, **more: Any) -> Insight:
    """A course from ``start`` to ``end`` days after the first of September."""
    first = date(2026, 9, 1) + timedelta(days=start)
    period = Period(start=first, end=date(2026, 9, 1) + timedelta(days=end), complete=True)
    made = bad("episode", "leads", **{"status": "on", "subject": EMAIL, **more})
    evidence = replace(made.evidence, period=period)
    return replace(made, id=more.get("id", f"episode:leads:Email:{first}"), evidence=evidence)


def test_a_story_keeps_its_id_while_it_lasts_and_has_a_history(books: Books) -> None:
    (name,) = books.settle(0, _course(0, 12))
    assert books.settle(1, _course(1, 13)) == [name]
    assert books.settle(2, _course(2, 13, status="recovered")) == [name]
    assert books.settle(3) == []
    assert books.settle(4, _course(1, 17)) == [name]
    assert books.settle(5) == []
    assert books.events(name) == [
        ("opened", "v0"), ("recovered", "v2"), ("reopened", "v4"), ("recovered", "v5"),
    ]  # fmt: skip
    (kept,) = books.store.list()
    assert (kept.status, kept.opened_at) == ("recovered", NOON)
    assert kept.closed_at == NOON + timedelta(days=5)


@pytest.mark.parametrize(
    "other",
    [
        _course(20, 25),
        _course(0, 12, subject={}, id="x"),
        _course(0, 12, subject={"leads.channel": "Ads"}, id="x"),
        _course(0, 12, effect=10.0, id="x"),
        replace(_course(0, 12, id="x"), metric="deals"),
    ],
    ids=["later", "the whole", "another segment", "the other way", "another metric"],
)
def test_another_story_gets_another_id(books: Books, other: Insight) -> None:
    (name,) = books.settle(0, _course(0, 12))
    assert books.settle(1, other) == [other.id] != [name]
    assert books.settle(1, other, _course(1, 12)) == [other.id, name]


def test_a_story_kept_by_its_value_alone_goes_on_when_it_is_told_by_its_dimension(
    books: Books,
) -> None:
    (name,) = books.settle(0, _course(0, 12))
    named = {place: f"episode:leads:{place}=Email:2026-09-01" for place in ("leads.channel", "x")}
    other = _course(0, 12, id=named["x"], subject={"x": "Email"})
    told = books.settle(1, _course(0, 12, id=named["leads.channel"]), other)
    assert told == [name, named["x"]]


def test_two_stories_are_never_told_under_one_id(books: Books) -> None:
    (name,) = books.settle(0, _course(0, 12))
    told = books.settle(1, _course(1, 4), _course(6, 12))
    assert told[0] == name
    assert told[1] == "episode:leads:Email:2026-09-07"


def test_what_is_seen_of_an_earlier_day_changes_nothing(books: Books) -> None:
    (name,) = books.settle(0, _course(0, 12))
    past = books.on(0).settle(
        [_course(1, 5)], kinds={"episode"}, asked=TODAY - timedelta(days=9), data_version="v"
    )
    assert [item.id for item in past] == [name]
    assert (
        books.on(0).settle([], kinds={"episode"}, asked=TODAY - timedelta(days=9), data_version="v")
        == ()
    )
    assert books.events(name) == [("opened", "v0")]


def test_a_dismissed_one_is_quiet_until_it_grows_is_restored_or_comes_again(books: Books) -> None:
    def status(day: int, item: Insight) -> str:
        return books.on(day).marked([replace(item, id=name)])[0].status

    course = _course(0, 12)
    (name,) = books.settle(0, course)
    books.on(0).dismiss(name, reason="a test campaign")
    books.settle(1, _course(0, 13))
    assert status(1, course) == "dismissed"
    larger = replace(course, effect=Effect(value=-15.1))
    assert status(1, larger) == "on"
    assert status(1, replace(course, effect=Effect(value=-15.1 * 13, days=13))) == "on"
    assert status(1, replace(course, effect=Effect(value=-14.9 * 13, days=13))) == "dismissed"
    books.on(1).restore(name)
    assert status(1, course) == "on"

    books.on(2).dismiss(name)
    books.settle(3)
    books.settle(4, _course(0, 16))
    assert status(4, course) == "on"
    whats = [item for item, _ in books.events(name)]
    assert whats == ["opened", "dismissed", "restored", "dismissed", "recovered", "reopened"]
    assert books.on(0).history(name)[1].text == "a test campaign"


def test_what_was_not_looked_for_is_not_over(books: Books) -> None:
    record = replace(bad("record", "leads", status="open"), id="record:leads")
    books.on(0).settle([record], kinds={"record"}, asked=TODAY, data_version="v0")
    books.settle(1, record)
    assert books.events("record:leads") == [("opened", "v0")]
    books.on(2).settle([], kinds={"record"}, asked=TODAY + timedelta(days=2), data_version="v2")
    assert books.events("record:leads")[-1] == ("recovered", "v2")


def test_what_is_found_twice_is_kept_once(books: Books) -> None:
    record = replace(bad("record", "leads", status="open"), id="record:leads")
    other = replace(bad("record", "orders", status="open"), id="record:orders")
    found = books.on(0).settle(
        [record, record, other], kinds={"record"}, asked=TODAY, data_version="v0"
    )
    assert [item.id for item in found] == ["record:leads", "record:leads", "record:orders"]
    assert {item.id for item in books.store.list()} == {"record:leads", "record:orders"}


def test_a_record_of_the_next_month_is_other_news(books: Books) -> None:
    def record(day: date) -> Insight:
        made = replace(bad("record", "leads", status="open"), id="record:leads")
        period = Period(start=day.replace(day=1), end=day, complete=True)
        return replace(made, evidence=replace(made.evidence, period=period))

    def told(day: int, item: Insight) -> str:
        asked = TODAY + timedelta(days=day)
        book = books.on(day)
        settled = book.settle([item], kinds={"record"}, asked=asked, data_version=f"v{day}")
        return book.marked(settled)[0].status

    assert told(0, record(date(2026, 7, 31))) == "open"
    books.on(0).dismiss("record:leads")
    assert told(1, record(date(2026, 7, 31))) == "dismissed"
    assert told(2, record(date(2026, 8, 31))) == "open"
    assert [what for what, _ in books.events("record:leads")][-1] == "reopened"


def test_only_what_is_known_can_be_dismissed(books: Books) -> None:
    books.settle(0, _course(0, 12))
    other = InsightStore(books.database, workspace="else")
    assert other.list() == ()
    for act in (books.on(0).dismiss, books.on(0).restore):
        with pytest.raises(NotFoundError, match="nothing"):
            act("nothing")


def test_a_state_that_cannot_be_used_costs_no_insight(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    database.close()
    (tmp_path / "state.sqlite").write_text("no database", "utf-8")
    store = InsightStore(database, workspace="shop")
    book = InsightBook(store, clock=FixedClock(instant=NOON), today=TODAY)
    course = _course(0, 12)
    assert book.settle([course], kinds={"episode"}, asked=TODAY, data_version="v") == (course,)
    assert book.marked([course]) == (course,)
