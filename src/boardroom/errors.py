"""The error tree: what callers catch, cut by what the caller does about it.

::

    BoardroomError
    ├── UsageError            the call itself is wrong: fix the arguments
    │   └── NotFoundError     a named thing does not exist; the hint has the nearest names
    ├── ModelError            a file of the workspace is wrong (settings, model, policy): fix it
    ├── QueryError            this model cannot answer that soundly: change the query
    │   └── AmbiguousError    two or more readings; ``choices`` names them: pick one
    ├── PolicyError           this principal may not see this
    ├── GuardError            SQL that is not one harmless SELECT over known tables
    ├── SourceError           a source cannot be read: fix the source; the last good data stays
    ├── MissingExtraError     an optional package is not installed; the hint has the command
    ├── LimitError            a row, time or memory limit was reached: ask for less
    ├── CancelledError        somebody asked the work to stop: nothing is wrong
    ├── StorageError          the disk, lake or state store failed (full disk, no permission)
    ├── BusyError             somebody else holds the thing: try again (transient)
    └── UnavailableError      a server does not answer: try again (transient)

Every message names the object, what was expected and where; ``hint`` says the next step.
Exit codes of the command line stand in ``boardroom.cli.exit_code``.
"""

from collections.abc import Sequence
from typing import ClassVar


class BoardroomError(Exception):
    """Base of all errors that Boardroom raises on purpose.

    Args:
        message: what went wrong, naming the object and the place.
        hint: the next step, as one sentence.
    """

    transient: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(BoardroomError):
    """The call itself is wrong: an option, an argument, a combination."""


class NotFoundError(UsageError):
    """A named metric, dataset, field, source, file or workspace does not exist."""


class ModelError(BoardroomError):
    """A workspace file or the semantic model in it is wrong; the message has file:line."""


class QueryError(BoardroomError):
    """The query cannot be answered soundly from this model; the message says why."""


class AmbiguousError(QueryError):
    """More than one reading is possible.

    Args:
        message: what is ambiguous.
        choices: the readings, each in the words that select it.
        hint: how to choose.
    """

    def __init__(self, message: str, *, choices: Sequence[str], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.choices = tuple(choices)


class PolicyError(BoardroomError):
    """The principal's row or column policy forbids this."""


class GuardError(BoardroomError):
    """SQL text that is not one read-only SELECT over known tables."""


class SourceError(BoardroomError):
    """A source cannot be read: missing, unreadable, damaged, refused."""


class MissingExtraError(BoardroomError):
    """An optional package is needed; the hint names the extra to install."""


class LimitError(BoardroomError):
    """A row, time or memory limit stopped the work."""


class CancelledError(BoardroomError):
    """The work was asked to stop before it ended."""


class StorageError(BoardroomError):
    """Writing or reading the workspace's own storage failed."""


class BusyError(BoardroomError):
    """Another process holds the lock; waiting or retrying helps."""

    transient: ClassVar[bool] = True


class UnavailableError(BoardroomError):
    """A database or service does not answer; retrying may help."""

    transient: ClassVar[bool] = True
