"""``Query``: the one way to ask the data. A frozen value with a JSON form
(``semantic.query_json``).

References to fields are texts: ``dataset.field``, a bare ``field`` where only one dataset has it,
or
``relationship.field`` (``relationship.relationship.field``…) to say which path is meant.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from boardroom.semantic.model import Grain, Unit

Scalar = str | int | float | Decimal | bool | date | None

Operator = Literal[
    "=", "!=", "<", "<=", ">", ">=",
    "in", "not_in", "between", "contains", "not_contains", "starts_with", "ends_with",
    "is_null", "is_not_null",
]  # fmt: skip
"""Text operators ignore case; the others are SQL's own, so a NULL passes none but ``is_null``."""


@dataclass(frozen=True, kw_only=True)
class Predicate:
    """One field against constants. ``between`` takes two values, both ends included; ``is_null``
    none."""

    field: str
    op: Operator
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True, kw_only=True)
class And:
    """All of ``items``; true when empty."""

    items: tuple["Filter", ...]


@dataclass(frozen=True, kw_only=True)
class Or:
    """At least one of ``items``; false when empty."""

    items: tuple["Filter", ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    """Not ``item``; where ``item`` is unknown (a comparison with NULL), still unknown, as in SQL.
    Related rows are never unknown: under ``not`` those without any count.
    """

    item: "Filter"


@dataclass(frozen=True, kw_only=True)
class Exists:
    """Entities of dataset ``of`` that have (or lack, under ``Not``) rows in ``dataset`` pointing at
    them.

    Attributes:
        dataset: the many side.
        of: the one side; rows of anything that reaches ``of`` many-to-one are filtered by it.
        via: the relationship, where several lead from ``dataset`` to ``of``.
        where: which rows of ``dataset`` count.
        having: an aggregate condition over those rows, such as ``COUNT(*) > 3``.
    """

    dataset: str
    of: str
    via: str | None = None
    where: "Filter | None" = None
    having: str | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A SQL condition over model fields that no predicate can say (``orders.delivered >
    orders.promised``)."""

    sql: str


Filter = Predicate | And | Or | Not | Exists | Condition


@dataclass(frozen=True, kw_only=True)
class NamedExpression:
    """An inline expression over model fields: a metric (aggregate) or a group-by item (row
    level).

    Attributes:
        within: the metric that it is a part of: its dataset, time, filter and inputs hold for it.
    """

    name: str
    expression: str
    dataset: str | None = None
    unit: Unit | None = None
    within: str | None = None


Compare = Literal["previous_period", "previous_year"]


@dataclass(frozen=True, kw_only=True)
class Transform:
    """A computation over the result's rows, adding the column ``name`` (default ``metric_kind``).

    Attributes:
        kind: ``share`` of the total, ``running`` sum, ``moving`` mean over ``window`` rows,
            ``rank`` (1 = largest),
            ``growth`` against the row ``window`` periods before (a fraction).
        within: group-by references inside which to compute; others are spanned.
    """

    kind: Literal["share", "running", "moving", "rank", "growth"]
    metric: str
    window: int | None = None
    within: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """Sort by a column of the result; NULLs last either way."""

    by: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class LimitPer:
    """Keep the first ``limit`` rows of each group of ``by``, in the query's order."""

    by: tuple[str, ...]
    limit: int


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question to the semantic model.

    Attributes:
        metrics: names of metrics.
        expressions: further metrics, written inline.
        group_by: field references or inline row-level expressions.
        filters: all must hold.
        having: conditions over metric columns of the result, such as ``revenue > 1000``.
        time_range: ``all``, a named range (``last_complete_month``, ``mtd``, ``last_30_days``…),
            ``2017``, ``2017-11``,
            ``2017-Q3``, ``2017-W05``, ``FY2018``, a date, or ``A..B`` with both ends included.
        time_field: a reference that overrides each metric's own time.
        grain: adds the time column ``period`` (first day of each period) to the rows.
        sparse: with ``grain`` and ``group_by``: no rows for periods in which a group has nothing;
            not with ``transforms``, which count by the row.
        ties: with ``limit``: rows that are as good as the last one by ``order`` are shown, too.
        records: instead of metrics: the dataset whose rows are wanted.
        fields: for records: the references to show; empty = all visible ones of the dataset.
    """

    metrics: tuple[str, ...] = ()
    expressions: tuple[NamedExpression, ...] = ()
    group_by: tuple[str | NamedExpression, ...] = ()
    filters: tuple[Filter, ...] = ()
    having: tuple[str, ...] = ()
    time_range: str = "all"
    time_field: str | None = None
    grain: Grain | None = None
    sparse: bool = False
    compare: Compare | None = None
    transforms: tuple[Transform, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    ties: bool = False
    limit_per: LimitPer | None = None
    records: str | None = None
    fields: tuple[str, ...] = ()
