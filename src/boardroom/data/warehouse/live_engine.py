"""Databases queried where they stand: what PostgreSQL, MySQL and Spark have in common.

A snapshot is a transaction: a connection that was borrowed, told to begin, and is told to forget
everything when it comes back. The rest follows: any statement runs in a snapshot, a page is one
snapshot, nothing can be changed, and a connection that broke is replaced by the next. What is
particular to a database is its ``Driver``. Opened by ``open_engine``.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from boardroom.data.warehouse.engine import Engine, Limits, TableInfo
from boardroom.data.warehouse.select_check import check_select
from boardroom.data.warehouse.server import Server, Trouble
from boardroom.errors import QueryError
from boardroom.semantic.context import Dialect
from boardroom.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_CONNECTIONS = 4


class Connection(Protocol):
    """One conversation with the database. Not thread-safe; raises the driver's own errors."""

    def begin(self) -> None:
        """Start to see one state of the data, in UTC, without the power to change it."""
        ...

    def tables(self) -> Mapping[str, TableInfo]:
        """What can be read there."""
        ...

    def run(self, sql: str, limits: Limits) -> "pa.Table":
        """The rows of one SELECT; an error ends neither the conversation nor its state."""
        ...

    def rollback(self) -> None:
        """Forget what ``begin`` started."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class Driver(Protocol):
    """What is particular to one kind of database."""

    @property
    def dialect(self) -> Dialect:
        """Which SQL it speaks."""
        ...

    @property
    def server(self) -> Server:
        """Which one it is, for messages."""
        ...

    @property
    def listing_seconds(self) -> float:
        """How long the list of tables may be remembered."""
        ...

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What its connections raise."""
        ...

    def connect(self) -> Connection:
        """A new conversation."""
        ...

    def trouble(self, exc: Exception) -> tuple[Trouble, str]:
        """What kind of trouble ``exc`` is, and its words."""
        ...


class LiveEngine(Engine):
    """Answers SELECTs in a database that others write to. Thread-safe.

    Args:
        driver: which database.
        settings: default limits.
    """

    def __init__(self, driver: Driver, settings: Settings) -> None:
        self._driver = driver
        self._limits = Limits.of(settings)
        self._lock = threading.Lock()
        self._free: list[Connection] = []
        self._listed: tuple[float, Mapping[str, TableInfo]] | None = None

    @property
    def dialect(self) -> Dialect:
        """Which SQL it speaks."""
        return self._driver.dialect

    @contextmanager
    def hold(self) -> "Iterator[LiveSnapshot]":
        """The state of the data from now on, in one read-only transaction."""
        with self._translated(self._limits):
            connection = self._begun()
        snapshot = LiveSnapshot(self, connection)
        try:
            yield snapshot
        finally:
            snapshot.end()
            self._give_back(connection)

    def close(self) -> None:
        """Drop all free connections."""
        with self._lock:
            while self._free:
                self._hang_up(self._free.pop())

    def list_tables(self, connection: Connection) -> Mapping[str, TableInfo]:
        """The tables, as remembered or as ``connection`` sees them."""
        listed = self._listed
        if listed is not None and time.monotonic() - listed[0] < self._driver.listing_seconds:
            return listed[1]
        with self._translated(Limits()):
            found = connection.tables()
        self._listed = (time.monotonic(), found)
        return found

    def run(self, connection: Connection, sql: str, limits: Limits | None) -> "pa.Table":
        """The rows of one checked SELECT."""
        check_select(sql, self.dialect)
        bounds = limits or self._limits
        with self._translated(bounds):
            return connection.run(sql, bounds)

    def _begun(self) -> Connection:
        """A connection that has begun: a free one if it still works, else a new one."""
        while True:
            with self._lock:
                free = self._free.pop() if self._free else None
            connection = self._driver.connect() if free is None else free
            try:
                connection.begin()
            except self._driver.errors:
                self._hang_up(connection)
                if free is None:
                    raise
            else:
                return connection

    def _give_back(self, connection: Connection) -> None:
        """Forget the transaction; a connection in doubt is closed."""
        with suppress(*self._driver.errors):
            connection.rollback()
            with self._lock:
                if len(self._free) < _MAX_CONNECTIONS:
                    self._free.append(connection)
                    return
        self._hang_up(connection)

    def _hang_up(self, connection: Connection) -> None:
        with suppress(*self._driver.errors):
            connection.close()

    @contextmanager
    def _translated(self, limits: Limits) -> Iterator[None]:
        try:
            yield
        except self._driver.errors as exc:
            trouble, text = self._driver.trouble(exc)
            raise self._driver.server.error(trouble, text, limits) from exc


class LiveSnapshot:
    """One transaction; its statements run one after the other."""

    def __init__(self, engine: LiveEngine, connection: Connection) -> None:
        self._engine = engine
        self._connection: Connection | None = connection
        self._lock = threading.RLock()
        self.rollup_origins: Mapping[str, str] = {}

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        """Readable tables by name; the list may be some seconds old."""
        with self._lock:
            return self._engine.list_tables(self._held())

    def bounds(self, table: str, column: str) -> tuple[object, object] | None:
        """Always None: a live database must be asked."""
        del table, column
        return None

    def query_many(
        self, statements: Sequence[str], *, limits: Limits | None = None
    ) -> "list[pa.Table]":
        """Run SELECTs one after the other. Raises as ``Engine.query``."""
        with self._lock:
            return [self._engine.run(self._held(), sql, limits) for sql in statements]

    def end(self) -> None:
        """Let the connection go."""
        with self._lock:
            self._connection = None

    def _held(self) -> Connection:
        if self._connection is None:
            raise QueryError("the snapshot is no longer held", hint="Ask inside its block.")
        return self._connection
