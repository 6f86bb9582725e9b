"""Tables of days in a FROM: labels of periods, windows, instants, of which there may be hundreds.

Rows that advance evenly are counted out by the engine (``generate_series``), so that a long
statement is neither written here nor parsed there; others are listed. Both are written as text, not
as nodes. Called by ``placement`` and ``combination``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, compress, count
from operator import ne

from sqlglot import exp

from boardroom.semantic.compiler.dialect import data_type, identifier, literal
from boardroom.semantic.context import Dialect

MOST_LISTED = 60
"""A table is counted out where that takes at most one run for so many rows; else a list is
clearer."""

_REMEMBERED = 32
"""Texts kept: queries over the same days list the same ones."""

_SELECT = "SELECT "

Row = Sequence[date]
"""Days, or the moments at which they begin in a time field's own type."""


@dataclass(frozen=True, kw_only=True)
class _Run:
    """``size`` rows from ``first`` on, all cells of which advance by ``step`` days from row to
    row."""

    first: Row
    step: int
    size: int


def day_table(
    rows: Sequence[Row], *, name: str, columns: Sequence[str], dialect: Dialect
) -> exp.Expr:
    """``rows`` (not empty) as the table ``name(columns)``."""
    titles = [identifier(title) for title in columns]
    alias = exp.TableAlias(this=identifier(name), columns=titles)
    if dialect == "mysql":
        tuples = [exp.Tuple(expressions=[literal(cell) for cell in row]) for row in rows]
        return exp.Values(expressions=tuples, alias=alias)
    text = _text(tuple(map(tuple, rows)), tuple(columns), dialect)
    if text.startswith(_SELECT):
        return exp.Table(this=exp.Var(this=f"(\n{text}\n)"), alias=alias)
    return exp.Values(expressions=[exp.Var(this=text)], alias=alias)


@lru_cache(maxsize=_REMEMBERED)
def _text(rows: tuple[tuple[date, ...], ...], columns: tuple[str, ...], dialect: Dialect) -> str:
    """The rows counted out by SELECTs, or listed in parentheses."""
    runs = _runs(rows, most=len(rows) // MOST_LISTED)
    if runs:
        return "\nUNION ALL\n".join(_counted(run, columns, dialect) for run in runs)
    lines = (", ".join(_cell(cell, dialect) for cell in row) for row in rows)
    return ",\n".join(f"({line})" for line in lines)


def _cell(value: date, dialect: Dialect) -> str:
    if isinstance(value, datetime):
        kind = _type_name("timestamp" if value.tzinfo is None else "timestamptz", dialect)
        return f"CAST('{value.isoformat(sep=' ')}' AS {kind})"
    return f"DATE '{value.isoformat()}'"


@lru_cache
def _type_name(kind: str, dialect: Dialect) -> str:
    return data_type("timestamp" if kind == "timestamp" else "timestamptz").sql(dialect=dialect)


def _runs(rows: Sequence[Row], *, most: int) -> list[_Run]:
    """The rows cut where they stop advancing evenly; none where that is more than ``most`` times,
    or where they hold moments."""
    if not most or set(map(type, chain.from_iterable(rows))) != {date}:
        return []
    columns = [[cell.toordinal() for cell in column] for column in zip(*rows, strict=True)]
    found: list[_Run] = []
    first = 0
    while first < len(rows):
        if len(found) == most:
            return []
        ahead = columns[0][first + 1] - columns[0][first] if first + 1 < len(rows) else 1
        step = max(ahead, 1)
        size = _even_rows([column[first:] for column in columns], step)
        found.append(_Run(first=rows[first], step=step, size=size))
        first += size
    return found


def _even_rows(columns: Sequence[Sequence[int]], step: int) -> int:
    """How many rows from the first one on advance by ``step`` in all columns."""

    size = len(columns[0])
    for column in columns:
        even = range(column[0], column[0] + size * step, step)
        size = next(compress(count(), map(ne, column, even)), size)
    return size


def _counted(run: _Run, columns: Sequence[str], dialect: Dialect) -> str:
    number = "n" if run.step == 1 else f"{run.step} * n"
    if dialect == "spark":
        source = f"RANGE(0, {run.size}) AS s(n)"
        cells = [f"DATE_ADD({_cell(day, dialect)}, CAST({number} AS INT))" for day in run.first]
    else:
        source = f"GENERATE_SERIES(0, {run.size - 1}) AS s(n)"
        cells = [f"{_cell(day, dialect)} + CAST({number} AS INT)" for day in run.first]
    named = (f"{cell} AS {title}" for cell, title in zip(cells, columns, strict=True))
    return f"{_SELECT}{', '.join(named)} FROM {source}"
