"""How much of what strays one period goes on straying the next. Pure; called by
``concentration`` and ``own_grain.outlook``.

Source: J. Shaman and R. Stine, The bias of autoregressive coefficient estimators, JASA 83 (1988).
"""

from boardroom.analysis.panel.series import Floats

_TINY = 1e-9


def memory_of(*runs: Floats) -> float:
    """The part of an error that the next period keeps, from 0 to 1; that few periods show too
    little of it is made up for.

    Args:
        runs: errors around a mean or line, each of periods side by side.

    Example:
        >>> import numpy as np
        >>> memory_of(np.array([1.0, -1.0, 1.0, -1.0]))
        0.0
        >>> memory_of(np.repeat([1.0, -1.0], 12)) > 0.9
        True
    """
    square = sum(float(run @ run) for run in runs)
    if square <= _TINY**2:
        return 0.0
    shown = sum(float(run[1:] @ run[:-1]) for run in runs) / square
    length = sum(map(len, runs)) / len(runs)
    return min(1.0, max(0.0, shown + (1.0 + 4.0 * shown) / length))
