"""Stored pages: each executive page as it was, to be shown again. Called by the workspace.

A page is stored as the JSON document that ``insight.render_json`` makes; the store does not look
into it except for what it lists.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Row, Select, delete, insert, select

from boardroom.errors import NotFoundError, UsageError
from boardroom.store.database import Database
from boardroom.store.schema import PAGES


@dataclass(frozen=True, kw_only=True)
class PageRecord:
    """One stored page.

    Attributes:
        document: the report as JSON text, exactly as it was saved; empty in lists.
    """

    id: str
    title: str
    as_of: date
    created_at: datetime
    model_version: str
    data_version: str
    document: str = ""


class PageStore:
    """The pages of one workspace.

    Args:
        database: the application state.
        workspace: whose pages; no other workspace's are seen or touched.
    """

    def __init__(self, database: Database, *, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def save(self, document: str, *, created_at: datetime) -> str:
        """Store a report's JSON text; returns its id.

        Args:
            document: as ``dump_json(report_to_json(report))`` gives it.
            created_at: an aware instant.

        Raises:
            UsageError: the text is no report.
        """
        facts = _facts(document)
        page_id = uuid.uuid4().hex[:12]
        with self._database.begin() as connection:
            connection.execute(
                insert(PAGES).values(
                    id=page_id,
                    workspace=self._workspace,
                    created_at=created_at.astimezone(UTC),
                    document=document,
                    **facts,
                )
            )
        return page_id

    def list(self, *, limit: int = 50) -> tuple[PageRecord, ...]:
        """The newest pages first, without their documents."""
        query = self._select(whole=False)
        query = query.order_by(PAGES.c.created_at.desc(), PAGES.c.id).limit(limit)
        with self._database.read() as connection:
            return tuple(_record(row, document="") for row in connection.execute(query))

    def get(self, page_id: str) -> PageRecord:
        """The page called ``page_id``. Raises: NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(self._select().where(PAGES.c.id == page_id)).first()
        if row is None:
            raise NotFoundError(
                f"there is no stored page {page_id!r}",
                hint="`boardroom dashboard --list` lists the stored pages.",
            )
        return _record(row, document=row.document)

    def latest(
        self, *, as_of: date | None = None, until: date | None = None, whole: bool = True
    ) -> PageRecord | None:
        """The newest page, or the newest of those made as of ``as_of`` (as of ``until`` or
        earlier), ``whole`` or without its document; None when there is none.
        """
        query = self._select(whole=whole).order_by(PAGES.c.created_at.desc(), PAGES.c.id).limit(1)
        if as_of is not None:
            query = query.where(PAGES.c.as_of == as_of)
        if until is not None:
            query = query.where(PAGES.c.as_of <= until)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _record(row, document=row.document if whole else "")

    def drop_before(self, instant: datetime) -> int:
        """Forget pages made before ``instant``; returns how many."""
        old = PAGES.c.created_at < instant.astimezone(UTC)
        statement = delete(PAGES).where(PAGES.c.workspace == self._workspace, old)
        with self._database.begin() as connection:
            return connection.execute(statement).rowcount

    def _select(self, *, whole: bool = True) -> Select[tuple[object, ...]]:
        columns = [item for item in PAGES.c if whole or item is not PAGES.c.document]
        return select(*columns).where(PAGES.c.workspace == self._workspace)


def _facts(document: str) -> Mapping[str, object]:
    try:
        data = json.loads(document)
        return {
            "title": str(data["title"]),
            "as_of": date.fromisoformat(data["as_of"]),
            "model_version": str(data.get("model_version", ""))[:64],
            "data_version": str(data.get("data_version", ""))[:64],
        }
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise UsageError(
            "this text is no report in JSON", hint="Save what report_to_text gives."
        ) from exc


def _record(row: Row[tuple[object, ...]], *, document: str) -> PageRecord:
    created = row.created_at
    return PageRecord(
        id=row.id,
        title=row.title,
        as_of=row.as_of,
        created_at=created if created.tzinfo else created.replace(tzinfo=UTC),
        model_version=row.model_version,
        data_version=row.data_version,
        document=document,
    )
