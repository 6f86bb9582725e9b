"""Finds tables that were loaded twice: equal columns, equal rows, equal values.

Called by ``propose``: a copy keeps its dataset, but joins and metrics are proposed once.
"""

from collections.abc import Sequence

from boardroom.semantic.profile import ColumnProfile, Probe, TableProfile
from boardroom.semantic.propose.naming import snake
from boardroom.semantic.propose.view import Note

_Pair = tuple[ColumnProfile, ColumnProfile]
_FEW_ROWS = 5
"""Tables with fewer rows may be alike by chance."""


def find_copies(
    tables: Sequence[TableProfile], probe: Probe
) -> tuple[frozenset[str], tuple[Note, ...]]:
    """Names of tables that hold what an earlier table holds, and a note on each."""
    kept: list[TableProfile] = []
    copies: list[str] = []
    notes: list[Note] = []
    for table in tables:
        first = next((other for other in kept if _same(other, table, probe)), None)
        if first is None:
            kept.append(table)
            continue
        copies.append(table.name)
        text = (
            f"holds the same {table.rows} rows as {first.name}: joins and metrics are proposed "
            f"for {first.name} only"
        )
        notes.append(Note(kind="table", where=table.name, text=text))
    return frozenset(copies), tuple(notes)


def _same(first: TableProfile, second: TableProfile, probe: Probe) -> bool:
    if first.rows != second.rows or first.rows < _FEW_ROWS:
        return False
    pairs = _paired(first, second)
    return (
        bool(pairs)
        and all(_alike(ours, theirs) for ours, theirs in pairs)
        and _agree(first, second, pairs, probe)
    )


def _paired(first: TableProfile, second: TableProfile) -> Sequence[_Pair]:
    """Columns of one name; else, where other names were given, of one place and one type."""
    if len(first.columns) != len(second.columns):
        return ()
    named = {snake(column.name): column for column in second.columns}
    if all(snake(column.name) in named for column in first.columns):
        return [(column, named[snake(column.name)]) for column in first.columns]
    placed = list(zip(first.columns, second.columns, strict=True))
    return placed if all(one.datatype == other.datatype for one, other in placed) else ()


def _alike(one: ColumnProfile, other: ColumnProfile) -> bool:
    """Equal measurements; least and greatest values only where both are of one type."""
    if (one.nulls, one.distinct) != (other.nulls, other.distinct):
        return False
    if one.datatype != other.datatype:
        return True
    return (one.minimum, one.maximum) == (other.minimum, other.maximum)


def _agree(
    first: TableProfile,
    second: TableProfile,
    pairs: Sequence[_Pair],
    probe: Probe,
) -> bool:
    """Whether the values of the most telling column of one type are the same on both sides."""
    typed = [pair for pair in pairs if pair[0].datatype == pair[1].datatype and pair[0].distinct]
    if not typed:
        return False
    ours, theirs = max(typed, key=lambda pair: pair[0].distinct)
    found = probe.inclusion(first.name, (ours.name,), second.name, (theirs.name,))
    return found.matched == found.values
