"""``Scout``: the agent that looks at every metric by day and segment. Called by the workspace."""

from dataclasses import dataclass

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.executive.notebook import Notebook
from boardroom.executive.scan.scanner import scan_metrics
from boardroom.executive.scan.telling import tell_scan
from boardroom.insight.model import Report

SCOUT = "scout"


@dataclass(frozen=True, kw_only=True)
class Scout:
    """Finds what left its expected range within a year, over all metrics of the packs.

    Attributes:
        metrics: their names, most important first.
        notebook: what need not be worked out twice.
    """

    metrics: tuple[str, ...]
    notebook: Notebook

    @property
    def name(self) -> str:
        """The one name."""
        return SCOUT

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """The insights, most important first; ``tests`` says how many series were looked at."""
        metrics = [context.model.metric_by_name[name] for name in self.metrics]
        found = scan_metrics(context, metrics, self.notebook)
        return Report(
            title="Insights",
            as_of=context.as_of,
            insights=tell_scan(found, as_of=context.as_of),
            tests={"episode": found.series, "correlation": found.company.tests},
        )
