"""Which value of a dimension left its own course when a period began: by weeks, not by the sums of
two periods. Called by ``executive.explain``.

Over weeks or months, much moves the sums of two periods beside what happened: growth, ends of
months that fall into the one and not into the other. So each value is asked how far the weeks since
the beginning lie from the weeks just before, against how the other values moved and against how
often it made such a step before, on any day of its past. What comes by month steps that far every
other month; a bill that is sent each week does not.

Source: the contrast of two neighbouring windows, and its spread over all earlier places, as in the
moving-sum statistics of P. Bauer and P. Hackl, Technometrics 20 (1978).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.localisation.leaf import Flags, Floats

LEAST_DAYS = 14
"""Shorter periods have no weeks to speak of."""

_WEEK = 7
_MOST_WEEKS = 8
"""Weeks on either side: what is farther off is rather growth than the step asked about."""
_LEAST_STEPS = 6.0
"""So many independent steps must be known of the past."""
_INDEPENDENT = 1.5
"""Contrasts at neighbouring places share weeks; so many a window's length are worth one each: the
sum of their squared correlations is two thirds of the length."""
_ALWAYS = 0.9
"""A value that was there in a smaller part of the past has no course to leave."""
_PER_NAME = 2.0
LEAST_GAIN = 2.0
"""As of ``scan``: the least gain that is told, odds of 7 beyond what the name costs."""
_LEAST_LEVEL = 1e-12


@dataclass(frozen=True, kw_only=True)
class Course:
    """The days of all values of one dimension.

    Attributes:
        top: shape (V, T): sums, or numerators, of days up to the last one asked about.
        bottom: shape (V, T): denominators; None for sums.
    """

    top: Floats
    bottom: Floats | None = None


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A value that left its course.

    Attributes:
        course, value: places of the dimension and of its value.
        step: its relative change beyond that of the others.
        gain: log-likelihood gained by naming it, less what its name costs.
    """

    course: int
    value: int
    step: float
    gain: float


def find_turned(courses: Sequence[Course], *, days: int) -> tuple[Turned, ...]:
    """The values that left their course, the clearest first: of each dimension the clearest, then,
    held against what is left, the next; as many as are clearer than chance.

    Args:
        courses: per dimension; all end on the same day.
        days: the last so many are asked about.

    Example:
        >>> week = np.array([1.0, 1.1, 1.2, 1.1, 1.0, 0.5, 0.4])
        >>> noise = np.random.default_rng(1).normal(1, 0.05, (3, 420))
        >>> top = noise * np.tile(week, 60)
        >>> top[2, -28:] *= 1.3
        >>> [found.value for found in find_turned([Course(top=top)], days=28)]
        [2]
    """
    known = [(place, *_steps(course, days)) for place, course in enumerate(courses)]
    tried = sum(int(np.sum(_moving(steps))) for _, steps, _ in known)
    found: list[Turned] = []
    for place, steps, degrees in known:
        kept = np.flatnonzero(_moving(steps))
        while degrees >= _LEAST_STEPS and len(kept) > 1:
            beyond = _beyond(steps[kept])
            usual = np.maximum(np.mean(beyond[:, :-1] ** 2, axis=1), _LEAST_LEVEL)
            evidence = (degrees + 1) / 2 * np.log1p(beyond[:, -1] ** 2 / usual / degrees)
            best = int(np.argmax(evidence))
            gain = float(evidence[best]) - float(np.log(tried)) - _PER_NAME
            if gain < LEAST_GAIN:
                break
            step = float(beyond[best, -1])
            found.append(Turned(course=place, value=int(kept[best]), step=step, gain=gain))
            kept = np.delete(kept, best)
    return tuple(sorted(found, key=lambda one: -one.gain))


def _moving(steps: Floats) -> Flags:
    """Values that moved at all."""
    return np.ptp(steps, axis=1) > 0 if steps.size else np.zeros(len(steps), dtype=np.bool_)


def _steps(course: Course, days: int) -> tuple[Floats, float]:
    """Relative steps of each value at each week of the past, shape (V, P), the one asked about
    last; and how many independent ones those before it are worth."""
    after, length = days // _WEEK, min(days // _WEEK, _MOST_WEEKS)
    begin = course.top.shape[1] - days
    before = begin // _WEEK
    if length < 1 or before < 2 * length:
        return np.zeros((len(course.top), 0)), 0.0
    chosen = slice(begin - before * _WEEK, begin + after * _WEEK)
    level = _means(course.top[:, chosen], length)
    if course.bottom is not None:
        below = _means(course.bottom[:, chosen], length)
        level = np.divide(level, below, out=np.zeros_like(level), where=below > 0)
    # Window k holds the weeks from k on: the one asked about begins at week ``before``.
    last = np.append(np.arange(length, before - length + 1), before)
    now, then = level[:, last], level[:, last - length]
    middle = (np.abs(now) + np.abs(then)) / 2
    steps = np.divide(now - then, middle, out=np.zeros_like(now), where=middle > _LEAST_LEVEL)
    steps[np.mean(middle[:, :-1] > _LEAST_LEVEL, axis=1) < _ALWAYS] = 0.0
    return steps, _INDEPENDENT * (len(last) - 1) / length


def _means(values: Floats, length: int) -> Floats:
    """Means of all windows of so many weeks."""
    weeks = values.reshape(len(values), -1, _WEEK).sum(axis=2)
    sums = np.cumsum(np.concatenate([np.zeros((len(weeks), 1)), weeks], axis=1), axis=1)
    return np.asarray((sums[:, length:] - sums[:, :-length]) / length)


def _beyond(steps: Floats) -> Floats:
    """Each value's steps beyond its usual one and beyond what it shares with the others, of which
    each counts the more the less it usually moves. A value shares as much of their steps as it did
    in the past, and of the last one at least what they themselves seldom do: a fall of all is
    nobody's own."""
    off = steps - np.mean(steps[:, :-1], axis=1)[:, None]
    spread = np.mean(off[:, :-1] ** 2, axis=1)
    weights = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1.0), 0.0)
    weighted = weights[:, None] * off
    rest = np.maximum(np.sum(weights) - weights, 1e-300)
    others = (np.sum(weighted, axis=0) - weighted) / rest[:, None]
    square = np.mean(others[:, :-1] ** 2, axis=1)
    common = np.mean(off[:, :-1] * others[:, :-1], axis=1)
    slope = np.clip(np.divide(common, square, out=np.zeros(len(off)), where=square > 0), 0.0, 1.0)
    shared = slope[:, None] * others
    last = others[:, -1]
    seldom = 1 - np.divide(square, last**2, out=np.ones(len(off)), where=last != 0)
    shared[:, -1] = np.maximum(slope, seldom) * last
    return np.asarray(off - shared)
