"""MySQL and MariaDB where they stand, read into Arrow by ConnectorX.

No ADBC driver for MySQL is on PyPI, and ConnectorX has rough edges that this engine works around:
    it
sends any statement (so each is wrapped in a SELECT), it loses digits of decimals (so they travel as
text), and it cannot hold a transaction (so a page is not one snapshot, and the database user should
be one that may only read). Called by ``data.metrics`` and ``data.profile``.
"""

import socket
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit, urlunsplit

from boardroom.data.warehouse.arrow_decimal import decimals_from_text
from boardroom.data.warehouse.engine import Limits, TableInfo
from boardroom.data.warehouse.mysql_catalog import COLUMNS_SQL, KEYS_SQL, tables_from_catalog
from boardroom.errors import (
    BoardroomError,
    LimitError,
    MissingExtraError,
    QueryError,
    UnavailableError,
)
from boardroom.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

LISTING_SECONDS = 5.0
"""How long the list of tables is remembered."""

_KNOCK_SECONDS = 5.0
_PORT = 3306
_ALL_ROWS = 18_446_744_073_709_551_615
_TIMED_OUT = ("ERROR 1969", "ERROR 3024", "max_statement_time", "maximum statement execution time")
_UNREACHABLE = (
    "Could not connect",
    "timed out",
    "IoError",
    "ERROR 1045",
    "ERROR 1049",
    "ERROR 2003",
)


class MySqlEngine:
    """Answers SELECTs in MySQL or MariaDB. Thread-safe.

    Args:
        url: ``mysql://user:password@host:port/database``; ``mariadb://`` means the same.
        settings: default limits.

    Raises:
        MissingExtraError: the driver is not installed.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        _driver()
        parts = urlsplit(url)
        self._url = urlunsplit(parts._replace(scheme="mysql"))
        self._place = parts.hostname or "localhost"
        self._settings = settings
        self._listed: tuple[float, Mapping[str, TableInfo]] | None = None

    @property
    def dialect(self) -> Literal["mysql"]:
        """Which SQL it speaks."""
        return "mysql"

    def tables(self) -> Mapping[str, TableInfo]:
        """Tables and views of the URL's database, with declared keys; at most five seconds old."""
        listed = self._listed
        if listed is not None and time.monotonic() - listed[0] < LISTING_SECONDS:
            return listed[1]
        columns, keys = self.query_many([COLUMNS_SQL, KEYS_SQL], limits=Limits())
        found = tables_from_catalog(columns.to_pylist(), keys.to_pylist())
        self._listed = (time.monotonic(), found)
        return found

    def query(self, sql: str, *, limits: Limits | None = None) -> "pa.Table":
        """Run one SELECT.

        Raises:
            LimitError: too many rows or too slow.
            UnavailableError: the server does not answer or does not let us in.
            QueryError: the server's own complaint, or a type that the driver cannot read.
        """
        bounds = limits or Limits(
            rows=self._settings.max_result_rows,
            timeout_seconds=self._settings.query_timeout_seconds,
        )
        body = _body(sql)
        schema = self._read(f"SELECT * FROM ({body}) AS q LIMIT 0", bounds).schema
        cells = ", ".join(_cell(item.name, item.type) for item in schema)
        limit = "" if bounds.rows is None else f" LIMIT {bounds.rows + 1}"
        table = self._read(f"SELECT {cells} FROM ({body}) AS q{limit}", bounds)
        if bounds.rows is not None and table.num_rows > bounds.rows:
            raise LimitError(
                f"the query returns more than {bounds.rows:,} rows",
                hint="Give a limit, a shorter range or fewer groups.",
            )
        return _plain(table, schema)

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run several SELECTs one after the other; not on one snapshot. Raises as ``query``."""
        return [self.query(sql, limits=limits) for sql in statements]

    def close(self) -> None:
        """Nothing to release: each statement has its own connection."""

    @cached_property
    def _is_mariadb(self) -> bool:
        version = self._send("SELECT VERSION() AS v").to_pylist()[0]["v"]
        return "mariadb" in str(version).lower()

    def _read(self, sql: str, limits: Limits) -> "pa.Table":
        """Run ``sql``, which begins with SELECT, within the time limit."""
        seconds = limits.timeout_seconds
        if seconds is not None:
            if self._is_mariadb:
                sql = f"SET STATEMENT max_statement_time={seconds:g} FOR {sql}"
            else:
                hint = f"/*+ MAX_EXECUTION_TIME({int(seconds * 1000)}) */"
                sql = f"SELECT {hint} {sql.removeprefix('SELECT ')}"
        return self._send(sql, limits)

    @cached_property
    def _answers(self) -> bool:
        """True once the server was reached; the driver itself would try for half a minute."""
        parts = urlsplit(self._url)
        try:
            address = (parts.hostname or "localhost", parts.port or _PORT)
            socket.create_connection(address, timeout=_KNOCK_SECONDS).close()
        except OSError as exc:
            raise self._unavailable() from exc
        return True

    def _send(self, sql: str, limits: Limits | None = None) -> "pa.Table":
        try:
            return self._answers and _driver().read_sql(self._url, sql, return_type="arrow")
        except (KeyboardInterrupt, SystemExit, BoardroomError):
            raise
        except BaseException as exc:  # the driver's panics are no Exceptions
            raise self._translated(exc, limits or Limits()) from exc

    def _translated(self, exc: BaseException, limits: Limits) -> BoardroomError:
        text = str(exc)
        if any(part in text for part in _TIMED_OUT):
            return LimitError(
                f"the query took longer than {limits.timeout_seconds or 0:g} s and was stopped",
                hint="Ask for a shorter range, or raise BOARDROOM_QUERY_TIMEOUT_SECONDS.",
            )
        if any(part in text for part in _UNREACHABLE):
            return self._unavailable()
        return QueryError(f"MySQL cannot answer this SQL: {text}")

    def _unavailable(self) -> UnavailableError:
        return UnavailableError(
            f"MySQL at {self._place!r} does not accept the connection",
            hint="Check the URL, the server and the password.",
        )


def _body(sql: str) -> str:
    """``sql`` fit to stand in FROM: one SELECT, whose order is kept by a LIMIT."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        trees = [tree for tree in sqlglot.parse(sql, read="mysql") if tree is not None]
    except SqlglotError as exc:
        raise QueryError(f"the statement is not understood: {exc}") from exc
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        raise QueryError("the engine runs exactly one SELECT statement at a time")
    text = sql.strip().rstrip(";")
    ordered = trees[0].args.get("order") and not trees[0].args.get("limit")
    return f"{text}\nLIMIT {_ALL_ROWS}" if ordered else f"{text}\n"


def _cell(name: str, kind: "pa.DataType") -> str:
    """A result column, decimals as text."""
    import pyarrow as pa

    quoted = "`" + name.replace("`", "``") + "`"
    return f"CAST({quoted} AS CHAR) AS {quoted}" if pa.types.is_decimal(kind) else quoted


def _plain(table: "pa.Table", schema: "pa.Schema") -> "pa.Table":
    """Decimals from their text, exactly."""
    import pyarrow as pa

    columns = [
        decimals_from_text(values) if pa.types.is_decimal(item.type) else values
        for item, values in zip(schema, table.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _driver() -> Any:
    try:
        import connectorx
    except ImportError as exc:
        raise MissingExtraError(
            "reading MySQL needs its Arrow driver",
            hint="Install it with: pip install 'boardroom[mysql]'",
        ) from exc
    return connectorx
