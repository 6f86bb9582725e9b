"""Reads the tables of a SQLite file with Python's own driver; called by ``survey`` and ``readers``.

SQLite keeps a type per value, not per column. Values are handed on as text and typed together, so
that one odd value does not decide for a column; columns declared as text stay text (but dates).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boardroom.data.sources.naming import column_names, identifier
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.staging import Column, Part, Stage, Staged
from boardroom.errors import SourceError
from boardroom.semantic.profile import ForeignKeyHint

BATCH_ROWS = 20_000
_INTERNAL = 1
"""How ``table_xinfo`` marks the hidden columns of a virtual table."""


def sqlite_tables(path: Path) -> tuple[tuple[str, ...], str]:
    """Its tables, and what was left out.

    Raises:
        SourceError: no SQLite file, or a damaged one.
    """
    with _opened(path) as connection:
        rows = connection.execute(
            "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        ).fetchall()
    views = [name for name, kind in rows if kind == "view"]
    left_out = f"views are not loaded: {', '.join(views)}" if views else ""
    return tuple(name for name, kind in rows if kind != "view"), left_out


def stage_sqlite(stage: Stage, table: SourceTable, path: Path, *, target: str) -> Staged:
    """Stage one table of the file.

    Raises:
        SourceError: the file is damaged.
    """
    with _opened(path) as connection:
        columns = _columns(connection, table.part)
        blobs = _blob_columns(connection, table.part, [column.label for column in columns])
        primary, foreign = _keys(connection, table.part)
        columns = tuple(
            Column(
                name=column.name,
                label=column.label,
                text=column.label not in blobs,
                fixed_text=column.fixed_text,
            )
            for column in columns
        )
        _insert(stage, connection, table, columns, target=target)
    labels = {column.label.lower(): column.name for column in columns}
    return Staged(
        table=target,
        columns=columns,
        parts=[Part(origin=table.origin(path), first=0, end=stage.count(target))],
        primary_key=tuple(labels[one.lower()] for one in primary if one.lower() in labels),
        foreign_keys=tuple(foreign),
    )


def _columns(connection: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    rows = connection.execute(f"PRAGMA table_xinfo({quoted(table)})").fetchall()
    rows = [row for row in rows if row[6] != _INTERNAL]
    labels = [str(row[1]) for row in rows]
    return tuple(
        Column(name=name, label=label, fixed_text=_is_text(str(row[2])))
        for name, label, row in zip(column_names(labels), labels, rows, strict=True)
    )


def _is_text(declared: str) -> bool:
    """SQLite's own rule for text affinity."""
    return any(word in declared.upper() for word in ("CHAR", "CLOB", "TEXT"))


def _blob_columns(connection: sqlite3.Connection, table: str, labels: list[str]) -> set[str]:
    terms = ", ".join(f"max(typeof({quoted(label)}) = 'blob')" for label in labels)
    row = connection.execute(f"SELECT {terms} FROM {quoted(table)}").fetchone()
    return {label for label, found in zip(labels, row, strict=True) if found}


def _insert(
    stage: Stage,
    connection: sqlite3.Connection,
    table: SourceTable,
    columns: tuple[Column, ...],
    *,
    target: str,
) -> None:
    import pyarrow as pa

    kinds = ", ".join(
        f"{quoted(column.name)} {'VARCHAR' if column.text else 'BLOB'}" for column in columns
    )
    stage.run(f"CREATE TABLE {quoted(target)} ({kinds})")
    names = ", ".join(quoted(column.label) for column in columns)
    cursor = connection.execute(f"SELECT {names} FROM {quoted(table.part)}")
    while rows := cursor.fetchmany(BATCH_ROWS):
        arrays = {
            column.name: pa.array(
                [_text(value) if column.text else _bytes(value) for value in values],
                pa.string() if column.text else pa.binary(),
            )
            for column, values in zip(columns, zip(*rows, strict=True), strict=True)
        }
        stage.insert(target, pa.table(arrays))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return repr(value)


def _bytes(value: object) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    return str(value).encode()


def _keys(connection: sqlite3.Connection, table: str) -> tuple[list[str], list[ForeignKeyHint]]:
    columns = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    primary = [str(row[1]) for row in sorted(columns, key=lambda row: row[5]) if row[5]]
    grouped: dict[int, list[tuple[object, ...]]] = {}
    for row in connection.execute(f"PRAGMA foreign_key_list({quoted(table)})").fetchall():
        grouped.setdefault(row[0], []).append(row)
    foreign: list[ForeignKeyHint] = []
    for rows in grouped.values():
        to_table = str(rows[0][2])
        to_columns = [str(row[4]) for row in rows if row[4] is not None]
        if len(to_columns) < len(rows):
            to_columns = primary if to_table == table else _keys(connection, to_table)[0]
        foreign.append(
            ForeignKeyHint(
                columns=tuple(identifier(str(row[3]), fallback="column") for row in rows),
                to_table=identifier(to_table, fallback="table"),
                to_columns=tuple(identifier(one, fallback="column") for one in to_columns),
            )
        )
    return primary, foreign


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
        connection.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    except sqlite3.Error as exc:
        raise SourceError(f"{path.name} cannot be opened: {exc}", hint="Check the file.") from exc
    try:
        yield connection
    except sqlite3.Error as exc:
        if "locked" in str(exc):
            message = f"{path.name} is locked by another program"
            raise SourceError(message, hint="Load again when it has ended its work.") from exc
        message = f"{path.name} cannot be read as a SQLite file: {exc}"
        raise SourceError(message, hint="Check the file; the last good data stays.") from exc
    finally:
        connection.close()
