"""What the inspector found, at the desks of a page; told once. Called by ``executive.page``."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from boardroom.executive.layout import Desk
from boardroom.insight.model import Insight, Report, Section


def join_inspection(desks: Sequence[Desk], found: Report) -> list[Desk]:
    """The desks with the inspector's tables and those of its insights that were not dismissed."""
    sections = {section.name: section for section in found.sections}
    return [_joined(desk, sections.get(desk.name)) for desk in desks]


def _joined(desk: Desk, section: Section | None) -> Desk:
    if desk.report is None or section is None:
        return desk
    told = (item for item in section.insights if item.status != "dismissed")
    report = replace(
        desk.report,
        insights=(*desk.report.insights, *told),
        tables=(*desk.report.tables, *section.tables),
    )
    return replace(desk, report=report)


def tell_records_once(insights: Iterable[Insight]) -> tuple[Insight, ...]:
    """The insights; a record of a metric whose change the same period tells of is a further
    sentence of the change.
    """
    told = tuple(insights)
    records = {item.metric: item for item in told if item.kind == "record"}
    changes = {
        item.metric
        for item in told
        if item.kind == "change" and _same_news(item, records.get(item.metric))
    }
    return tuple(
        _with_record(item, records[item.metric])
        if item.kind == "change" and item.metric in changes
        else item
        for item in told
        if not (item.kind == "record" and item.metric in changes)
    )


def _same_news(change: Insight, record: Insight | None) -> bool:
    """Whether both tell of one period, the same way."""
    if record is None or change.effect is None or record.effect is None:
        return False
    same_way = change.effect.value * record.effect.value > 0
    return same_way and change.evidence.period == record.evidence.period


def _with_record(change: Insight, record: Insight) -> Insight:
    numbers = {number.text: number for number in (*record.numbers, *change.numbers)}
    return replace(change, text=f"{change.text} {record.title}.", numbers=tuple(numbers.values()))
