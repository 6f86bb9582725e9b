"""``Scope``: what of a model may be named to a language model, and by it: what its user may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from boardroom.ask.lexicon import Sense
from boardroom.data.metrics import MetricsService
from boardroom.errors import QueryError
from boardroom.governance.principal import Principal
from boardroom.semantic.model import Dataset, Field, Metric, Relationship
from boardroom.semantic.nearest import did_you_mean


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The visible part of a model.

    Attributes:
        datasets: with their visible fields only.
        relationships: those between them.
        values_shown: whether all values of the fields are for the user's eyes.
    """

    metrics: tuple[Metric, ...]
    datasets: tuple[Dataset, ...]
    relationships: tuple[Relationship, ...] = ()
    values_shown: bool = True

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {f"{one.name}.{item.name}": item for one in self.datasets for item in one.fields}

    @cached_property
    def _names(self) -> frozenset[str]:
        metrics = {item.name for item in self.metrics}
        return frozenset(metrics | {item.name for item in self.datasets} | set(self._fields))

    def field(self, ref: str) -> Field:
        """The field that ``dataset.field`` names. Raises: QueryError: it is not in sight."""
        return self._fields[self._known(ref, self._fields, "field")]

    def dataset(self, name: str) -> Dataset:
        """A dataset by its name. Raises: QueryError: it is not in sight."""
        known = {item.name: item for item in self.datasets}
        return known[self._known(name, known, "dataset")]

    def metric(self, name: str) -> Metric:
        """A metric by its name. Raises: QueryError: it is not in sight."""
        known = {item.name: item for item in self.metrics}
        return known[self._known(name, known, "metric")]

    def shows(self, sense: Sense) -> bool:
        """Whether what words may mean is in sight."""
        return sense.ref in self._names

    def _known(self, name: str, known: Iterable[str], kind: str) -> str:
        if name not in known:
            raise QueryError(f"there is no {kind} {name!r}{did_you_mean(name, known)}")
        return name


def scope_of(metrics: MetricsService, *, principal: Principal) -> Scope:
    """What ``principal`` may see."""
    seen = metrics.describe(principal=principal)
    names = {item.name for item in seen.datasets}
    return Scope(
        metrics=seen.metrics,
        datasets=seen.datasets,
        relationships=tuple(
            item
            for item in metrics.model.relationships
            if {item.from_dataset, item.to_dataset} <= names
        ),
        values_shown=not metrics.filters_rows(principal=principal),
    )
