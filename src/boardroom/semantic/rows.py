"""``Rows``: the rows of a ``Result``, kept column by column.

Engines answer in columns. A row becomes a tuple only when somebody looks at it, and who wants a
column gets it as it is: ``Result.column``, ``numbers``, ``days`` and ``groups`` need no row.
``data.arrow_rows`` makes them of what an engine returned.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Row = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Which rows hold the same value.

    Attributes:
        values: the distinct values, in the order in which they come first.
        places: shape (rows,): where in ``values`` each row's value stands.
    """

    values: tuple[object, ...]
    places: "npt.NDArray[np.int64]"


class Cells:
    """One column of values, as plain Python."""

    def __init__(self, values: Sequence[object]) -> None:
        self._given = values

    def __len__(self) -> int:
        return len(self._given)

    @cached_property
    def values(self) -> tuple[object, ...]:
        """Each row's value."""
        return tuple(self._given)

    @cached_property
    def numbers(self) -> "npt.NDArray[np.float64]":
        """Each row's value as a float; NaN for NULL and what is no number."""
        import numpy as np

        return np.array([_number(value) for value in self.values], dtype=np.float64)

    @cached_property
    def days(self) -> "npt.NDArray[np.int64]":
        """The day of each row's value as a proleptic Gregorian ordinal; 0 for what has none."""
        import numpy as np

        days = [value.toordinal() if isinstance(value, date) else 0 for value in self.values]
        return np.array(days, dtype=np.int64)

    @cached_property
    def seconds(self) -> "npt.NDArray[np.int64] | None":
        """Each row's moment in whole seconds since 1970 as its clock shows it; None where not all
        are known to be moments without a zone."""
        return None

    @cached_property
    def groups(self) -> Groups:
        """The rows by value."""
        import numpy as np

        known: dict[object, int] = {}
        places = [known.setdefault(value, len(known)) for value in self.values]
        return Groups(values=tuple(known), places=np.array(places, dtype=np.int64))


class Rows(Sequence[Row]):
    """Equal to the tuple of its rows.

    Args:
        cells: the columns, at least one, all of one length.
    """

    def __init__(self, cells: Sequence[Cells]) -> None:
        self.cells = tuple(cells)

    def __len__(self) -> int:
        return len(self.cells[0])

    def __iter__(self) -> Iterator[Row]:
        return zip(*(item.values for item in self.cells), strict=True)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(place, slice):
            return tuple(zip(*(item.values[place] for item in self.cells), strict=True))
        return tuple(item.values[place] for item in self.cells)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows | tuple):
            return NotImplemented
        return self is other or tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def narrowed(self, width: int) -> "Rows":
        """The first ``width`` columns."""
        return self if width == len(self.cells) else Rows(self.cells[:width])


def cells_of(rows: Sequence[Row], position: int) -> Cells:
    """One column of ``rows``, however they are kept."""
    if isinstance(rows, Rows):
        return rows.cells[position]
    return Cells([row[position] for row in rows])


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return float("nan")
    return float(value)
