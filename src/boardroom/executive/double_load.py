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
from boardroom.semantic.model import Dataset
from boardroom.semantic.query import And, Filter, NamedExpression, Or, Predicate, Query
from boardroom.semantic.result import Result

_BEFORE = timedelta(days=28)
_SAME = 0.75
"""Of the share of rows that differ in the four weeks before; half of it where all stand twice."""

_FEWEST_AGAIN = 3
"""So many rows at least stand twice: single ones do so anywhere."""

_MOST_DAYS = 14
"""Of one table; where rows of more days stand twice, that is how the table is."""


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
    in_full = [
        double
        for item, answer in _asked(context, [_in_full(datasets, item) for item in found])
        for double in _doubles(item, answer)
    ]
    before = _asked(context, [_before(datasets, item) for item in in_full])
    return tuple(
        item
        for item, answer in before
        if (share := _share(answer)) is not None and item.expected <= _SAME * share * item.rows
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


_Item = TypeVar("_Item", Suspects, Trouble)


def _asked(
    context: Context, asked: Sequence[tuple[_Item, Query]]
) -> Iterator[tuple[_Item, Result]]:
    """What was asked about with the answers, those that failed left out."""
    answers = context.ask([query for _, query in asked]) if asked else ()
    for (item, _), answer in zip(asked, answers, strict=True):
        if isinstance(answer, Result):
            yield item, answer


def without_surges(context: Context, trouble: Sequence[Trouble]) -> tuple[Trouble, ...]:
    """The trouble without double loads but those whose rows differ less than those of the weeks
    before."""
    datasets = _usable(context)
    doubled = [item for item in trouble if item.kind == "twice" and item.dataset in datasets]
    queries = [query for item in doubled for query in _queries(datasets[item.dataset], item)]
    shares = [_share(answer) for answer in context.ask(queries)] if queries else []
    told = {
        item
        for item, then, before in zip(doubled, shares[::2], shares[1::2], strict=True)
        if then is not None and before is not None and then <= _SAME * before
    }
    return tuple(item for item in trouble if item.kind != "twice" or item in told)


def _queries(dataset: Dataset, item: Trouble) -> tuple[Query, Query]:
    """How many rows, and how many different ones, in the days and in the weeks before."""
    names = [x.name for x in dataset.fields if x.name not in dataset.primary_key]
    first, last = item.days[0], item.days[-1]
    spans = (first, last), (first - _BEFORE, first - timedelta(days=1))
    then, before = (
        Query(
            expressions=_counts(dataset, names or dataset.primary_key),
            time_field=item.time_field,
            time_range=f"{begin.isoformat()}..{end.isoformat()}",
        )
        for begin, end in spans
    )
    return then, before


def _by_key(datasets: Mapping[str, Dataset], item: Suspects) -> tuple[Suspects, Query]:
    """How many rows, and how many different ones by their key, on each of the days; of the days
    between too, where those are few."""
    first, last = item.days[0], item.days[-1]
    runs: tuple[Filter, ...] = ()
    if 2 * len(item.days) <= (last - first).days:
        runs = (Or(items=tuple(_within(item, *run) for run in day_runs(item.days))),)
    dataset = datasets[item.dataset]
    key = dataset.primary_key or tuple(x.name for x in dataset.fields if x.role == "key")[:1]
    query = Query(
        expressions=_counts(dataset, key or tuple(x.name for x in dataset.fields)),
        grain="day",
        time_field=item.time_field,
        time_range=f"{first}..{last}",
        filters=runs,
    )
    return item, query


def _within(item: Suspects, first: date, last: date) -> Filter:
    return And(
        items=(
            Predicate(field=item.time_field, op=">=", values=(first,)),
            Predicate(field=item.time_field, op="<", values=(last + timedelta(days=1),)),
        )
    )


def _in_full(datasets: Mapping[str, Dataset], item: Trouble) -> tuple[Trouble, Query]:
    """The same of whole rows."""
    dataset = datasets[item.dataset]
    query = Query(
        expressions=_counts(dataset, tuple(x.name for x in dataset.fields)),
        grain="day",
        time_field=item.time_field,
        time_range=f"{item.days[0]}..{item.days[-1]}",
    )
    return item, query


def _before(datasets: Mapping[str, Dataset], item: Trouble) -> tuple[Trouble, Query]:
    """The same of the weeks before, together."""
    first, (_, query) = item.days[0], _in_full(datasets, item)
    time_range = f"{first - _BEFORE}..{first - timedelta(days=1)}"
    return item, replace(query, grain=None, time_range=time_range)


def _doubles(item: Suspects | Trouble, answer: Result) -> Iterator[Trouble]:
    """The days, those that follow each other together, of which many rows stand twice. Those that
    were only asked along are told elsewhere."""
    columns = (answer.days("period"), answer.numbers("rows"), answer.numbers("different"))
    counted = {
        day: (int(rows), int(different))
        for number, rows, different in zip(*columns, strict=True)
        if (day := date.fromordinal(int(number))) in item.days
        and rows - different >= _FEWEST_AGAIN
        and different <= _SAME * rows
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
    different = f"{dataset.name}.{names[0]}"
    if len(names) > 1:
        cells = (f"COALESCE(CAST({dataset.name}.{name} AS VARCHAR), '')" for name in names)
        different = f"MD5(CONCAT_WS('|', {', '.join(cells)}))"
    return (
        NamedExpression(name="rows", expression="COUNT(*)", dataset=dataset.name),
        NamedExpression(
            name="different", expression=f"COUNT(DISTINCT {different})", dataset=dataset.name
        ),
    )


def _share(answer: object) -> float | None:
    """Different rows of all rows."""
    if not isinstance(answer, Result) or not answer.rows:
        return None
    rows, different = (float(answer.numbers(name)[0]) for name in ("rows", "different"))
    return different / rows if rows > 0 else None
