"""False-discovery control: how many of many tests may be called findings. Called by
``executive``.
"""

from collections.abc import Sequence

import numpy as np


def discoveries(p_values: Sequence[float], *, rate: float) -> tuple[bool, ...]:
    """Which tests are findings when at most a share ``rate`` of the findings may be false on
    average.

    Example:
        >>> discoveries([0.001, 0.2, 0.02, 0.9], rate=0.05)
        (True, False, True, False)
        >>> discoveries([], rate=0.05)
        ()

    Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995).
    """
    count = len(p_values)
    if count == 0:
        return ()
    ordered = np.sort(np.asarray(p_values, dtype=float))
    limits = rate * np.arange(1, count + 1) / count
    passing = np.nonzero(ordered <= limits)[0]
    if passing.size == 0:
        return (False,) * count
    limit = float(ordered[passing[-1]])
    return tuple(p <= limit for p in p_values)
