"""Puts what the agents reported onto the page: key metrics on top, the rest by department. Called
by ``executive.page``.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from boardroom.executive.ranking import by_score, importance
from boardroom.insight.model import Insight, KeyMetric, NotAvailable, Report, Section, Table
from boardroom.insight.period_text import day_text
from boardroom.insight.summary import Phase, Summary
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.result import Freshness

KEY_METRICS = 8
TOP_METRICS = 5
"""Insights on top speak of at most so many metrics; the others stand with their department."""

_FEW = 5
_QUALITY = "data_quality"
_TOP_TABLES = 2


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One department's part: its report, or why there is none."""

    name: str
    title: str
    owner: str | None = None
    report: Report | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Everything that goes onto a page.

    Attributes:
        insights: those of all desks that survived; ``quality`` what is wrong with the data.
        beyond: what no page shows: courses that are over, what moves together, what was dismissed.
        missing: what no desk reports.
        tests: statistical tests behind it by kind of insight.
    """

    asked: date
    as_of: date
    desks: tuple[Desk, ...]
    insights: tuple[Insight, ...]
    quality: tuple[Insight, ...] = ()
    beyond: tuple[Insight, ...] = ()
    sources: Mapping[str, Freshness] = field(default_factory=dict)
    summary: Summary | None = None
    phases: tuple[Phase, ...] = ()
    missing: tuple[NotAvailable, ...] = ()
    tests: Mapping[str, int] = field(default_factory=dict)


def lay_out(
    found: Found, model: SemanticModel, *, model_version: str, generated_ms: float
) -> Report:
    """The report."""
    reports = [desk.report for desk in found.desks if desk.report is not None]
    cards = _by_importance((card for item in reports for card in item.key_metrics), model)
    key_metrics = tuple(_different(card for card in cards if not card.outdated))[:KEY_METRICS]
    standing = [item for item in found.insights if item.kind != "forecast"]
    top = _top([*standing, *found.quality])[0]
    tables = _top_tables(found.desks, key_metrics)
    shown = _Shown(cards=key_metrics, insights=top, tables=tables)
    return Report(
        title=f"{_words(model.name)}: executive page",
        as_of=found.as_of,
        key_metrics=key_metrics,
        insights=top,
        sections=_sections(found, shown),
        not_available=_missing(found, cards),
        sources=found.sources,
        model_version=model_version,
        data_version=_data_version(cards),
        generated_ms=generated_ms,
        tables=tables,
        notes=_notes(found),
        summary=found.summary,
        phases=found.phases,
    )


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """What stands on top already."""

    cards: tuple[KeyMetric, ...]
    insights: tuple[Insight, ...]
    tables: tuple[Table, ...]


def _by_importance(cards: Iterable[KeyMetric], model: SemanticModel) -> list[KeyMetric]:
    """Cards of the most important metrics first; those of other agents last."""
    known = model.metric_by_name
    return sorted(
        cards, key=lambda card: -importance(known[card.metric]) if card.metric in known else 0.0
    )


def _different(cards: Iterable[KeyMetric]) -> Iterable[KeyMetric]:
    """The cards without those that show the value of an earlier one under another name."""
    shown = set()
    for card in cards:
        figure = (card.same_as or card.metric, card.value)
        if figure not in shown:
            shown.add(figure)
            yield card


def _repeats_last(cards: Iterable[KeyMetric]) -> Iterable[KeyMetric]:
    """The cards in their order, after them those that show what another metric shows."""
    return sorted(cards, key=lambda card: card.same_as is not None)


def _top(insights: Sequence[Insight]) -> tuple[tuple[Insight, ...], tuple[Insight, ...]]:
    """Insights of the first few metrics by score, and the others; one metric's stay together."""
    ordered = by_score(insights)
    subjects = list(dict.fromkeys(item.metric or item.id for item in ordered))
    places = {subject: place for place, subject in enumerate(subjects)}
    grouped = sorted(ordered, key=lambda item: places[item.metric or item.id])
    top = tuple(item for item in grouped if places[item.metric or item.id] < TOP_METRICS)
    return top, tuple(grouped[len(top) :])


def _top_tables(desks: Sequence[Desk], cards: Sequence[KeyMetric]) -> tuple[Table, ...]:
    """The first tables of the department that the first key metric belongs to, those that split
    one metric by one dimension.
    """
    lead = cards[0].metric if cards else ""
    for desk in desks:
        if desk.report is not None and any(card.metric == lead for card in desk.report.key_metrics):
            plain = [item for item in desk.report.tables if _splits_one(item)]
            return tuple(plain[:_TOP_TABLES])
    return ()


def _splits_one(table: Table) -> bool:
    return len(table.query.metrics) == 1 and len(table.query.group_by) == 1


def _sections(found: Found, shown: _Shown) -> tuple[Section, ...]:
    sections = [_section(desk, found, shown) for desk in found.desks]
    kept = [item for item in sections if _says_something(item)]
    quality = tuple(item for item in found.quality if item not in shown.insights)
    if quality:
        kept.append(Section(name=_QUALITY, title="Data quality", insights=quality))
    return tuple(kept)


def _says_something(section: Section) -> bool:
    return bool(section.key_metrics or section.insights or section.tables or section.problem)


def _section(desk: Desk, found: Found, shown: _Shown) -> Section:
    report = desk.report
    cards = report.key_metrics if report is not None else ()
    tables = report.tables if report is not None else ()
    own = [item for item in found.insights if _home(item, desk)]
    rest = [item for item in own if item not in shown.insights]
    return Section(
        name=desk.name,
        title=desk.title,
        owner=desk.owner,
        problem=desk.problem,
        key_metrics=tuple(_repeats_last(card for card in cards if card not in shown.cards)),
        insights=tuple(item for part in _top(rest) for item in part),
        tables=tuple(item for item in tables if item not in shown.tables),
    )


def _home(item: Insight, desk: Desk) -> bool:
    return (item.department or "other") == desk.name


def _missing(found: Found, cards: Sequence[KeyMetric]) -> tuple[NotAvailable, ...]:
    """What could not be computed, each once."""
    listed = [
        *(item for desk in found.desks if desk.report for item in desk.report.not_available),
        *_few(cards),
        *found.missing,
    ]
    return tuple(dict.fromkeys(listed))


def _few(cards: Sequence[KeyMetric]) -> tuple[NotAvailable, ...]:
    if len(cards) >= _FEW:
        return ()
    why = "The model has no further metrics that can be computed; add some in its YAML file."
    return (NotAvailable(what="More key metrics", why=why),)


def _notes(found: Found) -> tuple[str, ...]:
    if found.as_of >= found.asked:
        return ()
    end = day_text(found.as_of - timedelta(days=1))
    return (f"Data ends {end}; page as of {day_text(found.as_of)}.",)


def _data_version(cards: Sequence[KeyMetric]) -> str:
    """One word that changes with the data of any card."""
    versions = sorted({card.evidence.data_version for card in cards})
    if len(versions) == 1:
        return versions[0]
    return hashlib.sha256(" ".join(versions).encode()).hexdigest()[:12] if versions else ""


def _words(name: str) -> str:
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
