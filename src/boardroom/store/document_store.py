"""What agents work out slowly and keep, as text by key: churn models with their cards. Called by
the workspace; the store does not look into the text.
"""

from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

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
        """Store a document; earlier ones of its key stay.

        Args:
            key: at most 64 characters.
            document: any text.
            made_at: an aware instant.
        """
        with self._database.begin() as connection:
            connection.execute(
                insert(DOCUMENTS).values(
                    workspace=self._workspace,
                    key=key,
                    made_at=made_at.astimezone(UTC),
                    document=document,
                )
            )

    def latest(self, key: str) -> str | None:
        """The newest document of ``key``; None when there is none."""
        query = (
            select(DOCUMENTS.c.document)
            .where(DOCUMENTS.c.workspace == self._workspace, DOCUMENTS.c.key == key)
            .order_by(DOCUMENTS.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def drop_before(self, instant: datetime) -> int:
        """Forget documents made before ``instant``; returns how many."""
        old = DOCUMENTS.c.made_at < instant.astimezone(UTC)
        statement = delete(DOCUMENTS).where(DOCUMENTS.c.workspace == self._workspace, old)
        with self._database.begin() as connection:
            return connection.execute(statement).rowcount
