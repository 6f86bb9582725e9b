"""The columns that a survey compares, as plain arrays. Called by ``executive.survey``.

All columns of one survey have a cell per record, in the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Codes = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """A column of a few values.

    Attributes:
        codes: the place of each record's value in ``values``; −1 where it has none.
        values: the values, most frequent first.
    """

    codes: Codes
    values: tuple[str, ...]

    @property
    def counts(self) -> Codes:
        """Records of each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))


def group(cells: Sequence[str | None]) -> Grouping:
    """The grouping of one cell per record; None is no value.

    Example:
        >>> group(["b", "a", None, "b"]).values
        ('b', 'a')
    """
    counts: dict[str, int] = {}
    for cell in cells:
        if cell is not None:
            counts[cell] = counts.get(cell, 0) + 1
    values = tuple(sorted(counts, key=lambda value: (-counts[value], value)))
    places = {value: place for place, value in enumerate(values)}
    codes = [-1 if cell is None else places[cell] for cell in cells]
    return Grouping(codes=np.array(codes, dtype=np.int64), values=values)


def restrict(grouping: Grouping, inside: Flags) -> Grouping:
    """The same grouping, of the records ``inside`` only."""
    return Grouping(codes=np.where(inside, grouping.codes, -1), values=grouping.values)


def ranks_of(values: Floats) -> tuple[Floats, float]:
    """Ranks from 1, ties at their mean, and how much of the ranks' variance the ties leave (1 =
    none, 0 = all equal). No NaN may be among ``values``.

    Example:
        >>> ranks, left = ranks_of(np.array([3.0, 1.0, 3.0]))
        >>> ranks.tolist(), left
        ([2.5, 1.0, 2.5], 0.75)
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2.0)[place]
    size = float(len(values))
    ties = float((counts.astype(float) ** 3 - counts).sum())
    left = 1.0 - ties / (size**3 - size) if size > 1 else 0.0
    return ranks, left
