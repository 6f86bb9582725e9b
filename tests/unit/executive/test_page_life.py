"""What somebody does not want to hear of takes no other news off the page."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.clock import FixedClock
from boardroom.executive.page import PageSetup, build_page
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.insight.model import Insight, Report
from boardroom.semantic.result import Period
from boardroom.store.database import Database
from boardroom.store.insight_store import InsightStore
from tests.unit.executive.cards import bad
from tests.unit.executive.world import make_service, order_rows

DAYS = 800
NOON = datetime(2018, 3, 11, 12, tzinfo=UTC)
FEBRUARY = Period(start=date(2018, 2, 1), end=date(2018, 2, 28), complete=True)


@dataclass(frozen=True)
class Further:
    """An agent from outside that tells of one insight."""

    insight: Insight
    name: str = "states"
    department: str | None = None

    def run(self, task: Task, context: Context) -> Report:
        return Report(title="States", as_of=context.as_of, insights=(self.insight,))


def _book(folder: Path) -> InsightBook:
    store = InsightStore(Database(folder / "state.sqlite"), workspace="shop")
    return InsightBook(store, clock=FixedClock(instant=NOON), today=NOON.date())


def test_a_course_is_told_though_the_change_that_told_it_was_dismissed(tmp_path: Path) -> None:
    fewer = bad("change", "states", status="open", assessment="neutral")
    fewer = replace(fewer, evidence=replace(fewer.evidence, period=FEBRUARY))
    service = make_service(tmp_path, {"orders": order_rows(days=DAYS, drop={"SP": 0.8})})
    book = _book(tmp_path)
    setup = PageSetup(agents=(Further(fewer),), insights=book, patience_seconds=60.0)

    def page() -> list[Insight]:
        report = build_page(service, principal=LOCAL_ADMIN, setup=setup)
        every = [*report.insights, *(one for part in report.sections for one in part.insights)]
        return [item for item in every if item.metric == "states" and item.kind != "forecast"]

    (told,) = page()
    assert told.id == fewer.id
    assert told.told is not None
    book.dismiss(fewer.id)
    assert [item.id for item in page()] == [told.told.id]


def test_a_thin_end_is_told_though_a_hole_in_the_same_data_was_dismissed(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    days = rows["day"].to_pylist()
    last = max(days)
    holes = {last - timedelta(days=20), last - timedelta(days=19)}
    late = last - timedelta(days=30)
    book = _book(tmp_path)
    setup = PageSetup(insights=book)

    def trouble(name: str, kept: list[bool]) -> set[str]:
        service = make_service(tmp_path / name, {"orders": rows.filter(pa.array(kept))})
        report = build_page(service, principal=LOCAL_ADMIN, setup=setup)
        return {item.id for item in report.insights if item.kind == "data_quality"}

    gap, tail = "data_quality:gap:orders", "data_quality:tail:orders"
    assert gap in trouble("hole", [day not in holes for day in days])
    book.dismiss(gap)
    thin = [day < late or not place % 100 for place, day in enumerate(days)]
    assert tail in trouble("thin", thin)


def test_an_agent_that_fails_once_ends_nothing(tmp_path: Path) -> None:
    fewer = bad("threshold", "revenue", status="open", assessment="neutral")
    service = make_service(tmp_path, {"orders": order_rows(days=DAYS)})
    book = _book(tmp_path)

    class Failing(Further):
        """The same agent on a bad day."""

        def run(self, task: Task, context: Context) -> Report:
            raise RuntimeError("the source of states is down")

    def page(agent: Further) -> Report:
        setup = PageSetup(agents=(agent,), insights=book, patience_seconds=60.0)
        return build_page(service, principal=LOCAL_ADMIN, setup=setup)

    page(Further(fewer))
    assert any(part.problem for part in page(Failing(fewer)).sections)
    assert [event.what for event in book.history(fewer.id)] == ["opened"]
