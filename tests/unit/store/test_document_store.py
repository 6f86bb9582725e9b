"""Documents come back by key, per workspace; a shelf works on where the state cannot be used."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from boardroom.clock import FixedClock
from boardroom.store.database import Database
from boardroom.store.document_store import DocumentStore
from boardroom.workspace.document_shelf import DocumentShelf

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_the_newest_document_of_a_key_comes_back(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    store = DocumentStore(database, workspace="shop")
    store.save("churn", '{"old": "é"}', made_at=NOON + timedelta(days=1))
    store.save("churn", '{"new": "é"}', made_at=NOON)
    store.save("other", "x", made_at=NOON - timedelta(days=1))
    DocumentStore(database, workspace="else").save("churn", "theirs", made_at=NOON)
    assert store.get("churn", used_at=NOON) == '{"new": "é"}'
    assert store.get("none", used_at=NOON) is None


def test_what_nobody_uses_any_more_is_forgotten(tmp_path: Path) -> None:
    store = DocumentStore(Database(tmp_path / "state.sqlite"), workspace="shop")
    for key in ("used", "unused"):
        store.save(key, key, made_at=NOON - timedelta(days=30))
    DocumentStore(Database(tmp_path / "state.sqlite"), workspace="else").save(
        "unused", "theirs", made_at=NOON - timedelta(days=30)
    )
    assert store.get("used", used_at=NOON) == "used"
    assert store.drop_unused_since(NOON - timedelta(days=1)) == 1
    assert store.get("used", used_at=NOON) == "used"
    assert store.get("unused", used_at=NOON) is None


def test_a_shelf_forgets_what_no_page_asked_for_in_weeks(tmp_path: Path) -> None:
    def documents() -> DocumentStore:
        return DocumentStore(Database(tmp_path / "state.sqlite"), workspace="shop")

    DocumentShelf(documents, clock=FixedClock(instant=NOON)).put("old", "old")
    weekly = FixedClock(instant=NOON + timedelta(days=7))
    DocumentShelf(documents, clock=weekly).put("weekly", "weekly")
    later = FixedClock(instant=NOON + timedelta(days=15))
    DocumentShelf(documents, clock=later).put("new", "new")
    shelf = DocumentShelf(documents, clock=later)
    assert [shelf.get(key) for key in ("old", "weekly", "new")] == [None, "weekly", "new"]


def test_a_shelf_keeps_from_process_to_process(tmp_path: Path) -> None:
    def documents() -> DocumentStore:
        return DocumentStore(Database(tmp_path / "state.sqlite"), workspace="shop")

    clock = FixedClock(instant=NOON)
    DocumentShelf(documents, clock=clock).put("key", "first")
    assert DocumentShelf(documents, clock=clock).get("key") == "first"


def test_a_shelf_without_state_remembers_as_long_as_it_lives(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").write_bytes(b"no database, but a text of some length" * 50)

    def documents() -> DocumentStore:
        return DocumentStore(Database(tmp_path / "state.sqlite"), workspace="shop")

    shelf = DocumentShelf(documents, clock=FixedClock(instant=NOON))
    assert shelf.get("key") is None
    shelf.put("key", "kept")
    assert shelf.get("key") == "kept"
