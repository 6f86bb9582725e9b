"""Primary and other unique keys: declared ones trusted, single columns before pairs and triples.

Uniqueness is asked of the data; among unique columns the name decides, because in a small table
everything is unique.
"""

from dataclasses import replace
from itertools import combinations

from boardroom.semantic.profile import Probe
from boardroom.semantic.propose.view import Column, Note, Table

_GOOD = 0.44
"""A single unique column below this is no primary key by its name."""
_PAIRS, _TRIPLES = 12, 8
_UNIQUE_KINDS = frozenset({"key", "category", "person", "contact", "time", "place"})


def find_keys(table: Table, probe: Probe) -> tuple[Table, tuple[Note, ...]]:
    """The table with its primary key and other unique keys, and what was rejected."""
    declared = _declared(table)
    singles = [
        c
        for c in table.columns
        if _may_be_key(c) and probe.is_unique(table.profile.name, [c.profile.name])
    ]
    ranked = sorted(singles, key=lambda c: -name_score(c, table))
    others = tuple((c.name,) for c in ranked if c.reading.kind in _UNIQUE_KINDS)
    if declared:
        unique = tuple(key for key in others if key != declared)
        return replace(
            table, primary_key=declared, key_why="declared by the source", unique_keys=unique
        ), ()
    if ranked and name_score(ranked[0], table) >= _GOOD:
        best = ranked[0]
        unique = tuple(key for key in others if key != (best.name,))
        why = (
            f"no two of the {table.profile.rows} rows share it, none is empty, and its name "
            "is that of a key"
        )
        return replace(
            table, primary_key=(best.name,), key_why=why, unique_keys=unique
        ), _accidental(table, ranked[1:])
    composite = _composite(table, probe)
    if composite:
        why = (
            f"no two of the {table.profile.rows} rows share the combination and no single "
            "column is a key"
        )
        return replace(table, primary_key=composite, key_why=why, unique_keys=others), ()
    if not table.profile.rows:
        return table, ()
    text = (
        "no column or combination of its key columns is unique; it has no primary key and "
        "nothing can join to it"
    )
    return replace(table, unique_keys=others), (Note(kind="key", where=table.name, text=text),)


def _declared(table: Table) -> tuple[str, ...]:
    by_physical = {column.profile.name: column.name for column in table.columns}
    names = table.profile.declared_primary_key
    return (
        tuple(by_physical[name] for name in names)
        if all(name in by_physical for name in names)
        else ()
    )


def _may_be_key(column: Column) -> bool:
    if (
        column.profile.nulls
        or not column.unique
        or column.datatype in {"Float", "Boolean", "Opaque", "Time"}
    ):
        return False
    if column.reading.kind == "place":
        return column.reading.role == "dimension"
    return column.reading.kind not in {"text", "measure", "flag", "empty", "opaque"}


def name_score(column: Column, table: Table) -> float:
    """How much a column's name is that of its table's key, 0…1."""
    words, kind = set(column.words), column.reading.kind
    own = set(table.words) | ({table.entity} if table.entity else set())
    score = {"key": 0.62, "category": 0.2, "contact": 0.15, "person": 0.1, "time": 0.3}.get(
        kind, 0.1
    )
    if column.words == ("id",):
        score += 0.5
    elif (
        words - {"id", "key", "code", "number", "name"}
        and words - {"id", "key", "code", "number", "name"} <= own
    ):
        score += 0.4
    elif words & own:
        score += 0.25
    if column is table.columns[0]:
        score += 0.15 if kind in {"key", "category", "time"} else 0.05
    if column.words[-1:] == ("name",):
        score += 0.1
    if table.profile.rows >= 20 and kind in {"category", "person"} and column is table.columns[0]:
        score += 0.15
    return min(score, 1.0)


def _accidental(table: Table, others: list[Column]) -> tuple[Note, ...]:
    rivals = [column.name for column in others if column.reading.kind == "key"]
    if not rivals:
        return ()
    text = f"also unique and not taken as primary key: {', '.join(rivals)}"
    return (Note(kind="key", where=table.name, text=text),)


def _composite(table: Table, probe: Probe) -> tuple[str, ...]:
    """The first unique pair or triple of key-like columns."""
    rows = table.profile.rows
    parts = [
        c
        for c in table.columns
        if not c.profile.nulls and _may_be_part(c) and c.profile.distinct > 1
    ]
    parts = sorted(
        parts,
        key=lambda c: (c.reading.kind != "key", c.reading.kind != "time", table.columns.index(c)),
    )[:9]
    for size, tries in ((2, _PAIRS), (3, _TRIPLES)):
        enough = [
            group
            for group in combinations(parts, size)
            if _product(group) >= rows and _anchored(group)
        ]
        for group in enough[:tries]:
            if rows > 1 and probe.is_unique(table.profile.name, [c.profile.name for c in group]):
                least = _least(group, table, probe)
                return tuple(c.name for c in sorted(least, key=table.columns.index))
    return ()


def _least(group: tuple[Column, ...], table: Table, probe: Probe) -> tuple[Column, ...]:
    """The group without the columns that its uniqueness does not need; two at least."""
    for column in reversed(group):
        rest = tuple(c for c in group if c is not column)
        if len(rest) >= 2 and probe.is_unique(table.profile.name, [c.profile.name for c in rest]):
            return _least(rest, table, probe)
    return group


def _may_be_part(column: Column) -> bool:
    if column.reading.kind in {"key", "time", "calendar"}:
        return True
    if column.reading.kind == "category":
        return column.datatype in {"String", "Integer"}
    return "sequence" in column.words or "sequential" in column.words


def _anchored(group: tuple[Column, ...]) -> bool:
    """Whether the group has a key or moment, or only names: codes of categories are chance."""
    return any(c.reading.kind in {"key", "time"} for c in group) or all(
        c.datatype == "String" for c in group
    )


def _product(group: tuple[Column, ...]) -> int:
    product = 1
    for column in group:
        product *= column.profile.distinct
    return product
