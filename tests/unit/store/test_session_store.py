"""Sessions come back by id, per workspace and user, and are forgotten when nobody uses them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boardroom.store.database import Database
from boardroom.store.session_store import SessionStore

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "postgres":
        return Database(request.getfixturevalue("postgres_database"))
    return Database(tmp_path / "state.sqlite")


SINCE = NOON - timedelta(days=30)


def put(store: SessionStore, session: str, document: str, *, used_at: datetime = NOON) -> bool:
    """Store in place of what is there."""
    before = store.get(session, since=SINCE)
    return store.swap(session, document, before=before, used_at=used_at, since=SINCE)


def test_a_session_is_that_of_one_user_of_one_workspace(database: Database) -> None:
    ada = SessionStore(database, workspace="shop", user="ada")
    others = [
        SessionStore(database, workspace="shop", user="ben"),
        SessionStore(database, workspace="else", user="ada"),
    ]
    assert put(ada, "s", "first")
    assert put(ada, "s", "«second»")
    assert ada.get("s", since=SINCE) == "«second»"
    assert [store.get("s", since=SINCE) for store in others] == [None, None]
    assert [store.drop("s") for store in others] == [False, False]
    assert ada.drop("s")
    assert ada.get("s", since=SINCE) is None
    database.close()


def test_who_read_something_else_does_not_write(database: Database) -> None:
    store = SessionStore(database, workspace="shop", user="ada")
    assert put(store, "s", "first")
    for before in (None, "zeroth"):
        assert not store.swap("s", "mine", before=before, used_at=NOON, since=SINCE)
    assert store.get("s", since=SINCE) == "first"
    assert store.swap("s", "mine", before="first", used_at=NOON, since=SINCE)
    assert not store.swap("t", "x", before="gone", used_at=NOON, since=SINCE)
    assert (store.get("s", since=SINCE), store.get("t", since=SINCE)) == ("mine", None)
    database.close()


def test_what_nobody_used_since_is_as_if_it_were_not_there(database: Database) -> None:
    store = SessionStore(database, workspace="shop", user="ada")
    old = SINCE - timedelta(days=1)
    assert store.swap("s", "old", before=None, used_at=old, since=old)
    assert store.get("s", since=old) == "old"
    assert store.get("s", since=SINCE) is None
    assert store.swap("s", "new", before=None, used_at=NOON, since=SINCE)
    assert store.get("s", since=SINCE) == "new"
    database.close()


def test_what_nobody_used_since_is_forgotten_for_all_users_of_the_workspace(
    database: Database,
) -> None:
    ada = SessionStore(database, workspace="shop", user="ada")
    ben = SessionStore(database, workspace="shop", user="ben")
    other = SessionStore(database, workspace="else", user="ben")
    old = SINCE - timedelta(days=1)
    for store in (ben, other):
        assert put(store, "old", "x", used_at=old)
    assert put(ada, "new", "x")
    assert ada.drop_unused_since(SINCE) == 1
    known = [ada.get("new", since=old), ben.get("old", since=old), other.get("old", since=old)]
    assert known == ["x", None, "x"]
    database.close()
