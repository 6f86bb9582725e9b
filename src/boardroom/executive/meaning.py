"""What metrics compute, whatever they are called: of two names for one thing only one is shown.

Called by ``executive.pack_binding``.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from boardroom.errors import BoardroomError
from boardroom.semantic.compiler.expand import Expander
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import (
    EventTime,
    IntervalTime,
    Metric,
    MovementTime,
    SemanticModel,
    SnapshotTime,
    TimeSpec,
)


def hide_second_names(model: SemanticModel, chosen: AbstractSet[str]) -> Iterable[Metric]:
    """The model's metrics; proposed ones that compute what one of the ``chosen`` does are hidden,
    so that other metrics may still name them.
    """
    expander = Expander(Graph(model))
    meanings = {metric.name: _meaning(metric, expander, model) for metric in model.metrics}
    own = {meanings[name] for name in chosen}
    for metric in model.metrics:
        second = metric.confidence is not None and metric.name not in chosen
        second = second and meanings[metric.name] in own
        yield replace(metric, hidden=True) if second else metric


def _meaning(metric: Metric, expander: Expander, model: SemanticModel) -> object:
    """The same for two metrics that always agree; of one that cannot be computed its name."""
    try:
        formula = expander.metric(metric.name)
    except BoardroomError:
        return metric.name
    datasets = model.dataset_by_name
    calls = tuple(
        (
            call.sql, call.base, call.conditions, call.view,
            _placed(call.time or datasets[call.base].time, call.base),
        )
        for call in formula.calls
    )  # fmt: skip
    return formula.tree.sql(), calls, tuple(limit.grain for limit in formula.limits)


def _placed(spec: TimeSpec | None, base: str) -> object:
    """How rows of ``base`` stand in time, every field with its dataset."""
    match spec:
        case None:
            return None
        case IntervalTime():
            names: tuple[str, ...] = (spec.start, spec.end)
        case SnapshotTime():
            names = (spec.field, *spec.entity)
        case EventTime() | MovementTime():
            names = (spec.field,)
    return type(spec), tuple(name if "." in name else f"{base}.{name}" for name in names)
