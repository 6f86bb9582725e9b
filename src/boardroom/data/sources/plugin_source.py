"""Sources from outside: a function that returns Arrow tables by name. Called by ``load``.

What it returns is written as Parquet beside the lake and loaded from there, so that every check of
a file source (types, drift, duplicates, quality) holds for it too.
"""

import importlib
import importlib.util
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from boardroom.data.sources.naming import identifier
from boardroom.data.sources.spec import PLUGIN, SourceSpec
from boardroom.errors import ModelError, SourceError, StorageError

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE_GROUP = "boardroom.sources"

_HINT = "Write it as plugins/file.py:name or package.module:name."


def fetched(spec: SourceSpec, base: Path | None) -> SourceSpec:
    """``spec``; of a plugged-in source one that reads what it returned just now.

    Raises:
        ModelError: it cannot be imported.
        SourceError: it failed, or returned something else than Arrow tables by name.
        StorageError: there is no room for what it returned.
    """
    if spec.scheme != PLUGIN:
        return spec
    home = base or Path()
    tables = _call(spec, home)
    folder = home / ".boardroom" / "fetched" / _file_name(spec.name)
    try:
        _write(folder, tables)
    except OSError as exc:
        message = f"cannot keep what source {spec.name!r} returned: {exc.strerror or exc}"
        raise StorageError(message, hint="Check the disk.") from exc
    return replace(spec, location=str(folder.resolve()))


def load_object(name: str, *, folder: Path, place: str = "boardroom.yml") -> object:
    """What ``file.py:name`` (relative to ``folder``) or ``package.module:name`` means.

    Args:
        name: what to find.
        folder: the workspace's folder.
        place: where the name stands, for errors.

    Raises:
        ModelError: there is no such thing, or importing it failed.
    """
    module_name, colon, attribute = name.rpartition(":")
    if not colon or not attribute.isidentifier():
        raise ModelError(f"{place}: {name!r} names no object", hint=_HINT)
    try:
        if module_name.endswith(".py"):
            module = _from_file(folder / module_name, place)
        else:
            module = importlib.import_module(module_name)
        found: object = getattr(module, attribute)
    except ModelError:
        raise
    except Exception as exc:  # a plugin may fail in any way
        why = f"{type(exc).__name__}: {exc}"
        raise ModelError(f"{place}: cannot load {name!r}: {why}", hint=_HINT) from exc
    return found


def _from_file(path: Path, place: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"boardroom_plugin_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ModelError(f"{place}: there is no plugin file {str(path)!r}", hint=_HINT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _call(spec: SourceSpec, home: Path) -> "Mapping[str, pa.Table]":
    import pyarrow as pa

    name = spec.location.removeprefix(f"{PLUGIN}:")
    points = {point.name: point for point in entry_points(group=SOURCE_GROUP)}
    source = points[name].load() if name in points else load_object(name, folder=home)
    if not callable(source):
        raise ModelError(f"boardroom.yml: {name!r} is no function", hint=_HINT)
    try:
        found = source()
        tables = {str(key): pa.table(value) for key, value in dict(found).items()}
    except (Exception, SystemExit) as exc:  # a plugin may fail in any way
        why = f"{type(exc).__name__}: {exc}"
        message = f"source {spec.name!r} ({name}) failed: {why}"
        raise SourceError(
            message, hint="It must return a mapping of table names to Arrow tables."
        ) from exc
    return tables


def _file_name(name: str) -> str:
    return identifier(name, fallback="table")


def _write(folder: Path, tables: "Mapping[str, pa.Table]") -> None:
    """One file per table; each appears whole, and tables no longer returned go."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder.with_name(f"_{folder.name}_{os.getpid()}")
    scratch.mkdir(exist_ok=True)
    try:
        for name, table in tables.items():
            pq.write_table(table, scratch / f"{_file_name(name)}.parquet")
        for path in scratch.iterdir():
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    kept = {f"{_file_name(name)}.parquet" for name in tables}
    for path in folder.glob("*.parquet"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
