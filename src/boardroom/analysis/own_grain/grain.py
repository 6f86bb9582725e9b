"""At which step within the day rows come. Called by ``executive.scan``."""

from boardroom.analysis.panel.series import Floats

FINER = (1, 5, 15)
"""Minutes of the steps that are tried below the hour."""

_OPEN = 0.5
_FILLED = 0.9
_LEAST_OPEN = 0.2
"""Of the hours of a week: nearly seven on five days."""

_WEEK, _DAY = 168, 24


def is_dense(counts: Floats, *, an_hour: int = 1) -> bool:
    """Whether nearly all steps have rows in those hours of the week (of the day, in less than three
    weeks) in which half of them have some as a rule.

    Args:
        counts: rows per step, of whole days.
        an_hour: steps of an hour.

    Example:
        >>> import numpy as np
        >>> is_dense(np.tile([0.0] * 9 + [4.0] * 9 + [0.0] * 6, 28))
        True
        >>> is_dense(np.tile([0.0] * 9 + [40.0] + [0.0] * 14, 28))
        False
    """
    filled = (counts > 0).reshape(-1, an_hour).mean(axis=1)
    cycle = _WEEK if len(filled) >= 3 * _WEEK else _DAY
    whole = filled[len(filled) % cycle :].reshape(-1, cycle)
    is_open = whole.mean(axis=0) >= _OPEN
    return bool(is_open.mean() >= _LEAST_OPEN and whole[:, is_open].mean() >= _FILLED)
