"""What dbt files say, in one form for both spellings (standalone semantic models, and columns of
models).

Made by ``reader``; turned into our model by ``conversion`` and ``metric_conversion``.

Source: dbt Semantic Layer specification (MetricFlow), legacy and latest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

AGGREGATIONS = (
    "sum", "count", "count_distinct", "average", "median", "min", "max", "percentile",
    "sum_boolean",
)  # fmt: skip
COUNTING = frozenset({"count", "count_distinct", "sum_boolean"})
"""Aggregations that count rows or things, whatever their values are."""

EntityKind = Literal["primary", "unique", "foreign", "natural"]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where something stands, what else it said, and how people call it."""

    place: str
    description: str | None = None
    label: str | None = None
    synonyms: tuple[str, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A join key. ``expr`` is its SQL over the table's columns."""

    name: str
    kind: str
    expr: str
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Something to group by. ``expr`` is its SQL over the table's columns."""

    name: str
    is_time: bool
    expr: str
    origin: Origin
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NonAdditive:
    """A measure that is a balance: only rows of the last (or first) time in a period count."""

    dimension: str
    choice: str
    groupings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """An aggregation of one model's rows.

    Attributes:
        percentile: share for ``percentile``, 0 to 1; ``discrete`` picks an existing value.
        time: the time dimension that places it, when not the model's own.
    """

    name: str
    agg: str
    expr: str
    origin: Origin
    percentile: str | None = None
    discrete: bool = False
    time: str | None = None
    non_additive: NonAdditive | None = None
    creates_metric: bool = False


@dataclass(frozen=True, kw_only=True)
class Model:
    """One semantic model. ``table`` is the relation it reads."""

    name: str
    table: str
    origin: Origin
    entities: tuple[Entity, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    measures: tuple[Measure, ...] = ()
    time: str | None = None
    primary_entity: str | None = None


@dataclass(frozen=True, kw_only=True)
class Input:
    """A measure or metric that a metric is made of."""

    name: str
    alias: str | None = None
    filters: tuple[str, ...] = ()
    offset_window: str | None = None
    offset_to_grain: str | None = None
    fill_nulls_with: str | None = None


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric.

    Attributes:
        kind: simple, ratio, derived, cumulative or conversion.
        measure: the measure of a simple or legacy cumulative metric.
        own_measure: the aggregation that a simple metric of the newer spelling holds itself.
        inputs: metrics of a derived metric; numerator and denominator of a ratio; the one of a
            cumulative metric.
        own_model: the model inside which it stands.
    """

    name: str
    kind: str
    origin: Origin
    filters: tuple[str, ...] = ()
    measure: Input | None = None
    own_measure: Measure | None = None
    inputs: tuple[Input, ...] = ()
    expr: str | None = None
    window: str | None = None
    grain_to_date: str | None = None
    period_agg: str | None = None
    own_model: str | None = None


@dataclass(frozen=True, kw_only=True)
class Project:
    """All that the files say."""

    models: tuple[Model, ...]
    metrics: tuple[Metric, ...]
