"""A conversation with a database server while one of its tables is loaded.

The drivers are those of the live engines: one way to connect, to see one state of the data without
changing it, and to say what went wrong. Called by the readers of servers.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TypeVar

from boardroom.data.warehouse.live_engine import Connection, Driver
from boardroom.errors import BoardroomError, SourceError

C = TypeVar("C", bound=Connection, covariant=True)


class ConnectingDriver(Driver, Protocol[C]):
    """A driver whose connections are of a known class."""

    def connect(self) -> C:
        """A new conversation."""
        ...


@contextmanager
def connected(driver: ConnectingDriver[C]) -> Iterator[C]:
    """A connection in a read-only transaction; it is closed at the end.

    Raises:
        UnavailableError: the server does not answer or breaks off.
        SourceError: it refuses, or cannot read what it was asked.
    """
    connection: C | None = None
    try:
        connection = driver.connect()
        connection.begin()
        yield connection
    except driver.errors as exc:
        if isinstance(exc, OSError) and exc.errno and connection is not None:
            raise
        raise source_error(driver, exc) from exc
    finally:
        if connection is not None:
            with suppress(*driver.errors):
                connection.close()


def source_error(driver: Driver, exc: Exception) -> BoardroomError:
    """What to raise for ``exc``; a statement of ours that fails is a table that cannot be read."""
    trouble, text = driver.trouble(exc)
    if trouble == "sql":
        place = f"{driver.server.product} at {driver.server.place}"
        hint = "Check the table and the rights of the user; the last good data stays."
        return SourceError(f"{place}: {driver.server.told(text)}", hint=hint)
    return driver.server.error(trouble, text)
