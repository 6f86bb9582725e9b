"""What is wrong with the data under a page: rows kept out, failed loads, holes, thin ends,
staleness.

Called by the aggregator. Each finding says what it means for the figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta

from boardroom.analysis.activity import day_runs
from boardroom.executive.finding import insight_id
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.metric_facts import TimeBase
from boardroom.executive.probe import Footprint, Footprints
from boardroom.insight.model import Evidence, Insight
from boardroom.insight.period_text import day_text, days_text
from boardroom.insight.wording import (
    Sentence,
    empty_days_sentence,
    quarantine_sentence,
    stale_sentence,
    thin_tail_sentence,
)
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Freshness, Period
from boardroom.store.load_store import LoadRecord

_SHOWN_DAYS = 5
_RECENT_DAYS = 70
_IDLE = -130.0
_SCORES = {"stale": 140.0, "quarantine": 60.0, "gap": 70.0, "tail": 130.0}


def find_holes(
    model: SemanticModel, footprints: Footprints, *, sources: Mapping[str, Freshness]
) -> tuple[Insight, ...]:
    """What the rows themselves show: stale tables, thin ends, empty days.

    Args:
        model: names the datasets.
        footprints: the rows per day.
        sources: how fresh each dataset is.
    """
    found = (
        *_stale(sources),
        *_thin_tails(model, footprints),
        *_empty_days(model, footprints),
    )
    return tuple({item.id: item for item in found}.values())


def find_load_trouble(model: SemanticModel, loads: Sequence[LoadRecord]) -> tuple[Insight, ...]:
    """What the last loads show: tables that failed, rows kept out."""
    return (*_failed(model, loads), *_quarantined(model, loads))


def put_idle_last(insights: Iterable[Insight], idle: AbstractSet[str]) -> Iterable[Insight]:
    """The insights; those about datasets behind no figure of today score below all others."""
    for item in insights:
        if item.kind == "data_quality" and item.subject.get("dataset") in idle:
            parts = {**item.score_parts, "idle": _IDLE}
            yield replace(item, score=sum(parts.values()), score_parts=parts)
        else:
            yield item


def _stale(sources: Mapping[str, Freshness]) -> Iterable[Insight]:
    for name, freshness in sources.items():
        if freshness.stale:
            sentence = stale_sentence(name, freshness.why or "")
            yield _insight("stale", name, sentence, evidence=_row_count(name, freshness))


def _failed(model: SemanticModel, loads: Sequence[LoadRecord]) -> Iterable[Insight]:
    names = {item.source: item.name for item in model.datasets}
    for load in loads:
        if load.status == "failed":
            name = names.get(load.table, load.table) or f"source {load.source}"
            sentence = stale_sentence(name, f"its last load failed: {load.problem}")
            yield _insight("stale", name, sentence, evidence=_row_count(name, None))


def _quarantined(model: SemanticModel, loads: Sequence[LoadRecord]) -> Iterable[Insight]:
    names = {item.source: item.name for item in model.datasets}
    for load in loads:
        if load.rows_quarantined:
            name = names.get(load.table, load.table)
            sentence = quarantine_sentence(
                name, load.rows_quarantined, load.rows_read, reasons=load.quarantined
            )
            yield _insight("quarantine", name, sentence, evidence=_row_count(name, None))


def _thin_tails(model: SemanticModel, footprints: Footprints) -> Iterable[Insight]:
    """One finding per end of data, on the most important dataset that thins out there."""
    by_end: dict[date, list[tuple[TimeBase, Footprint]]] = {}
    for base, item in footprints.found.items():
        if item.activity.tail_rows:
            by_end.setdefault(item.activity.end, []).append((base, item))
    for end, items in by_end.items():
        base, first = items[0]
        activity = first.activity
        sentence = thin_tail_sentence(
            _words(model, base),
            end=day_text(end),
            rows=activity.tail_rows,
            days=(activity.last - end).days,
            usual=activity.usual_rows,
        )
        evidence = evidence_from(first.query, first.result)
        yield _insight("tail", base.dataset, sentence, evidence=evidence)


def _empty_days(model: SemanticModel, footprints: Footprints) -> Iterable[Insight]:
    """One finding per set of empty days that touch the periods compared."""
    seen = set()
    for base, item in footprints.found.items():
        since = item.activity.end - timedelta(days=_RECENT_DAYS)
        missing = {
            day
            for one in footprints.trouble
            if one.kind == "missing" and one.is_of(base) and one.days[-1] >= since
            for day in one.days
        }
        empty = (day for day in missing if not item.rows_per_day.get(day, 0))
        days = tuple(sorted(day for day in empty if day < footprints.as_of))
        if days and days not in seen:
            seen.add(days)
            sentence = empty_days_sentence(_words(model, base), len(days), _day_list(days))
            evidence = evidence_from(item.query, item.result)
            yield _insight("gap", base.dataset, sentence, evidence=evidence)


def _day_list(days: Sequence[date]) -> str:
    """The days as ranges, at most five of them."""
    ranges = day_runs(days)
    shown = [days_text(start, end) for start, end in ranges[-_SHOWN_DAYS:]]
    more = "earlier ones and " if len(ranges) > _SHOWN_DAYS else ""
    return more + ", ".join(shown)


def _row_count(name: str, freshness: Freshness | None) -> Evidence:
    rows = NamedExpression(name="rows", expression="COUNT(*)", dataset=name, unit="count")
    return Evidence(
        query=Query(expressions=(rows,)),
        sql="",
        period=Period(start=None, end=None, complete=True),
        freshness=freshness or Freshness(),
    )


def _insight(kind: str, name: str, sentence: Sentence, *, evidence: Evidence) -> Insight:
    return Insight(
        id=insight_id("data_quality", kind, name),
        kind="data_quality",
        metric="",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=evidence,
        assessment="bad",
        score=_SCORES[kind],
        score_parts={"quality": _SCORES[kind]},
        subject={"dataset": name, "trouble": kind},
    )


def _words(model: SemanticModel, base: TimeBase) -> str:
    dataset = model.dataset_by_name[base.dataset]
    return dataset.label or dataset.name.replace("_", " ")
