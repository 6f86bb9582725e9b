"""Is the last change of a series unusual for it, and can its size be said relative to what was?
Called by ``executive``, and by all that words a change.

The last value of a series of equal periods is held against its course so far, robustly: earlier
jumps neither hide nor fake a new one. The course is a straight line where values scatter closely
around one, else the value before. Where a season is known, the same error one season earlier must
be beaten too, so that each December is not news.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from boardroom.analysis.distribution import student_two_sided
from boardroom.analysis.scale import qn_scale
from boardroom.analysis.trend import theil_sen_slope

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

MINIMUM_STEPS = 6
"""Fewer earlier steps than this say nothing about what is usual."""

_DEGREES_PER_STEP = 0.5
"""Degrees of freedom that one earlier step is worth: errors are correlated and Qn loses some;
calibrated, as the two below, on simulated series (tests/unit/analysis)."""

_LINE_GAIN = 0.75
"""The line is believed where errors around it are smaller than this share of the usual steps…"""

_LINE_LENGTH = 12
"""…and it goes through at least so many values: fewer may lie on one by chance."""

_LINE_DOUBT, _STEP_DOUBT = 8.0, 1.57
"""How uncertain line and median step make the next value: variance factors 1 + doubt / n."""

_USUAL_COVER = 0.9


_SMALL_BASE = 0.1
"""An earlier value under this share of the new one is no base for a percentage."""


def from_nearly_nothing(value: float, previous: float) -> bool:
    """Whether a change begins so low that its size relative to there says nothing.

    Example:
        >>> from_nearly_nothing(900.0, 2.0), from_nearly_nothing(900.0, 300.0)
        (True, False)
        >>> from_nearly_nothing(2.0, 900.0)
        False
    """
    return 0.0 < abs(previous) < _SMALL_BASE * abs(value)


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
    each of them must find it unusual. It is 1 when the last value returns to its course.

    Example:
        >>> calm = (100.0, 103.0, 99.0, 101.0, 98.0, 102.0, 100.0, 101.0, 99.0)
        >>> assess_change(Series(values=(*calm, 101.0))).p_value > 0.2
        True
        >>> assess_change(Series(values=(*calm, 60.0))).p_value < 0.001
        True
        >>> assess_change(Series(values=(1.0, 2.0))) is None
        True

    Source: prediction interval of a Student distribution around median and Qn of earlier errors;
        line: P. K. Sen (1968), as in ``analysis.trend``.
    """
    lengths = None if series.lengths is None else tuple(series.lengths)
    return _assess_change(replace(series, values=tuple(series.values), lengths=lengths))


@lru_cache(maxsize=1024)
def _assess_change(series: Series) -> ChangeTest | None:
    """The test; known for a series that every page of the same data tests again."""
    values = np.asarray(series.values, dtype=float)
    if values.size < MINIMUM_STEPS + 2:
        return None
    views = [values]
    floors = [series.noise]
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


@dataclass(frozen=True, kw_only=True)
class _Errors:
    """Distances of values from what a course let expect, the last one being judged.

    Attributes:
        floor: least standard deviation.
        inflation: how much wider the next error is than the earlier ones.
    """

    values: Array
    floor: float
    inflation: float

    @cached_property
    def scale(self) -> float:
        return max(qn_scale(self.values[:-1].tolist()), self.floor)


def _view_p_value(values: Array, *, floor: float, season: int | None) -> float:
    change = float(values[-1] - values[-2])
    errors = _step_errors(values, floor=floor)
    if values.size > _LINE_LENGTH:
        line = _line_errors(values, floor=floor)
        if line.scale * line.inflation < _LINE_GAIN * errors.scale * errors.inflation:
            errors = line
    last = float(errors.values[-1])
    if last * change <= 0.0:
        return 1.0
    distances = [abs(last) / errors.inflation]
    if season is not None and errors.values.size > season:
        distances.append(abs(last - float(errors.values[-1 - season])) / 2**0.5)
    if errors.scale == 0.0:
        return _flat_p_value(np.diff(values[:-1]), last=change)
    earlier = errors.values.size - 1
    degrees = max(1.0, _DEGREES_PER_STEP * earlier)
    return student_two_sided(min(distances) / errors.scale, degrees=degrees)


def _step_errors(values: Array, *, floor: float) -> _Errors:
    steps = np.diff(values)
    earlier = steps.size - 1
    return _Errors(
        values=steps - np.median(steps[:-1]),
        floor=floor * 2**0.5,
        inflation=(1.0 + _STEP_DOUBT / earlier) ** 0.5,
    )


def _line_errors(values: Array, *, floor: float) -> _Errors:
    """Errors around the line through all values but the last."""
    slope = theil_sen_slope(values[:-1].tolist())
    levels = values - slope * np.arange(values.size)
    earlier = values.size - 1
    return _Errors(
        values=levels - np.median(levels[:-1]),
        floor=floor,
        inflation=(1.0 + _LINE_DOUBT / earlier) ** 0.5,
    )


def _flat_p_value(earlier: Array, *, last: float) -> float:
    """For a series that hardly ever moves: the share of earlier steps at least as large (rule of
    succession).
    """
    return float((1 + np.count_nonzero(np.abs(earlier) >= abs(last))) / (earlier.size + 1))
