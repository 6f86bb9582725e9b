"""Fewer points of a long series, such that it looks the same: its extremes stay."""

from collections.abc import Sequence
from datetime import date

Point = tuple[date, float | None]


def thinned(points: Sequence[Point], *, most: int) -> list[Point]:
    """At most ``most`` points: the lowest and the highest of each stretch, the first and the last;
    a stretch without any value stays a gap.

    Example:
        >>> days = [(date.fromordinal(700_000 + day), float(day % 7)) for day in range(2000)]
        >>> found = thinned(days, most=100)
        >>> len(found) <= 100, found[0] == days[0], found[-1] == days[-1]
        (True, True, True)
    """
    if len(points) <= most:
        return list(points)
    inner = points[1:-1]
    each = 3 if any(value is None for _, value in inner) else 2
    stretches = max(1, (most - 2) // each)
    kept = [points[0]]
    for number in range(stretches):
        first, last = (len(inner) * (number + step) // stretches for step in (0, 1))
        kept += _extremes(inner[first:last])
    return [*kept, points[-1]]


def _extremes(points: Sequence[Point]) -> list[Point]:
    """Its lowest, its highest and its first gap, in their order."""
    known = [(value, place) for place, (_, value) in enumerate(points) if value is not None]
    gaps = [place for place, (_, value) in enumerate(points) if value is None]
    places = {gaps[0]} if gaps else set()
    if known:
        places |= {min(known)[1], max(known)[1]}
    return [points[place] for place in sorted(places)]
