"""Is the last value of a series a record that is news? Called by ``executive``.

The last value must be beyond every one of the periods before, twelve at least; a course that makes
records anyway must not have let expect it; and the value must lie further from what the course let
expect than chance explains. What is expected is the value before, the level so far or the line
through it, whichever missed least on the series' own past, one period ahead each time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import student_two_sided
from boardroom.analysis.scale import qn_scale
from boardroom.analysis.trend import theil_sen_slope

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

FEWEST_PERIODS = 12
"""A record since fewer periods is none."""

_LEARNING = 8
"""Periods that only teach; the misses on the later ones are what is usual."""

_INEVITABLE = 0.5
"""Where a record was to be expected as likely as not, it is no news: a course that rises makes one
each time. Of values that know no course one in a dozen or fewer is one."""

_GAIN = 0.75
"""The level is believed only where it misses less than this share of what repeating the value
before does, and the line only where it misses less than this share of what the level does (as the
line in ``analysis.change``): an accident of few periods is no course."""

_SEASONAL = 0.01
"""A miss that is no more unusual than this beside that of a season earlier is the season's."""

_DEGREES_PER_MISS = 0.5
"""As in ``analysis.change``: misses are correlated, and Qn loses some."""


@dataclass(frozen=True, kw_only=True)
class RecordTest:
    """What is known of the last value of a series.

    Attributes:
        high: whether it is the highest, rather than the lowest; None where it is no record that
            is news.
        before: the best of the values that it beats.
        beats: the periods in a row, up to the last one, that it beats.
        expected: what the course let expect; ``usual`` nine in ten values lie so near to it.
        p_value: how often a value so far from its course comes about by chance.
    """

    high: bool | None
    before: float
    beats: int
    expected: float
    usual: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class _View:
    """One way to look at a series: its last value against what was expected of it.

    Attributes:
        chance: that it would be a record at all, as far as the course tells.
    """

    expected: float
    scale: float
    chance: float
    p_value: float


def assess_record(
    values: Sequence[float],
    *,
    season: int | None = None,
    lengths: Sequence[int] | None = None,
    noise: float = 0.0,
) -> RecordTest | None:
    """Hold the last of ``values`` against all before; None when there are too few.

    Args:
        values: of complete, equal periods, oldest first, without gaps.
        season: periods in one season; a value must be unusual for its place in it too.
        lengths: days of each period, for values that add up: they are then compared per day too.
        noise: a floor of the standard deviation of one value (counting noise).

    Example:
        >>> calm = [100.0, 103.0, 99.0, 101.0, 98.0, 102.0, 100.0, 101.0, 99.0, 100.0, 102.0, 98.0]
        >>> assess_record([*calm, *calm[:6], 120.0]).high
        True
        >>> grown = [100.0 + 5 * step + (step * 7) % 3 for step in range(20)]
        >>> print(assess_record(grown).high)
        None

    Source: prediction interval of a Student distribution around the median and Qn of misses one
        period ahead; scale: P. J. Rousseeuw and C. Croux, JASA 88 (1993).
    """
    series = np.asarray(values, dtype=float)
    if series.size < FEWEST_PERIODS + 1 or series.size < _LEARNING + 6:
        return None
    days = np.ones(series.size) if lengths is None else np.asarray(lengths, dtype=float)
    even = series / days * days[-1]
    high = bool(even[-1] > even[-2])
    beats = min(_beaten(series, high=high), _beaten(even, high=high))
    before = float((np.max if high else np.min)(series[-1 - max(1, beats) : -1]))
    views = [_view(even, high=high, beats=beats, season=season, floor=noise)]
    if bool(np.all(even > 0)):
        floor = noise / float(even[-1])
        views.append(_view(np.log(even), high=high, beats=beats, season=season, floor=floor))
    news = beats >= FEWEST_PERIODS and max(item.chance for item in views) <= _INEVITABLE
    first = views[0]
    return RecordTest(
        high=high if news else None,
        before=before,
        beats=beats,
        expected=first.expected,
        usual=1.645 * first.scale,
        p_value=max(item.p_value for item in views) if news else 1.0,
    )


def _beaten(series: Array, *, high: bool) -> int:
    """How many values in a row before the last one it is beyond."""
    beyond = series[-1] > series[:-1] if high else series[-1] < series[:-1]
    missed = np.flatnonzero(~beyond[::-1])
    return int(missed[0]) if missed.size else int(series.size - 1)


def _view(series: Array, *, high: bool, beats: int, season: int | None, floor: float) -> _View:
    """How far the last value is from the course that fits the past best."""
    misses = [_misses(series, course) for course in (_same, _level, _line)]
    scales = [max(qn_scale(item[:-1].tolist()), floor) for item in misses]
    best = 2 if scales[2] < _GAIN * scales[1] else 1
    chosen = best if scales[best] < _GAIN * scales[0] else 0
    own, scale = misses[chosen], scales[chosen]
    last = float(own[-1] - np.median(own[:-1]))
    expected = float(series[-1]) - last
    degrees = max(1.0, _DEGREES_PER_MISS * (own.size - 1))
    if scale == 0.0:
        even = (1 + np.count_nonzero(np.abs(own[:-1]) >= abs(last))) / own.size
        return _View(expected=expected, scale=0.0, chance=0.0, p_value=float(even))
    p_value = student_two_sided(last / scale, degrees=degrees)
    if season is not None and own.size > season:
        apart = (last - float(own[-1 - season])) / 2**0.5
        as_usual = student_two_sided(apart / scale, degrees=degrees)
        p_value = max(p_value, as_usual) if as_usual > _SEASONAL else p_value
    best_before = (np.max if high else np.min)(series[-1 - max(1, beats) : -1])
    gap = float(best_before - expected) * (1.0 if high else -1.0)
    tail = student_two_sided(gap / scale, degrees=degrees) / 2.0
    right_way = last > 0 if high else last < 0
    return _View(
        expected=expected,
        scale=scale,
        chance=tail if gap > 0 else 1.0 - tail,
        p_value=p_value if right_way else 1.0,
    )


def _misses(series: Array, course: Callable[[Array], float]) -> Array:
    """Values less what ``course`` expected of each from all before it."""
    places = range(_LEARNING, series.size)
    return np.asarray([series[place] - course(series[:place]) for place in places], dtype=float)


def _same(past: Array) -> float:
    return float(past[-1])


def _level(past: Array) -> float:
    return float(np.median(past))


def _line(past: Array) -> float:
    slope = theil_sen_slope(past.tolist())
    places = np.arange(past.size)
    return float(np.median(past - slope * places) + slope * past.size)
