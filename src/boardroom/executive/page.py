"""How the executive page is made: four phases of agents, then one ``Report``; and how the same
agents give one list of insights. Called by the workspace.

Aggregating: every source is brought in and looked at, and the page's day is settled. Analytics: one
analyst per department, in parallel. Predictions: a forecast per department. Summary: false
discoveries are controlled over all tests of the page, then health, trajectory, risk, priorities.
An agent that fails or is late costs its own part, which says so.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

from boardroom.agents.agent import Agent
from boardroom.agents.context import Context
from boardroom.agents.runtime import RunLog, Runtime
from boardroom.agents.task import Run, Task
from boardroom.clock import Clock, SystemClock
from boardroom.data.metrics import MetricsService
from boardroom.executive.aggregator import AGGREGATOR, Aggregator, PageSource
from boardroom.executive.analyst import Analyst
from boardroom.executive.background import IN_THE_MAKING, PATIENCE_SECONDS
from boardroom.executive.churn.agent import CHURN, ChurnAgent
from boardroom.executive.forecast_book import ForecastBook
from boardroom.executive.forecaster import FORECASTER, Forecaster
from boardroom.executive.inspection.inspector import INSPECTOR, Inspector
from boardroom.executive.inspection.inspector import WHAT as BEHIND
from boardroom.executive.inspection.on_page import join_inspection, tell_records_once
from boardroom.executive.layout import Desk, Found, lay_out
from boardroom.executive.lifetime import State, settle_page, tell_apart
from boardroom.executive.listing import list_found
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack import PageSettings
from boardroom.executive.pack_binding import BoundPacks, bind_packs
from boardroom.executive.phasing import phase_of
from boardroom.executive.quality import put_idle_last
from boardroom.executive.ranking import by_score
from boardroom.executive.same_course import find_repeats, tell_once
from boardroom.executive.scan.insight_book import InsightBook
from boardroom.executive.scan.on_page import join_scan
from boardroom.executive.scan.scout import SCOUT, WHAT, Scout
from boardroom.executive.seating import (
    controlled,
    desk_of,
    mark_desk,
    seat_agent,
    tests_of,
    together,
)
from boardroom.executive.summariser import SUMMARISER, Summariser
from boardroom.executive.why import REASONER, Reasoner
from boardroom.governance.principal import Principal
from boardroom.insight.model import Insight, NotAvailable, Report
from boardroom.insight.summary import Phase

FETCH_SECONDS = 600.0


@dataclass(frozen=True, kw_only=True)
class PageSetup:
    """What a page is made with, besides data.

    Attributes:
        packs: the packs bound to the service's model; None = the model's own departments only.
        weights: department → weight in the health score.
        sources: the workspace's sources.
        notebook: what was worked out for earlier pages on the same model.
        forecasts: those worked out before, and what became of them.
        insights: the life of insights, and who does not want to hear of which; None = each has
            none.
        agents: further agents; each becomes a section, or part of its department's.
        log: where runs are written down.
        told: called with each phase as it ends.
        seconds: how long one agent may take.
        patience_seconds: how long the page waits for what is worked out beside it.
        live: whether data without versions is looked at by day and segment too, which takes long
            each time.
    """

    packs: BoundPacks | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[PageSource, ...] = ()
    notebook: Notebook | None = None
    forecasts: ForecastBook | None = None
    insights: InsightBook | None = None
    agents: tuple[Agent, ...] = ()
    clock: Clock = field(default_factory=SystemClock)
    log: RunLog | None = None
    told: Callable[[Phase], None] | None = None
    seconds: float = 30.0
    patience_seconds: float = PATIENCE_SECONDS
    live: bool = False


def build_page(
    metrics: MetricsService,
    *,
    principal: Principal,
    as_of: date | None = None,
    setup: PageSetup | None = None,
) -> Report:
    """The executive page over everything that ``principal`` may see, on one state of the data.

    A metric that cannot be computed costs only itself and is named in ``not_available``.

    Args:
        metrics: the door to the data.
        principal: who reads the page.
        as_of: «today»; None = by the clock. Where the data ends earlier, the page is made as of the
            day after its end and says so.
        setup: packs, sources, further agents.
    """
    making = _Making(metrics, setup or PageSetup())
    return making.on_one_state(making.make, principal=principal, as_of=as_of)


def list_insights(
    metrics: MetricsService,
    *,
    principal: Principal,
    as_of: date | None = None,
    setup: PageSetup | None = None,
) -> Report:
    """All that the agents of the page find, those that no page shows and those that were dismissed
    among them, as one list, most important first. What they are made with is as for
    ``build_page``; nothing is summed up.
    """
    making = _Making(metrics, setup or PageSetup())
    return making.on_one_state(making.enumerate, principal=principal, as_of=as_of)


class _Making:
    """One page while it is being made."""

    def __init__(self, metrics: MetricsService, setup: PageSetup) -> None:
        self._began = time.perf_counter()
        self._metrics = metrics
        self._setup = setup
        self._model_version = metrics.model_version
        self._packs = setup.packs or bind_packs(metrics.model, (), PageSettings())
        self._notebook = setup.notebook or Notebook(metrics.model)
        departments = self._packs.departments
        tables = {name: place for item in departments for name, place in item.tables.items()}
        self._analysts = [Analyst(desk=desk, notebook=self._notebook) for desk in departments]
        self._aggregator = Aggregator(
            sources={item.name: item for item in setup.sources},
            notebook=self._notebook,
            tables=tables,
        )
        self._churn = ChurnAgent(
            tables=tables,
            reader=self._notebook.reader,
            shelf=self._notebook.shelf,
            background=self._notebook.background,
            patience_seconds=setup.patience_seconds,
        )
        self._runtime = Runtime(
            [
                self._aggregator,
                self._churn,
                *self._behind(),
                *self._analysts,
                *setup.agents,
                Forecaster(
                    book=setup.forecasts or ForecastBook(self._notebook.shelf),
                    background=self._notebook.background,
                    patience_seconds=setup.patience_seconds,
                ),
                Summariser(
                    packs={desk.pack.name: desk.pack for desk in departments},
                    weights=setup.weights,
                ),
            ],
            clock=setup.clock,
            log=setup.log,
        )
        self._phases: list[Phase] = []
        self._fetched: tuple[Run, ...] = ()
        self._lacking: list[NotAvailable] = []

    def _behind(self) -> tuple[Agent, ...]:
        """The agents that look beside the page, once at each state of the data."""
        departments, setup = self._packs.departments, self._setup
        return (
            Scout(
                departments=departments,
                notebook=self._notebook,
                book=setup.insights,
                patience_seconds=setup.patience_seconds,
                live=setup.live,
            ),
            Inspector(
                departments=departments,
                notebook=self._notebook,
                book=setup.insights,
                patience_seconds=setup.patience_seconds,
                live=setup.live,
            ),
            Reasoner(
                packs=[desk.pack for desk in departments],
                notebook=self._notebook,
                patience_seconds=setup.patience_seconds,
            ),
        )

    def on_one_state(
        self, work: Callable[[Context], Report], *, principal: Principal, as_of: date | None
    ) -> Report:
        """What ``work`` makes of the data once the sources are brought in."""
        asked = as_of or self._metrics.today
        context = Context(metrics=self._metrics, principal=principal, asked=asked, as_of=asked)
        self._fetch(context)
        with self._metrics.held() as held:
            return work(replace(context, metrics=held))

    def _fetch(self, context: Context) -> None:
        """Bring in the sources, each by its own run."""
        tasks = [
            Task(
                agent=AGGREGATOR,
                kind="aggregate",
                subject=source.name,
                timeout_seconds=FETCH_SECONDS if source.fetch else self._setup.seconds,
            )
            for source in self._setup.sources
        ]
        self._fetched = self._runtime.run_all(tasks, context)
        for source, run in zip(self._setup.sources, self._fetched, strict=True):
            self._lack(f"Newest rows of source {source.name}", run)
            if run.status != "done" and source.note is not None:
                source.note(run.problem)

    def make(self, context: Context) -> Report:
        """All further phases on one state of the data."""
        found = self._find(context)
        context = replace(context, as_of=found.as_of)
        standing = [item for item in found.insights if item.kind != "forecast"]
        summary = self._summarise(found.desks, standing, context)
        found = replace(
            found,
            summary=summary.summary if summary else None,
            phases=tuple(self._phases),
            missing=(
                *(summary.not_available if summary else ()), *self._lacking, *found.missing,
                *self._packs.absent,
            ),
        )  # fmt: skip
        return lay_out(
            found,
            context.model,
            model_version=self._model_version,
            generated_ms=(time.perf_counter() - self._began) * 1000,
        )

    def enumerate(self, context: Context) -> Report:
        """What was found, as one list."""
        found = self._find(context)
        found = replace(found, missing=(*self._lacking, *found.missing))
        return list_found(found, model_version=self._model_version)

    def _find(self, context: Context) -> Found:
        """Everything but the summary, on one state of the data."""
        survey = self._survey(context)
        context = replace(context, as_of=survey.as_of)
        desks = self._analyse(context)
        repeats = find_repeats(
            (card for desk in desks if desk.report for card in desk.report.key_metrics),
            context.model.metric_by_name,
        )
        desks = [mark_desk(desk, repeats) for desk in desks]
        found_by, unforeseen = self._predict(desks, context)
        desks = join_inspection(desks, found_by.inspected)
        quality = tuple({x.id: x for x in self._quality(survey, context)}.values())
        own = tell_records_once(controlled(desks, found_by.inspected.tests))
        told = (*tell_once(own, repeats), *found_by.forecasts, *quality)
        apart = tell_apart(self._settled(told, desks, context, whole=found_by.whole))
        scanned = found_by.scanned.insights
        joined = join_scan(apart.standing, scanned, quality=quality, as_of=context.as_of)
        bad_data = put_idle_last((*apart.quality, *joined.trouble), self._idle(desks, context))
        return Found(
            asked=context.asked,
            as_of=context.as_of,
            desks=tuple(desks),
            insights=(*joined.own, *joined.added),
            quality=by_score(bad_data),
            beyond=(*joined.beyond, *apart.quiet),
            sources=survey.sources,
            missing=unforeseen,
            tests={**tests_of(desks, found_by.inspected.tests), **found_by.scanned.tests},
        )

    def _survey(self, context: Context) -> Report:
        task = Task(agent=AGGREGATOR, kind="aggregate", timeout_seconds=self._setup.seconds)
        run = self._runtime.run(task, context)
        self._lack("The day the data ends, and how fresh it is", run)
        runs = (*self._fetched, run)
        sources = len(self._fetched)
        noun = "source" if sources == 1 else "sources"
        report = run.report or Report(title="", as_of=context.asked)
        tables = len(report.sources)
        text = f"{sources} {noun}, {tables} tables in use" if sources else f"{tables} tables in use"
        self._phase("aggregating", text, runs)
        return report

    def _analyse(self, context: Context) -> list[Desk]:
        tasks = [
            *(
                Task(
                    agent=item.name,
                    kind="analyse",
                    department=item.department,
                    timeout_seconds=self._setup.seconds,
                )
                for item in self._analysts
            ),
            *(
                Task(
                    agent=item.name,
                    kind="custom",
                    department=item.department,
                    timeout_seconds=self._setup.seconds,
                )
                for item in self._setup.agents
            ),
        ]
        runs = self._runtime.run_all(tasks, context)
        shown = sum(len(run.report.key_metrics) for run in runs if run.report)
        tests = sum(sum(run.report.tests.values()) for run in runs if run.report)
        text = f"{len(runs)} analysts in parallel, {shown} metrics, {tests} tests"
        self._phase("analytics", text, runs)
        own = len(self._analysts)
        desks = [
            desk_of(analyst, run) for analyst, run in zip(self._analysts, runs[:own], strict=True)
        ]
        for agent, run in zip(self._setup.agents, runs[own:], strict=True):
            seat_agent(desks, agent, run)
        for desk, run in zip(desks, runs[:own], strict=False):
            self._lack(f"{desk.title} in health, trajectory, risk and priorities", run)
        return desks

    def _predict(
        self, desks: list[Desk], context: Context
    ) -> "tuple[_Beside, tuple[NotAvailable, ...]]":
        """What is worked out beside the page, and what of it could not be told; customers about to
        leave join their desk.
        """
        seconds = self._setup.seconds + self._setup.patience_seconds
        tasks = [
            Task(
                agent=FORECASTER,
                kind="predict",
                department=desk.name,
                timeout_seconds=seconds,
                inputs={desk.name: desk.report},
            )
            for desk in desks
            if desk.report is not None and desk.report.key_metrics
        ]
        tasks += [
            Task(agent=CHURN, kind="predict", timeout_seconds=seconds),
            Task(agent=SCOUT, kind="scan", timeout_seconds=seconds),
            Task(agent=INSPECTOR, kind="inspect", timeout_seconds=seconds),
        ]
        *runs, left, scanned, inspected = self._runtime.run_all(tasks, context)
        for what, run in (("Customers about to leave", left), (WHAT, scanned), (BEHIND, inspected)):
            self._lack(what, run)
        if left.report is not None and (left.report.tables or left.report.not_available):
            seat_agent(desks, self._churn, left)
        empty = Report(title="", as_of=context.as_of)
        scan_report, behind = scanned.report or empty, inspected.report or empty
        reports = [run.report for run in runs if run.report is not None]
        insights = tuple(item for report in reports for item in report.insights)
        lacking = (*reports, scan_report, behind, left.report or empty)
        missing = [item for report in lacking for item in report.not_available]
        failed = tuple(
            NotAvailable(what=f"Forecasts, {run.task.department}", why=run.problem)
            for run in runs
            if run.report is None
        )
        late = any(item.why == IN_THE_MAKING for item in missing)
        series = scan_report.tests.get("episode", 0)
        text = f"{len(insights)} forecasts, {series:,} series watched"
        text += ", more being worked out" if late else ""
        self._phase("predictions", text, (*runs, left, scanned, inspected))
        whole = not (late or failed)
        beside = _Beside(forecasts=insights, scanned=scan_report, inspected=behind, whole=whole)
        return beside, (*together(missing), *failed)

    def _settled(
        self, insights: Sequence[Insight], desks: Sequence[Desk], context: Context, *, whole: bool
    ) -> Sequence[Insight]:
        """The page's own insights with the life that they have."""
        book = self._setup.insights
        if book is None:
            return insights
        cards = (card for desk in desks if desk.report for card in desk.report.key_metrics)
        state = State(
            asked=context.asked,
            data_version=self._notebook.version(context) or "",
            metrics={card.metric for card in cards if card.value is not None},
            whole=whole and not self._lacking and not any(desk.problem for desk in desks),
        )
        return settle_page(insights, book, state)

    def _summarise(
        self, desks: Sequence[Desk], insights: Sequence[Insight], context: Context
    ) -> Report | None:
        inputs = {
            desk.name: replace(
                desk.report,
                insights=tuple(item for item in insights if item.department == desk.name),
            )
            for desk in desks
            if desk.report is not None
        }
        task = Task(
            agent=SUMMARISER,
            kind="summarise",
            timeout_seconds=self._setup.seconds,
            inputs=inputs,
        )
        run = self._runtime.run(task, context)
        self._lack("Health, trajectory, risk and priorities", run)
        runs, report = [run], run.report
        if report is not None and report.summary is not None and report.summary.priorities:
            runs.append(self._reason(replace(report, insights=tuple(insights)), context))
            report = runs[-1].report or report
        self._phase("summary", "health, trajectory, risk, priorities", runs)
        return report

    def _reason(self, summary: Report, context: Context) -> Run:
        """Why the metrics of the summary's priorities moved."""
        seconds = self._setup.seconds + self._setup.patience_seconds
        inputs = {SUMMARISER: summary}
        task = Task(agent=REASONER, kind="explain", timeout_seconds=seconds, inputs=inputs)
        run = self._runtime.run(task, context)
        self._lack("Why the metrics of priorities moved", run)
        return run

    def _quality(self, survey: Report, context: Context) -> Sequence[Insight]:
        found = list(survey.insights)
        for run in self._fetched:
            if run.report is not None:
                found += run.report.insights
            else:
                found += self._aggregator.known_trouble(run.task.subject, context)
        return found

    def _idle(self, desks: Sequence[Desk], context: Context) -> frozenset[str]:
        """Datasets that only outdated metrics are made of; those of an analyst that failed may be
        of today."""
        cards = [card for desk in desks if desk.report for card in desk.report.key_metrics]
        outdated = {card.metric for card in cards if card.outdated}
        current = {card.metric for card in cards} - outdated
        lost = {desk.name for desk in desks if desk.report is None}
        for item in self._packs.departments:
            if item.pack.name in lost:
                current.update(item.metrics)
        return frozenset(self._bases(outdated, context) - self._bases(current, context))

    def _bases(self, names: AbstractSet[str], context: Context) -> set[str]:
        known = context.model.metric_by_name
        facts = [self._notebook.reader.read(known[name]) for name in names if name in known]
        return {base for item in facts for base in item.bases}

    def _lack(self, what: str, run: Run) -> None:
        """Remember what the page lacks when the run did not end well."""
        if run.status != "done":
            self._lacking.append(NotAvailable(what=what, why=f"{run.problem}."))

    def _phase(self, name: str, text: str, runs: Sequence[Run]) -> None:
        phase = phase_of(name, text, runs)
        self._phases.append(phase)
        if self._setup.told is not None:
            self._setup.told(phase)


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """What is worked out beside the page: forecasts, what is unusual by day and segment, and what
    stands behind the figures; ``whole`` where nothing of it failed or is still worked out.
    """

    forecasts: tuple[Insight, ...]
    scanned: Report
    inspected: Report
    whole: bool
