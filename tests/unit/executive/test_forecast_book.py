"""Forecasts are worked out once per series, also across processes, and held to account."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from boardroom.analysis.forecasting.forecast import Asked, SeriesForecast
from boardroom.clock import FixedClock
from boardroom.executive.forecast_book import ForecastBook, come_true
from boardroom.executive.shelf import MemoryShelf
from boardroom.insight.model import Report, Section
from boardroom.store.database import Database
from boardroom.store.forecast_store import ForecastStore
from tests.unit.insight.full_report import EXPECTED
from tests.unit.insight.sample_report import REVENUE

NOON = datetime(2018, 9, 3, 12, tzinfo=UTC)
WAVE = Asked(values=tuple([10.0, 20.0, 30.0, 20.0] * 4 + [11.0]), seasons=(4,), horizon=2)
SHORT = Asked(values=(1.0, 2.0))


class CountingShelf(MemoryShelf):
    """Counts the forecasts that were worked out anew: only those are put there."""

    new = 0

    def put(self, key: str, document: str) -> None:
        self.new += 1
        super().put(key, document)


@pytest.fixture
def store(tmp_path: Path) -> ForecastStore:
    return ForecastStore(Database(tmp_path / "state.sqlite"), workspace="shop")


def test_a_series_is_worked_out_once_and_read_by_whoever_has_the_shelf() -> None:
    shelf = CountingShelf()
    first = [ForecastBook(shelf).forecast(item) for item in (WAVE, SHORT)]
    assert shelf.new == 2
    assert [ForecastBook(shelf).forecast(item) for item in (WAVE, SHORT)] == first
    assert [ForecastBook(shelf).known(item) for item in (WAVE, SHORT)] == first
    assert shelf.new == 2
    changed = replace(WAVE, values=(*WAVE.values[:-1], 12.0))
    assert ForecastBook(shelf).known(changed) is None
    assert ForecastBook(shelf).forecast(changed) != first[0]
    assert shelf.new == 3


def test_a_ledger_that_cannot_be_read_costs_no_forecast(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    database.close()
    (tmp_path / "state.sqlite").write_text("no database", "utf-8")
    book = ForecastBook(ledger=ForecastStore(database, workspace="shop"))
    assert isinstance(book.forecast(WAVE), SeriesForecast)
    assert book.earlier(["revenue"]) == {}


def test_the_ledger_holds_a_page_to_what_it_forecast(store: ForecastStore) -> None:
    book = ForecastBook(ledger=store, clock=FixedClock(instant=NOON))
    section = Section(name="sales", title="Sales", insights=(EXPECTED,))
    page = Report(title="Shop", as_of=date(2018, 9, 3), sections=(section,), data_version="v1")
    book.settle(page)
    book.settle(replace(page, as_of=date(2018, 9, 4)))

    made = store.list(metrics=("revenue",))
    assert [(item.origin, item.period, item.made_on) for item in made] == [
        (date(2018, 8, 1), date(2018, 10, 1), date(2018, 9, 3)),
        (date(2018, 8, 1), date(2018, 9, 1), date(2018, 9, 3)),
    ]
    september = {date(2018, 9, 1): 1.39e6, date(2018, 8, 1): 0.0}
    known = book.earlier(["revenue", "cost"])
    assert known.keys() == {"revenue"}
    (held,) = come_true(known["revenue"], "month", september)
    assert held.inside is True
    assert come_true(known["revenue"], "week", september) == ()

    card = replace(REVENUE, sparkline=((date(2018, 9, 1), 1.5e6),), sparkline_grain="month")
    book.settle(replace(page, key_metrics=(card,), sections=()))
    (scored,) = store.list(scored=True)
    assert (scored.actual, scored.inside, scored.scored_at) == (1.5e6, False, NOON)
