"""Copies of a set in which nothing is related to anything. Made for the evaluation ``negative``.

- Every column of every table is permuted by itself, so that a row's cells have nothing to do with
  one another, nor with those of the rows that keys join to it.
- The time of a table (of its columns of dates and times the fullest, of equals the first) is
  spread evenly: over the days from its first to its last that have a day of the week on which
  things happen, or, where a table has snapshots at even steps, over these. The time of day is
  permuted.
- Every other time of a row stays as far from that time as it was in some other row: what takes ten
  days on average still does, and no more for one row than for another.

What stays true, so that a claim of it is no false discovery: how often each value occurs (which
one most, how concentrated, which cells are far out), how many rows each key has, how long things
take, and what follows from a length: stocks and ends rise at the start of a set and fall off at
its end.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Longs = npt.NDArray[np.int64]

_DAY = 86_400_000_000
_WEEK = 7
_CLOSED = 0.1
"""A day of the week with less than this part of an even share of the rows is one of rest."""

_STEP_SLACK = 0.1
_LONGEST_DAYS = 200 * 365
"""Times further apart than that are placeholders for «never», not times."""

_INSTANT = pa.timestamp("us")


def shuffle_set(
    tables: Mapping[str, pa.Table], rng: np.random.Generator, *, most_rows: int
) -> dict[str, pa.Table]:
    """A copy of each table, of at most ``most_rows`` of its rows."""
    return {name: shuffle_table(table, rng, most_rows=most_rows) for name, table in tables.items()}


def shuffle_table(table: pa.Table, rng: np.random.Generator, *, most_rows: int) -> pa.Table:
    """A copy of one table."""
    if table.num_rows > most_rows:
        table = table.take(pa.array(np.sort(rng.permutation(table.num_rows)[:most_rows])))
    columns = {
        name: table[name].take(pa.array(rng.permutation(table.num_rows)))
        for name in table.column_names
    }
    columns |= _times(table, rng)
    return pa.table(columns)


def main_time(table: pa.Table) -> str | None:
    """The column that says when a row happened; None where no column is a time."""
    times = _time_columns(table)
    return min(times, key=lambda name: table[name].null_count) if times else None


def _time_columns(table: pa.Table) -> list[str]:
    return [
        field.name
        for field in table.schema
        if pa.types.is_date(field.type) or pa.types.is_timestamp(field.type)
        if table[field.name].null_count < table.num_rows
    ]


def _times(table: pa.Table, rng: np.random.Generator) -> dict[str, pa.Array]:
    main = main_time(table)
    if main is None:
        return {}
    was, known = _instants(table[main])
    now = np.zeros_like(was)
    now[known] = spread_evenly(was[known], rng)
    order = rng.permutation(table.num_rows)
    now, here = now[order], known[order]
    found = {main: _column(now, here, table.schema.field(main).type)}
    for name in _time_columns(table):
        if name == main:
            continue
        other, has = _instants(table[name])
        kind = table.schema.field(name).type
        begin, then = (now, was) if pa.types.is_timestamp(kind) else (_whole(now), _whole(was))
        distance = other - then
        usable = has & known & (np.abs(distance) < _LONGEST_DAYS * _DAY)
        order = rng.permutation(table.num_rows)
        kept = usable[order] & here
        found[name] = _column(begin + distance[order], kept, kind)
    return found


def spread_evenly(instants: Longs, rng: np.random.Generator) -> Longs:
    """As many instants, spread evenly over the days of ``instants``, in microseconds."""
    days = instants // _DAY
    drawn = rng.choice(_open_days(days), size=len(days))
    result: Longs = drawn * _DAY + rng.permutation(instants - days * _DAY)
    return result


def _open_days(days: Longs) -> Longs:
    """The days of which one is as likely as another."""
    distinct = np.unique(days)
    steps = np.diff(distinct)
    if len(steps) > 1:
        usual = np.median(steps)
        if usual > 1 and np.all(np.abs(steps - usual) <= max(1.0, _STEP_SLACK * usual)):
            return distinct
    span = np.arange(distinct[0], distinct[-1] + 1)
    share = np.bincount(days % _WEEK, minlength=_WEEK) / len(days)
    is_open = share[span % _WEEK] >= _CLOSED / _WEEK
    return span[is_open] if is_open.any() else distinct


def _instants(column: pa.ChunkedArray) -> tuple[Longs, npt.NDArray[np.bool_]]:
    """Microseconds, and where they are known."""
    known = np.asarray(pc.is_valid(column).to_numpy(), dtype=bool)
    naive = column.type
    if pa.types.is_timestamp(naive) and naive.tz is not None:
        column = column.cast(pa.timestamp(naive.unit))
    moments = column.cast(_INSTANT, safe=False).cast(pa.int64())
    return np.asarray(moments.fill_null(0).to_numpy(), dtype=np.int64), known


def _whole(instants: Longs) -> Longs:
    """The beginnings of their days."""
    return instants // _DAY * _DAY


def _column(instants: Longs, known: npt.NDArray[np.bool_], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        instants = _whole(instants)
    moments = pa.array(instants, mask=~known).cast(_INSTANT)
    return moments.cast(kind, safe=False)
