"""Alerts of a page: crossed thresholds and insights as grave. Called by the workspace."""

from collections.abc import Sequence

from boardroom.insight.model import Insight, Report
from boardroom.insight.summary import Alert


def find_alerts(report: Report) -> tuple[Alert, ...]:
    """One alert per open insight with a level, the critical ones first."""
    insights = (*report.insights, *(item for part in report.sections for item in part.insights))
    graded = {item.id: item for item in insights if item.level is not None}
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
