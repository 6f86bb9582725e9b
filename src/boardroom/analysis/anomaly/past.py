"""Running summaries of a series, each row from that row and earlier ones only."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from boardroom.analysis.anomaly.rarity import Array, blocks


def mean_of_last(values: Array, width: int) -> Array:
    """Mean of the last ``width`` values, this row's included (of all where there are fewer)."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    end = np.arange(1, values.size + 1)
    begin = np.maximum(end - width, 0)
    means: Array = (total[end] - total[begin]) / (end - begin)
    return means


def median_before(values: Array, width: int) -> Array:
    """Median of the ``width`` values before the row (of all where there are fewer); the value
    itself at the first row."""
    found = np.empty(values.size)
    for row in range(min(width, values.size)):
        found[row] = np.median(values[:row]) if row else values[0]
    if values.size > width:
        found[width:] = np.median(sliding_window_view(values[:-1], width), axis=1)
    return found


def median_of_all(values: Array) -> Array:
    """Median of the whole past, renewed as it grows; the value itself at the first row."""
    found = np.array(values, dtype=float)
    order = np.argsort(found, kind="stable")  # Once: what is chosen of it stays in order.
    for first, end in reversed(list(blocks(values.size, 1))):  # Each from the next, not from all.
        order = order[order < first]
        found[first:end] = middle_of(values[order])
    return found


def middle_of(ordered: Array) -> float:
    """The median of values in order; NaN where one of them is."""
    half, odd = divmod(len(ordered), 2)
    if np.isnan(ordered[-1]):
        return float("nan")
    return float(ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2)


def highest_before(values: Array, width: int) -> Array:
    """The highest of the ``width`` values before the row; 0 where there is none."""
    padded = np.concatenate([np.zeros(width), values])
    highest: Array = sliding_window_view(padded, width)[: values.size].max(axis=1)
    return highest


def mean_loss_before(errors: Array) -> Array:
    """Mean root of the absolute errors before the row (a few wild ones count little); infinite
    where fewer than a handful are known."""
    known = np.isfinite(errors)
    loss = np.where(known, np.sqrt(np.abs(np.where(known, errors, 0.0))), 0.0)
    count = np.cumsum(known)
    mean = np.where(count >= _HANDFUL, np.cumsum(loss) / np.maximum(count, 1), np.inf)
    return np.concatenate([[np.inf], mean[:-1]])


_HANDFUL = 20
