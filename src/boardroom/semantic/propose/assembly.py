"""From the proposal's views to model values: datasets and fields with roles, values, reasons."""

import math
from datetime import date

from boardroom.semantic.model import (
    AiContext,
    Confidence,
    Dataset,
    EventTime,
    Expression,
    Field,
    FieldRole,
    Relationship,
)  # fmt: skip
from boardroom.semantic.propose.entity import entities
from boardroom.semantic.propose.naming import label, singular
from boardroom.semantic.propose.placement import described
from boardroom.semantic.propose.places import aliases
from boardroom.semantic.propose.speech import field_synonyms
from boardroom.semantic.propose.view import Column, Table

_MAX_VALUES = 50


def to_dataset(
    table: Table, links: tuple[Relationship, ...], *, named: frozenset[str] = frozenset()
) -> Dataset:
    """The model's dataset of a table.

    Args:
        table: what is known of it.
        links: the joins of all tables.
        named: the words that dimensions of any table are called by.
    """
    keys = _key_fields(table, links)
    entity = entities().get(table.entity)
    why = "; ".join(part for part in (table.entity_why, table.key_why, table.time_why) if part)
    return Dataset(
        name=table.name,
        source=table.source or table.profile.name,
        primary_key=table.primary_key,
        unique_keys=_used_keys(table, links),
        fields=tuple(_field(column, table, keys, named) for column in table.columns),
        time=None if described(table) else table.time,
        bridge=table.bridge,
        label=label(table.name),
        description=_description(table),
        department=entity.department if entity else None,
        freshness=_freshness(table),
        confidence=Confidence(
            score=0.9 if table.entity else 0.6, why=why or "a table of the source"
        ),
    )


def _key_fields(table: Table, links: tuple[Relationship, ...]) -> frozenset[str]:
    """Fields that identify rows or join."""
    own = table.primary_key if len(table.primary_key) == 1 else ()
    joins = (
        name for link in links if link.from_dataset == table.name for name in link.from_columns
    )
    return frozenset((*own, *joins))


def _used_keys(table: Table, links: tuple[Relationship, ...]) -> tuple[tuple[str, ...], ...]:
    """Other unique keys: those that joins lead to, and those called keys."""
    used = {link.to_columns for link in links if link.to_dataset == table.name}
    named = {key for key in table.unique_keys if table.by_name[key[0]].reading.kind == "key"}
    return tuple(
        key for key in table.unique_keys if key in used | named and key != table.primary_key
    )


def _description(table: Table) -> str:
    one = " ".join([*table.name.split("_")[:-1], singular(table.name.split("_")[-1])])
    if table.bridge:
        return "Links two other datasets many-to-many; nothing else is in it."
    key = f", identified by {' and '.join(table.primary_key)}" if table.primary_key else ""
    return (
        f"One row per {one}{key}."
        if table.entity
        else f"Rows of the table {table.profile.name}{key}."
    )


def _field(column: Column, table: Table, keys: frozenset[str], named: frozenset[str]) -> Field:
    reading = column.reading
    values = _values(column)
    spoken = field_synonyms(column, table, named)
    return Field(
        name=column.name,
        expression=Expression(sql=column.sql),
        datatype=column.datatype,
        is_time=True if reading.kind == "time" else None,
        role=_role(column, keys),
        label=label(column.name),
        unit=reading.unit if reading.scale == 1 else None,
        direction=reading.direction,
        values=values,
        aliases=aliases(column.words, values),
        pii=reading.pii,
        hidden=reading.pii == "secret",
        ai_context=AiContext(synonyms=spoken) if spoken else None,
        confidence=Confidence(score=reading.score, why=reading.why),
    )


def _role(column: Column, keys: frozenset[str]) -> FieldRole:
    """Joining columns are keys unless people group by them."""
    if column.name in keys and column.reading.kind in {"key", "category", "person"}:
        grouped = column.reading.kind != "key" and column.profile.distinct <= 1000
        return "dimension" if grouped else "key"
    return column.reading.role


def _values(column: Column) -> tuple[str, ...]:
    """The dictionary of a dimension with few values, most frequent first."""
    if (
        column.reading.role != "dimension"
        or column.profile.distinct > _MAX_VALUES
        or column.datatype == "Boolean"
    ):
        return ()
    if column.reading.pii is not None and column.reading.pii != "name":
        return ()
    return tuple(text for text, _ in column.profile.top if text.strip())


def _freshness(table: Table) -> str | None:
    """How old the newest row may be, from how many days have rows.

    Regular days, weekdays, weeks and months are known by their number; of rows that come by chance
    one silence in ten thousand is longer than what is allowed.
    """
    if table.source or not isinstance(table.time, EventTime) or "." in table.time.field:
        return None
    column = table.by_name[table.time.field]
    days = _span_days(column)
    if not days or column.profile.rows < 20:
        return None
    dated = column.datatype == "Date"
    per_day = (column.profile.distinct if dated else column.profile.rows) / days
    for usual, age in _REGULAR if dated else ():
        if math.isclose(per_day, usual, rel_tol=0.1):
            return age
    silence = max(2, math.ceil(math.log(10_000) / per_day))
    return f"{silence} days" if silence <= _LONGEST_SILENCE else None


_REGULAR = ((1.0, "2 days"), (5 / 7, "5 days"), (1 / 7, "10 days"), (12 / 365.25, "45 days"))
"""Days with rows per day, where they come regularly, and how old the newest may be."""

_LONGEST_SILENCE = 120


def _span_days(column: Column) -> int:
    low, high = column.profile.minimum, column.profile.maximum
    try:
        return (date.fromisoformat((high or "")[:10]) - date.fromisoformat((low or "")[:10])).days
    except ValueError:
        return 0
