"""All pairs of places in a series, which robust statistics compare. Called by ``analysis``."""

from functools import lru_cache

import numpy as np

Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@lru_cache(maxsize=256)
def pairs_of(count: int) -> tuple[Places, Places, Places]:
    """Of every pair among ``count`` places the earlier one, the later one, and their distance;
    read-only.

    Example:
        >>> [places.tolist() for places in pairs_of(3)]
        [[0, 0, 1], [1, 2, 2], [1, 2, 1]]
    """
    first, second = np.triu_indices(count, k=1)
    found = (first, second, second - first)
    for places in found:
        places.flags.writeable = False
    return found
