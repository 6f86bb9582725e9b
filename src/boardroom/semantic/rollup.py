"""Rollups: which ones a dataset deserves and what stands in them.

A rollup holds, per day (or month) of the dataset's event time and per combination of some of its
own columns, the distributive parts (counts, sums, minima, maxima) of the model's metrics. Built by
``data.warehouse``, substituted for raw rows by the compiler where every filter and group-by is
among its columns.
"""

from dataclasses import dataclass
from typing import Literal

from boardroom.semantic.model import DataType


@dataclass(frozen=True, kw_only=True)
class RollupMeasure:
    """One pre-aggregated column. ``argument`` is row-level SQL over the dataset's own fields (``*``
    for counts)."""

    column: str
    function: str
    argument: str
    datatype: DataType


@dataclass(frozen=True, kw_only=True)
class Rollup:
    """A rollup table: one row per day or month and combination of ``keys`` (field names of
    ``dataset``).

    Attributes:
        table: SQL text of the table in the engine.
        time_field: the dataset's own field, or a reference to one of a to-one relative.
        day: the column holding the day (DATE, workspace time zone) of ``time_field``, or the first
            day of its month.
        grain: by what the rows are summed up; a monthly one serves windows of whole months only.
        via: the datasets on the way to ``time_field``: a change in them moves rows between days.
    """

    name: str
    dataset: str
    table: str
    time_field: str
    keys: tuple[str, ...]
    measures: tuple[RollupMeasure, ...]
    day: str = "day"
    grain: Literal["day", "month"] = "day"
    via: tuple[str, ...] = ()
