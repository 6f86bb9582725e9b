"""Is the last change of a series larger than its usual ones? Called by ``executive``.

The last step of a series of equal periods is held against the steps before it, robustly: earlier
jumps neither hide nor fake a new one. Where a season is known, the same step one season earlier
must be beaten too, so that each December is not news.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import student_two_sided
from boardroom.analysis.scale import qn_scale

MINIMUM_STEPS = 6
"""Fewer earlier steps than this say nothing about what is usual."""

_DEGREES_PER_STEP = 0.5
"""Degrees of freedom that one earlier step is worth: steps of noise are correlated and Qn loses
some; calibrated on simulated series (tests/unit/analysis)."""

_USUAL_COVER = 0.9


@dataclass(frozen=True, kw_only=True)
class ChangeTest:
    """What is known of the last step of a series.

    Attributes:
        change: last value − the one before, in the series' unit.
        usual: nine of ten earlier steps were no larger than this, in the series' unit.
        steps: earlier steps it was held against.
        p_value: how often a step this large comes about when nothing special happens.
    """

    change: float
    usual: float
    steps: int
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Series:
    """Values of complete, equal periods, oldest first, without gaps, and what is known of them.

    Attributes:
        lengths: days of each period, for values that add up over time; they are then compared per
            day too.
        noise: a floor of the standard deviation of one value (counting noise); 0 = unknown.
        season: periods in one season (12 months, 7 days), or None.
    """

    values: Sequence[float]
    lengths: Sequence[int] | None = None
    noise: float = 0.0
    season: int | None = None


def assess_change(series: Series) -> ChangeTest | None:
    """Hold the last step of ``series`` against its earlier steps; None when there are too few.

    The p-value is the largest of several views (absolute, relative, per day, against the season):
    each of them must find the step unusual.

    Example:
        >>> calm = (100.0, 103.0, 99.0, 101.0, 98.0, 102.0, 100.0, 101.0, 99.0)
        >>> assess_change(Series(values=(*calm, 101.0))).p_value > 0.2
        True
        >>> assess_change(Series(values=(*calm, 60.0))).p_value < 0.001
        True
        >>> assess_change(Series(values=(1.0, 2.0))) is None
        True

    Source: prediction interval of a Student distribution around median and Qn of the earlier steps.
    """
    values = np.asarray(series.values, dtype=float)
    if values.size < MINIMUM_STEPS + 2:
        return None
    views = [values]
    floors = [series.noise * 2**0.5]
    if bool(np.all(values > 0)):
        views.append(np.log(values))
        floors.append(floors[0] / float(max(values[-1], values[-2])))
    if series.lengths is not None:
        days = np.asarray(series.lengths, dtype=float)
        views.append(values / days * float(np.mean(days)))
        floors.append(floors[0])
    p_value = max(
        _view_p_value(view, floor=floor, season=series.season)
        for view, floor in zip(views, floors, strict=True)
    )
    steps = np.diff(values)
    usual = float(np.quantile(np.abs(steps[:-1]), _USUAL_COVER))
    return ChangeTest(
        change=float(steps[-1]), usual=usual, steps=int(steps.size - 1), p_value=p_value
    )


def _view_p_value(values: np.ndarray, *, floor: float, season: int | None) -> float:
    steps = np.diff(values)
    earlier, last = steps[:-1], float(steps[-1])
    centre = float(np.median(earlier))
    scale = max(qn_scale(earlier.tolist()), floor)
    inflation = (1.0 + 1.57 / earlier.size) ** 0.5
    degrees = max(1.0, _DEGREES_PER_STEP * earlier.size)
    distances = [abs(last - centre) / inflation]
    if season is not None and steps.size > season:
        distances.append(abs(last - float(steps[-1 - season])) / 2**0.5)
    distance = min(distances)
    if distance == 0.0:
        return 1.0
    if scale == 0.0:
        return _flat_p_value(earlier, last=last)
    return student_two_sided(distance / scale, degrees=degrees)


def _flat_p_value(earlier: np.ndarray, *, last: float) -> float:
    """For a series that hardly ever moves: the share of earlier steps at least as large (rule of
    succession).
    """
    return float((1 + np.count_nonzero(np.abs(earlier) >= abs(last))) / (earlier.size + 1))
