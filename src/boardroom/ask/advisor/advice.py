"""What a language model may say of a question: options of the semantic model, and nothing else.

There is no place for a number of its own, nor for a sentence: what a reader sees is written from
the chosen options. Anything beside these keys is an error, so that nothing is left out unseen.
"""

from dataclasses import dataclass
from typing import Literal

from boardroom.semantic.model import Grain
from boardroom.semantic.query import Compare, Operator

_STRICT = {"extra": "forbid"}
"""Read by pydantic where a model's answer crosses the border."""

Value = str | bool | int | float
How = Literal["count", "count_different", "sum", "average", "median", "min", "max"]
Comparison = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, kw_only=True)
class AmountOption:
    """An aggregate where there is no metric.

    Attributes:
        of: a dataset for ``count``, else ``dataset.field``.
    """

    __pydantic_config__ = _STRICT

    how: How
    of: str

    @property
    def name(self) -> str:
        """What its column is called: made by rule, so that it says what it is."""
        return f"{self.how}_{self.of.replace('.', '_')}"


@dataclass(frozen=True, kw_only=True)
class FilterOption:
    """One field against values of the question or of the field."""

    __pydantic_config__ = _STRICT

    field: str
    op: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RelatedOption:
    """Things of dataset ``of`` that have rows in ``dataset``.

    Attributes:
        without: those that have none.
        filters: which of the rows count.
        op, number: how many there have to be; at least one where nothing is said.
    """

    __pydantic_config__ = _STRICT

    dataset: str
    of: str
    without: bool = False
    filters: tuple[FilterOption, ...] = ()
    op: Comparison | None = None
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class HavingOption:
    """A condition on a number of the rows."""

    __pydantic_config__ = _STRICT

    column: str
    op: Comparison
    value: float


@dataclass(frozen=True, kw_only=True)
class TransformOption:
    """A share, a running total, a moving mean, a rank or the growth of a number over the rows."""

    __pydantic_config__ = _STRICT

    kind: Literal["share", "running", "moving", "rank", "growth"]
    column: str
    window: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderOption:
    """What rows are sorted by."""

    __pydantic_config__ = _STRICT

    by: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class QueryOption:
    """A ``Query`` over the given metrics and fields; every key but what is asked for may be left
    out."""

    __pydantic_config__ = _STRICT

    metrics: tuple[str, ...] = ()
    amounts: tuple[AmountOption, ...] = ()
    group_by: tuple[str, ...] = ()
    filters: tuple[FilterOption, ...] = ()
    related: tuple[RelatedOption, ...] = ()
    having: tuple[HavingOption, ...] = ()
    time_range: str = "all"
    grain: Grain | None = None
    compare: Compare | None = None
    transforms: tuple[TransformOption, ...] = ()
    order: tuple[OrderOption, ...] = ()
    limit: int | None = None
    records: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What the question asks for.

    Attributes:
        outcome: ``answer`` with a query, ``ask`` in return with choices, or ``refuse``.
        query: of an answer.
        candidate: of an answer, instead of a query: the id of a given candidate.
        choices: of a question in return.
        unknown: of a refusal: words of the question that name nothing in the data.
        sql: of an answer, where that is allowed and no query can say it: one SELECT.
    """

    __pydantic_config__ = _STRICT

    outcome: Literal["answer", "ask", "refuse"]
    query: QueryOption | None = None
    candidate: str | None = None
    choices: tuple[QueryOption, ...] = ()
    unknown: tuple[str, ...] = ()
    sql: str | None = None
