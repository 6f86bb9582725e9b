"""How the number of records, or a measure of them, moves over their own time.

Called by ``executive.survey``. Periods are whole ones: −1 for a record that lies in none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.distribution import normal_two_sided, student_two_sided
from boardroom.analysis.survey.association import correlation
from boardroom.analysis.survey.column import Codes, Floats, ranks_of
from boardroom.analysis.trend import assess_trend, theil_sen_slope

_LEAST_RECORDS = 20
_AGREES, _FLAT = 0.05, 0.1
_NEAR, _BOUND = 0.2, 0.5
_PEAK_FACTOR = 2.0
_MOST_OF_TIME = 1 / 3


@dataclass(frozen=True, kw_only=True)
class Course:
    """A rise or fall over the periods.

    Attributes:
        values: by period; NaN where there is none.
        slope: median change per period.
        first, last: means of the first and the last third of the periods.
        p_value: how often as steady a course comes about by chance.
        flat: whether nothing can be moving much: the two ends are within a fifth of the mean, nine
            times in ten within half of it, and chance alone explains what there is.
    """

    values: Floats
    slope: float
    first: float
    last: float
    p_value: float
    flat: bool

    @property
    def change(self) -> float:
        """From the first third to the last, as a ratio; infinite from nothing."""
        return self.last / self.first - 1.0 if self.first else math.inf


def count_course(periods: Codes, size: int) -> Course | None:
    """How the number of records moves over ``size`` periods; None for too few.

    The test: a straight line through the counts, which makes no assumption on their spread, with
    as many degrees of freedom as values that wander that much are worth. A test by ranks
    (``assess_trend``) must agree at 5 %.
    """
    counts = np.bincount(periods[periods >= 0], minlength=size).astype(float)
    if counts.sum() < _LEAST_RECORDS:
        return None
    return _course(counts, _line_chance(counts), shapes=(counts,))


def mean_course(periods: Codes, size: int, *, days: Floats, values: Floats) -> Course | None:
    """How the mean of ``values`` moves over the periods; None for too few.

    The test: the correlation of single records with time, by ranks and by a straight line; the
    chance of the line through the means of periods, as in ``count_course``, counts if it is larger,
    or of that through their ranks, which knows a climb that bends: of both the better, doubled.
    """
    usable = (periods >= 0) & np.isfinite(values) & np.isfinite(days)
    counts = np.bincount(periods[usable], minlength=size)
    single = correlation(days[usable], values[usable])
    if single is None:
        return None
    sums = np.bincount(periods[usable], weights=values[usable], minlength=size)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    known = means[counts > 0]
    ranks, _ = ranks_of(known)
    line = 2.0 * min(_line_chance(known), _line_chance(ranks))
    return _course(means, max(single.p_value, min(1.0, line)), shapes=(known, ranks))


def _line_chance(values: Floats) -> float:
    """Of a straight line through ``values``, with the degrees of freedom that their residuals,
    where one resembles the one before, leave.

    Source: effective sample size by G. V. Bayley and J. M. Hammersley, JRSS Supplement 8 (1946).
    """
    size = len(values)
    if size < 4 or np.ptp(values) == 0:
        return 1.0
    places = np.arange(size, dtype=float)
    slope, start = np.polyfit(places, values, 1)
    residuals = values - slope * places - start
    left = float((residuals**2).sum())
    near = float((residuals[1:] * residuals[:-1]).sum()) / left if left else 0.0
    worth = size * (1.0 - near) / (1.0 + near) if near > 0 else size
    value = float(np.corrcoef(places, values)[0, 1])
    degrees = max(1.0, worth - 2.0)
    t = value * math.sqrt(degrees / max(1.0 - value * value, 1e-12))
    return student_two_sided(t, degrees=degrees)


def _course(values: Floats, chance: float, *, shapes: Sequence[Floats]) -> Course | None:
    """The course, where the trend that shows best in one of ``shapes`` agrees."""
    known = values[np.isfinite(values)]
    tests = [test for shape in shapes if (test := assess_trend(shape.tolist())) is not None]
    if not tests:
        return None
    test = min(tests, key=lambda item: item.p_value)
    third = max(1, len(known) // 3)
    first, last = float(known[:third].mean()), float(known[-third:].mean())
    level = abs(float(known.mean()))
    gap = abs(last - first)
    doubt = 1.645 * math.sqrt(2.0 / third) * float(known.std(ddof=1))
    near = gap <= _NEAR * level and gap + doubt <= _BOUND * level
    return Course(
        values=values,
        slope=theil_sen_slope(known.tolist()),
        first=first,
        last=last,
        p_value=chance if test.p_value <= _AGREES and test.slope * (last - first) > 0 else 1.0,
        flat=near and min(chance, test.p_value) > _FLAT,
    )


@dataclass(frozen=True, kw_only=True)
class Peak:
    """Periods with far more records than the others.

    Attributes:
        start, end: first and last period.
        count: records in them; ``counts`` of each; ``usual`` of as many other periods.
        p_value: over all windows looked at.
    """

    start: int
    end: int
    count: float
    counts: tuple[float, ...]
    usual: float
    p_value: float


def find_peak(counts: Floats) -> Peak | None:
    """The plainest run of periods that hold at least twice what as many others do.

    Counts are Poisson, spread wider where the other periods are; the chance is times the windows
    looked at. None where there is none.
    """
    size = len(counts)
    if size < 6 or counts.sum() < _LEAST_RECORDS:
        return None
    found: list[Peak] = []
    windows = 0
    for length in range(1, int(size * _MOST_OF_TIME) + 1):
        for start in range(size - length + 1):
            windows += 1
            peak = _window(counts, start, length)
            if peak is not None:
                found.append(peak)
    best = min(found, key=lambda item: item.p_value, default=None)
    if best is None:
        return None
    return replace(best, p_value=min(1.0, best.p_value * windows))


def _window(counts: Floats, start: int, length: int) -> Peak | None:
    inside = counts[start : start + length]
    outside = np.delete(counts, np.s_[start : start + length])
    level = float(outside.mean())
    if inside.min() < _PEAK_FACTOR * level or inside.sum() < _LEAST_RECORDS / 2:
        return None
    wider = max(1.0, float(outside.var(ddof=1)) / level) if level else 1.0
    usual = level * length
    spread = math.sqrt(wider * (usual + usual * length / len(outside) + 1.0))
    chance = normal_two_sided((float(inside.sum()) - usual) / spread) / 2.0
    return Peak(
        start=start,
        end=start + length - 1,
        count=float(inside.sum()),
        counts=tuple(inside.tolist()),
        usual=usual,
        p_value=chance,
    )
