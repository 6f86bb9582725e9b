"""Opens the application state: one SQLAlchemy engine per process, its schema brought up to date.

SQLite runs in WAL mode with a busy timeout, so that several processes read while one writes.
Called by the workspace; the stores take the ``Database`` it returns.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from boardroom.errors import MissingExtraError, StorageError, UnavailableError, UsageError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"
"""The revision that this version of Boardroom needs; a test equates it with the newest
migration.
"""

_BUSY_SECONDS = 30
_RETRY_SECONDS = 0.01
_READ_ONLY = "boardroom_read_only"
_LOCK_KEY = 0x626F6172


class Database:
    """The application state of one installation. Thread-safe; close it when done.

    Args:
        url: SQLAlchemy URL, or the path of a SQLite file, which is made when missing.

    Raises:
        UsageError: the URL is not one.
        MissingExtraError: its driver is not installed.
        StorageError: the file cannot be opened or written.
        UnavailableError: the server does not answer.
    """

    def __init__(self, url: str | Path) -> None:
        self._url = _url(url)
        self._engine = _engine(self._url)
        try:
            _migrate(self._engine)
        except SQLAlchemyError as exc:
            self._engine.dispose()
            raise self._failed(exc) from exc

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads; in SQLite it waits for no writer. Raises as ``begin``."""
        return self._transaction(self._engine.execution_options(**{_READ_ONLY: True}))

    def begin(self) -> AbstractContextManager[Connection]:
        """A transaction that writes: committed at the end, rolled back on an error.

        Raises:
            StorageError, UnavailableError: the database failed; nothing was written.
        """
        return self._transaction(self._engine)

    @contextmanager
    def alone(self, what: str) -> Iterator[Connection]:
        """As ``begin``, one after the other with all transactions on the same ``what``."""
        with self.begin() as connection:
            if connection.dialect.name == "postgresql":
                lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(:what))")
                connection.execute(lock, {"key": _LOCK_KEY, "what": what})
            yield connection

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as exc:
            raise self._failed(exc) from exc

    def _failed(self, exc: SQLAlchemyError) -> StorageError | UnavailableError:
        shown = self._url.render_as_string(hide_password=True)
        why = exc.orig if isinstance(exc, DBAPIError) else exc
        if self._url.get_backend_name() == "sqlite" or not isinstance(exc, OperationalError):
            return StorageError(
                f"cannot use the application state {shown!r}: {why}",
                hint="Check that its folder exists, is writable and has space left.",
            )
        return UnavailableError(
            f"the application state {shown!r} does not answer: {why}",
            hint="Check that the server runs and the URL is right.",
        )


def _url(url: str | Path) -> URL:
    if isinstance(url, Path) or "://" not in url:
        return URL.create("sqlite", database=str(url))
    try:
        found = make_url(url)
    except ArgumentError as exc:
        raise UsageError(
            "the URL of the application state is not one",
            hint="Write it like sqlite:///state.sqlite or postgresql://user@host/name.",
        ) from exc
    plain = found.drivername in {"postgres", "postgresql"}
    return found.set(drivername="postgresql+psycopg") if plain else found


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url)
    except (NoSuchModuleError, ModuleNotFoundError) as exc:
        raise MissingExtraError(
            f"no driver is installed for {url.drivername!r}",
            hint="Install it: pip install 'boardroom[postgres]'."
            if url.get_backend_name() == "postgresql"
            else "Use SQLite (a file) or PostgreSQL.",
        ) from exc
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    """WAL mode, waiting for locks, and transactions begun by us rather than by the driver."""
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Several processes may make one file at once. SQLite does not let the change of the journal
    mode wait for a lock, whatever the busy timeout, so it is tried again here.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a later upgrade of a read lock could not wait."""
    reads = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    """Bring the schema to ``HEAD``; two processes at once do it one after the other."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        if _revision(connection) == HEAD:
            return
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found > HEAD:
        raise StorageError(
            f"the application state was written by a newer Boardroom (revision {found})",
            hint="Use that version, or name another state with BOARDROOM_STATE_URL.",
        )
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "boardroom.store:migrations")
    config.attributes["connection"] = connection
    return config
