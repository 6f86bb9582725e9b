"""Tables that only link others: pairs of keys of other things, and nothing else.

In a few rows each column of such a table may be unique by chance; it is still no key of the table,
so nothing joins to it, and it is no copy of what it links. Called between keys and joins.
"""

from collections.abc import Sequence
from dataclasses import replace

from boardroom.semantic.propose.agreement import agree
from boardroom.semantic.propose.lexicon import GENERIC_NAMES
from boardroom.semantic.propose.view import Column, Table

_FEWEST, _MOST = 2, 3
_NAMED = 0.9
"""Agreement of names from which a key is named after another table's."""


def with_links(tables: Sequence[Table]) -> list[Table]:
    """The tables; those that only link others have all their columns as the key."""
    things = [table for table in tables if not _only_points(table, tables)]
    return [table if table in things else _linking(table, things) for table in tables]


def _filled(table: Table) -> list[Column]:
    return [column for column in table.columns if column.reading.kind != "empty"]


def _only_points(table: Table, tables: Sequence[Table]) -> bool:
    """Whether nothing is said in it but which rows of other tables are meant."""
    columns = _filled(table)
    others = [other for other in tables if other is not table]
    return _FEWEST <= len(columns) <= _MOST and all(
        any(_names_key(column, other) for other in others) for column in columns
    )


def _names_key(column: Column, other: Table) -> bool:
    """Whether a column is named like a key of another table."""
    keys = [
        other.by_name[names[0]]
        for names in (other.primary_key, *other.unique_keys)
        if len(names) == 1
    ]
    return any(
        (column.words == key.words and not set(key.words) <= GENERIC_NAMES)
        or (
            column.reading.kind == "key"
            and agree(column, other, key, same_table=False).score >= _NAMED
        )
        for key in keys
    )


def _linking(table: Table, things: Sequence[Table]) -> Table:
    columns = _filled(table)
    if table.profile.declared_primary_key or len(table.primary_key) != 1:
        return table
    meant = [[thing.name for thing in things if _names_key(column, thing)] for column in columns]
    named = {names[0] for names in meant if len(names) == 1}
    if len(named) != len(columns):
        return table
    names = tuple(column.name for column in columns)
    linked = " and ".join(sorted(named))
    why = f"a row links {linked}; what is unique by itself is so by chance"
    return replace(table, primary_key=names, key_why=why, unique_keys=())
