"""Jobs done at once by threads that keep nobody waiting. Called by ``load``.

A source may be code from outside that never returns: neither its neighbours nor the end of the
process wait for it, which is why these threads are daemons and no pool's.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

AT_ONCE = 4

_TICK_SECONDS = 0.1

T = TypeVar("T")

Waiting = queue.SimpleQueue[tuple[Future[T], Callable[[], T]]]


def run_side_by_side(
    jobs: Sequence[Callable[[], T]],
    *,
    check: Callable[[], None],
    cancel: Callable[[], None] | None = None,
    patience_seconds: float = 0.0,
) -> tuple[T, ...]:
    """The results of all jobs, in their order. Raises what a job or ``check`` raises.

    Args:
        jobs: what to do, some of them at once.
        check: called several times a second; once it raises, jobs not begun are dropped.
        cancel: called then, to make those under way stop.
        patience_seconds: how long they are waited for; those that do not stop are left behind.
    """
    waiting: Waiting[T] = queue.SimpleQueue()
    futures: list[Future[T]] = []
    for job in jobs:
        futures.append(Future())
        waiting.put((futures[-1], job))
    for number in range(min(AT_ONCE, len(jobs))):
        threading.Thread(target=_work, args=(waiting,), name=f"load {number}", daemon=True).start()
    try:
        return _wait_for(futures, check)
    except BaseException:
        under_way = [item for item in futures if not item.cancel() and not item.done()]
        if cancel is not None:
            cancel()
        wait(under_way, timeout=patience_seconds)
        raise


def _work(waiting: Waiting[T]) -> None:
    while True:
        try:
            future, job = waiting.get_nowait()
        except queue.Empty:
            return
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(job())
        except BaseException as exc:  # noqa: BLE001  # the thread's last frame: whoever waits raises it
            future.set_exception(exc)


def _wait_for(futures: Sequence[Future[T]], check: Callable[[], None]) -> tuple[T, ...]:
    """Wait in short steps, so that Ctrl-C is heard at once."""
    open_ones = set(futures)
    while open_ones:
        check()
        done, open_ones = wait(open_ones, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
    return tuple(future.result() for future in futures)
