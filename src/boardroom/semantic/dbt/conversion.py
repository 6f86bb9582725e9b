"""dbt semantic models to datasets and relationships. Called by ``importer``.

Entities become key fields and, where another model owns the entity, relationships; dimensions
become fields; each measure's expression becomes a field too, so that metrics are plain aggregates
over fields.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from boardroom.semantic import model as ours
from boardroom.semantic.dbt.filter_template import Catalog
from boardroom.semantic.dbt.naming import is_column
from boardroom.semantic.dbt.specification import (
    COUNTING,
    Dimension,
    Entity,
    Measure,
    Model,
    Origin,
)
from boardroom.semantic.problem import Problem
from boardroom.semantic.propose.naming import singular

VENDOR = "DBT"


@dataclass(kw_only=True)
class Draft:
    """A dataset in the making.

    Attributes:
        names: what dbt calls an entity or dimension → our field.
    """

    model: Model
    fields: dict[str, ours.Field] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, wanted: ours.Field) -> str:
        """Add a field, or find the equal one; a name taken by another expression gets a number.
        Neither names nor columns are told apart by case."""
        taken = {name.casefold(): name for name in self.fields}
        name, number = wanted.name, 1
        while (held := taken.get(name.casefold())) and not _same(self.fields[held], wanted):
            number += 1
            name = f"{wanted.name}_{number}"
        if held is None:
            self.fields[name] = replace(wanted, name=name)
        return held or name


def _same(one: ours.Field, other: ours.Field) -> bool:
    texts = [item.expression.sql.strip() for item in (one, other)]
    if all(map(is_column, texts)):
        texts = [text.casefold() for text in texts]
    return texts[0] == texts[1]


def spoken(origin: Origin) -> ours.AiContext | None:
    """The other names that ``meta`` gives, if it does."""
    return ours.AiContext(synonyms=origin.synonyms) if origin.synonyms else None


def extensions_of(origin: Origin) -> tuple[ours.CustomExtension, ...]:
    """What dbt said beyond what we have keys for, carried along."""
    if not origin.rest:
        return ()
    data = json.dumps(origin.rest, ensure_ascii=False, sort_keys=True)
    return (ours.CustomExtension(vendor_name=VENDOR, data=data),)


def draft_models(models: Sequence[Model], problems: list[Problem]) -> dict[str, Draft]:
    """Each semantic model's fields, by its name; the first of each name counts."""
    drafts: dict[str, Draft] = {}
    for item in models:
        if item.name in drafts:
            first = drafts[item.name].model.origin.place
            text = f"semantic model {item.name!r} stands here again (first in {first})"
            problems.append(Problem(level="error", where=item.origin.place, text=text))
            continue
        draft = Draft(model=item)
        for entity in item.entities:
            _add_entity(draft, entity)
        for dimension in item.dimensions:
            _add_dimension(draft, dimension, problems)
        drafts[item.name] = draft
    return drafts


def _add_entity(draft: Draft, entity: Entity) -> None:
    name = entity.expr if is_column(entity.expr) else entity.name
    draft.names[entity.name] = draft.add(
        ours.Field(
            name=name,
            expression=ours.Expression(sql=entity.expr),
            role="key",
            label=entity.origin.label,
            description=entity.origin.description,
            ai_context=spoken(entity.origin),
            extensions=extensions_of(entity.origin),
        )
    )


def _add_dimension(draft: Draft, dimension: Dimension, problems: list[Problem]) -> None:
    if "{{" in dimension.expr:
        text = f"dimension {dimension.name!r} is not imported: its expression is a template"
        problems.append(Problem(level="warning", where=dimension.origin.place, text=text))
        return
    draft.names[dimension.name] = draft.add(
        ours.Field(
            name=dimension.name,
            expression=ours.Expression(sql=dimension.expr),
            role="time" if dimension.is_time else "dimension",
            is_time=True if dimension.is_time else None,
            label=dimension.origin.label,
            description=dimension.origin.description,
            ai_context=spoken(dimension.origin),
            values=dimension.values,
            extensions=extensions_of(dimension.origin),
        )
    )


def add_measure(draft: Draft, measure: Measure) -> str:
    """The field that holds what a measure adds up; what it only counts is nothing to ask for."""
    plain = is_column(measure.expr)
    return draft.add(
        ours.Field(
            name=measure.expr if plain else measure.name,
            expression=ours.Expression(sql=measure.expr),
            role="measure",
            description=measure.origin.description if plain else None,
            hidden=not plain and measure.agg in COUNTING,
        )
    )


def owners_of(drafts: dict[str, Draft]) -> dict[str, tuple[str, ...]]:
    """Entity → the datasets of which it is a key, the one that others lead to first: whose primary
    entity it is, that is called so, of which most is said."""
    found: dict[str, dict[str, tuple[bool, bool, int]]] = {}
    for name, draft in drafts.items():
        item = draft.model
        called = {name, item.table, singular(name), singular(item.table)}
        size = len(item.entities) + len(item.dimensions) + len(item.measures)
        keys = [entity for entity in item.entities if entity.kind in {"primary", "unique"}]
        for entity in reversed(keys):
            rank = (entity.kind != "primary", entity.name not in called, -size)
            found.setdefault(entity.name, {})[name] = rank
        if item.primary_entity:
            rank = (False, item.primary_entity not in called, -size)
            found.setdefault(item.primary_entity, {})[name] = rank
    return {entity: tuple(sorted(ranks, key=ranks.__getitem__)) for entity, ranks in found.items()}


def catalog_of(drafts: dict[str, Draft]) -> Catalog:
    """Where the names in filters lead."""
    return Catalog(
        owners=owners_of(drafts),
        fields={name: dict(draft.names) for name, draft in drafts.items()},
        times={
            name: draft.names[draft.model.time]
            for name, draft in drafts.items()
            if draft.model.time in draft.names
        },
    )


def dataset_of(draft: Draft, drafts: dict[str, Draft], problems: list[Problem]) -> ours.Dataset:
    """The finished dataset."""
    item = draft.model
    if item.time is not None and item.time not in draft.names:
        text = f"unknown agg_time_dimension {item.time!r} of semantic model {item.name!r}"
        problems.append(Problem(level="warning", where=item.origin.place, text=text))
    time = draft.names.get(item.time or "")
    keys = {
        kind: [draft.names[e.name] for e in item.entities if e.kind == kind]
        for kind in ("primary", "unique")
    }
    return ours.Dataset(
        name=item.name,
        source=item.table,
        primary_key=tuple(keys["primary"][:1]),
        unique_keys=tuple((key,) for key in (*keys["primary"][1:], *keys["unique"])),
        fields=tuple(draft.fields.values()),
        time=ours.EventTime(field=time) if time else None,
        bridge=_links_only(item, drafts),
        label=item.origin.label,
        description=item.origin.description,
        ai_context=spoken(item.origin),
        extensions=extensions_of(item.origin),
    )


def _links_only(item: Model, drafts: dict[str, Draft]) -> bool:
    """Whether a model says of two things that they belong together, at most as what, and nothing
    is counted by it but these: who plays which part in a policy."""
    others = [draft.model for name, draft in drafts.items() if name != item.name]
    foreign = {entity.name for entity in item.entities if entity.kind == "foreign"}
    own = {entity.name for entity in item.entities} - foreign | {item.primary_entity}
    owned = {
        entity.name
        for model in others
        for entity in model.entities
        if entity.kind in {"primary", "unique"}
    }
    named = {entity.name for model in others for entity in model.entities}
    parts = [dimension for dimension in item.dimensions if not dimension.is_time]
    linked = len(foreign & owned) == 2 or (
        foreign & owned and singular(item.name).rpartition("_")[2] == "role"
    )
    return (
        bool(linked)
        and len(foreign) == 2
        and named.isdisjoint(own)
        and all(part.name.rpartition("_")[2] in _PARTS for part in parts)
        and bool(parts or not item.dimensions)
        and all(measure.agg in COUNTING for measure in item.measures)
    )


_PARTS = frozenset({"role", "type", "code", "kind", "id", "identifier"})
"""How dimensions end that say what belongs together, and as what."""


def relationships_of(
    drafts: dict[str, Draft], problems: list[Problem]
) -> Iterator[ours.Relationship]:
    """A many-to-one link from each model with an entity to the model that owns it.

    Of several that own it, one is led to, and leads to the others one to one: so there is one way
    from each to each.
    """
    owners = {
        entity: [name for name in names if entity in drafts[name].names]
        for entity, names in owners_of(drafts).items()
    }
    for name, draft in drafts.items():
        for entity in draft.model.entities:
            first, *others = owners.get(entity.name) or [name]
            if entity.kind == "natural" or (entity.kind == "foreign" and first == name):
                problems.append(_unlinked(entity))
                continue
            for target in others if first == name else [first]:
                yield ours.Relationship(
                    name=_link_name(name, entity.name, target if first == name else "", drafts),
                    from_dataset=name,
                    to_dataset=target,
                    from_columns=(draft.names[entity.name],),
                    to_columns=(drafts[target].names[entity.name],),
                    active=not _stands_before(entity, name, owners, drafts),
                )


def _link_name(dataset: str, entity: str, target: str, drafts: dict[str, Draft]) -> str:
    name = "_".join(filter(None, (dataset, entity, target)))
    return f"{name}_link" if name in drafts else name


def _stands_before(
    entity: Entity, name: str, owners: dict[str, list[str]], drafts: dict[str, Draft]
) -> bool:
    """Whether a foreign entity stands in the model that this one leads to one to one as well."""
    if entity.kind != "foreign":
        return False
    firsts = {names[0] for names in owners.values() if name in names[1:]}
    others = (item for first in firsts for item in drafts[first].model.entities)
    return any(item.name == entity.name and item.kind == "foreign" for item in others)


def _unlinked(entity: Entity) -> Problem:
    why = (
        "a natural entity joins by valid time, which is not supported"
        if entity.kind == "natural"
        else "no semantic model has it as its primary entity"
    )
    text = f"entity {entity.name!r} is a field without a relationship: {why}"
    return Problem(level="warning", where=entity.origin.place, text=text)
