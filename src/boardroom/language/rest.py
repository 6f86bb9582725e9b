"""A language model that is left alone for a while when it does not answer. Wired by the workspace.

Many questions one after the other would each wait for a server that is down. One whose answers are
of no use does answer.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from boardroom.clock import Clock
from boardroom.errors import UnavailableError
from boardroom.language.model import LanguageModel, Request, Use, accept

T = TypeVar("T")

_MOST_FAILURES = 2
_REST = timedelta(seconds=60)


@dataclass(kw_only=True)
class RestingModel:
    """A language model that after two failures in a row is asked once a minute. Thread-safe.

    Attributes:
        model: who answers.
        clock: tells when a rest is over.
    """

    model: LanguageModel
    clock: Clock
    _failures: int = 0
    _until: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        """As ``LanguageModel``."""
        return self.model.name

    def answer(self, request: Request[T], *, used: Callable[[Use], None] = accept) -> T:
        """As ``LanguageModel``; while it rests it is unavailable at once."""
        if self._until is not None and self.clock.now() < self._until:
            message = f"language model {self.name!r} did not answer {self._failures} times in a row"
            raise UnavailableError(f"{message} and is left alone until {self._until:%H:%M:%S} UTC")
        came: list[T] = []

        def check(output: T) -> str | None:
            came.append(output)
            return request.check(output)

        try:
            found = self.model.answer(replace(request, check=check), used=used)
        except UnavailableError:
            self._note(failed=not came)
            raise
        self._note(failed=False)
        return found

    def _note(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            rests = self._failures >= _MOST_FAILURES
            self._until = self.clock.now() + _REST if rests else None
