"""What came in a time, of what a model counts as known so far: «customers who joined last year» are
those of that year, though the number of customers is of all until then.

Called by ``ask.query_draft``.
"""

from collections.abc import Sequence

from boardroom.ask.setting import Setting, Unsaid
from boardroom.semantic.model import EventTime, Metric
from boardroom.semantic.query import NamedExpression


def that_came(
    amounts: Sequence[str | NamedExpression], moment: str | None, setting: Setting
) -> list[str | NamedExpression]:
    """The amounts, each that counts all until a day as the number of those that came then, where
    the time said is that of their coming. Raises: Unsaid: it cannot be told of one so."""
    return [_of_comers(item, moment, setting) for item in amounts]


def _of_comers(
    amount: str | NamedExpression, moment: str | None, setting: Setting
) -> str | NamedExpression:
    metric = None if moment is None else setting.graph.model.metric_by_name.get(str(amount))
    if metric is None or metric.to_date != "all":
        return amount
    if metric.filter or metric.inputs or metric.offset or _came(metric) != moment:
        raise Unsaid
    sql = metric.expression.sql
    return NamedExpression(
        name=f"{metric.name}_then", expression=sql, dataset=metric.dataset, unit=metric.unit
    )


def _came(metric: Metric) -> str | None:
    """By which field what a metric counts is dated."""
    if not isinstance(metric.time, EventTime):
        return None
    field = metric.time.field
    return field if "." in field else f"{metric.dataset}.{field}"
