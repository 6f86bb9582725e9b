"""What the inspector found, at the desks of a page; told once. Called by ``executive.page``."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from boardroom.executive.layout import Desk
from boardroom.insight.model import Insight, InsightKind, Report, Section
from boardroom.insight.name import with_name

_FURTHER: frozenset[InsightKind] = frozenset({"record", "funnel"})
"""Kinds that a change of the same metric and period tells too."""


def join_inspection(desks: Sequence[Desk], found: Report) -> list[Desk]:
    """The desks with the inspector's tables and insights."""
    sections = {section.name: section for section in found.sections}
    return [_joined(desk, sections.get(desk.name)) for desk in desks]


def _joined(desk: Desk, section: Section | None) -> Desk:
    if desk.report is None or section is None:
        return desk
    report = replace(
        desk.report,
        insights=(*desk.report.insights, *section.insights),
        tables=(*desk.report.tables, *section.tables),
    )
    return replace(desk, report=report)


def tell_records_once(insights: Iterable[Insight]) -> tuple[Insight, ...]:
    """The insights; a record of a metric whose change the same period tells of, or a step of a
    funnel whose rate it is, is a further sentence of the change.
    """
    told = tuple(insights)
    further: dict[str, list[Insight]] = {}
    for item in told:
        if item.kind in _FURTHER and item.metric and item.status != "dismissed":
            further.setdefault(item.metric, []).append(item)
    joined: set[int] = set()
    found = []
    for item in told:
        if item.kind == "change":
            own = [other for other in further.get(item.metric, ()) if _same_news(item, other)]
            joined.update(map(id, own))
            for other in own:
                item = _with_further(item, other)
        found.append(item)
    return tuple(item for item in found if id(item) not in joined)


def _same_news(change: Insight, other: Insight) -> bool:
    """Whether both tell of one period, the same way."""
    if change.effect is None or other.effect is None:
        return False
    same_way = change.effect.value * other.effect.value > 0
    return same_way and change.evidence.period == other.evidence.period


def _with_further(change: Insight, other: Insight) -> Insight:
    numbers = {number.text: number for number in (*other.numbers, *change.numbers)}
    return replace(
        change,
        text=f"{change.text} {other.title}.",
        numbers=tuple(numbers.values()),
        names=with_name(change.names, "finding", other.title),
    )
