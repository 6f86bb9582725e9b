"""The summary agent: health, trajectory, risk and priorities from all analysts' reports.

Called by ``executive.page`` once false discoveries are controlled over the whole page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.analysis.cadence import Cadence
from boardroom.executive.health import DepartmentState, measure_health
from boardroom.executive.key_metric import number
from boardroom.executive.outlook import assess_risk, leading_metric, read_trajectory
from boardroom.executive.pack import Pack
from boardroom.executive.period_plan import season_of
from boardroom.executive.priority import Candidates, top_priorities
from boardroom.executive.ranking import importance
from boardroom.insight.model import KeyMetric, NotAvailable, Report
from boardroom.insight.summary import Summary, Trajectory
from boardroom.semantic.result import Result

SUMMARISER = "summary"

_GRAINS: Mapping[str, Cadence] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Summariser:
    """Sums up the reports of departments, given as the task's inputs by department.

    Attributes:
        packs: every department's pack, for playbooks and owners.
        weights: department → weight in the health score; 1 where not given.
    """

    packs: Mapping[str, Pack] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The one name."""
        return SUMMARISER

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """A report with nothing but a summary, and what it could not say."""
        metrics = context.model.metric_by_name
        states = [
            DepartmentState(
                name=name,
                cards=tuple(card for card in report.key_metrics if card.metric in metrics),
                insights=report.insights,
                metrics=metrics,
                weight=self.weights.get(name, 1.0),
            )
            for name, report in task.inputs.items()
        ]
        cards = [card for state in states for card in state.cards]
        ordered = sorted(cards, key=lambda card: -importance(metrics[card.metric]))
        insights = tuple(
            replace(item, department=item.department or name)
            for name, report in task.inputs.items()
            for item in report.insights
        )
        found = Candidates(
            insights=insights,
            cards={card.metric: card for card in cards},
            packs=self.packs,
            as_of=context.as_of,
            metrics=metrics,
        )
        health = measure_health(states)
        trajectory = self._trajectory(leading_metric(ordered), context)
        missing = []
        if health is None:
            weighed = any(state.weight > 0 for state in states)
            why = _NO_HEALTH if weighed or not states else _NO_WEIGHT
            missing.append(NotAvailable(what="Health score", why=why))
        if trajectory is None:
            missing.append(NotAvailable(what="Growth trajectory", why=_NO_TRAJECTORY))
        return Report(
            title="Summary",
            as_of=context.as_of,
            summary=Summary(
                health=health,
                trajectory=trajectory,
                risk=assess_risk(insights) if cards else None,
                priorities=top_priorities(found),
            ),
            not_available=tuple(missing),
        )

    def _trajectory(self, card: KeyMetric | None, context: Context) -> Trajectory | None:
        grain = _GRAINS.get(card.sparkline_grain or "") if card is not None else None
        if card is None or grain is None:
            return None
        (answer,) = context.ask([card.evidence.query])
        if not isinstance(answer, Result):
            return None
        cells = zip(answer.column("period"), answer.column(card.metric), strict=True)
        values = [_repaired(card, start, number(cell)) for start, cell in cells]
        return read_trajectory(card, values, season=season_of(grain))


def _repaired(card: KeyMetric, start: object, value: float | None) -> float | None:
    day = start.date() if isinstance(start, datetime) else start
    return card.repaired(day, value) if isinstance(day, date) else value


_NO_HEALTH = "No metric has a direction that is good, a target or a threshold."
_NO_WEIGHT = "Every department weighs 0 in boardroom.yml."
_NO_TRAJECTORY = "No metric that should rise has six complete periods without gaps."
