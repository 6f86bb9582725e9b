"""``Query`` to and from JSON: strict, with errors that name key, place and nearest valid name.

Called by the command line (``--query``), the HTTP and tool faces, and whoever stores a query.
Filters may be SQL-like texts (``semantic.filter_text``) or objects. What comes out is plain
``json`` material: a date is ``{"date": "2017-01-31"}`` and a decimal ``{"decimal": "3.50"}`` so
that reading it back gives an equal ``Query``.
"""

from collections.abc import Callable
from typing import Any, cast, get_args

from boardroom.semantic.filter_json import filter_from_json, filter_to_json
from boardroom.semantic.json_shape import (
    choice_of,
    list_of,
    read_count,
    read_flag,
    read_object,
    read_optional_count,
    read_optional_text,
    read_text,
)
from boardroom.semantic.model import Grain
from boardroom.semantic.query import (
    Compare,
    LimitPer,
    NamedExpression,
    Order,
    Query,
    Transform,
)

__all__ = [
    "filter_from_json",
    "filter_to_json",
    "order_from_text",
    "query_from_json",
    "query_to_json",
]

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
    entries = read_object(data, "query", tuple(_QUERY_READERS))
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


def _plain(item: NamedExpression | Transform | Order) -> dict[str, object]:
    """A flat record's keys, but those that hold the default of an optional one."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in vars(item).items()
        if value not in (None, (), False)
    }


def _expression(data: object, place: str) -> NamedExpression:
    keys = ("name", "expression", "dataset", "unit", "within")
    entries = read_object(data, place, keys, ("name", "expression"))
    return NamedExpression(
        name=read_text(entries["name"], f"{place}.name"),
        expression=read_text(entries["expression"], f"{place}.expression"),
        dataset=read_optional_text(entries.get("dataset"), f"{place}.dataset"),
        unit=read_optional_text(entries.get("unit"), f"{place}.unit"),
        within=read_optional_text(entries.get("within"), f"{place}.within"),
    )


def _group_item(data: object, place: str) -> str | NamedExpression:
    return read_text(data, place) if isinstance(data, str) else _expression(data, place)


def _transform(data: object, place: str) -> Transform:
    keys = ("kind", "metric", "window", "within", "name")
    entries = read_object(data, place, keys, ("kind", "metric"))
    kind = choice_of(_TRANSFORMS)(read_text(entries["kind"], f"{place}.kind"), f"{place}.kind")
    return Transform(
        kind=cast("Any", kind),
        metric=read_text(entries["metric"], f"{place}.metric"),
        window=read_optional_count(entries.get("window"), f"{place}.window"),
        within=list_of(read_text)(entries.get("within", ()), f"{place}.within"),
        name=read_optional_text(entries.get("name"), f"{place}.name"),
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
        return order_from_text(read_text(data, place))
    entries = read_object(data, place, ("by", "descending"), ("by",))
    return Order(
        by=read_text(entries["by"], f"{place}.by"),
        descending=read_flag(entries.get("descending", False), f"{place}.descending"),
    )


def _limit_per(data: object, place: str) -> LimitPer | None:
    if data is None:
        return None
    entries = read_object(data, place, ("by", "limit"), ("by", "limit"))
    by = list_of(read_text)(entries["by"], f"{place}.by")
    return LimitPer(by=by, limit=read_count(entries["limit"], f"{place}.limit"))


_QUERY_READERS: dict[str, Callable[[object, str], Any]] = {
    "metrics": list_of(read_text),
    "expressions": list_of(_expression),
    "group_by": list_of(_group_item),
    "filters": list_of(filter_from_json),
    "having": list_of(read_text),
    "time_range": read_text,
    "time_field": read_optional_text,
    "grain": choice_of(get_args(Grain)),
    "sparse": read_flag,
    "compare": choice_of(get_args(Compare)),
    "transforms": list_of(_transform),
    "order": list_of(_order),
    "limit": read_optional_count,
    "ties": read_flag,
    "limit_per": _limit_per,
    "records": read_optional_text,
    "fields": list_of(read_text),
}
