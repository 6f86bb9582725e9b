"""Records from rows and back, where columns are called like attributes. Called by the stores.

SQLite gives instants back without their zone; they are UTC.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Record = TypeVar("_Record", bound="DataclassInstance")


def record_of(row: Mapping[str, object], kind: type[_Record]) -> _Record:
    """The record of ``kind`` that a row holds; columns it does not know are left out."""
    return kind(**{item.name: aware(row[item.name]) for item in fields(kind)})


def values_of(record: "DataclassInstance") -> dict[str, object]:
    """The columns of a record, instants in UTC."""
    found = {item.name: getattr(record, item.name) for item in fields(record)}
    return {
        name: value.astimezone(UTC) if isinstance(value, datetime) else value
        for name, value in found.items()
    }


def aware(value: object) -> object:
    """``value``; an instant without a zone gets UTC."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
