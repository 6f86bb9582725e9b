"""Which items of a proposal are new to a model and can be added to it soundly.

Used by ``semantic.merge``. An item that a person renamed is not new; one that needs something the
model does not have (because a person renamed or removed it) is left out with its reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from boardroom.semantic.check import check_model
from boardroom.semantic.model import Field, Metric, Relationship, SemanticModel
from boardroom.semantic.model_keys import ModelPart
from boardroom.semantic.model_record import item_title


@dataclass(frozen=True, kw_only=True)
class Addition:
    """What to add.

    Attributes:
        part: new datasets, relationships and metrics.
        fields: dataset of the model → its new fields.
        left_out: new item in words → why it is not added.
    """

    part: ModelPart
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


def plan_addition(existing: SemanticModel, proposed: SemanticModel) -> Addition:
    """The new items of ``proposed``, less those that are renamed or would not compute."""
    left_out = dict(_renamed(existing, proposed))
    addition = _selected(existing, proposed, left_out)
    while True:
        refused = {
            problem.where: f"it does not fit: {problem.text}"
            for problem in check_model(_joined(existing, addition))
            if problem.level == "error"
        }
        fresh = {item: why for item, why in refused.items() if item not in left_out}
        left_out |= fresh
        smaller = _selected(existing, proposed, left_out)
        if smaller == addition:
            return replace(addition, left_out=left_out)
        addition = smaller


def _selected(
    existing: SemanticModel, proposed: SemanticModel, left_out: Mapping[str, str]
) -> Addition:
    part = ModelPart(
        datasets=tuple(
            replace(item, fields=_kept_fields(item.name, item.fields, left_out))
            for item in proposed.datasets
            if item.name not in existing.dataset_by_name
            and item_title("dataset", item.name) not in left_out
        ),
        relationships=tuple(
            item
            for item in proposed.relationships
            if item.name not in existing.relationship_by_name
            and item_title("relationship", item.name) not in left_out
        ),
        metrics=tuple(
            item
            for item in proposed.metrics
            if item.name not in existing.metric_by_name
            and item_title("metric", item.name) not in left_out
        ),
    )
    fields: dict[str, tuple[Field, ...]] = {}
    for dataset in proposed.datasets:
        held = existing.dataset_by_name.get(dataset.name)
        if held is not None:
            new = [item for item in dataset.fields if item.name not in held.field_by_name]
            fields[dataset.name] = _kept_fields(dataset.name, new, left_out)
    return Addition(part=part, fields={name: new for name, new in fields.items() if new})


def _kept_fields(
    dataset: str, fields: Iterable[Field], left_out: Mapping[str, str]
) -> tuple[Field, ...]:
    return tuple(item for item in fields if item_title("field", item.name, dataset) not in left_out)


def _joined(existing: SemanticModel, addition: Addition) -> SemanticModel:
    grown = tuple(
        replace(item, fields=(*item.fields, *addition.fields.get(item.name, ())))
        for item in existing.datasets
    )
    return replace(
        existing,
        datasets=(*grown, *addition.part.datasets),
        relationships=(*existing.relationships, *addition.part.relationships),
        metrics=(*existing.metrics, *addition.part.metrics),
    )


def _renamed(existing: SemanticModel, proposed: SemanticModel) -> Iterator[tuple[str, str]]:
    """Proposed items whose content stands in the model under a name that is not proposed."""
    for dataset in proposed.datasets:
        held = existing.dataset_by_name.get(dataset.name)
        if held is None:
            gone = [item for item in existing.datasets if item.name not in proposed.dataset_by_name]
            yield from _stands_as(
                "dataset", dataset.name, [i.name for i in gone if i.source == dataset.source]
            )
            continue
        for item in dataset.fields:
            same = [
                other.name
                for other in held.fields
                if other.expression.sql == item.expression.sql
                and other.name not in dataset.field_by_name
            ]
            if item.name not in held.field_by_name:
                yield from _stands_as("field", item.name, same, scope=dataset.name)
    for link in proposed.relationships:
        if link.name not in existing.relationship_by_name:
            same = [item.name for item in existing.relationships if _ends(item) == _ends(link)]
            yield from _stands_as("relationship", link.name, same)
    for metric in proposed.metrics:
        if metric.name not in existing.metric_by_name:
            same = [
                item.name
                for item in existing.metrics
                if _formula(item) == _formula(metric) and item.name not in proposed.metric_by_name
            ]
            yield from _stands_as("metric", metric.name, same)


def _stands_as(
    noun: str, name: str, others: list[str], *, scope: str = ""
) -> Iterator[tuple[str, str]]:
    if others:
        yield item_title(noun, name, scope), f"it stands as {others[0]!r} in the file"


def _ends(link: Relationship) -> tuple[object, ...]:
    return (link.from_dataset, link.to_dataset, link.from_columns, link.to_columns)


def _formula(metric: Metric) -> tuple[object, ...]:
    return (metric.expression.sql, metric.dataset, metric.inputs, metric.filter, metric.time,
            metric.offset, metric.offset_to, metric.window, metric.to_date, metric.at)  # fmt: skip
