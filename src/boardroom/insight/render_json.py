"""The JSON form of a ``Report``: the contract of ``boardroom dashboard --format json``, and back.

Keys are the field names of ``insight.model``; queries and results have their own forms
(``semantic.query_json``, ``semantic.result_json``). Called by the command line and the page store's
users; ``report_from_json(report_to_json(report))`` gives an equal report.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from boardroom.errors import UsageError
from boardroom.insight.model import Report
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_from_json, query_to_json
from boardroom.semantic.result import Result
from boardroom.semantic.result_json import (
    dump_json,
    json_value,
    parse_json,
    result_from_json,
    result_to_json,
)

_LEAD = ("title", "as_of", "key_metrics", "insights", "sections", "not_available", "generated_ms")
"""Keys that come first, so that a person reading the file sees them first."""

_PLAIN = frozenset({str, bool, int, type(None)})
"""What JSON says as it is."""


def report_to_json(report: Report) -> dict[str, object]:
    """``report`` as JSON-ready values: dates as ISO texts, rates as fractions, decimals as
    numbers.
    """
    values = cast("dict[str, object]", _encode(report))
    return {name: values.pop(name) for name in _LEAD} | values


def report_from_json(data: Mapping[str, object]) -> Report:
    """The report that ``report_to_json`` wrote; unknown keys are ignored, missing ones get
    defaults.

    Raises:
        UsageError: a value is missing or of the wrong kind; the message names its place.
    """
    return cast("Report", _decode(data, Report, place="report"))


def report_to_text(report: Report, *, indent: int | None = 2) -> str:
    """``report`` as JSON text in which decimals keep all their digits."""
    return dump_json(report_to_json(report), indent=indent)


def value_to_text(value: object) -> str:
    """Another frozen value of ours as JSON text, by the same rules."""
    return dump_json(_encode(value), indent=2)


def report_from_text(text: str) -> Report:
    """The report that ``report_to_text`` wrote. Raises: UsageError."""
    return report_from_json(_mapping(parse_json(text), "report"))


def _encode(value: object) -> object:
    kind = type(value)
    return value if kind in _PLAIN else _encoder(kind)(value)  # type: ignore[arg-type]  # a class has a hash


@cache
def _encoder(kind: Any) -> Callable[[Any], object]:
    """How values of one type are said; chosen once, for a page has ten thousands of them."""
    if issubclass(kind, Query):
        return query_to_json
    if issubclass(kind, Result):
        return partial(result_to_json, detail="full")
    if is_dataclass(kind):
        names = tuple(item.name for item in fields(kind))
        return lambda value: {name: _encode(getattr(value, name)) for name in names}
    if issubclass(kind, Mapping):
        return lambda value: {str(key): _encode(item) for key, item in value.items()}
    if issubclass(kind, tuple | list):
        return lambda value: [_encode(item) for item in value]
    return json_value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _decode(data: object, kind: Any, *, place: str) -> object:
    if kind is Query:
        return query_from_json(_mapping(data, place))
    if kind is Result:
        return result_from_json(_mapping(data, place))
    if is_dataclass(kind):
        return _decode_dataclass(_mapping(data, place), cast("type", kind), place=place)
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        if data is None:
            return None
        inner = [item for item in get_args(kind) if item is not type(None)]
        return _decode(data, inner[0], place=place)
    if origin is tuple:
        return _decode_tuple(data, get_args(kind), place=place)
    if origin is not None and origin is not Literal:
        inner = get_args(kind)[1]
        return {
            key: _decode(item, inner, place=f"{place}.{key}")
            for key, item in _mapping(data, place).items()
        }
    return _decode_scalar(data, kind, place=place)


def _decode_dataclass(data: Mapping[str, object], kind: type, *, place: str) -> object:
    hints = _hints(kind)
    known = {item.name for item in fields(kind)} & data.keys()
    values = {name: _decode(data[name], hints[name], place=f"{place}.{name}") for name in known}
    try:
        return kind(**values)
    except TypeError as exc:
        raise UsageError(f"{place}: {exc}", hint="Was it written by another version?") from exc


def _decode_tuple(data: object, inner: tuple[Any, ...], *, place: str) -> tuple[object, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise UsageError(f"{place} is {data!r}, expected a list")
    kinds = [inner[0]] * len(data) if inner[-1] is Ellipsis else list(inner)
    if len(kinds) != len(data):
        raise UsageError(f"{place} has {len(data)} items, expected {len(kinds)}")
    return tuple(
        _decode(item, kind, place=f"{place}[{position}]")
        for position, (item, kind) in enumerate(zip(data, kinds, strict=True))
    )


def _decode_scalar(data: object, kind: Any, *, place: str) -> object:
    try:
        if kind is float:
            return float(cast("float", data))
        if kind is datetime:
            return datetime.fromisoformat(str(data))
        if kind is date:
            return date.fromisoformat(str(data))
    except (TypeError, ValueError) as exc:
        raise UsageError(f"{place} is {data!r}, expected a {kind.__name__}") from exc
    if kind in {str, bool, int} and not isinstance(data, kind):
        raise UsageError(f"{place} is {data!r}, expected a {kind.__name__}")
    return float(data) if isinstance(data, Decimal) else data


def _mapping(data: object, place: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise UsageError(f"{place} is {data!r}, expected an object")
    return data
