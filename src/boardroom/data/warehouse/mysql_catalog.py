"""Which tables a MySQL database has, with types and declared keys. Called by the MySQL engine."""

from collections.abc import Iterable, Mapping
from typing import Any

from boardroom.data.warehouse.engine import TableInfo
from boardroom.data.warehouse.postgres_catalog import tables_from_catalog as from_rows

COLUMNS_SQL = """
SELECT CAST(c.table_name AS CHAR) AS table_name, CAST(c.column_name AS CHAR) AS column_name,
  CASE WHEN c.data_type = 'timestamp' THEN 'timestamp with time zone'
    ELSE CAST(c.column_type AS CHAR) END AS type_name,
  COALESCE(t.engine, 'InnoDB') = 'InnoDB' AS held
FROM information_schema.columns AS c
JOIN information_schema.tables AS t
  ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = DATABASE() AND INSTR(c.table_name, '.') = 0
ORDER BY 1, c.ordinal_position
"""
"""One row per column, in table order. ``TIMESTAMP`` is an instant; only InnoDB has transactions (a
view is taken to read such tables)."""

KEYS_SQL = """
SELECT CAST(k.table_name AS CHAR) AS table_name, CAST(k.constraint_name AS CHAR) AS key_name,
  CASE WHEN k.constraint_name = 'PRIMARY' THEN 'p' ELSE 'f' END AS kind,
  CAST(k.column_name AS CHAR) AS column_name,
  CAST(k.referenced_table_name AS CHAR) AS to_table,
  CAST(k.referenced_column_name AS CHAR) AS to_column
FROM information_schema.key_column_usage AS k
WHERE k.table_schema = DATABASE()
  AND (k.constraint_name = 'PRIMARY' OR k.referenced_table_name IS NOT NULL)
ORDER BY 1, 2, k.ordinal_position
"""
"""One row per column of a primary (``p``) or foreign (``f``) key."""


def tables_from_catalog(
    columns: Iterable[Mapping[str, Any]], keys: Iterable[Mapping[str, Any]]
) -> Mapping[str, TableInfo]:
    """Tables by name, from the rows of the two statements above."""
    return from_rows(columns, keys)
