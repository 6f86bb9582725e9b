"""Stored pages as reports: made once, shown again exactly as they were. Called by the workspace."""

from collections.abc import Sequence
from datetime import date, datetime

from boardroom.executive.since import Digest, digest_of, read_digest
from boardroom.insight.model import Report
from boardroom.insight.render_json import report_from_text, report_to_json
from boardroom.semantic.result_json import dump_json
from boardroom.store.page_store import PageRecord, PageStore


class PageArchive:
    """The stored pages of one workspace.

    Args:
        pages: where their documents are kept.
    """

    def __init__(self, pages: PageStore) -> None:
        self._pages = pages
        self._saved: Digest | None = None

    def save(self, report: Report, *, created_at: datetime) -> str:
        """Store ``report``; returns its id. ``created_at`` is an aware instant."""
        data = report_to_json(report)
        page = self._pages.save(dump_json(data), created_at=created_at)
        self._saved = digest_of(data, page=page, as_of=report.as_of, made_at=created_at)
        return page

    def list(self, *, limit: int = 50) -> Sequence[PageRecord]:
        """The newest pages first, without their contents."""
        return self._pages.list(limit=limit)

    def get(self, page_id: str) -> Report:
        """The page as it was. Raises: NotFoundError."""
        return report_from_text(self._pages.get(page_id).document)

    def latest_digest(self, *, until: date) -> Digest | None:
        """The newest page made as of ``until`` or earlier, as far as the next one compares itself
        with it.
        """
        newest = self._pages.latest(until=until, whole=False)
        if newest is None or (self._saved is not None and self._saved.page == newest.id):
            return None if newest is None else self._saved
        return read_digest(self._pages.get(newest.id))

    def latest(self, *, as_of: date | None = None) -> Report | None:
        """The newest page (made as of ``as_of``); None when there is none."""
        found = self._pages.latest(as_of=as_of)
        return None if found is None else report_from_text(found.document)
