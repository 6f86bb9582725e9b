"""What changed since the page before. Called by the workspace.

Of the earlier page only a digest is read: a whole page takes long to read back.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from boardroom.insight.model import Insight, KeyMetric, Report
from boardroom.insight.summary import Moved, Since
from boardroom.store.page_store import PageRecord

_LASTING = frozenset({"change", "trend", "threshold", "target"})


@dataclass(frozen=True, kw_only=True)
class Digest:
    """An earlier page in short.

    Attributes:
        page: its id.
        health: its health score; None where it had none.
        values: metric → value shown.
        titles: id → title of the insights that last.
    """

    page: str
    as_of: date
    made_at: datetime
    health: float | None
    values: Mapping[str, float | None]
    titles: Mapping[str, str]


def read_digest(record: PageRecord) -> Digest:
    """The digest of a stored page; what an older version did not write is missing in it."""
    data = json.loads(record.document)
    parts = [data, *data.get("sections", ())]
    cards = [card for part in parts for card in part.get("key_metrics", ())]
    insights = [item for part in parts for item in part.get("insights", ())]
    health = ((data.get("summary") or {}).get("health") or {}).get("score")
    return Digest(
        page=record.id,
        as_of=record.as_of,
        made_at=record.created_at,
        health=health,
        values={str(card["metric"]): card.get("value") for card in cards},
        titles={str(item["id"]): str(item["title"]) for item in insights if _lasts(item)},
    )


def compare_pages(now: Report, before: Digest) -> Since:
    """The difference between a new page and an earlier one of the same workspace."""
    moved = tuple(
        Moved(
            metric=card.metric,
            label=card.label,
            before=before.values[card.metric],
            now=card.value,
            unit=card.unit,
        )
        for card in now.key_metrics
        if card.metric in before.values and not _same(card, before.values[card.metric])
    )
    seen = {item.id: item.title for item in _insights(now) if item.kind in _LASTING}
    health = None
    if now.summary is not None and now.summary.health is not None and before.health is not None:
        health = now.summary.health.score - before.health
    return Since(
        page=before.page,
        as_of=before.as_of,
        made_at=before.made_at,
        health=health,
        moved=moved,
        opened=tuple(title for key, title in seen.items() if key not in before.titles),
        recovered=tuple(title for key, title in before.titles.items() if key not in seen),
    )


def _same(card: KeyMetric, value: float | None) -> bool:
    return card.value == value


def _lasts(item: Mapping[str, Any]) -> bool:
    return item.get("kind") in _LASTING


def _insights(report: Report) -> Iterable[Insight]:
    yield from report.insights
    for section in report.sections:
        yield from section.insights
