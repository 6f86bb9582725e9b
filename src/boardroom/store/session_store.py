"""Conversations: what each session of a user knows, as text. Called by the workspace; the store
does not look into the text.
"""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from boardroom.store.database import Database
from boardroom.store.schema import SESSIONS


class SessionStore:
    """The sessions of one user of one workspace.

    Args:
        database: the application state.
        workspace: whose sessions; no other workspace's are seen or touched.
        user: whose of those.
    """

    def __init__(self, database: Database, *, workspace: str, user: str) -> None:
        self._database = database
        self._workspace = workspace
        self._user = user

    def get(self, session: str, *, since: datetime) -> str | None:
        """What a session knows; None when there is none of that id, or nobody used it since."""
        with self._database.read() as connection:
            return self._known(connection, session, since)

    def swap(
        self, session: str, document: str, *, before: str | None, used_at: datetime, since: datetime
    ) -> bool:
        """Store what a session knows, unless it is no longer what it was: then nothing is done.

        Args:
            session: its id, at most 200 characters.
            document: any text.
            before: what it knew when it was read; None = it was not there.
            used_at: an aware instant.
            since: as for ``get``.

        Returns:
            Whether it was stored; False where another process was faster.
        """
        with self._database.alone(f"session {self._user} {session}") as connection:
            if self._known(connection, session, since) != before:
                return False
            connection.execute(delete(SESSIONS).where(*self._of(session)))
            connection.execute(
                insert(SESSIONS).values(
                    workspace=self._workspace,
                    user=self._user,
                    id=session,
                    used_at=used_at.astimezone(UTC),
                    document=document,
                )
            )
            return True

    def _known(self, connection: Connection, session: str, since: datetime) -> str | None:
        fresh = SESSIONS.c.used_at >= since.astimezone(UTC)
        query = select(SESSIONS.c.document).where(*self._of(session), fresh)
        found = connection.execute(query).scalar()
        return None if found is None else str(found)

    def drop(self, session: str) -> bool:
        """Forget a session; whether there was one."""
        with self._database.begin() as connection:
            return connection.execute(delete(SESSIONS).where(*self._of(session))).rowcount > 0

    def drop_unused_since(self, instant: datetime) -> int:
        """Forget sessions of every user of the workspace that were not used since ``instant``;
        returns how many."""
        own = SESSIONS.c.workspace == self._workspace
        old = SESSIONS.c.used_at < instant.astimezone(UTC)
        with self._database.begin() as connection:
            return connection.execute(delete(SESSIONS).where(own, old)).rowcount

    def _of(self, session: str) -> tuple[ColumnElement[bool], ...]:
        table = SESSIONS.c
        return table.workspace == self._workspace, table.user == self._user, table.id == session
