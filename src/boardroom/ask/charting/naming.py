"""In which order names stand on an axis, and which of many are shown. Called by bars and grids."""

import re
from collections.abc import Sequence
from typing import Final

_ORDERS: Final = (
    "q1 q2 q3 q4".split(),
    "mon tue wed thu fri sat sun".split(),
    "jan feb mar apr may jun jul aug sep oct nov dec".split(),
    "xs s m l xl xxl xxxl".split(),
    "low medium high critical".split(),
    "small medium large".split(),
)
_NUMBER = re.compile(r"^\W*(\d+(?:[.,]\d+)?)")
_LETTERS = 3


def natural_order(names: Sequence[str]) -> list[int] | None:
    """The places of ``names`` in the order that people know them in: numbers and bands of numbers,
    days of the week, months, sizes; None where they have none.

    Example:
        >>> natural_order(["Tue", "Sun", "Mon"]), natural_order(["65+", "18-24", "25-64"])
        ([2, 0, 1], [1, 2, 0])
        >>> natural_order(["North", "South"]) is None
        True
    """
    known = [place for place, name in enumerate(names) if name not in {"(none)", "other"}]
    rest = [place for place, name in enumerate(names) if name in {"(none)", "other"}]
    if len(known) < 2:
        return None
    keys = _numbers([names[place] for place in known]) or _words([names[place] for place in known])
    if keys is None:
        return None
    ordered = sorted(range(len(known)), key=lambda place: keys[place])
    return [known[place] for place in ordered] + rest


def _numbers(names: Sequence[str]) -> list[float] | None:
    found = [_NUMBER.match(name) for name in names]
    numbers = [float(item[1].replace(",", ".")) for item in found if item]
    distinct = len(set(numbers)) == len(names)
    return numbers if len(numbers) == len(names) and distinct else None


def _words(names: Sequence[str]) -> list[float] | None:
    words = [name.casefold() for name in names]
    for order in _ORDERS:
        if all(word in order for word in words):
            return [float(order.index(word)) for word in words]
        short = [word[:_LETTERS] for word in words]
        if len(order) >= 7 and all(item in order for item in short) and len(set(short)) > 1:
            return [float(order.index(item)) for item in short]
    return None
