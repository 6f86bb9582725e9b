"""Where a change comes from: cases with injected causes, in the layout of the Squeeze data sets.

A folder has settings, each with ``injection_info.csv`` (``timestamp``, ``set``: causes separated by
``;``, attributes of one by ``&``) and a table per timestamp (CSV or Parquet) with the columns
``real``, ``predict`` and the attributes. The forecast stands for the period before, and the search
is the one of ``boardroom explain``. A cause counts as found when it is exactly one of those
injected.
"""

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from boardroom.analysis.localisation.leaf import LeafTable, leaf_table
from boardroom.analysis.localisation.period import Sums, TwoPeriods
from boardroom.analysis.localisation.search import find_causes
from evals.score import Score

_VALUES = ("real", "predict")
Names = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One table and the causes injected into it, each a set of ``attribute=value``."""

    table: LeafTable
    causes: frozenset[Names]


def evaluate(folder: Path) -> Score:
    """Score all cases below ``folder``.

    ``f1`` is over all causes of all cases, ``top1`` the share of cases whose first cause is one of
    those injected.
    """
    right = named = injected = first = cases = 0
    seconds = 0.0
    for case in read_cases(folder):
        began = time.perf_counter()
        found = find_causes(_periods(case.table))
        seconds += time.perf_counter() - began
        names = [frozenset(f"{key}={value}" for key, value in x.where.items()) for x in found]
        right += len(case.causes & set(names))
        named += len(names)
        injected += len(case.causes)
        first += bool(names) and names[0] in case.causes
        cases += 1
    if not cases:
        raise SystemExit(f"{folder} has no injection_info.csv with its tables")
    figures = {
        "f1": 2 * right / (named + injected) if named + injected else 1.0,
        "top1": first / cases,
        "seconds_per_case": seconds / cases,
    }
    return Score(figures=figures, cases=cases, seconds=seconds)


def _periods(table: LeafTable) -> TwoPeriods:
    """What is and what should be, as two periods of which nothing is known but the sums."""
    now, then = (Sums(top=values, squares=values) for values in (table.actual, table.expected))
    return TwoPeriods(
        attributes=table.attributes, values=table.values, codes=table.codes, now=now, then=then
    )


def read_cases(folder: Path) -> Iterator[Case]:
    """All cases below ``folder`` whose table is there, in order of their names."""
    for info in sorted(folder.rglob("injection_info.csv")):
        with info.open(newline="", encoding="utf-8") as stream:
            sets = {row["timestamp"]: row["set"] for row in csv.DictReader(stream)}
        for timestamp, text in sorted(sets.items()):
            for ending in (".parquet", ".csv"):
                path = info.with_name(timestamp + ending)
                if path.is_file():
                    yield Case(table=_table(path), causes=_causes(text))


def _causes(text: str) -> frozenset[Names]:
    found = (frozenset(part.strip() for part in item.split("&")) for item in text.split(";"))
    return frozenset(found)


def _table(path: Path) -> LeafTable:
    read = pq.read_table(path) if path.suffix == ".parquet" else pa_csv.read_csv(path)
    attributes = [name for name in read.column_names if name not in _VALUES]
    columns = {name: read[name].cast(pa.string()).to_pylist() for name in attributes}
    real, predict = (read[name].cast(pa.float64()).to_pylist() for name in _VALUES)
    return leaf_table(columns, real, predict)
