"""The causes of a change of a sum with signs, looked for on either side of it. Called by
``executive.explain``."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from boardroom.analysis.localisation.course import LEAST_GAIN
from boardroom.analysis.localisation.period import TwoPeriods
from boardroom.analysis.localisation.scan import Moving
from boardroom.analysis.localisation.search import find_causes


def find_on_sides(sides: Sequence[TwoPeriods], *, most: int = 5) -> tuple[Moving, ...]:
    """The combinations that moved otherwise than the rest on one side or on several, the clearest
    first.

    Args:
        sides: what adds to the sum, and what takes away from it, over the same leaves.
        most: combinations at most.

    Example:
        >>> from boardroom.analysis.localisation.period import Sums
        >>> shop = np.arange(60) // 12
        >>> def side(now):
        ...     return TwoPeriods(
        ...         attributes=("shop",), values=(tuple("abcde"),), codes=(shop,),
        ...         now=Sums(top=now, squares=now),
        ...         then=Sums(top=np.full(60, 40.0), squares=np.full(60, 40.0)))
        >>> calm = 40.0 + np.arange(60) % 3
        >>> found = find_on_sides([side(calm), side(np.where(shop == 3, 80.0, calm))])
        >>> [dict(one.where) for one in found]
        [{'shop': 'd'}]
    """
    tried = float(np.log(len(sides)))
    found = [
        replace(one, gain=one.gain - tried)
        for side in sides
        for one in find_causes(side, most=most)
        if one.gain - tried >= LEAST_GAIN
    ]
    chosen: list[Moving] = []
    for one in sorted(found, key=lambda item: -item.gain):
        taken = [item.leaves for item in chosen]
        left = one.leaves if not taken else np.setdiff1d(one.leaves, np.concatenate(taken))
        if len(chosen) < most and 2 * len(left) > len(one.leaves):
            chosen.append(replace(one, leaves=left))
    return tuple(chosen)
