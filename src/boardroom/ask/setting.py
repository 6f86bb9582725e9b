"""What a question is asked of, and when; known to all that write queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from boardroom.ask.inflection import root
from boardroom.ask.kind import Kind, kinds
from boardroom.ask.name_book import NameBook
from boardroom.semantic.compiler.expand import Expander
from boardroom.semantic.compiler.graph import Graph
from boardroom.semantic.context import Calendar
from boardroom.semantic.model import (
    IntervalTime,
    MovementTime,
    SemanticModel,
    SnapshotTime,
    TimeSpec,
)
from boardroom.semantic.propose.naming import singular, words
from boardroom.semantic.query import NamedExpression

_DURATIONS = frozenset({"seconds", "minutes", "hours", "days", "weeks"})
_TIMES = frozenset({"time", "lag", "duration", "second", "minute", "hour", "day", "week"})
_MEANS = frozenset({"average", "mean", "avg", "to", "until", "till", "a", "an", "the", "of", "for"})


class Unsaid(Exception):
    """These senses make no query."""


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A metric that says how long something takes on average.

    Attributes:
        deeds: the roots of the words that say what: ``resolv`` of ``time to resolve``.
        datasets: what it is computed from.
    """

    metric: str
    unit: str
    deeds: frozenset[str]
    datasets: frozenset[str]


class Ground:
    """What is known of a model before any question: made once, used by all."""

    def __init__(self, model: SemanticModel) -> None:
        self.graph = Graph(model)
        self.expander = Expander(self.graph)
        self.kinds: Mapping[str, Kind] = {item.metric: item for item in kinds(model)}
        self.durations = tuple(_durations(model))
        self.names: dict[object, NameBook] = {}
        """What is called by which names in the data, by who asks and the data's version."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a question is asked of, and when."""

    ground: Ground
    calendar: Calendar
    as_of: date
    currency: str | None = None
    """What money of unknown currency is in; None = nobody knows."""

    @property
    def graph(self) -> Graph:
        """The model and its ways."""
        return self.ground.graph

    @property
    def expander(self) -> Expander:
        """What takes the model's metrics apart."""
        return self.ground.expander

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """What the model's metrics count, by their names."""
        return self.ground.kinds

    def home(self, metric: str) -> str:
        """The dataset that a metric of the model is computed from; its first one."""
        return self.expander.metric(metric).calls[0].base

    def base(self, amount: str | NamedExpression) -> str:
        """The dataset that an amount is computed from."""
        if isinstance(amount, str):
            return self.home(amount)
        return self.expander.inline(amount).calls[0].base

    def is_stock(self, amount: str | NamedExpression) -> bool:
        """Whether an amount is a state: what there is at a moment, and not what happens."""
        times = self._times(amount)
        return all(isinstance(x, IntervalTime | SnapshotTime | MovementTime) for x in times)

    def is_timed(self, amount: str | NamedExpression) -> bool:
        """Whether all that an amount is computed from has a time."""
        return None not in self._times(amount)

    def _times(self, amount: str | NamedExpression) -> list[TimeSpec | None]:
        if isinstance(amount, NamedExpression):
            formula = self.expander.inline(amount)
        else:
            formula = self.expander.metric(amount)
        return [call.time or self.graph.dataset(call.base).time for call in formula.calls]

    def has_one(self, base: str, dataset: str) -> bool:
        """Whether each row of a dataset belongs to at most one of another, or is it."""
        return base == dataset or self.graph.reaches(base, dataset)


def _durations(model: SemanticModel) -> Iterator[Duration]:
    """The mean durations of a model, by each of their names."""
    for metric in model.metrics:
        sql = metric.expression.sql
        if metric.hidden or metric.unit not in _DURATIONS or not sql.upper().startswith("AVG("):
            continue
        datasets = frozenset(x.name for x in model.datasets if f"{x.name}." in sql)
        synonyms = metric.ai_context.synonyms if metric.ai_context else ()
        for name in (metric.name, metric.label or "", *synonyms):
            said = [singular(word) for word in words(name)]
            deeds = frozenset(root(word) for word in said if word not in _TIMES | _MEANS)
            if deeds and not _TIMES.isdisjoint(said):
                yield Duration(metric=metric.name, unit=metric.unit, deeds=deeds, datasets=datasets)
