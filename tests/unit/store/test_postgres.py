"""The application state in PostgreSQL: migrated by several at once, with the same answers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

from boardroom.insight.summary import Alert
from boardroom.store.alert_store import AlertStore
from boardroom.store.database import Database
from boardroom.store.load_store import LoadRecord, LoadStore
from boardroom.store.page_store import PageStore

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
PAGE = '{"title": "Shop", "as_of": "2026-11-02", "odd": "São «x»"}'


def test_four_at_once_migrate_once_and_see_each_others_pages(postgres_database: str) -> None:
    def save(number: int) -> str:
        database = Database(postgres_database)
        try:
            return PageStore(database, workspace="shop").save(PAGE, created_at=NOON)
        finally:
            database.close()

    with ThreadPoolExecutor(4) as threads:
        ids = set(threads.map(save, range(4)))
    database = Database(postgres_database)
    pages = PageStore(database, workspace="shop")

    assert len(ids) == 4
    assert {page.id for page in pages.list()} == ids
    assert all(pages.get(page_id).document == PAGE for page_id in ids)
    assert pages.list()[0].as_of == date(2026, 11, 2)
    database.close()


def test_a_load_record_comes_back_as_it_was(postgres_database: str) -> None:
    database = Database(postgres_database)
    record = LoadRecord(
        source="files",
        table="orders",
        status="loaded",
        finished_at=NOON,
        rows_read=10,
        rows_loaded=9,
        rows=9,
        quarantined={"bad value": 1},
        findings=("one gap",),
    )

    LoadStore(database, workspace="shop").save([record])

    assert LoadStore(database, workspace="shop").latest() == (record,)
    database.close()


def test_alerts_settled_by_four_at_once_open_once_and_are_claimed_once(
    postgres_database: str,
) -> None:
    gate = Barrier(4)

    def settle(number: int) -> list[str]:
        database = Database(postgres_database)
        alerts = AlertStore(database, workspace="shop")
        gate.wait()
        found = [Alert(subject=name, level="warning", title="", text="") for name in "abc"]
        alerts.settle(found, at=NOON, places=["hook"])
        claimed = []
        while (record := alerts.claim(["hook"], at=NOON)) is not None:
            claimed.append(record.subject)
            alerts.sent(record, to=["hook"])
        database.close()
        return claimed

    Database(postgres_database).close()
    with ThreadPoolExecutor(4) as threads:
        claimed = [subject for part in threads.map(settle, range(4)) for subject in part]
    assert sorted(claimed) == ["a", "b", "c"]
    database = Database(postgres_database)
    assert len(AlertStore(database, workspace="shop").list()) == 3
    database.close()
