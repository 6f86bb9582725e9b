"""Work that a page does not wait long for: it goes on after the page, and the next one has it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError


class Background:
    """One thread for slow work, made when there is some. Thread-safe.

    The process ends only when the work is done, so that what it keeps is not lost.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # A future that is done already calls back at once.
        self._pool: ThreadPoolExecutor | None = None
        self._running: dict[str, Future[str]] = {}

    def get(self, key: str, work: Callable[[], str], *, patience_seconds: float) -> str | None:
        """What ``work`` comes to; None when it is not done in time.

        Args:
            key: work of one key runs once at a time; who asks meanwhile waits for that.
            work: the work; what it raises, the waiting caller gets.
            patience_seconds: how long to wait.
        """
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
            future = self._running.get(key)
            if future is None:
                future = self._running[key] = self._pool.submit(work)
                future.add_done_callback(lambda _: self._forget(key))
        try:
            return future.result(timeout=patience_seconds)
        except LateError:
            return None

    def _forget(self, key: str) -> None:
        with self._lock:
            self._running.pop(key, None)
