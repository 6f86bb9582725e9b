"""Puts what was found onto the page: key metrics on top, the rest by department. Called by
``executive.page``.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from boardroom.data.metrics import MetricsService
from boardroom.executive.probe import Footprints
from boardroom.executive.reading import Reading
from boardroom.insight.model import Insight, KeyMetric, NotAvailable, Report, Section, Table
from boardroom.insight.period_text import day_text
from boardroom.semantic.result import Freshness

KEY_METRICS = 8
TOP_METRICS = 5
"""Insights on top speak of at most so many metrics; the others stand with their department."""

_FEW = 5
_OTHER = "other"
_QUALITY = "data_quality"
_LATER = (
    NotAvailable(what="Health score", why="Boardroom does not compute one yet."),
    NotAvailable(what="Forecasts", why="Boardroom does not forecast yet."),
    NotAvailable(what="Customers about to leave", why="Boardroom does not predict churn yet."),
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Everything that goes onto a page."""

    reading: Reading
    footprints: Footprints
    insights: tuple[Insight, ...]
    tables: tuple[Table, ...]
    sources: Mapping[str, Freshness]


def lay_out(found: Found, metrics: MetricsService, *, generated_ms: float) -> Report:
    """The report."""
    cards, outdated = found.reading.key_metrics, found.reading.outdated
    key_metrics = tuple(item for item in cards if item.metric not in outdated)[:KEY_METRICS]
    rest = tuple(item for item in cards if item not in key_metrics)
    top, others = _top(found.insights)
    return Report(
        title=f"{_words(metrics.model.name)}: executive page",
        as_of=found.footprints.as_of,
        key_metrics=key_metrics,
        insights=top,
        sections=_sections(rest, others),
        not_available=(*found.reading.not_available, *_few(cards), *_LATER),
        sources=found.sources,
        model_version=metrics.model_version,
        data_version=_data_version(cards),
        generated_ms=generated_ms,
        tables=found.tables,
        notes=_notes(found.footprints),
    )


def _top(insights: Sequence[Insight]) -> tuple[tuple[Insight, ...], tuple[Insight, ...]]:
    """Insights of the first few metrics by score, and the others; one metric's stay together."""
    ordered = sorted(insights, key=lambda item: -item.score)
    subjects = list(dict.fromkeys(item.metric or item.id for item in ordered))
    places = {subject: place for place, subject in enumerate(subjects)}
    grouped = sorted(ordered, key=lambda item: places[item.metric or item.id])
    top = tuple(item for item in grouped if places[item.metric or item.id] < TOP_METRICS)
    return top, tuple(item for item in grouped if item not in top)


def _sections(cards: Sequence[KeyMetric], insights: Sequence[Insight]) -> tuple[Section, ...]:
    names = [*map(_home, cards), *map(_home, insights)]
    last = (_OTHER, _QUALITY)
    ordered = sorted(dict.fromkeys(names), key=lambda name: name in last and 1 + last.index(name))
    return tuple(
        Section(
            name=name,
            title="More metrics" if name == _OTHER else _words(name),
            key_metrics=tuple(card for card in cards if _home(card) == name),
            insights=tuple(item for item in insights if _home(item) == name),
        )
        for name in ordered
    )


def _home(item: KeyMetric | Insight) -> str:
    """The section that something belongs to."""
    quality = isinstance(item, Insight) and item.kind == "data_quality"
    return item.department or (_QUALITY if quality else _OTHER)


def _few(cards: Sequence[KeyMetric]) -> tuple[NotAvailable, ...]:
    if len(cards) >= _FEW:
        return ()
    why = "The model has no further metrics that can be computed; add some in its YAML file."
    return (NotAvailable(what="More key metrics", why=why),)


def _notes(footprints: Footprints) -> tuple[str, ...]:
    if footprints.as_of >= footprints.asked:
        return ()
    end = day_text(footprints.as_of - timedelta(days=1))
    return (f"Data ends {end}; page as of {day_text(footprints.as_of)}.",)


def _data_version(cards: Sequence[KeyMetric]) -> str:
    """One word that changes with the data of any card."""
    versions = sorted({card.evidence.data_version for card in cards})
    if len(versions) == 1:
        return versions[0]
    return hashlib.sha256(" ".join(versions).encode()).hexdigest()[:12] if versions else ""


def _words(name: str) -> str:
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
