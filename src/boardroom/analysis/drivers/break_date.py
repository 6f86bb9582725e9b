"""The day on which a series changed its level. Called by ``executive.explain``.

A plain search: each day is tried as the first of a new level, by how far the means before and after
lie apart in units of their error; the best is a break when chance, over all days tried, seldom does
as much. Weekdays are taken out first, where there are weeks enough to know them; what is left of
the errors is taken to be correlated from day to day, so slow wandering is no break.

Source: the maximum of two-sample statistics over all splits, D. M. Hawkins, JASA 72 (1977), with
Bonferroni's bound; interval by the likelihood of its neighbours, as in D. Siegmund, Confidence sets
in change-point problems (1988).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.distribution import student_two_sided

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

LEAST_DAYS = 14
_EDGE = 3
"""A level lasts at least so many days."""
_WEEK = 7
_WEEKS = 4
_RATE = 0.01
"""A break that chance brings about more often than this is none."""
_SURE = 2.71
"""Twice the loss of log-likelihood up to which nine in ten breaks lie."""
_MOST_CORRELATED = 0.9


@dataclass(frozen=True, kw_only=True)
class LevelBreak:
    """A change of level.

    Attributes:
        place: the first day of the new level; nine times in ten it lies from ``low`` to ``high``.
        before, after: mean levels, in the series' unit.
        p_value: how often chance alone does this, over all days tried.
    """

    place: int
    low: int
    high: int
    before: float
    after: float
    p_value: float


def find_break(values: Sequence[float]) -> LevelBreak | None:
    """The clearest break of a series of days; None when none is clear or there are too few days.

    Example:
        >>> calm = [10.0, 11.0, 9.0, 10.0, 12.0, 10.0, 9.0, 11.0, 10.0, 10.0, 11.0, 9.0]
        >>> find_break([*calm, *(value - 6 for value in calm)]).place
        12
        >>> find_break([*calm, *calm]) is None
        True
    """
    raw = np.asarray(values, dtype=np.float64)
    count = raw.size
    if count < LEAST_DAYS:
        return None
    series = _without_weekdays(raw)
    places = np.arange(_EDGE, count - _EDGE + 1)
    sums = np.concatenate([[0.0], np.cumsum(series)])
    squares = np.concatenate([[0.0], np.cumsum(series**2)])
    before, after = sums[places] / places, (sums[-1] - sums[places]) / (count - places)
    errors = squares[-1] - places * before**2 - (count - places) * after**2
    best = int(np.argmin(errors))
    place = int(places[best])
    residuals = series - np.where(np.arange(count) < place, before[best], after[best])
    spread = float(np.sum(residuals**2))
    if spread <= 1e-12 * max(float(np.sum(series**2)), 1e-300):
        return _exact(raw, place) if before[best] != after[best] else None
    independent = _independent_days(residuals)
    variance = spread / max(independent - 2, 1.0)
    parts = independent / count * np.array([place, count - place])
    t = abs(float(after[best] - before[best])) / float(np.sqrt(variance * np.sum(1 / parts)))
    p_value = student_two_sided(t, degrees=max(independent - 2, 1.0)) * len(places)
    if p_value > _RATE:
        return None
    loss = (errors - errors[best]) / variance * (independent / count)
    near = places[loss <= _SURE]
    return LevelBreak(
        place=place,
        low=int(near.min()),
        high=int(near.max()),
        before=float(np.mean(raw[:place])),
        after=float(np.mean(raw[place:])),
        p_value=min(1.0, p_value),
    )


def _exact(raw: Array, place: int) -> LevelBreak:
    """A series of two constants."""
    return LevelBreak(
        place=place,
        low=place,
        high=place,
        before=float(np.mean(raw[:place])),
        after=float(np.mean(raw[place:])),
        p_value=0.0,
    )


def _without_weekdays(raw: Array) -> Array:
    """The series less what each day of the week is usually off its own week's middle."""
    if raw.size < _WEEKS * _WEEK:
        return raw
    middle = np.array(
        [np.median(raw[max(0, day - 3) : day + 4]) for day in range(raw.size)], dtype=np.float64
    )
    off = raw - middle
    usual = np.array([np.median(off[day::_WEEK]) for day in range(_WEEK)])
    usual -= np.mean(usual)
    return np.asarray(raw - usual[np.arange(raw.size) % _WEEK], dtype=np.float64)


def _independent_days(residuals: Array) -> float:
    """How many independent days so many correlated ones are worth."""
    first = float(np.sum(residuals[1:] * residuals[:-1]) / np.sum(residuals**2))
    kept = min(max(first, 0.0), _MOST_CORRELATED)
    return residuals.size * (1 - kept) / (1 + kept)
