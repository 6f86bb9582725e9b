"""Whether days with twice the usual rows hold the same rows twice. Called by
``executive.scan.scanner``.

Twice as many may be news of the business: a wave of tickets after an outage.
"""

from collections.abc import Sequence
from datetime import timedelta

from boardroom.agents.context import Context
from boardroom.executive.key_metric import number
from boardroom.executive.scan.trouble import Trouble
from boardroom.semantic.model import Dataset
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

_BEFORE = timedelta(days=28)
_SAME = 0.75
"""Of the share of rows that differ in the four weeks before; half of it where all stand twice."""


def without_surges(context: Context, trouble: Sequence[Trouble]) -> tuple[Trouble, ...]:
    """The trouble without double loads whose rows differ as much as those of the weeks before.
    Where that cannot be asked, twice the rows are taken for rows that stand twice, if they are that
    many but for chance.
    """
    doubled = [item for item in trouble if item.kind == "twice"]
    queries = [query for item in doubled for query in _queries(context, item)]
    shares = [_share(answer) for answer in context.ask(queries)] if queries else []
    surges = {
        (item.dataset, item.days)
        for item, then, before in zip(doubled, shares[::2], shares[1::2], strict=True)
        if (not item.likely if then is None or before is None else then > _SAME * before)
    }
    return tuple(item for item in trouble if (item.dataset, item.days) not in surges)


def _queries(context: Context, item: Trouble) -> tuple[Query, Query]:
    """How many rows, and how many different ones, in the days and in the weeks before."""
    dataset = context.model.dataset_by_name[item.dataset]
    first, last = item.days[0], item.days[-1]
    spans = (first, last), (first - _BEFORE, first - timedelta(days=1))
    then, before = (
        Query(
            expressions=_counts(dataset),
            time_field=item.time_field,
            time_range=f"{begin.isoformat()}..{end.isoformat()}",
        )
        for begin, end in spans
    )
    return then, before


def _counts(dataset: Dataset) -> tuple[NamedExpression, NamedExpression]:
    names = [item.name for item in dataset.fields if item.name not in dataset.primary_key]
    cells = ", ".join(
        f"COALESCE(CAST({dataset.name}.{name} AS VARCHAR), '')"
        for name in names or dataset.primary_key
    )
    return (
        NamedExpression(name="rows", expression="COUNT(*)", dataset=dataset.name),
        NamedExpression(
            name="different",
            expression=f"COUNT(DISTINCT MD5(CONCAT_WS('|', {cells})))",
            dataset=dataset.name,
        ),
    )


def _share(answer: object) -> float | None:
    """Different rows of all rows."""
    if not isinstance(answer, Result) or not answer.rows:
        return None
    rows, different = (number(answer.column(name)[0]) for name in ("rows", "different"))
    return different / rows if rows and different is not None else None
