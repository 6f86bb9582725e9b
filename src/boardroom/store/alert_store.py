"""Alerts: what is wrong now, when it opened and when it ended. Called by the workspace.

An alert is known by its subject: it opens once, however many pages see it, and closes with the
first page that does not. A worse level opens it anew.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from boardroom.store.database import Database
from boardroom.store.row import record_of, values_of
from boardroom.store.schema import ALERTS

_AND = ", "


@dataclass(frozen=True, kw_only=True)
class AlertRecord:
    """One alert.

    Attributes:
        subject: the id of the insight or crossed threshold it is about.
        level: ``warning`` or ``critical``.
        status: ``open`` or ``recovered``.
        seen_at: when a page last saw it.
        closed_at: when a page first did not see it any more.
        delivered_to: where it arrived, separated by commas; empty while it was not sent.
    """

    subject: str
    level: str
    title: str
    text: str
    department: str | None = None
    id: str = ""
    status: str = "open"
    opened_at: datetime | None = None
    seen_at: datetime | None = None
    closed_at: datetime | None = None
    delivered_to: str = ""

    @property
    def reached(self) -> tuple[str, ...]:
        """Where it arrived."""
        return tuple(filter(None, self.delivered_to.split(_AND)))


class AlertStore:
    """The alerts of one workspace.

    Args:
        database: the application state.
        workspace: whose alerts; no other workspace's are seen or touched.
    """

    def __init__(self, database: Database, *, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def settle(
        self, found: Sequence[AlertRecord], *, at: datetime
    ) -> tuple[tuple[AlertRecord, ...], tuple[AlertRecord, ...]]:
        """Bring the stored alerts in line with what a page found, in one transaction.

        Args:
            found: everything that is wrong now, one per subject.
            at: the page's aware instant.

        Returns:
            Alerts that opened (new, or worse than before) and alerts that recovered.
        """
        now = at.astimezone(UTC)
        opened, kept = [], set()
        with self._database.begin() as connection:
            known = {item.subject: item for item in self._open(connection)}
            for item in found:
                before = known.get(item.subject)
                if before is not None and (before.level, item.level) != ("warning", "critical"):
                    kept.add(before.subject)
                    seen = {"seen_at": now, "text": item.text, "level": item.level}
                    self._update(connection, before.id, seen)
                    continue
                opened.append(self._insert(connection, item, now))
            closed = [item for item in known.values() if item.subject not in kept]
            for item in closed:
                self._update(connection, item.id, {"status": "recovered", "closed_at": now})
        reopened = {item.subject for item in opened}
        recovered = tuple(
            replace(item, status="recovered", closed_at=now)
            for item in closed
            if item.subject not in reopened
        )
        return tuple(opened), recovered

    def delivered(self, alert_id: str, *, to: Sequence[str]) -> None:
        """Remember where an alert arrived."""
        with self._database.begin() as connection:
            self._update(connection, alert_id, {"delivered_to": _AND.join(to)})

    def undelivered(self, channels: Iterable[str]) -> tuple[AlertRecord, ...]:
        """Open alerts that did not arrive at one of ``channels`` yet, oldest first."""
        wanted = set(channels)
        with self._database.read() as connection:
            found = self._open(connection)
        return tuple(item for item in found if not wanted <= set(item.reached))

    def list(self, *, status: str | None = None, limit: int = 100) -> tuple[AlertRecord, ...]:
        """The newest alerts first (of one status)."""
        query = (
            select(ALERTS)
            .where(ALERTS.c.workspace == self._workspace)
            .order_by(ALERTS.c.opened_at.desc(), ALERTS.c.subject)
            .limit(limit)
        )
        if status is not None:
            query = query.where(ALERTS.c.status == status)
        with self._database.read() as connection:
            return tuple(record_of(row._asdict(), AlertRecord) for row in connection.execute(query))

    def _open(self, connection: Connection) -> tuple[AlertRecord, ...]:
        own = (ALERTS.c.workspace == self._workspace, ALERTS.c.status == "open")
        order = (ALERTS.c.opened_at, ALERTS.c.subject)
        rows = connection.execute(select(ALERTS).where(*own).order_by(*order))
        return tuple(record_of(row._asdict(), AlertRecord) for row in rows)

    def _insert(self, connection: Connection, item: AlertRecord, now: datetime) -> AlertRecord:
        record = replace(item, id=uuid.uuid4().hex[:12], status="open", opened_at=now, seen_at=now)
        values = {"workspace": self._workspace, **values_of(record)}
        connection.execute(insert(ALERTS).values(values))
        return record

    def _update(self, connection: Connection, alert_id: str, values: Mapping[str, object]) -> None:
        own = (ALERTS.c.workspace == self._workspace, ALERTS.c.id == alert_id)
        connection.execute(update(ALERTS).where(*own).values(**values))
