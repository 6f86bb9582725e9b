"""What is left of series without all that a calendar moves: their trend, their year, their days of
the week and of the month, and what most of the others do on the same days, such as holidays.

Called by ``executive.scan.companion``; ``correlation.together`` compares what comes out.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

import numpy as np

from boardroom.analysis.panel.expected import NORMAL_RANGE, Residuals, quantiles
from boardroom.analysis.panel.series import Days, Flags, Floats

_LEAST_MONTHS = 18
"""Fewer months tell a day of the month from its days of the week too poorly."""

_LEAST_OTHERS = 5
"""The middle of fewer others is too much that of one of them."""

_FAR = 2.5
_SHARED = 3
"""Where so many things that have nothing in common stray so many deviations to one side, the day is
special, not they."""

_HALF_MONTH = 15
_WEEK = 7
_WEEKS_OF_YEAR = 52


def deviations(residuals: Residuals) -> Floats:
    """How far each period was from what was expected of it, in units that make busy and quiet
    periods alike; shape (S, T), NaN = unknown."""
    weights = residuals.weights
    scale = np.sqrt(np.maximum(weights, 1e-300))
    result: Floats = np.where(weights > 0, residuals.excess / scale, np.nan)
    return result


def by_week(residuals: Residuals, *, apart: Days) -> Residuals:
    """Residuals of days summed over whole weeks, Monday to Sunday, without the days ``apart``."""
    days = residuals.days
    counts = ~np.isin(days, apart)
    starts = np.arange(-(days[0] - 1) % _WEEK, len(days) - _WEEK + 1, _WEEK)

    def summed(values: Floats) -> Floats:
        kept = values * counts
        whole = kept[:, starts[0] : starts[-1] + _WEEK] if len(starts) else kept[:, :0]
        total: Floats = whole.reshape(len(values), len(starts), _WEEK).sum(2)
        return total

    return Residuals(
        days=days[starts],
        excess=summed(residuals.excess),
        plain=summed(residuals.plain),
        expected=summed(residuals.expected),
        weights=summed(residuals.weights),
        variance=summed(residuals.variance),
    )


def without_month_days(values: Floats, days: Days) -> Floats:
    """The values without what days of the month have of their own, such as invoicing at its end:
    the median of each, counted from the nearer end of the month."""
    dates = [date.fromordinal(int(day)) for day in days]
    if len({(day.year, day.month) for day in dates}) < _LEAST_MONTHS:
        return values
    places = np.array([_place_in_month(day) for day in dates])
    result = values.copy()
    for place in np.unique(places):
        same = places == place
        result[:, same] -= _median(values[:, same])[:, None]
    return result


def without_weeks_of_year(values: Floats) -> tuple[Floats, float]:
    """The values of weeks without the mean of the same week in all years, and what each is then
    worth; as they are where two years are not known."""
    weeks = values.shape[1]
    if weeks < 2 * _WEEKS_OF_YEAR:
        return values, 1.0
    result = values.copy()
    for place in range(_WEEKS_OF_YEAR):
        result[:, place::_WEEKS_OF_YEAR] -= _mean(values[:, place::_WEEKS_OF_YEAR])[:, None]
    return result, 1 - _WEEKS_OF_YEAR / weeks


def special_periods(values: Floats, made_of: Sequence[AbstractSet[str]]) -> Flags:
    """Shape (T,): periods in which several that share nothing stray far to the same side."""
    _, alike = _groups(values, made_of)
    sides = [(np.nan_to_num(alike) * side > _FAR).sum(0) >= _SHARED for side in (1, -1)]
    result: Flags = sides[0] | sides[1]
    return result


def without_common(values: Floats, made_of: Sequence[AbstractSet[str]]) -> Floats:
    """The values without what all have in common: days on which several stray far to the same side
    are unknown, and of each series is left what does not follow the median of the others.

    Args:
        values: shape (S, T).
        made_of: per series the names of what it is made of; those that share one count once, and
            not for each other.
    """
    special = special_periods(values, made_of)
    result = np.where(special, np.nan, values)
    groups, alike = _groups(result, made_of)
    for place, names in enumerate(made_of):
        others = [mean for group, mean in zip(groups, alike, strict=True) if not group & names]
        if len(others) >= _LEAST_OTHERS:
            result[place] -= _following(result[place], _median(np.stack(others).T))
    return result


def _groups(
    values: Floats, made_of: Sequence[AbstractSet[str]]
) -> tuple[list[frozenset[str]], Floats]:
    """What series are made of, without repeats, and the mean of those of each, all in deviations;
    shape (G, T)."""

    def scaled(rows: Floats) -> Floats:
        low, high = quantiles(rows, (0.1, 0.9))
        size = (high - low)[:, None] / NORMAL_RANGE
        found: Floats = np.divide(rows, size, out=np.full_like(rows, np.nan), where=size > 0)
        return found

    rows: dict[frozenset[str], list[int]] = {}
    for place, names in enumerate(made_of):
        rows.setdefault(frozenset(names), []).append(place)
    alike = scaled(values)
    return list(rows), scaled(np.stack([_mean(alike[items].T) for items in rows.values()]))


def _following(values: Floats, common: Floats) -> Floats:
    """The part of ``values`` that is a multiple of ``common``."""
    both = np.isfinite(values) & np.isfinite(common)
    square = float(common[both] @ common[both])
    slope = float(values[both] @ common[both]) / square if square > 0 else 0.0
    return slope * np.nan_to_num(common)


def _place_in_month(day: date) -> int:
    if day.day <= _HALF_MONTH:
        return day.day
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (day - following).days


def _mean(values: Floats) -> Floats:
    """Along the last axis, of what is known; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    result: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return result


def _median(values: Floats) -> Floats:
    """As ``_mean``, the median."""
    ordered = np.sort(values, axis=-1)  # NaN last
    count = np.isfinite(values).sum(axis=-1)
    last = np.maximum(count - 1, 0)
    low = np.take_along_axis(ordered, (last // 2)[..., None], -1)[..., 0]
    high = np.take_along_axis(ordered, ((last + 1) // 2)[..., None], -1)[..., 0]
    result: Floats = (low + high) / 2
    return result
