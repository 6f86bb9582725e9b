"""``Analyst``: the one agent behind all departments; a pack tells it what its department is about.

In order: what the metrics are made of; the rows per day behind them; all series, to-date figures,
checks together; which changes and trends are noteworthy, which thresholds are crossed and targets
missed; who carries the changes, and the department's views.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.executive.closer_look import plan_closer_look
from boardroom.executive.finding import find_changes, find_trends
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack import Pack
from boardroom.executive.pack_binding import Department
from boardroom.executive.playbook import advise
from boardroom.executive.probe import read_sources, take_footprints
from boardroom.executive.reading import MOST_METRICS, Reading, read_metrics
from boardroom.executive.row_check import plan_checks, read_checks
from boardroom.executive.views.kind import Desk, PlannedView
from boardroom.executive.views.plan import plan_views, read_views
from boardroom.executive.watch import find_crossed, find_missed
from boardroom.insight.model import Report

ANALYST = "analyst:"
"""How the names of analysts begin."""


@dataclass(frozen=True, kw_only=True)
class Analyst:
    """The agent of one department.

    Attributes:
        desk: its pack, bound to the model.
        notebook: what need not be worked out twice; shared by all analysts of a model.
    """

    desk: Department
    notebook: Notebook

    @property
    def name(self) -> str:
        """``analyst:`` and the department."""
        return analyst_name(self.desk.pack)

    @property
    def department(self) -> str:
        """The pack's name."""
        return self.desk.pack.name

    def run(self, task: Task, context: Context) -> Report:
        """The department's report: its metrics, what stands out, its views, what is missing."""
        return self.notebook.report(self.name, context, partial(self._report, context))

    def _report(self, context: Context) -> Report:
        metrics = [context.model.metric_by_name[name] for name in self.desk.metrics]
        reading = read_metrics(
            self.notebook.reader, metrics, most=max(self.desk.named, MOST_METRICS)
        )
        footprints = take_footprints(context, reading.facts, self.notebook)
        reading = reading.measure(context, footprints)
        changes = find_changes(reading.candidates)
        trends = find_trends(reading.candidates)
        checks = plan_checks(self.desk)
        views = self._views(context, reading)
        closer = plan_closer_look(context.model, self.notebook.reader, reading, changes.found)
        closer = closer.without(_split(views))
        answers = context.ask(
            [*closer.queries, *(item.query for item in checks), *(item.query for item in views)]
        )
        first, second = len(closer.queries), len(closer.queries) + len(checks)
        look = closer.read(answers[:first], changes.found)
        broken, unchecked = read_checks(checks, answers[first:second], department=self.department)
        tables, unseen = read_views(views, answers[second:])
        cards = reading.key_metrics
        known = context.model.metric_by_name
        insights = (
            *changes.insights,
            *look.explained,
            *trends.insights,
            *find_crossed(cards, known, usual=self.desk.usual),
            *find_missed(cards, known),
            *broken,
        )
        return Report(
            title=self.desk.pack.title,
            as_of=context.as_of,
            key_metrics=cards,
            insights=tuple(advise(insights, self.desk.pack, known)),
            tables=(*tables, *look.tables),
            not_available=(*self.desk.missing, *reading.not_available, *unchecked, *unseen),
            sources=read_sources(context, reading.facts, footprints),
            tests={"change": changes.tests, "trend": trends.tests},
        )

    def _views(self, context: Context, reading: Reading) -> Sequence[PlannedView]:
        """The views of the pack that this reading has something for."""
        return plan_views(
            Desk(
                department=self.desk,
                reading=reading,
                reader=self.notebook.reader,
                model=context.model,
                as_of=context.as_of,
            )
        )


def _split(views: Sequence[PlannedView]) -> set[str]:
    """The metrics that views already split by a dimension."""
    return {name for item in views if item.view.kind == "breakdown" for name in item.query.metrics}


def analyst_name(pack: Pack) -> str:
    """The name of the analyst of a pack."""
    return f"{ANALYST}{pack.name}"
