"""``Inspector``: the agent that looks behind the figures of all departments.

Called by the page and by ``boardroom insights``. What it finds follows from one state of the data,
so it looks once at each, beside whoever asks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.background import PATIENCE_SECONDS
from boardroom.executive.finding import control
from boardroom.executive.inspection.concentration import find_concentrations
from boardroom.executive.inspection.funnel_step import find_steps
from boardroom.executive.inspection.kind import Findings, Inspection
from boardroom.executive.inspection.mix import find_mixes
from boardroom.executive.inspection.outlier import find_outliers
from boardroom.executive.inspection.record_value import find_records
from boardroom.executive.inspection.retention import find_retention
from boardroom.executive.inspection.segments.telling import find_segments
from boardroom.executive.inspection.stock import find_stock
from boardroom.executive.kept_report import KeptReport
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack_binding import Department
from boardroom.executive.playbook import advise
from boardroom.executive.probe import page_day, take_footprints
from boardroom.executive.ranking import by_score
from boardroom.executive.reading import MOST_METRICS, Reading, read_metrics
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.insight.model import Insight, InsightKind, NotAvailable, Report, Section
from boardroom.semantic.model import Metric

INSPECTOR = "inspector"
WHAT = "Records, shifts and single rows that stand out"
"""What a page lacks without the inspector's report."""

_VERSION = "12"
"""Changes with what the inspector makes of the same data."""

_KINDS: Mapping[InsightKind, Callable[[Inspection], Findings]] = {
    "record": find_records,
    "stock": find_stock,
    "outlier": find_outliers,
    "funnel": find_steps,
    "retention": find_retention,
    "mix": find_mixes,
    "migration": find_segments,
    "concentration": find_concentrations,
}

_RATES: Mapping[str, float] = {"record": 0.01}
"""Metrics of the same rows make records together: of these fewer may be false than of the others.
"""


@dataclass(frozen=True, kw_only=True)
class Inspector:
    """Looks behind the figures of all departments.

    Attributes:
        departments: bound packs.
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
        return INSPECTOR

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """A section for each department that something was found for; ``tests`` says by kind how
        many tests there were.
        """
        kept = KeptReport(
            name=INSPECTOR,
            what=WHAT,
            told=(_VERSION, tuple((item.pack, item.metrics) for item in self.departments)),
            notebook=self.notebook,
            patience_seconds=self.patience_seconds,
            live=self.live,
        )
        return self._marked(kept.read(context, self._look))

    def _marked(self, report: Report) -> Report:
        if self.book is None:
            return report
        marked = self.book.marked
        sections = (replace(one, insights=marked(one.insights)) for one in report.sections)
        return replace(report, sections=tuple(sections))

    def _look(self, context: Context) -> Report:
        day, found = look_behind(context, departments=self.departments, notebook=self.notebook)
        tests: dict[str, int] = {kind: item.tests for kind, item in found.items() if item.tests}
        told = control(
            [item for part in found.values() for item in part.insights], tests=tests, rates=_RATES
        )
        if self.book is not None and not context.hindered:
            version = self.notebook.version(context) or ""
            seen = {kind for kind, part in found.items() if not part.missing}
            told = self.book.settle(told, kinds=seen, asked=context.asked, data_version=version)
        known = context.model.metric_by_name
        return Report(
            title=WHAT,
            as_of=day,
            sections=tuple(
                section
                for desk in self.departments
                if (section := _section(desk, told, found.values(), known)).insights
                or section.tables
            ),
            not_available=tuple(item for part in found.values() for item in part.missing),
            tests=tests,
        )


def look_behind(
    context: Context, *, departments: tuple[Department, ...], notebook: Notebook
) -> tuple[date, Mapping[InsightKind, Findings]]:
    """The day that the page is of, and what each kind of inspection found, before false discoveries
    are controlled.
    """
    facts = tuple(item for desk in departments for item in _shown(desk, context, notebook))
    reading = Reading(facts=facts)
    footprints = take_footprints(context, reading.facts, notebook)
    day = page_day(footprints, reading.facts)
    context = replace(context, as_of=day)
    reading = reading.measure(context, replace(footprints, as_of=day))
    inspection = Inspection(
        context=context,
        departments=departments,
        candidates=reading.candidates,
        reader=notebook.reader,
    )
    return day, {kind: _found(kind, find, inspection) for kind, find in _KINDS.items()}


def _shown(desk: Department, context: Context, notebook: Notebook) -> tuple[MetricFacts, ...]:
    """The metrics of a department that its analyst reads: what no page shows is not told of."""
    metrics = [context.model.metric_by_name[name] for name in desk.metrics]
    most = max(desk.named, MOST_METRICS)
    return read_metrics(notebook.reader, metrics, most=most).facts


def _found(
    kind: InsightKind, find: Callable[[Inspection], Findings], inspection: Inspection
) -> Findings:
    """What one kind found; where its questions cannot be answered, why."""
    inspection.context.stop.check()
    try:
        return find(inspection)
    except BoardroomError as exc:
        inspection.context.stop.check()
        what = f"Looking for insights of kind {kind!r}"
        return Findings(missing=(NotAvailable(what=what, why=exc.message),))


def _section(
    desk: Department,
    told: Iterable[Insight],
    found: Iterable[Findings],
    metrics: Mapping[str, Metric],
) -> Section:
    own = [item for item in told if (item.department or "other") == desk.pack.name]
    ordered = by_score(advise(own, desk.pack, metrics))
    tables = [table for part in found for table in part.tables.get(desk.pack.name, ())]
    return Section(
        name=desk.pack.name, title=desk.pack.title, insights=ordered, tables=tuple(tables)
    )
