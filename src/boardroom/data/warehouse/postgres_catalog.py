"""Which tables a PostgreSQL database has, with types and declared keys. Called by the PostgreSQL
engine."""

from collections.abc import Iterable, Mapping
from typing import Any

from boardroom.data.warehouse.engine import TableInfo
from boardroom.semantic.profile import ForeignKeyHint

_NAME = """CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname
END"""

COLUMNS_SQL = f"""
WITH RECURSIVE base (id, type_id, type_mod) AS (
  SELECT oid, typbasetype, typtypmod FROM pg_catalog.pg_type WHERE typtype = 'd'
  UNION ALL
  SELECT base.id, t.typbasetype, t.typtypmod
  FROM base JOIN pg_catalog.pg_type AS t ON t.oid = base.type_id AND t.typtype = 'd'
)
SELECT {_NAME} AS table_name, a.attname::text AS column_name,
  CASE WHEN t.typtype = 'e' THEN 'enum'
    WHEN t.typname = 'citext' THEN 'text'
    WHEN t.typtype <> 'b' THEN 'user-defined'
    WHEN t.typcategory = 'A' THEN 'array'
    WHEN tn.nspname <> 'pg_catalog' OR t.typcategory IN ('G', 'V', 'R') THEN 'user-defined'
    ELSE format_type(t.oid, COALESCE(d.type_mod, a.atttypmod))
  END AS type_name, c.relkind <> 'f' AS held
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN LATERAL (
  SELECT base.type_id, base.type_mod FROM base
  JOIN pg_catalog.pg_type AS b ON b.oid = base.type_id AND b.typtype <> 'd'
  WHERE base.id = a.atttypid
) AS d ON TRUE
JOIN pg_catalog.pg_type AS t ON t.oid = COALESCE(d.type_id, a.atttypid)
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  AND strpos(n.nspname || c.relname, '.') = 0
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY n.nspname, c.relname, a.attnum
"""
"""One row per readable column, in table order; a foreign table has no part in transactions. Names
with a dot in them, which nothing here could tell from ``schema.table``, are left out."""

KEYS_SQL = f"""
SELECT {_NAME} AS table_name, k.conname::text AS key_name, k.contype::text AS kind,
  i.position::int AS position, a.attname::text AS column_name,
  CASE WHEN tn.nspname = current_schema() THEN t.relname ELSE tn.nspname || '.' || t.relname END
    AS to_table,
  ta.attname::text AS to_column
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS i(attnum, position)
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.attnum
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
LEFT JOIN pg_catalog.pg_attribute AS ta
  ON ta.attrelid = t.oid AND ta.attnum = k.confkey[i.position]
WHERE k.contype IN ('p', 'f')
ORDER BY 1, 2, 4
"""
"""One row per column of a primary (``p``) or foreign (``f``) key."""


def tables_from_catalog(
    columns: Iterable[Mapping[str, Any]], keys: Iterable[Mapping[str, Any]]
) -> Mapping[str, TableInfo]:
    """Tables by name, from the rows of the two statements above."""
    types: dict[str, dict[str, str]] = {}
    held: dict[str, bool] = {}
    for row in columns:
        held[row["table_name"]] = bool(row["held"])
        types.setdefault(row["table_name"], {})[row["column_name"]] = row["type_name"]
    grouped: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in keys:
        grouped.setdefault((row["table_name"], row["kind"], row["key_name"]), []).append(row)
    primary = {
        table: tuple(row["column_name"] for row in rows)
        for (table, kind, _), rows in grouped.items()
        if kind == "p"
    }
    foreign: dict[str, list[ForeignKeyHint]] = {}
    for (table, kind, _), rows in grouped.items():
        if kind == "f":
            foreign.setdefault(table, []).append(_foreign_key(rows))
    return {
        name: TableInfo(
            name=name,
            columns=found,
            primary_key=primary.get(name, ()),
            foreign_keys=tuple(foreign.get(name, ())),
            held=held[name],
        )
        for name, found in types.items()
    }


def _foreign_key(rows: list[Mapping[str, Any]]) -> ForeignKeyHint:
    return ForeignKeyHint(
        columns=tuple(row["column_name"] for row in rows),
        to_table=rows[0]["to_table"],
        to_columns=tuple(row["to_column"] for row in rows),
    )
