"""From a table's profile to its view: hidden types, columns read, and what its rows are.

The table's name speaks first; traits of persons and the meanings of the columns correct or complete
it. Called by ``propose`` once per table, before keys and joins are looked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boardroom.semantic.model import DataType, Unit
from boardroom.semantic.profile import ColumnProfile, Probe, TableProfile
from boardroom.semantic.propose.column import Evidence, read_column
from boardroom.semantic.propose.entity import (
    Entity,
    entity_by_columns,
    entity_by_name,
    entity_of_people,
)
from boardroom.semantic.propose.hidden import Hidden, find_hidden, quoted
from boardroom.semantic.propose.lexicon import KEY_WORDS, carries, name_words
from boardroom.semantic.propose.naming import safe_name, snake, unique_name
from boardroom.semantic.propose.view import Column, Note, Table

_NUMBERS: frozenset[DataType] = frozenset({"Integer", "Decimal", "Float"})
_VAGUE = {
    "transaction": frozenset({"sale", "order_line"}),
    "conversion": frozenset({"ad"}),
}
"""Names that fit several kinds of rows, and for which the columns may know better."""


@dataclass(frozen=True, kw_only=True)
class _Setting:
    """What all columns of a table share while they are read."""

    table: TableProfile
    words: tuple[str, ...]
    entity: Entity | None
    currency: Unit
    numbered: frozenset[tuple[str, ...]]


def read_table(
    profile: TableProfile,
    name: str,
    probe: Probe,
    *,
    currency: Unit,
    numbered: frozenset[tuple[str, ...]],
) -> tuple[Table, tuple[Note, ...]]:
    """The view of a table under its dataset name, and remarks on its columns.

    Args:
        numbered: what tables list under whole numbers (``numbered_things``).
    """
    words = name_words(name)
    entity, why = _entity(profile, words)
    setting = _Setting(
        table=profile, words=words, entity=entity, currency=currency, numbered=numbered
    )
    notes: list[Note] = []
    columns: list[Column] = []
    for column in profile.columns:
        field = unique_name(safe_name(snake(column.name)), (c.name for c in columns))
        read, remarks = _read_column(column, field, setting, probe)
        columns.append(read)
        notes += remarks
        if read.reading.kind == "empty":
            text = "left aside: no row has a value"
            notes.append(Note(kind="column", where=f"{name}.{field}", text=text))
    known, why = _corrected(entity, why, columns)
    table = Table(
        profile=profile,
        name=name,
        words=words,
        columns=tuple(columns),
        entity=known.name if known else "",
        entity_why=why,
    )
    return table, tuple(notes)


def _entity(profile: TableProfile, words: tuple[str, ...]) -> tuple[Entity | None, str]:
    """What the rows are by the table's name, or by columns that are traits of persons."""
    entity = entity_by_name(words)
    people = entity_of_people([name_words(column.name) for column in profile.columns])
    if people is not None and (entity is None or not (entity.people or entity.listed)):
        return people, f"its columns are traits of persons, so its rows are {people.name}s"
    if entity is None or _belongs(profile, words, entity):
        return None, ""
    return entity, f"the name speaks of {entity.name.replace('_', ' ')} rows"


def _belongs(profile: TableProfile, words: tuple[str, ...], entity: Entity) -> bool:
    """Whether rows are numbered as something else that only belongs to a list's things: checks of
    a restaurant have a ``check_no``."""
    named = any(words[-1] in phrase for phrase in entity.phrases if carries(words, phrase))
    if not entity.listed or named:
        return False
    return any(
        len(have) > 1 and have[:-1] == words[-1:] and have[-1] in KEY_WORDS
        for column in profile.columns
        if column.distinct == column.rows
        for have in (name_words(column.name),)
    )


def _corrected(
    entity: Entity | None, why: str, columns: Sequence[Column]
) -> tuple[Entity | None, str]:
    """The entity by the meanings of the columns, where the name says nothing or too little."""
    better = entity_by_columns(_concepts(columns))
    if better is None or (entity and better.name not in _VAGUE.get(entity.name, frozenset())):
        return entity, why
    return better, f"its columns are those of {better.name.replace('_', ' ')} rows"


def _concepts(columns: Sequence[Column]) -> frozenset[str]:
    """What columns mean: concepts, ``#`` words of keys, ``@`` of categories, ``~`` of moments."""
    found = {column.reading.concept for column in columns if column.reading.concept}
    for column in columns:
        mark = {"key": "#", "category": "@", "person": "@", "time": "~"}.get(column.reading.kind)
        if mark:
            found |= {f"{mark}{word}" for word in column.words}
    return frozenset(found)


def _read_column(
    profile: ColumnProfile, name: str, setting: _Setting, probe: Probe
) -> tuple[Column, tuple[Note, ...]]:
    hidden, remarks = find_hidden(setting.table.name, profile, probe)
    datatype = hidden.datatype if hidden else profile.datatype
    if hidden is not None and datatype in _NUMBERS:
        profile = _as_number(profile, hidden, setting.table.name, probe)
    evidence = Evidence(
        profile=profile,
        words=name_words(profile.name),
        datatype=datatype,
        table_words=setting.words,
        entity=setting.entity,
        currency=setting.currency,
        numbered=setting.numbered,
    )
    reading = read_column(evidence)
    if hidden is not None:
        reading = replace(reading, why=f"{hidden.why}; {reading.why}")
    column = Column(
        profile=profile,
        name=name,
        words=evidence.words,
        sql=hidden.sql if hidden else quoted(profile.name),
        datatype=datatype,
        reading=reading,
    )
    return column, remarks


def _as_number(profile: ColumnProfile, hidden: Hidden, table: str, probe: Probe) -> ColumnProfile:
    """A text column's profile read as numbers; least and greatest from the known values only."""
    numbers = sorted(number for text, _ in profile.top if (number := _number(text)) is not None)
    filled = profile.rows - profile.nulls
    if not numbers or not filled:
        return profile
    whole = sum(1 for number in numbers if number == int(number))
    return replace(
        profile,
        minimum=f"{numbers[0]:g}",
        maximum=f"{numbers[-1]:g}",
        integer_share=whole / len(numbers),
        negative_share=probe.count(table, f"{hidden.sql} < 0") / filled,
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
