"""What a source is: a path or URL and how to read it, as one frozen value.

Made from ``boardroom.yml`` (``spec_from_mapping``) or from an argument of the command line
(``spec_for``); read by ``survey`` and ``load``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args
from urllib.parse import urlsplit

from boardroom.data.sources.naming import identifier
from boardroom.data.warehouse.server import CONNECT_SECONDS
from boardroom.errors import ModelError, UsageError

PLUGIN = "plugin"
"""Locations such as ``plugin:plugins/weather.py:read`` mean a function that returns the tables."""

ColumnType = Literal["text", "integer", "decimal", "float", "boolean", "date", "timestamp"]

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """How to read one column when the file alone does not tell.

    Attributes:
        type: read as this type whatever the values look like; rows that do not fit are quarantined.
        format: ``strptime`` format of dates and times, such as ``%d-%m-%Y``.
        decimal: the decimal mark of numbers; the other mark groups thousands.
    """

    type: ColumnType | None = None
    format: str | None = None
    decimal: Literal[".", ","] | None = None


@dataclass(frozen=True, kw_only=True)
class SourceSpec:
    """One place to load from.

    Attributes:
        name: what people call it, e.g. in ``boardroom load NAME``.
        location: file, folder or URL (a URL may hold a password: print it with ``mask_url``).
        include, exclude: glob patterns of table names to load or leave out; no include = all.
        cursor: table → column that only grows, for loading what is new; databases only.
        keys: table → key columns, so that changed rows replace old ones.
        columns: header or ``table.header`` → how to read that column; text files only.
        encoding, delimiter, header: of text files; empty or None = find out.
        load: False = query the database where it is, copy nothing.
        accept_changes: take a table although its columns changed type or its rows are gone.
        timeout_seconds: longest wait for a server to answer.
    """

    name: str
    location: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cursor: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, ColumnSpec] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    header: bool | None = None
    load: bool = True
    accept_changes: bool = False
    timeout_seconds: float = CONNECT_SECONDS

    @property
    def scheme(self) -> str:
        """``postgresql`` or ``mysql`` for a database URL, ``file`` otherwise."""
        return location_scheme(self.location)

    def __repr__(self) -> str:
        return f"SourceSpec(name={self.name!r}, location={mask_url(self.location)!r})"


def location_scheme(location: str) -> str:
    """``postgresql``, ``mysql``, ``spark``, ``plugin`` or ``file``.

    Raises:
        UsageError: another kind of URL.
    """
    if location.startswith(f"{PLUGIN}:"):
        return PLUGIN
    found = re.match(r"([a-z][a-z0-9+.-]+)://", location, re.IGNORECASE)
    if found is None:
        return "file"
    scheme = found.group(1).lower().split("+")[0]
    if scheme in ("file", "sqlite", "duckdb"):
        return "file"
    if scheme in ("postgresql", "postgres"):
        return "postgresql"
    if scheme in ("mysql", "mariadb"):
        return "mysql"
    if scheme in ("sc", "spark"):
        return "spark"
    raise UsageError(
        f"cannot load from {mask_url(location)!r}: unknown scheme {scheme!r}",
        hint="Give a file, a folder, postgresql://…, mysql://…, or sc://… with --no-load.",
    )


def file_path(location: str, *, base: Path | None = None) -> Path:
    """The path of a file source; relative ones stand in ``base``."""
    text = re.sub(r"^(file|sqlite|duckdb):(//)?", "", location)
    path = Path(text).expanduser()
    return path if base is None or path.is_absolute() else base / path


def mask_url(location: str) -> str:
    """``location`` with its password, if any, replaced by ``***``."""
    masked = re.sub(r"(://[^/@:\s]*):[^@/\s]*(?=@)", r"\1:***", location)
    masked = re.sub(r"(://[^/@:\s]*):.*@", r"\1:***@", masked) if "@" in masked else masked
    return re.sub(r"((?:password|passwd|pwd|sslpassword)=)[^&\s]+", r"\1***", masked, flags=re.I)


def spec_for(location: str, *, name: str | None = None) -> SourceSpec:
    """A source for a path or URL as typed by a person; its name comes from the location."""
    if name is None:
        if location_scheme(location) == "file":
            path = file_path(location)
            stem = (path.name or path.absolute().name).split(".")[0]
        else:
            parts = urlsplit(location)
            stem = parts.path.strip("/") or parts.hostname or "database"
        name = identifier(stem, fallback="source")
    return SourceSpec(name=name, location=location)


def spec_from_mapping(data: Mapping[str, object], *, where: str) -> SourceSpec:
    """A source as written in ``boardroom.yml``.

    Args:
        data: the keys of one source.
        where: file and line, for messages.

    Raises:
        ModelError: an unknown key, a missing one, or a value of the wrong kind.
    """
    _check_keys(data, known=SourceSpec.__dataclass_fields__, where=where)
    location = data.get("location")
    if not isinstance(location, str) or not location:
        raise ModelError(f"{where}: a source needs a location", hint="Give a path or a URL.")
    values: dict[str, object] = {"name": str(data.get("name") or spec_for(location).name)}
    for key in ("location", "encoding", "delimiter"):
        if key in data:
            values[key] = _typed(data, key, str, where=where)
    for key in ("load", "accept_changes", "header"):
        if data.get(key) is not None:
            values[key] = _typed(data, key, bool, where=where)
    if "timeout_seconds" in data:
        values["timeout_seconds"] = float(str(data["timeout_seconds"]))
    for key in ("include", "exclude"):
        if key in data:
            values[key] = _words(data[key])
    cursor = _typed(data, "cursor", dict, where=where)
    values["cursor"] = {str(table): str(column) for table, column in cursor.items()}
    keys = _typed(data, "keys", dict, where=where)
    values["keys"] = {str(table): _words(columns) for table, columns in keys.items()}
    columns = _typed(data, "columns", dict, where=where)
    values["columns"] = {
        str(label): _column_spec(one, where=f"{where}: columns: {label}")
        for label, one in columns.items()
    }
    return SourceSpec(**values)  # type: ignore[arg-type]  # each was checked above


def spec_to_mapping(spec: SourceSpec) -> dict[str, object]:
    """``spec`` as plain values for ``boardroom.yml``; what is at its default is left out."""
    result: dict[str, object] = {"name": spec.name, "location": spec.location}
    for key, description in SourceSpec.__dataclass_fields__.items():
        value = getattr(spec, key)
        if key in result or (not value and not isinstance(value, bool)):
            continue
        if value == description.default:
            continue
        result[key] = list(value) if isinstance(value, tuple) else value
    if spec.keys:
        result["keys"] = {table: list(columns) for table, columns in spec.keys.items()}
    if spec.columns:
        result["columns"] = {
            label: {key: value for key, value in vars(one).items() if value is not None}
            for label, one in spec.columns.items()
        }
    return result


def _column_spec(data: object, *, where: str) -> ColumnSpec:
    if not isinstance(data, Mapping):
        raise ModelError(f"{where}: expected keys", hint="For example: {format: '%d-%m-%Y'}.")
    _check_keys(data, known=ColumnSpec.__dataclass_fields__, where=where)
    kind, mark = data.get("type"), data.get("decimal")
    if kind is not None and kind not in get_args(ColumnType):
        expected = ", ".join(get_args(ColumnType))
        raise ModelError(f"{where}: unknown type {kind!r}", hint=f"One of {expected}.")
    if mark is not None and mark not in (".", ","):
        raise ModelError(f"{where}: decimal is {mark!r}", hint="Give '.' or ','.")
    form = data.get("format")
    return ColumnSpec(type=kind, decimal=mark, format=None if form is None else str(form))


def _check_keys(data: Mapping[str, object], *, known: Mapping[str, object], where: str) -> None:
    for key in data:
        if key not in known:
            close = get_close_matches(str(key), known, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Known keys: {', '.join(known)}."
            raise ModelError(f"{where}: unknown key {key!r}", hint=hint)


def _typed(data: Mapping[str, object], key: str, kind: type[T], *, where: str) -> T:
    value = data.get(key, kind())
    if not isinstance(value, kind):
        hint = f"Expected {'keys' if kind is dict else kind.__name__}."
        raise ModelError(f"{where}: {key} is {value!r}", hint=hint)
    return value


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in cast("list[object]", value or []))
