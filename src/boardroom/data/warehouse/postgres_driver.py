"""PostgreSQL for ``live_engine``, as Arrow through ADBC.

A snapshot is a read-only, repeatable-read transaction; each statement is undone to a savepoint, so
that neither an error nor a setting of one reaches the next.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from boardroom.data.warehouse.arrow_decimal import decimals_from_text
from boardroom.data.warehouse.engine import Limits, TableInfo
from boardroom.data.warehouse.postgres_catalog import COLUMNS_SQL, KEYS_SQL, tables_from_catalog
from boardroom.data.warehouse.server import CONNECT_SECONDS, Server, Trouble, server_of
from boardroom.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

_BEGIN = (
    "SET default_transaction_read_only = on",
    "SET TimeZone = 'UTC'",
    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SAVEPOINT statement",
)
_STATES: tuple[tuple[str, Trouble], ...] = (
    ("57014", "slow"),
    ("28", "refused"),
    ("3D", "refused"),
    ("08", "silent"),
    ("57P", "silent"),
    ("53", "full"),
)
"""First letters of SQLSTATE → what it means for the asker; all else is about the statement."""
_WORDS: tuple[tuple[re.Pattern[str], Trouble], ...] = (
    (re.compile("due to statement timeout"), "slow"),
    (re.compile("authentication|pg_hba|(role|database) .* does not exist"), "refused"),
    (re.compile("connection|could not (send|receive)"), "silent"),
    (re.compile("out of memory|No space left"), "full"),
)
"""The same where the driver tells no SQLSTATE: on connecting and while it reads rows."""


_DAY_MICROSECONDS = 86_400_000_000
_ENDLESS = {"date": 1, "timestamp": _DAY_MICROSECONDS, "timestamptz": _DAY_MICROSECONDS}
"""Types that know ``infinity``, with the units of a day."""
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""The first day of the year 1 and the last of the year 9999, from 1970."""


class PostgresDriver:
    """One PostgreSQL database.

    Tables of the connection's own schema are known by their bare name, others as ``schema.table``.

    Args:
        url: ``postgresql://user:password@host:port/database``, as libpq reads it.
        patience_seconds: how long to wait for the first answer, unless the URL says.

    Raises:
        MissingExtraError: the driver is not installed.
        UsageError: the URL cannot be read.
    """

    dialect: Literal["postgres"] = "postgres"
    listing_seconds = 5.0

    def __init__(self, url: str, *, patience_seconds: float = CONNECT_SECONDS) -> None:
        import pyarrow as pa

        self._dbapi = _dbapi()
        self.server: Server = server_of(
            url, product="PostgreSQL", port=5432, patience_seconds=patience_seconds
        )
        self.errors: tuple[type[Exception], ...] = (self._dbapi.Error, pa.ArrowException, OSError)
        self._url = re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", url)
        if "connect_timeout" not in self.server.options:
            mark = "&" if urlsplit(url).query else "?"
            self._url += f"{mark}connect_timeout={self.server.connect_seconds}"

    def connect(self) -> "PostgresConnection":
        """A new connection in autocommit mode."""
        return PostgresConnection(self._dbapi.connect(self._url, autocommit=True))

    def trouble(self, exc: Exception) -> tuple[Trouble, str]:
        """By SQLSTATE where the driver tells it, else by libpq's words."""
        text = _text(exc)
        state = str(getattr(exc, "sqlstate", None) or "")
        known = [trouble for start, trouble in _STATES if state.startswith(start)]
        if not state:
            known = [trouble for words, trouble in _WORDS if words.search(text)]
        return next(iter(known), "sql"), text


class PostgresConnection:
    """One connection; ``live_engine`` says when it begins and ends.

    Args:
        adbc: the driver's own, in autocommit mode.
    """

    def __init__(self, adbc: Any) -> None:
        self.adbc = adbc

    def begin(self) -> None:
        """A transaction that sees one state and changes nothing."""
        self._execute(*_BEGIN)

    def tables(self) -> Mapping[str, TableInfo]:
        """Tables and views that the user may read, with declared keys."""
        columns, keys = (self.run(sql, Limits()).to_pylist() for sql in (COLUMNS_SQL, KEYS_SQL))
        return tables_from_catalog(columns, keys)

    def run(self, sql: str, limits: Limits) -> "pa.Table":
        """The rows of one SELECT."""
        milliseconds = int((limits.timeout_seconds or 0) * 1000)
        self._execute(f"SET LOCAL statement_timeout = {milliseconds}")
        try:
            with self.adbc.cursor() as cursor:
                cursor.execute(sql)
                reader = cursor.fetch_record_batch()
                return _plain(limits.collect(reader, reader.schema))
        finally:
            self._execute("ROLLBACK TO SAVEPOINT statement")

    def rollback(self) -> None:
        """End the transaction and all it has set."""
        self._execute("ROLLBACK")

    def close(self) -> None:
        """Hang up."""
        self.adbc.close()

    def _execute(self, *statements: str) -> None:
        with self.adbc.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)


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
        if pa.types.is_temporal(item.type) and kind in _ENDLESS:
            values = _finite(values, _ENDLESS[kind])
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


def _finite(values: "pa.ChunkedArray", day: int) -> "pa.ChunkedArray":
    """Dates and moments; what is outside the years 1 to 9999, as ``infinity`` is, as no value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    compute: Any = pc
    numbers = values.cast(pa.int32() if pa.types.is_date(values.type) else pa.int64())
    first, last = _FIRST_DAY * day, (_LAST_DAY + 1) * day
    within = compute.and_(compute.greater_equal(numbers, first), compute.less(numbers, last))
    return compute.if_else(within, values, pa.scalar(None, values.type))


def _from_cents(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    compute: Any = pc
    hundredth = pa.scalar("0.01").cast(pa.decimal128(3, 2))
    product = compute.multiply(values.cast(pa.decimal128(19, 0)), hundredth)
    return pa.chunked_array(product)


def _dbapi() -> Any:
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError as exc:
        raise MissingExtraError(
            "reading PostgreSQL needs its Arrow driver",
            hint="Install it with: pip install 'boardroom[postgres]'",
        ) from exc
    return dbapi


def _text(exc: Exception) -> str:
    """The server's words without the driver's."""
    text = str(exc).split("Query was:")[0].replace("\n", " ")
    text = text.partition("ERROR: ")[2] or text.partition("FATAL: ")[2] or text
    return re.sub(r"^[A-Z_]+: (\[libpq\] )?", "", text).strip()
