"""The life of a page's own insights: what opened, is still on, and is over; which of them nobody
wants to hear of. Called by ``executive.page``.

What the scout, the inspector and the surveyor find, they settle themselves.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from boardroom.executive.finding import insight_id
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.insight.model import Insight

PAGE_KINDS = (
    "change", "trend", "contributors", "threshold", "target", "forecast", "churn",
    "data_quality:check", "data_quality:gap", "data_quality:quarantine", "data_quality:stale",
    "data_quality:tail",
)  # fmt: skip
"""How the ids begin of what analysts, forecasts and the look at the sources tell of."""


@dataclass(frozen=True, kw_only=True)
class State:
    """Which state of the data a page is of, and how much of it was looked at.

    Attributes:
        metrics: those that have a value on it.
        whole: whether every agent told what it found; else nothing is over.
    """

    asked: date
    data_version: str
    metrics: AbstractSet[str]
    whole: bool


def settle_page(insights: Iterable[Insight], book: InsightBook, state: State) -> Sequence[Insight]:
    """The insights, those that were dismissed and have not changed since marked so; what opened
    and what is over is written down.
    """
    told = tuple(insights)
    known = tuple(item for item in told if item.status == "dismissed")
    fresh = tuple(item for item in told if item.status != "dismissed")
    kinds = tuple(item.id for item in fresh)
    fresh = book.settle(
        fresh,
        kinds=(*PAGE_KINDS, *kinds) if state.whole else kinds,
        metrics=state.metrics,
        asked=state.asked,
        data_version=state.data_version,
    )
    return (*book.marked(fresh), *known)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Insights by where they stand: on the page, among what is wrong with the data, nowhere."""

    standing: tuple[Insight, ...]
    quality: tuple[Insight, ...]
    quiet: tuple[Insight, ...]


def tell_apart(insights: Sequence[Insight]) -> Told:
    """Those that were dismissed, and who carries a change that was, apart from the others."""
    away = {item.id for item in insights if item.status == "dismissed"}
    marked = [
        replace(item, status="dismissed") if _is_of(item, away) else item for item in insights
    ]
    heard = [item for item in marked if item.status != "dismissed"]
    return Told(
        standing=tuple(item for item in heard if item.kind != "data_quality"),
        quality=tuple(item for item in heard if item.kind == "data_quality"),
        quiet=tuple(item for item in marked if item.status == "dismissed"),
    )


def _is_of(item: Insight, away: AbstractSet[str]) -> bool:
    return item.kind == "contributors" and insight_id("change", item.metric) in away
