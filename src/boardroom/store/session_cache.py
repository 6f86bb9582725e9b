"""Conversations in Redis, in front of the application state: what each session knows, as text.

Called by the workspace where ``BOARDROOM_REDIS_URL`` names a server. Nothing is kept here alone
while the state answers; what is here is never trusted over it.
"""

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from boardroom.errors import MissingExtraError, UnavailableError, UsageError

if TYPE_CHECKING:
    from redis import Redis

_SECONDS = 2.0
"""So long is waited for a server that does not answer."""


class SessionCache:
    """The sessions of one user of one workspace.

    Args:
        url: of the server, such as ``redis://localhost:6379/0`` or ``unix:///path``.
        workspace, user: whose sessions; no other's are seen or touched.
        kept: for how long after its last use a session is kept.

    Raises:
        MissingExtraError: the extra ``redis`` is not installed.
        UsageError: the URL is none.
    """

    def __init__(self, url: str, *, workspace: str, user: str, kept: timedelta) -> None:
        self._client = _client(url)
        self._owner = (workspace, user)
        self._kept = kept

    def get(self, session: str) -> str | None:
        """What a session knows; None when it is not here. Raises: UnavailableError."""
        from redis.exceptions import RedisError

        try:
            found = self._client.get(self._key(session))
        except RedisError as exc:
            raise _unavailable(exc) from exc
        return found if isinstance(found, str) else None

    def put(self, session: str, document: str) -> None:
        """Keep what a session knows. Raises: UnavailableError."""
        from redis.exceptions import RedisError

        try:
            self._client.set(self._key(session), document, ex=self._kept)
        except RedisError as exc:
            raise _unavailable(exc) from exc

    def drop(self, session: str) -> bool:
        """Forget a session; whether it was here. Raises: UnavailableError."""
        from redis.exceptions import RedisError

        try:
            return bool(self._client.delete(self._key(session)))
        except RedisError as exc:
            raise _unavailable(exc) from exc

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _key(self, session: str) -> str:
        """One key for each owner and id, whatever signs are in them."""
        named = json.dumps([*self._owner, session]).encode()
        return f"boardroom:session:{hashlib.sha256(named).hexdigest()}"


def _client(url: str) -> "Redis":
    try:
        from redis import Redis
    except ModuleNotFoundError as exc:
        raise MissingExtraError(
            "conversations cannot be kept in Redis: its client is not installed",
            hint="Install it: pip install 'boardroom[redis]', or unset BOARDROOM_REDIS_URL.",
        ) from exc
    try:
        return Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=_SECONDS,
            socket_connect_timeout=_SECONDS,
        )
    except ValueError as exc:
        raise UsageError(
            "BOARDROOM_REDIS_URL is no URL of a Redis server",
            hint="Write it like redis://localhost:6379/0 or unix:///run/redis.sock.",
        ) from exc


def _unavailable(exc: Exception) -> UnavailableError:
    return UnavailableError(
        f"the Redis server of the conversations does not answer: {exc}",
        hint="Check that it runs and that BOARDROOM_REDIS_URL is right.",
    )
