"""Progress and cancelling of a load: told to the caller, asked by everything that takes long.

One ``Task`` is made per load and handed down; a second thread (Ctrl-C) may cancel it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, kw_only=True)
class Step:
    """One sentence of progress: ``text`` says what is being done to ``table`` of ``source``."""

    source: str
    table: str
    text: str
    rows: int | None = None


class Cancelled(Exception):  # no error: somebody asked for it
    """The load was cancelled; nothing of the table in hand has been changed."""


class Task:
    """A running load: tells steps, and stops when cancelled.

    Args:
        told: called with each step, from the loading threads; None = nobody listens.
    """

    def __init__(self, told: Callable[[Step], None] | None = None) -> None:
        self._told = told
        self._cancelled = threading.Event()
        self._connections: set[duckdb.DuckDBPyConnection] = set()
        self._guard = threading.Lock()

    def tell(self, source: str, table: str, text: str, *, rows: int | None = None) -> None:
        """Report a step. Raises: Cancelled."""
        self.check()
        if self._told is not None:
            self._told(Step(source=source, table=table, text=text, rows=rows))

    def check(self) -> None:
        """Raises: Cancelled: the load was cancelled meanwhile."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Make every part of the load stop as soon as it can."""
        self._cancelled.set()
        with self._guard:
            for connection in self._connections:
                connection.interrupt()

    def watch(self, connection: "duckdb.DuckDBPyConnection") -> None:
        """Interrupt this connection when cancelled."""
        with self._guard:
            self._connections.add(connection)

    def unwatch(self, connection: "duckdb.DuckDBPyConnection") -> None:
        """The connection is about to be closed."""
        with self._guard:
            self._connections.discard(connection)
