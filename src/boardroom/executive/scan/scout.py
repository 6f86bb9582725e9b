"""``Scout``: the agent that looks at every metric by day and segment. Called by the workspace and
the page.

What it finds follows from one state of the data, so it looks once at each, beside whoever asks, and
keeps its report on the notebook's shelf.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.executive.background import IN_THE_MAKING, PATIENCE_SECONDS
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack_binding import Department
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.executive.scan.on_page import seat
from boardroom.executive.scan.scanner import scan_metrics
from boardroom.executive.scan.telling import tell_scan
from boardroom.insight.model import Insight, NotAvailable, Report
from boardroom.insight.render_json import report_from_text, report_to_text

SCOUT = "scout"
WHAT = "Unusual courses by metric and segment"
"""What a page lacks without the scout's report."""

_VERSION = "8"
"""Changes with what the scout makes of the same data."""

_HALF_READ = (
    NotAvailable(what=WHAT, why="Some series could not be read; the next page tries again."),
)
"""Nothing has recovered that was not looked at: such a report is neither kept nor settled."""

_LIVE = (
    "The data has no versions, so it would be looked at anew for each page; "
    "`boardroom insights` does."
)


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
        key = self._key(context)
        known = self.notebook.shelf.get(key) if key else None
        if known is not None:
            return self._marked(_read(known))
        if key is None and not self.live:
            return _nothing(context, _LIVE)
        found = self.notebook.background.get(
            key or SCOUT,
            lambda stop: self._look(replace(context, stop=stop)),
            patience_seconds=self.patience_seconds,
        )
        if found is None:
            return _nothing(context, IN_THE_MAKING)
        return self._marked(_read(found))

    def _marked(self, report: Report) -> Report:
        if self.book is None:
            return report
        return replace(report, insights=self.book.marked(report.insights))

    @property
    def _metrics(self) -> tuple[str, ...]:
        names = (name for item in self.departments for name in item.metrics)
        return tuple(dict.fromkeys(names))

    def _look(self, context: Context) -> str:
        """The report on the data as it is now, as text; kept where the data has a version."""
        with context.metrics.released().held() as held:
            later = replace(context, metrics=held, as_of=context.asked).for_run()
            metrics = [later.model.metric_by_name[name] for name in self._metrics]
            found = scan_metrics(later, metrics, self.notebook)
            key = self._key(later)
            until = held.data_until(context.asked)
            day = context.asked if until is None else min(context.asked, until + timedelta(days=1))
            told = tell_scan(found, as_of=day)
            insights = self._seated(told) if later.hindered else self._settled(told, later)
        report = Report(
            title="Insights",
            as_of=context.asked,
            insights=insights,
            not_available=_HALF_READ if later.hindered else (),
            tests={"episode": found.series, "correlation": found.company.tests},
        )
        text = report_to_text(report, indent=None)
        if key and not later.hindered:
            self.notebook.shelf.put(key, text)
        return text

    def _seated(self, found: Iterable[Insight]) -> tuple[Insight, ...]:
        return tuple(sorted(seat(found, self.departments), key=lambda item: -item.score))

    def _settled(self, found: Iterable[Insight], context: Context) -> tuple[Insight, ...]:
        """The insights by department, under the ids that they have had so far."""
        seated = self._seated(found)
        if self.book is None:
            return seated
        version = self.notebook.version(context) or ""
        return self.book.settle(seated, asked=context.asked, data_version=version)

    def _key(self, context: Context) -> str | None:
        """The same for the same data, model, reader and day; None where the data has no version."""
        version = self.notebook.version(context)
        if version is None:
            return None
        who = context.principal
        rights = (who.id, who.tenant, sorted(who.roles), sorted(who.attributes.items()))
        model = context.metrics.model_version
        told = (_VERSION, version, model, self._metrics, context.asked, rights)
        return f"scan:{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"


@lru_cache(maxsize=4)
def _read(text: str) -> Report:
    return report_from_text(text)


def _nothing(context: Context, why: str) -> Report:
    missing = (NotAvailable(what=WHAT, why=why),)
    return Report(title="Insights", as_of=context.asked, not_available=missing)
