"""Finds the tables of a source without reading their rows: which file or sheet gives which table.

Called by ``load`` and by ``discover``. Everything that is left out (notes, SQL, hidden files,
copies) is named in a finding.
"""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from boardroom.data.sources import survey_content
from boardroom.data.sources.naming import distinct_name, identifier
from boardroom.data.sources.report import Finding
from boardroom.data.sources.source_table import Kind, SourceTable
from boardroom.data.sources.spec import SourceSpec, file_path, mask_url
from boardroom.errors import BoardroomError, NotFoundError, SourceError

DEEPEST = 6
_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("csv", (".csv", ".tsv", ".tab", ".psv", ".csv.gz", ".tsv.gz")),
    ("json", (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")),
    ("parquet", (".parquet", ".pq")),
    ("excel", (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")),
    ("sqlite", (".sqlite", ".sqlite3", ".db3")),
    ("duckdb", (".duckdb", ".ddb")),
)
_PREFERRED: tuple[Kind, ...] = ("parquet", "duckdb", "sqlite", "csv", "json", "excel")
_SERIES_KINDS: tuple[Kind, ...] = ("csv", "json", "parquet")
_NUMBER_AT_END = re.compile(r"(?<=[^\W\d_])([\W_]+\d+)+$")
_PLAIN_STEMS = ("part", "data", "export", "file", "chunk", "batch", "day", "table", "csv", "")


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The tables of a source, sorted by name, and what was left out."""

    tables: tuple[SourceTable, ...]
    notes: tuple[Finding, ...] = ()


def survey(spec: SourceSpec, *, base: Path | None = None) -> Survey:
    """The tables of ``spec``.

    Args:
        base: folder in which relative paths stand; None = the current one.

    Raises:
        NotFoundError: no such file or folder.
        SourceError: the only file is unreadable, or there is no table in it.
        UnavailableError: the server does not answer.
        MissingExtraError: its driver is not installed.
    """
    if spec.scheme == "spark":
        raise SourceError(
            f"{mask_url(spec.location)} is queried where it is, not loaded",
            hint="Set load: false (boardroom init --no-load).",
        )
    if spec.scheme != "file":
        found = Survey(tables=tuple(_database_tables(spec)))
    else:
        path = file_path(spec.location, base=base)
        if not path.exists():
            message = f"there is no file or folder {str(path)!r} (source {spec.name!r})"
            raise NotFoundError(message, hint="Check the path; relative ones start here.")
        found = _survey_files(spec, path)
    tables = [table for table in found.tables if _wanted(table.name, spec)]
    if not tables:
        raise SourceError(
            f"{mask_url(spec.location)} holds no table that can be loaded"
            + "".join(f"; {note.text}" for note in found.notes[:3]),
            hint="CSV, Parquet, JSON, Excel, DuckDB and SQLite files are read.",
        )
    return Survey(tables=tuple(sorted(tables, key=lambda one: one.name)), notes=found.notes)


def _wanted(name: str, spec: SourceSpec) -> bool:
    if spec.include and not any(fnmatch(name, pattern) for pattern in spec.include):
        return False
    return not any(fnmatch(name, pattern) for pattern in spec.exclude)


def _database_tables(spec: SourceSpec) -> Iterator[SourceTable]:
    taken: set[str] = set()
    for part in survey_content.server_tables(spec):
        schema, _, plain = part.rpartition(".")
        name = identifier(plain, fallback="table")
        if name in taken:
            name = distinct_name(identifier(f"{schema}_{plain}", fallback="table"), taken)
        taken.add(name)
        kind: Kind = "mysql" if spec.scheme == "mysql" else "postgresql"
        yield SourceTable(name=name, source=spec.name, kind=kind, part=part)


def file_kind(path: Path) -> Kind | None:
    """What a file is by its name, or by its first bytes for ``.db``; None = nothing we read."""
    name = path.name.lower()
    for kind, endings in _KINDS:
        if name.endswith(endings):
            return kind
    if name.endswith(".db"):
        with path.open("rb") as stream:
            head = stream.read(16)
        if head.startswith(b"SQLite format 3"):
            return "sqlite"
        return "duckdb" if head[8:12] == b"DUCK" else None
    return None


def _survey_files(spec: SourceSpec, path: Path) -> Survey:
    notes: list[Finding] = []
    root = path if path.is_dir() else path.parent
    if path.is_dir():
        files = list(_walk(path, notes))
    else:
        kind = file_kind(path) if stat.S_ISREG(path.stat().st_mode) else None
        if kind is None and path.suffix.lower() != ".txt":
            message = f"{path.name} is no file that can be read"
            hint = "CSV, Parquet, JSON, Excel, DuckDB and SQLite files are read."
            raise SourceError(message, hint=hint)
        files = [(path, kind or "csv")]
    tables: list[SourceTable] = []
    groups = list(_groups(files))
    names = [_name(group, root) for _, group in groups]
    if path.is_dir():
        names = _series_names(names, groups)
    for name, (kind, group) in zip(names, groups, strict=True):
        table = SourceTable(name=name, source=spec.name, kind=kind, files=group, root=root)
        tables += _tables_of(table, notes, alone=len(files) == 1)
    return Survey(tables=tuple(_distinct(tables, root, notes)), notes=tuple(notes))


def _walk(folder: Path, notes: list[Finding]) -> Iterator[tuple[Path, Kind]]:
    """All readable files below ``folder``, sorted; hidden ones and others are noted."""
    ignored: list[str] = []
    for current, folders, names in os.walk(folder, onerror=lambda exc: ignored.append(str(exc))):
        here = Path(current)
        depth = len(here.relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if name[0] not in "._" and depth < DEEPEST)
        for name in sorted(names):
            file = here / name
            kind = _readable_kind(file)
            if kind is None or name[0] in "._~":
                ignored.append(file.relative_to(folder).as_posix())
            else:
                yield file, kind
    if ignored:
        shown = ", ".join(ignored[:5]) + (" …" if len(ignored) > 5 else "")
        text = f"{len(ignored)} file(s) hold no tables and were left out: {shown}"
        notes.append(Finding(kind="ignored_files", text=text, count=len(ignored)))


def _readable_kind(file: Path) -> Kind | None:
    """Its kind when it is a regular file; pipes, sockets and broken links are none."""
    try:
        return file_kind(file) if stat.S_ISREG(file.stat().st_mode) else None
    except OSError:
        return None


def _groups(files: Sequence[tuple[Path, Kind]]) -> Iterator[tuple[Kind, tuple[Path, ...]]]:
    """Files that belong to one table: same folder, kind and columns, names like a series."""
    series: dict[tuple[Path, Kind, str], list[Path]] = {}
    for path, kind in files:
        key = (path.parent, kind, series_stem(path)) if kind in _SERIES_KINDS else None
        if key is None or not _is_numbered(path):
            yield kind, (path,)
        else:
            series.setdefault(key, []).append(path)
    for (_, kind, _), paths in series.items():
        yield from ((kind, group) for group in _same_columns(kind, paths))


def _is_numbered(path: Path) -> bool:
    return re.search(r"\d", plain_stem(path)) is not None


def plain_stem(path: Path) -> str:
    """The file name without its endings."""
    name = path.name
    for _, endings in _KINDS:
        for ending in sorted(endings, key=len, reverse=True):
            if name.lower().endswith(ending):
                return name[: -len(ending)]
    return path.stem


def series_stem(path: Path) -> str:
    """The file name without its numbers and dates: equal for the files of a series.

    Example:
        >>> series_stem(Path("sales_2020-01.csv")), series_stem(Path("2020-01-01.csv"))
        ('sales', '')
    """
    return re.sub(r"[\W_]+", "_", re.sub(r"\d+", " ", plain_stem(path))).strip("_").lower()


def _same_columns(kind: Kind, paths: list[Path]) -> list[tuple[Path, ...]]:
    if len(paths) == 1:
        return [tuple(paths)]
    clusters: list[tuple[frozenset[str], list[Path]]] = []
    headers: dict[bytes, frozenset[str]] = {}
    for path in paths:
        columns = survey_content.peek_columns(path, kind, headers=headers)
        for known, members in clusters:
            if _alike(known, columns):
                members.append(path)
                break
        else:
            clusters.append((columns, [path]))
    return [tuple(members) for _, members in clusters]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether most columns of the narrower set are in the other; unreadable files join any."""
    if not one or not other:
        return not other
    return len(one & other) >= 0.8 * min(len(one), len(other)) and len(one & other) > 0


def _tables_of(table: SourceTable, notes: list[Finding], *, alone: bool) -> list[SourceTable]:
    """The tables inside the file(s) of ``table``."""
    kind, files = table.kind, table.files
    if kind in ("csv", "parquet") or len(files) > 1:
        return [table]
    try:
        parts, left_out = survey_content.file_parts(files[0], kind)
    except BoardroomError as exc:
        if alone:
            raise
        if kind == "json":
            return [table]
        notes.append(Finding(kind="unreadable_file", text=f"{table.origin(files[0])}: {exc}"))
        return []
    if left_out:
        notes.append(Finding(kind="ignored_files", text=f"{table.origin(files[0])}: {left_out}"))
    if kind in ("sqlite", "duckdb"):
        return [replace(table, name=identifier(p, fallback="table"), part=p) for p in parts]
    if len(parts) <= 1:
        return [replace(table, part=part) for part in parts]
    return [
        replace(table, name=identifier(f"{plain_stem(files[0])} {part}", fallback="t"), part=part)
        for part in parts
    ]


def _name(files: tuple[Path, ...], root: Path) -> str:
    first = files[0]
    if len(files) == 1:
        return identifier(plain_stem(first), fallback="table")
    stem = series_stem(first)
    if stem in _PLAIN_STEMS:
        stem = (first.parent if first.parent.name else root.absolute()).name
    return identifier(stem, fallback="table")


def _series_names(names: list[str], groups: Sequence[tuple[Kind, tuple[Path, ...]]]) -> list[str]:
    """The names; a lone file that ends in a number is called after the series that it begins,
    unless another table is called so.
    """
    shorter = [
        identifier(_NUMBER_AT_END.sub("", plain_stem(files[0])), fallback=name)
        if len(files) == 1 and kind in _SERIES_KINDS
        else name
        for name, (kind, files) in zip(names, groups, strict=True)
    ]
    wanted = Counter([*shorter, *set(names)])
    return [
        new if new != old and wanted[new] == 1 and new not in _PLAIN_STEMS else old
        for old, new in zip(names, shorter, strict=True)
    ]


def _distinct(tables: list[SourceTable], root: Path, notes: list[Finding]) -> Iterator[SourceTable]:
    """One table per name: copies in another format are left out, namesakes get their folder."""
    by_name: dict[str, list[SourceTable]] = {}
    for table in tables:
        by_name.setdefault(table.name, []).append(table)
    taken = set(by_name)
    for name, namesakes in by_name.items():
        kept = list(_without_copies(namesakes, notes))
        for position, table in enumerate(kept):
            if len(kept) == 1:
                yield table
                continue
            folder = table.files[0].parent
            inside = folder.name if folder != root else ""
            inside = plain_stem(table.files[0]) if table.kind in ("sqlite", "duckdb") else inside
            longer = identifier(f"{inside} {table.name}", fallback=name)
            if longer == name and position == 0:
                yield table
                continue
            longer = longer if longer not in taken else distinct_name(longer, taken)
            taken.add(longer)
            yield replace(table, name=longer)


def _without_copies(tables: list[SourceTable], notes: list[Finding]) -> Iterator[SourceTable]:
    """The same table in the same folder in two formats, or packed and not, is one table."""
    best: dict[Path, SourceTable] = {}
    for table in sorted(tables, key=lambda one: _PREFERRED.index(one.kind)):
        file = table.files[0]
        other = best.setdefault(file.parent, table)
        same_kind = table.kind == other.kind and plain_stem(file) != plain_stem(other.files[0])
        if other is table or same_kind or table.kind == other.kind in ("sqlite", "duckdb"):
            yield table
            continue
        text = (
            f"{table.origin(file)} looks like a copy of {other.name!r} in "
            f"{other.origin(other.files[0])} and was left out"
        )
        notes.append(Finding(kind="duplicate_copy", text=text))
