"""What every kind of view has in common. Used by the modules beside it and by the analysts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from boardroom.executive.metric_facts import FactsReader
from boardroom.executive.pack import View
from boardroom.executive.pack_binding import Department
from boardroom.executive.reading import Reading
from boardroom.insight.model import KeyMetric, Table
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a view is planned on: the department, its metrics, the model, the day."""

    department: Department
    reading: Reading
    reader: FactsReader
    model: SemanticModel
    as_of: date

    def last_range(self, metric: str) -> str:
        """The last complete period of ``metric``, or of the department's first metric, as a query
        says it; ``all`` where there is none.
        """
        plans = {item.facts.metric.name: item.plan for item in reversed(self.reading.current)}
        first = next((plan for plan in reversed(plans.values()) if plan is not None), None)
        plan = plans.get(metric, first)
        return "all" if plan is None else plan.last_range

    @property
    def cards(self) -> Mapping[str, KeyMetric]:
        """The department's cards by metric."""
        return {card.metric: card for card in self.reading.key_metrics}


@dataclass(frozen=True, kw_only=True)
class PlannedView:
    """One view with its query and the way to read the answer.

    Attributes:
        read: query and answer to table; None = there is nothing to show.
    """

    view: View
    query: Query
    read: Callable[[Query, Result], Table | None]
