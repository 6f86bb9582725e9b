"""Doubles for what stands outside Boardroom, for the tests of those who extend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from boardroom.errors import BoardroomError, UnavailableError
from boardroom.language.model import Request, Use, accept

T = TypeVar("T")


@dataclass(kw_only=True)
class ScriptedModel:
    """A ``LanguageModel`` that says what it is told to, in order, and talks to nobody.

    As a real one it is told once what is wrong with an output, and then gives the next one.

    Attributes:
        replies: outputs of the type that is asked for, errors to raise, or a function from the
            request to either; when they are used up, it does not answer.
        use: what each question takes.
        requests: what it was asked.

    Example:
        >>> from boardroom.language.model import Request
        >>> model = ScriptedModel(replies=["too long", "short"])
        >>> shorter = lambda text: "make it shorter" if len(text) > 5 else None
        >>> model.answer(Request(task="Say it.", data={}, output=str, check=shorter))
        'short'
    """

    replies: Iterable[Any] = ()
    name: str = "scripted:model"
    use: Use = field(default_factory=Use)
    requests: list[Request[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._replies: Iterator[Any] = iter(self.replies)

    def answer(self, request: Request[T], *, used: Callable[[Use], None] = accept) -> T:
        """As ``LanguageModel``."""
        self.requests.append(request)
        used(self.use)
        for _ in range(2):
            output = self._next(request)
            if request.check(output) is None:
                return output
        raise self._unavailable()

    def _next(self, request: Request[T]) -> T:
        reply = next(self._replies, self._unavailable())
        found = reply(request) if callable(reply) else reply
        if isinstance(found, BoardroomError):
            raise found
        return found  # type: ignore[no-any-return]  # a reply is of the type asked for

    def _unavailable(self) -> UnavailableError:
        return UnavailableError(f"language model {self.name!r} gave no usable answer")
