"""How the executive page is made: from a metrics service to one ``Report``. Called by the
workspace.

In order: read what the metrics are made of; count rows per day to settle «as of» and the periods;
ask all series, to-date figures and breakdowns together; test which changes and trends are
noteworthy; ask who carries those; collect what is wrong with the data; put it on the page.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from boardroom.data.metrics import MetricsService
from boardroom.errors import BoardroomError
from boardroom.executive.breakdown import Breakdown, plan_breakdowns, read_breakdowns
from boardroom.executive.contributor import Split, explain, plan_splits
from boardroom.executive.finding import Candidate, find_changes, find_trends
from boardroom.executive.layout import Found, lay_out
from boardroom.executive.metric_facts import FactsReader, dimensions
from boardroom.executive.probe import read_sources, take_footprints
from boardroom.executive.quality import find_quality
from boardroom.executive.ranking import ranked
from boardroom.executive.reading import Reading, read_metrics
from boardroom.governance.principal import Principal
from boardroom.insight.model import Insight, Report, Table
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import Query
from boardroom.semantic.result import Result
from boardroom.store.load_store import LoadRecord

MOST_EXPLAINED = 5
"""So many changes are taken apart by value; the others are only stated."""

_MOST_VALUES = 50


def build_page(
    metrics: MetricsService,
    *,
    principal: Principal,
    as_of: date | None = None,
    loads: Sequence[LoadRecord] = (),
) -> Report:
    """The executive page over everything that ``principal`` may see, on one state of the data.

    A metric that cannot be computed costs only itself and is named in ``not_available``.

    Args:
        metrics: the door to the data.
        principal: who reads the page.
        as_of: «today»; None = by the clock. Where the data ends earlier, the page is made as of the
            day after its end and says so.
        loads: how the last load of each table went, for rows kept out.
    """
    with metrics.held() as held:
        return _build(held, principal=principal, as_of=as_of, loads=loads)


def _build(
    metrics: MetricsService,
    *,
    principal: Principal,
    as_of: date | None,
    loads: Sequence[LoadRecord],
) -> Report:
    began = time.perf_counter()
    asked = as_of or metrics.today
    reader = FactsReader(metrics.model)
    order = ranked([item for item in metrics.model.metrics if not item.hidden])
    reading = read_metrics(reader, order)
    footprints = take_footprints(metrics, reading.facts, principal=principal, asked=asked)
    reading = reading.measure(metrics, footprints, principal=principal)
    changes = find_changes(reading.candidates)
    closer = _plan_closer_look(metrics.model, reader, reading, changes)
    answers = metrics.run_each(closer.queries, principal=principal, as_of=footprints.as_of)
    look = closer.read(answers, changes)
    sources = read_sources(metrics, reading.facts, footprints, principal=principal)
    insights = (
        *(insight for _, insight in changes),
        *look.explained,
        *find_trends(reading.candidates),
        *find_quality(metrics.model, footprints, sources=sources, loads=loads, idle=reading.idle),
    )
    found = Found(
        reading=reading,
        footprints=footprints,
        insights=insights,
        tables=look.tables,
        sources=sources,
    )
    return lay_out(found, metrics, generated_ms=(time.perf_counter() - began) * 1000)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What the closer look found: who carries the changes, and the breakdowns."""

    explained: tuple[Insight, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, kw_only=True)
class _CloserLook:
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

    def read(
        self,
        answers: Sequence[Result | BoardroomError],
        changes: Sequence[tuple[Candidate, Insight]],
    ) -> _Look:
        """The answers to ``queries``, in their order; what failed is left out."""
        first = len(self.splits)
        split_answers = _answered(self.splits, answers[:first])
        explained = (
            explain([(split, answer) for split, answer in split_answers if split.change is insight])
            for _, insight in changes
        )
        return _Look(
            explained=tuple(item for item in explained if item is not None),
            tables=read_breakdowns(_answered(self.breakdowns, answers[first:])),
        )


def _plan_closer_look(
    model: SemanticModel,
    reader: FactsReader,
    reading: Reading,
    changes: Sequence[tuple[Candidate, Insight]],
) -> _CloserLook:
    known = dimensions(model, most_values=_MOST_VALUES)
    return _CloserLook(
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
