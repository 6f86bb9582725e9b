"""Customers by recency, frequency and value. Called by ``executive``.

Each customer gets a score from 1 to 5 for each of the three, by quintile; scores name a segment.
"""

from collections.abc import Sequence

import numpy as np

SEGMENTS = ("Champions", "Loyal", "Promising", "Needs attention", "At risk", "Hibernating")
"""Best first. At risk: valuable or frequent, and silent for longer than three in five."""

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

_LEVELS = 5
_PLACES = np.array([
    [5, 5, 5, 4, 4],
    [5, 5, 5, 4, 4],
    [3, 3, 3, 1, 1],
    [2, 2, 1, 1, 0],
    [2, 2, 1, 1, 0],
])  # fmt: skip
"""Place in ``SEGMENTS`` by the score for recency (rows) and the better of the two others."""


def rfm_segments(
    recency_days: Sequence[float] | Floats,
    frequency: Sequence[float] | Floats,
    value: Sequence[float] | Floats,
) -> Places:
    """The segment of each customer, in the order given, as its place in ``SEGMENTS``.

    Args:
        recency_days: days since the last purchase.
        frequency: number of purchases.
        value: money spent.

    Example:
        >>> money = [90.0, 50.0, 10.0, 80.0, 1.0]
        >>> found = rfm_segments([1, 2, 3, 400, 500], [9, 5, 1, 8, 1], money)
        >>> [SEGMENTS[place] for place in found]
        ['Champions', 'Loyal', 'Needs attention', 'At risk', 'Hibernating']

    Source: J. R. Miglautsch, Thoughts on RFM scoring, Journal of Database Marketing 8 (2000).
    """
    recent = _scores(-np.asarray(recency_days, dtype=float))
    worth = np.maximum(_scores(frequency), _scores(value))
    return np.asarray(_PLACES[recent - 1, worth - 1], dtype=np.int64)


def _scores(values: Sequence[float] | Floats) -> Places:
    """1 to 5 by the share of values that are smaller; equal values get equal scores."""
    numbers = np.asarray(values, dtype=float)
    if numbers.size == 0:
        return np.zeros(0, dtype=np.int64)
    below = np.searchsorted(np.sort(numbers), numbers, side="left") / numbers.size
    steps = np.floor(below * _LEVELS).astype(np.int64) + 1
    return np.asarray(np.minimum(_LEVELS, steps), dtype=np.int64)
