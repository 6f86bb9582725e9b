"""Insights over versions of the data: since when each is known, whether it is still on, whether it
was dismissed, and what happened to it. Called by ``executive.scan.insight_book``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from boardroom.errors import NotFoundError
from boardroom.store.database import Database
from boardroom.store.row import record_of, values_of
from boardroom.store.schema import INSIGHT_EVENTS, INSIGHTS

OVER = "recovered"


@dataclass(frozen=True, kw_only=True)
class InsightRecord:
    """One insight.

    Attributes:
        subject: the group-by values it is about, as JSON; ``{}`` = the whole.
        direction: ``up`` or ``down``; empty where it has none.
        first_day, last_day: which days it is about; None where none.
        status: ``open``, ``on`` or ``recovered``.
        size: how large it is, per day for what adds up.
        opened_at, seen_at: when it was first and last seen; ``closed_at`` when it was first seen to
            be over.
        dismissed_at: since when nobody wants to hear of it, and ``reason`` why;
            ``dismissed_size`` its size then.
    """

    id: str
    kind: str
    metric: str
    subject: str
    direction: str
    first_day: date | None
    last_day: date | None
    status: str
    title: str
    size: float
    opened_at: datetime
    seen_at: datetime
    closed_at: datetime | None = None
    dismissed_at: datetime | None = None
    dismissed_size: float | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class InsightEvent:
    """Something that happened to an insight.

    Attributes:
        what: ``opened``, ``recovered``, ``reopened``, ``dismissed`` or ``restored``.
        text: its title then, or the reason.
    """

    insight: str
    at: datetime
    what: str
    text: str
    data_version: str = ""


Same = Callable[[InsightRecord, InsightRecord], bool]


class InsightStore:
    """The insights of one workspace.

    Args:
        database: the application state.
        workspace: whose insights; no other workspace's are seen or touched.
    """

    def __init__(self, database: Database, *, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def settle(
        self,
        found: Sequence[InsightRecord],
        *,
        watched: Callable[[InsightRecord], bool],
        same: Same,
        at: datetime,
        data_version: str,
    ) -> Mapping[str, str]:
        """Bring the stored insights in line with what was found in one version of the data.

        Args:
            found: everything that was found, seen now, each under an id of its own.
            watched: whether a stored one was looked for; such a one that was not found is over.
            same: whether a found one is a stored one.
            at: the aware instant.
            data_version: which version.

        Returns:
            The id of each found one → the one it is stored under.
        """
        with self._database.alone(f"insights of {self._workspace}") as connection:
            ids = {item.id for item in found}
            stored = self._read(connection)
            known = {item.id: item for item in stored if item.id in ids or watched(item)}
            names = match(found, tuple(known.values()), same=same)
            for item in found:
                before = known.get(names[item.id])
                now = replace(item, id=names[item.id])
                self._keep(connection, now, before, data_version)
            seen = set(names.values())
            for item in known.values():
                if item.id not in seen and item.status != OVER:
                    gone = replace(item, status=OVER, seen_at=at)
                    self._keep(connection, gone, item, data_version)
        return names

    def match(self, found: Sequence[InsightRecord], *, same: Same) -> Mapping[str, str]:
        """The ids as ``settle`` gives them; nothing is written."""
        with self._database.read() as connection:
            return match(found, self._read(connection), same=same)

    def list(self, *, dismissed: bool = False) -> tuple[InsightRecord, ...]:
        """The newest insights first (only those that were dismissed)."""
        chosen = [INSIGHTS.c.dismissed_at.is_not(None)] if dismissed else []
        with self._database.read() as connection:
            return self._read(connection, *chosen)

    def history(self, insight_id: str) -> tuple[InsightEvent, ...]:
        """What happened to an insight, oldest first."""
        table = INSIGHT_EVENTS.c
        query = (
            select(INSIGHT_EVENTS)
            .where(table.workspace == self._workspace, table.insight == insight_id)
            .order_by(table.id)
        )
        with self._database.read() as connection:
            rows = connection.execute(query)
            return tuple(record_of(row._asdict(), InsightEvent) for row in rows)

    def dismiss(self, insight_id: str, *, reason: str, at: datetime) -> None:
        """Note that nobody wants to hear of an insight. Raises: NotFoundError."""
        with self._database.begin() as connection:
            item = self._one(connection, insight_id)
            away = {"dismissed_at": at.astimezone(UTC), "dismissed_size": item.size}
            self._update(connection, insight_id, {**away, "reason": reason})
            self._tell(connection, InsightEvent(
                insight=insight_id, at=at, what="dismissed", text=reason
            ))  # fmt: skip

    def restore(self, insight_id: str, *, at: datetime) -> None:
        """Take a dismissal back. Raises: NotFoundError."""
        with self._database.begin() as connection:
            self._one(connection, insight_id)
            self._update(connection, insight_id, _HEARD)
            self._tell(connection, InsightEvent(
                insight=insight_id, at=at, what="restored", text=""
            ))  # fmt: skip

    def _keep(
        self,
        connection: Connection,
        now: InsightRecord,
        before: InsightRecord | None,
        data_version: str,
    ) -> None:
        """Write one insight as it is now; tell what that means for it."""
        over = now.status == OVER
        what = "opened" if before is None else ""
        if before is not None and (before.status == OVER) != over:
            what = OVER if over else "reopened"
        if before is not None and not over and _is_other(now, before):
            what = "reopened"
        closed = now.seen_at if over else None
        if before is None:
            values = values_of(replace(now, closed_at=closed))
            connection.execute(insert(INSIGHTS).values(workspace=self._workspace, **values))
        else:
            same = {"opened_at", "dismissed_at", "dismissed_size", "reason", "closed_at", "id"}
            values = {k: v for k, v in values_of(now).items() if k not in same}
            if what:
                values["closed_at"] = None if closed is None else closed.astimezone(UTC)
            if what == "reopened":
                values |= _HEARD
            self._update(connection, now.id, values)
        if what:
            event = InsightEvent(
                insight=now.id, at=now.seen_at, what=what, text=now.title, data_version=data_version
            )
            self._tell(connection, event)

    def _one(self, connection: Connection, insight_id: str) -> InsightRecord:
        found = self._read(connection, INSIGHTS.c.id == insight_id)
        if not found:
            raise NotFoundError(
                f"there is no insight {insight_id!r}",
                hint="`boardroom insights` lists them with their ids.",
            )
        return found[0]

    def _read(
        self, connection: Connection, *chosen: ColumnElement[bool]
    ) -> tuple[InsightRecord, ...]:
        table = INSIGHTS.c
        query = select(INSIGHTS).where(table.workspace == self._workspace, *chosen)
        rows = connection.execute(query.order_by(table.opened_at.desc(), table.id))
        return tuple(record_of(row._asdict(), InsightRecord) for row in rows)

    def _update(
        self, connection: Connection, insight_id: str, values: Mapping[str, object]
    ) -> None:
        own = (INSIGHTS.c.workspace == self._workspace, INSIGHTS.c.id == insight_id)
        connection.execute(update(INSIGHTS).where(*own).values(**values))

    def _tell(self, connection: Connection, event: InsightEvent) -> None:
        values = values_of(event)
        connection.execute(insert(INSIGHT_EVENTS).values(workspace=self._workspace, **values))


_HEARD: Mapping[str, object] = {"dismissed_at": None, "dismissed_size": None, "reason": ""}


def _is_other(now: InsightRecord, before: InsightRecord) -> bool:
    """Whether it is of later days than it was before, or goes the other way: the same, come
    again."""
    if before.direction and now.direction != before.direction:
        return True
    if now.first_day is None or before.last_day is None:
        return False
    return now.first_day > before.last_day


def match(
    found: Sequence[InsightRecord], known: Sequence[InsightRecord], *, same: Same
) -> Mapping[str, str]:
    """The id of each found insight → that of the stored one that it is, or its own.

    A stored one is one found at most; of several that fit, the one that was seen last.
    """
    free = {item.id: item for item in sorted(known, key=lambda item: item.seen_at, reverse=True)}
    names = {item.id: item.id for item in found if item.id in free}
    for name in names:
        del free[name]
    for item in found:
        if item.id not in names:
            fitting = next((one.id for one in free.values() if same(item, one)), None)
            names[item.id] = fitting or item.id
            free.pop(names[item.id], None)
    return names
