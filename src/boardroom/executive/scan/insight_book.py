"""The life of insights over versions of the data: one story keeps one id while it lasts, and is
quiet once somebody dismissed it, until it changes. Called by the scout and the workspace.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from boardroom.clock import Clock
from boardroom.errors import BoardroomError
from boardroom.insight.model import Insight
from boardroom.store.insight_store import InsightEvent, InsightRecord, InsightStore

GROWN = 1.5
"""A dismissed insight is told again when it has become larger by this factor."""

_OF_A_PERIOD = frozenset(
    {"change", "contributors", "forecast", "record", "mix", "funnel", "migration", "concentration"}
)
"""Known by their id alone; of the next period they are other news."""


class InsightBook:
    """The insights of one workspace. Thread-safe.

    Args:
        store: where they are kept.
        clock: when.
        today: the day that they are about; what is seen of earlier days changes nothing.
    """

    def __init__(self, store: InsightStore, *, clock: Clock, today: date) -> None:
        self._store = store
        self._clock = clock
        self._today = today

    def settle(
        self,
        found: Sequence[Insight],
        *,
        kinds: Collection[str],
        asked: date,
        data_version: str,
        metrics: Collection[str] | None = None,
    ) -> tuple[Insight, ...]:
        """The insights found in a version of the data under the ids that they have had so far;
        what opened, is still on, and is over is written down.

        Args:
            found: all insights of ``kinds``; others of them are left alone.
            kinds: what was looked for, as its ids begin; stored insights of other kinds keep their
                life.
            metrics: those that were looked at; None = all.
        """
        now = self._clock.now()
        names: Mapping[str, str] = {}
        # Two of one id would keep all from being kept.
        each = {item.id: item for item in found if _begins(item.id, kinds)}
        records = [_record(item, at=now) for item in each.values()]
        with suppress(BoardroomError):  # keeping the page says what is wrong with the state
            if asked < self._today:
                names = self._store.match(records, same=is_same)
            else:
                names = self._store.settle(
                    records,
                    watched=lambda item: (
                        _begins(item.id, kinds)
                        and (metrics is None or not item.metric or item.metric in metrics)
                    ),
                    same=is_same,
                    at=now,
                    data_version=data_version,
                )
        return tuple(replace(item, id=names.get(item.id, item.id)) for item in found)

    def marked(self, insights: Iterable[Insight]) -> tuple[Insight, ...]:
        """The insights, those that were dismissed and have not changed since marked so."""
        away: dict[str, InsightRecord] = {}
        with suppress(BoardroomError):  # as above
            away = {item.id: item for item in self._store.list(dismissed=True)}
        return tuple(
            replace(item, status="dismissed")
            if item.id in away and not _has_grown(item, away[item.id])
            else item
            for item in insights
        )

    def quiet(self) -> frozenset[str]:
        """Ids of those that were dismissed. Raises: ConfigError, where the state is unusable."""
        return frozenset(item.id for item in self._store.list(dismissed=True))

    def dismiss(self, insight_id: str, *, reason: str = "") -> None:
        """Keep quiet of an insight until it changes. Raises: NotFoundError."""
        self._store.dismiss(insight_id, reason=reason, at=self._clock.now())

    def restore(self, insight_id: str) -> None:
        """Tell of it again. Raises: NotFoundError."""
        self._store.restore(insight_id, at=self._clock.now())

    def history(self, insight_id: str) -> tuple[InsightEvent, ...]:
        """What happened to an insight, oldest first; nothing where it is not known."""
        return self._store.history(insight_id)


def _begins(insight_id: str, kinds: Collection[str]) -> bool:
    """Whether an id begins with one of ``kinds``, or is one."""
    parts = insight_id.split(":")
    return any(":".join(parts[:count]) in kinds for count in range(1, len(parts) + 1))


def is_same(one: InsightRecord, other: InsightRecord) -> bool:
    """Whether both tell of one thing: the same metric, segment and direction on common days."""
    if _what(one) != _what(other) or one.kind in _OF_A_PERIOD:
        return False
    if one.first_day is None or one.last_day is None:
        return False
    if other.first_day is None or other.last_day is None:
        return False
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _what(item: InsightRecord) -> tuple[str, ...]:
    return (item.kind, item.metric, item.subject, item.direction)


def _has_grown(item: Insight, dismissed: InsightRecord) -> bool:
    then = dismissed.dismissed_size
    return then is not None and _size(item) > GROWN * then


def _size(item: Insight) -> float:
    """How large it is, per day for what adds up; the days of a wrong load do not count."""
    if item.effect is None:
        return 0.0
    return abs(item.effect.value) / (item.effect.days or 1)


def _record(item: Insight, *, at: datetime) -> InsightRecord:
    """What is kept of an insight."""
    value = 0.0 if item.effect is None else item.effect.value
    period = item.evidence.period
    dated = item.kind in {"episode", "data_quality"} | _OF_A_PERIOD
    return InsightRecord(
        id=item.id,
        kind=item.kind,
        metric=item.metric,
        subject=json.dumps(dict(item.subject), sort_keys=True, default=str),
        direction="up" if value > 0 else "down" if value < 0 else "",
        first_day=period.start if dated else None,
        last_day=period.end if dated else None,
        status=item.status,
        title=item.title,
        size=_size(item),
        opened_at=at,
        seen_at=at,
    )
