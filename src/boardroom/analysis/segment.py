"""Customers by recency, frequency and value. Called by ``executive``.

Each customer gets a score from 1 to 5 for each of the three, by quintile; scores name a segment.
"""

from collections.abc import Sequence

import numpy as np

SEGMENTS = ("Champions", "Loyal", "Promising", "Needs attention", "At risk", "Hibernating")
"""Best first. At risk: valuable or frequent, and silent for longer than three in five."""

_LEVELS = 5


def rfm_segments(
    recency_days: Sequence[float], frequency: Sequence[float], value: Sequence[float]
) -> tuple[str, ...]:
    """The segment of each customer, in the order given.

    Args:
        recency_days: days since the last purchase.
        frequency: number of purchases.
        value: money spent.

    Example:
        >>> rfm_segments([1, 2, 3, 400, 500], [9, 5, 1, 8, 1], [90.0, 50.0, 10.0, 80.0, 1.0])
        ('Champions', 'Loyal', 'Needs attention', 'At risk', 'Hibernating')

    Source: J. R. Miglautsch, Thoughts on RFM scoring, Journal of Database Marketing 8 (2000).
    """
    recent = _scores([-days for days in recency_days])
    worth = np.maximum(_scores(frequency), _scores(value))
    return tuple(_segment(int(r), int(w)) for r, w in zip(recent, worth, strict=True))


def _scores(values: Sequence[float]) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    """1 to 5 by the share of values that are smaller; equal values get equal scores."""
    numbers = np.asarray(values, dtype=float)
    if numbers.size == 0:
        return np.zeros(0, dtype=np.int64)
    below = np.searchsorted(np.sort(numbers), numbers, side="left") / numbers.size
    steps = np.floor(below * _LEVELS).astype(np.int64) + 1
    return np.asarray(np.minimum(_LEVELS, steps), dtype=np.int64)


def _segment(recent: int, worth: int) -> str:
    if recent >= 4:
        return SEGMENTS[0] if worth >= 5 else SEGMENTS[1] if worth >= 3 else SEGMENTS[2]
    if worth >= 4:
        return SEGMENTS[4] if recent <= 2 else SEGMENTS[1]
    return SEGMENTS[3] if recent == 3 else SEGMENTS[5]
