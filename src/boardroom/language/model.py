"""``LanguageModel``: what Boardroom asks of a language model, and what comes back.

A model is asked for one typed output at a time, chosen or worded from what it is given; it calls no
tools and sees no data but that of the request. Who asks goes on without it when it does not answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

BYTES_PER_TOKEN = 3
"""Of text in UTF-8: a little fewer than the usual four, so that no estimate is too low."""


def accept(_: object) -> None:
    """Finds nothing wrong with any output."""


def never() -> bool:
    """Nobody asks the work to stop."""
    return False


def estimate_tokens(text: str) -> int:
    """How many tokens a text is, about."""
    return len(text.encode()) // BYTES_PER_TOKEN + 1


@dataclass(frozen=True, kw_only=True)
class Request(Generic[T]):
    """One question to a language model.

    Attributes:
        task: what to do, in our own words; it holds nothing from the data.
        data: what to do it with, as JSON values: sent apart from the task, and said to be data.
        output: the type of the answer, such as a frozen dataclass; its field names and docstring
            tell the model what to give.
        check: why an output cannot be used, in words that the model is told once, so that it may
            mend it; None where it can.
        most_output_tokens: how long one answer may be.
        stopped: asked several times a second; True ends the waiting.
    """

    task: str
    data: Mapping[str, object]
    output: type[T]
    check: Callable[[T], str | None] = accept
    most_output_tokens: int = 1_000
    stopped: Callable[[], bool] = never


@dataclass(frozen=True, kw_only=True)
class Use:
    """What questions took.

    Attributes:
        usd: their price; None where it is not known.
    """

    tokens: int = 0
    usd: Decimal | None = None


class LanguageModel(Protocol):
    """Answers requests, one at a time. Thread-safe."""

    @property
    def name(self) -> str:
        """Which model answers: ``provider:model``."""
        ...

    def answer(self, request: Request[T], *, used: Callable[[Use], None] = accept) -> T:
        """An output of the type asked for that passes the request's check.

        Args:
            request: the question.
            used: told once what the question took, also when no answer came of it.

        Raises:
            UnavailableError: no usable answer came in time; the message says why, and holds nothing
                of the request or the answer.
            LimitError: the limit of tokens or money is reached.
            CancelledError: the request was stopped.
            MissingExtraError: the packages that talk to models are not installed.
            UsageError: the settings name no model that can be reached.
        """
        ...
