"""Puts the shop into each kind of database and opens the engine that queries it there."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.engine import Engine
from boardroom.data.warehouse.lake import Lake
from boardroom.data.warehouse.live_engine import LiveEngine
from boardroom.data.warehouse.open_engine import open_live_engine
from boardroom.data.warehouse.spark_driver import SparkDriver
from boardroom.settings import Settings
from tests.contract.shop import shop_tables
from tests.unit.data.warehouse.mysql_shell import run_statements

SETTINGS = Settings(threads=1)

_TYPES: Mapping[str, tuple[str, str]] = {
    "int64": ("bigint", "bigint"),
    "string": ("text", "varchar(50)"),
    "bool": ("boolean", "boolean"),
    "decimal128(12, 2)": ("numeric(12, 2)", "decimal(12, 2)"),
    "date32[day]": ("date", "date"),
    "timestamp[us]": ("timestamp", "datetime(6)"),
    "timestamp[us, tz=UTC]": ("timestamptz", "timestamp(6) NULL"),
}


def duckdb_engine(folder: Path) -> Engine:
    """The shop as Delta tables."""
    lake = Lake(folder / "lake")
    for name, table in shop_tables().items():
        lake.write(name, table)
    return DuckDbEngine(lake, SETTINGS)


def postgres_engine(url: str) -> Engine:
    """The shop in PostgreSQL."""
    from adbc_driver_postgresql import dbapi

    connection: Any = dbapi.connect(url, autocommit=True)
    with connection, connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'UTC'")
        for name, table in shop_tables().items():
            for statement in _statements(name, table, column=0):
                cursor.execute(statement)
    return open_live_engine(url, SETTINGS)


def mysql_engine(url: str) -> Engine:
    """The shop in MariaDB."""
    statements = ["SET time_zone = '+00:00'"]
    for name, table in shop_tables().items():
        statements += _statements(name, table, column=1)
    run_statements(url, ";\n".join(statements))
    return open_live_engine(url, SETTINGS)


def spark_engine(session: Any) -> Engine:
    """The shop as temporary views of a Spark session."""
    for name, table in shop_tables().items():
        session.createDataFrame(table).createOrReplaceTempView(name)
    return LiveEngine(SparkDriver(session), SETTINGS)


def _statements(name: str, table: pa.Table, *, column: int) -> list[str]:
    """CREATE TABLE and one INSERT."""
    columns = ", ".join(f"{item.name} {_TYPES[str(item.type)][column]}" for item in table.schema)
    rows = ", ".join(
        "(" + ", ".join(_literal(value) for value in row.values()) + ")"
        for row in table.to_pylist()
    )
    return [f"CREATE TABLE {name} ({columns})", f"INSERT INTO {name} VALUES {rows}"]


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | Decimal):
        return str(value).upper()
    text = str(value).removesuffix("+00:00").replace("'", "''")
    return f"'{text}'"
