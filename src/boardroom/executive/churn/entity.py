"""The customers of a model and what they do: whose leaving can be watched, and in which tables.

Called by the churn agent. The table of customers is the one that the packs have found.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from boardroom.analysis.churn.leak import names_the_event
from boardroom.executive.pack import TableMapping
from boardroom.executive.stake import is_money
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.model import Dataset, EventTime, Field, IntervalTime, SemanticModel

CUSTOMERS = "customers"
"""The canonical table of packs."""

_MOST_ACTIVITIES = 8
_MOST_MEASURES = 3
_MOST_ATTRIBUTES = 8
_NUMBERS = frozenset({"Integer", "Decimal", "Float"})


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number of an activity's rows: added up, or its mean where a sum means nothing."""

    field: str
    label: str
    adds: bool
    money: bool


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Rows that happen to customers."""

    dataset: str
    label: str
    time: str
    measures: tuple[Measure, ...]

    @property
    def money(self) -> bool:
        """Whether they carry money, as orders do."""
        return any(item.money for item in self.measures)


@dataclass(frozen=True, kw_only=True)
class Stay:
    """Rows that hold from a start to an end, as subscriptions do."""

    dataset: str
    label: str
    start: str
    end: str
    kinds: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Entity:
    """Customers and what is known of them.

    Attributes:
        key, name: the fields that identify and name one; ``name`` may be the key.
        attributes: texts of few values; flags and numbers are left out, since they say how things
            stand today and not how they stood at an earlier cut-off.
        goodbye: rows that say that a customer left.
    """

    dataset: str
    label: str
    key: str
    name: str
    attributes: tuple[Field, ...]
    activities: tuple[Activity, ...]
    stay: Stay | None
    goodbye: Activity | None

    @property
    def reference(self) -> str:
        """How a query names the customer."""
        return f"{self.dataset}.{self.key}"


def find_entity(model: SemanticModel, tables: Mapping[str, TableMapping]) -> Entity | None:
    """The customers; None where the model has none, or nothing that they do over time."""
    place = tables.get(CUSTOMERS)
    dataset = model.dataset_by_name.get(place.dataset) if place is not None else None
    if place is None or dataset is None or len(dataset.primary_key) != 1:
        return None
    graph = Graph(model)
    paths = {
        item.name: found[0]
        for item in model.datasets
        if item.name != dataset.name and len(found := graph.paths(item.name, dataset.name)) == 1
    }
    reaching = sorted(
        (item for item in model.datasets if item.name in paths),
        key=lambda item: len(paths[item.name]),
    )
    happening = [item for item in reaching if isinstance(item.time, EventTime)]
    activities = [_activity(item) for item in happening if not names_the_event(item.name)]
    farewells = [_activity(item) for item in happening if names_the_event(item.name)]
    stays = [stay for item in reaching if (stay := _stay(item)) is not None]
    if not activities and not stays:
        return None
    key = dataset.primary_key[0]
    name = place.fields.get("name", key)
    return Entity(
        dataset=dataset.name,
        label=_words(dataset.label or dataset.name),
        key=key,
        name=name if name in dataset.field_by_name else key,
        attributes=_kinds(dataset),
        activities=tuple(activities[:_MOST_ACTIVITIES]),
        stay=stays[0] if stays else None,
        goodbye=farewells[0] if farewells else None,
    )


def _activity(dataset: Dataset) -> Activity:
    time = dataset.time.field if isinstance(dataset.time, EventTime) else ""
    measures = [item for item in dataset.fields if _is_measure(item)]
    return Activity(
        dataset=dataset.name,
        label=_words(dataset.label or dataset.name),
        time=time if "." in time else f"{dataset.name}.{time}",
        measures=tuple(_measure(item) for item in measures[:_MOST_MEASURES]),
    )


def _is_measure(item: Field) -> bool:
    return item.role == "measure" and item.datatype in _NUMBERS and not item.hidden


def _measure(item: Field) -> Measure:
    money = is_money(item.unit)
    return Measure(
        field=item.name,
        label=_words(item.label or item.name),
        adds=money or item.unit == "count",
        money=money,
    )


def _stay(dataset: Dataset) -> Stay | None:
    time = dataset.time
    if not isinstance(time, IntervalTime) or "." in time.start or "." in time.end:
        return None
    return Stay(
        dataset=dataset.name,
        label=_words(dataset.label or dataset.name),
        start=time.start,
        end=time.end,
        kinds=_kinds(dataset),
    )


def _kinds(dataset: Dataset) -> tuple[Field, ...]:
    found = [
        item
        for item in dataset.fields
        if item.role == "dimension"
        and item.datatype == "String"
        and item.values
        and not (item.hidden or item.pii or names_the_event(item.name))
    ]
    return tuple(found[:_MOST_ATTRIBUTES])


def _words(text: str) -> str:
    words = text.replace("_", " ").strip()
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
