"""The model proposal without a language model: table profiles in, a semantic model with reasons out.

One pass after the other over frozen views: names and types → readings of columns → keys → joins → paths →
time → metrics. Called by the workspace (``boardroom init`` and ``boardroom model propose``); pure but for the
questions it asks through the ``Probe``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boardroom.semantic.model import Relationship, SemanticModel, Unit
from boardroom.semantic.profile import ColumnProfile, Probe, TableProfile
from boardroom.semantic.propose.assembly import to_dataset
from boardroom.semantic.propose.column import Evidence, read_column
from boardroom.semantic.propose.entity import COUNTABLE, entity_by_columns, entity_by_name
from boardroom.semantic.propose.generic import generic_metrics
from boardroom.semantic.propose.hidden import find_hidden, quoted
from boardroom.semantic.propose.join import find_joins
from boardroom.semantic.propose.key import find_keys
from boardroom.semantic.propose.lexicon import name_words
from boardroom.semantic.propose.naming import dataset_names, snake, unique_name
from boardroom.semantic.propose.path import decide_paths
from boardroom.semantic.propose.placement import place_tables
from boardroom.semantic.propose.standard import standard_metrics
from boardroom.semantic.propose.view import Column, Note, Scene, Table


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A proposed model and what was considered and left out, for people to read."""

    model: SemanticModel
    notes: tuple[Note, ...] = ()


def propose_model(
    tables: Sequence[TableProfile], probe: Probe, *, name: str, currency: str | None = None
) -> Proposal:
    """Propose a semantic model for measured tables.

    Args:
        tables: profiles of all tables of the workspace.
        probe: answers questions on uniqueness, inclusion and counts.
        name: the model's name.
        currency: ISO code of money without one of its own; unknown money has the unit ``currency``.
    """
    notes: list[Note] = []
    unit = currency or "currency"
    names = dataset_names([table.name for table in tables], countable=COUNTABLE)
    views = []
    for table in tables:
        view, remarks = _read_table(table, names[table.name], probe, currency=unit)
        keyed, more = find_keys(view, probe)
        notes += [*remarks, *more]
        views.append(keyed)
    candidates, rejected = find_joins(views, probe)
    links, silenced = decide_paths(candidates, views, probe)
    bridged = tuple(_as_bridge(view, links) for view in views)
    scene, placed = place_tables(Scene(tables=bridged, relationships=links, currency=unit))
    found, unmet = standard_metrics(scene, probe)
    notes += [*rejected, *silenced, *placed, *unmet]
    metrics = (*(item.metric for item in found.values()), *generic_metrics(scene, found))
    model = SemanticModel(
        name=name,
        datasets=tuple(to_dataset(table, links) for table in scene.tables),
        relationships=links,
        metrics=metrics,
    )
    return Proposal(model=model, notes=tuple(notes))


def _read_table(
    profile: TableProfile, name: str, probe: Probe, *, currency: Unit
) -> tuple[Table, tuple[Note, ...]]:
    """The table with its columns read; its entity by name, else by what the columns mean."""
    words = name_words(name)
    entity = entity_by_name(words)
    notes: list[Note] = []
    columns: list[Column] = []
    for column in profile.columns:
        hidden, remarks = find_hidden(profile.name, column, probe)
        notes += remarks
        datatype = hidden.datatype if hidden else column.datatype
        measured = (
            _as_number(column) if hidden and datatype in {"Integer", "Decimal", "Float"} else column
        )
        evidence = Evidence(
            profile=measured,
            words=name_words(column.name),
            datatype=datatype,
            table_words=words,
            entity=entity,
            currency=currency,
        )
        reading = read_column(evidence)
        if hidden is not None:
            reading = replace(reading, why=f"{hidden.why}; {reading.why}")
        columns.append(
            Column(
                profile=measured,
                name=unique_name(snake(column.name), (c.name for c in columns)),
                words=evidence.words,
                sql=hidden.sql if hidden else quoted(column.name),
                datatype=datatype,
                reading=reading,
            )
        )
        if reading.kind == "empty":
            notes.append(
                Note(
                    kind="column",
                    where=f"{name}.{columns[-1].name}",
                    text="left aside: no row has a value",
                )
            )
    why = f"the name speaks of {entity.name.replace('_', ' ')}s" if entity else ""
    if entity is None:
        entity = entity_by_columns(_concepts(columns))
        why = f"its columns are those of {entity.name.replace('_', ' ')}s" if entity else ""
    table = Table(
        profile=profile,
        name=name,
        words=words,
        columns=tuple(columns),
        entity=entity.name if entity else "",
        entity_why=why,
    )
    return table, tuple(notes)


def _as_number(column: ColumnProfile) -> ColumnProfile:
    """A text column's profile read as numbers; least and greatest from the frequent values only."""
    numbers = sorted(
        number for number in (_number(text) for text, _ in column.top) if number is not None
    )
    if not numbers:
        return column
    return replace(
        column,
        minimum=f"{numbers[0]:g}",
        maximum=f"{numbers[-1]:g}",
        integer_share=sum(1 for number in numbers if number == int(number)) / len(numbers),
        negative_share=sum(1 for number in numbers if number < 0) / len(numbers),
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _concepts(columns: Sequence[Column]) -> frozenset[str]:
    """What the columns mean: concepts, ``#`` words of keys, ``@`` words of categories."""
    found = {column.reading.concept for column in columns if column.reading.concept}
    for column in columns:
        mark = {"key": "#", "category": "@", "person": "@"}.get(column.reading.kind)
        if mark:
            found |= {f"{mark}{word}" for word in column.words}
    return frozenset(found)


def _as_bridge(table: Table, links: Sequence[Relationship]) -> Table:
    """A table of two foreign keys and nothing else links its two parents many-to-many."""
    outgoing = [
        link for link in links if link.from_dataset == table.name and link.to_dataset != table.name
    ]
    joined = {name for link in outgoing for name in link.from_columns}
    rest = [
        c for c in table.columns if c.name not in joined and c.reading.kind not in {"empty", "time"}
    ]
    ends = {link.to_dataset for link in outgoing}
    whole = set(table.primary_key) == joined or not table.primary_key
    if len(outgoing) == 2 and len(ends) == 2 and not rest and whole and len(table.columns) <= 3:
        return replace(table, bridge=True)
    return table
