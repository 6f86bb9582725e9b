"""``Result``: the one shape of what comes back, with its provenance. A frozen value with a JSON
form.

Made by ``data.metrics``; read by insights, charts, renderers and every face.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from boardroom.semantic.model import DataType, Direction, Unit
from boardroom.semantic.rows import Groups, cells_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ColumnRole = Literal[
    "time", "dimension", "key", "metric", "previous", "change", "change_ratio", "transform", "field"
]
"""``previous``, ``change`` and ``change_ratio`` stand behind their metric, named
``<metric>_previous`` and so on."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its name, what it is for, logical type and unit.

    A metric of unit ``percent`` holds fractions; its ``change`` is in ``points`` (difference of
    fractions) and it
    has no ``change_ratio``.
    """

    name: str
    role: ColumnRole
    type: DataType
    unit: Unit | None = None
    label: str | None = None
    direction: Direction | None = None
    metric: str | None = None


@dataclass(frozen=True, kw_only=True)
class Period:
    """A range of whole days in the workspace's time zone, both ends included; None = unbounded.

    ``complete`` is False when the period goes on after «as of» or beyond the loaded data.
    """

    start: date | None
    end: date | None
    complete: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The period compared with, both ends included."""

    start: date
    end: date
    kind: Literal["previous_period", "previous_year"]


@dataclass(frozen=True, kw_only=True)
class Caveat:
    """Something a reader must know before trusting a number. ``kind`` is a stable word, ``text``
    one sentence."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """How old the data under a result is.

    Attributes:
        data_until: the newest moment in the data used (its own time fields); None when timeless.
        loaded_at: when the oldest of the used tables was last loaded.
        stale: True when a source failed or is older than its limit; ``why`` says which.
    """

    data_until: date | None = None
    loaded_at: datetime | None = None
    stale: bool = False
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """Rows with their columns and provenance.

    Rows are tuples of JSON-ready or date/Decimal values in column order; one row per combination of
    the query's
    group-by values and period. Answers of an engine are kept by column (``semantic.rows``): whoever
    reads whole columns takes ``column``, ``numbers``, ``days`` or ``groups``.
    """

    columns: tuple[Column, ...]
    rows: Sequence[tuple[object, ...]]
    sql: str
    period: Period
    comparison: Comparison | None = None
    freshness: Freshness = field(default_factory=Freshness)
    caveats: tuple[Caveat, ...] = ()
    model_version: str = ""
    data_version: str = ""
    elapsed_ms: float = 0.0

    def index(self, name: str) -> int:
        """Position of the column ``name``. Raises: KeyError."""
        return _positions(self.columns)[name]

    def column(self, name: str) -> tuple[object, ...]:
        """All values of the column ``name``. Raises: KeyError."""
        return cells_of(self.rows, self.index(name)).values

    def numbers(self, name: str) -> "npt.NDArray[np.float64]":
        """The column ``name`` as floats of shape (rows,); NaN for NULL and what is no number.
        Raises: KeyError."""
        return cells_of(self.rows, self.index(name)).numbers

    def days(self, name: str) -> "npt.NDArray[np.int64]":
        """The days in the column ``name`` as proleptic Gregorian ordinals of shape (rows,); 0 for
        NULL and what is no day. Raises: KeyError."""
        return cells_of(self.rows, self.index(name)).days

    def seconds(self, name: str) -> "npt.NDArray[np.int64] | None":
        """The moments in the column ``name`` in whole seconds since 1970 as their clock shows them,
        of shape (rows,); None where not all are known to be moments without a zone. Raises:
        KeyError."""
        return cells_of(self.rows, self.index(name)).seconds

    def groups(self, name: str) -> Groups:
        """The rows by the value of the column ``name``. Raises: KeyError."""
        return cells_of(self.rows, self.index(name)).groups


def _positions(columns: tuple[Column, ...]) -> Mapping[str, int]:
    return {column.name: position for position, column in enumerate(columns)}
