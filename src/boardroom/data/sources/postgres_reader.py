"""Reads tables of a PostgreSQL server through ADBC; called by ``survey_content`` and ``readers``.

Every column is cast on the server to something Arrow carries exactly; numerics arrive as text and
are typed here, so that no decimal passes through a float.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from boardroom.data.sources.naming import identifier
from boardroom.data.sources.report import Finding, endless_dates
from boardroom.data.sources.server_connection import connected
from boardroom.data.sources.server_state import ServerState
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import Part, Stage, Staged
from boardroom.data.sources.typed_source import stage_typed
from boardroom.data.warehouse.postgres_driver import PostgresConnection, PostgresDriver
from boardroom.errors import SourceError
from boardroom.semantic.profile import ForeignKeyHint

_TABLES = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition
AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
AND n.nspname NOT LIKE 'pg\\_temp\\_%' AND has_table_privilege(c.oid, 'SELECT')
ORDER BY n.nspname <> 'public', 1
"""
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
WHERE a.attrelid = {table}::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEYS = """
SELECT c.contype::text,
  array_to_json(ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k(n, i)
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.i))::text,
  coalesce(f.relname, '')::text,
  array_to_json(ARRAY(SELECT a.attname FROM unnest(c.confkey) WITH ORDINALITY k(n, i)
  JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.i))::text
FROM pg_constraint c LEFT JOIN pg_class f ON f.oid = c.confrelid
WHERE c.conrelid = {table}::regclass AND c.contype IN ('p', 'f') ORDER BY c.conname
"""
_AS_IS = {
    "smallint": "bigint", "integer": "bigint", "bigint": "bigint", "real": "double precision",
    "double precision": "double precision", "boolean": "boolean", "bytea": "bytea",
}  # fmt: skip
_EXACT = ("smallint", "integer", "bigint", "numeric")
_TIMES = {
    "date": "date",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}


def postgres_tables(spec: SourceSpec) -> tuple[str, ...]:
    """``schema.table`` of everything that may be read there, ``public`` first.

    Raises:
        UnavailableError: the server does not answer.
        SourceError: it refuses.
        MissingExtraError: the driver is not installed.
    """
    with _connected(spec) as connection:
        return tuple(str(row[0]) for row in _rows(connection, _TABLES))


def stage_postgres(
    stage: Stage, table: SourceTable, spec: SourceSpec, *, target: str, since: str = ""
) -> Staged:
    """Stage one table.

    Args:
        since: SQL condition on the table's own columns; empty = all rows.

    Raises:
        UnavailableError: the server does not answer or breaks off.
        SourceError: the table cannot be read.
    """
    schema, _, name = table.part.rpartition(".")
    place = f"{quoted(schema)}.{quoted(name)}"
    condition = f" WHERE {since}" if since else ""
    with _connected(spec) as connection:
        columns = [(str(a), str(b)) for a, b in _rows(connection, _fill(_COLUMNS, place))]
        if not columns:
            raise SourceError(f"{table.part} has no columns", hint="Leave it out with `exclude`.")
        terms = ", ".join(f"{_term(label, kind)} AS {quoted(label)}" for label, kind in columns)
        cursor = connection.adbc.cursor()
        cursor.execute(f"SELECT {terms} FROM {place}{condition}")
        stage.connection.register("from_server", cursor.fetch_record_batch())
        exact = frozenset(label for label, kind in columns if kind in ("numeric", "money"))
        try:
            staged, findings = stage_typed(stage, "from_server", table=target, text_columns=exact)
        finally:
            stage.connection.unregister("from_server")
            cursor.close()
        endless = _endless(connection, place, columns, condition)
        primary, foreign = _keys(connection, place)
    labels = {column.label: column.name for column in staged}
    return Staged(
        table=target,
        columns=staged,
        parts=[Part(origin=table.part, first=0, end=stage.count(target))],
        findings=[*findings, *endless],
        primary_key=tuple(labels[one] for one in primary if one in labels),
        foreign_keys=tuple(foreign),
    )


@contextmanager
def postgres_state(table: SourceTable, spec: SourceSpec) -> Iterator[ServerState]:
    """One state of the table.

    Raises:
        UnavailableError: the server does not answer.
        SourceError: the table cannot be read.
    """
    schema, _, name = table.part.rpartition(".")
    place = f"{quoted(schema)}.{quoted(name)}"
    with _connected(spec) as connection:
        columns = _rows(connection, _fill(_COLUMNS, place))
        yield ServerState(
            place=place,
            exact=[str(label) for label, kind in columns if kind in _EXACT],
            quote=quoted,
            text="text",
            ask=lambda sql: _rows(connection, sql),
        )


def _term(label: str, kind: str) -> str:
    """The column cast to what Arrow carries exactly; endless dates become NULL."""
    column = quoted(label)
    if kind in _TIMES:
        return f"CASE WHEN isfinite({column}) THEN {column} END"
    if kind in _AS_IS:
        return f"{column}::{_AS_IS[kind]}"
    return f"{column}::numeric::text" if kind == "money" else f"{column}::text"


def _endless(
    connection: PostgresConnection, place: str, columns: Sequence[tuple[str, str]], condition: str
) -> list[Finding]:
    times = [label for label, kind in columns if kind in _TIMES]
    if not times:
        return []
    found: list[Finding] = []
    terms = ", ".join(f"count(*) FILTER (WHERE NOT isfinite({quoted(one)}))" for one in times)
    counts = _rows(connection, f"SELECT {terms} FROM {place}{condition}")[0]
    for label, count in zip(times, counts, strict=True):
        if count:
            found.append(endless_dates(identifier(label, fallback=label), int(str(count))))
    return found


def _keys(connection: PostgresConnection, place: str) -> tuple[list[str], list[ForeignKeyHint]]:
    import json

    primary: list[str] = []
    foreign: list[ForeignKeyHint] = []
    for kind, columns, to_table, to_columns in _rows(connection, _fill(_KEYS, place)):
        names = [str(one) for one in json.loads(str(columns))]
        if kind == "p":
            primary = names
            continue
        targets = [str(one) for one in json.loads(str(to_columns))]
        foreign.append(
            ForeignKeyHint(
                columns=tuple(identifier(one, fallback=one) for one in names),
                to_table=identifier(str(to_table), fallback="table"),
                to_columns=tuple(identifier(one, fallback=one) for one in targets),
            )
        )
    return primary, foreign


def _fill(sql: str, place: str) -> str:
    return sql.replace("{table}", literal(place))


def _rows(connection: PostgresConnection, sql: str) -> list[tuple[object, ...]]:
    with connection.adbc.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[object, ...]] = cursor.fetchall()
        return found


def _connected(spec: SourceSpec) -> AbstractContextManager[PostgresConnection]:
    driver = PostgresDriver(spec.location, patience_seconds=spec.timeout_seconds)
    return connected(driver)
