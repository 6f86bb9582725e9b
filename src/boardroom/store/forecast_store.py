"""The forecast ledger: what was forecast, and what came.

Called by ``executive.forecast_book``. An entry is known by its metric, grain, last period known by
then, and period forecast: however many pages make it, it is written once, by the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from boardroom.store.database import Database
from boardroom.store.row import record_of, values_of
from boardroom.store.schema import FORECASTS


@dataclass(frozen=True, kw_only=True)
class ForecastRecord:
    """One forecast of one period.

    Attributes:
        origin: first day of the last period whose value was known.
        period: first day of the period that was forecast.
        made_on: the day of the page that made it.
        value, low, high: what was expected, and the interval meant to hold ``coverage`` of cases.
        data_version: of the page that made it.
        actual: what came; None = not known yet. ``scored_at``: when that was written.
    """

    metric: str
    grain: str
    origin: date
    period: date
    made_on: date
    value: float
    low: float
    high: float
    coverage: float
    method: str
    data_version: str
    actual: float | None = None
    scored_at: datetime | None = None

    @property
    def inside(self) -> bool | None:
        """Whether what came lay inside the interval; None = not known yet."""
        return None if self.actual is None else self.low <= self.actual <= self.high


class ForecastStore:
    """The forecasts of one workspace.

    Args:
        database: the application state.
        workspace: whose forecasts; no other workspace's are seen or touched.
    """

    def __init__(self, database: Database, *, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def settle(
        self,
        made: Sequence[ForecastRecord],
        *,
        actuals: Mapping[tuple[str, str, date], float],
        at: datetime,
    ) -> None:
        """Write what was forecast and is not written yet, and score what has come since.

        Args:
            made: the forecasts of a page.
            actuals: (metric, grain, first day) → value of every complete period a page knows.
            at: the page's aware instant.
        """
        periods = [item.period for item in made] + [period for _, _, period in actuals]
        if not periods:
            return
        recent = FORECASTS.c.period >= min(periods)
        with self._database.alone(f"forecasts of {self._workspace}") as connection:
            known = {_key(item): item for item in self._read(connection, recent)}
            new = {_key(item): item for item in made if _key(item) not in known}
            if new:
                rows = [{"workspace": self._workspace, **values_of(item)} for item in new.values()]
                connection.execute(insert(FORECASTS), rows)
            for item in known.values():
                actual = actuals.get((item.metric, item.grain, item.period))
                if actual is not None and actual != item.actual:
                    self._score(connection, item, actual, at)

    def list(
        self,
        *,
        metrics: Sequence[str] | None = None,
        scored: bool = False,
        limit: int = 1000,
    ) -> tuple[ForecastRecord, ...]:
        """The newest forecasts first (of some metrics; only those whose truth is known).

        Args:
            limit: at most so many, per metric where some are named.
        """
        chosen = [] if metrics is None else [FORECASTS.c.metric.in_(metrics)]
        if scored:
            chosen.append(FORECASTS.c.actual.is_not(None))
        with self._database.read() as connection:
            return self._read(connection, *chosen, limit=limit * max(1, len(metrics or ())))

    def _read(
        self, connection: Connection, *chosen: ColumnElement[bool], limit: int | None = None
    ) -> tuple[ForecastRecord, ...]:
        table = FORECASTS.c
        query = (
            select(FORECASTS)
            .where(table.workspace == self._workspace, *chosen)
            .order_by(table.period.desc(), table.origin.desc(), table.metric, table.grain)
            .limit(limit)
        )
        rows = connection.execute(query)
        return tuple(record_of(row._asdict(), ForecastRecord) for row in rows)

    def _score(
        self, connection: Connection, item: ForecastRecord, actual: float, at: datetime
    ) -> None:
        table = FORECASTS.c
        connection.execute(
            update(FORECASTS)
            .where(
                table.workspace == self._workspace,
                table.metric == item.metric,
                table.grain == item.grain,
                table.origin == item.origin,
                table.period == item.period,
            )
            .values(actual=actual, scored_at=at.astimezone(UTC))
        )


def _key(item: ForecastRecord) -> tuple[str, str, date, date]:
    return item.metric, item.grain, item.origin, item.period
