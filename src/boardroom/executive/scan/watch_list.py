"""Which metrics the scan watches, by which dimensions, and the queries for them.

Called by ``executive.scan.scanner``. A metric is watched whole and by up to five dimensions, at the
finest of day, week and month at which the rows of all its datasets arrive.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from boardroom.analysis.cadence import period_end, period_start
from boardroom.analysis.own_grain.month import LEAST_PAST
from boardroom.analysis.panel.series import STEP_DAYS, Step
from boardroom.executive.metric_facts import FactsReader, MetricFacts
from boardroom.executive.probe import Footprint, Footprints
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import NamedExpression, Query

_PLANS = frozenset("budget budgets target targets quota quotas".split())
"""What tables are called whose rows somebody set, and did not happen."""
MOST_DIMENSIONS = 5
MOST_VALUES = 30
"""A dimension with more values is not watched value by value."""

ENTITIES = "entities"
MOST_YEARS = {"day": 3, "week": 3, "month": 5}
LEAST_PERIODS = {"day": 90, "week": 30, "month": LEAST_PAST + 6}
_THIN = 0.5
_DAY = timedelta(days=1)
STATES = re.compile(r"(status|stage|phase|outcome|state_of|resolution)$")
"""What a thing is now: rows of today differ from those of last year because they are young."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One metric over time, whole or by the values of one dimension.

    Attributes:
        dimension: the reference, ``label`` in words; None = the whole.
        kind: ``flow`` adds up over time; ``ratio`` has numerator and denominator; ``level`` has
            one value per period, which counts as much as the rows behind it; ``stock`` has one,
            and each period counts as much.
        first, end: first day, and first day after the last complete period.
    """

    facts: MetricFacts
    dimension: str | None
    label: str
    kind: str
    step: Step
    first: date
    end: date

    @property
    def columns(self) -> tuple[str, str]:
        """The columns of the answer: total and rows, or numerator and denominator."""
        name = self.facts.metric.name
        if self.kind == "ratio":
            return f"{name}__numerator", f"{name}__denominator"
        if self.kind == "stock" or (self.kind == "flow" and self.facts.metric.unit == "count"):
            return name, name
        return name, f"{name}__rows"


def plan_watches(
    facts: Sequence[MetricFacts],
    footprints: Footprints,
    *,
    reader: FactsReader,
    dimensions: Mapping[str, str],
) -> tuple[Watched, ...]:
    """All that is watched of metrics made of events, and of stocks that are taken by the month.
    What is set against a plan is not: it begins anew with each plan, and whether the plan is met is
    told by the target."""
    found: list[Watched] = []
    for item in facts:
        span = _span_of(item, footprints)
        if span is None or not _PLANS.isdisjoint(item.bases):
            continue
        for dimension, label in ((None, ""), *_dimensions(item, reader, dimensions)):
            found.append(_watched(item, dimension, label, span))
    return tuple(found)


def _dimensions(
    facts: MetricFacts, reader: FactsReader, dimensions: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The metric's own dimensions, then those of its relatives in turn, those first that most
    datasets have: they split the whole business. Of one label only one."""
    shared = Counter(dimensions.values())
    by_dataset: dict[str, list[tuple[str, str]]] = {}
    labels: set[str] = set()
    for reference, label in dimensions.items():
        if STATES.search(reference.lower()) or not reader.splits_by(facts, reference):
            continue
        by_dataset.setdefault(reference.rpartition(".")[0], []).append((reference, label))
    own = [by_dataset.pop(name) for name in facts.bases if name in by_dataset]
    others = [sorted(found, key=lambda pair: -shared[pair[1]]) for found in by_dataset.values()]
    ordered = [*chain(*own), *chain(*_columns(others))]
    found = [
        (reference, label)
        for reference, label in ordered
        if not (label in labels or labels.add(label))  # type: ignore[func-returns-value]  # remembers the label
    ]
    return found[:MOST_DIMENSIONS]


def _columns(rows: Sequence[Sequence[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """The first of each row, then the second of each, and so on."""
    longest = max(map(len, rows), default=0)
    return [[row[place] for row in rows if place < len(row)] for place in range(longest)]


def _span(footprint: Footprint, *, as_of: date) -> tuple[Step, date, date] | None:
    """The step, the first day and the day after the last complete period; None when too short."""
    activity = footprint.activity
    step: Step = "day"
    if activity.cadence == "week":
        step = "week"
    elif activity.cadence != "day":
        return None
    after = min(as_of, activity.end + _DAY)
    if step != "day":
        after = period_start(after, step)
    first = max(activity.first, after - timedelta(days=round(MOST_YEARS[step] * 365.25)))
    if step != "day" and period_start(first, step) != first:
        first = period_start(first, step) + timedelta(days=7)
    if (after - first).days / STEP_DAYS[step] < LEAST_PERIODS[step]:
        return None
    return step, first, after


def _span_of(facts: MetricFacts, footprints: Footprints) -> tuple[Step, date, date] | None:
    """As ``_span``, at the coarsest step at which rows of the metric's datasets arrive."""
    known = [footprints.found[base] for base in facts.times if base in footprints.found]
    if not known or len(known) < len(facts.times):
        return None
    if any(item.activity.cadence == "month" for item in known):
        return None if facts.holds else _month_span(known, as_of=footprints.as_of)
    footprint = footprints.of(facts) if facts.happens else None
    return None if footprint is None else _span(footprint, as_of=footprints.as_of)


def _month_span(known: Sequence[Footprint], *, as_of: date) -> tuple[Step, date, date] | None:
    """The whole months of all datasets, the newest where it has most of its rows."""
    if any(item.activity.cadence in {"quarter", "year"} for item in known):
        return None
    begins = []
    for item in known:
        first = item.activity.first
        month = period_start(first, "month")
        whole = item.activity.cadence == "month" or first == month
        begins.append(month if whole else period_end(first, "month") + _DAY)
    after = min(as_of, *(item.activity.end + _DAY for item in known))
    end = period_start(after, "month")
    if any(_is_thin(item, period_start(end - _DAY, "month")) for item in known):
        end = period_start(end - _DAY, "month")
    first = max(*begins, period_start(end.replace(year=end.year - MOST_YEARS["month"]), "month"))
    months = (end.year - first.year) * 12 + end.month - first.month
    return None if months < LEAST_PERIODS["month"] else ("month", first, end)


def _is_thin(footprint: Footprint, month: date) -> bool:
    """Whether a month has less than half of the fewest rows of the months before: more will
    come."""
    counts: Counter[date] = Counter()
    for day, rows in footprint.rows_per_day.items():
        counts[period_start(day, "month")] += rows
    before = [rows for start, rows in sorted(counts.items()) if start < month][1:]
    return bool(before) and counts[month] < _THIN * min(before[-LEAST_PAST:])


def _watched(
    facts: MetricFacts, dimension: str | None, label: str, span: tuple[Step, date, date]
) -> Watched:
    step, first, end = span
    return Watched(
        facts=facts,
        dimension=dimension,
        label=label,
        kind=kind_of(facts),
        step=step,
        first=first,
        end=end,
    )


def kind_of(facts: MetricFacts) -> str:
    """As which kind a metric is watched."""
    if facts.flow:
        return "flow"
    if facts.ratio:
        return "ratio"
    if not facts.happens:
        return "stock"
    return "flow" if facts.metric.unit == "count" else "level"


def ask_entities(watches: Sequence[Watched], model: SemanticModel) -> dict[tuple[str, str], Query]:
    """(rows' dataset, dimension) → how many things of a related dataset, such as customers, stand
    behind the rows of each of its values, in the last year: one row each, which rollups count."""
    found: dict[tuple[str, str], Query] = {}
    for item in watches:
        if item.dimension is None:
            continue
        base, owner = item.facts.bases[0], item.dimension.rpartition(".")[0]
        if owner in item.facts.bases or not model.dataset_by_name[owner].primary_key:
            continue
        since = max(item.first, item.end - timedelta(days=365))
        counted = NamedExpression(name=ENTITIES, expression="COUNT(*)", dataset=owner)
        found[base, item.dimension] = Query(
            expressions=(counted,),
            group_by=(item.dimension,),
            time_range=f"{since.isoformat()}..{(item.end - _DAY).isoformat()}",
        )
    return found


def ask_together(watches: Sequence[Watched]) -> dict[Query, list[Watched]]:
    """One query for all that is watched of the same rows by the same dimension."""
    groups: dict[tuple[object, ...], list[Watched]] = {}
    for item in watches:
        key = (item.facts.bases, item.step, item.first, item.end, item.dimension)
        groups.setdefault(key, []).append(item)
    return {_query(items): items for items in groups.values()}


def _query(items: Sequence[Watched]) -> Query:
    first = items[0]
    return Query(
        metrics=tuple(item.facts.metric.name for item in items if item.kind != "ratio"),
        expressions=expressions_of(items),
        group_by=(first.dimension,) if first.dimension else (),
        grain=first.step,
        sparse=first.dimension is not None and all(item.kind != "stock" for item in items),
        time_range=f"{first.first.isoformat()}..{(first.end - _DAY).isoformat()}",
    )


def expressions_of(items: Sequence[Watched]) -> tuple[NamedExpression, ...]:
    """What is asked for beside the metrics themselves: numerators, denominators, rows."""
    expressions: dict[str, NamedExpression] = {}
    for item in items:
        metric = item.facts.metric
        if item.kind == "ratio" and item.facts.ratio is not None:
            for name, text in zip(item.columns, item.facts.ratio, strict=True):
                expressions[name] = NamedExpression(name=name, expression=text, within=metric.name)
        elif item.columns[1] != metric.name:
            expressions[item.columns[1]] = NamedExpression(
                name=item.columns[1],
                expression="COUNT(*)",
                dataset=item.facts.bases[0],
                within=metric.name,
            )
    return tuple(expressions.values())
