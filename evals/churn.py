"""Who leaves: churn tables, one row per customer, in the layout of the IBM Telco set.

A folder holds CSV files; those with a label (a column named after leaving, of two values, one of
which says yes) are cases. Every row is scored by a model that did not see it (five folds), all
rows together; figures of several files are their means.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from boardroom.analysis.churn.leak import names_the_event
from boardroom.analysis.churn.model import Verdict, cross_validate, judge
from boardroom.analysis.churn.table import Bools, FeatureTable, read_table
from evals.score import Score

_EMPTY = ["", " ", "NA", "N/A", "NULL", "null", "NaN", "nan", "None", "?"]
_YES = ("yes", "y", "true", "1", "churned", "attrited customer", "exited", "left")
_NO = ("no", "n", "false", "0", "stayed", "existing customer", "retained", "active")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One table of customers and who of them left."""

    name: str
    table: FeatureTable


def evaluate(folder: Path) -> Score:
    """Score all tables below ``folder``: ``auc``, ``brier``, and ``calibration_error`` over ten
    equal bins.
    """
    verdicts: list[Verdict] = []
    seconds = 0.0
    for case in read_cases(folder):
        began = time.perf_counter()
        verdicts.append(judge(cross_validate(case.table), case.table))
        seconds += time.perf_counter() - began
    if not verdicts:
        raise SystemExit(f"{folder} has no CSV file with a column that says who left")
    figures = {
        "auc": float(np.mean([item.auc.value for item in verdicts])),
        "brier": float(np.mean([item.brier for item in verdicts])),
        "calibration_error": float(np.mean([item.calibration_error for item in verdicts])),
    }
    return Score(figures=figures, cases=len(verdicts), seconds=seconds)


def read_cases(folder: Path) -> Iterator[Case]:
    """All tables below ``folder`` that have a label, by name."""
    for path in sorted(folder.rglob("*.csv")):
        source = _read(path)
        label, left = _label(source)
        if left is not None:
            table = read_table(source.drop_columns([label]), left=left)
            yield Case(name=path.stem, table=table)


def _read(path: Path) -> pa.Table:
    """The file's table; a row with too many or too few cells is no customer."""
    return pa_csv.read_csv(
        path,
        parse_options=pa_csv.ParseOptions(
            newlines_in_values=True, invalid_row_handler=lambda _: "skip"
        ),
        convert_options=pa_csv.ConvertOptions(null_values=_EMPTY, strings_can_be_null=True),
    )


def _label(source: pa.Table) -> tuple[str, Bools | None]:
    """The column that says who left; of several the one with the shortest name, since the longer
    ones say how or why.
    """
    named = sorted(filter(names_the_event, source.column_names), key=len)
    for name in named:
        left = _flags(source[name])
        if left is not None:
            return name, left
    return "", None


def _flags(column: pa.ChunkedArray) -> Bools | None:
    """Whether each cell says yes; None when the column does not hold yes and no."""
    if column.null_count:
        return None
    words = pc.utf8_lower(pc.utf8_trim_whitespace(pc.cast(column, pa.string())))
    known = set(words.unique().to_pylist())
    if len(known) != 2 or not known <= {*_YES, *_NO} or known <= set(_NO):
        return None
    flags = pc.is_in(words, value_set=pa.array(_YES))
    return np.asarray(flags.to_numpy(zero_copy_only=False), dtype=bool)
