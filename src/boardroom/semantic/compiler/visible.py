"""The model as one principal sees it, so that an error suggests nothing it may not see.

Called by ``compile`` when a query fails under access rules.
"""

from collections.abc import Callable
from dataclasses import replace

from boardroom.errors import AmbiguousError, BoardroomError
from boardroom.semantic.context import AccessRules
from boardroom.semantic.model import Metric, SemanticModel

_UNCLEAR = "A name in the query has several readings"


def visible_model(
    model: SemanticModel, access: AccessRules, *, allows: Callable[[Metric], bool]
) -> SemanticModel:
    """The model without hidden datasets, fields and metrics, and without ways to them."""
    hidden = access.hidden_datasets
    datasets = tuple(
        replace(
            item,
            fields=tuple(
                field
                for field in item.fields
                if f"{item.name}.{field.name}" not in access.hidden_fields
            ),
        )
        for item in model.datasets
        if item.name not in hidden
    )
    links = (
        link for link in model.relationships if not {link.from_dataset, link.to_dataset} & hidden
    )
    return replace(
        model,
        datasets=datasets,
        relationships=tuple(links),
        metrics=tuple(item for item in model.metrics if allows(item)),
    )


def discreet(error: BoardroomError, seen: BoardroomError | None) -> BoardroomError:
    """``error`` without what only the whole model says.

    Args:
        error: what the query meets in the whole model.
        seen: what it meets in the model that the principal sees; None = nothing.
    """
    if seen is not None and (
        seen.message == error.message or (type(seen) is type(error) is AmbiguousError)
    ):
        return seen
    if isinstance(error, AmbiguousError):
        return AmbiguousError(_UNCLEAR, choices=(), hint="Write dataset.field.")
    return type(error)(error.message)
