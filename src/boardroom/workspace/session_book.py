"""Where a workspace keeps the conversations of one user: in its state, else as long as it lives.

A session that nobody used for a month is forgotten. Called by ``workspace.asking``.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from boardroom.ask.conversation.session import Session, session_from_json, session_to_json
from boardroom.clock import Clock
from boardroom.errors import BoardroomError, UsageError
from boardroom.semantic.result_json import dump_json

if TYPE_CHECKING:
    from boardroom.store.session_store import SessionStore

UNUSED = timedelta(days=30)
"""What is not used for so long is forgotten."""
_LONGEST_ID = 200


class SessionBook:
    """Sessions by id.

    Args:
        open_store: opens the user's sessions; it may fail, each time anew.
        clock: says when a session was used.
    """

    def __init__(self, open_store: "Callable[[], SessionStore]", *, clock: Clock) -> None:
        self._open = open_store
        self._clock = clock
        self._memory: dict[str, Session] = {}
        self._tidied = False
        self.problem: str | None = None
        """Why sessions are kept in memory only; None while they are stored."""

    def get(self, session: str) -> Session:
        """The session of that id, a new one where there is none. Raises: UsageError: no id."""
        _check(session)
        try:
            document = self._open().get(session)
        except BoardroomError as exc:
            self.problem = exc.message
            return self._memory.get(session, Session(id=session))
        return session_from_json(json.loads(document)) if document else Session(id=session)

    def put(self, session: Session) -> None:
        """Keep a session; where the state cannot be written, ``problem`` says so."""
        self._memory[session.id] = session
        now = self._clock.now()
        try:
            store = self._open()
            store.save(session.id, dump_json(session_to_json(session)), used_at=now)
            if not self._tidied:
                store.drop_unused_since(now - UNUSED)
                self._tidied = True
        except BoardroomError as exc:
            self.problem = exc.message
        else:
            self._memory.pop(session.id)
            self.problem = None

    def drop(self, session: str) -> bool:
        """Forget a session; whether there was one. Raises: StorageError, UnavailableError."""
        _check(session)
        known = self._memory.pop(session, None) is not None
        return self._open().drop(session) or known


def _check(session: str) -> None:
    if not session.strip() or len(session) > _LONGEST_ID:
        message = f"a session is named by 1 to {_LONGEST_ID} characters, not {len(session)}"
        raise UsageError(message, hint="Give it a short name, such as: --session sales")
