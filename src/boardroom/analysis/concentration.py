"""How much of a total a few take, and whether that has moved by more than chance. Pure; called by
``executive.inspection``.

Source: B. Welch, The generalization of Student's problem, Biometrika 34 (1947); G. Bayley and
J. Hammersley, The effective number of independent observations in an autocorrelated time series,
JRSS Supplement 8 (1946).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import student_two_sided
from boardroom.analysis.memory import memory_of

LEADING = 3
"""So many of the largest are looked at together."""

MAJOR = 0.1
"""A share that one alone must not have without being told. Source: IFRS 8.34 and ASC 280-10-50-42
ask to disclose customers with 10 % of revenue or more."""

LEAST_MOVE = 0.05
"""The share of the leading must have moved by so much of the whole to be news."""

FEWEST = 10
"""Of fewer each has much anyway."""

_MOST_LESS = 0.05
"""Where losses or refunds of some take more than this of what the others bring, their shares of
what is left say nothing."""

_FEWEST_MONTHS = 6
_MOST_MEMORY = 0.95


@dataclass(frozen=True, kw_only=True)
class Concentration:
    """What the largest take of a total.

    Attributes:
        largest: shares of the leading ones, largest first.
    """

    largest: tuple[float, ...]

    @property
    def share(self) -> float:
        """What the leading ones take together."""
        return sum(self.largest)


def measure_concentration(
    takings: Sequence[float], *, whole: float, parties: int, less: float = 0.0
) -> Concentration | None:
    """The concentration of a total; None where there are too few to share it, or it is none.

    Args:
        takings: of the largest, in any order.
        whole: the total of all.
        parties: how many share it.
        less: what those below zero took off it, as a positive number.

    Example:
        >>> found = measure_concentration([30.0, 20.0, 10.0, 5.0], whole=100.0, parties=40)
        >>> found.largest, round(found.share, 2)
        ((0.3, 0.2, 0.1), 0.6)
        >>> measure_concentration([30.0, 20.0, 10.0], whole=100.0, parties=4) is None
        True
        >>> measure_concentration([30.0, 20.0, 10.0], whole=100.0, parties=40, less=25.0) is None
        True
    """
    if parties < FEWEST or whole <= 0 or less > _MOST_LESS * (whole + less):
        return None
    leading = sorted(takings, reverse=True)[:LEADING]
    if len(leading) < LEADING or leading[-1] < 0:
        return None
    return Concentration(largest=tuple(amount / whole for amount in leading))


def is_major(found: Concentration, *, parties: int) -> bool:
    """Whether one alone takes a major share, and far more than an even one.

    Example:
        >>> is_major(Concentration(largest=(0.12, 0.02, 0.02)), parties=50)
        True
        >>> is_major(Concentration(largest=(0.12, 0.1, 0.1)), parties=12)
        False
    """
    return found.largest[0] >= max(MAJOR, LEADING / parties)


def chance_of_move(now: Sequence[float], before: Sequence[float]) -> float:
    """How often the share of the leading in a year moves as far by chance alone, by how much it
    differs from month to month in each year. Where each month goes on from the one before, twelve
    say as much as a few that do not.

    Example:
        >>> calm = [0.3, 0.31, 0.29, 0.3, 0.3, 0.31, 0.29, 0.3, 0.3, 0.3, 0.31, 0.29]
        >>> higher = [share + 0.06 for share in calm]
        >>> lumpy = [0.0, 0.9, 0.1, 0.0, 0.8, 0.2, 0.0, 0.7, 0.3, 0.9, 0.1, 0.3]
        >>> chance_of_move(higher, calm) < 1e-6, chance_of_move(lumpy, calm) > 0.3
        (True, True)
    """
    if min(len(now), len(before)) < _FEWEST_MONTHS:
        return 1.0
    months = [np.asarray(item, dtype=float) for item in (now, before)]
    distance = float(months[0].mean() - months[1].mean())
    memory = min(_MOST_MEMORY, memory_of(*(item - item.mean() for item in months)))
    inflation = (1.0 + memory) / (1.0 - memory)
    errors = [inflation * float(item.var(ddof=1)) / len(item) for item in months]
    spread = math.sqrt(sum(errors))
    if spread == 0.0:
        return 0.0 if distance else 1.0
    pairs = zip(errors, months, strict=True)
    degrees = spread**4 / sum(error**2 / (len(item) - 1) for error, item in pairs)
    return student_two_sided(distance / spread, degrees=max(1.0, degrees / inflation))
