"""Whole numbers that number things: of tables' own rows, of lines within a parent, of other tables.

Called by ``propose`` before keys are looked for, and by ``column``; a number that names a thing is
never added up or averaged, whatever its column is called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from boardroom.semantic.profile import ColumnProfile, Probe, TableProfile
from boardroom.semantic.propose.lexicon import KEY_WORDS, measure_sense, name_words
from boardroom.semantic.propose.view import Column, Reading, Table

_ENOUGH = 20
"""So many rows numbered one by one are no chance."""
_MANY = 100
"""So many different numbers that are all keys of one table are no chance."""
_GUESSED = 0.5
"""Below this score a number is taken for a count by its form only."""
_COVERED = 0.5
"""From this share of a table's keys on, numbers inside them point at them."""


def numbers_rows(profile: ColumnProfile) -> bool:
    """Whether a column numbers its table's rows one by one, without gaps."""
    low, high = _whole(profile.minimum), _whole(profile.maximum)
    if profile.datatype != "Integer" or low is None or high is None or profile.rows < _ENOUGH:
        return False
    return profile.distinct == profile.rows == high - low + 1


def numbered_things(
    tables: Sequence[TableProfile], names: Mapping[str, str]
) -> frozenset[tuple[str, ...]]:
    """What tables list under whole numbers, in singular words: ``pupil``, of ``pupils.pupil_no``.

    Args:
        names: dataset names by table.
    """
    found: set[tuple[str, ...]] = set()
    for table in tables:
        own = name_words(names[table.name])
        for column in table.columns:
            unique = column.rows > 1 and column.distinct == column.rows
            if column.datatype != "Integer" or not unique:
                continue
            have = name_words(column.name)
            bare = _bare(have)
            if bare == own or bare != have or numbers_rows(column):
                found.add(bare or own)
    return frozenset(found)


def _bare(have: tuple[str, ...]) -> tuple[str, ...]:
    """Without closing key words: pupil number → pupil."""
    while have and have[-1] in KEY_WORDS:
        have = have[:-1]
    return have


def names_thing(words: tuple[str, ...], things: frozenset[tuple[str, ...]]) -> bool:
    """Whether words name a listed thing and speak of no measure but, at most, its number."""
    sense = measure_sense(words)
    return words in things and (sense is None or sense.nature == "quantity")


def with_positions(table: Table, probe: Probe) -> Table:
    """The table with numbers that start again under each parent read as places, not measures."""
    parents = [
        column
        for column in table.columns
        if column.reading.kind == "key" and not column.profile.nulls and not column.unique
    ]
    return replace(
        table,
        columns=tuple(
            _as_key(column, f"numbers the rows of each {parent.name}, beginning anew")
            if (parent := _parent(column, parents, table, probe)) is not None
            else column
            for column in table.columns
        ),
    )


def _parent(column: Column, parents: Sequence[Column], table: Table, probe: Probe) -> Column | None:
    """The key under which a column's numbers begin anew: as many firsts as it has values."""
    profile = column.profile
    low, high = _whole(profile.minimum), _whole(profile.maximum)
    unnamed = column.reading.kind == "measure" and column.reading.concept in {"", "count"}
    if not unnamed or profile.nulls or low not in {0, 1} or high is None:
        return None
    if profile.distinct != high - low + 1 or profile.rows < _ENOUGH:
        return None
    firsts = next((count for value, count in profile.top if value == profile.minimum), 0)
    for parent in parents:
        physical = [parent.profile.name, profile.name]
        if firsts == parent.profile.distinct and probe.is_unique(table.profile.name, physical):
            return parent
    return None


def with_pointers(tables: Sequence[Table], probe: Probe) -> list[Table]:
    """The tables with nameless numbers that are all keys of another table read as pointing there.

    What they are is only guessed at, so nothing is joined by them; they are no measures either.
    Counts lie among numbers without gaps by chance.
    """
    return [
        replace(
            table,
            columns=tuple(_pointing(column, table, tables, probe) for column in table.columns),
        )
        for table in tables
    ]


def _pointing(column: Column, table: Table, tables: Sequence[Table], probe: Probe) -> Column:
    profile, reading = column.profile, column.reading
    nameless = not reading.concept and reading.unit is None
    guessed = reading.concept == "count" and reading.score < _GUESSED
    if (
        reading.kind != "measure"
        or not (nameless or guessed)
        or profile.datatype != "Integer"
        or profile.distinct < _MANY
    ):
        return column
    for other in tables:
        key = other.by_name[other.primary_key[0]] if len(other.primary_key) == 1 else None
        if other is table or key is None or key.datatype != "Integer":
            continue
        if profile.distinct < _COVERED * key.profile.distinct:
            continue
        if guessed and numbers_rows(key.profile):
            continue
        found = probe.inclusion(
            table.profile.name, [profile.name], other.profile.name, [key.profile.name]
        )
        if found.values and found.matched == found.values:
            return _as_key(column, f"all {found.values} different numbers are keys of {other.name}")
    return column


def _as_key(column: Column, why: str) -> Column:
    return replace(column, reading=Reading(kind="key", role="key", score=0.7, why=why))


def _whole(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None
