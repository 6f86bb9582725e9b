"""Reads the tables of a DuckDB file, writing nothing; called by ``survey`` and ``readers``."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.data.sources.naming import identifier
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import Part, Stage, Staged
from boardroom.data.sources.typed_source import stage_typed
from boardroom.errors import SourceError
from boardroom.semantic.profile import ForeignKeyHint

if TYPE_CHECKING:
    import duckdb


def duckdb_tables(path: Path) -> tuple[tuple[str, ...], str]:
    """Its tables (with their schema when that is not ``main``), and what was left out.

    Raises:
        SourceError: no DuckDB file, or one of a version this DuckDB cannot read.
    """
    with _opened(path) as connection:
        rows = connection.execute(
            "SELECT table_schema, table_name, table_type FROM information_schema.tables "
            "WHERE table_catalog = current_database() ORDER BY 1, 2"
        ).fetchall()
    tables = tuple(_part(schema, name) for schema, name, kind in rows if kind == "BASE TABLE")
    views = [name for _, name, kind in rows if kind != "BASE TABLE"]
    return tables, f"views are not loaded: {', '.join(views)}" if views else ""


def stage_duckdb(stage: Stage, table: SourceTable, path: Path, *, target: str) -> Staged:
    """Stage one table of the file.

    Raises:
        SourceError: the file or the table cannot be read.
    """
    schema, name = _schema_and_name(table.part)
    primary, foreign = _keys(path, schema, name)
    stage.run(f"ATTACH {literal(str(path))} AS source_file (READ_ONLY)")
    source = f"source_file.{quoted(schema)}.{quoted(name)}"
    try:
        columns, findings = stage_typed(stage, source, table=target)
    finally:
        stage.run("DETACH source_file")
    labels = {column.label: column.name for column in columns}
    return Staged(
        table=target,
        columns=columns,
        parts=[Part(origin=table.origin(path), first=0, end=stage.count(target))],
        findings=list(findings),
        primary_key=tuple(labels[one] for one in primary if one in labels),
        foreign_keys=tuple(foreign),
    )


def _part(schema: str, name: str) -> str:
    """``name`` or ``schema.name``; names with signs in them stand in quotes."""
    plain, where = (one if re.fullmatch(r"\w+", one) else quoted(one) for one in (name, schema))
    return plain if schema == "main" else f"{where}.{plain}"


def _schema_and_name(part: str) -> tuple[str, str]:
    words = re.findall(r'"(?:[^"]|"")*"|\w+', part)
    names = [one[1:-1].replace('""', '"') if one[0] == '"' else one for one in words]
    return (names[0], names[1]) if len(names) > 1 else ("main", names[0])


def _keys(path: Path, schema: str, name: str) -> tuple[list[str], list[ForeignKeyHint]]:
    with _opened(path) as connection:
        rows = connection.execute(
            "SELECT constraint_type, constraint_column_names, referenced_table, "
            "referenced_column_names FROM duckdb_constraints() "
            "WHERE schema_name = ? AND table_name = ?",
            [schema, name],
        ).fetchall()
    primary = next((list(columns) for kind, columns, _, _ in rows if kind == "PRIMARY KEY"), [])
    foreign = [
        ForeignKeyHint(
            columns=tuple(identifier(one, fallback=one) for one in columns),
            to_table=identifier(to_table, fallback=to_table),
            to_columns=tuple(identifier(one, fallback=one) for one in to_columns),
        )
        for kind, columns, to_table, to_columns in rows
        if kind == "FOREIGN KEY"
    ]
    return primary, foreign


@contextmanager
def _opened(path: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    import duckdb

    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as exc:
        raise SourceError(_reason(path, str(exc)), hint=_hint(str(exc))) from exc
    try:
        yield connection
    except duckdb.Error as exc:
        raise SourceError(_reason(path, str(exc)), hint=_hint(str(exc))) from exc
    finally:
        connection.close()


def _reason(path: Path, text: str) -> str:
    if "set lock" in text:
        return f"{path.name} is open for writing in another program"
    if "newer version" in text or "version number" in text or "serialization" in text.lower():
        return f"{path.name} was written by a DuckDB whose files this one cannot read"
    return f"{path.name} cannot be read as a DuckDB file: {text.splitlines()[0][:300]}"


def _hint(text: str) -> str:
    if "set lock" in text:
        return "Close it there and load again."
    return "Export its tables to Parquet: EXPORT DATABASE 'folder' (FORMAT parquet)."
