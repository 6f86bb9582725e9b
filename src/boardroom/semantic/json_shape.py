"""Readers of plain JSON values for queries: each checks one shape and says what is wrong where.

Used by ``query_json`` and ``filter_json``; ``place`` is the path in the JSON, such as
``filters[1].values``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from boardroom.errors import QueryError
from boardroom.semantic.nearest import did_you_mean

_T = TypeVar("_T")


def fail(place: str, expected: str, found: object) -> NoReturn:
    """Refuse ``found``. Raises: QueryError."""
    raise QueryError(f"{place}: expected {expected}, found {shown(found)}")


def shown(value: object) -> str:
    """``value`` for a message."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def read_object(
    data: object, place: str, keys: Sequence[str], required: Sequence[str] = ()
) -> Mapping[str, Any]:
    """An object with known keys only. Raises: QueryError, naming the nearest key."""
    if not isinstance(data, Mapping):
        fail(place, "an object", data)
    for key in data:
        if key not in keys:
            raise QueryError(
                f"{place}: unknown key {key!r}{did_you_mean(str(key), keys)}", hint=_known(keys)
            )
    for key in required:
        if key not in data:
            raise QueryError(f"{place}: the key {key!r} is missing", hint=_known(keys))
    return data


def _known(names: Sequence[str]) -> str:
    return "Known: " + ", ".join(names) + "."


def read_text(data: object, place: str) -> str:
    """A text that is not blank."""
    if not isinstance(data, str) or not data.strip():
        fail(place, "a text", data)
    return data


def read_optional_text(data: object, place: str) -> str | None:
    """A text or nothing."""
    return None if data is None else read_text(data, place)


def read_flag(data: object, place: str) -> bool:
    """True or false."""
    if not isinstance(data, bool):
        fail(place, "true or false", data)
    return data


def read_count(data: object, place: str) -> int:
    """A whole number of at least 1."""
    if isinstance(data, bool) or not isinstance(data, int) or data < 1:
        fail(place, "a whole number of at least 1", data)
    return data


def read_optional_count(data: object, place: str) -> int | None:
    """A whole number of at least 1, or nothing."""
    return None if data is None else read_count(data, place)


def list_of(read: Callable[[object, str], _T]) -> Callable[[object, str], tuple[_T, ...]]:
    """A reader of lists of what ``read`` reads."""

    def read_list(data: object, place: str) -> tuple[_T, ...]:
        if not isinstance(data, list | tuple):
            fail(place, "a list", data)
        return tuple(read(item, f"{place}[{index}]") for index, item in enumerate(data))

    return read_list


def choice_of(known: Sequence[str]) -> Callable[[object, str], str | None]:
    """A reader of one of a few words, or nothing."""

    def read_choice(data: object, place: str) -> str | None:
        if data is None:
            return None
        if data not in known:
            raise QueryError(
                f"{place}: unknown {shown(data)}{did_you_mean(str(data), known)}",
                hint=_known(known),
            )
        return str(data)

    return read_choice
