"""Arrow tables to the rows of a ``Result``: plain Python values of each column's logical type.

Called by ``data.metrics`` for every answer, so it is written for speed on small tables.
"""

import math
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boardroom.errors import QueryError
from boardroom.semantic.model import DataType
from boardroom.semantic.result import Column

if TYPE_CHECKING:
    import pyarrow as pa

Rows = tuple[tuple[object, ...], ...]


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
    values = [
        _values(cells_of(table.column(position)), column) for position, column in enumerate(columns)
    ]
    return tuple(zip(*values, strict=True))


def cells_of(column: "pa.ChunkedArray") -> list[Any]:
    """The values of a column as plain Python. Instants come in UTC, without what pyarrow does for
    other zones: it would load pandas where that is installed.
    """
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        values = column.cast(pa.timestamp("us"), safe=False).to_pylist()
        return [value and value.replace(tzinfo=UTC) for value in values]
    return list(column.to_pylist())


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
