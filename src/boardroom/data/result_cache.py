"""Rows remembered by the statement and the data version that made them; one computation shared by
all.

The key is the compiled SQL, in which model, policy, day and calendar already stand, together with
the
versions of the tables it reads: equal keys mean equal rows. Owned by ``data.metrics``.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from boardroom.semantic.rows import Rows

MAX_CELLS = 4_000_000
"""Values kept in all; the least recently used answers go first."""


@dataclass(frozen=True)
class _Entry:
    rows: Rows
    cells: int


class ResultCache:
    """Thread-safe; concurrent callers of one key wait for the first.

    Args:
        max_cells: values kept in all.
    """

    def __init__(self, *, max_cells: int = MAX_CELLS) -> None:
        self._max_cells = max_cells
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._cells = 0
        self._running: dict[Hashable, Future[Rows]] = {}

    def get_many(
        self,
        keys: Sequence[Hashable],
        compute: Callable[[Sequence[int]], Sequence[Rows]],
    ) -> list[Rows]:
        """The rows of each key.

        Args:
            keys: may repeat; each distinct one is computed once.
            compute: gets the positions of the missing keys and returns their rows in that order.

        Raises:
            Exception: whatever ``compute`` raised, here or in the thread that was first.
        """
        found, waiting, mine = self._claim(keys)
        if mine:
            self._compute(keys, mine, compute)
        return [found[key] if key in found else waiting[key].result() for key in keys]

    def clear(self) -> None:
        """Forget all rows."""
        with self._lock:
            self._entries.clear()
            self._cells = 0

    def _claim(
        self, keys: Sequence[Hashable]
    ) -> tuple[dict[Hashable, Rows], dict[Hashable, Future[Rows]], list[int]]:
        """Known rows, computations to wait for, and the positions that this caller must compute."""
        found: dict[Hashable, Rows] = {}
        waiting: dict[Hashable, Future[Rows]] = {}
        mine: list[int] = []
        with self._lock:
            for position, key in enumerate(keys):
                if key in self._entries:
                    self._entries.move_to_end(key)
                    found[key] = self._entries[key].rows
                elif key in self._running:
                    waiting[key] = self._running[key]
                else:
                    waiting[key] = self._running[key] = Future()
                    mine.append(position)
        return found, waiting, mine

    def _compute(
        self,
        keys: Sequence[Hashable],
        mine: Sequence[int],
        compute: Callable[[Sequence[int]], Sequence[Rows]],
    ) -> None:
        try:
            answers = compute(mine)
        except BaseException as exc:
            with self._lock:
                futures = [self._running.pop(keys[position]) for position in mine]
            for future in futures:
                future.set_exception(exc)
            raise
        with self._lock:
            for position, rows in zip(mine, answers, strict=True):
                self._store(keys[position], rows)
                self._running.pop(keys[position]).set_result(rows)

    def _store(self, key: Hashable, rows: Rows) -> None:
        cells = max(1, len(rows) * len(rows.cells))
        if cells > self._max_cells // 4:
            return
        self._entries[key] = _Entry(rows, cells)
        self._cells += cells
        while self._cells > self._max_cells:
            _, oldest = self._entries.popitem(last=False)
            self._cells -= oldest.cells
