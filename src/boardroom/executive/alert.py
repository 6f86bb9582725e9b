"""Alerts of a page: crossed thresholds and insights as grave. Called by the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.executive.finding import insight_id
from boardroom.executive.pack_binding import BoundPacks
from boardroom.executive.scan.scout import WHAT
from boardroom.insight.model import Insight, InsightKind, Report
from boardroom.insight.summary import Alert

_EPISODE: InsightKind = "episode"
_THRESHOLD: InsightKind = "threshold"


@dataclass(frozen=True, kw_only=True)
class Unjudged:
    """What a page could not judge: that it shows no alert of these says nothing of them.

    Attributes:
        subjects: thresholds of metrics without a value of today.
        departments: those whose section, or a part of it, is missing.
        judged: thresholds that were judged all the same.
        scanned: whether unusual courses were.
    """

    subjects: frozenset[str]
    departments: frozenset[str]
    judged: frozenset[str]
    scanned: bool = True

    def holds(self, subject: str, *, department: str | None) -> bool:
        """Whether an alert that the page does not show may be on all the same."""
        if subject.startswith(f"{_EPISODE}:"):
            return not self.scanned
        lost = department in self.departments and subject not in self.judged
        return lost or subject in self.subjects


def find_unjudged(report: Report, packs: BoundPacks) -> Unjudged:
    """What a page over these packs could not judge."""
    cards = (*report.key_metrics, *(card for part in report.sections for card in part.key_metrics))
    judged = {card.metric for card in cards if card.value is not None and not card.outdated}
    metrics = packs.model.metric_by_name
    watched = {
        name
        for department in packs.departments
        for name in department.metrics
        if metrics[name].thresholds is not None
    }
    return Unjudged(
        subjects=frozenset(insight_id(_THRESHOLD, name) for name in watched - judged),
        departments=frozenset(part.name for part in report.sections if part.problem),
        judged=frozenset(insight_id(_THRESHOLD, name) for name in judged),
        scanned=all(WHAT not in item.what for item in report.not_available),
    )


def find_alerts(report: Report) -> tuple[Alert, ...]:
    """One alert per open insight with a level, the critical ones first.

    A crossed threshold and an unusual course each have their own, whichever of them tells the
    story: one of them may end while the other goes on.
    """
    insights = (*report.insights, *(item for part in report.sections for item in part.insights))
    graded = {
        item.id: item
        for one in insights
        for item in one.stories
        if item.level is not None and (item.told is None or item.kind == _THRESHOLD)
    }
    return tuple(sorted(_alerts(tuple(graded.values())), key=lambda item: item.level != "critical"))


def _alerts(insights: Sequence[Insight]) -> Sequence[Alert]:
    return [
        Alert(
            subject=item.id,
            level=item.level,
            title=item.title,
            text=item.text,
            department=item.department,
        )
        for item in insights
        if item.level is not None and item.status in {"open", "on"}
    ]
