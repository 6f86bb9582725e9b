"""First questions of a page: how the rows behind each metric lie in time. Called by the agents of
``executive``.

One small query per time base (rows per day); the answers decide «as of», the periods, which
figures stand on enough rows, and on which days rows are missing, late or loaded twice. All agents
and the explanation of a metric learn of such days here, so that none takes for business what
another calls missing data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from boardroom.agents.context import Context
from boardroom.analysis.activity import Activity, read_activity
from boardroom.errors import BoardroomError
from boardroom.executive.day_end import whole_days
from boardroom.executive.double_load import find_doubles, without_surges
from boardroom.executive.metric_facts import MetricFacts, TimeBase
from boardroom.executive.trouble import Looked, Trouble, look_at
from boardroom.semantic.model import SemanticModel
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Freshness, Result

if TYPE_CHECKING:
    from boardroom.executive.notebook import Notebook

_DAY = timedelta(days=1)
_CREDIBLE_SHARE = 0.01


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Rows per day of one time base, and what they tell: where the data begins, ends and has holes,
    and which days cannot be right."""

    activity: Activity
    rows_per_day: Mapping[date, int]
    result: Result
    query: Query
    looked: Looked = field(default_factory=Looked)


@dataclass(frozen=True, kw_only=True)
class Footprints:
    """All time bases of a page.

    Attributes:
        as_of: «today» of the work: the day asked for, or the day after the data's end.
        asked: the day asked for.
        found: time base → footprint; bases without rows are missing.
        errors: time base → why its rows could not be counted.
        trouble: days whose rows are missing, late or stand twice, oldest first.
    """

    as_of: date
    asked: date
    found: Mapping[TimeBase, Footprint]
    errors: Mapping[TimeBase, BoardroomError] = field(default_factory=dict)
    trouble: tuple[Trouble, ...] = ()

    def of(self, facts: MetricFacts) -> Footprint | None:
        """The footprint that bounds a metric: of its bases the one that ends first."""
        found = [self.found[base] for base in facts.times if base in self.found]
        if len(found) < len(facts.times) or not found:
            return None
        return min(found, key=lambda item: (item.activity.end, -item.activity.first.toordinal()))


def take_footprints(
    context: Context, facts: Sequence[MetricFacts], notebook: "Notebook"
) -> Footprints:
    """Count the rows per day behind ``facts``, as they were on the day asked for."""
    asked = context.asked
    bases = tuple(dict.fromkeys(base for item in facts for base in item.times))
    queries = [(base, _rows_query(base, name)) for base in bases for name in base.fields]
    answers = context.ask([query for _, query in queries], as_of=asked)
    results: dict[TimeBase, list[tuple[Query, Result]]] = {}
    errors: dict[TimeBase, BoardroomError] = {}
    for (base, query), answer in zip(queries, answers, strict=True):
        if isinstance(answer, BoardroomError):
            errors[base] = answer
        else:
            results.setdefault(base, []).append((query, answer))
    found = {}
    for base in (item for item in results if item not in errors):
        counted = results[base]
        footprint = notebook.footprint(
            base,
            tuple(answer for _, answer in counted),
            asked=asked,
            read=partial(_footprint, base, counted, asked=asked),
        )
        if footprint is not None:
            found[base] = footprint
    whole = whole_days(
        replace(context, as_of=asked), {base: item.activity for base, item in found.items()}
    )
    found = {base: replace(item, activity=whole[base]) for base, item in found.items()}
    trouble = _trouble(replace(context, as_of=asked), [item.looked for item in found.values()])
    return Footprints(as_of=context.as_of, asked=asked, found=found, errors=errors, trouble=trouble)


def _trouble(context: Context, looked: Sequence[Looked]) -> tuple[Trouble, ...]:
    """The days that cannot be right, double loads by their rows."""
    told = without_surges(context, [item for one in looked for item in one.trouble])
    suspects = dict.fromkeys(one.suspects for one in looked if one.suspects is not None)
    found = dict.fromkeys((*told, *find_doubles(context, tuple(suspects))))
    return tuple(sorted(found, key=lambda item: item.days))


def _footprint(
    base: TimeBase, counted: Sequence[tuple[Query, Result]], *, asked: date
) -> Footprint | None:
    """What the rows per day by one field, or by start and end, tell; None without rows."""
    query, result = counted[0]
    per_day = _rows_per_day(result)
    for _, ends in counted[1:]:
        per_day = _up_to_last_start(per_day, _rows_per_day(ends), asked=asked)
    activity = read_activity(per_day, before=asked)
    if activity is None:
        return None
    return Footprint(
        activity=activity,
        rows_per_day=per_day,
        result=result,
        query=query,
        looked=look_at(base, activity, per_day),
    )


def _up_to_last_start(
    starts: Mapping[date, int], ends: Mapping[date, int], *, asked: date
) -> dict[date, int]:
    """Starts and ends of intervals per day; ends after the last period with starts are left out.

    An end may be the first day after, or planned: it does not say that the data goes on.
    """
    known = read_activity(starts, before=asked)
    found = dict(starts)
    for day, rows in ends.items():
        if known is not None and day <= known.end:
            found[day] = found.get(day, 0) + rows
    return found


def _rows_query(base: TimeBase, time_field: str) -> Query:
    return Query(
        expressions=(count_of(base.dataset),), grain="day", time_field=base.reference(time_field)
    )


def _rows_per_day(result: Result) -> dict[date, int]:
    days, counts = result.days("period"), np.nan_to_num(result.numbers("rows")).astype(np.int64)
    known = (days > 0) & (counts != 0)
    dates = map(date.fromordinal, days[known].tolist())
    return dict(zip(dates, counts[known].tolist(), strict=True))


def page_day(footprints: Footprints, facts: Sequence[MetricFacts]) -> date:
    """The day after the newest day that the facts reach; the day asked for when they are current.

    Events decide where there are any: that a list grew says nothing of them. Bases with less than
    1 % of the rows of the largest do not decide. Metrics of bases that end earlier have periods of
    their own and say so.
    """
    events = {base for item in facts if item.happens for base in item.times}
    found, asked = footprints.found, footprints.asked
    found = {base: item for base, item in found.items() if base in events} or found
    sizes = {base: sum(item.rows_per_day.values()) for base, item in found.items()}
    enough = _CREDIBLE_SHARE * max(sizes.values(), default=0)
    credible = [item.activity for base, item in found.items() if sizes[base] >= enough]
    if not credible:
        return asked
    activity = max(credible, key=lambda item: item.end)
    silent = (asked - _DAY - activity.end).days
    current = activity.tail_rows == 0 and silent < activity.longest_gap
    return asked if current or silent <= 0 else activity.end + _DAY


def read_sources(
    context: Context, facts: Sequence[MetricFacts], footprints: Footprints
) -> Mapping[str, Freshness]:
    """Freshness of the datasets behind ``facts``, judged on the page's own day."""
    ends: dict[str, date] = {}
    for base, item in footprints.found.items():
        end = min(item.activity.end, footprints.as_of - _DAY)
        ends[base.dataset] = max(end, ends.get(base.dataset, date.min))
    known = context.freshness()
    return {
        name: replace(known[name], data_until=ends.get(name, known[name].data_until))
        for name in _read_from(context.model, facts)
        if name in known
    }


def _read_from(model: SemanticModel, facts: Sequence[MetricFacts]) -> tuple[str, ...]:
    """Datasets that the page's figures come from, and those they lead to; not idle copies."""
    found = {base for item in facts for base in item.bases}
    links = [link for link in model.relationships if link.active]
    while further := {x.to_dataset for x in links if x.from_dataset in found} - found:
        found |= further
    return tuple(item.name for item in model.datasets if item.name in found)


def count_of(dataset: str) -> NamedExpression:
    """The number of rows of a dataset, as the column ``rows``."""
    return NamedExpression(name="rows", expression="COUNT(*)", dataset=dataset, unit="count")
