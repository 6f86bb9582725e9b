"""Sessions of a workspace: stored, else in memory with a problem that is said."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boardroom.ask.answer import refusal
from boardroom.ask.conversation.session import Session
from boardroom.clock import FixedClock
from boardroom.errors import StorageError, UnavailableError, UsageError
from boardroom.store.database import Database
from boardroom.store.session_cache import SessionCache
from boardroom.store.session_store import SessionStore
from boardroom.workspace.session_book import UNUSED, SessionBook

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def _book(database: Database, instant: datetime = NOON) -> SessionBook:
    return SessionBook(
        lambda: SessionStore(database, workspace="shop", user="ada"),
        clock=FixedClock(instant=instant),
    )


def _session(name: str) -> Session:
    return _said(Session(id=name), "what?")


def _said(session: Session, question: str) -> Session:
    return session.said(refusal(question, "no"))


def _say(book: SessionBook, name: str, question: str = "what?") -> str:
    """Say one turn of a session."""
    return book.change(name, lambda before: (question, _said(before, question)))


def _questions(session: Session) -> list[str]:
    return [item.question for item in session.history]


def test_a_session_comes_back_in_another_process(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    book = _book(database)
    _say(book, "s")
    assert book.problem is None
    assert _book(database).get("s") == _session("s")
    assert _book(database).get("t") == Session(id="t")
    assert book.drop("s")
    assert not book.drop("s")


def test_a_session_is_forgotten_when_nobody_goes_on_with_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    _say(_book(database), "old")
    later = _book(database, NOON + UNUSED + timedelta(days=1))
    assert later.get("old") == Session(id="old")
    _say(later, "new")
    assert _book(database).get("old") == Session(id="old")
    assert _book(database).get("new") == _session("new")


def test_without_a_state_a_session_lives_as_long_as_the_process_and_that_is_said() -> None:
    def none() -> SessionStore:
        raise StorageError("the disk is full")

    book = SessionBook(none, clock=FixedClock(instant=NOON))
    _say(book, "s")
    assert book.problem == "the disk is full"
    assert book.get("s") == _session("s")


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_session_has_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="1 to 200"):
        _book(Database(tmp_path / "state.sqlite")).get(name)


def test_a_session_that_was_forgotten_is_gone_and_can_begin_anew(tmp_path: Path) -> None:
    book = _book(Database(tmp_path / "state.sqlite"))
    _say(book, "s")
    assert (book.drop("s"), book.drop("s")) == (True, False)
    assert book.get("s") == Session(id="s")
    _say(book, "s", "again")
    assert _questions(book.get("s")) == ["again"]


def test_a_turn_said_meanwhile_by_another_process_is_not_lost(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    mine, theirs = _book(database), _book(database)
    _say(mine, "s", "first")
    seen: list[list[str]] = []

    def answer(before: Session) -> tuple[str, Session]:
        seen.append(_questions(before))
        if len(seen) == 1:
            _say(theirs, "s", "theirs")
        return "mine", _said(before, "mine")

    assert mine.change("s", answer) == "mine"
    assert seen == [["first"], ["first", "theirs"]]
    assert _questions(theirs.get("s")) == ["first", "theirs", "mine"]


def test_who_never_gets_to_it_is_told(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    mine, theirs = _book(database), _book(database)

    def answer(before: Session) -> tuple[str, Session]:
        _say(theirs, "s", "theirs")
        return "mine", _said(before, "mine")

    with pytest.raises(UnavailableError, match="all the time"):
        mine.change("s", answer)
    assert "mine" not in _questions(theirs.get("s"))


def test_no_turn_of_many_threads_is_lost(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    names = [str(number) for number in range(12)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda name: _say(_book(database), "s", name), names))
    assert sorted(_questions(_book(database).get("s"))) == sorted(names)


def test_a_failure_in_the_middle_of_a_turn_leaves_the_session_as_it_was(tmp_path: Path) -> None:
    book = _book(Database(tmp_path / "state.sqlite"))
    _say(book, "s", "first")

    def answer(before: Session) -> tuple[str, Session]:
        raise StorageError("the data cannot be read")

    with pytest.raises(StorageError, match="cannot be read"):
        book.change("s", answer)
    assert (_questions(book.get("s")), book.problem) == (["first"], None)


_KILLED = """
import os, signal, sys
from pathlib import Path
from boardroom.store.database import Database
from tests.unit.workspace.test_session_book import _book, _said, _say

book = _book(Database(Path(sys.argv[1])))
for number in range(1000):
    if number == 3:
        book.change("s", lambda before: os.kill(os.getpid(), signal.SIGKILL))
    _say(book, "s", str(number))
"""


def test_a_process_killed_in_the_middle_of_a_turn_leaves_a_valid_session(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite"
    command = [sys.executable, "-c", _KILLED, str(state)]
    done = subprocess.run(command, check=False, cwd=Path(__file__).parents[3])
    assert done.returncode == -signal.SIGKILL
    book = _book(Database(state))
    assert _questions(book.get("s")) == ["0", "1", "2"]
    _say(book, "s", "after")
    assert _questions(book.get("s")) == ["0", "1", "2", "after"]


def _with_cache(database: Database | None, url: str) -> SessionBook:
    def store() -> SessionStore:
        if database is None:
            raise StorageError("the disk is full")
        return SessionStore(database, workspace="shop", user="ada")

    cache = SessionCache(url, workspace="shop", user="ada", kept=UNUSED)
    return SessionBook(store, clock=FixedClock(instant=NOON), cache=cache)


def test_redis_stands_in_front_of_the_state_and_never_over_it(
    tmp_path: Path, redis_url: str
) -> None:
    database = Database(tmp_path / "state.sqlite")
    book = _with_cache(database, redis_url)
    _say(book, "s", "first")
    _say(_book(database), "s", "without the cache")
    _say(book, "s", "third")
    assert _questions(_book(database).get("s")) == ["first", "without the cache", "third"]
    assert book.problem is None
    assert book.drop("s")
    assert _questions(_with_cache(database, redis_url).get("s")) == []


def test_redis_alone_keeps_a_session_where_the_state_does_not_answer(redis_url: str) -> None:
    _say(_with_cache(None, redis_url), "s", "first")
    other = _with_cache(None, redis_url)
    _say(other, "s", "second")
    assert _questions(_with_cache(None, redis_url).get("s")) == ["first", "second"]
    assert other.problem is None


def test_where_redis_does_not_answer_the_state_does(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite")
    book = _with_cache(database, f"unix://{tmp_path / 'none.sock'}")
    _say(book, "s", "first")
    assert _questions(_book(database).get("s")) == ["first"]
    assert book.problem is None


def test_where_neither_answers_that_is_said(tmp_path: Path) -> None:
    book = _with_cache(None, f"unix://{tmp_path / 'none.sock'}")
    _say(book, "s", "first")
    _say(book, "s", "second")
    assert _questions(book.get("s")) == ["first", "second"]
    assert book.problem == "the disk is full"
