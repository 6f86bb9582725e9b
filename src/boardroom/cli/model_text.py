"""The semantic model as text for the terminal: all of it in short, or one item whole."""

from collections.abc import Mapping

from boardroom.errors import NotFoundError
from boardroom.insight.text_table import TextColumn, draw_table
from boardroom.semantic.model import (
    Dataset,
    EventTime,
    Field,
    IntervalTime,
    Metric,
    MovementTime,
    Relationship,
    SemanticModel,
    SnapshotTime,
    TimeSpec,
)
from boardroom.semantic.model_record import item_title


def model_to_text(
    model: SemanticModel, *, name: str | None, width: int, origins: Mapping[str, str] | None = None
) -> str:
    """The whole model, or the metric, dataset or field (``dataset.field``) called ``name``.

    Args:
        model: what to show.
        name: one item of it; None = all.
        width: of the terminal.
        origins: item in words → ``file:line`` where it stands.

    Raises:
        NotFoundError: nothing has that name.
    """
    if name is None:
        return "\n\n".join(_overview(model, width=width))
    stands = origins or {}
    parts = []
    if name in model.metric_by_name:
        where = stands.get(item_title("metric", name))
        parts.append(_metric(model.metric_by_name[name], where))
    if name in model.dataset_by_name:
        parts.append(_dataset(model, model.dataset_by_name[name], width=width))
    dataset, _, called = name.partition(".")
    owner = model.dataset_by_name.get(dataset)
    item = owner.field_by_name.get(called) if owner else None
    if item is not None:
        parts.append(_field(dataset, item, stands.get(item_title("field", called, dataset))))
    if not parts:
        from difflib import get_close_matches

        near = get_close_matches(name, [*model.metric_by_name, *model.dataset_by_name], n=3)
        message = f"the model has no metric, dataset or field {name!r}"
        raise NotFoundError(
            message,
            hint=f"Near it: {', '.join(near)}." if near else "`boardroom model show` lists all.",
        )
    return "\n\n".join(parts)


def time_to_text(spec: TimeSpec | None) -> str:
    """How rows stand in time, in a few words."""
    match spec:
        case None:
            return "timeless"
        case EventTime(field=field):
            return field
        case IntervalTime(start=start, end=end):
            return f"from {start} to {end}"
        case SnapshotTime(field=field, entity=entity):
            return f"state of {', '.join(entity)} at {field}"
        case MovementTime(field=field):
            return f"movements at {field}"


def _overview(model: SemanticModel, *, width: int) -> list[str]:
    datasets = draw_table(
        [
            TextColumn(title="dataset", fixed=True),
            TextColumn(title="key"),
            TextColumn(title="time"),
            TextColumn(title="fields", number=True),
        ],
        [
            [
                item.name,
                ", ".join(item.primary_key) or "–",
                time_to_text(item.time),
                str(len(item.fields)),
            ]
            for item in model.datasets
        ],
        width=width,
        title="Datasets",
    )
    relationships = draw_table(
        [TextColumn(title="relationship"), TextColumn(title="many"), TextColumn(title="one")],
        [
            [item.name, _side(item, many=True), _side(item, many=False)]
            for item in model.relationships
        ],
        width=width,
        title="Relationships",
    )
    metrics = draw_table(
        [
            TextColumn(title="metric"),
            TextColumn(title="unit", fixed=True),
            TextColumn(title="definition", share=2),
        ],
        [[item.name, item.unit or "", item.expression.sql] for item in model.metrics],
        width=width,
        title="Metrics",
    )
    return [datasets, *([relationships] if model.relationships else []), metrics]


def _side(relationship: Relationship, *, many: bool) -> str:
    if many:
        return f"{relationship.from_dataset}({', '.join(relationship.from_columns)})"
    inactive = "" if relationship.active else " (only by name)"
    return f"{relationship.to_dataset}({', '.join(relationship.to_columns)}){inactive}"


def _metric(metric: Metric, where: str | None) -> str:
    facts = {
        "definition": metric.expression.sql,
        "means": metric.description,
        "unit": metric.unit,
        "good is": metric.direction,
        "time": time_to_text(metric.time) if metric.time else None,
        "only where": metric.filter,
        "department": metric.department,
        "owner": metric.owner,
        "target": None if metric.target is None else str(metric.target),
        **_common(metric, where),
    }
    return _facts(f"metric {metric.name}: {metric.title}", facts)


def _field(dataset: str, item: Field, where: str | None) -> str:
    facts = {
        "definition": item.expression.sql,
        "means": item.description,
        "type": item.datatype,
        "role": item.role,
        "unit": item.unit,
        "values": ", ".join(item.values),
        **_common(item, where),
    }
    name = f"{dataset}.{item.name}"
    return _facts(f"field {name}: {item.label}" if item.label else f"field {name}", facts)


def _common(item: Metric | Field, where: str | None) -> dict[str, str | None]:
    """What is said of metrics and fields alike."""
    why = item.confidence
    return {
        "also called": ", ".join(item.ai_context.synonyms) if item.ai_context else None,
        "why proposed": f"{why.score:.2f}: {why.why}" if why else None,
        "stands in": where,
    }


def _facts(head: str, facts: Mapping[str, str | None]) -> str:
    lines = [f"  {what:<12} {text}" for what, text in facts.items() if text]
    return "\n".join([head, *lines])


def _dataset(model: SemanticModel, dataset: Dataset, *, width: int) -> str:
    head = [
        f"dataset {dataset.name}: {dataset.source}",
        f"  key   {', '.join(dataset.primary_key) or '–'}",
    ]
    head.append(f"  time  {time_to_text(dataset.time)}")
    links = [
        item for item in model.relationships if dataset.name in {item.from_dataset, item.to_dataset}
    ]
    head += [f"  link  {_side(item, many=True)} → {_side(item, many=False)}" for item in links]
    fields = draw_table(
        [
            TextColumn(title="field"),
            TextColumn(title="type", fixed=True),
            TextColumn(title="role", fixed=True),
            TextColumn(title="unit", fixed=True),
            TextColumn(title="definition"),
        ],
        [
            [item.name, item.datatype or "", item.role or "", item.unit or "", item.expression.sql]
            for item in dataset.fields
        ],
        width=width,
    )
    return "\n".join([*head, fields])
