"""Records of loads: what each load of each table read, kept out and found. Called by the workspace.

The page tells its readers about quarantined rows and failed loads from here.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, func, insert, select

from boardroom.store.database import Database
from boardroom.store.schema import LOADS


@dataclass(frozen=True, kw_only=True)
class LoadRecord:
    """How one load of one table went.

    Attributes:
        status: ``loaded``, ``unchanged``, ``failed`` or ``skipped``.
        rows: what the table held afterwards.
        quarantined: reason → rows kept out by this load.
        findings: sentences on what was odd.
        problem: why it failed; empty when it did not.
    """

    source: str
    table: str
    status: str
    finished_at: datetime
    rows_read: int = 0
    rows_loaded: int = 0
    rows: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    problem: str = ""
    elapsed_seconds: float = 0.0

    @property
    def rows_quarantined(self) -> int:
        """All rows kept out by this load."""
        return sum(self.quarantined.values())


class LoadStore:
    """The load records of one workspace.

    Args:
        database: the application state.
        workspace: whose loads; no other workspace's are seen or touched.
    """

    def __init__(self, database: Database, *, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def save(self, records: Iterable[LoadRecord]) -> None:
        """Store the records of one load."""
        values = [_values(item, self._workspace) for item in records]
        if not values:
            return
        with self._database.begin() as connection:
            connection.execute(insert(LOADS), values)

    def latest(self) -> tuple[LoadRecord, ...]:
        """Of each table the last load that did something, by table name; a source that failed
        whole has one with an empty table.

        A failure that a later load got over (``unchanged`` does, and of a whole source any load)
        is history: the load before it counts.
        """
        own = LOADS.c.workspace == self._workspace
        table = (LOADS.c.source, LOADS.c.table_name)
        good = _last(own, LOADS.c.status == "loaded", by=table)
        failed = _last(own, LOADS.c.status == "failed", by=table)
        sound = _last(own, LOADS.c.status != "failed", by=table)
        answered = _last(own, LOADS.c.table_name != "", by=(LOADS.c.source,))
        with self._database.read() as connection:
            last_good, last_failed, last_sound, last_answer = (
                {tuple(row[:-1]): int(row[-1]) for row in connection.execute(query)}
                for query in (good, failed, sound, answered)
            )
            wanted = dict(last_good)
            for (source, name), found in last_failed.items():
                over = last_sound.get((source, name), 0) if name else last_answer.get((source,), 0)
                if found > over:
                    wanted[source, name] = found
            query = select(LOADS).where(own, LOADS.c.id.in_(wanted.values()))
            rows = connection.execute(query.order_by(LOADS.c.table_name))
            return tuple(_record(row) for row in rows)

    def history(self, table: str, *, limit: int = 50) -> tuple[LoadRecord, ...]:
        """The loads of one table, newest first."""
        query = (
            select(LOADS)
            .where(LOADS.c.workspace == self._workspace, LOADS.c.table_name == table)
            .order_by(LOADS.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(_record(row) for row in connection.execute(query))


def _last(*where: ColumnElement[bool], by: tuple[Column[Any], ...]) -> Select[Any]:
    """The newest record's id for each value of ``by``."""
    return select(*by, func.max(LOADS.c.id)).where(*where).group_by(*by)


def _values(record: LoadRecord, workspace: str) -> dict[str, object]:
    return {
        "workspace": workspace,
        "source": record.source,
        "table_name": record.table,
        "status": record.status,
        "rows_read": record.rows_read,
        "rows_loaded": record.rows_loaded,
        "rows": record.rows,
        "quarantined": json.dumps(dict(record.quarantined), ensure_ascii=False),
        "findings": json.dumps(list(record.findings), ensure_ascii=False),
        "problem": record.problem,
        "finished_at": record.finished_at.astimezone(UTC),
        "elapsed_seconds": record.elapsed_seconds,
    }


def _record(row: Row[tuple[object, ...]]) -> LoadRecord:
    finished = row.finished_at
    return LoadRecord(
        source=row.source,
        table=row.table_name,
        status=row.status,
        finished_at=finished if finished.tzinfo else finished.replace(tzinfo=UTC),
        rows_read=row.rows_read,
        rows_loaded=row.rows_loaded,
        rows=row.rows,
        quarantined=json.loads(row.quarantined),
        findings=tuple(json.loads(row.findings)),
        problem=row.problem,
        elapsed_seconds=row.elapsed_seconds,
    )
