"""Sessions of a workspace: stored, else in memory with a problem that is said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boardroom.ask.answer import refusal
from boardroom.ask.conversation.session import Session
from boardroom.clock import FixedClock
from boardroom.errors import StorageError, UsageError
from boardroom.store.database import Database
from boardroom.store.session_store import SessionStore
from boardroom.workspace.session_book import UNUSED, SessionBook

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def _book(database: Database, instant: datetime = NOON) -> SessionBook:
    return SessionBook(
        lambda: SessionStore(database, workspace="shop", user="ada"),
        clock=FixedClock(instant=instant),
    )


def _session(name: str) -> Session:
    return Session(id=name).said(refusal("what?", "no"))


def test_a_session_comes_back_in_another_process(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    book = _book(database)
    book.put(_session("s"))
    assert book.problem is None
    assert _book(database).get("s") == _session("s")
    assert _book(database).get("t") == Session(id="t")
    assert book.drop("s")
    assert not book.drop("s")


def test_a_session_is_forgotten_when_nobody_goes_on_with_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    _book(database).put(_session("old"))
    _book(database, NOON + UNUSED + timedelta(days=1)).put(_session("new"))
    assert _book(database).get("old") == Session(id="old")
    assert _book(database).get("new") == _session("new")


def test_without_a_state_a_session_lives_as_long_as_the_process_and_that_is_said() -> None:
    def none() -> SessionStore:
        raise StorageError("the disk is full")

    book = SessionBook(none, clock=FixedClock(instant=NOON))
    book.put(_session("s"))
    assert book.problem == "the disk is full"
    assert book.get("s") == _session("s")


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_session_has_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="1 to 200"):
        _book(Database(tmp_path / "state.sqlite")).get(name)
