"""What agents work out slowly and keep, as text by key: churn models with their cards. Called by
the workspace; the store does not look into the text.
"""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from boardroom.store.database import Database
from boardroom.store.schema import DOCUMENTS


class DocumentStore:
    """The documents of one workspace.

    Args:
        database: the application state.
        workspace: whose documents; no other workspace's are seen or touched.
    """

    def __init__(self, database: Database, *, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def save(self, key: str, document: str, *, made_at: datetime) -> None:
        """Store a document in place of earlier ones of its key.

        Args:
            key: at most 64 characters.
            document: any text.
            made_at: an aware instant.
        """
        instant = made_at.astimezone(UTC)
        with self._database.begin() as connection:
            connection.execute(delete(DOCUMENTS).where(*self._of(key)))
            connection.execute(
                insert(DOCUMENTS).values(
                    workspace=self._workspace,
                    key=key,
                    made_at=instant,
                    document=document,
                    used_at=instant,
                )
            )

    def get(self, key: str, *, used_at: datetime) -> str | None:
        """The document of ``key``, noting by the day when it was used; None when there is none."""
        table, instant = DOCUMENTS.c, used_at.astimezone(UTC)
        query = select(table.document, table.used_at).where(*self._of(key))
        with self._database.read() as connection:
            found = connection.execute(query.order_by(table.id.desc()).limit(1)).first()
        if found is None:
            return None
        if found.used_at is None or found.used_at.date() < instant.date():
            with self._database.begin() as connection:
                connection.execute(update(DOCUMENTS).where(*self._of(key)).values(used_at=instant))
        return str(found.document)

    def drop_unused_since(self, instant: datetime) -> int:
        """Forget documents that were not used since ``instant``; returns how many."""
        old = DOCUMENTS.c.used_at < instant.astimezone(UTC)
        statement = delete(DOCUMENTS).where(DOCUMENTS.c.workspace == self._workspace, old)
        with self._database.begin() as connection:
            return connection.execute(statement).rowcount

    def _of(self, key: str) -> tuple[ColumnElement[bool], ...]:
        return DOCUMENTS.c.workspace == self._workspace, DOCUMENTS.c.key == key
