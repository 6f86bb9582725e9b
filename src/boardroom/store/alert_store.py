"""Alerts: what is wrong now, when it opened and when it ended, and whom that must still reach.
Called by the workspace.

An alert is known by its subject: it opens once, however many pages see it, and closes with the
first page that looked and did not find it. A worse level opens it anew. Of opening and ending one
message each is due to every place; whoever sends it claims it first, so that two processes do not
both send it.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from boardroom.store.database import Database
from boardroom.store.row import record_of, values_of
from boardroom.store.schema import ALERTS

CLAIM = timedelta(minutes=2)
"""What was claimed so long ago and is still due was not sent: its process died. It is sent again,
perhaps twice, with the id by which a receiver knows it."""

_AND = "\n"


class Trouble(Protocol):
    """What is wrong now, as whoever found it knows it: the part of a record that is said."""

    @property
    def subject(self) -> str:
        """The id of the insight or crossed threshold."""

    @property
    def level(self) -> str:
        """``warning`` or ``critical``."""

    @property
    def title(self) -> str:
        """In a few words."""

    @property
    def text(self) -> str:
        """In a sentence."""

    @property
    def department(self) -> str | None:
        """Whose it is."""


@dataclass(frozen=True, kw_only=True)
class AlertRecord:
    """One alert.

    Attributes:
        subject: the id of the insight or crossed threshold it is about.
        level: ``warning`` or ``critical``.
        status: ``open``, ``recovered``, or ``dismissed`` with its insight.
        seen_at: when a page last saw it.
        closed_at: when a page first did not see it any more.
        delivered_to: where it arrived, one place a line; empty while it was not sent.
        due_to: where the message of its status must still go, likewise.
        claimed_until: until when somebody is sending it.
    """

    subject: str
    level: str
    title: str
    text: str
    department: str | None
    id: str
    status: str
    opened_at: datetime
    seen_at: datetime
    closed_at: datetime | None = None
    delivered_to: str = ""
    due_to: str = ""
    claimed_until: datetime | None = None

    @property
    def reached(self) -> tuple[str, ...]:
        """Where it arrived."""
        return _places(self.delivered_to)

    @property
    def due(self) -> tuple[str, ...]:
        """Where the message of its status must still go."""
        return _places(self.due_to)


def _never(record: AlertRecord) -> bool:
    return False


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
        self,
        found: Sequence[Trouble],
        *,
        at: datetime,
        places: Collection[str] = (),
        unknown: Callable[[AlertRecord], bool] = _never,
        quiet: Collection[str] = (),
    ) -> tuple[tuple[AlertRecord, ...], tuple[AlertRecord, ...]]:
        """Bring the stored alerts in line with what a page found, in one transaction.

        Args:
            found: everything that is wrong now, one per subject.
            at: the page's aware instant.
            places: where opening and ending are to be sent.
            unknown: whether the page could not tell how an open alert stands; it stays open.
            quiet: subjects that somebody dismissed; their alerts end without a message.

        Returns:
            Alerts that opened (new, or worse than before) and alerts that recovered.
        """
        now = at.astimezone(UTC)
        opened: list[AlertRecord] = []
        with self._alone() as connection:
            known = {item.subject: item for item in self._open(connection)}
            kept = {item.subject for item in known.values() if unknown(item)}
            for item in found:
                before = known.get(item.subject)
                if before is not None and (before.level, item.level) != ("warning", "critical"):
                    kept.add(before.subject)
                    said = {"title": item.title, "text": item.text, "level": item.level}
                    self._update(connection, before.id, {"seen_at": now, **said})
                    continue
                kept.discard(item.subject)
                opened.append(self._insert(connection, item, now, due_to=_lines(places)))
            worse = {item.subject for item in opened}
            closed = [item for item in known.values() if item.subject not in kept]
            told = [item for item in closed if item.subject not in {*quiet, *worse}]
            for item in closed:
                status = "dismissed" if item.subject in quiet else "recovered"
                due = _lines(places) if item in told else ""
                ended = {"status": status, "closed_at": now, "due_to": due}
                self._update(connection, item.id, ended)
            for subject in kept:
                lacking = [place for place in places if place not in known[subject].reached]
                self._update(connection, known[subject].id, {"due_to": _lines(lacking)})
        due = _lines(places)
        over = (replace(one, status="recovered", closed_at=now, due_to=due) for one in told)
        return tuple(opened), tuple(over)

    def claim(self, places: Collection[str], *, at: datetime) -> AlertRecord | None:
        """The oldest alert with a message due to one of ``places``, which nobody else will get
        until it was ``sent`` or ``CLAIM`` has passed; None = nothing is due.
        """
        now = at.astimezone(UTC)
        free = or_(ALERTS.c.claimed_until.is_(None), ALERTS.c.claimed_until <= now)
        query = select(ALERTS).where(self._own(), ALERTS.c.due_to != "", free)
        with self._alone() as connection:
            rows = connection.execute(query.order_by(ALERTS.c.opened_at, ALERTS.c.subject)).all()
            found = (record_of(row._asdict(), AlertRecord) for row in rows)
            due = (item for item in found if not set(places).isdisjoint(item.due))
            record = next(due, None)
            if record is not None:
                self._update(connection, record.id, {"claimed_until": now + CLAIM})
        return record

    def sent(self, claimed: AlertRecord, *, to: Collection[str]) -> None:
        """Give a claimed alert back, its message having arrived at ``to``. Where the alert has
        ended meanwhile, the message of that stays due.
        """
        own = (self._own(), ALERTS.c.id == claimed.id)
        with self._alone() as connection:
            found = connection.execute(select(ALERTS).where(*own)).one()
            record = record_of(found._asdict(), AlertRecord)
            values: dict[str, object] = {
                "claimed_until": None,
                "delivered_to": _lines(dict.fromkeys((*record.reached, *to))),
            }
            if record.status == claimed.status:
                values["due_to"] = _lines(item for item in record.due if item not in to)
            self._update(connection, claimed.id, values)

    def due(self) -> tuple[AlertRecord, ...]:
        """Alerts of which a message must still go somewhere, oldest first."""
        query = select(ALERTS).where(self._own(), ALERTS.c.due_to != "")
        ordered = query.order_by(ALERTS.c.opened_at, ALERTS.c.subject)
        with self._database.read() as connection:
            rows = connection.execute(ordered)
            return tuple(record_of(row._asdict(), AlertRecord) for row in rows)

    def list(self, *, status: str | None = None, limit: int = 100) -> tuple[AlertRecord, ...]:
        """The newest alerts first (of one status)."""
        query = (
            select(ALERTS)
            .where(self._own())
            .order_by(ALERTS.c.opened_at.desc(), ALERTS.c.subject)
            .limit(limit)
        )
        if status is not None:
            query = query.where(ALERTS.c.status == status)
        with self._database.read() as connection:
            return tuple(record_of(row._asdict(), AlertRecord) for row in connection.execute(query))

    def _alone(self) -> AbstractContextManager[Connection]:
        """A transaction in which nobody else settles, claims or gives back."""
        return self._database.alone(f"alerts of {self._workspace}")

    def _own(self) -> ColumnElement[bool]:
        return ALERTS.c.workspace == self._workspace

    def _open(self, connection: Connection) -> tuple[AlertRecord, ...]:
        order = (ALERTS.c.opened_at, ALERTS.c.subject)
        query = select(ALERTS).where(self._own(), ALERTS.c.status == "open").order_by(*order)
        return tuple(record_of(row._asdict(), AlertRecord) for row in connection.execute(query))

    def _insert(
        self, connection: Connection, item: Trouble, now: datetime, *, due_to: str
    ) -> AlertRecord:
        record = AlertRecord(
            subject=item.subject,
            level=item.level,
            title=item.title,
            text=item.text,
            department=item.department,
            id=uuid.uuid4().hex[:12],
            status="open",
            opened_at=now,
            seen_at=now,
            due_to=due_to,
        )
        values = {"workspace": self._workspace, **values_of(record)}
        connection.execute(insert(ALERTS).values(values))
        return record

    def _update(self, connection: Connection, alert_id: str, values: Mapping[str, object]) -> None:
        own = (self._own(), ALERTS.c.id == alert_id)
        connection.execute(update(ALERTS).where(*own).values(**values))


def _places(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(_AND)))


def _lines(places: Iterable[str]) -> str:
    return _AND.join(places)
