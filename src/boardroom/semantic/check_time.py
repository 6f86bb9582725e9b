"""Whether a time of a dataset or metric can place rows: its fields are reached and hold times.

Used by ``semantic.check`` and ``semantic.check_metric``.
"""

from typing import assert_never

from boardroom.errors import QueryError
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import (
    EventTime,
    IntervalTime,
    MovementTime,
    SnapshotTime,
    TimeSpec,
)


def check_time(graph: Graph, time: TimeSpec, *, base: str) -> None:
    """Check ``time`` for rows of the dataset ``base``.

    Raises:
        NotFoundError, AmbiguousError: a field that does not exist, or has several readings.
        QueryError: a field that is not reached, or holds no times.
    """
    for text in _fields(time):
        found = graph.reference(text, base)
        graph.path(base, found)
        field = found.field
        if field is not None and field.datatype is not None and not field.temporal:
            raise QueryError(
                f"the time {text!r} is of type {field.datatype}, not a date or time",
                hint="Convert it in the field's expression, such as CAST(x AS DATE).",
            )
    if isinstance(time, SnapshotTime):
        for text in time.entity:
            graph.path(base, graph.reference(text, base))


def _fields(time: TimeSpec) -> tuple[str, ...]:
    match time:
        case EventTime() | SnapshotTime() | MovementTime():
            return (time.field,)
        case IntervalTime():
            return (time.start, time.end)
    assert_never(time)
