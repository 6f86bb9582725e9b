"""How the executive page is made: from a metrics service to one ``Report``. Called by the
workspace.

In order: read what the metrics are made of; count rows per day to settle «as of» and the periods;
ask all series, to-date figures and breakdowns together; test which changes and trends are
noteworthy; ask who carries those; collect what is wrong with the data; put it on the page.
"""

import time
from collections.abc import Sequence
from datetime import date

from boardroom.data.metrics import MetricsService
from boardroom.executive.breakdown import plan_breakdowns, read_breakdown
from boardroom.executive.contributor import explain, plan_splits
from boardroom.executive.finding import Candidate, find_changes, find_trends
from boardroom.executive.layout import Found, lay_out
from boardroom.executive.metric_facts import FactsReader, dimensions
from boardroom.executive.probe import source_freshness, take_footprints
from boardroom.executive.quality import find_quality
from boardroom.executive.ranking import ranked
from boardroom.executive.reading import Reading, read_metrics
from boardroom.governance.principal import Principal
from boardroom.insight.model import Insight, Report, Table
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
    """The executive page over everything that ``principal`` may see.

    A metric that cannot be computed costs only itself and is named in ``not_available``.

    Args:
        metrics: the door to the data.
        principal: who reads the page.
        as_of: «today»; None = by the clock. Where the data ends earlier, the page is made as of the
            day after its end and says so.
        loads: how the last load of each table went, for rows kept out.
    """
    began = time.perf_counter()
    asked = as_of or metrics.today
    reader = FactsReader(metrics.model)
    order = ranked([item for item in metrics.model.metrics if not item.hidden])
    reading = read_metrics(reader, order)
    footprints = take_footprints(metrics, reading.facts, principal=principal, asked=asked)
    reading = reading.measure(metrics, footprints, principal=principal)
    changes = find_changes(reading.candidates)
    insights = [insight for _, insight in changes]
    insights += _explained(metrics, reader, changes, principal=principal, as_of=footprints.as_of)
    insights += find_trends(reading.candidates)
    tables = _breakdowns(metrics, reader, reading, principal=principal, as_of=footprints.as_of)
    sources = source_freshness(metrics, footprints, principal=principal)
    insights += find_quality(metrics.model, footprints, sources=sources, loads=loads)
    found = Found(
        reading=reading,
        footprints=footprints,
        insights=tuple(insights),
        tables=tables,
        sources=sources,
    )
    return lay_out(found, metrics, generated_ms=(time.perf_counter() - began) * 1000)


def _explained(
    metrics: MetricsService,
    reader: FactsReader,
    changes: Sequence[tuple[Candidate, Insight]],
    *,
    principal: Principal,
    as_of: date,
) -> list[Insight]:
    """Who carries the largest changes."""
    known = dimensions(metrics.model, most_values=_MOST_VALUES)
    splits = [
        split
        for candidate, insight in changes[:MOST_EXPLAINED]
        for split in plan_splits(candidate, insight, reader=reader, dimensions=known)
    ]
    answers = metrics.run_each([item.query for item in splits], principal=principal, as_of=as_of)
    found = []
    for _, insight in changes[:MOST_EXPLAINED]:
        own = [
            (split, answer)
            for split, answer in zip(splits, answers, strict=True)
            if split.change is insight and isinstance(answer, Result)
        ]
        explained = explain(own)
        if explained is not None:
            found.append(explained)
    return found


def _breakdowns(
    metrics: MetricsService,
    reader: FactsReader,
    reading: Reading,
    *,
    principal: Principal,
    as_of: date,
) -> tuple[Table, ...]:
    """The first key metrics by their main dimensions."""
    known = dimensions(metrics.model, most_values=_MOST_VALUES)
    plans = plan_breakdowns(reading.courses, reader=reader, dimensions=known)
    answers = metrics.run_each([plan.query for plan in plans], principal=principal, as_of=as_of)
    tables = (
        read_breakdown(plan, answer)
        for plan, answer in zip(plans, answers, strict=True)
        if isinstance(answer, Result)
    )
    return tuple(table for table in tables if table is not None)
