"""``Query`` to and from JSON: strict, with errors that name key, place and nearest valid name.

Called by the command line (``--query``), the HTTP and tool faces, and whoever stores a query.
Filters may be SQL-like texts (``semantic.filter_text``) or objects. What comes out is plain
``json`` material: a date is ``{"date": "2017-01-31"}`` and a decimal ``{"decimal": "3.50"}`` so
that reading it back gives an equal ``Query``.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, NoReturn, TypeVar, cast, get_args

from rapidfuzz import process

from boardroom.errors import QueryError
from boardroom.semantic.filter_text import parse_filter
from boardroom.semantic.query import (
    And,
    Compare,
    Condition,
    Exists,
    Filter,
    Grain,
    LimitPer,
    NamedExpression,
    Not,
    Operator,
    Or,
    Order,
    Predicate,
    Query,
    Scalar,
    Transform,
)

_T = TypeVar("_T")
_MAX_DEPTH = 60
_OPERATORS: tuple[str, ...] = get_args(Operator)
_VALUE_COUNTS = {
    "is_null": (0, 0),
    "is_not_null": (0, 0),
    "between": (2, 2),
    "in": (1, None),
    "not_in": (1, None),
}
_TRANSFORMS = ("share", "running", "moving", "rank", "growth")


def query_from_json(data: object) -> Query:
    """The ``Query`` that JSON values say; a missing key takes its default.

    Raises:
        QueryError: an unknown key or operator, a wrong type, a filter that is not understood; the
            message names the place in the JSON (``filters[1].values``).

    Example:
        >>> query_from_json({"metrics": ["revenue"], "filters": ["region = 'West'"]}).filters
        (Predicate(field='region', op='=', values=('West',)),)
    """
    entries = _object(data, "query", tuple(_QUERY_READERS))
    return Query(**{key: _QUERY_READERS[key](value, key) for key, value in entries.items()})


def query_to_json(query: Query) -> dict[str, object]:
    """``query`` as JSON values, without the keys that hold their default."""
    written = {
        "expressions": [_plain(item) for item in query.expressions],
        "group_by": [item if isinstance(item, str) else _plain(item) for item in query.group_by],
        "filters": [filter_to_json(item) for item in query.filters],
        "transforms": [_plain(item) for item in query.transforms],
        "order": [_plain(item) for item in query.order],
        "limit_per": query.limit_per
        and {
            "by": list(query.limit_per.by),
            "limit": query.limit_per.limit,
        },
    }
    default = vars(Query())
    return {
        name: written.get(name, list(value) if isinstance(value, tuple) else value)
        for name, value in vars(query).items()
        if value != default[name]
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


def _plain(item: NamedExpression | Transform | Order) -> dict[str, object]:
    """A flat record's keys, but those that hold the default of an optional one."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in vars(item).items()
        if value not in (None, (), False)
    }


def _fail(place: str, expected: str, found: object) -> NoReturn:
    raise QueryError(f"{place}: expected {expected}, found {_shown(found)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _object(
    data: object, place: str, keys: Sequence[str], required: Sequence[str] = ()
) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        _fail(place, "an object", data)
    for key in data:
        if key not in keys:
            raise QueryError(
                f"{place}: unknown key {key!r}{_nearest(key, keys)}", hint=_known(keys)
            )
    for key in required:
        if key not in data:
            raise QueryError(f"{place}: the key {key!r} is missing", hint=_known(keys))
    return data


def _nearest(name: object, known: Sequence[str]) -> str:
    best = process.extractOne(str(name), known, score_cutoff=60)
    return f"; did you mean {best[0]!r}?" if best else ""


def _known(names: Sequence[str]) -> str:
    return "Known: " + ", ".join(names) + "."


def _text(data: object, place: str) -> str:
    if not isinstance(data, str) or not data.strip():
        _fail(place, "a text", data)
    return data


def _optional_text(data: object, place: str) -> str | None:
    return None if data is None else _text(data, place)


def _flag(data: object, place: str) -> bool:
    if not isinstance(data, bool):
        _fail(place, "true or false", data)
    return data


def _count(data: object, place: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int) or data < 1:
        _fail(place, "a whole number of at least 1", data)
    return data


def _optional_count(data: object, place: str) -> int | None:
    return None if data is None else _count(data, place)


def _list_of(read: Callable[[object, str], _T]) -> Callable[[object, str], tuple[_T, ...]]:
    def read_list(data: object, place: str) -> tuple[_T, ...]:
        if not isinstance(data, list | tuple):
            _fail(place, "a list", data)
        return tuple(read(item, f"{place}[{index}]") for index, item in enumerate(data))

    return read_list


def _choice(known: Sequence[str]) -> Callable[[object, str], str | None]:
    def read_choice(data: object, place: str) -> str | None:
        if data is None:
            return None
        if data not in known:
            raise QueryError(
                f"{place}: unknown {_shown(data)}{_nearest(data, known)}", hint=_known(known)
            )
        return str(data)

    return read_choice


def _expression(data: object, place: str) -> NamedExpression:
    keys = ("name", "expression", "dataset", "unit")
    entries = _object(data, place, keys, ("name", "expression"))
    return NamedExpression(
        name=_text(entries["name"], f"{place}.name"),
        expression=_text(entries["expression"], f"{place}.expression"),
        dataset=_optional_text(entries.get("dataset"), f"{place}.dataset"),
        unit=_optional_text(entries.get("unit"), f"{place}.unit"),
    )


def _group_item(data: object, place: str) -> str | NamedExpression:
    return _text(data, place) if isinstance(data, str) else _expression(data, place)


def _transform(data: object, place: str) -> Transform:
    keys = ("kind", "metric", "window", "within", "name")
    entries = _object(data, place, keys, ("kind", "metric"))
    kind = _choice(_TRANSFORMS)(_text(entries["kind"], f"{place}.kind"), f"{place}.kind")
    return Transform(
        kind=cast("Any", kind),
        metric=_text(entries["metric"], f"{place}.metric"),
        window=_optional_count(entries.get("window"), f"{place}.window"),
        within=_list_of(_text)(entries.get("within", ()), f"{place}.within"),
        name=_optional_text(entries.get("name"), f"{place}.name"),
    )


def order_from_text(text: str) -> Order:
    """The order that ``revenue``, ``revenue desc``, ``revenue asc`` or ``-revenue`` says."""
    word, _, way = text.strip().rpartition(" ")
    if word and way.lower() in {"asc", "desc"}:
        return Order(by=word.strip(), descending=way.lower() == "desc")
    name = text.strip()
    return Order(by=name[1:].strip(), descending=True) if name.startswith("-") else Order(by=name)


def _order(data: object, place: str) -> Order:
    if isinstance(data, str):
        return order_from_text(_text(data, place))
    entries = _object(data, place, ("by", "descending"), ("by",))
    return Order(
        by=_text(entries["by"], f"{place}.by"),
        descending=_flag(entries.get("descending", False), f"{place}.descending"),
    )


def _limit_per(data: object, place: str) -> LimitPer | None:
    if data is None:
        return None
    entries = _object(data, place, ("by", "limit"), ("by", "limit"))
    by = _list_of(_text)(entries["by"], f"{place}.by")
    return LimitPer(by=by, limit=_count(entries["limit"], f"{place}.limit"))


def _filter(data: object, place: str, depth: int) -> Filter:
    if isinstance(data, str):
        return _filter_text(data, place)
    if depth > _MAX_DEPTH:
        raise QueryError(f"{place}: nested more than {_MAX_DEPTH} deep")
    keys = ("field", "op", "values", "and", "or", "not", "exists", "sql")
    entries = _object(data, place, keys)
    if "field" in entries or "op" in entries or "values" in entries:
        return _predicate(_object(data, place, keys[:3], keys[:2]), place)
    if len(entries) != 1:
        _fail(place, "one of " + ", ".join(keys[3:]) + " or field with op and values", data)
    ((key, body),) = entries.items()
    return _compound(key, body, f"{place}.{key}", depth + 1)


def _compound(key: str, body: object, place: str, depth: int) -> Filter:
    if key == "not":
        return Not(item=_filter(body, place, depth))
    if key == "exists":
        return _exists(body, place, depth)
    if key == "sql":
        return Condition(sql=_text(body, place))
    items = _list_of(lambda item, spot: _filter(item, spot, depth))(body, place)
    return And(items=items) if key == "and" else Or(items=items)


def _filter_text(text: str, place: str) -> Filter:
    try:
        return parse_filter(text)
    except QueryError as exc:
        raise QueryError(f"{place}: {exc.message}", hint=exc.hint) from exc


def _exists(data: object, place: str, depth: int) -> Exists:
    keys = ("dataset", "of", "via", "where", "having")
    entries = _object(data, place, keys, ("dataset", "of"))
    where = entries.get("where")
    return Exists(
        dataset=_text(entries["dataset"], f"{place}.dataset"),
        of=_text(entries["of"], f"{place}.of"),
        via=_optional_text(entries.get("via"), f"{place}.via"),
        where=None if where is None else _filter(where, f"{place}.where", depth),
        having=_optional_text(entries.get("having"), f"{place}.having"),
    )


def _predicate(entries: Mapping[str, Any], place: str) -> Predicate:
    op = _choice(_OPERATORS)(_text(entries["op"], f"{place}.op"), f"{place}.op")
    values = _list_of(_scalar)(entries.get("values", ()), f"{place}.values")
    least, most = _VALUE_COUNTS.get(str(op), (1, 1))
    if len(values) < least or (most is not None and len(values) > most):
        wanted = (
            f"{least} value{'' if least == 1 else 's'}" if most is not None else "at least 1 value"
        )
        _fail(f"{place}.values", f"{wanted} for the operator {op!r}", list(values))
    return Predicate(
        field=_text(entries["field"], f"{place}.field"), op=cast("Operator", op), values=values
    )


def _scalar(data: object, place: str) -> Scalar:
    if data is None:
        raise QueryError(
            f"{place}: a comparison with null is never true",
            hint='Use the operator "is_null" or "is_not_null".',
        )
    if isinstance(data, float) and not isfinite(data):
        _fail(place, "a finite number", data)
    if isinstance(data, datetime):
        return data.isoformat(sep=" ")
    if isinstance(data, str | bool | int | float | Decimal | date):
        return data
    entries = _object(data, place, ("date", "decimal"))
    if len(entries) != 1:
        _fail(place, 'a text, a number, true, false, {"date": …} or {"decimal": …}', data)
    try:
        if "date" in entries:
            return date.fromisoformat(_text(entries["date"], place))
        return Decimal(_text(entries["decimal"], place))
    except (ValueError, InvalidOperation):
        _fail(place, "a date as YYYY-MM-DD or a decimal as text", data)


def _scalar_to_json(value: Scalar) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


_QUERY_READERS: dict[str, Callable[[object, str], Any]] = {
    "metrics": _list_of(_text),
    "expressions": _list_of(_expression),
    "group_by": _list_of(_group_item),
    "filters": _list_of(filter_from_json),
    "having": _list_of(_text),
    "time_range": _text,
    "time_field": _optional_text,
    "grain": _choice(get_args(Grain)),
    "compare": _choice(get_args(Compare)),
    "transforms": _list_of(_transform),
    "order": _list_of(_order),
    "limit": _optional_count,
    "limit_per": _limit_per,
    "records": _optional_text,
    "fields": _list_of(_text),
}
