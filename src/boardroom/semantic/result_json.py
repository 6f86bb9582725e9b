"""The JSON form of a ``Result`` and the one JSON writer that keeps every digit of a decimal.

Called by the command line, the renderers, the page store and every later face. ``result_to_json``
gives plain values; ``dump_json`` writes them, because the standard writer can print a ``Decimal``
only by rounding it.
"""

import base64
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from boardroom.errors import UsageError
from boardroom.semantic.result import Caveat, Column, Comparison, Freshness, Period, Result

Detail = Literal["contract", "full"]

_FLOAT_DIGITS = 15
"""Any decimal of so many significant digits survives the way through a double."""


def result_to_json(result: Result, *, detail: Detail = "contract") -> dict[str, object]:
    """``result`` as JSON-ready values with exactly the documented keys.

    Dates and times become ISO texts, NaN and infinities null, bytes base64. A decimal becomes a
    number: a float where that prints the same digits, else it stays a ``Decimal``, which
    ``dump_json`` prints in full.

    Args:
        detail: ``full`` adds ``label``, ``direction`` and ``metric`` to the columns, so that
            ``result_from_json`` gives the same result back.
    """
    return {
        "columns": [_column(column, detail) for column in result.columns],
        "rows": [[json_value(value) for value in row] for row in result.rows],
        "sql": result.sql,
        "period": {
            "start": json_value(result.period.start),
            "end": json_value(result.period.end),
            "complete": result.period.complete,
        },
        "comparison": _comparison(result.comparison),
        "freshness": {name: json_value(value) for name, value in vars(result.freshness).items()},
        "caveats": [{"kind": caveat.kind, "text": caveat.text} for caveat in result.caveats],
        "model_version": result.model_version,
        "data_version": result.data_version,
        "elapsed_ms": json_value(result.elapsed_ms),
    }


def _column(column: Column, detail: Detail) -> dict[str, object]:
    entry: dict[str, object] = {
        "name": column.name, "role": column.role, "type": column.type, "unit": column.unit,
    }  # fmt: skip
    if detail == "full":
        entry |= {"label": column.label, "direction": column.direction, "metric": column.metric}
    return entry


def _comparison(comparison: Comparison | None) -> dict[str, object] | None:
    if comparison is None:
        return None
    return {
        "start": comparison.start.isoformat(),
        "end": comparison.end.isoformat(),
        "kind": comparison.kind,
    }


def json_value(value: object) -> object:
    """``value`` as JSON can say it; see ``result_to_json``."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return _rare_value(value)


def _rare_value(value: object) -> object:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [json_value(item) for item in value]
    return str(value)


def _decimal(value: Decimal) -> object:
    if not value.is_finite():
        return None
    digits = value.as_tuple()
    if digits.exponent == 0:
        return int(value)
    if len(digits.digits) <= _FLOAT_DIGITS and -300 < value.adjusted() < 300:
        return float(value)
    return value


def dump_json(data: object, *, indent: int | None = None) -> str:
    """``data`` as JSON text in which each ``Decimal`` is a number with all its digits.

    Raises:
        UsageError: a value that JSON cannot say; pass it through ``json_value`` first.
    """
    try:
        return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
    except (TypeError, ValueError):
        return "".join(_write(data, indent, 0))


def parse_json(text: str) -> object:
    """The values of JSON text, fractions as ``Decimal`` so that no digit is lost.

    Raises:
        UsageError: the text is no JSON; the message has line and column.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as exc:
        place = f"line {exc.lineno}, column {exc.colno}"
        raise UsageError(f"this is no JSON: {exc.msg} at {place}") from exc
    except RecursionError as exc:
        raise UsageError("this JSON is nested too deeply") from exc


def _refuse_constant(name: str) -> object:
    raise UsageError(f"this is no JSON: {name} is no JSON number")


def _write(data: object, indent: int | None, level: int) -> Iterator[str]:
    if isinstance(data, Mapping):
        entries = [
            (json.dumps(str(key), ensure_ascii=False) + ": ", item) for key, item in data.items()
        ]
        yield from _write_container(entries, "{}", indent, level)
    elif isinstance(data, list | tuple):
        yield from _write_container([("", item) for item in data], "[]", indent, level)
    else:
        yield _scalar(data)


def _write_container(
    entries: list[tuple[str, object]], marks: str, indent: int | None, level: int
) -> Iterator[str]:
    if not entries:
        yield marks
        return
    inner, outer = "", ""
    if indent is not None:
        inner, outer = "\n" + " " * indent * (level + 1), "\n" + " " * indent * level
    joint = "," + inner if inner else ", "
    yield marks[0] + inner
    for position, (prefix, item) in enumerate(entries):
        yield (joint if position else "") + prefix
        yield from _write(item, indent, level + 1)
    yield outer + marks[1]


def _scalar(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else "null"
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as exc:
        message = f"JSON cannot say {value!r} of type {type(value).__name__}"
        raise UsageError(message, hint="Turn it into text or a number first.") from exc


def result_from_json(data: Mapping[str, Any]) -> Result:
    """The ``Result`` that ``result_to_json`` wrote; column types say what texts and numbers become.

    Raises:
        UsageError: a key is missing or a value does not fit its column's type.
    """
    try:
        columns = tuple(Column(**column) for column in data["columns"])
        rows = tuple(
            tuple(_cell(value, column) for value, column in zip(row, columns, strict=True))
            for row in data["rows"]
        )
        comparison, freshness, period = data["comparison"], data["freshness"], data["period"]
        return Result(
            columns=columns,
            rows=rows,
            sql=data["sql"],
            period=Period(
                start=_date(period["start"]), end=_date(period["end"]), complete=period["complete"]
            ),
            comparison=comparison and _read_comparison(comparison),
            freshness=_read_freshness(freshness),
            caveats=tuple(Caveat(**caveat) for caveat in data["caveats"]),
            model_version=data["model_version"],
            data_version=data["data_version"],
            elapsed_ms=float(data["elapsed_ms"]),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError) as exc:
        raise UsageError(f"this is no Result in JSON: {exc!r}") from exc


def _read_comparison(data: Mapping[str, Any]) -> Comparison:
    start, end = date.fromisoformat(data["start"]), date.fromisoformat(data["end"])
    return Comparison(start=start, end=end, kind=data["kind"])


def _read_freshness(data: Mapping[str, Any]) -> Freshness:
    loaded = data["loaded_at"]
    return Freshness(
        data_until=_date(data["data_until"]),
        loaded_at=None if loaded is None else datetime.fromisoformat(loaded),
        stale=data["stale"],
        why=data["why"],
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _cell(value: object, column: Column) -> object:
    if isinstance(value, str):
        match column.type:
            case "Date":
                return date.fromisoformat(value)
            case "DateTime" | "DateTimeTz":
                return datetime.fromisoformat(value)
            case "Time":
                return time.fromisoformat(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value, column)
    return value


def _number(value: int | float | Decimal, column: Column) -> object:
    if column.type == "Decimal":
        return value if isinstance(value, Decimal) else Decimal(repr(value))
    if column.type == "Float":
        return float(value)
    return value
