"""Rollups: which ones a dataset deserves and what stands in them.

A rollup holds, per day (or month) of the dataset's event time and per combination of some columns,
its own or those of its to-one relatives, the distributive parts (counts, sums, minima, maxima) of
the model's metrics. Built by ``data.warehouse``, substituted for raw rows by the compiler where
every filter and group-by is among its columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from boardroom.semantic.model import DataType

DISTINCT = "distinct"
"""The function of a measure that counts different values: it does not add up."""


@dataclass(frozen=True, kw_only=True)
class RollupMeasure:
    """One pre-aggregated column. ``argument`` is row-level SQL over the dataset's own fields (``*``
    for counts), ``condition`` what holds of the raw rows that it counts, where a rollup has no key
    to choose them by. A measure ``DISTINCT`` is right for the rollup's rows one by one only."""

    column: str
    function: str
    argument: str
    datatype: DataType
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class Rollup:
    """A rollup table: one row per day or month and combination of ``keys``; with ``each``, one per
    day, combination of ``keys`` and value of one of ``each``, as often as there are of these.

    A key is a field name of ``dataset``, or ``relative.field`` of a dataset that one to-one path
    leads to.

    Attributes:
        table: SQL text of the table in the engine.
        time_field: the dataset's own field, or a reference to one of a to-one relative.
        day: the column holding the day (DATE, workspace time zone) of ``time_field``, or the first
            day of its month.
        grain: by what the rows are summed up; a monthly one serves windows of whole months only.
        via: the datasets on the way to ``time_field``: a change in them moves rows between days.
        each: the keys of which a row has one at a time; the others are NULL in it.
        relatives: the datasets on the way to the keys that are not the dataset's own.
        split: the column that says which of ``each`` a row has (``part``).
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
    each: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    split: str = "split"

    @property
    def all_keys(self) -> tuple[str, ...]:
        """``keys``, then ``each``."""
        return self.keys + self.each

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Key → the column that holds it."""
        found = {key: key for key in self.all_keys if "." not in key}
        taken = {self.day, self.split, *found, *(item.column for item in self.measures)}
        for key in self.all_keys:
            if key not in found:
                name = key.replace(".", "__")
                while name in taken:
                    name += "_"
                taken.add(name)
                found[key] = name
        return found

    def part(self, key: str) -> int:
        """The number of the rows that have ``key``, one of ``each``: what GROUPING gives for them,
        a bit for every key that they lack, the first key's bit the highest."""
        bits = len(self.each)
        return (1 << bits) - 1 - (1 << bits - 1 - self.each.index(key))
