"""Exit codes of the command line: one table from error class to code, documented in
docs/reference/cli.md.

0 = done; 1 = something unexpected or a finding of ``doctor``; 2 = wrong usage; 130 = interrupted by
Ctrl-C.
"""

from boardroom import errors

UNEXPECTED = 1
INTERRUPTED = 130

EXIT_CODES: dict[type[errors.BoardroomError], int] = {
    errors.BoardroomError: UNEXPECTED,
    errors.UsageError: 2,
    errors.NotFoundError: 2,
    errors.ModelError: 3,
    errors.QueryError: 4,
    errors.AmbiguousError: 4,
    errors.PolicyError: 5,
    errors.GuardError: 5,
    errors.SourceError: 6,
    errors.MissingExtraError: 7,
    errors.LimitError: 8,
    errors.CancelledError: 12,
    errors.StorageError: 9,
    errors.BusyError: 10,
    errors.UnavailableError: 11,
}


def exit_code(error: errors.BoardroomError) -> int:
    """The code for ``error``: that of its class, or of the nearest base class in the table."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
