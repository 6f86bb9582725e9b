"""Where agents keep what is slow to work out, by key: in memory, or in the workspace's state."""

import threading
from typing import Protocol

_MOST = 512


class Shelf(Protocol):
    """Keeps documents. Thread-safe."""

    def get(self, key: str) -> str | None:
        """The newest document under ``key``; None when there is none."""
        ...

    def put(self, key: str, document: str) -> None:
        """Keep ``document`` under ``key``."""
        ...


class MemoryShelf:
    """Keeps the newest documents as long as it lives."""

    def __init__(self) -> None:
        self._documents: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """As ``Shelf``."""
        return self._documents.get(key)

    def put(self, key: str, document: str) -> None:
        """As ``Shelf``."""
        with self._lock:
            self._documents[key] = document
            while len(self._documents) > _MOST:
                del self._documents[next(iter(self._documents))]
