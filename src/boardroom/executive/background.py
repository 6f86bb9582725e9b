"""Work that a page does not wait long for: it goes on after the page, and the next one has it."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError as NeverBegun
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as LateError
from contextlib import contextmanager

from boardroom.agents.context import Stop

PATIENCE_SECONDS = 8.0
"""How long a page waits for each such work when nobody says otherwise."""

IN_THE_MAKING = "Being worked out; the next page has it."
"""What a page says of what did not come in time."""

Work = Callable[[Stop], str]


class Background:
    """One thread for slow work, made when there is some. Thread-safe.

    Work that nobody waits for begins when no page is being made: two would slow down each other.
    The process ends only when the work is done, so that what it keeps is not lost; ``close`` ends
    it early.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # A future that is done already calls back at once.
        self._pool: ThreadPoolExecutor | None = None
        self._running: dict[str, Future[str]] = {}
        self._later: dict[str, Work] = {}
        self._failed: dict[str, Exception] = {}
        self._pages = 0
        self._stop = Stop()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While a page is made: what nobody waits for begins afterwards."""
        with self._lock:
            self._pages += 1
        try:
            yield
        finally:
            with self._lock:
                self._pages -= 1
                if not self._pages:
                    later, self._later = self._later, {}
                    for key, work in later.items():
                        self._begin(key, work)

    def get(self, key: str, work: Work, *, patience_seconds: float) -> str | None:
        """What ``work`` comes to; None when it is not done in time.

        Args:
            key: work of one key runs once at a time; who asks meanwhile waits for that.
            work: the work, given what tells it to stop.
            patience_seconds: how long to wait.

        Raises:
            Exception: what the work raised, also when that was before anybody waited for it; the
                next call begins it anew.
        """
        with self._lock:
            failed = self._failed.pop(key, None)
            if failed is not None:
                raise failed
            if self._pages and patience_seconds <= 0 and key not in self._running:
                self._later.setdefault(key, work)
                return None
            future = self._begin(key, work)
        try:
            return future.result(timeout=patience_seconds)
        except (LateError, NeverBegun):
            return None
        except Exception:
            with self._lock:
                self._failed.pop(key, None)
            raise

    @property
    def busy(self) -> bool:
        """Whether there is work that is not done."""
        with self._lock:
            return bool(self._running or self._later)

    def finish(self) -> tuple[Exception, ...]:
        """Wait until all work is done; returns what it raised and nobody was told yet."""
        while True:
            with self._lock:
                futures = list(self._running.values())
                if not futures:
                    return tuple(self._failed.values())
            wait(futures)

    def close(self) -> None:
        """Drop what has not begun, tell what runs to stop, and wait for it to."""
        with self._lock:
            pool, self._pool = self._pool, None
            stop, self._stop = self._stop, Stop()
            self._later.clear()
        stop.request()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, key: str, work: Work) -> Future[str]:
        future = self._running.get(key)
        if future is None:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
            future = self._running[key] = self._pool.submit(self._run, key, work, self._stop)
            future.add_done_callback(lambda _: self._forget(key))
        return future

    def _run(self, key: str, work: Work, stop: Stop) -> str:
        try:
            return work(stop)
        except Exception as exc:
            if not stop.requested:
                with self._lock:
                    self._failed[key] = exc
            raise

    def _forget(self, key: str) -> None:
        with self._lock:
            self._running.pop(key, None)
