"""Whether a measure of records is higher when there are more of them. Called by
``executive.survey``."""

from dataclasses import dataclass

import numpy as np

from boardroom.analysis.survey.association import Correlation, correlation
from boardroom.analysis.survey.column import Floats

WEEK_DAYS = 7

_NEARLY_ALL = 0.99
"""Of the finished records: without the longest twentieth, the mean of a week is already too low by
a seventh."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The weeks with records that have the measure.

    Attributes:
        counts: all records in each; ``means`` of the measure over those that have it.
        link: how both go together.
    """

    counts: Floats
    means: Floats
    link: Correlation


def pace(days: Floats, values: Floats, *, unit_days: float) -> Pace | None:
    """How the mean of lengths of time goes with the number of records, over whole weeks from the
    first day on; None for too few weeks.

    Where records lack the measure, they may not be finished: of the last weeks only what was short
    is known, so weeks are looked at up to when nearly all that began in them can be finished.

    Args:
        days: when each record began; ``values`` how long it took (NaN = none).
        unit_days: how many days one of ``values`` is.
    """
    dated = np.isfinite(days)
    days, values = days[dated], values[dated]
    known = np.isfinite(values)
    if not known.any():
        return None
    since = np.floor(days - days.min())
    end = since.max() + 1
    if not known.all():
        end -= max(0.0, float(np.quantile(values[known], _NEARLY_ALL))) * unit_days
    whole = int(end // WEEK_DAYS)
    if whole < 1:
        return None
    weeks = (since // WEEK_DAYS).astype(np.int64)
    inside = weeks < whole
    have = inside & known
    counts = np.bincount(weeks[inside], minlength=whole).astype(float)
    sizes = np.bincount(weeks[have], minlength=whole)
    sums = np.bincount(weeks[have], weights=values[have], minlength=whole)
    filled = sizes > 0
    means = sums[filled] / sizes[filled]
    link = correlation(counts[filled], means, in_order=True)
    return None if link is None else Pace(counts=counts[filled], means=means, link=link)
