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


def test_a_session_is_that_of_one_user_of_one_workspace(database: Database) -> None:
    ada = SessionStore(database, workspace="shop", user="ada")
    others = [
        SessionStore(database, workspace="shop", user="ben"),
        SessionStore(database, workspace="else", user="ada"),
    ]
    ada.save("s", "first", used_at=NOON)
    ada.save("s", "«second»", used_at=NOON)
    assert ada.get("s") == "«second»"
    assert [store.get("s") for store in others] == [None, None]
    assert [store.drop("s") for store in others] == [False, False]
    assert ada.drop("s")
    assert ada.get("s") is None
    database.close()


def test_what_nobody_used_since_is_forgotten_for_all_users_of_the_workspace(
    database: Database,
) -> None:
    ada = SessionStore(database, workspace="shop", user="ada")
    ben = SessionStore(database, workspace="shop", user="ben")
    other = SessionStore(database, workspace="else", user="ben")
    for store in (ben, other):
        store.save("old", "x", used_at=NOON - timedelta(days=31))
    ada.save("new", "x", used_at=NOON)
    assert ada.drop_unused_since(NOON - timedelta(days=30)) == 1
    assert (ada.get("new"), ben.get("old"), other.get("old")) == ("x", None, "x")
    database.close()
