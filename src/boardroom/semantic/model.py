"""The semantic model as frozen values: datasets, fields, relationships, metrics.

Read from YAML by ``semantic.model_file``, from Ossie and dbt files by their importers, proposed by
``semantic.propose``; consumed by the compiler. Field names follow Apache Ossie 0.2; what Ossie
lacks (units, direction, time semantics, owners…) stands beside them and is exported as a
``BOARDROOM`` custom extension.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

DataType = Literal[
    "String",
    "Integer",
    "Decimal",
    "Float",
    "Boolean",
    "Date",
    "Time",
    "DateTime",
    "DateTimeTz",
    "Opaque",
]
"""Ossie's logical types. ``DateTime`` is wall time in the workspace's time zone, ``DateTimeTz`` an
instant."""

Direction = Literal["up", "down"]
"""Which way is good."""

FieldRole = Literal["key", "time", "dimension", "measure", "attribute"]
"""What a field is for: joining, placing in time, grouping, adding up, or only showing (free
text)."""

Unit = str
"""``percent`` (the value is a fraction), ``count``, ``days``, ``hours``, ``minutes``, ``seconds``,
``score``,
``points``, an ISO 4217 code (``USD``), ``currency`` (money of unknown currency), or any other
word."""

StockPoint = Literal["start", "end"]

Grain = Literal["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]


@dataclass(frozen=True, kw_only=True)
class Expression:
    """One SQL expression, possibly in several dialects.

    Attributes:
        sql: the text in ANSI SQL (the one every compiler pass reads).
        dialects: further dialects as written in the file, ``{"SNOWFLAKE": "…"}``; kept for round
            trips.
    """

    sql: str
    dialects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AiContext:
    """Ossie's ``ai_context``: synonyms and hints for people and models. ``text`` is its
    plain-string form."""

    synonyms: tuple[str, ...] = ()
    instructions: str | None = None
    examples: tuple[str, ...] = ()
    text: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CustomExtension:
    """Another vendor's extension, carried through unread. ``data`` is its JSON text, verbatim."""

    vendor_name: str
    data: str


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """Why a proposed item is there: ``score`` in 0…1 and the evidence in words."""

    score: float
    why: str


@dataclass(frozen=True, kw_only=True)
class EventTime:
    """Rows happen at one moment. ``field`` is a reference as in a query: own field or a to-one
    relative's."""

    field: str


@dataclass(frozen=True, kw_only=True)
class IntervalTime:
    """Rows hold from ``start`` to ``end`` (exclusive; NULL = still holding): a stock by
    intervals."""

    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class SnapshotTime:
    """Rows are states of an entity: the last row per ``entity`` in the period counts: a stock by
    snapshots."""

    field: str
    entity: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MovementTime:
    """Rows are changes of a balance, which is the running sum of all earlier rows: a stock by
    movements."""

    field: str


TimeSpec = EventTime | IntervalTime | SnapshotTime | MovementTime


@dataclass(frozen=True, kw_only=True)
class Field:
    """A row-level attribute of a dataset.

    Attributes:
        values: known values, most frequent first, only for dimensions with few of them.
        aliases: other names people use for a value, ``{"California": "CA"}`` (alias → stored
            value).
        pii: kind of personal data («email», «phone», «name»…), when it is personal.
    """

    name: str
    expression: Expression
    datatype: DataType | None = None
    is_time: bool | None = None
    role: FieldRole | None = None
    label: str | None = None
    description: str | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    values: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    pii: str | None = None
    hidden: bool = False
    ai_context: AiContext | None = None
    extensions: tuple[CustomExtension, ...] = ()
    confidence: Confidence | None = None

    @property
    def temporal(self) -> bool:
        """Ossie's rule: ``is_time`` when set, else by datatype."""
        if self.is_time is not None:
            return self.is_time
        return self.datatype in {"Date", "Time", "DateTime", "DateTimeTz"}


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A logical table: one row per ``primary_key``.

    Attributes:
        source: table name, possibly qualified, or a ``SELECT …`` text.
        time: how its rows stand in time; None = timeless (a list of things).
        bridge: True when the table only links two others many-to-many.
        freshness: longest acceptable age of the newest row, such as ``2 days``.
    """

    name: str
    source: str
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    fields: tuple[Field, ...] = ()
    time: TimeSpec | None = None
    bridge: bool = False
    label: str | None = None
    description: str | None = None
    owner: str | None = None
    department: str | None = None
    freshness: str | None = None
    ai_context: AiContext | None = None
    extensions: tuple[CustomExtension, ...] = ()
    confidence: Confidence | None = None

    @cached_property
    def field_by_name(self) -> Mapping[str, Field]:
        """Fields by name."""
        return {item.name: item for item in self.fields}


@dataclass(frozen=True, kw_only=True)
class Relationship:
    """A many-to-one link: ``from_columns`` of the many side equal ``to_columns`` (a unique key) of
    the one side.

    The columns are field names of the two datasets. An inactive one is used only where a reference
    names it
    (``billing_address.city``); it is how role-playing dimensions and redundant paths stay
    unambiguous.
    """

    name: str
    from_dataset: str
    to_dataset: str
    from_columns: tuple[str, ...]
    to_columns: tuple[str, ...]
    active: bool = True
    ai_context: AiContext | None = None
    extensions: tuple[CustomExtension, ...] = ()
    confidence: Confidence | None = None


@dataclass(frozen=True, kw_only=True)
class MetricInput:
    """Another metric as one input of an expression, seen through time.

    Attributes:
        offset: ``1 month``: the value that long before (also ``7 days``, ``1 year``, ``1
            fiscal_year``).
        offset_to: a grain: the value at the first period of that grain (dbt's ``offset_to_grain``).
        window: ``28 days``: over the trailing window that ends with each period.
        to_date: a grain: from the start of that grain up to each period's end (``all`` = since
            ever).
        at: for stocks: the balance when the period opens or closes.
        filter: rows that count, a condition over fields.
    """

    metric: str
    offset: str | None = None
    offset_to: str | None = None
    window: str | None = None
    to_date: str | None = None
    at: StockPoint | None = None
    filter: str | None = None


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """Levels of a metric at which somebody should look (``warning``) or act (``critical``), in its
    unit."""

    warning: float | None = None
    critical: float | None = None


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A SQL aggregate expression over fields (``dataset.field``) and other metrics (bare names).

    Attributes:
        dataset: which dataset unqualified names and ``COUNT(*)`` mean.
        inputs: names in the expression that stand for a metric seen through time.
        time: overrides the dataset's own placement in time.
        offset, offset_to, window, to_date, at: as in ``MetricInput``, for the whole metric.
        additive: False when values of parts must not be summed to a whole (set by people; the
            compiler
            derives it from the expression otherwise).
        max_grain: the longest period that the expression is right for; longer ones are refused.
    """

    name: str
    expression: Expression
    dataset: str | None = None
    inputs: Mapping[str, MetricInput] = field(default_factory=dict)
    filter: str | None = None
    time: TimeSpec | None = None
    offset: str | None = None
    offset_to: str | None = None
    window: str | None = None
    to_date: str | None = None
    at: StockPoint | None = None
    datatype: DataType | None = None
    label: str | None = None
    description: str | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    owner: str | None = None
    department: str | None = None
    target: float | None = None
    thresholds: Threshold | None = None
    freshness: str | None = None
    additive: bool | None = None
    max_grain: Grain | None = None
    hidden: bool = False
    ai_context: AiContext | None = None
    extensions: tuple[CustomExtension, ...] = ()
    confidence: Confidence | None = None

    @property
    def title(self) -> str:
        """The label, or the name in words."""
        return self.label or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, kw_only=True)
class SemanticModel:
    """Everything Boardroom knows about the meaning of the data. Names are unique per kind."""

    name: str
    datasets: tuple[Dataset, ...]
    relationships: tuple[Relationship, ...] = ()
    metrics: tuple[Metric, ...] = ()
    description: str | None = None
    ai_context: AiContext | None = None
    extensions: tuple[CustomExtension, ...] = ()

    @cached_property
    def dataset_by_name(self) -> Mapping[str, Dataset]:
        """Datasets by name."""
        return {item.name: item for item in self.datasets}

    @cached_property
    def metric_by_name(self) -> Mapping[str, Metric]:
        """Metrics by name."""
        return {item.name: item for item in self.metrics}

    @cached_property
    def relationship_by_name(self) -> Mapping[str, Relationship]:
        """Relationships by name."""
        return {item.name: item for item in self.relationships}
