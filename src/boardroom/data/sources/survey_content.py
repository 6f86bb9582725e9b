"""Looks into single files and databases for what tables they hold; called by ``survey`` only."""

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.data.sources.csv_dialect import find_dialect, find_layout
from boardroom.data.sources.naming import column_names
from boardroom.errors import SourceError

if TYPE_CHECKING:
    from boardroom.data.sources.spec import SourceSpec

PEEK_BYTES = 65_536
LONGEST_HEADER = 16_384


def peek_columns(
    path: Path, kind: str, *, headers: dict[bytes, frozenset[str]] | None = None
) -> frozenset[str]:
    """Identifiers of a file's columns from its first bytes; empty when they cannot be told.

    Args:
        headers: first lines of CSV files that are their headers, so that a hundred like files cost
            one close look; filled here.
    """
    known = {} if headers is None else headers
    first = _first_line(path) if kind == "csv" else b""
    if first in known:
        return known[first]
    try:
        if kind == "parquet":
            import pyarrow.parquet as pq

            return frozenset(column_names(pq.read_schema(path).names))
        head = _head(path)
        if kind == "json":
            return frozenset(column_names(list(_first_object(head))))
        lines = head.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines = lines[:-1] if len(head) >= PEEK_BYTES - 4 else lines
        layout = find_layout(lines[:200], find_dialect(lines[:200]))
        found = frozenset(column_names(layout.labels))
        if first and layout.header_line == 1:
            known[first] = found
        return found
    except (OSError, EOFError, ValueError, ArithmeticError):
        return frozenset()


def _first_line(path: Path) -> bytes:
    """The first line, when it is a short one of a file that is not packed."""
    try:
        with path.open("rb") as stream:
            line = stream.readline(LONGEST_HEADER)
    except OSError:
        return b""
    return line if line.endswith(b"\n") and not line.startswith(b"\x1f\x8b") else b""


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if packed:
        with gzip.open(path) as unpacked:
            data = unpacked.read(PEEK_BYTES)
    else:
        with path.open("rb") as stream:
            data = stream.read(PEEK_BYTES)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding, "replace")


def _first_object(head: str) -> dict[str, object]:
    start = head.find("{")
    if start < 0:
        return {}
    found, _ = json.JSONDecoder().raw_decode(head[start:])
    return found if isinstance(found, dict) else {}


def file_parts(path: Path, kind: str) -> tuple[tuple[str, ...], str]:
    """The tables inside one file, and what was left out.

    Raises:
        SourceError: the file is damaged.
    """
    if kind == "excel":
        from boardroom.data.sources.excel_reader import sheet_tables

        return sheet_tables(path)
    if kind == "json":
        from boardroom.data.sources.json_reader import json_tables

        return json_tables(path)
    if kind == "sqlite":
        from boardroom.data.sources.sqlite_reader import sqlite_tables

        return sqlite_tables(path)
    if kind == "duckdb":
        from boardroom.data.sources.duckdb_reader import duckdb_tables

        return duckdb_tables(path)
    raise SourceError(f"{path.name}: nothing reads {kind} files")


def server_tables(spec: "SourceSpec") -> tuple[str, ...]:
    """Schema-qualified names of a database server's tables.

    Raises:
        UnavailableError: the server does not answer.
        MissingExtraError: the driver is not installed.
    """
    if spec.scheme == "mysql":
        from boardroom.data.sources.mysql_reader import mysql_tables

        return mysql_tables(spec)
    from boardroom.data.sources.postgres_reader import postgres_tables

    return postgres_tables(spec)
