"""The shelf of a workspace's agents: in memory first, then in its state. Made by the workspace."""

from collections.abc import Callable
from datetime import timedelta

from boardroom.clock import Clock
from boardroom.errors import BoardroomError
from boardroom.executive.shelf import MemoryShelf
from boardroom.store.document_store import DocumentStore

UNUSED = timedelta(days=14)
"""What no page asked for in so long is forgotten: a page made each week keeps what it needs, and
what follows from data that has changed is asked for no more."""


class DocumentShelf:
    """Keeps documents in the application state; where that cannot be used, as long as it lives.

    Args:
        open_store: opens the workspace's documents; it may fail, each time anew.
        clock: says when a document was made.
    """

    def __init__(self, open_store: Callable[[], DocumentStore], *, clock: Clock) -> None:
        self._open = open_store
        self._clock = clock
        self._memory = MemoryShelf()
        self._tidied = False

    def get(self, key: str) -> str | None:
        """As ``executive.shelf.Shelf``."""
        known = self._memory.get(key)
        if known is not None:
            return known
        try:
            known = self._open().get(key, used_at=self._clock.now())
        except BoardroomError:
            return None
        if known is not None:
            self._memory.put(key, known)
        return known

    def put(self, key: str, document: str) -> None:
        """As ``executive.shelf.Shelf``."""
        self._memory.put(key, document)
        now = self._clock.now()
        try:
            store = self._open()
            store.save(key, document, made_at=now)
            if not self._tidied:
                store.drop_unused_since(now - UNUSED)
                self._tidied = True
        except BoardroomError:
            return
