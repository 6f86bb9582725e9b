"""Where a workspace keeps the conversations of one user: in its state, in front of which a cache
may stand; where neither answers, as long as it lives.

A session that nobody used for a month is forgotten. Called by ``workspace.asking``.
"""

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from boardroom.ask.conversation.session import Session, session_from_json, session_to_json
from boardroom.clock import Clock
from boardroom.errors import BoardroomError, UnavailableError, UsageError
from boardroom.semantic.result_json import dump_json

if TYPE_CHECKING:
    from boardroom.store.session_cache import SessionCache
    from boardroom.store.session_store import SessionStore

UNUSED = timedelta(days=30)
"""What is not used for so long is forgotten."""
_LONGEST_ID = 200
_TRIES = 20
"""So often a turn is said anew because others were faster."""

Kept = TypeVar("Kept")


class SessionBook:
    """Sessions by id.

    Args:
        open_store: opens the user's sessions; it may fail, each time anew.
        clock: says when a session was used.
        cache: what stands in front of the store; None = nothing does.
    """

    def __init__(
        self,
        open_store: "Callable[[], SessionStore]",
        *,
        clock: Clock,
        cache: "SessionCache | None" = None,
    ) -> None:
        self._open = open_store
        self._cache = cache
        self._clock = clock
        self._memory: dict[str, Session] = {}
        self._lock = threading.RLock()
        self._tidied = False
        self.problem: str | None = None
        """Why sessions are kept in memory only; None while they are stored."""

    def get(self, session: str) -> Session:
        """The session of that id, a new one where there is none. Raises: UsageError: no id."""
        _check(session)
        try:
            return _read(session, self._open().get(session, since=self._since))
        except BoardroomError as exc:
            document = self._cached(session)
            if document is not None:
                return _read(session, document)
            self.problem = exc.message
            return self._memory.get(session, Session(id=session))

    def change(self, session: str, turn: Callable[[Session], tuple[Kept, Session]]) -> Kept:
        """Say one turn and keep the session after it.

        Where another process said one meanwhile, the turn is said anew after that one, so that none
        is lost; where the state cannot be used, the session is kept in memory, and ``problem`` says
        so.

        Args:
            session: its id.
            turn: the session before → what is answered, and the session after.

        Raises:
            UsageError: no id.
            UnavailableError: others are always faster.
        """
        _check(session)
        for number in range(_TRIES):
            before = self._cached(session) if number == 0 else None
            try:
                before = before or self._open().get(session, since=self._since)
            except BoardroomError as exc:
                if not self._keeps(session, None):
                    return self._in_memory(session, turn, exc.message)
            found, after = turn(_read(session, before))
            document = dump_json(session_to_json(after))
            try:
                stored = self._stored(session, document, before)
            except BoardroomError as exc:
                if not self._keeps(session, document):
                    self._memory[session], self.problem = after, exc.message
                return found
            if stored:
                self._keeps(session, document)
                return found
        raise UnavailableError(
            f"others go on with session {session!r} all the time",
            hint="Try again, or give this conversation a name of its own: --session NAME",
        )

    def _cached(self, session: str) -> str | None:
        """What stands in front of the store; None where nothing does, or it does not answer."""
        if self._cache is None:
            return None
        try:
            return self._cache.get(session)
        except UnavailableError:
            return None

    def _keeps(self, session: str, document: str | None) -> bool:
        """Whether the cache answers, and keeps a document if there is one."""
        if self._cache is None:
            return False
        try:
            self._cache.get(session) if document is None else self._cache.put(session, document)
        except UnavailableError:
            return False
        return True

    def _stored(self, session: str, document: str, before: str | None) -> bool:
        store, now, since = self._open(), self._clock.now(), self._since
        if not store.swap(session, document, before=before, used_at=now, since=since):
            return False
        if not self._tidied:
            store.drop_unused_since(since)
            self._tidied = True
        self._memory.pop(session, None)
        self.problem = None
        return True

    def _in_memory(
        self, session: str, turn: Callable[[Session], tuple[Kept, Session]], why: str
    ) -> Kept:
        with self._lock:
            self.problem = why
            before = self._memory.get(session, Session(id=session))
            found, self._memory[session] = turn(before)
            return found

    @property
    def _since(self) -> datetime:
        return self._clock.now() - UNUSED

    def drop(self, session: str) -> bool:
        """Forget a session; whether there was one. Raises: StorageError, UnavailableError."""
        _check(session)
        known = self._memory.pop(session, None) is not None
        known = self._open().drop(session) or known
        return self._cache.drop(session) or known if self._cache is not None else known


def _read(session: str, document: str | None) -> Session:
    return session_from_json(json.loads(document)) if document else Session(id=session)


def _check(session: str) -> None:
    if not session.strip() or len(session) > _LONGEST_ID:
        message = f"a session is named by 1 to {_LONGEST_ID} characters, not {len(session)}"
        raise UsageError(message, hint="Give it a short name, such as: --session sales")
