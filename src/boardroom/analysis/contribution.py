"""Which values of a dimension carry a change. Called by ``executive``.

Sums are taken apart by difference, ratios into rate and mix; either way the parts add up exactly
to the whole change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MOST_CANCELLED = 4.0
"""Parts whose sizes add up to more than so many times a change are no shares of it."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One value's part of a change.

    Attributes:
        key: the dimension's value.
        change: its part, in the metric's unit.
        rate: for ratios: the part that comes from its own rate having moved.
        mix: for ratios: the part that comes from its weight having moved.
        expected: the part it would have if the change were spread like the previous values.
    """

    key: str | None
    change: float
    rate: float | None = None
    mix: float | None = None
    expected: float = 0.0


def split_difference(
    current: Mapping[str | None, float], previous: Mapping[str | None, float]
) -> tuple[Part, ...]:
    """Take the change of a sum apart by value, largest part (in size) first.

    Example:
        >>> split_difference({"a": 5.0, "b": 9.0}, {"a": 8.0, "b": 9.0, "c": 1.0})[0]
        Part(key='a', change=-3.0, rate=None, mix=None, expected=-1.7777777777777777)
    """
    keys = {**previous, **current}
    total = sum(current.values()) - sum(previous.values())
    weight = sum(abs(value) for value in previous.values())
    parts = [
        Part(
            key=key,
            change=current.get(key, 0.0) - previous.get(key, 0.0),
            expected=total * abs(previous.get(key, 0.0)) / weight if weight else 0.0,
        )
        for key in keys
    ]
    return _sorted(parts)


@dataclass(frozen=True, kw_only=True)
class Fraction:
    """Numerator and denominator of a ratio for one value of a dimension."""

    top: float
    bottom: float


def split_ratio(
    current: Mapping[str | None, Fraction], previous: Mapping[str | None, Fraction]
) -> tuple[Part, ...]:
    """Take the change of a ratio of sums apart into rate and mix, largest part (in size) first.

    With weights w (shares of the denominator) and rates r, a value's rate part is its change of r
    at the mean w, and its mix part the change of w at the mean r less the mean overall ratio.
    Empty when either period has no denominator.

    Example:
        >>> before = {"web": Fraction(top=10, bottom=100), "shop": Fraction(top=30, bottom=100)}
        >>> after = {"web": Fraction(top=10, bottom=100), "shop": Fraction(top=20, bottom=100)}
        >>> shop, web = split_ratio(after, before)
        >>> shop.key, round(shop.rate, 3), round(shop.mix, 3), web.change
        ('shop', -0.05, 0.0, 0.0)

    Source: T. L. Bennet, The theory of measurement of changes in cost of living, JRSS 83 (1920).
    """
    bottom_now = sum(item.bottom for item in current.values())
    bottom_then = sum(item.bottom for item in previous.values())
    if bottom_now == 0 or bottom_then == 0:
        return ()
    middle = sum(item.top for item in current.values()) / bottom_now
    middle = (middle + sum(item.top for item in previous.values()) / bottom_then) / 2
    nothing = Fraction(top=0.0, bottom=0.0)
    parts = []
    for key in {**previous, **current}:
        now, then = current.get(key, nothing), previous.get(key, nothing)
        weight_now, weight_then = now.bottom / bottom_now, then.bottom / bottom_then
        rate_now, rate_then = _rates(now, then)
        rate = (weight_now + weight_then) / 2 * (rate_now - rate_then)
        mix = (weight_now - weight_then) * ((rate_now + rate_then) / 2 - middle)
        parts.append(Part(key=key, change=rate + mix, rate=rate, mix=mix))
    total = sum(part.change for part in parts)
    weights = {key: item.bottom / bottom_then for key, item in previous.items()}
    return _sorted(
        [
            Part(
                key=part.key,
                change=part.change,
                rate=part.rate,
                mix=part.mix,
                expected=total * weights.get(part.key, 0.0),
            )
            for part in parts
        ]
    )


def has_shares(parts: Iterable[float], total: float) -> bool:
    """Whether parts may be told as shares of their sum: not where they cancel so much that it is
    small beside them.

    Example:
        >>> has_shares([56_026.0, -15_355.0], 40_671.0), has_shares([-169.0, 168.0], -1.0)
        (True, False)
    """
    return 0 < sum(abs(part) for part in parts) <= _MOST_CANCELLED * abs(total)


def concentration(parts: Sequence[Part]) -> float:
    """How much more of the change lies in few values than their size explains: 0 (spread evenly)
    to 1.

    Half the sum of differences between actual and expected parts, as a share of the sum of all
    parts' sizes.

    Example:
        >>> even = split_difference({"a": 90.0, "b": 9.0}, {"a": 100.0, "b": 10.0})
        >>> round(concentration(even), 6)
        0.0
        >>> one = split_difference({"a": 100.0, "b": 50.0}, {"a": 100.0, "b": 100.0})
        >>> concentration(one)
        0.5
    """
    size = sum(abs(part.change) for part in parts)
    if size == 0:
        return 0.0
    return min(1.0, sum(abs(part.change - part.expected) for part in parts) / (2 * size))


def _rates(now: Fraction, then: Fraction) -> tuple[float, float]:
    """Both rates; a value without a denominator in one period takes the other's, so all is mix."""
    rate_now = now.top / now.bottom if now.bottom else None
    rate_then = then.top / then.bottom if then.bottom else None
    if rate_now is None:
        rate_now = rate_then if rate_then is not None else 0.0
    return rate_now, rate_then if rate_then is not None else rate_now


def _sorted(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (-abs(part.change), str(part.key))))
