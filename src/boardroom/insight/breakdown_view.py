"""A report's table of one metric by one dimension, read for drawing. Used by all renderers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from boardroom.insight.delta_text import difference
from boardroom.insight.model import Contributions, Delta, Evidence, Table
from boardroom.insight.period_text import period_text
from boardroom.insight.wording import assess
from boardroom.semantic.model import Unit
from boardroom.semantic.result import Column, Period


@dataclass(frozen=True, kw_only=True)
class BreakdownRow:
    """One value of the dimension: the metric now and before."""

    name: str
    value: float | None
    previous: float | None
    delta: Delta | None


@dataclass(frozen=True, kw_only=True)
class BreakdownView:
    """What a bar chart needs.

    Attributes:
        against: the period compared with, in words; empty = none.
        top: the largest size of any value, for the bars' scale.
    """

    rows: tuple[BreakdownRow, ...]
    unit: Unit | None
    against: str
    top: float


def read_breakdown_table(table: Table) -> BreakdownView:
    """Rows of ``table``: first column the dimension, then the metric with what it is compared
    with.
    """
    columns = table.result.columns
    metric = next(place for place, column in enumerate(columns) if column.role == "metric")
    previous = _place(columns, "previous")
    unit = columns[metric].unit
    against = table_against(table)
    rows = []
    for cells in table.result.rows:
        value = number_of(cells[metric])
        before = number_of(cells[previous]) if previous is not None else None
        delta = change_of(value, before, column=columns[metric], label=against)
        name = value_label(cells[0])
        rows.append(BreakdownRow(name=name, value=value, previous=before, delta=delta))
    sizes = [abs(item) for row in rows for item in (row.value, row.previous) if item is not None]
    return BreakdownView(rows=tuple(rows), unit=unit, against=against, top=max(sizes, default=0.0))


def others_name(found: Contributions) -> str:
    """What stands for the values not listed."""
    noun = "other" if found.others_count == 1 else "others"
    return f"{found.others_count} {noun}"


def table_evidence(table: Table) -> Evidence:
    """Where the table comes from."""
    result = table.result
    return Evidence(
        query=table.query,
        sql=result.sql,
        period=result.period,
        comparison=result.comparison,
        model_version=result.model_version,
        data_version=result.data_version,
        freshness=result.freshness,
        elapsed_ms=result.elapsed_ms,
    )


def _place(columns: Sequence[Column], role: str) -> int | None:
    return next((place for place, column in enumerate(columns) if column.role == role), None)


def table_against(table: Table) -> str:
    """The period that a table's metrics are compared with, in words; empty = none."""
    comparison = table.result.comparison
    if comparison is None:
        return ""
    return period_text(Period(start=comparison.start, end=comparison.end, complete=True))


def change_of(value: object, previous: object, *, column: Column, label: str) -> Delta | None:
    """The change between two cells of the metric ``column``; None where one has no number."""
    now, before = number_of(value), number_of(previous)
    change, ratio = difference(now, before, column.unit)
    if change is None:
        return None
    return Delta(
        label=label,
        previous=before,
        change=change,
        change_ratio=ratio,
        assessment=assess(change, column.direction),
    )


def value_label(cell: object) -> str:
    """A dimension's value in words; one with spaces around it in quotes, as it is not the same
    value without them.

    Example:
        >>> value_label(None), value_label(True), value_label(date(2018, 8, 1))
        ('(none)', 'yes', '2018-08-01')
        >>> value_label("device ")
        '"device "'
    """
    if cell is None or cell == "":
        return "(none)"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return text if text == text.strip() else f'"{text}"'


def number_of(cell: object) -> float | None:
    """A cell as a number; None where it holds none."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return None
    return float(cell)
