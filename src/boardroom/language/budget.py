"""How much a language model may be used in a day, whoever asks. Wired by the workspace.

What was used is noted by day in UTC, so that a limit holds over processes that come one after the
other; those that run at once may each use what is left.
"""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from typing import Protocol, TypeVar

from boardroom.clock import Clock
from boardroom.errors import LimitError
from boardroom.language.model import LanguageModel, Request, Use, accept, estimate_tokens

T = TypeVar("T")


class Notes(Protocol):
    """Where use is noted, by key of at most 64 characters."""

    def get(self, key: str) -> str | None:
        """What stands under ``key``; None when there is nothing."""
        ...

    def put(self, key: str, document: str) -> None:
        """Keep ``document`` under ``key``."""
        ...


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that may be used in a day; 0 = no limit.

    Attributes:
        usd: of what models with a known price cost.
    """

    tokens: int = 500_000
    usd: float = 5.0


@dataclass(kw_only=True)
class MeteredModel:
    """A language model within limits.

    Attributes:
        model: who answers.
        notes: where its use is noted.
    """

    model: LanguageModel
    limits: Limits
    notes: Notes
    clock: Clock
    _under_way: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        """As ``LanguageModel``."""
        return self.model.name

    def answer(self, request: Request[T], *, used: Callable[[Use], None] = accept) -> T:
        """As ``LanguageModel``. What is under way counts with as much as it may take, so that
        nobody waits for another's question and none overlooks its use."""
        most = estimate_tokens(request.task + json.dumps(request.data)) + request.most_output_tokens
        taken: list[Use] = []
        with self._lock:
            self._check(_read(self.notes.get(self._key)))
            self._under_way += most
        try:
            return self.model.answer(request, used=taken.append)
        finally:
            with self._lock:
                self._under_way -= most
                before = _read(self.notes.get(self._key))
                for use in taken:
                    before = _sum(before, use)
                    used(use)
                if taken:
                    self.notes.put(self._key, _text(before))

    @property
    def _key(self) -> str:
        return f"language-use:{self.clock.now().astimezone(UTC).date()}"

    def _check(self, before: Use) -> None:
        tokens, usd = self.limits.tokens, self.limits.usd
        hint = "Raise it under language_model in boardroom.yml, or wait: it is for a day in UTC."
        if tokens and before.tokens + self._under_way >= tokens:
            message = f"today's limit of {tokens:,} tokens for the language model is reached"
            raise LimitError(message, hint=hint)
        if usd and before.usd is not None and before.usd >= Decimal(str(usd)):
            message = f"today's limit of ${usd:,.2f} for the language model is reached"
            raise LimitError(message, hint=hint)


def _sum(first: Use, second: Use) -> Use:
    """Of both; where one price is not known, the other's."""
    prices = [use.usd for use in (first, second) if use.usd is not None]
    usd = sum(prices, Decimal()) if prices else None
    return Use(tokens=first.tokens + second.tokens, usd=usd)


def _text(use: Use) -> str:
    return json.dumps({"tokens": use.tokens, "usd": None if use.usd is None else str(use.usd)})


def _read(text: str | None) -> Use:
    """The use that was noted; none where nothing was, or nothing that can be read."""
    with suppress(ValueError, TypeError, KeyError, ArithmeticError):
        data = json.loads(text or "")
        usd = data["usd"]
        return Use(tokens=int(data["tokens"]), usd=None if usd is None else Decimal(usd))
    return Use()
