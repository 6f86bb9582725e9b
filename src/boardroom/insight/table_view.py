"""A report's table read for drawing, whatever its columns are. Used by all renderers.

One metric by one dimension becomes bars (``insight.breakdown_view``), the steps from an opening to
a closing value become steps, everything else a grid whose cells are text in the unit of their
column.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from boardroom.insight.breakdown_view import change_of, number_of, table_against, value_label
from boardroom.insight.delta_text import delta_text
from boardroom.insight.model import Assessment, Table
from boardroom.insight.number_text import MISSING, change_text, ratio_text, value_text
from boardroom.semantic.model import Unit
from boardroom.semantic.result import Column

TableKind = Literal["bars", "steps", "grid"]

_BEHIND = ("previous", "change", "change_ratio")
_NUMERIC = frozenset({"Integer", "Decimal", "Float"})
_MOMENTS = frozenset({"Date", "DateTime", "DateTimeTz", "Time"})
_NEAR = 1e-6


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a bridge.

    Attributes:
        total: True for the opening and the closing value.
        share: its size against the largest step between them, −1 … 1; 0 for totals.
    """

    name: str
    text: str
    total: bool
    share: float


@dataclass(frozen=True, kw_only=True)
class GridColumn:
    """``number`` columns are right-aligned; they and ``fixed`` ones (days) are never broken."""

    title: str
    number: bool
    fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """The text of one cell, and whether it is good news."""

    text: str
    assessment: Assessment = "neutral"


@dataclass(frozen=True, kw_only=True)
class GridView:
    """A table as texts: one ``GridCell`` per column and row."""

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[GridCell, ...], ...]


def table_kind(table: Table) -> TableKind:
    """How a table is best drawn.

    Steps are told by what they are: rows no query groups by, whose first value plus all between
    is the last.
    """
    columns = table.result.columns
    plain = [column.role for column in columns if column.role not in _BEHIND]
    if plain != ["dimension", "metric"]:
        return "grid"
    return "steps" if not table.query.group_by and _adds_up(table) else "bars"


def read_steps(table: Table) -> tuple[Step, ...]:
    """The rows of a bridge in their order."""
    unit = table.result.columns[1].unit
    values = [number_of(cells[1]) or 0.0 for cells in table.result.rows]
    largest = max((abs(value) for value in values[1:-1]), default=0.0) or 1.0
    last = len(values) - 1
    return tuple(
        Step(
            name=value_label(cells[0]),
            text=value_text(value, unit) if place in {0, last} else change_text(value, unit),
            total=place in {0, last},
            share=0.0 if place in {0, last} else value / largest,
        )
        for place, (cells, value) in enumerate(zip(table.result.rows, values, strict=True))
    )


def read_grid(table: Table) -> GridView:
    """All columns and rows as text; what a metric is compared with becomes one column."""
    result = table.result
    metrics = {column.name for column in result.columns if column.role == "metric"}
    against = table_against(table)
    columns: list[GridColumn] = []
    cells: list[list[GridCell]] = [[] for _ in result.rows]
    for place, column in enumerate(result.columns):
        if column.role in _BEHIND and column.name.removesuffix(f"_{column.role}") in metrics:
            continue
        fixed = column.type in _MOMENTS
        columns.append(
            GridColumn(title=column_title(column), number=_is_number(column), fixed=fixed)
        )
        for found, row in zip(cells, result.rows, strict=True):
            found.append(GridCell(text=cell_text(row[place], column)))
        before = _behind(result.columns, column)
        if before is not None:
            title = f"vs {against}" if against else "change"
            columns.append(GridColumn(title=title, number=True))
            for found, row in zip(cells, result.rows, strict=True):
                found.append(_delta_cell(row[place], row[before], column))
    return GridView(columns=tuple(columns), rows=tuple(tuple(row) for row in cells))


def column_title(column: Column) -> str:
    """A column's title in words.

    Example:
        >>> column_title(Column(name="deals.created_at", role="field", type="DateTime"))
        'Created at'
    """
    if column.label:
        return column.label
    words = column.name.rpartition(".")[2].replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def cell_text(cell: object, column: Column) -> str:
    """A cell as people write it, in the unit of its column; numbers without a unit that name
    things (ids, years) keep their digits.

    Example:
        >>> cell_text(0.125, Column(name="win_rate", role="metric", type="Float", unit="percent"))
        '12.5%'
        >>> cell_text(116381000, Column(name="deals.owner_id", role="field", type="Integer"))
        '116381000'
    """
    if cell is None:
        return MISSING if _is_number(column) else value_label(cell)
    value = number_of(cell)
    if value is None or not _is_number(column):
        return _plain(cell)
    if column.role == "change":
        return change_text(value, _rate_unit(column.unit))
    if column.role == "change_ratio":
        return ratio_text(value)
    return value_text(value, column.unit)


def _plain(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == cell.min.time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell.isoformat() if isinstance(cell, date) else value_label(cell)


def _is_number(column: Column) -> bool:
    """Whether the column measures something; numbers that name things do not."""
    if column.type not in _NUMERIC or column.role in {"time", "dimension", "key"}:
        return False
    return column.role != "field" or column.unit is not None or column.type != "Integer"


def _rate_unit(unit: Unit | None) -> Unit | None:
    return "percent" if unit == "points" else unit


def _behind(columns: Sequence[Column], metric: Column) -> int | None:
    """The place of the value that ``metric`` is compared with."""
    if metric.role != "metric":
        return None
    name = f"{metric.name}_previous"
    return next((place for place, column in enumerate(columns) if column.name == name), None)


def _delta_cell(value: object, previous: object, column: Column) -> GridCell:
    delta = change_of(value, previous, column=column, label="")
    found = delta_text(delta, unit=column.unit) if delta is not None else None
    if found is None:
        return GridCell(text="")
    return GridCell(text=f"{found.arrow} {found.size}", assessment=found.assessment)


def _adds_up(table: Table) -> bool:
    values = [number_of(cells[1]) for cells in table.result.rows]
    if len(values) < 3 or any(value is None for value in values):
        return False
    known = [value for value in values if value is not None]
    size = sum(abs(value) for value in known)
    return math.isclose(math.fsum(known[:-1]), known[-1], abs_tol=_NEAR * size)
