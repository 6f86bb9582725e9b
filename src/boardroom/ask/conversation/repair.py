"""What can be done once about a query that the engine refused, from its error. Called by the SQL
agent.

SQL made from the model fails for what lies in the data or has changed since the model was written.
Only what leaves all other values as they are is done: a field that cannot be read is left out of a
list, and a list that is too long is cut; both are said. A number is never computed otherwise than
it was asked for.
"""

from dataclasses import replace

from boardroom.data.metrics import MetricsService
from boardroom.errors import BoardroomError, LimitError, QueryError
from boardroom.governance.principal import Principal
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat

FIRST_ROWS = 1_000
"""So many rows of a list that is too long are shown."""


def repaired(
    query: Query, error: BoardroomError, metrics: MetricsService, *, principal: Principal
) -> tuple[Query, Caveat] | None:
    """Another query in place of one that failed, and what must be said of it; None where nothing
    can be done."""
    if not query.records:
        return None
    if isinstance(error, LimitError) and query.limit is None:
        text = f"Only the first {FIRST_ROWS:,} rows are shown: {error.message}."
        return replace(query, limit=FIRST_ROWS), Caveat(kind="cut", text=text)
    if isinstance(error, QueryError):
        return _without_fields(query, metrics, principal)
    return None


def _without_fields(
    query: Query, metrics: MetricsService, principal: Principal
) -> tuple[Query, Caveat] | None:
    """The list without the fields that the engine cannot read."""
    refused = metrics.refused_fields()
    fields = query.fields or _visible(query.records or "", metrics, principal)
    kept = tuple(name for name in fields if name not in refused)
    lost = [name for name in fields if name in refused]
    if not kept or not lost:
        return None
    reasons = "; ".join(refused[name].rstrip(".?") for name in lost)
    text = f"Left out: {reasons}."
    return replace(query, fields=kept), Caveat(kind="left_out", text=text)


def _visible(dataset: str, metrics: MetricsService, principal: Principal) -> tuple[str, ...]:
    seen = {item.name: item for item in metrics.describe(principal=principal).datasets}
    known = seen.get(dataset)
    return tuple(f"{dataset}.{item.name}" for item in known.fields) if known else ()
