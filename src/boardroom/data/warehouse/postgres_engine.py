"""PostgreSQL where it stands: the engine of workspaces that query their database without loading
it.

Every batch of statements runs in one read-only, repeatable-read transaction with a time limit, so a
page is consistent and nothing can be changed. Results come as Arrow through ADBC. Called by
``data.metrics`` and ``data.profile``.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from boardroom.data.warehouse.arrow_decimal import decimals_from_text
from boardroom.data.warehouse.engine import Limits, TableInfo
from boardroom.data.warehouse.postgres_catalog import COLUMNS_SQL, KEYS_SQL, tables_from_catalog
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

_MAX_CONNECTIONS = 4


class PostgresEngine:
    """Answers SELECTs in PostgreSQL. Thread-safe; close it to drop its connections.

    Tables of the connection's own schema are known by their bare name, others as ``schema.table``.

    Args:
        url: ``postgresql://user:password@host:port/database``, as libpq reads it.
        settings: default limits.

    Raises:
        MissingExtraError: the driver is not installed.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        _driver()
        self._url = url
        self._settings = settings
        self._place = urlsplit(url).hostname or "localhost"
        self._lock = threading.Lock()
        self._free: list[Any] = []
        self._listed: tuple[float, Mapping[str, TableInfo]] | None = None

    @property
    def dialect(self) -> Literal["postgres"]:
        """Which SQL it speaks."""
        return "postgres"

    def tables(self) -> Mapping[str, TableInfo]:
        """Tables and views that the user may read, with declared keys; at most five seconds old."""
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
            UnavailableError: the server does not answer.
            QueryError: PostgreSQL's own complaint.
        """
        return self.query_many([sql], limits=limits)[0]

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run several SELECTs in one read-only transaction. Raises as ``query``."""
        bounds = limits or Limits(
            rows=self._settings.max_result_rows,
            timeout_seconds=self._settings.query_timeout_seconds,
        )
        with self._transaction(bounds) as cursor:
            return [_fetch(cursor, sql, bounds) for sql in statements]

    def close(self) -> None:
        """Drop all connections."""
        with self._lock:
            while self._free:
                self._free.pop().close()

    @contextmanager
    def _transaction(self, limits: Limits) -> Iterator[Any]:
        connection = self._connection()
        keep = False
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = on")
                cursor.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                milliseconds = int((limits.timeout_seconds or 0) * 1000)
                cursor.execute(f"SET LOCAL statement_timeout = {milliseconds}")
                yield cursor
            keep = True
        except BoardroomError:
            keep = True
            raise
        except _foreign_errors() as exc:
            raise self._translated(exc, limits) from exc
        finally:
            self._give_back(connection, keep=keep)

    def _connection(self) -> Any:
        with self._lock:
            if self._free:
                return self._free.pop()
        driver = _driver()
        try:
            connection = driver.connect(self._url, autocommit=True)
        except driver.Error as exc:
            raise UnavailableError(
                f"PostgreSQL at {self._place!r} does not accept the connection: {_text(exc)}",
                hint="Check the URL, the server and the password.",
            ) from exc
        with connection.cursor() as cursor:
            cursor.execute("SET TimeZone = 'UTC'")
        return connection

    def _give_back(self, connection: Any, *, keep: bool) -> None:
        """End the transaction; a connection in doubt is closed."""
        with suppress(_driver().Error):
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
            with self._lock:
                if keep and len(self._free) < _MAX_CONNECTIONS:
                    self._free.append(connection)
                    return
        with suppress(_driver().Error):
            connection.close()

    def _translated(self, exc: Exception, limits: Limits) -> BoardroomError:
        state = str(getattr(exc, "sqlstate", None) or "")
        if state == "57014" or "statement timeout" in str(exc):
            return LimitError(
                f"the query took longer than {limits.timeout_seconds or 0:g} s and was stopped",
                hint="Ask for a shorter range, or raise BOARDROOM_QUERY_TIMEOUT_SECONDS.",
            )
        if state.startswith(("08", "57P")):
            return UnavailableError(f"PostgreSQL at {self._place!r} does not answer: {_text(exc)}")
        if state.startswith("53"):
            return LimitError(f"PostgreSQL is out of resources: {_text(exc)}")
        return QueryError(f"PostgreSQL cannot answer this SQL: {_text(exc)}")


def _fetch(cursor: Any, sql: str, limits: Limits) -> "pa.Table":
    """All rows of ``sql``, stopping as soon as there are too many."""
    import pyarrow as pa

    _refuse_all_but_select(sql)
    cursor.execute(sql)
    reader = cursor.fetch_record_batch()
    batches, total = [], 0
    for batch in reader:
        total += batch.num_rows
        if limits.rows is not None and total > limits.rows:
            raise LimitError(
                f"the query returns more than {limits.rows:,} rows",
                hint="Give a limit, a shorter range or fewer groups.",
            )
        batches.append(batch)
    return _plain(pa.Table.from_batches(batches, schema=reader.schema))


def _refuse_all_but_select(sql: str) -> None:
    """No COMMIT, SET or the like; what a SELECT could change, the read-only transaction forbids."""
    from sqlglot import tokenize
    from sqlglot.errors import SqlglotError

    try:
        tokens = tokenize(sql, read="postgres")
    except SqlglotError as exc:
        raise QueryError(f"the statement is not understood: {exc}") from exc
    if not tokens or tokens[0].text.lower() not in {"select", "with", "("}:
        raise QueryError("the engine runs SELECT statements only")


def _plain(table: "pa.Table") -> "pa.Table":
    """PostgreSQL's own types as Arrow's: numeric and money as decimals, uuid and JSON as text."""
    import pyarrow as pa

    columns = []
    for item, values in zip(table.schema, table.columns, strict=True):
        kind = (item.metadata or {}).get(b"POSTGRESQL:type", b"").decode()
        if isinstance(item.type, pa.BaseExtensionType):
            values = pa.chunked_array(
                [chunk.storage for chunk in values.chunks], type=item.type.storage_type
            )
        if kind == "numeric":
            values = decimals_from_text(values)
        elif kind == "money":
            values = _from_cents(values)
        elif kind == "uuid":
            values = pa.chunked_array(
                [[value and str(value) for value in table.column(item.name).to_pylist()]],
                type=pa.string(),
            )
        columns.append(values)
    return pa.Table.from_arrays(columns, names=table.column_names)


def _from_cents(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    compute: Any = pc
    hundredth = pa.scalar("0.01").cast(pa.decimal128(3, 2))
    product = compute.multiply(values.cast(pa.decimal128(19, 0)), hundredth)
    return pa.chunked_array(product)


def _driver() -> Any:
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError as exc:
        raise MissingExtraError(
            "reading PostgreSQL needs its Arrow driver",
            hint="Install it with: pip install 'boardroom[postgres]'",
        ) from exc
    return dbapi


def _foreign_errors() -> tuple[type[Exception], ...]:
    """What the driver raises, also while rows are read."""
    import pyarrow as pa

    return (_driver().Error, pa.ArrowException, OSError)


def _text(exc: Exception) -> str:
    """The server's words without the driver's."""
    text = str(exc).replace("\n", " ")
    return text.partition("ERROR: ")[2] or text
