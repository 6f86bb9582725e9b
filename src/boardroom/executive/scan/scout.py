"""``Scout``: the agent that looks at every metric by day and segment. Called by the workspace and
the page.

What it finds follows from one state of the data, so it looks once at each, beside whoever asks, and
keeps its report on the notebook's shelf.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import get_args

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.executive.background import PATIENCE_SECONDS
from boardroom.executive.kept_report import KeptReport
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack_binding import Department
from boardroom.executive.ranking import by_score
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.executive.scan.on_page import seat
from boardroom.executive.scan.scanner import scan_metrics
from boardroom.executive.scan.step_reading import StepTroubleKind
from boardroom.executive.scan.telling import tell_scan
from boardroom.executive.trouble import TroubleKind
from boardroom.insight.model import Insight, NotAvailable, Report

SCOUT = "scout"
WHAT = "Unusual courses by metric and segment"
"""What a page lacks without the scout's report."""

_TROUBLE = (*get_args(TroubleKind), *get_args(StepTroubleKind))
KINDS = ("episode", "correlation", *(f"data_quality:{kind}" for kind in _TROUBLE))
"""How the ids begin of what the scout tells of."""

_VERSION = 35
"""Changes with what the scout makes of the same data."""

_HALF_READ = (
    NotAvailable(what=WHAT, why="Some series could not be read; the next page tries again."),
)
"""Nothing has recovered that was not looked at: such a report is neither kept nor settled."""


@dataclass(frozen=True, kw_only=True)
class Scout:
    """Finds what left its expected range within a year, over all metrics of the packs.

    Attributes:
        departments: whose metrics, most important first, with what their playbooks advise.
        notebook: what need not be worked out twice.
        book: the ids that insights have had so far, and who does not want to hear of which; None =
            nowhere.
        patience_seconds: how long to wait for what is not worked out yet.
        live: whether to look at data without versions too, which takes long each time.
    """

    departments: tuple[Department, ...]
    notebook: Notebook
    book: InsightBook | None = None
    patience_seconds: float = PATIENCE_SECONDS
    live: bool = False

    @property
    def name(self) -> str:
        """The one name."""
        return SCOUT

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """The insights, most important first; ``tests`` says how many series were looked at. Empty,
        with the reason, where they are not worked out yet.
        """
        kept = KeptReport(
            name="scan",
            what=WHAT,
            told=(_VERSION, self._metrics, self._advice),
            notebook=self.notebook,
            patience_seconds=self.patience_seconds,
            live=self.live,
        )
        return self._marked(kept.read(context, self._look))

    def _marked(self, report: Report) -> Report:
        if self.book is None:
            return report
        return replace(report, insights=self.book.marked(report.insights))

    @property
    def _metrics(self) -> tuple[str, ...]:
        names = (name for item in self.departments for name in item.metrics)
        return tuple(dict.fromkeys(names))

    @property
    def _advice(self) -> tuple[object, ...]:
        return tuple((item.pack.name, item.pack.playbook) for item in self.departments)

    def _look(self, context: Context) -> Report:
        metrics = [context.model.metric_by_name[name] for name in self._metrics]
        found = scan_metrics(context, metrics, self.notebook)
        until = context.metrics.data_until(context.asked)
        day = context.asked if until is None else min(context.asked, until + timedelta(days=1))
        told = tell_scan(found, as_of=day)
        return Report(
            title="Insights",
            as_of=context.asked,
            insights=self._seated(told, context)
            if context.hindered
            else self._settled(told, context),
            not_available=_HALF_READ if context.hindered else (),
            tests={"episode": found.series, "correlation": found.company.tests},
        )

    def _seated(self, found: Iterable[Insight], context: Context) -> tuple[Insight, ...]:
        return by_score(seat(found, self.departments, context.model.metric_by_name))

    def _settled(self, found: Iterable[Insight], context: Context) -> tuple[Insight, ...]:
        """The insights by department, under the ids that they have had so far."""
        seated = self._seated(found, context)
        if self.book is None:
            return seated
        version = self.notebook.version(context) or ""
        return self.book.settle(seated, kinds=KINDS, asked=context.asked, data_version=version)
