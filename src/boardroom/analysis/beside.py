"""Work on many things of a kind at once. Called where NumPy or an engine does most of it: both let
other threads go on meanwhile.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_THREADS = 2
"""More would wait for each other: what is not NumPy's runs in one thread at a time."""

_Thing = TypeVar("_Thing")
_Found = TypeVar("_Found")


def each(work: Callable[[_Thing], _Found], things: Iterable[_Thing]) -> Sequence[_Found]:
    """What ``work`` makes of each of ``things``, in their order; of none of those after the first
    that it fails for.

    Example:
        >>> each(len, ["a", "bc"])
        [1, 2]
    """
    with ThreadPoolExecutor(max_workers=_THREADS) as threads:
        running = [threads.submit(work, thing) for thing in things]
        try:
            return [item.result() for item in running]
        finally:
            for item in running:
                item.cancel()
