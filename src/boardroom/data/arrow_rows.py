"""Arrow tables to the rows of a ``Result``: plain Python values of each column's logical type.

Called by ``data.metrics`` for every answer. A column becomes Python objects when its values are
looked at; what could fail then is tried at once.
"""

import math
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from boardroom.errors import QueryError
from boardroom.semantic.model import DataType
from boardroom.semantic.result import Column
from boardroom.semantic.rows import Cells, Groups, Rows

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_EPOCH = date(1970, 1, 1).toordinal()
_TICKS = {"s": 1, "us": 1_000_000}
"""In a second."""

_EXACT_WHOLE = 2**53
_EXACT_POWER = 22
"""Whole numbers up to the one and powers of ten up to the other are floats without loss."""


def rows_from_arrow(table: "pa.Table", columns: Sequence[Column]) -> Rows:
    """The rows of ``table``, whose columns stand in the order of ``columns``.

    Integers come as ``int``, decimals as ``Decimal``, dates as ``date``, NaN and infinities as
    None.

    Raises:
        QueryError: the engine returned another number of columns, or a value that is not of its
            type.
    """
    if table.num_columns != len(columns):
        raise QueryError(
            f"the engine returned {table.num_columns} columns where {len(columns)} were expected"
        )
    return Rows([_ArrowCells(table.column(place), column) for place, column in enumerate(columns)])


class _ArrowCells(Cells):
    """A column of the engine's, read as its logical type."""

    def __init__(self, found: "pa.ChunkedArray", column: Column) -> None:
        super().__init__(())
        self._found = found
        self._column = column
        if not _always_fits(found.type, column.type):
            self.values  # noqa: B018  # raises, if it must, where the question is answered

    def __len__(self) -> int:
        return len(self._found)

    @cached_property
    def values(self) -> tuple[object, ...]:
        """Each row's value."""
        return tuple(_values(cells_of(self._found), self._column))

    @cached_property
    def numbers(self) -> "npt.NDArray[np.float64]":
        """Each row's value as a float; NaN for NULL and what is no number."""
        numbers = _numbers(self._found) if self._column.type in _NUMBERS else None
        return Cells(self.values).numbers if numbers is None else numbers

    @cached_property
    def days(self) -> "npt.NDArray[np.int64]":
        """The day of each row's value as a proleptic Gregorian ordinal; 0 for what has none."""
        import pyarrow as pa

        kind = self._found.type
        dated = pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None)
        if not dated or self._column.type not in {"Date", "DateTime"}:
            return Cells(self.values).days
        since, known = _array(self._found.combine_chunks().cast(pa.date32()), "<i4")
        days: npt.NDArray[np.int64] = (since.astype("<i8") + _EPOCH) * known
        return days

    @cached_property
    def seconds(self) -> "npt.NDArray[np.int64] | None":
        """Each row's moment in whole seconds since 1970, read without making objects of it."""
        import pyarrow as pa

        kind, wanted = self._found.type, self._column.type
        by_clock = wanted == "DateTime" or wanted not in _CONVERTERS  # As the engine has it.
        if not by_clock or kind not in {pa.timestamp("us"), pa.timestamp("s")}:
            return None
        ticks, known = _array(self._found.combine_chunks(), "<i8")
        return ticks // _TICKS[kind.unit] if known.all() else None

    @cached_property
    def groups(self) -> Groups:
        """The rows by value: only the distinct ones become Python objects."""
        import pyarrow as pa

        if pa.types.is_dictionary(self._found.type) or not len(self):
            return Cells(self.values).groups
        coded = self._found.combine_chunks().dictionary_encode(null_encoding="encode")
        known = Cells(_values(cells_of(pa.chunked_array([coded.dictionary])), self._column)).groups
        return Groups(values=known.values, places=known.places[_array(coded.indices, "<i4")[0]])


def cells_of(column: "pa.ChunkedArray") -> list[Any]:
    """The values of a column as plain Python. Instants come in UTC, without what pyarrow does for
    other zones: it would load pandas where that is installed.
    """
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        values = column.cast(pa.timestamp("us"), safe=False).to_pylist()
        return [value and value.replace(tzinfo=UTC) for value in values]
    return list(column.to_pylist())


def _always_fits(kind: "pa.DataType", wanted: DataType) -> bool:
    """Whether every value of ``kind`` can be read as ``wanted``."""
    import pyarrow as pa

    if wanted in _NUMBERS:
        return _is_number(kind)
    return wanted != "Date" or pa.types.is_date(kind) or pa.types.is_timestamp(kind)


def _is_number(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    tests = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    return any(test(kind) for test in tests)


def _numbers(found: "pa.ChunkedArray") -> "npt.NDArray[np.float64] | None":
    """The floats that Python makes of the numbers, NaN for NULL and infinities; None where these
    could be others."""
    import numpy as np
    import pyarrow as pa

    kind = found.type
    if pa.types.is_decimal128(kind):
        return _decimals(found)
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return None
    numbers, known = _array(found.combine_chunks().cast(pa.float64(), safe=False), "<f8")
    return np.where(known & np.isfinite(numbers), numbers, np.nan)


def _decimals(found: "pa.ChunkedArray") -> "npt.NDArray[np.float64] | None":
    """Decimals as the quotient of two whole numbers that floats hold exactly, so that the quotient
    is the nearest float (pyarrow's own cast multiplies and is one off in a tenth of the cases)."""
    import numpy as np

    scale = found.type.scale
    if not 0 <= scale <= _EXACT_POWER:
        return None
    words, known = _array(found.combine_chunks(), "<i8, <i8")
    low, high = words["f0"], words["f1"]
    far = (high != low >> 63) | (low > _EXACT_WHOLE) | (low < -_EXACT_WHOLE)
    if (far & known).any():
        return None
    return np.where(known, low / 10.0**scale, np.nan)


def _array(column: "pa.Array", kind: str) -> "tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]":
    """The values as NumPy's ``kind``, and which of them are not NULL. ``to_numpy`` and
    ``fill_null`` would load pandas where that is installed."""
    import numpy as np
    import pyarrow as pa

    values = np.frombuffer(column.buffers()[1] or b"", dtype=kind)
    known = np.from_dlpack(column.is_valid().cast(pa.int8())) == 1
    return values[column.offset : column.offset + len(column)], known


def columns_from_arrow(table: "pa.Table") -> tuple[Column, ...]:
    """Columns of role ``field`` for SQL that people wrote: types as the engine returned them."""
    return tuple(
        Column(name=item.name, role="field", type=_datatype(item.type)) for item in table.schema
    )


def _values(values: list[object], column: Column) -> list[object]:
    convert = _CONVERTERS.get(column.type)
    if convert is None:
        return values
    try:
        return [None if value is None else convert(value) for value in values]
    except (TypeError, ValueError, ArithmeticError) as exc:
        raise QueryError(
            f"the column {column.name!r} holds a value that is not {column.type}: {exc}",
            hint="Correct the datatype of the field or metric in the model.",
        ) from exc


def _integer(value: object) -> object:
    if type(value) is int:
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    whole = int(value)  # type: ignore[call-overload]  # a wrong type raises, as it should
    return whole if whole == value else value


def _decimal(value: object) -> object:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        return _float(value)
    return Decimal(value)  # type: ignore[arg-type]  # a wrong type raises, as it should


def _float(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]  # a wrong type raises, as it should
    return number if math.isfinite(number) else None


def _date(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _wall_time(value: object) -> object:
    """Engines without a type for wall time keep it as an instant in UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _instant(value: object) -> object:
    """Engines without a type for instants keep them as wall time in UTC."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _boolean(value: object) -> object:
    return bool(value) if isinstance(value, int) else value


_NUMBERS = frozenset({"Integer", "Decimal", "Float"})
_CONVERTERS: dict[DataType, Callable[[object], object]] = {
    "Integer": _integer,
    "Decimal": _decimal,
    "Float": _float,
    "Date": _date,
    "DateTime": _wall_time,
    "DateTimeTz": _instant,
    "Boolean": _boolean,
}


def _datatype(kind: "pa.DataType") -> DataType:
    import pyarrow as pa

    tests: tuple[tuple[Callable[[pa.DataType], bool], DataType], ...] = (
        (pa.types.is_boolean, "Boolean"),
        (pa.types.is_integer, "Integer"),
        (pa.types.is_floating, "Float"),
        (pa.types.is_date, "Date"),
        (pa.types.is_time, "Time"),
        (pa.types.is_string, "String"),
        (pa.types.is_large_string, "String"),
    )
    if pa.types.is_decimal(kind):
        return "Integer" if kind.scale == 0 else "Decimal"
    if pa.types.is_timestamp(kind):
        return "DateTime" if kind.tz is None else "DateTimeTz"
    return next((name for test, name in tests if test(kind)), "Opaque")
