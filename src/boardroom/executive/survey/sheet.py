"""``Sheet``: the records of one dataset as the columns that a survey compares.

Made by ``executive.survey.reading``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from boardroom.analysis.survey.column import Codes, Floats, Grouping
from boardroom.semantic.model import Direction, Grain, Unit
from boardroom.semantic.query import Filter, NamedExpression
from boardroom.semantic.result import Result


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A column of a few values.

    Attributes:
        ref: how a query names it: a field, or an expression over fields.
        fields: the fields it is made of.
        edges: of brackets, as they are written and as numbers.
        kind: ``field``; ``bracket`` of a measure; ``missing`` says whether a field has a value,
            ``goal`` whether one field reaches another; ``identifier`` is the first name of a thing
            in a text and cannot be asked for.
    """

    ref: str | NamedExpression | None
    label: str
    grouping: Grouping
    fields: tuple[str, ...]
    kind: str = "field"
    edges: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        """What it is known by in an insight's subject."""
        if self.ref is None:
            return f"{self.fields[0]}:identifier"
        return self.ref if isinstance(self.ref, str) else self.ref.name


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A measure of each record.

    Attributes:
        sql: its value of one record; ``fields`` it is made of.
        values: in ``unit``; NaN where there is none.
        additive: whether sums mean something.
        metric: the metric of the model that is its mean or sum; empty without one.
    """

    sql: str
    label: str
    values: Floats
    unit: Unit | None
    fields: tuple[str, ...]
    additive: bool = False
    direction: Direction | None = None
    metric: str = ""
    kind: str = "field"


@dataclass(frozen=True, kw_only=True)
class Texts:
    """A column of free texts."""

    ref: str
    label: str
    cells: Sequence[str | None]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When the records happened.

    Attributes:
        field: the time field; ``days`` of each record since 1 Jan 1 (NaN = none).
        grain: of the periods; ``starts`` of the complete ones.
        periods: the place of each record's period; −1 outside the complete ones.
    """

    field: str
    days: Floats
    grain: Grain
    starts: tuple[date, ...]
    periods: Codes


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The records of one dataset, all of them or a sample.

    Attributes:
        records: how many were read, of ``whole`` ``known`` on the day; ``sample`` chose them.
        noun: what a record is, in the plural: «tickets»; ``metric`` counts them, where one does,
            and should go in ``direction``.
        result: the answer they came in.
    """

    dataset: str
    noun: str
    metric: str
    records: int
    whole: int
    result: Result
    dimensions: tuple[Dimension, ...]
    amounts: tuple[Amount, ...]
    texts: tuple[Texts, ...]
    calendar: Calendar | None = None
    direction: Direction | None = None
    known: tuple[Filter, ...] = ()
    sample: Filter | None = None
