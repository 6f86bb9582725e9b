"""dbt YAML files to the records of ``specification``: standalone ``semantic_models`` and
``metrics``, and the newer spelling inside ``models``. Called by ``importer``. What has no place in
a semantic model (saved queries, unit tests) is listed as a problem.
"""

import re
from collections.abc import Iterator, Sequence

from boardroom.semantic.dbt.entry import Entry
from boardroom.semantic.dbt.metric_reader import (
    read_expression,
    read_measures,
    read_metrics,
    read_origin,
)
from boardroom.semantic.dbt.specification import (
    Dimension,
    Entity,
    Metric,
    Model,
    Origin,
    Project,
)

_RELATION = re.compile(r"\s*(?:\{\{)?\s*(ref|source)\(([^)]*)\)\s*(?:\}\})?\s*\Z")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NOT_OURS = {
    "saved_queries": "a saved query is no part of a semantic model",
    "unit_tests": "a unit test is no part of a semantic model",
}


def read_project(files: Sequence[Entry]) -> Project:
    """The records of all files together; ``files`` are the files' roots."""
    described = [model for file in files for model in file.children("models")]
    models = [_with_columns(model, described) for file in files for model in _standalone(file)]
    metrics: list[Metric] = []
    for entry in described:
        found = _annotated(entry)
        if found is not None:
            models.append(found)
            metrics += read_metrics(entry, own_model=found.name)
    for file in files:
        metrics += read_metrics(file)
        for key, why in _NOT_OURS.items():
            for item in file.children(key):
                noun = key[:-1].replace("_", " ").replace("querie", "query")
                item.note(f"{noun} {item.text('name')!r} is not imported: {why}")
    return Project(models=tuple(models), metrics=tuple(metrics))


def _standalone(file: Entry) -> Iterator[Model]:
    for entry in file.children("semantic_models"):
        name, relation = entry.named("semantic model"), entry.text("model")
        if name is None:
            continue
        defaults = entry.child("defaults")
        yield Model(
            name=name,
            table=_table(relation) if relation else name,
            entities=tuple(_entities(entry)),
            dimensions=tuple(_dimensions(entry)),
            measures=tuple(read_measures(entry)),
            time=defaults.text("agg_time_dimension") if defaults else None,
            primary_entity=entry.text("primary_entity"),
            origin=read_origin(entry),
        )


def _table(relation: str) -> str:
    """The table that ``ref('x')`` or ``source('a', 'b')`` means."""
    match = _RELATION.match(relation)
    if match is None:
        return relation.strip()
    names = [single or double for single, double in _QUOTED.findall(match[2])]
    return ".".join(names) if match[1] == "source" else (names or [relation])[-1]


def _entities(parent: Entry) -> Iterator[Entity]:
    for entry in parent.children("entities"):
        if name := entry.named("entity"):
            kind, expr = entry.text("type") or "foreign", read_expression(entry, name)
            yield Entity(name=name, kind=kind, expr=expr, origin=read_origin(entry))


def _dimensions(parent: Entry) -> Iterator[Dimension]:
    for entry in parent.children("dimensions"):
        if name := entry.named("dimension"):
            is_time, expr = entry.text("type") == "time", read_expression(entry, name)
            parameters = entry.child("type_params")
            if parameters is not None:
                _note_validity(parameters)
            yield Dimension(name=name, is_time=is_time, expr=expr, origin=read_origin(entry))


def _note_validity(entry: Entry) -> None:
    entry.get("time_granularity")
    if entry.has("validity_params"):
        entry.note(
            "validity_params are not imported: joins to a row's valid time are not supported"
        )


def _with_columns(model: Model, described: Sequence[Entry]) -> Model:
    """The model with what the plain ``models`` of the project say of its columns."""
    columns: dict[str, Entry] = {}
    for entry in described:
        if entry.text("name") == model.table:
            columns |= {str(column.text("name")): column for column in entry.children("columns")}
    dimensions = tuple(_described(item, columns.get(item.expr)) for item in model.dimensions)
    return Model(**{**vars(model), "dimensions": dimensions})


def _described(dimension: Dimension, column: Entry | None) -> Dimension:
    if column is None:
        return dimension
    origin = dimension.origin
    words = origin.description or column.text("description")
    origin = Origin(**{**vars(origin), "description": words})
    return Dimension(**{**vars(dimension), "origin": origin, "values": _accepted_values(column)})


def _accepted_values(column: Entry) -> tuple[str, ...]:
    for key in ("data_tests", "tests"):
        for test in column.children(key):
            rule = test.child("accepted_values")
            if rule is not None:
                arguments = rule.child("arguments") or rule
                return arguments.texts("values")
    return ()


def _annotated(entry: Entry) -> Model | None:
    """A model of the newer spelling; None where it is not enabled as a semantic model."""
    found = entry.child("semantic_model")
    if found is None or found.node.value is False or found.text("enabled") == "false":
        return None
    table = entry.named("semantic model")
    if table is None:
        return None
    settings = found if isinstance(found.node.value, dict) else None
    entities, dimensions = [], []
    for column in entry.children("columns"):
        entities += _column_entity(column)
        dimensions += _column_dimension(column)
    derived = entry.child("derived_semantics")
    if derived is not None:
        entities += _entities(derived)
        dimensions += _dimensions(derived)
    for key in ("data_tests", "tests", "metrics", "config", "constraints"):
        entry.get(key)
    return Model(
        name=(settings.text("name") if settings else None) or table,
        table=table,
        entities=tuple(entities),
        dimensions=tuple(dimensions),
        time=entry.text("agg_time_dimension"),
        primary_entity=entry.text("primary_entity"),
        origin=read_origin(entry),
    )


def _column_entity(column: Entry) -> list[Entity]:
    found, name = column.child("entity"), column.text("name")
    if found is None or name is None:
        return []
    if isinstance(found.node.value, str):
        kind, own = found.node.value, name
    else:
        kind, own = found.text("type") or "foreign", found.text("name") or name
    return [Entity(name=own, kind=kind, expr=name, origin=_column_origin(column, found))]


def _column_dimension(column: Entry) -> list[Dimension]:
    found, name = column.child("dimension"), column.text("name")
    if found is None or name is None:
        return []
    if isinstance(found.node.value, str):
        kind, own = found.node.value, name
    else:
        kind, own = found.text("type") or "categorical", found.text("name") or name
        _note_validity(found)
    return [
        Dimension(
            name=own,
            is_time=kind == "time" or column.has("granularity"),
            expr=name,
            origin=_column_origin(column, found),
            values=_accepted_values(column),
        )
    ]


def _column_origin(column: Entry, found: Entry) -> Origin:
    own = read_origin(found)
    words = own.description or column.text("description")
    return Origin(**{**vars(own), "description": words.strip() if words else None})
