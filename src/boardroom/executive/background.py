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
    """One thread for slow work, and one for what waits for somebody outside; each is made when
    there is some. Thread-safe.

    Work that nobody waits for begins when no page is being made: two would slow down each other.
    The process ends only when the work is done, so that what it keeps is not lost; ``close`` ends
    it early.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # A future that is done already calls back at once.
        self._pools: dict[bool, ThreadPoolExecutor] = {}
        self._running: dict[str, Future[str]] = {}
        self._later: dict[str, tuple[Work, bool]] = {}
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
                    for key, (work, waits) in later.items():
                        self._begin(key, work, waits=waits)

    def get(
        self, key: str, work: Work, *, patience_seconds: float, waits: bool = False
    ) -> str | None:
        """What ``work`` comes to; None when it is not done in time.

        Args:
            key: work of one key runs once at a time; who asks meanwhile waits for that.
            work: the work, given what tells it to stop.
            patience_seconds: how long to wait.
            waits: whether the work mostly waits for an answer from outside, which must not hold up
                what computes.

        Raises:
            Exception: what the work raised, also when that was before anybody waited for it; the
                next call begins it anew.
        """
        with self._lock:
            failed = self._failed.pop(key, None)
            if failed is not None:
                raise failed
            if self._pages and patience_seconds <= 0 and key not in self._running:
                self._later.setdefault(key, (work, waits))
                return None
            future = self._begin(key, work, waits=waits)
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
            pools, self._pools = self._pools, {}
            stop, self._stop = self._stop, Stop()
            self._later.clear()
        stop.request()
        for pool in pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, key: str, work: Work, *, waits: bool) -> Future[str]:
        future = self._running.get(key)
        if future is None:
            if waits not in self._pools:
                name = "waiting" if waits else "background"
                self._pools[waits] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
            future = self._pools[waits].submit(self._run, key, work, self._stop)
            self._running[key] = future
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
