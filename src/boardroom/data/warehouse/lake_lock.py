"""One lock per table, so that two loads of it queue up; used by the lake.

A lock is an advisory ``flock`` on a small file. The operating system releases it when its process
ends, however that happens, so that a killed load never blocks the next one.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from boardroom.errors import BusyError, StorageError

POLL_SECONDS = 0.05

_held = threading.local()


@contextmanager
def table_lock(
    path: Path,
    *,
    timeout_seconds: float,
    waiting: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Hold the lock at ``path``; a thread that holds it already passes through.

    Args:
        path: the lock file; made when missing.
        timeout_seconds: how long to wait for another holder.
        waiting: told once, in a sentence, when somebody else holds the lock.

    Raises:
        BusyError: the lock was not free in time.
        StorageError: the lock file cannot be made.
    """
    counts: dict[Path, int] = vars(_held).setdefault("counts", {})
    if counts.get(path):
        counts[path] += 1
        try:
            yield
        finally:
            counts[path] -= 1
        return
    descriptor = _open(path)
    try:
        _acquire(descriptor, path, timeout_seconds=timeout_seconds, waiting=waiting)
        counts[path] = 1
        try:
            yield
        finally:
            counts[path] = 0
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as exc:
        message = f"the lock file {path} cannot be made: {exc.strerror}"
        raise StorageError(message, hint="Check the folder's permissions and free space.") from exc


def _acquire(
    descriptor: int,
    path: Path,
    *,
    timeout_seconds: float,
    waiting: Callable[[str], None] | None,
) -> None:
    deadline = time.monotonic() + timeout_seconds
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            if time.monotonic() >= deadline:
                message = (
                    f"{path.stem!r} is being loaded by another process; "
                    f"it was not free after {timeout_seconds:g} s"
                )
                hint = (
                    "Try again when that load has ended, or raise BOARDROOM_LOCK_TIMEOUT_SECONDS."
                )
                raise BusyError(message, hint=hint) from exc
            if waiting is not None and not told:
                waiting(f"waiting for another load of {path.stem!r} to end")
                told = True
            time.sleep(POLL_SECONDS)
        else:
            return
