"""Stages rows that already have types: from Parquet, DuckDB and Arrow; called by the readers.

Types the lake does not keep are turned into the nearest one that loses nothing, else into text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from boardroom.data.sources.naming import column_names
from boardroom.data.sources.report import Finding, endless_dates, rounded_times
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.staging import Column, Stage

_KEPT = {"BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "BLOB"}
_SMALL = {"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"}
DEEPEST_STRUCT = 3
ROUNDED = "rounded "
_TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")


@dataclass(frozen=True, kw_only=True)
class TypedColumn:
    """A column to stage: SQL over the source, its target type, its label."""

    label: str
    sql: str
    type: str
    source_type: str = ""


def stage_typed(
    stage: Stage, source: str, *, table: str, text_columns: frozenset[str] = frozenset()
) -> tuple[tuple[Column, ...], tuple[Finding, ...]]:
    """Create the scratch table ``table`` from the SQL relation ``source``.

    Args:
        text_columns: labels of text columns whose type is to be found out, such as numbers that a
            driver hands over as text. A source that knows nothing but text has all of them read so.
    """
    described = stage.rows(f"DESCRIBE SELECT * FROM {source}")
    columns = [
        one
        for row in described
        for one in _flattened(str(row[0]), quoted(str(row[0])), str(row[1]))
    ]
    names = column_names([one.label for one in columns])
    if all(str(row[1]) == "VARCHAR" for row in described):
        text_columns = frozenset(one.label for one in columns)
    terms = ", ".join(
        f"CAST({one.sql} AS {one.type}) AS {quoted(name)}"
        for name, one in zip(names, columns, strict=True)
    )
    fine = {
        name: f"({one.sql}::TIMESTAMP::TIMESTAMP_NS IS DISTINCT FROM {one.sql}) "
        f"AS {quoted(ROUNDED + name)}"
        for name, one in zip(names, columns, strict=True)
        if one.source_type == "TIMESTAMP_NS"
    }
    terms = ", ".join([terms, *fine.values()])
    stage.run(f"CREATE TABLE {quoted(table)} AS SELECT {terms} FROM {source}")
    times = [name for name, one in zip(names, columns, strict=True) if one.type in _TIMES]
    findings = [*_rounded(stage, table, list(fine)), *_endless(stage, table, times)]
    staged = tuple(
        Column(
            name=name,
            label=one.label,
            text=one.label in text_columns,
        )
        for name, one in zip(names, columns, strict=True)
    )
    return staged, (*_findings(described), *findings)


def _rounded(stage: Stage, table: str, names: Sequence[str]) -> Iterator[Finding]:
    """Count the moments cut to microseconds, and drop the marks they were given."""
    for name in names:
        mark = quoted(ROUNDED + name)
        count = int(str(stage.rows(f"SELECT count(*) FILTER ({mark}) FROM {quoted(table)}")[0][0]))
        stage.run(f"ALTER TABLE {quoted(table)} DROP COLUMN {mark}")
        if count:
            yield rounded_times(name, count)


def _endless(stage: Stage, table: str, names: Sequence[str]) -> Iterator[Finding]:
    """Endless dates become «no value»: neither Delta nor arithmetic knows them."""
    if not names:
        return
    terms = ", ".join(f"count(*) FILTER (NOT isfinite({quoted(name)}))" for name in names)
    counts = stage.rows(f"SELECT {terms} FROM {quoted(table)}")[0]
    for name, count in zip(names, counts, strict=True):
        if count:
            column = quoted(name)
            stage.run(f"UPDATE {quoted(table)} SET {column} = NULL WHERE NOT isfinite({column})")
            yield endless_dates(name, int(str(count)))


def _flattened(label: str, sql: str, kind: str, depth: int = 0) -> Iterator[TypedColumn]:
    if kind.startswith("STRUCT(") and not kind.endswith("]") and depth < DEEPEST_STRUCT:
        for name, inner in struct_fields(kind):
            yield from _flattened(f"{label}.{name}", f"{sql}.{quoted(name)}", inner, depth + 1)
        return
    yield TypedColumn(label=label, sql=sql, type=stored_type(kind), source_type=kind)


def stored_type(kind: str) -> str:
    """The type of the lake that holds all values of DuckDB type ``kind``.

    Example:
        >>> stored_type("UBIGINT"), stored_type("DECIMAL(9,2)"), stored_type("TIMESTAMP_NS")
        ('DECIMAL(20,0)', 'DECIMAL(18,2)', 'TIMESTAMP')
        >>> stored_type("TIME"), stored_type("INTEGER[]")
        ('VARCHAR', 'VARCHAR')
    """
    if kind in _KEPT:
        return kind
    if kind in _SMALL:
        return "BIGINT"
    if kind == "FLOAT":
        return "DOUBLE"
    if kind == "UBIGINT":
        return "DECIMAL(20,0)"
    if kind in ("TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"):
        return "TIMESTAMP"
    exact = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind)
    if exact:
        return f"DECIMAL({18 if int(exact[1]) <= 18 else 38},{exact[2]})"
    return "VARCHAR"


def struct_fields(kind: str) -> list[tuple[str, str]]:
    """Names and types of a DuckDB struct's fields.

    Example:
        >>> struct_fields('STRUCT(a INTEGER, "b c" STRUCT(d DATE))')
        [('a', 'INTEGER'), ('b c', 'STRUCT(d DATE)')]
    """
    body = kind[len("STRUCT(") : -1]
    fields: list[str] = []
    depth, start, inside = 0, 0, False
    for position, sign in enumerate(body):
        inside ^= sign == '"'
        depth += 0 if inside else (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0 and not inside:
            fields.append(body[start:position])
            start = position + 1
    fields.append(body[start:])
    found = [re.match(r'\s*("(?:[^"]|"")*"|\S+)\s+(.*)', one, re.DOTALL) for one in fields]
    return [(one[1].strip('"').replace('""', '"'), one[2]) for one in found if one]


def _findings(described: list[tuple[object, ...]]) -> Iterator[Finding]:
    for row in described:
        kind = str(row[1])
        if kind.endswith("[]") or kind.startswith("MAP("):
            text = f"{row[0]} holds lists; it is loaded as text"
            yield Finding(kind="nested_column", text=text)
