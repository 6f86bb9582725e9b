"""The model proposal, without a language model: profiles in, a semantic model with reasons out.

One pass after the other over frozen views: names and types → readings of columns → keys → joins →
paths → time → metrics. Called by the workspace (``boardroom init`` and ``boardroom model
propose``); pure but for the questions it asks through the ``Probe``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.semantic.model import Relationship, SemanticModel
from boardroom.semantic.profile import Probe, TableProfile
from boardroom.semantic.propose.assembly import to_dataset
from boardroom.semantic.propose.copies import find_copies
from boardroom.semantic.propose.entity import countable, entities
from boardroom.semantic.propose.generic import generic_metrics
from boardroom.semantic.propose.haulage import with_haulage
from boardroom.semantic.propose.join import find_joins
from boardroom.semantic.propose.key import find_keys
from boardroom.semantic.propose.linking import with_links
from boardroom.semantic.propose.month import with_month
from boardroom.semantic.propose.naming import dataset_names, unique_name
from boardroom.semantic.propose.numbering import (
    numbered_things,
    with_pointers,
    with_positions,
)
from boardroom.semantic.propose.path import decide_paths
from boardroom.semantic.propose.placement import place_tables
from boardroom.semantic.propose.reading import read_table
from boardroom.semantic.propose.renewal import follow_subscriptions
from boardroom.semantic.propose.shape import shape_tables, uncounted_notes
from boardroom.semantic.propose.speech import apart, named_words
from boardroom.semantic.propose.standard import standard_metrics
from boardroom.semantic.propose.totals import find_totals
from boardroom.semantic.propose.view import Column, Note, Reading, Scene, Table


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A proposed model of the tables, and what was considered and left out, for people to read."""

    tables: tuple[TableProfile, ...]
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
    copies, remarked = find_copies(tables, probe)
    names = _names(tables, copies)
    notes += remarked
    views = []
    things = numbered_things(tables, names)
    for table in tables:
        view, remarks = read_table(table, names[table.name], probe, currency=unit, numbered=things)
        keyed, more = find_keys(with_positions(view, probe), probe)
        notes += [*remarks, *more]
        views.append(with_month(keyed))
    views = with_links(views)
    doubles = [view for view in views if view.profile.name in copies]
    views = [view for view in views if view.profile.name not in copies]
    joined, unjoined = _joined(views, probe, currency=unit)
    totals, summed = find_totals(joined, probe)
    if totals:
        doubles += [view for view in views if view.name in totals]
        views = [view for view in views if view.name not in totals]
        joined, unjoined = _joined(views, probe, currency=unit)
    shaped, mixed = shape_tables(with_haulage(joined), probe)
    scene, placed = place_tables(shaped, probe)
    placed_apart = place_tables(replace(scene, tables=tuple(doubles)), probe)[0].tables
    scene, followed = follow_subscriptions(scene, probe)
    found, unmet = standard_metrics(scene, probe)
    uncounted = uncounted_notes(table for table in scene.tables if not table.source)
    notes += [*unjoined, *summed, *mixed, *placed, *followed, *unmet, *uncounted]
    metrics = apart((*(item.metric for item in found.values()), *generic_metrics(scene, found)))
    every = (*scene.tables, *placed_apart)
    named = named_words(every)
    model = SemanticModel(
        name=name,
        datasets=tuple(to_dataset(table, scene.relationships, named=named) for table in every),
        relationships=scene.relationships,
        metrics=metrics,
    )
    return Proposal(tables=tuple(tables), model=model, notes=tuple(notes))


def _joined(
    views: Sequence[Table], probe: Probe, *, currency: str
) -> tuple[Scene, tuple[Note, ...]]:
    """The tables with their joins, and what was rejected."""
    tables = with_pointers(views, probe)
    candidates, rejected = find_joins(tables, probe)
    links, silenced = decide_paths(candidates, tables, probe)
    bridged = tuple(_as_bridge(_with_pointers(view, links), links) for view in tables)
    scene = Scene(tables=bridged, relationships=links, currency=currency)
    return scene, (*rejected, *silenced)


def _names(tables: Sequence[TableProfile], copies: frozenset[str]) -> Mapping[str, str]:
    """Dataset names by table; copies take what the others leave."""
    kept = [table.name for table in tables if table.name not in copies]
    phrases = frozenset(phrase for entity in entities().values() for phrase in entity.phrases)
    names = dataset_names(kept, countable=countable(), phrases=phrases)
    every = dataset_names([table.name for table in tables], countable=countable(), phrases=phrases)
    for table in tables:
        if table.name in copies:
            names[table.name] = unique_name(every[table.name], names.values())
    return names


def _with_pointers(table: Table, links: Sequence[Relationship]) -> Table:
    """A number that joins names a row of another table: nothing to add up or to average."""
    targets = {
        name: link.to_dataset
        for link in links
        if link.from_dataset == table.name
        for name in link.from_columns
    }
    return replace(
        table, columns=tuple(_as_pointer(c, targets.get(c.name, "")) for c in table.columns)
    )


def _as_pointer(column: Column, target: str) -> Column:
    if not target or column.reading.kind != "measure":
        return column
    reading = Reading(kind="key", role="key", score=0.85, why=f"it points at {target}")
    return replace(column, reading=reading)


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
