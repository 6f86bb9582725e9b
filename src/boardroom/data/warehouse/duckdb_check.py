"""The engine's own look at a statement, through DuckDB's own parser: one SELECT, no function for a
table, nothing of the catalog.

A second lock behind the guard: table functions are how a SELECT of DuckDB reads and writes files,
    changes logging
and settings, or runs SQL from text. Called by the DuckDB engine before every statement it has not
yet seen.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from boardroom.data.warehouse.duckdb_views import literal
from boardroom.errors import QueryError

if TYPE_CHECKING:
    import duckdb

_HARMLESS = {"generate_series", "range", "unnest"}


def refuse_harm(connection: "duckdb.DuckDBPyConnection", sql: str) -> None:
    """Accept ``sql`` only as one SELECT over views, values and series.

    Raises:
        QueryError: it is something else; what it is.
    """
    # As a literal: for a bound parameter DuckDB looks for pandas, which costs 0.5 s where it is.
    row = connection.execute(f"SELECT json_serialize_sql({literal(sql)})").fetchone()
    tree = json.loads(row[0]) if row else {}
    if tree.get("error"):
        raise QueryError(f"the engine runs SELECT statements only: {tree.get('error_message')}")
    if len(tree.get("statements", [])) != 1:
        raise QueryError("the engine runs exactly one SELECT statement at a time")
    for name in _table_functions(tree):
        if name not in _HARMLESS:
            raise QueryError(f"the engine does not run the table function {name!r}")
    for schema, name in _tables(tree):
        if schema in _CATALOGS or (
            name.startswith(_CATALOG_PREFIXES) and _is_internal(connection, name)
        ):
            raise QueryError(f"the engine does not show its catalog: {name!r}")


_CATALOGS = {"information_schema", "pg_catalog"}
_CATALOG_PREFIXES = ("duckdb_", "pg_", "pragma_", "sqlite_")


def _is_internal(connection: "duckdb.DuckDBPyConnection", name: str) -> bool:
    """Whether DuckDB itself made a view of this name."""
    sql = f"SELECT COUNT(*) FROM duckdb_views() WHERE internal AND view_name = {literal(name)}"
    row = connection.execute(sql).fetchone()
    return bool(row and row[0])


def _tables(tree: object) -> Iterator[tuple[str, str]]:
    """Schema and name of every table, in small letters."""
    for item in _nodes(tree):
        if item.get("type") == "BASE_TABLE":
            yield str(item.get("schema_name", "")).lower(), str(item.get("table_name", "")).lower()


def _table_functions(tree: object) -> Iterator[str]:
    """Names of all functions that stand for a table, and ``show`` for SHOW, DESCRIBE and
    SUMMARIZE."""
    for item in _nodes(tree):
        if item.get("type") == "TABLE_FUNCTION":
            yield str((item.get("function") or {}).get("function_name", "")).lower()
        elif item.get("type") == "SHOW_REF":
            yield "show"


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack += item
        elif isinstance(item, dict):
            yield item
            stack += item.values()
