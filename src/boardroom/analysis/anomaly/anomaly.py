"""What an anomaly is. Made by ``anomaly.detection`` and ``anomaly.classic``."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AnomalyKind(StrEnum):
    """What is unusual."""

    SPIKE = "spike"
    """One or a few values far from where they should be, up or down; then as before."""

    SHIFT = "shift"
    """The values go to another level and stay there for a while."""

    SPREAD = "spread"
    """The level holds; the values scatter more, or less, than they did."""

    FLAT = "flat"
    """The same value again and again in a series that moves."""

    GAP = "gap"
    """Rows are missing."""

    OUTLIER = "outlier"
    """Far from the others, by a rule that looks at the values without their order."""


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """One thing that is unusual in a series.

    Attributes:
        row: place in the series of its first row; of a gap, of the first row after it.
        last_row: of the last row that stood out.
        start: time of its first row; of a gap, of the last row before it.
        end: time of its last row.
        value: what was judged: the row's value; of a flat line how many rows have the same value;
            of a gap the seconds between its rows.
        expected: of the same thing; ``low`` and ``high`` bound what is usual.
        score: from 0 to 1, a tenth of −log10 of the estimated probability of something so unusual.
    """

    kind: AnomalyKind
    row: int
    last_row: int
    start: date
    end: date
    value: float
    expected: float
    low: float
    high: float
    score: float
