"""One thread that stops statements which take too long. Owned by the DuckDB engine.

A timer per statement would be a thread per statement: while others compute, each would wait for the
interpreter twice, some 10 ms, to watch over what takes 5.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Watched:
    """Something that runs until ``deadline`` at most."""

    def __init__(self, deadline: float, stop: Callable[[], None]) -> None:
        self.deadline = deadline
        self.stop = stop
        self.expired = threading.Event()


class Watchdog:
    """Calls ``stop`` of what runs longer than it may. Thread-safe; its thread begins with the first
    statement that has a limit.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: set[_Watched] = set()
        self._wakes = float("inf")
        self._thread: threading.Thread | None = None
        self._closed = False

    @contextmanager
    def over(self, stop: Callable[[], None], seconds: float | None) -> Iterator[threading.Event]:
        """While in the block, call ``stop`` after ``seconds``; the event says that it happened.

        Once the block is left, ``stop`` is not called any more.
        """
        if seconds is None:
            yield threading.Event()
            return
        item = _Watched(time.monotonic() + seconds, stop)
        self._add(item)
        try:
            yield item.expired
        finally:
            with self._changed:
                self._running.discard(item)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _add(self, item: _Watched) -> None:
        with self._changed:
            self._running.add(item)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
                self._thread.start()
            elif item.deadline < self._wakes:
                self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                for item in [item for item in self._running if item.deadline <= now]:
                    self._running.discard(item)
                    item.expired.set()
                    item.stop()
                self._wakes = min((item.deadline for item in self._running), default=float("inf"))
                waits = self._wakes - time.monotonic()
                self._changed.wait(max(0.0, waits) if self._running else None)
