"""DuckDB's exceptions as ours: the one place that knows both. Called by the DuckDB engine."""

import re

from boardroom.data.warehouse.engine import Limits
from boardroom.errors import BoardroomError, LimitError, QueryError, StorageError

_ECHO = re.compile(r"\n+\s*(?:LINE \d|Candidate functions:)")
_FILE_GONE = re.compile(r"No files found|cannot open file|No such file", re.IGNORECASE)


def translate(exc: Exception, *, timed_out: bool, limits: Limits) -> BoardroomError:
    """The error to raise ``from exc``.

    Args:
        exc: what DuckDB raised.
        timed_out: whether our own timer interrupted the statement.
        limits: those of the statement, for the message.
    """
    import duckdb

    text = _first_line(exc)
    if isinstance(exc, duckdb.InterruptException):
        if timed_out:
            return limits.too_slow()
        return LimitError("the query was interrupted")
    if isinstance(exc, duckdb.OutOfMemoryException | MemoryError):
        return LimitError(
            f"the query needs more memory than allowed: {text}",
            hint="Ask for fewer groups, or raise BOARDROOM_MEMORY_LIMIT_MB.",
        )
    if isinstance(exc, duckdb.PermissionException):
        return QueryError(f"the engine forbids this: {text}")
    if isinstance(exc, duckdb.IOException | duckdb.InternalException | duckdb.FatalException):
        hint = "Load the source again." if _FILE_GONE.search(text) else None
        return StorageError(f"the warehouse cannot be read: {text}", hint=hint)
    return QueryError(f"the engine cannot answer this SQL: {text}")


def _first_line(exc: Exception) -> str:
    """DuckDB's own message without the echo of the statement and all functions there are."""
    return _ECHO.split(str(exc))[0].strip()
