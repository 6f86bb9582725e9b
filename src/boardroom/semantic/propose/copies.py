"""Finds tables that hold what another table holds: loaded twice, in part, widened, or raw.

Called by ``propose``: a copy keeps its dataset, but joins and metrics are proposed once. Of two
tables with the same rows the wider one is kept when its further columns say something new (a raw
table and the one made of it), the narrower one when they only repeat what the rows point at. Sums
of another table by day are found by ``totals``, when the tables are joined.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from boardroom.semantic.profile import ColumnProfile, Probe, TableProfile
from boardroom.semantic.propose.column import NUMBERS
from boardroom.semantic.propose.lexicon import name_words
from boardroom.semantic.propose.naming import snake
from boardroom.semantic.propose.view import Note

_Pair = tuple[ColumnProfile, ColumnProfile]
_FEW_ROWS = 5
"""Tables with fewer rows may be alike by chance."""
_FEW_COLUMNS = 3
"""So many columns of a narrower table must be found in a wider one: a list of ids may be a choice
of things that happens to name them all."""
_MOST_TOLD_BY = 6
"""By so many filled columns, those of most values, rows are told when one with gaps is compared."""
_ODD = 0.1
"""At most this share of a table's columns may differ in a copy that is widened by lookups."""
_LOOKED_UP = 0.5
"""From this share of its further columns on a wider table merely repeats other tables."""


def find_copies(
    tables: Sequence[TableProfile], probe: Probe
) -> tuple[frozenset[str], tuple[Note, ...]]:
    """Names of tables that hold what another table holds, and a note on each."""
    kept: list[TableProfile] = []
    copies: dict[str, str] = {}
    for table in tables:
        for other in tuple(kept):
            copy = _copy(other, table, tables, probe)
            if copy is None:
                continue
            copies[copy.name] = table.name if copy is other else other.name
            if copy is table:
                break
            kept.remove(other)
        if table.name not in copies:
            kept.append(table)
    rows = {table.name: table.rows for table in tables}
    return frozenset(copies), tuple(
        _note(table, copies, rows) for table in tables if table.name in copies
    )


def _note(table: TableProfile, copies: Mapping[str, str], rows: Mapping[str, int]) -> Note:
    first = copies[table.name]
    while first in copies:
        first = copies[first]
    held = f"holds the same {table.rows} rows as {first}"
    if table.rows < rows[first]:
        held = f"all its {table.rows} rows are among those of {first}"
    text = f"{held}: joins and metrics are proposed for {first} only"
    return Note(kind="table", where=table.name, text=text)


def _copy(
    first: TableProfile, second: TableProfile, tables: Sequence[TableProfile], probe: Probe
) -> TableProfile | None:
    """Which of two tables is a copy of the other; None when they are not the same rows."""
    if min(first.rows, second.rows) < _FEW_ROWS:
        return None
    if first.rows != second.rows:
        short, long = sorted((first, second), key=lambda table: table.rows)
        return _part(short, long, probe)
    narrow, wide = sorted((first, second), key=lambda table: len(table.columns))
    pairs = _paired(narrow, wide)
    odd = len(narrow.columns) - len(pairs)
    equal = len(narrow.columns) == len(wide.columns)
    if odd > (0 if equal else _ODD * len(narrow.columns)) or not _agree(narrow, wide, pairs, probe):
        return None
    if equal:
        return second
    if len(pairs) < _FEW_COLUMNS:
        return None
    lists = [table for table in tables if table.rows < wide.rows]
    if _repeats(wide, {theirs.name for _, theirs in pairs}, lists, probe):
        return wide
    return None if odd else narrow


def _part(short: TableProfile, long: TableProfile, probe: Probe) -> TableProfile | None:
    """The shorter of two tables of equal columns when all its rows are rows of the longer."""
    named = {snake(column.name): column for column in long.columns}
    pairs = [(c, named[snake(c.name)]) for c in short.columns if snake(c.name) in named]
    if not len(pairs) == len(short.columns) == len(long.columns) >= _FEW_COLUMNS:
        return None
    typed = [pair for pair in pairs if pair[0].datatype == pair[1].datatype and pair[0].distinct]
    filled = [pair for pair in typed if not pair[0].nulls]
    told = len(filled) >= _FEW_COLUMNS and max(c.distinct for c, _ in filled) >= _FEW_ROWS
    return short if told and _inside(short, long, filled, probe) else None


def _repeats(
    wide: TableProfile, taken: AbstractSet[str], lists: Sequence[TableProfile], probe: Probe
) -> bool:
    """Whether the columns that a wider table has beyond those ``taken`` are mostly looked up."""
    further = [column for column in wide.columns if column.name not in taken and column.distinct]
    repeated = sum(1 for column in further if _looked_up(column, wide, lists, probe))
    return repeated >= _LOOKED_UP * len(further)


def _looked_up(
    column: ColumnProfile, wide: TableProfile, lists: Sequence[TableProfile], probe: Probe
) -> bool:
    """Whether a column repeats one of a shorter table: by the end of its name and its values."""
    name = snake(column.name)
    for table in lists:
        for other in table.columns:
            short = snake(other.name)
            if name != short and not name.endswith(f"_{short}"):
                continue
            if column.distinct > other.distinct:
                continue
            found = probe.inclusion(wide.name, (column.name,), table.name, (other.name,))
            if found.matched == found.values:
                return True
    return False


def _paired(narrow: TableProfile, wide: TableProfile) -> Sequence[_Pair]:
    """Columns of the narrower table with one like it: of its name, of its place, or any."""
    equal = len(narrow.columns) == len(wide.columns)
    pairs: list[_Pair] = []
    free = list(wide.columns)
    for place, column in enumerate(narrow.columns):
        named = [other for other in free if snake(other.name) == snake(column.name)]
        same = wide.columns[place] if equal else None
        placed = [same] if same in free and not _named_apart(column, same) else []
        others = [] if equal or named else _typed(column, free)
        like = next((x for x in (*named, *placed, *others) if _alike(column, x)), None)
        if like is not None:
            pairs.append((column, like))
            free.remove(like)
    return pairs


def _typed(column: ColumnProfile, others: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    """Columns of the same type: values of one type only may go by another name."""
    return [x for x in others if x.datatype == column.datatype and not _named_apart(column, x)]


def _named_apart(one: ColumnProfile, other: ColumnProfile) -> bool:
    """Whether two names of numbers share no word: numbers are equal by chance."""
    numbers = one.datatype in NUMBERS and other.datatype in NUMBERS
    return numbers and not set(name_words(one.name)) & set(name_words(other.name))


def _alike(one: ColumnProfile, other: ColumnProfile) -> bool:
    """Equal measurements; least and greatest values only where both are of one type."""
    if (one.nulls, one.distinct) != (other.nulls, other.distinct):
        return False
    if one.datatype != other.datatype:
        return snake(one.name) == snake(other.name)
    return (one.minimum, one.maximum) == (other.minimum, other.maximum)


def _agree(first: TableProfile, second: TableProfile, pairs: Sequence[_Pair], probe: Probe) -> bool:
    """Whether the rows are the same as all columns of one type tell: filled ones taken together,
    each with gaps beside them."""
    typed = [pair for pair in pairs if pair[0].datatype == pair[1].datatype and pair[0].distinct]
    typed = sorted(typed, key=lambda pair: (pair[0].nulls, -pair[0].distinct))
    filled = [pair for pair in typed if not pair[0].nulls] or typed[:1]
    told = filled[:_MOST_TOLD_BY]
    groups = [filled, *([*told, pair] for pair in typed if pair not in filled)]
    return bool(filled) and all(_equal(first, second, group, probe) for group in groups)


def _equal(first: TableProfile, second: TableProfile, pairs: Sequence[_Pair], probe: Probe) -> bool:
    """Whether each combination of values of either table is one of the other's."""
    back = [(theirs, ours) for ours, theirs in pairs]
    return _inside(first, second, pairs, probe) and _inside(second, first, back, probe)


def _inside(one: TableProfile, other: TableProfile, pairs: Sequence[_Pair], probe: Probe) -> bool:
    """Whether each combination of values of one table is one of the other's."""
    ours, theirs = ([column.name for column in side] for side in zip(*pairs, strict=True))
    found = probe.inclusion(one.name, ours, other.name, theirs)
    return found.matched == found.values
