"""MySQL and MariaDB for ``live_engine``, through PyMySQL (docs/adr/0005).

A snapshot is a read-only transaction with a consistent snapshot, in UTC and in a fixed SQL mode.
Values travel as text and are typed here by what the server says of each column: decimals and
unsigned numbers keep all their digits, impossible dates (``0000-00-00``) are no value.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from boardroom.data.warehouse.arrow_decimal import decimals_from_text
from boardroom.data.warehouse.engine import Limits, TableInfo
from boardroom.data.warehouse.mysql_catalog import COLUMNS_SQL, KEYS_SQL, tables_from_catalog
from boardroom.data.warehouse.server import CONNECT_SECONDS, Server, Trouble, server_of
from boardroom.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

_BEGIN = (
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION time_zone = '+00:00', sql_mode = 'ONLY_FULL_GROUP_BY'",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
_BATCH_ROWS = 20_000
_GRACE_SECONDS = 15.0
"""After a statement's time limit the server has so long to say that it stopped."""
_ALL_ROWS = 18_446_744_073_709_551_615
_NO_LIMIT_SECONDS = 86_400.0

_TROUBLES: Mapping[Trouble, frozenset[int]] = {
    "slow": frozenset({1317, 1969, 3024}),
    "refused": frozenset({1044, 1045, 1049, 1130, 1142, 1143, 1227, 1370, 1698, 3118, 4151}),
    "silent": frozenset({1040, 1053, 1129, 1203, 1927, 2002, 2003, 2005, 2006, 2013, 2055}),
    "full": frozenset({1021, 1037, 1038, 1041, 1114, 1135}),
}
"""What the server's and the client's error numbers mean; all others are about the statement."""

_UNSIGNED = 32
_BINARY_CHARSET = 63


class MySqlDriver:
    """One MySQL or MariaDB database.

    Args:
        url: ``mysql://user:password@host:port/database``; ``ssl_ca=…`` and the other ``ssl_…``
            options of PyMySQL may follow after a ``?``.
        patience_seconds: how long to wait for the first answer, unless the URL says.

    Raises:
        MissingExtraError: the driver is not installed.
        UsageError: the URL cannot be read.
    """

    dialect: Literal["mysql"] = "mysql"
    listing_seconds = 5.0

    def __init__(self, url: str, *, patience_seconds: float = CONNECT_SECONDS) -> None:
        import pyarrow as pa

        self._pymysql = _pymysql()
        self.server: Server = server_of(
            url, product="MySQL", port=3306, patience_seconds=patience_seconds
        )
        self.errors: tuple[type[Exception], ...] = (
            self._pymysql.Error, pa.ArrowException, OSError, RuntimeError,
        )  # fmt: skip

    def connect(self) -> "MySqlConnection":
        """A new connection; text is sent as it comes."""
        server = self.server
        connection = self._pymysql.connect(
            host=server.host,
            port=server.port,
            user=server.user,
            password=server.password.encode(),
            database=server.database or None,
            charset="utf8mb4",
            conv={},
            autocommit=True,
            connect_timeout=server.connect_seconds,
            read_timeout=server.connect_seconds,
            program_name="boardroom",
            **{name: value for name, value in server.options.items() if name.startswith("ssl_")},
        )
        return MySqlConnection(connection)

    def trouble(self, exc: Exception) -> tuple[Trouble, str]:
        """By the error's number, which ConnectorX has in its words."""
        text = str(exc.args[-1] if exc.args else exc)
        told = re.match(r".*ERROR (\d+)", text)
        number = int(told[1]) if told else exc.args[0] if exc.args else 0
        for trouble, numbers in _TROUBLES.items():
            if number in numbers:
                return trouble, text
        return ("silent" if isinstance(exc, OSError) else "sql"), text


class MySqlConnection:
    """One connection; ``live_engine`` says when it begins and ends."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def begin(self) -> None:
        """A transaction that sees one state and changes nothing."""
        self._execute(*_BEGIN)

    def tables(self) -> Mapping[str, TableInfo]:
        """Tables and views of the URL's database, with declared keys."""
        columns, keys = (self.run(sql, Limits()).to_pylist() for sql in (COLUMNS_SQL, KEYS_SQL))
        return tables_from_catalog(columns, keys)

    def run(self, sql: str, limits: Limits) -> "pa.Table":
        """The rows of one SELECT; where a ``FLOAT`` is among them (which the server rounds to six
        digits when it writes it as text), the statement is run again with doubles."""
        self._limit(limits)
        table, floats = self._read(sql, limits)
        return (
            self._read(_with_doubles(sql, table.column_names, floats), limits)[0]
            if floats
            else table
        )

    def rollback(self) -> None:
        """End the transaction."""
        self._execute("ROLLBACK")

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _execute(self, *statements: str) -> None:
        with self.connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)

    @cached_property
    def _is_mariadb(self) -> bool:
        return "mariadb" in str(self.connection.get_server_info()).lower()

    def _limit(self, limits: Limits) -> None:
        """Let the server stop the next statement, and the client soon after."""
        seconds = limits.timeout_seconds
        bound = "DEFAULT" if limits.rows is None else str(limits.rows + 1)
        name, unit = ("max_statement_time", 1) if self._is_mariadb else ("max_execution_time", 1000)
        value = (seconds or 0) * unit
        self._execute(f"SET SESSION {name} = {value:g}, sql_select_limit = {bound}")
        self.connection._read_timeout = (seconds or _NO_LIMIT_SECONDS) + _GRACE_SECONDS

    def _read(self, sql: str, limits: Limits) -> "tuple[pa.Table, frozenset[str]]":
        """The rows, and the names of columns of type FLOAT."""
        import pyarrow as pa
        from pymysql.constants import FIELD_TYPE
        from pymysql.cursors import SSCursor

        with self.connection.cursor(SSCursor) as cursor:
            cursor.execute(sql)
            fields = cursor._result.fields
            kinds = [pa.binary() if _is_binary(item) else pa.string() for item in fields]
            schema = pa.schema(
                [pa.field(str(item.name), kind) for item, kind in zip(fields, kinds, strict=True)]
            )
            texts = limits.collect(_batches(cursor, schema), schema)
        columns = [_typed(values, item) for values, item in zip(texts.columns, fields, strict=True)]
        floats = frozenset(item.name for item in fields if item.type_code == FIELD_TYPE.FLOAT)
        return pa.Table.from_arrays(columns, names=texts.column_names), floats


def _batches(cursor: Any, schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    while rows := cursor.fetchmany(_BATCH_ROWS):
        arrays = [
            pa.array(values, kind.type)
            for values, kind in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _is_binary(field: Any) -> bool:
    from pymysql.connections import TEXT_TYPES
    from pymysql.constants import FIELD_TYPE

    return (
        field.type_code in TEXT_TYPES
        and field.type_code != FIELD_TYPE.JSON
        and field.charsetnr == _BINARY_CHARSET
    )


def _typed(texts: "pa.ChunkedArray", field: Any) -> "pa.ChunkedArray":
    """The column's values in the type that the server declares."""
    import pyarrow as pa
    from pymysql.constants import FIELD_TYPE

    code = field.type_code
    whole = {
        FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.LONG, FIELD_TYPE.INT24, FIELD_TYPE.LONGLONG,
        FIELD_TYPE.YEAR,
    }  # fmt: skip
    if code in whole:
        return texts.cast(pa.uint64() if field.flags & _UNSIGNED else pa.int64())
    if code in {FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL}:
        return decimals_from_text(texts)
    if code in {FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE}:
        return texts.cast(pa.float64())
    if code in {FIELD_TYPE.DATE, FIELD_TYPE.NEWDATE}:
        return _possible(texts).cast(pa.date32())
    if code in {FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP}:
        moments = _possible(texts).cast(pa.timestamp("us"))
        is_instant = code == FIELD_TYPE.TIMESTAMP
        return moments.cast(pa.timestamp("us", "UTC")) if is_instant else moments
    if code == FIELD_TYPE.BIT:
        numbers = [value and int.from_bytes(value, "big") for value in texts.to_pylist()]
        return pa.chunked_array([numbers], type=pa.uint64())
    return texts


def _possible(texts: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Dates with a month or day of zero, which MySQL allows, as no value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    compute: Any = pc
    impossible = compute.match_substring_regex(texts, r"^0000|-00")
    return compute.if_else(impossible, pa.scalar(None, texts.type), texts)


def _with_doubles(sql: str, names: list[str], floats: frozenset[str]) -> str:
    """``sql`` in a SELECT that widens ``floats``; its order is kept by a LIMIT."""
    from sqlglot import parse_one

    tree = parse_one(sql, read="mysql")
    ordered = tree.args.get("order") and not tree.args.get("limit")
    inner = f"{sql}\nLIMIT {_ALL_ROWS}" if ordered else f"{sql}\n"
    quoted = [(name, "`" + name.replace("`", "``") + "`") for name in names]
    cells = ", ".join(
        f"{text} + 0e0 AS {text}" if name in floats else text for name, text in quoted
    )
    return f"SELECT {cells} FROM ({inner}) AS q"


def _pymysql() -> Any:
    try:
        import pymysql
    except ImportError as exc:
        raise MissingExtraError(
            "querying MySQL needs its driver",
            hint="Install it with: pip install 'boardroom[mysql]'",
        ) from exc
    return pymysql
