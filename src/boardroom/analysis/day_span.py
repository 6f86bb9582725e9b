"""Whether a day with rows is there from its beginning to its end, by how far rows usually reach.

Called by ``executive.day_end`` for rows that have a time of day. An extract made at two in the
afternoon holds a part of its last day, which is no day to compare with.
"""

from collections.abc import Sequence

import numpy as np

_FEWEST = 10
_BEYOND = 3.0
"""So many times as far from the median as nineteen of twenty days lie, no day lies by chance."""

_LEAST = 1.0
"""Hours: less of a day is not missed."""


def is_cut(hours: float, others: Sequence[float], *, alike: Sequence[float] = ()) -> bool:
    """Whether a day lacks its end (or its beginning).

    Args:
        hours: from its last row to midnight (or from midnight to its first row).
        others: the same of other days; of fewer than ten, nothing follows.
        alike: those of the same day of the week, which may always end early.

    Example:
        >>> is_cut(9.6, [0.1] * 12), is_cut(0.2, [0.1] * 12)
        (True, False)
        >>> is_cut(12.0, [0.1] * 12, alike=[12.1, 12.0])
        False
    """
    if len(others) < _FEWEST:
        return False
    median, far = np.quantile(np.asarray(others, dtype=float), [0.5, 0.95])
    limit = float(median + max(_BEYOND * (far - median), _LEAST))
    return hours > max([limit, *alike])
