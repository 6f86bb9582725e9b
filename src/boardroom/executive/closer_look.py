"""The second round of an analyst's questions: who carries the changes, and the breakdowns.

Called by ``executive.analyst``.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeVar

from boardroom.errors import BoardroomError
from boardroom.executive.breakdown import Breakdown, plan_breakdowns, read_breakdowns
from boardroom.executive.contributor import Split, explain, plan_splits
from boardroom.executive.finding import Candidate
from boardroom.executive.metric_facts import FactsReader, dimensions
from boardroom.executive.reading import Reading
from boardroom.insight.model import Insight, Table
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result

MOST_EXPLAINED = 5
"""So many changes are taken apart by value; the others are only stated."""

_MOST_VALUES = 50


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the closer look found: who carries the changes, and the breakdowns."""

    explained: tuple[Insight, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, kw_only=True)
class CloserLook:
    """All questions that follow from the metrics' values, asked together."""

    splits: tuple[Split, ...]
    breakdowns: tuple[Breakdown, ...]

    @property
    def queries(self) -> list[Query]:
        """Splits, then breakdowns."""
        return [
            *(item.query for item in self.splits),
            *(item.query for item in self.breakdowns),
        ]

    def without(self, shown: AbstractSet[str]) -> "CloserLook":
        """This look without breakdowns of metrics that another table splits already."""
        kept = (item for item in self.breakdowns if item.course.facts.metric.name not in shown)
        return replace(self, breakdowns=tuple(kept))

    def read(
        self,
        answers: Sequence[Result | BoardroomError],
        changes: Sequence[tuple[Candidate, Insight]],
    ) -> Look:
        """The answers to ``queries``, in their order; what failed is left out."""
        first = len(self.splits)
        split_answers = _answered(self.splits, answers[:first])
        explained = (
            explain([(split, answer) for split, answer in split_answers if split.change is insight])
            for _, insight in changes
        )
        return Look(
            explained=tuple(item for item in explained if item is not None),
            tables=read_breakdowns(_answered(self.breakdowns, answers[first:])),
        )


def plan_closer_look(
    model: SemanticModel,
    reader: FactsReader,
    reading: Reading,
    changes: Sequence[tuple[Candidate, Insight]],
) -> CloserLook:
    """What to ask next: who carries the most important changes, and the first breakdowns."""
    known = dimensions(model, most_values=_MOST_VALUES)
    return CloserLook(
        splits=tuple(
            split
            for candidate, insight in changes[:MOST_EXPLAINED]
            for split in plan_splits(candidate, insight, reader=reader, dimensions=known)
        ),
        breakdowns=plan_breakdowns(reading.current, reader=reader, dimensions=known),
    )


_Asked = TypeVar("_Asked")


def _answered(
    asked: Sequence[_Asked], answers: Sequence[Result | BoardroomError]
) -> list[tuple[_Asked, Result]]:
    """Questions with their answers, those that failed left out."""
    pairs = zip(asked, answers, strict=True)
    return [(item, answer) for item, answer in pairs if isinstance(answer, Result)]
