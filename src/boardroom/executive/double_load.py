"""Whether days hold the same rows twice. Called by ``executive.probe``.

Twice as many may be news of the business: a wave of tickets after an outage. Where few rows come
each day, their number says nothing, so they are looked at themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from boardroom.agents.context import Context
from boardroom.analysis.activity import day_runs
from boardroom.executive.trouble import Suspects, Trouble
from boardroom.semantic.compiler.expression import canonical_sql, reference
from boardroom.semantic.model import Dataset
from boardroom.semantic.query import And, Filter, NamedExpression, Or, Predicate, Query
from boardroom.semantic.result import Result

_BEFORE = timedelta(days=28)
_SAME = 0.75
"""Of the share of rows that differ in the four weeks before; half of it where all stand twice."""

_TELLING = 0.8
"""Rows of which fewer differ are alike by nature: there, more rows differ less."""

_FEWEST_AGAIN = 3
"""So many rows at least stand twice: single ones do so anywhere."""

_MOST_DAYS = 14
"""Of one table; where rows of more days stand twice, that is how the table is."""

_MOST_RUNS = 8
_LOOK_BACK = timedelta(days=130)
"""From the newest: of that many runs of days, so far back, whole rows are compared."""

_Counted = Mapping[date, tuple[int, int]]
"""Day → rows, and different ones."""


def find_doubles(context: Context, suspects: Sequence[Suspects]) -> tuple[Trouble, ...]:
    """The days of which as many rows stand twice in full as do in a double load, and do not in the
    weeks before. Where rows have a key, days on which it does not repeat are looked at no
    further."""
    datasets = _usable(context)
    found: list[Trouble] = []
    known = [item for item in suspects if item.dataset in datasets]
    for item, answer in _asked(context, [_by_key(datasets, item) for item in known]):
        doubles = tuple(_doubles(item, answer))
        days = sum(len(double.days) for double in doubles)
        found += doubles if days <= _MOST_DAYS else ()
    return tuple(
        double
        for item, answer in _asked(context, [_in_full(datasets, item) for item in found])
        for double in _doubles(item, answer)
        if _stand_twice(double, _counted(answer))
    )


def _usable(context: Context) -> Mapping[str, Dataset]:
    """The datasets with the fields that the principal may use, and with their key where all of it
    is left; without those of which nothing is."""
    hidden = context.hidden_fields()
    found: dict[str, Dataset] = {}
    for item in context.model.datasets:
        fields = tuple(x for x in item.fields if f"{item.name}.{x.name}" not in hidden)
        whole = {x.name for x in fields}.issuperset(item.primary_key)
        if fields:
            key = item.primary_key if whole else ()
            found[item.name] = replace(item, fields=fields, primary_key=key)
    return found


_Item = TypeVar("_Item", Suspects, Trouble, list[Trouble])


def _asked(
    context: Context, asked: Sequence[tuple[_Item, Query]]
) -> Iterator[tuple[_Item, Result]]:
    """What was asked about with the answers, those that failed left out."""
    answers = context.ask([query for _, query in asked]) if asked else ()
    for (item, _), answer in zip(asked, answers, strict=True):
        if isinstance(answer, Result):
            yield item, answer


def without_surges(context: Context, trouble: Sequence[Trouble]) -> tuple[Trouble, ...]:
    """The trouble without double loads but those whose rows show it: by their key where it repeats,
    else by the other fields, since a load may give new keys."""
    datasets = _usable(context)
    doubled = [item for item in trouble if item.kind == "twice" and item.dataset in datasets]
    by_key = [(item, datasets[item.dataset].primary_key) for item in doubled]
    told = _standing_twice(context, [(item, key) for item, key in by_key if key])
    others = [
        (item, tuple(x.name for x in datasets[item.dataset].fields if x.name not in key))
        for item, key in by_key
        if item not in told and item in _newest(doubled, item)
    ]
    told |= _standing_twice(context, [(item, names) for item, names in others if names])
    return tuple(item for item in trouble if item.kind != "twice" or item in told)


def _newest(items: Sequence[Trouble], like: Trouble) -> list[Trouble]:
    """The last of the same table and field: of them whole rows are compared, which takes long."""
    alike = sorted(
        (x for x in items if (x.dataset, x.time_field) == (like.dataset, like.time_field)),
        key=lambda item: item.days,
    )[-_MOST_RUNS:]
    return [item for item in alike if item.days[-1] >= alike[-1].days[-1] - _LOOK_BACK]


def _standing_twice(
    context: Context, items: Sequence[tuple[Trouble, tuple[str, ...]]]
) -> set[Trouble]:
    """Those of which many rows stand twice by the fields beside them; one query for each table."""
    tables: dict[tuple[str, str, tuple[str, ...]], list[Trouble]] = {}
    for item, names in items:
        tables.setdefault((item.dataset, item.time_field, names), []).append(item)
    asked = [
        (alike, _per_day(context.model.dataset_by_name[dataset], names, time_field, _around(alike)))
        for (dataset, time_field, names), alike in tables.items()
    ]
    return {
        item
        for alike, answer in _asked(context, asked)
        for item in alike
        if _stand_twice(item, _counted(answer))
    }


def _around(items: Sequence[Trouble]) -> list[date]:
    """The days with the weeks before each."""
    found = {
        item.days[0] - _BEFORE + timedelta(days=place)
        for item in items
        for place in range((item.days[-1] - item.days[0] + _BEFORE).days + 1)
    }
    return sorted(found)


def _stand_twice(item: Trouble, counted: _Counted) -> bool:
    """Whether the rows differ less than those of the weeks before, which tell only where most of
    them differ."""
    first, last = item.days[0], item.days[-1]
    usual = _share(counted, first - _BEFORE, first - timedelta(days=1))
    return usual >= _TELLING and 0.0 < _share(counted, first, last) <= _SAME * usual


def _by_key(datasets: Mapping[str, Dataset], item: Suspects) -> tuple[Suspects, Query]:
    """How many rows, and how many different ones by their key, on each of the days."""
    dataset = datasets[item.dataset]
    key = dataset.primary_key or tuple(x.name for x in dataset.fields if x.role == "key")[:1]
    names = key or tuple(x.name for x in dataset.fields)
    return item, _per_day(dataset, names, item.time_field, item.days)


def _in_full(datasets: Mapping[str, Dataset], item: Trouble) -> tuple[Trouble, Query]:
    """The same of whole rows, and of those of the weeks before."""
    dataset = datasets[item.dataset]
    names = tuple(x.name for x in dataset.fields)
    return item, _per_day(dataset, names, item.time_field, _around([item]))


def _per_day(
    dataset: Dataset, names: Sequence[str], time_field: str, days: Sequence[date]
) -> Query:
    """How many rows, and how many different ones by the fields of ``names``, on each of the days;
    of the days between too, where those are few."""
    first, last = days[0], days[-1]
    runs: tuple[Filter, ...] = ()
    if 2 * len(days) <= (last - first).days:
        runs = (Or(items=tuple(_within(time_field, *run) for run in day_runs(days))),)
    return Query(
        expressions=_counts(dataset, names),
        grain="day",
        time_field=time_field,
        time_range=f"{first}..{last}",
        filters=runs,
    )


def _within(time_field: str, first: date, last: date) -> Filter:
    return And(
        items=(
            Predicate(field=time_field, op=">=", values=(first,)),
            Predicate(field=time_field, op="<", values=(last + timedelta(days=1),)),
        )
    )


def _doubles(item: Suspects | Trouble, answer: Result) -> Iterator[Trouble]:
    """The days, those that follow each other together, of which many rows stand twice. Those that
    were only asked along are told elsewhere."""
    counted = {
        day: (rows, different)
        for day, (rows, different) in _counted(answer).items()
        if day in item.days and rows - different >= _FEWEST_AGAIN and different <= _SAME * rows
    }
    for first, last in day_runs(sorted(counted)):
        days = tuple(day for day in sorted(counted) if first <= day <= last)
        yield Trouble(
            dataset=item.dataset,
            time_field=item.time_field,
            kind="twice",
            days=days,
            rows=sum(counted[day][0] for day in days),
            expected=float(sum(counted[day][1] for day in days)),
        )


def _counts(dataset: Dataset, names: Sequence[str]) -> tuple[NamedExpression, NamedExpression]:
    """Rows, and different ones by the fields of ``names``."""
    fields = [canonical_sql(reference(f"{dataset.name}.{name}")) for name in names]
    different = fields[0]
    if len(fields) > 1:
        cells = (f"COALESCE(CAST({field} AS VARCHAR), '')" for field in fields)
        different = f"MD5(CONCAT_WS('|', {', '.join(cells)}))"
    return (
        NamedExpression(name="rows", expression="COUNT(*)", dataset=dataset.name),
        NamedExpression(
            name="different", expression=f"COUNT(DISTINCT {different})", dataset=dataset.name
        ),
    )


def _counted(answer: Result) -> _Counted:
    columns = (answer.days("period"), answer.numbers("rows"), answer.numbers("different"))
    return {
        date.fromordinal(int(day)): (int(rows), int(different))
        for day, rows, different in zip(*columns, strict=True)
    }


def _share(counted: _Counted, first: date, last: date) -> float:
    """Different rows of all rows of a period; 0 without rows."""
    inside = [pair for day, pair in counted.items() if first <= day <= last]
    rows = sum(pair[0] for pair in inside)
    return sum(pair[1] for pair in inside) / rows if rows else 0.0
