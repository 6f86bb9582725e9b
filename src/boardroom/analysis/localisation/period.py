"""What is known of the leaves of a metric in several periods, and the ways to look at it.

Made by ``executive.explain``, searched by ``scan``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from boardroom.analysis.localisation.leaf import Codes, Floats

View = Literal["sum", "rows", "rate"]


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What is summed of the rows of each leaf, in one period.

    Attributes:
        top: the sums of the metric, or of its numerator.
        squares: the sums of the squares of the rows' values.
        bottom: the denominators; None where there are none. Of a sum whose rows are counted, their
            numbers: then it can be looked at as so many rows, and as so much a row.
        cross, bottom_squares: with ``bottom``: sums of products with, and squares of, the
            denominators.
    """

    top: Floats
    squares: Floats
    bottom: Floats | None = None
    cross: Floats | None = None
    bottom_squares: Floats | None = None

    @classmethod
    def of(cls, columns: Sequence[Floats]) -> "Sums":
        """From two columns or five, in the order of ``columns``."""
        if len(columns) == 2:
            return cls(top=columns[0], squares=columns[1])
        top, squares, bottom, cross, bottom_squares = columns
        return cls(
            top=top, squares=squares, bottom=bottom, cross=cross, bottom_squares=bottom_squares
        )

    @property
    def columns(self) -> tuple[Floats, ...]:
        """All that is summed."""
        if self.bottom is None or self.cross is None or self.bottom_squares is None:
            return (self.top, self.squares)
        return (self.top, self.squares, self.bottom, self.cross, self.bottom_squares)

    def each(self, change: Callable[[Floats], Floats]) -> "Sums":
        """Each column changed; what is one column twice stays so."""
        changed: dict[int, Floats] = {}
        for column in self.columns:
            if id(column) not in changed:
                changed[id(column)] = change(column)
        return Sums.of([changed[id(column)] for column in self.columns])

    @property
    def rows(self) -> Floats:
        """How many rows of one size the denominator is worth."""
        if self.bottom is None or self.bottom_squares is None:
            return np.full_like(self.top, np.inf)
        known = self.bottom_squares > 0
        return np.where(known, self.bottom**2 / np.where(known, self.bottom_squares, 1.0), 0.0)

    def variance(self, rate: Floats | None = None) -> Floats:
        """Of a sum of rows that come by chance; of a numerator at its denominator, around a rate.

        Args:
            rate: that of each leaf if nothing happened; not needed for sums.
        """
        if rate is None or self.bottom is None or self.cross is None or self.bottom_squares is None:
            return self.squares
        spread = self.squares - 2 * rate * self.cross + rate**2 * self.bottom_squares
        own = np.maximum(spread, 0.0)
        # Of few rows the rate lies too close to say how they vary: all rows help to say it.
        return np.asarray(np.maximum(own, float(np.sum(own)) * parts_of(self.bottom)))

    def seen(self, view: View) -> "Sums":
        """Its sums alone, its rows alone, or the one per the other."""
        if view == "rate" or self.bottom is None or self.bottom_squares is None:
            return self
        if view == "sum":
            return Sums(top=self.top, squares=self.squares)
        return Sums(top=self.bottom, squares=self.bottom_squares)


def parts_of(values: Floats) -> Floats:
    """Each as a share of all."""
    sizes = np.abs(values)
    return np.asarray(sizes / max(float(np.sum(sizes)), 1e-300))


@dataclass(frozen=True, kw_only=True)
class TwoPeriods:
    """Leaves of two periods: a row per combination of attributes that occurs in either.

    Attributes:
        attributes: names of the dimensions; ``values`` what their codes mean.
        codes: per dimension, one code per leaf.
        earlier: the same sums of periods before ``then``, newest first: what combinations did from
            one to the next says how they usually move.
        ratio: whether the metric is top ÷ bottom; else it is top, and bottom counts its rows.
    """

    attributes: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    codes: tuple[Codes, ...]
    now: Sums
    then: Sums
    earlier: tuple[Sums, ...] = ()
    ratio: bool = False

    def __len__(self) -> int:
        return len(self.now.top)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The ways to look at it, the metric's own first."""
        if self.ratio:
            return ("rate",)
        pairs = [(sums.top, sums.bottom) for sums in (self.now, self.then)]
        if any(bottom is None or np.array_equal(top, bottom) for top, bottom in pairs):
            return ("sum",)
        return ("sum", "rows", "rate")
