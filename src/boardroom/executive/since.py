"""What changed since the page before. Called by the workspace.

Of the earlier page only a digest is read: a whole page takes long to read back.
"""

import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from boardroom.executive.scan.scout import WHAT
from boardroom.insight.model import Insight, KeyMetric, Report
from boardroom.insight.summary import Moved, Priority, Since, Summary
from boardroom.store.page_store import PageRecord

_COURSE = "episode"
_LASTING = frozenset({"change", "trend", "threshold", "target", _COURSE})
_OF_ONE_PERIOD = "change"
"""The kind of which another period's is another story."""


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """An insight of an earlier page that lasts until it is over."""

    title: str
    metric: str
    department: str


@dataclass(frozen=True, kw_only=True)
class Digest:
    """An earlier page in short.

    Attributes:
        page: its id.
        health: its health score; None where it had none.
        values: metric → value shown.
        lasting: id → insight.
        lost: departments that it could not tell of, or not wholly.
        scanned: whether it could tell of unusual courses.
        deadlines: story of each priority → the day by which its action is done.
    """

    page: str
    as_of: date
    made_at: datetime
    health: float | None
    values: Mapping[str, float | None]
    lasting: Mapping[str, Lasting]
    lost: AbstractSet[str] = frozenset()
    scanned: bool = True
    deadlines: Mapping[str, date] = field(default_factory=dict)


def read_digest(record: PageRecord) -> Digest:
    """The digest of a stored page; what an older version did not write is missing in it."""
    data = json.loads(record.document)
    return digest_of(data, page=record.id, as_of=record.as_of, made_at=record.created_at)


def digest_of(data: Mapping[str, Any], *, page: str, as_of: date, made_at: datetime) -> Digest:
    """The digest of a report in its JSON form."""
    sections = data.get("sections", ())
    parts = [data, *sections]
    cards = [card for part in parts for card in part.get("key_metrics", ())]
    shown = [item for part in parts for item in part.get("insights", ())]
    insights = [*shown, *(item["told"] for item in shown if item.get("told"))]
    summary = data.get("summary") or {}
    health = (summary.get("health") or {}).get("score")
    stories = {str(item["id"]): _story(item["id"], item["kind"], _start(item)) for item in insights}
    return Digest(
        page=page,
        as_of=as_of,
        made_at=made_at,
        health=health,
        values={str(card["metric"]): card.get("value") for card in cards},
        lasting={
            str(item["id"]): Lasting(
                title=str(item["title"]),
                metric=str(item.get("metric") or ""),
                department=str(item.get("department") or ""),
            )
            for item in insights
            if item.get("kind") in _LASTING and item.get("status") != "recovered"
        },
        lost=frozenset(str(part["name"]) for part in sections if part.get("problem")),
        scanned=not any(WHAT in str(item["what"]) for item in data.get("not_available", ())),
        deadlines={
            stories[item["insight"]]: date.fromisoformat(item["deadline"])
            for item in summary.get("priorities", ())
            if item.get("deadline") and item["insight"] in stories
        },
    )


def compare_pages(now: Report, before: Digest, *, quiet: AbstractSet[str] = frozenset()) -> Since:
    """The difference between a new page and an earlier one of the same workspace.

    What one of the two could not look at has neither opened nor recovered; health that lacks a
    department on one of them is not compared.

    Args:
        quiet: ids of insights that were dismissed: that a page leaves them out says nothing.
    """
    shown = (item for one in _insights(now) for item in one.stories)
    seen = {item.id for item in shown if item.status != "recovered"}
    scanned = all(WHAT not in item.what for item in now.not_available)
    lost = frozenset(part.name for part in now.sections if part.problem)
    judged = {card.metric for card in _cards(now) if card.value is not None and not card.outdated}
    health = None
    if now.summary is not None and now.summary.health is not None and before.health is not None:
        unlike = lost ^ before.lost or scanned != before.scanned
        health = None if unlike else now.summary.health.score - before.health
    return Since(
        page=before.page,
        as_of=before.as_of,
        made_at=before.made_at,
        health=health,
        moved=_moved(now, before),
        opened=tuple(dict.fromkeys(_news(_insights(now), before))),
        recovered=tuple(
            item.title
            for key, item in before.lasting.items()
            if key not in seen
            and key not in quiet
            and item.department not in lost
            and (
                scanned
                if key.startswith(f"{_COURSE}:")
                else item.metric in judged or not item.metric
            )
        ),
    )


def keep_deadlines(summary: Summary, now: Report, before: Digest) -> Summary:
    """The summary of a new page, whose priorities keep the deadline that they had on the page
    before, unless what became graver is due earlier.
    """
    shown = {item.id: item for one in _insights(now) for item in one.stories}
    kept = tuple(
        _with_deadline(item, shown.get(item.insight), before) for item in summary.priorities
    )
    return replace(summary, priorities=kept)


def _with_deadline(priority: Priority, insight: Insight | None, before: Digest) -> Priority:
    if insight is None or priority.deadline is None:
        return priority
    start = insight.evidence.period.start
    story = _story(insight.id, insight.kind, None if start is None else start.isoformat())
    known = before.deadlines.get(story, priority.deadline)
    return replace(priority, deadline=min(known, priority.deadline))


def _story(key: str, kind: str, start: str | None) -> str:
    """What an insight is about, the same as long as it goes on."""
    return f"{key} {start}" if kind == _OF_ONE_PERIOD else key


def _start(item: Mapping[str, Any]) -> str | None:
    """The first day of the period of an insight in its JSON form."""
    period = (item.get("evidence") or {}).get("period") or {}
    return period.get("start")


def _news(insights: Iterable[Insight], before: Digest) -> Iterable[str]:
    """Titles of what is new; of an insight and the course that it tells too, the first that is."""
    for one in insights:
        for item in one.stories:
            lasts = item.kind in _LASTING and item.status != "recovered"
            looked = before.scanned or item.kind != _COURSE
            lost = (item.department or "") in before.lost
            if lasts and looked and not lost and item.id not in before.lasting:
                yield item.title
                break


def _moved(now: Report, before: Digest) -> tuple[Moved, ...]:
    """Key metrics whose value is another."""
    return tuple(
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


def _same(card: KeyMetric, value: float | None) -> bool:
    return card.value == value


def _cards(report: Report) -> Iterable[KeyMetric]:
    yield from report.key_metrics
    for section in report.sections:
        yield from section.key_metrics


def _insights(report: Report) -> Iterable[Insight]:
    yield from report.insights
    for section in report.sections:
        yield from section.insights
