"""The lake: one Delta table per folder, written whole or not at all, read by many processes.

``data.sources`` writes here and the engines of ``data.warehouse`` read the current files. A commit
is atomic, so a reader sees the old or the new version and a load that is stopped, killed or runs
out of disk leaves the last good one. What is known of a table beyond its rows (keys, original
headers, how its text was read, which files it holds) travels in the commit itself, as ``details``.
"""

import json
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from boardroom.clock import Clock, SystemClock
from boardroom.data.warehouse.lake_lock import table_lock
from boardroom.data.warehouse.lake_log import (
    last_version,
    read_details,
    remove_orphans,
    table_files,
)
from boardroom.data.warehouse.lake_write import (
    WriteOptions,
    commit_properties,
    storage_errors,
    write_commit,
)
from boardroom.errors import NotFoundError, StorageError, UsageError
from boardroom.semantic.profile import ForeignKeyHint

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable


@dataclass(frozen=True, kw_only=True)
class LakeTable:
    """One version of a table.

    Attributes:
        version: Delta version; equal versions mean equal rows.
        loaded_at: when it was written, aware, UTC.
        files: absolute paths of its parquet files.
        sizes: their sizes in bytes.
        schema: Arrow schema of its rows.
        details: what the writer noted in the commit, JSON-ready.
    """

    name: str
    version: int
    loaded_at: datetime
    files: tuple[str, ...]
    schema: "pa.Schema"
    rows: int
    sizes: tuple[int, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The key that the source declares; empty when it declares none."""
        return tuple(cast("list[str]", self.details.get("primary_key", [])))

    @property
    def foreign_keys(self) -> tuple[ForeignKeyHint, ...]:
        """The foreign keys that the source declares."""
        stored = cast("list[dict[str, object]]", self.details.get("foreign_keys", []))
        return tuple(
            ForeignKeyHint(
                columns=tuple(cast("list[str]", one["columns"])),
                to_table=str(one["to_table"]),
                to_columns=tuple(cast("list[str]", one["to_columns"])),
            )
            for one in stored
        )


@dataclass(frozen=True, kw_only=True)
class TableState:
    """How the last attempt to load a table ended, kept beside the data (not a version of it).

    Attributes:
        checked_at: when a load last looked at the source, aware, UTC.
        problem: why that load failed; empty = the table is as fresh as ``checked_at``.
    """

    checked_at: datetime
    problem: str = ""


class Lake:
    """All Delta tables under one folder. Thread-safe; cheap to make.

    Args:
        root: the folder; made at the first write.
        clock: tells the time of each version.
        lock_timeout_seconds: how long a write waits for another write of the same table.
    """

    def __init__(
        self, root: Path, *, clock: Clock | None = None, lock_timeout_seconds: float = 600.0
    ) -> None:
        self.root = Path(root).absolute()
        self._clock = clock or SystemClock()
        self._timeout = lock_timeout_seconds
        self._cache: dict[str, LakeTable] = {}
        self._guard = threading.Lock()

    def path(self, name: str) -> Path:
        """The folder of table ``name``. Raises: UsageError: not a plain snake_case name."""
        if not name.isidentifier() or not name.isascii() or name != name.lower() or name[0] == "_":
            raise UsageError(
                f"{name!r} is no table name", hint="Use small letters, digits and underscores."
            )
        return self.root / name

    def names(self) -> tuple[str, ...]:
        """Names of all tables that have at least one version, sorted."""
        if not self.root.is_dir():
            return ()
        with os.scandir(self.root) as entries:
            found = [e.name for e in entries if e.is_dir() and e.name[0] not in "._"]
        return tuple(sorted(n for n in found if last_version(self.root / n) is not None))

    def tables(self) -> Mapping[str, LakeTable]:
        """The current version of every table, by name; unchanged tables are not read again."""
        return {name: self.table(name) for name in self.names()}

    def table(
        self, name: str, *, version: int | None = None, as_of: datetime | None = None
    ) -> LakeTable:
        """One table: now, at ``version``, or as it was at the aware instant ``as_of``.

        Raises:
            NotFoundError: no such table, or no such version any more.
            StorageError: its folder cannot be read.
        """
        path = self.path(name)
        newest = last_version(path)
        if newest is None:
            hint = f"Tables: {', '.join(self.names()) or 'none yet'}."
            raise NotFoundError(f"there is no table {name!r} in {self.root}", hint=hint)
        if as_of is not None:
            version = self._version_at(name, as_of)
        wanted = newest if version is None else version
        with self._guard:
            cached = self._cache.get(name)
        if cached is not None and cached.version == wanted:
            return cached
        read = self._read(name, wanted, newest=newest)
        if wanted == newest:
            with self._guard:
                self._cache[name] = read
        return read

    def history(self, name: str) -> tuple[LakeTable, ...]:
        """Every version of ``name`` that can still be read, newest first."""
        path = self.path(name)
        found: list[LakeTable] = []
        for version in range(last_version(path) or 0, -1, -1):
            try:
                found.append(self.table(name, version=version))
            except NotFoundError:
                break
        return tuple(found)

    def lock(
        self, name: str, *, waiting: Callable[[str], None] | None = None
    ) -> AbstractContextManager[None]:
        """Hold ``name`` against other writers, for a load that reads, decides and writes.

        Raises:
            BusyError: another process did not let go of it in time.
        """
        self.path(name)
        place = self.root.parent / "locks" / self.root.name / f"{name}.lock"
        return table_lock(place, timeout_seconds=self._timeout, waiting=waiting)

    def write(
        self,
        name: str,
        rows: "pa.Table | pa.RecordBatchReader",
        *,
        options: WriteOptions | None = None,
    ) -> int:
        """Write ``rows`` as a new version of table ``name`` and return its number.

        Nothing is visible until all is written. On any failure the version before stays and the
        files written so far are removed.

        Raises:
            BusyError: another process is writing the table.
            StorageError: the disk is full or the folder cannot be written.
        """
        options = options or WriteOptions()
        path = self.path(name)
        with self.lock(name), storage_errors(path):
            before = table_files(path)
            try:
                path.mkdir(parents=True, exist_ok=True)
                details = self._details(path, options)
                write_commit(path, rows, options=options, details=details)
            except BaseException:
                remove_orphans(path, keep=before)
                raise
        return cast("int", last_version(path))

    def drop(self, name: str) -> None:
        """Delete table ``name`` with all its versions; no error when it does not exist."""
        import shutil

        path = self.path(name)
        with self.lock(name), storage_errors(path):
            if path.is_dir():
                doomed = path.with_name(f"_dropped_{name}_{os.getpid()}")
                path.rename(doomed)
                shutil.rmtree(doomed)
        with self._guard:
            self._cache.pop(name, None)

    def clean(self, name: str, *, keep: timedelta = timedelta(days=7)) -> int:
        """Remove files that no version of the last ``keep`` uses; returns how many.

        The current version is never touched. Readers that opened a version within ``keep`` keep
        their files.
        """
        path = self.path(name)
        with self.lock(name), storage_errors(path):
            table = self._open(name)
            hours = max(0, round(keep.total_seconds() / 3600))
            if not table.vacuum(hours, dry_run=True, enforce_retention_duration=False, full=True):
                return 0
            removed = table.vacuum(
                hours,
                dry_run=False,
                enforce_retention_duration=False,
                full=True,
                commit_properties=commit_properties(read_details(path, last_version(path) or 0)),
            )
            return len(removed)

    def state(self, name: str) -> TableState | None:
        """How the last load of ``name`` ended; None when none was noted."""
        try:
            stored = json.loads(self._state_path(name).read_text("utf-8"))
            return TableState(
                checked_at=datetime.fromisoformat(stored["checked_at"]), problem=stored["problem"]
            )
        except (FileNotFoundError, ValueError, KeyError):
            return None

    def note_state(self, name: str, *, problem: str = "") -> None:
        """Note that a load of ``name`` ended now, with ``problem`` when it failed."""
        path = self._state_path(name)
        text = json.dumps({"checked_at": self._clock.now().isoformat(), "problem": problem})
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
            fresh.write_text(text, "utf-8")
            fresh.replace(path)

    def _state_path(self, name: str) -> Path:
        return self.root / "_state" / f"{self.path(name).name}.json"

    def _open(self, name: str, version: int | None = None) -> "DeltaTable":
        from deltalake import DeltaTable

        return DeltaTable(self.path(name), version=version)

    def _read(self, name: str, version: int, *, newest: int) -> LakeTable:
        import pyarrow as pa
        from deltalake.exceptions import DeltaError

        path = self.path(name)
        try:
            table = self._open(name, version)
            schema = pa.schema(table.schema().to_arrow())
            # Unlike pa.table(), a stream does not load pandas where that is installed.
            actions = table.get_add_actions(flatten=True)
            files = pa.RecordBatchReader.from_stream(actions).read_all()
        except (DeltaError, OSError) as exc:
            if 0 <= version < newest:
                message = f"version {version} of table {name!r} cannot be read any more"
                raise NotFoundError(message, hint="Old versions are cleaned away in time.") from exc
            message = f"table {name!r} in {path} cannot be read: {exc}"
            raise StorageError(message, hint="Load it again with `boardroom load`.") from exc
        paths = tuple(str(path / one) for one in files.column("path").to_pylist())
        if version != newest and not all(os.path.exists(one) for one in paths):
            message = f"version {version} of table {name!r} has been cleaned away"
            raise NotFoundError(message, hint="Ask for a newer version.")
        details = read_details(path, version)
        counts = cast("list[int | None]", files.column("num_records").to_pylist())
        return LakeTable(
            name=name,
            version=version,
            loaded_at=_loaded_at(details, path, version),
            files=paths,
            schema=schema,
            rows=sum(count or 0 for count in counts),
            sizes=tuple(files.column("size_bytes").to_pylist()),
            details=details,
        )

    def _details(self, path: Path, options: WriteOptions) -> Mapping[str, object]:
        newest = last_version(path)
        kept = {} if newest is None else read_details(path, newest)
        stored = dict(kept if options.details is None else options.details)
        return stored | {"loaded_at": self._clock.now().isoformat()}

    def _version_at(self, name: str, instant: datetime) -> int:
        path = self.path(name)
        for version in range(last_version(path) or 0, -1, -1):
            if _loaded_at(read_details(path, version), path, version) <= instant:
                return version
        message = f"table {name!r} did not exist yet at {instant.isoformat()}"
        raise NotFoundError(message, hint="Ask for a later moment.")


def _loaded_at(details: Mapping[str, object], path: Path, version: int) -> datetime:
    stored = details.get("loaded_at")
    if isinstance(stored, str):
        return datetime.fromisoformat(stored)
    log = path / "_delta_log" / f"{version:020d}.json"
    seconds = log.stat().st_mtime if log.exists() else path.stat().st_mtime
    return datetime.fromtimestamp(seconds, tz=UTC)
