"""The forecast ledger: written once per origin and period by whoever is first, scored by truth."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest

from boardroom.store.database import Database
from boardroom.store.forecast_store import ForecastRecord, ForecastStore

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MADE = ForecastRecord(
    metric="revenue", grain="month", origin=date(2026, 10, 1), period=date(2026, 11, 1),
    made_on=date(2026, 11, 2), value=100.0, low=90.0, high=110.0, coverage=0.8, method="Theta",
    data_version="v1",
)  # fmt: skip
LATER = replace(MADE, period=date(2026, 12, 1), low=80.0)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "state.sqlite")


def test_a_forecast_is_written_once_by_the_first_page(database: Database) -> None:
    store = ForecastStore(database, workspace="shop")
    store.settle([MADE, LATER], actuals={}, at=NOON)
    store.settle([replace(MADE, value=7.0, data_version="v2")], actuals={}, at=NOON)
    store.settle([], actuals={}, at=NOON)
    assert store.list() == (LATER, MADE)
    assert store.list(metrics=("cost",)) == ()
    assert store.list(scored=True) == ()
    assert ForecastStore(database, workspace="other").list() == ()


def test_truth_scores_it_and_corrected_truth_scores_it_again(database: Database) -> None:
    store = ForecastStore(database, workspace="shop")
    store.settle([MADE, LATER], actuals={}, at=NOON)
    for actual, inside in ((111.0, False), (110.0, True)):
        truth = {("revenue", "month", MADE.period): actual, ("revenue", "week", LATER.period): 1.0}
        store.settle([], actuals=truth, at=NOON)
        (found,) = store.list(scored=True)
        assert found == replace(MADE, actual=actual, scored_at=NOON)
        assert found.inside is inside
    assert store.list()[0].inside is None


def test_pages_made_at_once_write_each_forecast_once(tmp_path: Path) -> None:
    gate = Barrier(4)

    def settle(number: int) -> None:
        database = Database(tmp_path / "state.sqlite")
        gate.wait()
        ForecastStore(database, workspace="shop").settle(
            [replace(MADE, value=float(number)), LATER], actuals={}, at=NOON
        )
        database.close()

    Database(tmp_path / "state.sqlite").close()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(settle, range(4)))
    found = ForecastStore(Database(tmp_path / "state.sqlite"), workspace="shop").list()
    assert [item.period for item in found] == [LATER.period, MADE.period]
