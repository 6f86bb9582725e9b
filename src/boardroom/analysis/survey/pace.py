"""Whether a measure of records is higher when there are more of them. Called by
``executive.survey``."""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.survey.association import Correlation, correlation
from boardroom.analysis.survey.column import Floats

WEEK_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The weeks that have records.

    Attributes:
        counts: records in each; ``means`` of the measure over them.
        link: how both go together.
    """

    counts: Floats
    means: Floats
    link: Correlation


def pace(days: Floats, values: Floats) -> Pace | None:
    """How the mean of ``values`` goes with the number of records, over whole weeks from the first
    day on (NaN = none); None for too few weeks."""
    known = np.isfinite(days) & np.isfinite(values)
    if not known.any():
        return None
    since = np.floor(days[known] - days[known].min())
    weeks = (since // WEEK_DAYS).astype(np.int64)
    whole = int((since.max() + 1) // WEEK_DAYS)
    inside = weeks < whole
    counts = np.bincount(weeks[inside], minlength=whole).astype(float)
    sums = np.bincount(weeks[inside], weights=values[known][inside], minlength=whole)
    filled = counts > 0
    means = sums[filled] / counts[filled]
    link = correlation(counts[filled], means, in_order=True)
    return None if link is None else Pace(counts=counts[filled], means=means, link=link)
