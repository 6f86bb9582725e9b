"""What to expect of demand that comes in units, some weeks none: the mean of the last weeks. Pure.

How many weeks is chosen on the demand's own past: of a few windows the one whose means missed the
sums that followed least, each time from what was known before.
"""

from collections.abc import Sequence

import numpy as np

_WINDOWS = (8, 26, 104)
"""Weeks: two months follow a new level, half a year is steadier, two years know each season."""


def expect_demand(past: Sequence[float], periods: int) -> list[float]:
    """The demand of each of the next ``periods``, from what was demanded so far, oldest first.

    Example:
        >>> expect_demand([2.0, 0.0, 4.0, 2.0], 2)
        [2.0, 2.0]
        >>> risen = [1.0] * 60 + [9.0] * 30
        >>> expect_demand(risen, 4)[0]
        9.0

    Source: E. A. Silver, D. F. Pyke and D. J. Thomas, Inventory and Production Management in Supply
        Chains, 4th edition (2017), chapter 3.4 (moving averages).
    """
    values = np.asarray(past, dtype=float)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    windows = [size for size in _WINDOWS if size <= values.size] or [values.size]
    first = min(windows[-1], max(1, values.size // 2))
    origins = np.arange(first, values.size - periods + 1)
    best = windows[-1]
    if origins.size:
        came = sums[origins + periods] - sums[origins]
        misses = {}
        for size in windows:
            begin = np.maximum(0, origins - size)
            means = (sums[origins] - sums[begin]) / (origins - begin)
            misses[size] = float(np.mean((means * periods - came) ** 2))
        best = min(windows, key=lambda size: (misses[size], -size))
    return (
        [float((sums[-1] - sums[-1 - best]) / best)] * periods if values.size else [0.0] * periods
    )
