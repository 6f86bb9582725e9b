"""Finds tables that only repeat another table's sums by day or month (``sales_by_day``).

Called by ``propose`` when the tables are joined: such a table keeps its dataset, but gives no
metrics, because adding it up would tell the same events twice under two names.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from boardroom.semantic.profile import Probe
from boardroom.semantic.propose.hidden import quoted
from boardroom.semantic.propose.view import Column, Note, Scene, Table

_FEW_DAYS = 20
"""Sums of fewer rows may be equal by chance."""
_MOST = 0.95
"""From this share of its rows on a table repeats sums: those of its last days may still grow."""
_ADDED = frozenset({"money", "quantity"})
_TOLD = _ADDED | {"balance", "stock"}
_GRAINS = ("CAST({} AS DATE)", "DATE_TRUNC('month', CAST({} AS DATE))")


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Rows that may have been summed: a FROM item with the moment ``d_``, what groups them."""

    source: str
    groups: tuple[str, ...]
    grain: str


def find_totals(scene: Scene, probe: Probe) -> tuple[frozenset[str], tuple[Note, ...]]:
    """Names of datasets that only hold sums of another one's rows, and a note on each."""
    found: dict[str, str] = {}
    for table in scene.tables:
        others = (o for o in scene.tables if o.profile.rows > table.profile.rows)
        summed = next((o for o in others if _repeats(table, o, scene, probe)), None)
        if summed is not None:
            found[table.name] = summed.name
    return frozenset(found), tuple(
        Note(
            kind="table",
            where=name,
            text=f"holds sums of {other} by {' and '.join(scene.by_name[name].primary_key)}: joins "
            f"and metrics are proposed for {other} only",
        )
        for name, other in found.items()
    )


def _repeats(table: Table, other: Table, scene: Scene, probe: Probe) -> bool:
    """Whether everything in ``table`` that adds up is a sum over the rows of ``other``."""
    day = _day(table)
    told = [c for c in table.of_kind("measure") if c.reading.nature in _TOLD]
    if day is None or not told or any(c.reading.nature not in _ADDED for c in told):
        return False
    alike = [[s for s in _sums(c, other) if _as_much(c, s, table, other, probe)] for c in told]
    groups = [table.by_name[name] for name in table.primary_key if name != day.name]
    return all(alike) and any(
        all(
            any(_holds((day, *groups, c), s, table, rows, probe) for s in sums)
            for c, sums in zip(told, alike, strict=True)
        )
        for rows in _dated(other, groups, scene)
    )


def _day(table: Table) -> Column | None:
    """The moment in the key of a table with one row per moment and, at most, group."""
    key = [table.by_name[name] for name in table.primary_key]
    days = [column for column in key if column.reading.kind == "time"]
    return days[0] if len(days) == 1 and table.profile.rows >= _FEW_DAYS else None


def _sums(column: Column, other: Table) -> Iterator[str]:
    """What a column may be the sum of, over physical columns."""
    nature = column.reading.nature
    yield from (f"SUM({c.sql})" for c in other.of_kind("measure") if c.reading.nature == nature)
    if nature == "quantity":
        yield "COUNT(*)"
        keys = (c for c in other.of_kind("key") if not c.unique)
        yield from (f"COUNT(DISTINCT {c.sql})" for c in keys)
        return
    quantity, rate = other.find("quantity"), other.find("discount_rate")
    price = other.find("unit_price") or other.find("price")
    if quantity is None or price is None:
        return
    yield f"SUM({quantity.sql} * {price.sql})"
    if rate is not None:
        less = f"(1 - {rate.sql} / {rate.reading.scale}.0)"
        yield f"SUM({quantity.sql} * {price.sql} * {less})"


def _as_much(column: Column, sums: str, table: Table, other: Table, probe: Probe) -> bool:
    """Whether both come to nearly the same over all rows: asked before anything dearer is."""
    whole = probe.value(table.profile.name, f"SUM({column.sql})")
    return whole != 0 and math.isclose(
        whole, probe.value(other.profile.name, sums), rel_tol=1 - _MOST
    )


def _dated(other: Table, groups: Sequence[Column], scene: Scene) -> Iterator[_Rows]:
    """The rows of ``other`` by each moment of its own or of what they belong to."""
    by = tuple(
        next((c.sql for c in other.columns if c.words == group.words), "") for group in groups
    )
    if not all(by):
        return
    for moment in other.of_kind("time"):
        source = f"(SELECT *, {moment.sql} AS d_ FROM {_from(other)}) AS r_"
        yield from (_Rows(source=source, groups=by, grain=grain) for grain in _GRAINS)
    for link, parent in scene.parents(other.name):
        if len(link.from_columns) != 1:
            continue
        own, key = other.by_name[link.from_columns[0]].sql, parent.by_name[link.to_columns[0]].sql
        rows = f"(SELECT *, {own} AS o_ FROM {_from(other)}) AS r_"
        for moment in parent.of_kind("time"):
            days = f"(SELECT {key} AS k_, {moment.sql} AS d_ FROM {_from(parent)}) AS p_"
            source = f"{rows} JOIN {days} ON o_ = k_"
            yield from (_Rows(source=source, groups=by, grain=grain) for grain in _GRAINS)


def _from(table: Table) -> str:
    return ".".join(quoted(part) for part in table.profile.name.split("."))


def _holds(columns: Sequence[Column], sums: str, table: Table, rows: _Rows, probe: Probe) -> bool:
    """Whether nearly all rows of ``table`` hold the sum of their day and group.

    Args:
        columns: of ``table``: its day, its groups, the column in question.
    """
    day, *groups, column = columns
    own = (rows.grain.format(day.sql), *(g.sql for g in groups), _whole(column.sql))
    by = (rows.grain.format("d_"), *rows.groups)
    summed = f"SELECT {', '.join((*by, _whole(sums)))} FROM {rows.source} GROUP BY {', '.join(by)}"
    equal = probe.count(table.profile.name, f"({', '.join(own)}) IN ({summed})")
    return equal >= _MOST * table.profile.rows


def _whole(sql: str) -> str:
    """Sums to the unit: floating-point numbers differ in their last digits."""
    return f"ROUND(CAST({sql} AS DOUBLE), 0)"
