"""What stands on a page, found by name: cards, insights, titles of departments. Used by renderers.

A priority, an alert or a moved figure names its insight or metric; the query behind it is found
here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from boardroom.insight.model import Evidence, Insight, KeyMetric, Report, Section

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class PageIndex:
    """Lookups into one report.

    Attributes:
        cards: key metrics by metric, those on top first.
        insights: by id.
        titles: section name → title.
        as_of: the report's day.
    """

    cards: Mapping[str, KeyMetric]
    insights: Mapping[str, Insight]
    titles: Mapping[str, str]
    as_of: date

    def department(self, name: str) -> str:
        """The department ``name`` as a reader knows it."""
        return self.titles.get(name) or name.replace("_", " ").capitalize()

    def repeats(self, card: KeyMetric) -> str:
        """Which other metric shows what ``card`` shows, in words; empty = none."""
        other = self.cards.get(card.same_as or "")
        if other is None:
            return ""
        return f"{'same figure' if other.value == card.value else 'moves'} as {other.label}"

    def evidence_of_insight(self, insight: str) -> Evidence | None:
        """The query behind the insight with this id; None where there is none to show."""
        found = self.insights.get(insight)
        return found.evidence if found is not None and found.evidence.sql else None

    def evidence_of_metric(self, metric: str) -> Evidence | None:
        """The query behind the card of ``metric``."""
        card = self.cards.get(metric)
        return card.evidence if card is not None else None


def index_page(report: Report) -> PageIndex:
    """Lookups into ``report``; of two with one name the first wins."""
    parts: tuple[Report | Section, ...] = (report, *report.sections)
    return PageIndex(
        cards=_first((card.metric, card) for part in parts for card in part.key_metrics),
        insights=_first((item.id, item) for part in parts for item in part.insights),
        titles=_first((section.name, section.title) for section in report.sections),
        as_of=report.as_of,
    )


def _first(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found
