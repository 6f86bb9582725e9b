"""Filters to and from JSON: texts in the language of ``filter_text``, or objects.

Used by ``query_json`` and by whoever stores a filter alone.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, cast, get_args

from boardroom.errors import QueryError
from boardroom.semantic.filter_text import parse_filter
from boardroom.semantic.json_shape import (
    choice_of,
    fail,
    list_of,
    read_object,
    read_optional_text,
    read_text,
)
from boardroom.semantic.query import (
    And,
    Condition,
    Exists,
    Filter,
    Not,
    Operator,
    Or,
    Predicate,
    Scalar,
)

_MAX_DEPTH = 60
_OPERATORS: tuple[str, ...] = get_args(Operator)
_VALUE_COUNTS = {
    "is_null": (0, 0),
    "is_not_null": (0, 0),
    "between": (2, 2),
    "in": (1, None),
    "not_in": (1, None),
}


def filter_from_json(data: object, place: str = "filter") -> Filter:
    """The filter that a text or an object says. Raises: QueryError."""
    return _filter(data, place, 0)


def filter_to_json(item: Filter) -> dict[str, object]:
    """``item`` as a JSON object, the form ``filter_from_json`` reads."""
    match item:
        case Predicate():
            values = [_scalar_to_json(value) for value in item.values]
            return {"field": item.field, "op": item.op} | ({"values": values} if values else {})
        case And():
            return {"and": [filter_to_json(part) for part in item.items]}
        case Or():
            return {"or": [filter_to_json(part) for part in item.items]}
        case Not():
            return {"not": filter_to_json(item.item)}
        case Condition():
            return {"sql": item.sql}
        case Exists():
            parts = {key: value for key, value in vars(item).items() if value is not None}
            if item.where is not None:
                parts["where"] = filter_to_json(item.where)
            return {"exists": parts}


def _filter(data: object, place: str, depth: int) -> Filter:
    if isinstance(data, str):
        return _filter_text(data, place)
    if depth > _MAX_DEPTH:
        raise QueryError(f"{place}: nested more than {_MAX_DEPTH} deep")
    keys = ("field", "op", "values", "and", "or", "not", "exists", "sql")
    entries = read_object(data, place, keys)
    if "field" in entries or "op" in entries or "values" in entries:
        return _predicate(read_object(data, place, keys[:3], keys[:2]), place)
    if len(entries) != 1:
        fail(place, "one of " + ", ".join(keys[3:]) + " or field with op and values", data)
    ((key, body),) = entries.items()
    return _compound(key, body, f"{place}.{key}", depth + 1)


def _compound(key: str, body: object, place: str, depth: int) -> Filter:
    if key == "not":
        return Not(item=_filter(body, place, depth))
    if key == "exists":
        return _exists(body, place, depth)
    if key == "sql":
        return Condition(sql=read_text(body, place))
    items = list_of(lambda item, spot: _filter(item, spot, depth))(body, place)
    return And(items=items) if key == "and" else Or(items=items)


def _filter_text(text: str, place: str) -> Filter:
    try:
        return parse_filter(text)
    except QueryError as exc:
        raise QueryError(f"{place}: {exc.message}", hint=exc.hint) from exc


def _exists(data: object, place: str, depth: int) -> Exists:
    keys = ("dataset", "of", "via", "where", "having")
    entries = read_object(data, place, keys, ("dataset", "of"))
    where = entries.get("where")
    return Exists(
        dataset=read_text(entries["dataset"], f"{place}.dataset"),
        of=read_text(entries["of"], f"{place}.of"),
        via=read_optional_text(entries.get("via"), f"{place}.via"),
        where=None if where is None else _filter(where, f"{place}.where", depth),
        having=read_optional_text(entries.get("having"), f"{place}.having"),
    )


def _predicate(entries: Mapping[str, Any], place: str) -> Predicate:
    op = choice_of(_OPERATORS)(read_text(entries["op"], f"{place}.op"), f"{place}.op")
    values = list_of(_scalar)(entries.get("values", ()), f"{place}.values")
    least, most = _VALUE_COUNTS.get(str(op), (1, 1))
    if len(values) < least or (most is not None and len(values) > most):
        wanted = (
            f"{least} value{'' if least == 1 else 's'}" if most is not None else "at least 1 value"
        )
        fail(f"{place}.values", f"{wanted} for the operator {op!r}", list(values))
    return Predicate(
        field=read_text(entries["field"], f"{place}.field"), op=cast("Operator", op), values=values
    )


def _scalar(data: object, place: str) -> Scalar:
    if data is None:
        raise QueryError(
            f"{place}: a comparison with null is never true",
            hint='Use the operator "is_null" or "is_not_null".',
        )
    if isinstance(data, float) and not isfinite(data):
        fail(place, "a finite number", data)
    if isinstance(data, datetime):
        return data.isoformat(sep=" ")
    if isinstance(data, str | bool | int | float | Decimal | date):
        return data
    entries = read_object(data, place, ("date", "decimal"))
    if len(entries) != 1:
        fail(place, 'a text, a number, true, false, {"date": …} or {"decimal": …}', data)
    try:
        if "date" in entries:
            return date.fromisoformat(read_text(entries["date"], place))
        return Decimal(read_text(entries["decimal"], place))
    except (ValueError, InvalidOperation):
        fail(place, "a date as YYYY-MM-DD or a decimal as text", data)


def _scalar_to_json(value: Scalar) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value
