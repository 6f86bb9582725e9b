"""Reads tables of a MySQL or MariaDB server; called by ``survey_content`` and ``readers``.

What tables there are is asked through PyMySQL, which also finds out at once whether the server lets
us in; ConnectorX, which would try for half a minute, then reads the rows straight into Arrow.
Decimals are cast to text on the server and typed here.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from boardroom.data.sources.naming import identifier
from boardroom.data.sources.server_connection import connected, source_error
from boardroom.data.sources.server_state import ServerState
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec, mask_url
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import Part, Stage, Staged
from boardroom.data.sources.typed_source import stage_typed
from boardroom.data.warehouse.engine import Limits
from boardroom.data.warehouse.mysql_driver import MySqlConnection, MySqlDriver
from boardroom.errors import MissingExtraError, SourceError
from boardroom.semantic.profile import ForeignKeyHint

if TYPE_CHECKING:
    import pyarrow as pa

_SHAPES = ("geometry", "point", "linestring", "polygon", "collection")
_INTEGERS = ("tinyint", "smallint", "mediumint", "int", "bigint", "year")
_BINARY = ("blob", "tinyblob", "mediumblob", "longblob", "binary", "varbinary")


def mysql_tables(spec: SourceSpec) -> tuple[str, ...]:
    """``database.table`` of all tables of the URL's database.

    Raises:
        UnavailableError: the server does not answer.
        SourceError: it refuses, or the URL names no database.
        MissingExtraError: the driver is not installed.
    """
    schema = _database(spec)
    with _connected(spec) as connection:
        rows = _rows(
            connection,
            "SELECT CAST(table_name AS CHAR) AS name FROM information_schema.tables "
            f"WHERE table_schema = {literal(schema)} AND table_type = 'BASE TABLE' ORDER BY 1",
        )
    return tuple(f"{schema}.{row['name']}" for row in rows)


def stage_mysql(
    stage: Stage, table: SourceTable, spec: SourceSpec, *, target: str, since: str = ""
) -> Staged:
    """Stage one table.

    Args:
        since: SQL condition on the table's own columns; empty = all rows.

    Raises:
        UnavailableError: the server does not answer or breaks off.
        SourceError: the table cannot be read.
    """
    schema, _, name = table.part.partition(".")
    with _connected(spec) as connection:
        columns = _columns(connection, schema, name)
        primary, foreign = _keys(connection, schema, name)
    if not columns:
        raise SourceError(f"{table.part} has no columns", hint="Leave it out with `exclude`.")
    terms = ", ".join(f"{_term(label, kind)} AS {_tick(label)}" for label, kind in columns)
    condition = f" WHERE {since}" if since else ""
    rows = _arrow(spec, f"SELECT {terms} FROM {_tick(schema)}.{_tick(name)}{condition}")
    exact = frozenset(label for label, kind in columns if kind in ("decimal", "numeric"))
    instants = [quoted(label) for label, kind in columns if kind == "timestamp"]
    aware = ", ".join(f"timezone('UTC', {label}) AS {label}" for label in instants)
    source = f"(SELECT * REPLACE ({aware}) FROM from_server)" if aware else "from_server"
    stage.connection.register("from_server", rows)
    try:
        staged, findings = stage_typed(stage, source, table=target, text_columns=exact)
    finally:
        stage.connection.unregister("from_server")
    labels = {column.label: column.name for column in staged}
    return Staged(
        table=target,
        columns=staged,
        parts=[Part(origin=table.part, first=0, end=stage.count(target))],
        findings=list(findings),
        primary_key=tuple(labels[one] for one in primary if one in labels),
        foreign_keys=foreign,
    )


@contextmanager
def mysql_state(table: SourceTable, spec: SourceSpec) -> Iterator[ServerState]:
    """One state of the table.

    Raises:
        UnavailableError: the server does not answer.
        SourceError: the table cannot be read.
    """
    schema, _, name = table.part.partition(".")
    exact = [*_INTEGERS, "decimal", "numeric"]
    with _connected(spec) as connection:
        columns = _columns(connection, schema, name)
        yield ServerState(
            place=f"{_tick(schema)}.{_tick(name)}",
            exact=[label for label, kind in columns if kind in exact],
            quote=_tick,
            text="CHAR",
            ask=lambda sql: [list(row.values()) for row in _rows(connection, sql)],
        )


def _term(label: str, kind: str) -> str:
    """The column in a form that keeps its value: zero dates and odd types as text."""
    column = _tick(label)
    if kind.endswith(_SHAPES):
        return f"ST_AsText({column})"
    if kind == "bit":
        return f"CAST({column} AS UNSIGNED)"
    if kind in _INTEGERS:
        return f"CAST({column} AS SIGNED)" if kind != "bigint" else column
    if kind in ("date", "datetime", "timestamp"):
        return f"NULLIF({column}, 0)"
    if kind in ("float", "double"):
        return f"CAST({column} AS DOUBLE)"
    return column if kind in _BINARY else f"CAST({column} AS CHAR)"


def _columns(connection: MySqlConnection, schema: str, name: str) -> list[tuple[str, str]]:
    rows = _rows(
        connection,
        "SELECT CAST(column_name AS CHAR) AS name, CAST(data_type AS CHAR) AS kind "
        f"FROM information_schema.columns WHERE table_schema = {literal(schema)} "
        f"AND table_name = {literal(name)} ORDER BY ordinal_position",
    )
    return [(str(row["name"]), str(row["kind"]).lower()) for row in rows]


def _keys(
    connection: MySqlConnection, schema: str, name: str
) -> tuple[list[str], tuple[ForeignKeyHint, ...]]:
    rows = _rows(
        connection,
        "SELECT CAST(constraint_name AS CHAR) AS key_name, CAST(column_name AS CHAR) AS name, "
        "CAST(coalesce(referenced_table_name, '') AS CHAR) AS to_table, "
        "CAST(coalesce(referenced_column_name, '') AS CHAR) AS to_column "
        f"FROM information_schema.key_column_usage WHERE table_schema = {literal(schema)} "
        f"AND table_name = {literal(name)} ORDER BY constraint_name, ordinal_position",
    )
    primary = [str(row["name"]) for row in rows if row["key_name"] == "PRIMARY"]
    grouped: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        if row["to_table"]:
            grouped.setdefault(str(row["key_name"]), []).append(row)
    hints = tuple(
        ForeignKeyHint(
            columns=tuple(identifier(str(row["name"]), fallback="column") for row in group),
            to_table=identifier(str(group[0]["to_table"]), fallback="table"),
            to_columns=tuple(identifier(str(row["to_column"]), fallback="column") for row in group),
        )
        for group in grouped.values()
    )
    return primary, hints


def _database(spec: SourceSpec) -> str:
    name = unquote(urlsplit(spec.location).path.strip("/"))
    if not name:
        message = f"{mask_url(spec.location)} names no database"
        raise SourceError(message, hint="Write mysql://user:password@host:3306/database.")
    return name


def _tick(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _connected(spec: SourceSpec) -> AbstractContextManager[MySqlConnection]:
    return connected(_server(spec))


def _server(spec: SourceSpec) -> MySqlDriver:
    return MySqlDriver(spec.location, patience_seconds=spec.timeout_seconds)


def _rows(connection: MySqlConnection, sql: str) -> list[dict[str, object]]:
    return list(connection.run(sql, Limits()).to_pylist())


def _arrow(spec: SourceSpec, sql: str) -> "pa.Table | pa.RecordBatchReader":
    """The rows of a SELECT as they arrive, instants in UTC; the server has just let us in."""
    driver = _driver()
    url = re.sub(r"^(mysql|mariadb)(\+\w+)?://", "mysql://", spec.location)
    try:
        result: pa.Table | pa.RecordBatchReader = driver.read_sql(
            url,
            sql,
            return_type="arrow_stream",
            batch_size=65_536,
            pre_execution_query=["SET time_zone = '+00:00'", "SET TRANSACTION READ ONLY"],
        )
    except (RuntimeError, OSError, ValueError) as exc:
        raise source_error(_server(spec), exc) from exc
    return result


def _driver() -> ModuleType:
    try:
        import connectorx
    except ImportError as exc:
        message = "the MySQL driver is not installed"
        raise MissingExtraError(message, hint="pip install 'boardroom[mysql]'") from exc
    module: ModuleType = connectorx
    return module
