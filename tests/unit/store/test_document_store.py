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
    assert store.latest("churn") == '{"new": "é"}'
    assert store.latest("none") is None
    assert store.drop_before(NOON) == 1
    assert store.latest("other") is None


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
