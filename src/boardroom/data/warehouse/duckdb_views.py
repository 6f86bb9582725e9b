"""How one version of a Delta table looks to DuckDB: the SELECT behind its view. Called by the
engine."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from boardroom.data.warehouse.delta_files import DeltaVersion


def view_sql(version: DeltaVersion) -> str:
    """A SELECT over exactly the files of ``version``, with the table's own columns and types.

    Files written before a column was added or widened lack it or hold the older type; reading all
    of them by name and casting to the table's types makes them alike.
    """
    if not version.files:
        nulls = ", ".join(
            f"CAST(NULL AS {kind or 'VARCHAR'}) AS {quote(name)}"
            for name, kind in version.columns.items()
        )
        return f"SELECT {nulls} WHERE false"
    files = ", ".join(literal(path) for path in version.files)
    options = ["hive_partitioning = false"]
    if version.partition_columns:
        types = ", ".join(
            f"{literal(name)}: {version.columns[name]}" for name in version.partition_columns
        )
        options = ["hive_partitioning = true", f"hive_types = {{{types}}}"]
    present = _file_columns(version)
    if present is None:
        options.append("union_by_name = true")
    columns = ", ".join(_column(name, kind, present) for name, kind in version.columns.items())
    return f"SELECT {columns} FROM read_parquet([{files}], {', '.join(options)})"


def _column(name: str, kind: str, present: Mapping[str, str] | None) -> str:
    """One column of the view; a cast only where the files need one, as casts hinder pruning."""
    plain = present is not None and present.get(name) == kind
    if plain or not kind:
        return quote(name)
    if present is not None and name not in present:
        return f"CAST(NULL AS {kind}) AS {quote(name)}"
    return f"CAST({quote(name)} AS {kind}) AS {quote(name)}"


def _file_columns(version: DeltaVersion) -> Mapping[str, str] | None:
    """Column → DuckDB type as in the files, when all files agree; else None. Partition columns
    count."""
    schemas = {_footer(path) for path in version.files}
    if len(schemas) > 1:
        return None
    partitions = {name: version.columns[name] for name in version.partition_columns}
    return {**dict(schemas.pop()), **partitions}


@lru_cache(maxsize=65_536)
def _footer(path: str) -> tuple[tuple[str, str], ...]:
    """Names and DuckDB types of a Parquet file's columns. Files of a Delta table never change."""
    import pyarrow.parquet as pq

    return tuple((item.name, _duckdb_type(item.type)) for item in pq.read_schema(path))


def _duckdb_type(kind: Any) -> str:
    """DuckDB's name of an Arrow type; empty for those that need a cast to be sure of."""
    import pyarrow as pa

    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP" if kind.tz is None else "TIMESTAMP WITH TIME ZONE"
    return _ARROW_TYPES.get(str(kind), "")


_ARROW_TYPES: Mapping[str, str] = {
    "string": "VARCHAR",
    "large_string": "VARCHAR",
    "string_view": "VARCHAR",
    "int64": "BIGINT",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "int8": "TINYINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "date32[day]": "DATE",
}


def quote(name: str) -> str:
    """``name`` as a DuckDB identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """``text`` as a SQL string."""
    return "'" + text.replace("'", "''") + "'"
